"""Closed until opened; list, detail and sentence come from one definition."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction

from qingheng.foundation.kernel.findings import Outcome
from qingheng.foundation.kernel.text import Text
from qingheng.foundation.record import rights
from qingheng.foundation.record.actions import Subject, enter
from qingheng.foundation.record.models import Account, Entry
from qingheng.foundation.record.offices import Office
from qingheng.foundation.record.rights import (
    RefusedError,
    UnknownRightError,
    Who,
    define,
    may,
    offices,
    own_unit,
    require,
    visible,
    where,
)
from tests.cast import DAY, member

READ = Text("阅读试验条目", "read trial entries")
OPEN = where("act", frozenset({"open"}), Text("限公开事项", "only what is open"))
CASES = {
    "offices": offices(Office.AUDITOR, Office.ASSESSMENT_OFFICE),
    "own": own_unit("subject_id"),
    "or": offices(Office.AUDITOR) | own_unit("subject_id"),
    "and": offices(Office.UNIT_HEAD, Office.COUNTY_LEADER) & OPEN,
    "all": offices(Office.AUDITOR) | (offices(Office.UNIT_HEAD) & own_unit("subject_id") & OPEN),
}


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rights, "_TABLE", dict(rights._TABLE))


def entries(by: Account) -> list[Entry]:
    with transaction.atomic():
        return [
            enter(act=act, by=by, on=DAY, subject=Subject("unit", unit), data={})
            for act in ("open", "closed")
            for unit in ("T01", "T02")
        ]


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("office", [Office.AUDITOR, Office.UNIT_HEAD, Office.SYSTEM_ADMIN, Office.COUNTY_LEADER])
def test_a_list_shows_exactly_what_the_detail_allows(table: None, assessor: Account, case: str, office: Office) -> None:
    define("try.read", READ, CASES[case])
    account = member(office, unit="T01" if office is Office.UNIT_HEAD else "")
    allowed = [entry.pk for entry in entries(assessor) if may(account, "try.read", entry)]
    assert sorted(visible(account, "try.read", Entry.objects.all()).values_list("pk", flat=True)) == allowed


@pytest.mark.parametrize(("office", "count"), [(Office.AUDITOR, 4), (Office.UNIT_HEAD, 1), (Office.SYSTEM_ADMIN, 0)])
def test_the_combined_right_opens_what_it_says(table: None, assessor: Account, office: Office, count: int) -> None:
    define("try.read", READ, CASES["all"])
    entries(assessor)
    account = member(office, unit="T01")
    assert visible(account, "try.read", Entry.objects.all()).count() == count


def test_nobody_signed_in_may_nothing(table: None, assessor: Account) -> None:
    define("try.read", READ, offices(*Office))
    entries(assessor)
    assert not may(AnonymousUser(), "try.read")
    assert not visible(AnonymousUser(), "try.read", Entry.objects.all())


def test_a_closed_account_may_nothing(assessor: Account) -> None:
    assert may(assessor, "record.see")
    assessor.is_active = False
    assert not may(assessor, "record.see")
    assert not visible(assessor, "record.see", Entry.objects.all())


def test_an_unknown_right_is_an_error_and_no_refusal(assessor: Account) -> None:
    for ask in (lambda: may(assessor, "record.burn"), lambda: visible(assessor, "record.burn", Entry.objects.all())):
        with pytest.raises(UnknownRightError):
            ask()


def test_nobody_widens_a_right_that_exists(table: None) -> None:
    with pytest.raises(ValueError, match="twice"):
        define("record.see", READ, offices(*Office))


def test_a_refusal_names_the_office_that_may(administrator: Account) -> None:
    with pytest.raises(RefusedError) as refusal:
        require(administrator, "record.see")
    finding = refusal.value.answer.finding
    assert finding.outcome is Outcome.NOT_MET
    assert finding.say == Text(
        "您不能查看全程纪实；有权限的是：审计员、纪委、考核办、组织部。",
        "You may not read the record; this belongs to: auditor, discipline commission, assessment office, "
        "organisation department.",
    )


@pytest.mark.parametrize("office", [Office.SYSTEM_ADMIN, Office.SECURITY_ADMIN, Office.UNIT_HEAD, Office.PANEL_MEMBER])
def test_who_keeps_the_machine_does_not_read_the_record(db: None, office: Office) -> None:
    assert not may(member(office, unit="T01"), "record.see")


def test_an_account_without_a_unit_owns_no_object_without_a_unit(table: None, assessor: Account) -> None:
    who: Who = own_unit("subject_id")
    define("try.read", READ, who)
    with transaction.atomic():
        entry = enter(act="open", by=assessor, on=DAY, subject=Subject("unit", ""), data={})
    assert not may(assessor, "try.read", entry)
    assert not may(assessor, "try.read")
