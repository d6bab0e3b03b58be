"""The first page: what waits for an office, and the years side by side under the same rights as their own pages."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from qingheng.assessment.models import ScoreRun
from qingheng.foundation.record.models import Account
from qingheng.foundation.record.offices import Office
from qingheng.web.desk import year_cards
from tests.cast import member
from tests.trial_year import issued, opened, scored


def home(client: Client, account: Account) -> str:
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client.get("/").content.decode()


def test_a_stranger_sees_what_this_is_and_no_year(client: Client, run: ScoreRun) -> None:
    page = client.get("/").content.decode()
    assert "机制二 考核激励" in page
    assert "/assessment/2007/" not in page


def waiting(account: Account) -> list[tuple[str, list[str]]]:
    return [
        (item.title.zh, [finding.id for finding in item.findings])
        for card in year_cards(account)
        for item in card.waiting
    ]


def test_what_carries_the_year_on_waits_for_its_office_with_what_stands_against_it(
    client: Client, assessor: Account, leader: Account
) -> None:
    opened(assessor)
    assert waiting(assessor) == [("计分", ["year.no_inputs"])]
    assert waiting(leader) == []
    assert "还没有导入考核数据" in home(client, assessor)
    assert "现在没有等您办理的事项" in home(client, leader)


def test_a_scored_year_waits_for_the_leader(client: Client, run: ScoreRun, leader: Account, assessor: Account) -> None:
    assert waiting(leader) == [("核定结果", [])]
    assert waiting(assessor) == []
    assert "核定结果" in home(client, leader)


def test_a_year_says_its_edition_its_stage_and_who_leads(client: Client, assessor: Account, run: ScoreRun) -> None:
    page = home(client, assessor)
    assert "历史版本" in page
    assert "/assessment/2007/units/T10/" in page
    (card,) = year_cards(assessor)
    assert [step["state"] for step in card.steps] == ["done", "current", "todo", "todo"]
    assert (card.units, card.historical) == (11, True)


def test_an_issued_year_is_done_from_end_to_end(assessor: Account, leader: Account) -> None:
    issued(assessor, leader)
    (card,) = year_cards(assessor)
    assert {step["state"] for step in card.steps} == {"done"}
    assert card.waiting == []


def test_a_unit_sees_its_own_total_only_once_people_have_adopted_it(
    client: Client, assessor: Account, leader: Account, head: Account
) -> None:
    scored(assessor)
    (card,) = year_cards(head)
    assert (card.own, card.leaders, card.scored) == (None, [], 0)


def test_after_the_bulletin_a_unit_sees_its_own_total(
    client: Client, assessor: Account, leader: Account, head: Account
) -> None:
    issued(assessor, leader)
    (card,) = year_cards(head)
    assert card.own is not None
    assert card.own.participant.unit.code == "T01"
    page = home(client, head)
    assert "本单位总分" in page
    assert "/assessment/2007/units/T10/" not in page


@pytest.mark.parametrize("office", [Office.SYSTEM_ADMIN, Office.SECURITY_ADMIN, Office.AUDITOR])
def test_who_keeps_the_machine_sees_no_year(client: Client, run: ScoreRun, office: Office) -> None:
    page = home(client, member(office))
    assert "没有您可以查看的考核年度" in page
    assert "/assessment/2007/" not in page


@pytest.mark.parametrize("count", [2, 10])
def test_the_number_of_queries_does_not_grow_with_the_units(client: Client, assessor: Account, count: int) -> None:
    scored(assessor, count)
    home(client, assessor)
    with CaptureQueriesContext(connection) as queries:
        client.get("/")
    assert len(queries) == 10


@pytest.mark.django_db
def test_a_stranger_is_told_which_rooms_are_not_open_yet(client: Client) -> None:
    assert client.get("/").content.decode().count("尚未开通") == 3
