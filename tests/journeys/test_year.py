"""One year of the assessment, walked by the people of its offices through the pages."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from qingheng.assessment.actions import open_cycle
from qingheng.assessment.models import Batch, Cycle, Participant
from qingheng.assessment.terms import COVERAGE
from qingheng.foundation.record.models import Account, Entry
from qingheng.foundation.register.actions import NewUnit, register_units
from tests.cast import DAY
from tests.trial_year import SCHEME, TOWNSHIPS, YEAR, filled, opened, units, values, workbook

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def walk(client: Client, account: Account, path: str, data: dict[str, object] | None = None) -> str:
    """One step of a person: open a page, or send a form; what the person then sees."""
    client.force_login(account, backend=BACKEND)
    path = f"/assessment/2007/{path}"
    answer = client.get(path) if data is None else client.post(path, data, follow=True)
    assert answer.status_code == 200, path
    return answer.content.decode()


def sent(client: Client, account: Account, name: str, content: bytes) -> str:
    """A workbook is uploaded; the preview."""
    return walk(client, account, "imports/", {"file": SimpleUploadedFile(name, content)})


def confirmed(client: Client, account: Account) -> str:
    """The last upload is confirmed."""
    return walk(client, account, f"imports/{Batch.objects.latest('pk').pk}/import-inputs/", {})


@pytest.mark.journey("I-28")
def test_one_hundred_and_two_units_are_covered_and_every_change_is_recorded(
    client: Client, assessor: Account, auditor: Account
) -> None:
    letters = {"township": "T", "party": "P", "government": "G", "vertical": "V"}
    new = [
        NewUnit(f"{letters[group]}{number:02}", group, f"{letters[group]}{number:02} 单位（虚构）")
        for group, count in COVERAGE.items()
        for number in range(1, count + 1)
    ]
    register_units(new, start=DAY.replace(year=2000), source="试验", by=assessor, on=DAY)
    open_cycle(YEAR, scheme_text=SCHEME, scheme_file="trial.toml", edition="2007", by=assessor, on=DAY)
    shown = walk(client, assessor, "units/")
    assert Participant.objects.count() == 102
    for count in COVERAGE.values():
        assert f"应纳入 {count} 个，已纳入 {count} 个。" in shown

    shown = walk(client, assessor, "change-coverage/", {"code": "V25", "change": "leave", "reason": "机构撤销"})
    assert "应纳入 25 个，已纳入 24 个。" in shown
    assert "机构撤销" in shown
    refused = walk(client, assessor, "change-coverage/", {"code": "V24", "change": "leave", "reason": ""})
    assert "须写明单位代码、变更和理由" in refused
    assert Entry.objects.filter(act="change_coverage").count() == 1
    client.force_login(auditor, backend=BACKEND)
    assert (
        "change_coverage" in client.get("/record/").content.decode()
        or "变更考核范围" in client.get("/record/").content.decode()
    )


def test_every_item_comes_from_the_department_that_answers_for_it(client: Client, assessor: Account) -> None:
    opened(assessor)
    overview = walk(client, assessor, "")
    assert "责任书分为公共、业务、附加三部分。" in overview
    assert "每项指标都写明了考核部门。" in overview

    preview = sent(client, assessor, "grain.csv", workbook(values("grain", "P01", {"T01": 90})))
    assert "指标 grain“粮食总产”由 P02 负责，P01 不得报送。" in preview
    assert "没有写明报送部门" in sent(client, assessor, "grain.csv", workbook(values("grain", "", {"T01": 90})))
    assert "确认导入全部数据" not in preview
    sent(client, assessor, "grain.csv", workbook(values("grain", "P02", {"T01": 90})))
    assert "已导入 1 行" in confirmed(client, assessor)


def test_the_target_of_an_item_comes_from_the_same_department_as_the_item(client: Client, assessor: Account) -> None:
    units(assessor)
    scheme = SCHEME.replace('actual = "grain", target = 100', 'actual = "grain", target = "grain.target"')
    open_cycle(YEAR, scheme_text=scheme, scheme_file="trial.toml", edition="2007", by=assessor, on=DAY)
    preview = sent(client, assessor, "target.csv", workbook(values("grain.target", "P01", {"T01": 90})))
    assert "指标 grain.target“粮食总产”由 P02 负责，P01 不得报送。" in preview
    sent(client, assessor, "target.csv", workbook(values("grain.target", "P02", {"T01": 90})))
    assert "已导入 1 行" in confirmed(client, assessor)


def test_a_veto_needs_its_basis_takes_effect_by_the_scheme_and_comes_with_its_remedy(
    client: Client, assessor: Account, leader: Account, head: Account
) -> None:
    cycle = opened(assessor)
    filled(cycle, assessor)
    bare = {"unit": "T01", "domain": "safety", "date": "", "basis": ""}
    preview = sent(client, assessor, "more.csv", workbook([bare]))
    for sentence in ("没有认定日期。", "没有认定依据。"):
        assert sentence in preview
    family = {"unit": "T01", "domain": "family_planning", "date": "2007-08-01", "basis": "认定书"}
    assert "不在一票否决事项清单之内" in sent(client, assessor, "more.csv", workbook([family]))
    found = {"unit": "T01", "domain": "safety", "date": "2007-09-01", "basis": "安监〔2007〕9号"}
    sent(client, assessor, "more.csv", workbook([found]))
    confirmed(client, assessor)

    walk(client, assessor, "score/", {})
    ranking = walk(client, assessor, "ranking/?only=vetoed")
    assert ranking.count("安全生产一票否决") == 2
    walk(client, leader, "adopt-run/", {"run": "1"})
    card = walk(client, head, "units/T01/")
    assert "安监〔2007〕9号" in card
    assert "5 个工作日内向考核办书面提出" in card


def test_the_whole_year_from_upload_to_bulletin(
    client: Client, assessor: Account, leader: Account, head: Account
) -> None:
    opened(assessor)
    codes = [*TOWNSHIPS, "G01"]
    for item, department in (("learning", "P01"), ("grain", "P02")):
        figures = {code: 40 + int(code[1:]) for code in codes}
        sent(client, assessor, f"{item}.csv", workbook(values(item, department, figures)))
        confirmed(client, assessor)
    assert "第 1 次计分已完成" in walk(client, assessor, "score/", {})
    assert "正式结果" in walk(client, leader, "adopt-run/", {"run": "1"})
    assert "试考发〔2008〕1号" in walk(client, assessor, "issue-bulletin/", {"number": "试考发〔2008〕1号"})
    assert Cycle.objects.get().stage == "issued"
    assert "500.00" in walk(client, head, "ranking/")
    assert "暂缓提拔重用" in walk(client, head, "units/T01/")
