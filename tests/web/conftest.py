"""Pages in English need compiled catalogues; a test run makes them itself."""

import pytest

from qingheng.web.catalogues import compile_all


@pytest.fixture(autouse=True, scope="session")
def _compiled_catalogues() -> None:
    compile_all()
