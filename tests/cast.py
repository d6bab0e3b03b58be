"""The fixed cast, named by office, and databases that can be emptied again although the record is insert-only."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.db import connection
from django.test import TransactionTestCase

from qingheng.foundation.record import triggers
from qingheng.foundation.record.models import Account
from qingheng.foundation.record.offices import Office

#: The day on which the cast acts.
DAY = date(2008, 1, 15)


def member(office: Office, unit: str = "", username: str = "") -> Account:
    """Somebody of that office; nobody can sign in by password, tests use `client.force_login`."""
    return Account.objects.create_user(
        username or office.value, office=office.value, name_zh=office.title.zh, name_en=office.title.en, unit=unit
    )


@pytest.fixture
def assessor(db: None) -> Account:
    """An officer of the assessment office (考核办)."""
    return member(Office.ASSESSMENT_OFFICE)


@pytest.fixture
def organiser(db: None) -> Account:
    """An officer of the organisation department (组织部)."""
    return member(Office.ORGANISATION_DEPARTMENT)


@pytest.fixture
def leader(db: None) -> Account:
    """A county leader (县领导)."""
    return member(Office.COUNTY_LEADER)


@pytest.fixture
def head(db: None) -> Account:
    """The head of township T01."""
    return member(Office.UNIT_HEAD, unit="T01")


@pytest.fixture
def auditor(db: None) -> Account:
    """The security auditor (审计员)."""
    return member(Office.AUDITOR)


@pytest.fixture
def administrator(db: None) -> Account:
    """The system administrator (系统管理员): keeps the machine, sees no content."""
    return member(Office.SYSTEM_ADMIN)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """SQLite tests use a file, as an office does: in memory, threads lock each other out instead of waiting."""
    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")


@pytest.fixture(autouse=True, scope="session")
def _databases_that_can_be_emptied() -> Iterator[None]:
    """Django empties all tables after a test with real transactions; the record refuses, so its triggers step aside."""
    empty = TransactionTestCase._fixture_teardown

    def emptied(case: TransactionTestCase) -> None:
        with connection.schema_editor() as editor:
            for table, key in triggers.INSERT_ONLY.items():
                triggers.remove(editor, table, key)
        empty(case)
        with connection.schema_editor() as editor:
            for table, key in triggers.INSERT_ONLY.items():
                triggers.install(editor, table, key)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", emptied)
        yield
