"""The record and the register as pages: who sees them, what they show, with how many queries."""

import re
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

import qingheng
from qingheng.assessment.terms import Act
from qingheng.foundation.record.actions import Subject, enter
from qingheng.foundation.record.models import Account
from qingheng.foundation.record.offices import Office
from qingheng.foundation.register.actions import rename_unit
from qingheng.foundation.register.models import Unit
from qingheng.web.act_names import act_name, subject_name
from tests.cast import DAY, member
from tests.trial_year import opened, units

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def text(client: Client, account: Account, path: str, status: int = 200) -> str:
    client.force_login(account, backend=BACKEND)
    answer = client.get(path)
    assert answer.status_code == status, path
    return answer.content.decode()


@pytest.mark.parametrize("office", [Office.AUDITOR, Office.DISCIPLINE_COMMISSION, Office.ASSESSMENT_OFFICE])
def test_the_record_is_open_to_those_who_check(db: None, client: Client, office: Office) -> None:
    account = member(office)
    units(account)
    shown = text(client, account, "/record/")
    assert "登记单位" in shown
    assert "共 " in shown


def test_an_entry_without_facts_shows_no_empty_braces(client: Client, assessor: Account) -> None:
    enter(act="sign_in", by=assessor, on=DAY, subject=Subject("account", "1"), data={})
    assert "{}" not in text(client, assessor, "/record/")


@pytest.mark.parametrize("office", [Office.SYSTEM_ADMIN, Office.SECURITY_ADMIN, Office.UNIT_HEAD, Office.COUNTY_LEADER])
def test_the_record_is_closed_to_all_others_and_says_who_may(client: Client, assessor: Account, office: Office) -> None:
    units(assessor)
    assert "审计员" in text(client, member(office, unit="T01"), "/record/", 403)


def test_the_record_is_narrowed_by_office_and_words(client: Client, assessor: Account) -> None:
    opened(assessor)
    assert "没有符合条件的条目" in text(client, assessor, "/record/?office=auditor")
    shown = text(client, assessor, "/record/?q=cycle")
    assert "启动考核" in shown
    assert "登记单位" not in shown


@pytest.mark.parametrize("page", ["0", "99", "x"])
def test_a_page_number_that_is_none_shows_a_page(client: Client, assessor: Account, page: str) -> None:
    units(assessor)
    assert "登记单位" in text(client, assessor, f"/record/?page={page}")


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("path", "queries"), [("/units/", 4), ("/units/T01/", 6)])
def test_a_page_needs_its_number_of_queries_for_one_row_as_for_three(
    client: Client, assessor: Account, count: int, path: str, queries: int
) -> None:
    units(assessor, count)
    client.force_login(assessor, backend=BACKEND)
    with CaptureQueriesContext(connection) as asked:
        client.get(path)
    assert len(asked) == queries


@pytest.mark.parametrize("count", [1, 3])
def test_the_record_needs_five_queries_for_one_entry_as_for_three(
    client: Client, assessor: Account, count: int
) -> None:
    for number in range(count):
        enter(act="score", by=assessor, on=DAY, subject=Subject("trial", str(number)), data={})
    client.force_login(assessor, backend=BACKEND)
    with CaptureQueriesContext(connection) as asked:
        client.get("/record/")
    assert len(asked) == 5


def test_every_act_that_the_code_enters_has_a_name() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in Path(qingheng.__file__).parent.rglob("*.py"))
    entered = {*re.findall(r'act="(\w+)"', code), *re.findall(r'_enter\("(\w+)"', code), *Act}
    assert {act for act in entered if act_name(act).zh == act} == set()


def test_every_kind_of_thing_that_the_code_enters_about_has_a_name() -> None:
    sources = "".join(path.read_text(encoding="utf-8") for path in Path(qingheng.__file__).parent.rglob("*.py"))
    kinds = set(re.findall(r'Subject\(\s*"(\w+)"', sources)) | {"assessment_cycle"}
    assert len(kinds) >= 6
    assert {kind for kind in kinds if subject_name(kind, "1").zh == f"{kind} 1"} == set()


def test_the_record_says_in_words_what_an_entry_is_about(client: Client, assessor: Account) -> None:
    enter(act="register_people", by=assessor, on=DAY, subject=Subject("register", "people"), data={})
    enter(act="score", by=assessor, on=DAY, subject=Subject("assessment_cycle", "2025"), data={})
    page = text(client, assessor, "/record/")
    assert "名册 人员" in page
    assert "考核年度 2025" in page


def test_units_are_shown_under_the_name_of_the_day_and_found_by_alias(client: Client, assessor: Account) -> None:
    units(assessor)
    unit = Unit.objects.get(code="T01")
    start = DAY.replace(year=2010)
    rename_unit(unit, "新名镇（虚构）", "New Name", start=start, source="试验", by=assessor, on=DAY)
    assert "新名镇" in text(client, assessor, "/units/?on=2010-01-15")
    assert "新名镇" not in text(client, assessor, "/units/?on=2010-01-14")
    assert "没有符合条件的单位" in text(client, assessor, "/units/?on=1999-01-01")
    found = text(client, assessor, "/units/?q=农业局")
    assert "G01" in found
    assert "T02" not in found


def test_one_unit_shows_its_names_and_its_years(client: Client, assessor: Account) -> None:
    opened(assessor)
    shown = text(client, assessor, "/units/T01/")
    assert "第01镇（虚构）" in shown
    assert 'href="/assessment/2007/units/T01/"' in shown
    text(client, assessor, "/units/T99/", 404)
    text(client, assessor, "/units/T01/?on=never", 404)


def test_who_keeps_the_machine_does_not_see_the_register(client: Client, administrator: Account) -> None:
    text(client, administrator, "/units/", 403)
