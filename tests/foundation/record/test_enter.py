"""Entries stand or fall with their act, and nobody changes them afterwards."""

import json

import pytest
from django.db import DatabaseError, connection, transaction

from qingheng.foundation.record.actions import (
    OutsideTransactionError,
    Subject,
    commitment_of,
    enter,
    erase_payload,
    mark_demonstration,
    open_account,
)
from qingheng.foundation.record.models import Account, Demonstration, Entry, Payload
from qingheng.foundation.record.offices import Office
from qingheng.foundation.record.queries import is_demonstration
from tests.cast import DAY

SUBJECT = Subject("unit", "T01")


def entered(by: Account | None, **more: object) -> Entry:
    return enter(act="try", by=by, on=DAY, subject=SUBJECT, data={"b": 1, "a": "甲"}, **more)


def refused(sql: str) -> None:
    with pytest.raises(DatabaseError, match="insert-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_an_entry_names_act_actor_subject_and_canonical_facts(assessor: Account) -> None:
    entry = entered(assessor, pack="f" * 64)
    entry.refresh_from_db()
    assert (entry.act, entry.office, entry.account, entry.on) == ("try", "assessment_office", assessor, DAY)
    assert (entry.subject_kind, entry.subject_id, entry.data) == ("unit", "T01", '{"a":"甲","b":1}')
    assert (entry.pack, entry.commitment) == ("f" * 64, "")


@pytest.mark.django_db(transaction=True)
def test_outside_of_a_transaction_nothing_can_be_entered() -> None:
    with pytest.raises(OutsideTransactionError):
        entered(None)
    assert not Entry.objects.exists()


def test_an_act_that_fails_leaves_no_entry(assessor: Account) -> None:
    with transaction.atomic():
        entered(assessor)
        transaction.set_rollback(True)
    assert not Entry.objects.exists()


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE record_entry SET act = 'other'",
        "DELETE FROM record_entry",
    ],
)
def test_an_entry_can_neither_be_changed_nor_deleted(assessor: Account, sql: str) -> None:
    entered(assessor)
    refused(sql)
    assert Entry.objects.get().act == "try"


def test_an_entry_cannot_be_written_over(assessor: Account) -> None:
    entry = entered(assessor)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        refused("TRUNCATE record_entry CASCADE")
    else:
        columns = 'instant, "on", act, office, account_id, subject_kind, subject_id, data, pack, commitment'
        refused(
            f"INSERT OR REPLACE INTO record_entry (sequence, {columns}) "  # noqa: S608 -- the attack itself
            f"SELECT {entry.sequence}, {columns.replace('act,', 'office,')} FROM record_entry"
        )
    assert Entry.objects.get().act == "try"


def test_the_ways_of_the_orm_are_closed_as_well(assessor: Account) -> None:
    entry = entered(assessor)
    entry.act = "other"
    for attempt in (entry.save, entry.delete, Entry.objects.all().delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()


def test_personal_content_stands_apart_under_a_salted_commitment(assessor: Account) -> None:
    entry = entered(assessor, payload={"name": "张三"})
    payload = Payload.objects.get(commitment=entry.commitment)
    assert "张三" not in entry.data
    assert json.loads(payload.content) == {"name": "张三"}
    assert commitment_of(bytes(payload.salt), payload.content) == entry.commitment


def test_the_same_content_twice_has_two_commitments(assessor: Account) -> None:
    assert entered(assessor, payload={"a": 1}).commitment != entered(assessor, payload={"a": 1}).commitment


def test_erased_content_is_gone_and_both_entries_stay(assessor: Account) -> None:
    entry = entered(assessor, payload={"name": "张三"})
    erase_payload(entry.commitment, by=assessor, on=DAY, reason="保存期满")
    assert not Payload.objects.exists()
    assert list(Entry.objects.values_list("act", flat=True)) == ["try", "erase_payload"]


def test_only_the_installation_acts_without_an_account(db: None) -> None:
    assert entered(None).office == Office.INSTALLATION
    fields = {"act": "try", "on": DAY, "subject_kind": "a", "subject_id": "b", "data": "{}"}
    entry = Entry(office=Office.AUDITOR.value, instant=Entry.objects.get().instant, **fields)
    with pytest.raises(DatabaseError), transaction.atomic():
        entry.save()


def test_a_demonstration_stays_one(assessor: Account) -> None:
    assert not is_demonstration()
    mark_demonstration(by=assessor, on=DAY)
    mark_demonstration(by=assessor, on=DAY)
    assert is_demonstration()
    refused("DELETE FROM record_demonstration")
    refused("UPDATE record_demonstration SET since = '2000-01-01'")
    with pytest.raises(DatabaseError), transaction.atomic():
        Demonstration.objects.create(id=2, since=DAY)
    assert Entry.objects.count() == 1


def test_an_opened_account_enters_the_office_but_not_the_name(db: None) -> None:
    account = open_account(
        "li", "a long password", office=Office.UNIT_HEAD, by=None, on=DAY, name_zh="李四", unit="T02"
    )
    entry = Entry.objects.get()
    assert (entry.data, account.check_password("a long password")) == ('{"office":"unit_head","unit":"T02"}', True)
    assert "李四" in Payload.objects.get().content
