"""The API gives what the pages give, to the same people."""

from typing import Any

import pytest
from django.test import Client

from qingheng.assessment.models import ScoreRun
from qingheng.foundation.record.models import Account
from qingheng.foundation.record.offices import Office
from tests.assessment.test_pages import signed_in
from tests.cast import member
from tests.trial_year import issued

ROOT = "/api/v1/assessment"


def asked(client: Client, path: str = "/", status: int = 200) -> Any:
    answer = client.get(ROOT + path)
    assert answer.status_code == status, answer.content
    return answer.json()


@pytest.mark.parametrize("path", ["/", "/2007/ranking", "/2007/units/T01"])
def test_a_stranger_is_asked_to_sign_in(client: Client, run: ScoreRun, path: str) -> None:
    assert asked(client, path, 401)["problems"][0]["code"] == "sign_in"


@pytest.mark.parametrize("office", [Office.SYSTEM_ADMIN, Office.SECURITY_ADMIN, Office.AUDITOR])
@pytest.mark.parametrize("path", ["/", "/2007/ranking", "/2007/units/T01"])
def test_who_keeps_the_machine_is_refused(client: Client, run: ScoreRun, office: Office, path: str) -> None:
    assert asked(signed_in(client, member(office)), path, 403)["problems"][0]["code"] == "refused"


def test_the_years_say_where_they_stand(client: Client, assessor: Account, run: ScoreRun) -> None:
    (cycle,) = asked(signed_in(client, assessor))
    assert (cycle["year"], cycle["stage"], len(cycle["scheme_hash"])) == (2007, "scored", 64)


def test_the_ranking_holds_exact_figures_and_the_filter_of_the_page(
    client: Client, assessor: Account, run: ScoreRun
) -> None:
    signed_in(client, assessor)
    units = {row["unit"]: row for row in asked(client, "/2007/ranking")["units"]}
    assert (units["T10"]["total"], units["T10"]["rank"], units["T10"]["parts"]["common"]) == ("1000.00", 1, "400")
    assert (units["T02"]["rank"], units["T02"]["vetoes"][0]["en"]) == (None, "Production safety")
    assert [row["unit"] for row in asked(client, "/2007/ranking?only=vetoed")["units"]] == ["T02"]


def test_a_unit_comes_with_explanation_and_proposals(client: Client, assessor: Account, run: ScoreRun) -> None:
    found = asked(signed_in(client, assessor), "/2007/units/T01")
    assert (found["total"], found["explanation"]["id"]) == ("100.00", "rank")
    assert [(row["kind"], row["status"]) for row in found["consequences"]] == [("freeze", "proposed")]
    asked(client, "/2007/units/T99", 404)
    asked(client, "/1999/ranking", 404)


def test_a_unit_gets_its_own_score_and_nobody_elses(
    client: Client, assessor: Account, leader: Account, head: Account
) -> None:
    issued(assessor, leader)
    signed_in(client, head)
    assert asked(client, "/2007/units/T01")["consequences"][0]["kind"] == "freeze"
    asked(client, "/2007/units/T03", 403)
    assert len(asked(client, "/2007/ranking")["units"]) == 11


def test_before_the_bulletin_a_unit_gets_an_empty_ranking(client: Client, head: Account, run: ScoreRun) -> None:
    found = asked(signed_in(client, head), "/2007/ranking")
    assert found["units"] == []
    asked(client, "/2007/units/T01", 403)
