"""A client that is signed in by office."""

from collections.abc import Callable

import pytest
from django.test import Client

from qingheng.foundation.record.offices import Office
from tests.cast import member


@pytest.fixture
def signed_in(db: None) -> Callable[[str], Client]:
    def make(office: str) -> Client:
        client = Client()
        client.force_login(member(Office(office), "T01" if office == "unit_head" else ""))
        return client

    return make
