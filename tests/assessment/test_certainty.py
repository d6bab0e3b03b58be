"""How certain the ranks are: ordered by an act, computed in the background, shown beside an order that it never changes."""

import json
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django_tasks_db.models import DBTaskResult

from qingheng.assessment import actions
from qingheng.assessment.actions import (
    StaleError,
    adopt_run,
    compute_certainty,
    issue_bulletin,
    open_cycle,
    score,
    upload_inputs,
    work_on_certainty,
)
from qingheng.assessment.models import Certainty, Cycle, ScoreRun, UnitScore
from qingheng.assessment.queries.certainty import certainty, signed_percent
from qingheng.foundation.record.models import Account, Entry
from qingheng.foundation.record.offices import Office
from qingheng.foundation.record.rights import RefusedError
from tests.assessment.test_pages import COUNTY, KEEPERS, exported, signed_in, text
from tests.cast import DAY, member
from tests.trial_year import SCHEME, YEAR, handed_in, units, values, workbook

PANEL = (
    'rule = { do = "panel", scale = 100, order = "sheet_totals", empty_group = "error", self_rating = "allow", '
    'groups = [{ id = "team", weight = 1, name = { zh = "考核组成员", en = "Assessors" } }] }'
)
RATED = SCHEME.replace(
    'rule = { do = "completion", actual = "learning", target = 100, cap = 1, floor = 0, minimum = "none" }', PANEL
)
PAGE = "/assessment/2007/certainty/"
API = "/api/v1/assessment/2007/certainty"
SHARES = {"T01": 10, "T02": 20, "T03": 30, "T04": 31, "T05": 32, "T06": 60, "T07": 70, "T08": 80, "T09": 90, "T10": 96}


def rated(by: Account, count: int = 10) -> ScoreRun:
    """A scored year in which five raters judged the common part of every unit, and the professional part is counted."""
    units(by, count)
    cycle = open_cycle(YEAR, scheme_text=RATED, scheme_file="rated.toml", edition="2007", by=by, on=DAY)
    codes = [*list(SHARES)[:count], "G01"]
    sheets = [
        {
            "unit": code,
            "item": "learning",
            "rater_group": "team",
            "rater": f"甲{at}",
            "value": str(SHARES.get(code, 95) + off),
        }
        for code in codes
        for at, off in enumerate((-4, -2, 0, 1, 4) if code[-1] in "246" else (3, 0, -3, 2, -2))
    ]
    handed_in(cycle, "study.csv", workbook(sheets), by)
    handed_in(cycle, "grain.csv", workbook(values("grain", "P02", {code: SHARES.get(code, 95) for code in codes})), by)
    return score(cycle, by=by, on=DAY)


def computed(by: Account, count: int = 10) -> ScoreRun:
    """The same, with its certainty computed."""
    run = rated(by, count)
    work_on_certainty(compute_certainty(run, by=by, on=DAY), on=DAY)
    return run


def test_the_work_is_ordered_and_concluded_on_record_and_changes_no_score(assessor: Account) -> None:
    run = rated(assessor)
    before = list(UnitScore.objects.order_by("pk").values("rank", "total", "result"))
    kept = work_on_certainty(compute_certainty(run, by=assessor, on=DAY), on=DAY)
    assert list(UnitScore.objects.order_by("pk").values("rank", "total", "result")) == before
    assert (kept.done, kept.redraws, kept.method) == (200, None, 2)
    ordered, concluded = Entry.objects.filter(act__endswith="_certainty").order_by("sequence")
    said = json.loads(ordered.data)
    assert (ordered.act, ordered.account, said["inputs"]) == ("compute_certainty", assessor, run.inputs_hash)
    assert said["seed"] == f"certainty/{run.cycle.scheme_hash}/{run.inputs_hash}"
    assert (concluded.act, len(json.loads(concluded.data)["report"])) == ("conclude_certainty", 64)
    assert [row["unit"] for row in kept.report["units"]][:3] == ["G01", "T10", "T09"]


def test_the_last_three_are_told_by_how_far_apart_they_are(assessor: Account) -> None:
    run = computed(assessor)
    found = {group.slug: group for group in certainty(assessor, run.cycle).groups}["township"]
    state = {row.place.code: row.found["last"] for row in found.rows if row.found}
    assert {code for code, last in state.items() if last == "certain"} == {"T01", "T02"}
    assert {code for code, last in state.items() if last == "possible"} == {"T03", "T04"}
    rows = {row.place.code: row for row in found.rows}
    assert (rows["T10"].above, rows["T10"].below, rows["T04"].above, rows["T04"].below) == (None, True, False, False)
    assert (rows["T04"].place.rank, rows["T04"].intervals["simultaneous"]) == (7, "6–8")
    assert rows["T01"].place.total == run.scores.get(participant__unit__code="T01").total


@pytest.mark.parametrize("count", [3, 4])
def test_of_a_group_of_three_nobody_is_among_the_last_three(client: Client, assessor: Account, count: int) -> None:
    run = computed(assessor, count)
    found = {group.slug: group for group in certainty(assessor, run.cycle).groups}["township"]
    assert (found.small, any(row.last for row in found.rows)) == (count == 3, count == 4)
    said = [row.sentence.zh for row in found.rows if row.sentence]
    assert all(("本组单位不多于3个，不作后3名的判断" in one) is (count == 3) for one in said)
    shown = text(signed_in(client, assessor), "2007/certainty/")
    # The office's group has one unit in either case.
    assert shown.count("单位不多于三个，不作判断") == (2 if count == 3 else 1)


def test_the_same_inputs_give_the_same_report_and_an_interrupted_one_goes_on_to_it(
    assessor: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = rated(assessor)
    kept = compute_certainty(run, by=assessor, on=DAY)

    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        work_on_certainty(kept, on=DAY, progress=stop)
    kept.refresh_from_db()
    assert (0 < kept.done < 200, kept.report) == (True, None)
    again = compute_certainty(run, by=assessor, on=DAY)
    assert again == kept
    assert json.loads(Entry.objects.latest("sequence").data)["done"] == kept.done
    resumed = work_on_certainty(again, on=DAY).report
    Certainty.objects.all().delete()
    assert work_on_certainty(compute_certainty(run, by=assessor, on=DAY), on=DAY).report == resumed


def test_two_workers_on_one_run_conclude_it_once(assessor: Account) -> None:
    run = rated(assessor)
    kept = compute_certainty(run, by=assessor, on=DAY)
    other = Certainty.objects.get(pk=kept.pk)
    work_on_certainty(kept, on=DAY)
    assert work_on_certainty(other, on=DAY).report == kept.report
    assert Entry.objects.filter(act="conclude_certainty").count() == 1


@pytest.mark.parametrize("office", [office for office in Office if office is not Office.ASSESSMENT_OFFICE])
def test_nobody_but_the_assessment_office_orders_it(assessor: Account, office: Office) -> None:
    run = rated(assessor, 2)
    with pytest.raises(RefusedError):
        compute_certainty(run, by=member(office, unit="T01", username="other"), on=DAY)
    assert not Certainty.objects.exists()


def test_a_run_that_no_longer_stands_is_not_computed(assessor: Account) -> None:
    run = computed(assessor, 3)
    with pytest.raises(StaleError, match="computed already"):
        compute_certainty(run, by=assessor, on=DAY)
    kept = Certainty.objects.get()
    newer = score(Cycle.objects.get(), by=assessor, on=DAY)
    with pytest.raises(StaleError, match="newer run"):
        compute_certainty(run, by=assessor, on=DAY)
    handed_in(newer.cycle, "grain.csv", workbook(values("grain", "P02", {"T01": 50})), assessor)
    with pytest.raises(StaleError, match="inputs have changed"):
        compute_certainty(newer, by=assessor, on=DAY)
    with pytest.raises(StaleError, match="inputs have changed"):
        work_on_certainty(kept, on=DAY)
    upload_inputs(Cycle.objects.get(), file="more.csv", content=b"x", by=assessor, on=DAY)


def test_an_officer_orders_it_on_the_page_and_the_worker_does_it(
    transactional_db: None, client: Client, assessor: Account
) -> None:
    rated(assessor, 3)
    signed_in(client, assessor)
    assert "尚未核算" in text(client, "2007/certainty/")
    shown = client.post("/assessment/2007/compute-certainty/", {"run": "1"}, follow=True).content.decode()
    for piece in ("已交后台核算", "已完成 0 次重抽，共 200 次", "data-refresh", "接着核算"):
        assert piece in shown
    call_command("db_worker", batch=True, interval=0, startup_delay=False, verbosity=0, reload=False)
    assert [task.status for task in DBTaskResult.objects.all()] == ["SUCCESSFUL"]
    shown = text(client, "2007/certainty/")
    for piece in ("正式名次不变", "方法与设定", "没有重复评分的项目", "粮食总产", "评委一致性 ICC(2,k)", "考核组成员"):
        assert piece in shown
    assert "甲1" not in shown
    shown = client.post("/assessment/2007/compute-certainty/", {"run": "1"}, follow=True).content.decode()
    assert "已经核算过" in shown


def test_while_inputs_are_open_nobody_is_offered_to_compute(client: Client, assessor: Account) -> None:
    run = rated(assessor, 3)
    handed_in(run.cycle, "grain.csv", workbook(values("grain", "P02", {"T01": 50})), assessor)
    shown = text(signed_in(client, assessor), "2007/certainty/")
    assert ("compute-certainty" in shown, "数据没有变动时办理" in shown) == (False, True)


def test_what_nobody_rated_twice_gets_no_interval_and_the_page_says_so(
    client: Client, assessor: Account, run: ScoreRun
) -> None:
    work_on_certainty(compute_certainty(run, by=assessor, on=DAY), on=DAY)
    shown = text(signed_in(client, assessor), "2007/certainty/")
    for piece in ("没有重复评分，无从判断", "中没有重复评分，不能给出名次区间", "没有实名评分表"):
        assert piece in shown
    found = {row["unit"]: row for row in client.get(API).json()["units"]}
    assert (found["T01"]["marginal"], found["T01"]["last"], found["T01"]["weights"]["10%"]) == (None, None, [9, 9])
    assert found["T02"]["sentence"] is None


def seen(client: Client) -> tuple[set[str], set[str], set[str]]:
    """Whom page, export and API show."""
    page = {row.place.code for group in client.get(PAGE).context["found"].groups for row in group.rows}
    export = {row[2] for row in exported(client.get(f"{PAGE}export.xlsx").content)}
    return page, export, {row["unit"] for row in client.get(API).json()["units"]}


@pytest.mark.parametrize("office", COUNTY)
def test_the_county_sees_every_unit_on_page_export_and_interface(
    client: Client, assessor: Account, office: Office
) -> None:
    computed(assessor, 3)
    signed_in(client, member(office, username="somebody"))
    assert seen(client) == ({"T01", "T02", "T03", "G01"},) * 3


@pytest.mark.parametrize("office", KEEPERS)
@pytest.mark.parametrize("path", [PAGE, f"{PAGE}export.xlsx", API])
def test_who_keeps_the_machine_is_refused(client: Client, assessor: Account, office: Office, path: str) -> None:
    computed(assessor, 2)
    assert signed_in(client, member(office)).get(path).status_code == 403


def test_a_unit_sees_it_when_it_sees_the_ranking_and_not_before(
    client: Client, assessor: Account, leader: Account, head: Account
) -> None:
    run = computed(assessor, 3)
    adopt_run(run, by=leader, on=DAY)
    signed_in(client, head)
    assert seen(client) == (set(), set(), set())
    assert "没有可以显示的排名" in text(client, "2007/certainty/")
    assert client.get(API).json()["replicated"] == []
    assert "名次有多大把握" not in text(client, "2007/units/T01/")
    issue_bulletin(Cycle.objects.get(), number="试考发〔2008〕1号", by=assessor, on=DAY)
    assert seen(client) == ({"T01", "T02", "T03", "G01"},) * 3
    assert "名次有多大把握" in text(client, "2007/units/T01/")


@pytest.mark.parametrize("townships", [1, 3])
def test_the_page_needs_as_many_queries_for_one_unit_as_for_three(
    client: Client, assessor: Account, townships: int
) -> None:
    computed(assessor, townships)
    signed_in(client, assessor)
    with CaptureQueriesContext(connection) as queries:
        client.get(PAGE)
    assert len(queries) == 7


def test_nobody_orders_it_by_a_link(client: Client, assessor: Account) -> None:
    rated(assessor, 1)
    assert signed_in(client, assessor).get("/assessment/2007/compute-certainty/").status_code == 405


@pytest.mark.parametrize("lang", ["zh-hans", "en"])
def test_the_spreadsheet_holds_what_the_screen_shows(client: Client, assessor: Account, lang: str) -> None:
    computed(assessor, 5)
    signed_in(client, assessor, lang)
    groups = client.get(PAGE).context["found"].groups
    content = client.get(f"{PAGE}export.xlsx").content
    shown: list[list[Any]] = [
        [row.place.rank, row.place.code, float(row.place.total), row.intervals["simultaneous"]]
        for group in groups
        for row in group.rows
    ]
    if lang == "zh-hans":
        assert [[row[1], row[2], row[4], row[7]] for row in exported(content)] == shown
    assert content[:2] == b"PK"


@pytest.mark.parametrize(("change", "said"), [("1/8", "+12.5%"), ("-9/100", "−9.0%"), ("0", "0.0%")])
def test_a_change_of_weight_is_read_as_a_percentage(change: str, said: str) -> None:
    assert signed_percent(change) == said


def test_every_act_of_the_work_has_a_name(assessor: Account, client: Client, auditor: Account) -> None:
    computed(assessor, 2)
    client.force_login(auditor, backend="allauth.account.auth_backends.AuthenticationBackend")
    shown = client.get("/record/").content.decode()
    assert "核算名次可信度" in shown
    assert "名次可信度核算完成" in shown
    assert callable(actions.compute_certainty)
