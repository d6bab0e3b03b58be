"""The pages of a year: what each shows to whom, and with how many queries."""

import io

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from qingheng.assessment.actions import adopt_run
from qingheng.assessment.models import Batch, Cycle, ScoreRun
from qingheng.assessment.queries.words import shown_tree
from qingheng.foundation.record.models import Account
from qingheng.foundation.record.offices import Office
from tests.cast import DAY, member
from tests.trial_year import issued, opened, scored, values, workbook

PAGES = ["", "units/", "units/T10/", "ranking/", "certainty/", "vetoes/", "imports/", "bulletin/"]
COUNTY = [Office.ASSESSMENT_OFFICE, Office.ORGANISATION_DEPARTMENT, Office.COUNTY_LEADER, Office.DISCIPLINE_COMMISSION]
KEEPERS = [Office.SYSTEM_ADMIN, Office.SECURITY_ADMIN, Office.AUDITOR]


def signed_in(client: Client, account: Account, lang: str = "zh-hans") -> Client:
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = lang
    return client


def text(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(f"/assessment/{path}")
    assert answer.status_code == status, path
    return answer.content.decode()


@pytest.mark.parametrize("page", PAGES)
def test_nobody_sees_a_page_without_signing_in(client: Client, run: ScoreRun, page: str) -> None:
    answer = client.get(f"/assessment/2007/{page}")
    assert (answer.status_code, "/accounts/login/" in answer["Location"]) == (302, True)


@pytest.mark.parametrize("lang", ["zh-hans", "en"])
@pytest.mark.parametrize("page", PAGES)
def test_the_assessment_office_sees_every_page_in_both_languages(
    client: Client, assessor: Account, run: ScoreRun, page: str, lang: str
) -> None:
    shown = text(signed_in(client, assessor, lang), f"2007/{page}")
    assert ("目标考核" if lang == "zh-hans" else "Assessment") in shown


@pytest.mark.parametrize("page", PAGES)
def test_what_a_page_rests_on_is_cited_as_one_reads_it(
    client: Client, assessor: Account, run: ScoreRun, page: str
) -> None:
    shown = text(signed_in(client, assessor), f"2007/{page}")
    assert "seed" not in shown
    if page in ("", "units/"):
        assert "《清水县四项机制（2007）》§2.1" in shown


def test_the_last_stage_once_reached_is_done_on_every_page_that_shows_it(
    client: Client, assessor: Account, leader: Account
) -> None:
    issued(assessor, leader)
    assert "（进行中）" not in text(signed_in(client, assessor), "2007/")


@pytest.mark.parametrize("office", KEEPERS)
@pytest.mark.parametrize("page", PAGES)
def test_who_keeps_the_machine_sees_no_page_of_the_room(
    client: Client, run: ScoreRun, office: Office, page: str
) -> None:
    text(signed_in(client, member(office)), f"2007/{page}", 403)


def test_before_the_first_run_the_pages_say_what_comes(client: Client, assessor: Account) -> None:
    opened(assessor)
    signed_in(client, assessor)
    for page in ("ranking/", "certainty/", "units/T01/", "bulletin/", ""):
        assert "还没有计分" in text(client, f"2007/{page}")
    assert client.get("/assessment/2007/bulletin.pdf").status_code == 404


def test_before_the_first_year_the_list_says_so(client: Client, assessor: Account) -> None:
    assert "还没有考核年度" in text(signed_in(client, assessor), "")


@pytest.mark.parametrize("path", ["1999/", "2007/units/T99/", "2007/imports/99/"])
def test_what_does_not_exist_is_not_found(client: Client, assessor: Account, run: ScoreRun, path: str) -> None:
    text(signed_in(client, assessor), path, 404)


def test_the_ranking_shows_ranks_vetoes_and_figures(client: Client, assessor: Account, run: ScoreRun) -> None:
    shown = text(signed_in(client, assessor), "2007/ranking/")
    assert "1000.00" in shown
    assert "安全生产一票否决" in shown
    assert "未核定" in shown


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("group=government", {"G01"}),
        ("q=第03镇", {"T03"}),
        ("q=town 04", {"T04"}),
        ("only=vetoed", {"T02"}),
        ("only=unranked", {"T02"}),
        ("group=village", {"G01", *(f"T{n:02}" for n in range(1, 11))}),
    ],
)
def test_the_filter_narrows_screen_and_export_alike(
    client: Client, assessor: Account, run: ScoreRun, query: str, codes: set[str]
) -> None:
    signed_in(client, assessor)
    found = client.get(f"/assessment/2007/ranking/?{query}").context["found"]
    assert {row.code for row in found.rows} == codes
    content = client.get(f"/assessment/2007/ranking/export.xlsx?{query}").content
    assert {row[2] for row in exported(content)} == codes


def exported(content: bytes) -> list[list[object]]:
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    head = next(place for place, row in enumerate(rows) if "代码" in row)
    return [row for row in rows[head + 1 :] if len(row) > 3 and row[3]]


def test_a_spreadsheet_says_that_nobody_has_adopted_it_and_that_its_edition_is_history(
    client: Client, assessor: Account, leader: Account
) -> None:
    run = scored(assessor)
    signed_in(client, assessor)

    def title() -> str:
        content = client.get("/assessment/2007/ranking/export.xlsx").content
        return str(CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()[0][0])

    assert title().endswith(" · 历史版本 · 未核定")
    adopt_run(run, by=leader, on=DAY)
    assert title().endswith(" · 历史版本")


def test_a_unit_sees_its_own_card_once_adopted_and_the_ranking_once_issued(
    client: Client, assessor: Account, leader: Account, head: Account
) -> None:
    run = scored(assessor)
    signed_in(client, head)
    text(client, "2007/units/T01/", 403)
    assert "没有可以显示的排名" in text(client, "2007/ranking/")
    adopt_run(run, by=leader, on=DAY)
    assert "100.00" in text(client, "2007/units/T01/")
    text(client, "2007/units/T03/", 403)
    text(client, "2007/bulletin/", 403)
    assert exported(client.get("/assessment/2007/ranking/export.xlsx").content) == []


def test_after_the_bulletin_units_see_the_ranking_and_their_own_proposals_only(
    client: Client, assessor: Account, leader: Account, head: Account
) -> None:
    issued(assessor, leader)
    signed_in(client, head)
    assert "1000.00" in text(client, "2007/ranking/")
    assert "暂缓提拔重用" in text(client, "2007/units/T01/")
    text(client, "2007/units/T03/", 403)
    text(client, "2007/imports/", 403)
    assert "安监" not in text(client, "2007/vetoes/")


def test_a_card_opens_every_figure_down_to_its_cell(client: Client, assessor: Account, run: ScoreRun) -> None:
    shown = text(signed_in(client, assessor), "2007/units/T07/")
    for piece in ("grain.csv", "study.csv", "粮食总产", "结果运用", "位次前后"):
        assert (piece in shown) is (piece != "结果运用"), piece


@pytest.mark.parametrize(("function", "unknown"), [("grade", False), ("veto", False), ("completion", True)])
def test_a_step_that_has_words_and_no_figure_is_not_called_unknown(function: str, unknown: bool) -> None:
    plain = {"exact": None, "rounded": None, "inputs": [], "children": [], "choice": []}
    node = shown_tree({"id": "x", "zh": "等次", "en": "Grade", "function": function, **plain})
    shown = render_to_string("_score_node_head.html", {"node": node})
    assert ("未知" in shown) is unknown


@pytest.mark.parametrize("townships", [1, 3])
@pytest.mark.parametrize(
    ("page", "count"),
    [("", 12), ("ranking/", 6), ("units/", 12), ("units/T01/", 11), ("vetoes/", 6), ("imports/", 8), ("bulletin/", 13)],
)
def test_a_page_needs_its_number_of_queries_for_one_unit_as_for_three(
    client: Client, assessor: Account, page: str, count: int, townships: int
) -> None:
    scored(assessor, townships)
    signed_in(client, assessor)
    with CaptureQueriesContext(connection) as queries:
        client.get(f"/assessment/2007/{page}")
    assert len(queries) == count


def test_a_workbook_is_uploaded_previewed_and_confirmed(client: Client, assessor: Account) -> None:
    opened(assessor)
    signed_in(client, assessor)
    good = SimpleUploadedFile("grain.csv", workbook(values("grain", "P02", {"T01": 5})))
    answer = client.post("/assessment/2007/imports/", {"file": good}, follow=True)
    assert "确认导入全部数据" in answer.content.decode()
    batch = Batch.objects.get()
    answer = client.post(f"/assessment/2007/imports/{batch.pk}/import-inputs/", follow=True)
    assert "已导入 1 行" in answer.content.decode()
    assert "数值（values）" in text(client, f"2007/imports/{batch.pk}/")


def test_a_bad_workbook_shows_every_problem_by_cell_and_cannot_be_confirmed(client: Client, assessor: Account) -> None:
    opened(assessor)
    signed_in(client, assessor)
    rows = values("grain", "P02", {"农业局": 5, "T01": "many"}) + values("grain", "T05", {"T03": 3})
    answer = client.post(
        "/assessment/2007/imports/", {"file": SimpleUploadedFile("a.csv", workbook(rows))}, follow=True
    )
    shown = answer.content.decode()
    assert "确认导入全部数据" not in shown
    for piece in ("unknown_unit", "是否想写“G01”", "bad_figure", "other_department", "第 2 行", "第 4 行"):
        assert piece in shown
    batch = Batch.objects.get()
    client.post(f"/assessment/2007/imports/{batch.pk}/import-inputs/")
    batch.refresh_from_db()
    assert batch.state == Batch.State.UPLOADED
    client.post(f"/assessment/2007/imports/{batch.pk}/discard-upload/")
    assert "已放弃" in text(client, "2007/imports/")


def test_the_discipline_commission_reads_imports_and_cannot_upload(client: Client, assessor: Account) -> None:
    opened(assessor)
    signed_in(client, member(Office.DISCIPLINE_COMMISSION))
    assert "现在不能导入数据" in text(client, "2007/imports/")
    file = SimpleUploadedFile("grain.csv", workbook(values("grain", "P02", {"T01": 5})))
    answer = client.post("/assessment/2007/imports/", {"file": file})
    assert (answer.status_code, "考核办" in answer.content.decode()) == (403, True)


def test_buttons_follow_the_flow_and_the_office(
    client: Client, assessor: Account, leader: Account, run: ScoreRun
) -> None:
    signed_in(client, assessor)
    shown = text(client, "2007/")
    assert "重新计分" in shown
    assert "由其他岗位办理：县领导" in shown
    assert 'action="/assessment/2007/adopt-run/"' not in shown
    client.post("/assessment/2007/score/")
    assert ScoreRun.objects.count() == 2
    signed_in(client, leader)
    answer = client.post("/assessment/2007/adopt-run/", {"run": "1"}, follow=True)
    assert "已有更新的计分结果" in answer.content.decode()
    client.post("/assessment/2007/adopt-run/", {"run": "2"})
    client.post("/assessment/2007/withdraw-run/", {"run": "2", "reason": "数据有误"})
    client.post("/assessment/2007/adopt-run/", {"run": "2"})
    signed_in(client, assessor)
    client.post("/assessment/2007/issue-bulletin/", {"number": "试考发〔2008〕1号"})
    assert Cycle.objects.get().stage == "issued"
    assert "试考发〔2008〕1号" in text(client, "2007/bulletin/")


@pytest.mark.parametrize("number", ["", "x", "Ⅸ", "99999999999999999999"])
def test_a_run_number_that_is_none_is_not_found(client: Client, leader: Account, run: ScoreRun, number: str) -> None:
    assert signed_in(client, leader).post("/assessment/2007/adopt-run/", {"run": number}).status_code == 404


@pytest.mark.parametrize("query", ["q=%00", "group=%00", "only=%00", "q=" + "x" * 500])
def test_a_filter_that_cannot_be_understood_breaks_nothing(
    client: Client, assessor: Account, run: ScoreRun, query: str
) -> None:
    signed_in(client, assessor)
    for path in ("/assessment/2007/ranking/", "/assessment/2007/units/", "/api/v1/assessment/2007/ranking"):
        assert client.get(f"{path}?{query}").status_code == 200


def test_nobody_acts_by_a_link(client: Client, assessor: Account, run: ScoreRun) -> None:
    signed_in(client, assessor)
    for act in ("score", "adopt-run", "withdraw-run", "issue-bulletin"):
        assert client.get(f"/assessment/2007/{act}/").status_code == 405


def test_the_bulletin_is_a_pdf_in_both_languages(client: Client, assessor: Account, leader: Account) -> None:
    issued(assessor, leader)
    for lang in ("zh-hans", "en"):
        answer = signed_in(client, assessor, lang).get("/assessment/2007/bulletin.pdf")
        assert (answer["Content-Type"], answer.content[:5]) == ("application/pdf", b"%PDF-")


def test_the_score_sheet_is_a_pdf_for_whoever_may_see_the_card(
    client: Client, assessor: Account, leader: Account, head: Account
) -> None:
    issued(assessor, leader)
    for account, code, status in (
        (assessor, "T03", 200),
        (head, "T01", 200),
        (head, "T03", 403),
        (assessor, "T99", 404),
    ):
        answer = signed_in(client, account).get(f"/assessment/2007/units/{code}.pdf")
        assert (answer.status_code, answer.content[:5] == b"%PDF-") == (status, status == 200)


def test_a_workbook_can_be_held_against_its_figures_as_it_came(
    client: Client, assessor: Account, head: Account
) -> None:
    scored(assessor, 1)
    batch = Batch.objects.get(file="grain.csv")
    answer = signed_in(client, assessor).get(f"/assessment/2007/imports/{batch.pk}/original")
    assert (b"".join(answer), "grain.csv" in answer["Content-Disposition"]) == (bytes(batch.content), True)
    assert signed_in(client, head).get(f"/assessment/2007/imports/{batch.pk}/original").status_code == 403
