"""Every act is one transaction with its entry; what is not open is refused with the reason."""

import json
import threading
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.db import IntegrityError, connection, transaction

from qingheng.assessment.actions import (
    NotYetError,
    StaleError,
    adopt_run,
    change_coverage,
    discard_upload,
    import_inputs,
    issue_bulletin,
    open_cycle,
    score,
    upload_inputs,
    withdraw_run,
)
from qingheng.assessment.models import Batch, Consequence, Cycle, InputRow, Participant, ScoreRun, UnitScore
from qingheng.assessment.queries.years import coverage_changes, coverage_findings
from qingheng.foundation.kernel.problems import ProblemsError
from qingheng.foundation.record.models import Account, Entry
from qingheng.foundation.record.offices import Office
from qingheng.foundation.record.rights import RefusedError
from qingheng.foundation.register.actions import NewUnit, register_units
from tests.cast import DAY, member
from tests.trial_year import SCHEME, YEAR, filled, handed_in, opened, scored, units, values, workbook


def acts() -> list[str]:
    return list(Entry.objects.order_by("sequence").values_list("act", flat=True))


def start(by: Account, **more: str) -> Cycle:
    given = {"scheme_text": SCHEME, "scheme_file": "trial.toml", "edition": "2007"} | more
    return open_cycle(YEAR, by=by, on=DAY, **given)


def test_opening_a_year_freezes_scheme_and_coverage(assessor: Account) -> None:
    cycle = opened(assessor)
    assert (cycle.stage, len(cycle.scheme_hash), cycle.scheme_text) == ("inputs_open", 64, SCHEME)
    assert Participant.objects.filter(cycle=cycle).count() == 11
    entry = Entry.objects.latest("sequence")
    assert (entry.act, entry.pack, entry.subject_id) == ("open_cycle", cycle.scheme_hash, "2007")
    assert json.loads(entry.data)["covered"] == {"government": 1, "township": 10}


def test_a_year_without_units_cannot_be_opened(assessor: Account) -> None:
    with pytest.raises(NotYetError) as refusal:
        start(assessor)
    assert [finding.id for finding in refusal.value.findings] == ["year.no_units"]
    assert acts() == []


def test_a_scheme_with_problems_is_refused_with_all_of_them(assessor: Account) -> None:
    units(assessor)
    broken = SCHEME.replace("points = 400", 'points = "many"').replace('style = "competition"', "")
    with pytest.raises(ProblemsError) as refusal:
        start(assessor, scheme_text=broken)
    assert len(refusal.value.problems) > 1
    assert not Cycle.objects.exists()


def test_a_year_is_opened_once(assessor: Account) -> None:
    opened(assessor)
    with pytest.raises(StaleError):
        start(assessor)
    assert acts().count("open_cycle") == 1


def test_a_unit_leaves_and_returns_with_reason_and_entry(assessor: Account, run: ScoreRun) -> None:
    change = {"by": assessor, "on": DAY}
    change_coverage(run.cycle, "T05", join=False, reason="撤并", **change)
    assert Cycle.objects.get().stage == "inputs_open"
    assert coverage_findings(run.cycle)[-1].id == "coverage.left_out"
    again = score(run.cycle, **change)
    assert not UnitScore.objects.filter(run=again, participant__unit__code="T05").exists()
    assert not again.problems
    change_coverage(run.cycle, "T05", join=True, reason="恢复", **change)
    assert UnitScore.objects.filter(run=score(run.cycle, **change)).count() == 11
    told = [(change.unit, change.joined, change.reason) for change in coverage_changes(run.cycle)]
    assert told == [("T05", True, "恢复"), ("T05", False, "撤并")]


def test_a_unit_registered_later_joins_under_its_own_category(assessor: Account) -> None:
    cycle = opened(assessor, 2)
    register_units([NewUnit("P09", "party", "新设部门")], start=DAY, source="试验", by=assessor, on=DAY)
    joined = change_coverage(cycle, "P09", join=True, reason="新设", by=assessor, on=DAY)
    assert (joined.group, joined.name_zh, joined.left_on) == ("party", "新设部门", None)


@pytest.mark.parametrize(
    ("code", "join", "reason", "codes"),
    [
        ("T01", False, " ", ["no_reason"]),
        ("X99", True, "", ["no_reason", "unknown_unit"]),
        ("X99", False, "x", ["unknown_unit"]),
    ],
)
def test_a_change_of_coverage_without_reason_or_unit_is_refused(
    assessor: Account, code: str, join: bool, reason: str, codes: list[str]
) -> None:
    with pytest.raises(ProblemsError) as refusal:
        change_coverage(opened(assessor, 2), code, join=join, reason=reason, by=assessor, on=DAY)
    assert [problem.code for problem in refusal.value.problems] == codes


def test_a_change_that_changes_nothing_is_stale(assessor: Account) -> None:
    cycle = opened(assessor, 2)
    with pytest.raises(StaleError):
        change_coverage(cycle, "T01", join=True, reason="x", by=assessor, on=DAY)
    assert acts()[-1] == "open_cycle"


@pytest.mark.parametrize("office", [office for office in Office if office is not Office.ASSESSMENT_OFFICE])
def test_nobody_but_the_assessment_office_opens_a_year(assessor: Account, office: Office) -> None:
    units(assessor)
    with pytest.raises(RefusedError):
        start(member(office, unit="T01", username="other"))
    assert not Cycle.objects.exists()


def test_an_uploaded_file_counts_for_nothing_until_it_is_confirmed(assessor: Account) -> None:
    cycle = opened(assessor)
    batch = upload_inputs(
        cycle, file="a.csv", content=workbook(values("grain", "P02", {"T01": 5})), by=assessor, on=DAY
    )
    assert not InputRow.objects.exists()
    import_inputs(batch, by=assessor, on=DAY)
    row = InputRow.objects.get()
    assert (row.table, row.unit, row.data["value"], row.row, row.batch.file) == ("values", "T01", "5", 2, "a.csv")


def test_a_file_with_one_error_imports_no_row_at_all(assessor: Account) -> None:
    cycle = opened(assessor)
    rows = values("grain", "P02", {"T01": 5, "T99": 6, "T03": "many"})
    batch = upload_inputs(cycle, file="a.csv", content=workbook(rows), by=assessor, on=DAY)
    with pytest.raises(ProblemsError) as refusal:
        import_inputs(batch, by=assessor, on=DAY)
    assert sorted(problem.code for problem in refusal.value.problems) == ["bad_figure", "unknown_unit"]
    assert not InputRow.objects.exists()
    batch.refresh_from_db()
    assert batch.state == Batch.State.UPLOADED


def test_a_batch_is_imported_once(assessor: Account) -> None:
    batch = handed_in(opened(assessor), "a.csv", workbook(values("grain", "P02", {"T01": 5})), assessor)
    with pytest.raises(StaleError):
        import_inputs(batch, by=assessor, on=DAY)
    with pytest.raises(StaleError):
        discard_upload(batch, by=assessor, on=DAY)


def test_the_same_file_name_again_replaces_what_it_brought(assessor: Account) -> None:
    cycle = opened(assessor)
    first = handed_in(cycle, "a.csv", workbook(values("grain", "P02", {"T01": 5, "T02": 6})), assessor)
    handed_in(cycle, "a.csv", workbook(values("grain", "P02", {"T01": 7})), assessor)
    first.refresh_from_db()
    assert first.state == Batch.State.REPLACED
    assert [row.data["value"] for row in InputRow.objects.filter(active=True)] == ["7"]


def test_a_discarded_file_stays_on_file(assessor: Account) -> None:
    cycle = opened(assessor)
    batch = upload_inputs(cycle, file="a.csv", content=b"x", by=assessor, on=DAY)
    discard_upload(batch, by=assessor, on=DAY)
    assert Batch.objects.get().state == Batch.State.DISCARDED
    assert acts()[-1] == "discard_upload"


def _packed(size: int) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * size)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (b"x" * (10 * 1024 * 1024 + 1), "too_large"),
        pytest.param(_packed(64 * 1024 * 1024 + 1), "too_large", id="large when unpacked"),
    ],
)
def test_an_empty_or_huge_file_is_not_taken(assessor: Account, content: bytes, code: str) -> None:
    with pytest.raises(ProblemsError) as refusal:
        upload_inputs(opened(assessor), file="a.csv", content=content, by=assessor, on=DAY)
    assert [problem.code for problem in refusal.value.problems] == [code]
    assert not Batch.objects.exists()


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ({"unit": "T01", "item": "x" * 500, "value": "1"}, "too_long"),
        ({"unit": "T01", "item": "grain", "value": "1", "source": "P02\x00"}, "bad_character"),
    ],
)
def test_what_no_table_could_keep_is_a_problem_of_the_file(assessor: Account, row: dict[str, str], code: str) -> None:
    batch = upload_inputs(opened(assessor, 2), file="a.csv", content=workbook([row]), by=assessor, on=DAY)
    with pytest.raises(ProblemsError) as refusal:
        import_inputs(batch, by=assessor, on=DAY)
    assert code in [problem.code for problem in refusal.value.problems]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"\xff\xff\x00nothing", "unreadable"),
        (b"a,b\n1,2\n", "unknown_table"),
        (b"unit,item,value\n", "no_rows"),
        (b"unit,item,value\nT01,grain,1\nT01,grain,2\n", "duplicate"),
    ],
)
def test_a_file_that_says_nothing_clear_is_refused(assessor: Account, content: bytes, code: str) -> None:
    batch = upload_inputs(opened(assessor, 2), file="a.csv", content=content, by=assessor, on=DAY)
    with pytest.raises(ProblemsError) as refusal:
        import_inputs(batch, by=assessor, on=DAY)
    assert code in [problem.code for problem in refusal.value.problems]
    assert not InputRow.objects.exists()


def test_two_files_cannot_both_bring_one_figure(assessor: Account) -> None:
    cycle = opened(assessor, 2)
    content = workbook(values("grain", "P02", {"T01": 5}))
    handed_in(cycle, "a.csv", content, assessor)
    batch = upload_inputs(cycle, file="b.csv", content=content, by=assessor, on=DAY)
    with pytest.raises(ProblemsError) as refusal:
        import_inputs(batch, by=assessor, on=DAY)
    assert [problem.code for problem in refusal.value.problems] == ["already_there"]
    assert "a.csv" in refusal.value.problems[0].text.zh


def test_scoring_without_inputs_is_not_open_yet(assessor: Account) -> None:
    with pytest.raises(NotYetError):
        score(opened(assessor), by=assessor, on=DAY)


def test_a_run_holds_exact_figures_ranks_and_explanations(run: ScoreRun) -> None:
    best = UnitScore.objects.get(run=run, participant__unit__code="T10")
    assert (best.total, best.rank, best.result["of"]) == ("1000.00", 1, 9)
    assert best.explanation["id"] == "rank"
    vetoed = UnitScore.objects.get(run=run, participant__unit__code="T02")
    assert (vetoed.vetoed, vetoed.rank, vetoed.total) == (True, None, "200.00")
    assert run.cycle.stage == "scored"


def test_consequences_are_proposals_with_notice_and_remedy(run: ScoreRun) -> None:
    found = Consequence.objects.filter(score__run=run)
    assert sorted(found.values_list("score__participant__unit__code", "kind")) == [
        ("T01", "freeze"),
        ("T03", "freeze"),
        ("T04", "freeze"),
        ("T08", "reward"),
        ("T09", "reward"),
        ("T10", "reward"),
    ]
    for row in found:
        assert row.status == "proposed"
        assert all(row.texts[name][lang] for name in ("say", "decide", "notice", "remedy") for lang in ("zh", "en"))


def test_a_consequence_cannot_become_more_than_a_proposal(run: ScoreRun) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Consequence.objects.update(status="in_force")


def test_scoring_again_leaves_the_earlier_run(assessor: Account, run: ScoreRun) -> None:
    again = score(run.cycle, by=assessor, on=DAY)
    assert list(ScoreRun.objects.values_list("number", flat=True)) == [2, 1]
    assert again.inputs_hash == run.inputs_hash
    totals = [list(UnitScore.objects.filter(run=one).values_list("total", flat=True)) for one in (run, again)]
    assert totals[0] == totals[1]


def test_a_new_file_opens_a_scored_year_again(assessor: Account, run: ScoreRun) -> None:
    handed_in(
        run.cycle, "more.csv", workbook([{"unit": "T01", "item": "award", "kind": "award", "key": "a"}]), assessor
    )
    assert Cycle.objects.get().stage == "inputs_open"


def test_the_leader_adopts_and_only_the_newest_run(assessor: Account, leader: Account, run: ScoreRun) -> None:
    with pytest.raises(RefusedError):
        adopt_run(run, by=assessor, on=DAY)
    newer = score(run.cycle, by=assessor, on=DAY)
    with pytest.raises(StaleError):
        adopt_run(run, by=leader, on=DAY)
    adopt_run(newer, by=leader, on=DAY)
    assert list(ScoreRun.objects.values_list("number", "official")) == [(2, True), (1, False)]
    assert Cycle.objects.get().stage == "adopted"


def test_a_year_with_errors_is_not_adopted(assessor: Account, leader: Account) -> None:
    cycle = opened(assessor)
    handed_in(cycle, "a.csv", workbook(values("grain", "P02", {"T01": 5})), assessor)
    run = score(cycle, by=assessor, on=DAY)
    with pytest.raises(NotYetError) as refusal:
        adopt_run(run, by=leader, on=DAY)
    assert [finding.id for finding in refusal.value.findings] == ["year.errors"]


def test_an_adoption_is_withdrawn_for_a_reason_only(leader: Account, run: ScoreRun) -> None:
    adopt_run(run, by=leader, on=DAY)
    with pytest.raises(ProblemsError):
        withdraw_run(run, reason="  ", by=leader, on=DAY)
    withdraw_run(run, reason="数据有误", by=leader, on=DAY)
    assert (Cycle.objects.get().stage, ScoreRun.objects.filter(official=True).count()) == ("scored", 0)
    assert json.loads(Entry.objects.latest("sequence").data)["reason"] == "数据有误"


def test_a_bulletin_needs_an_adopted_run_and_a_number(assessor: Account, leader: Account, run: ScoreRun) -> None:
    with pytest.raises(StaleError):
        issue_bulletin(run.cycle, number="1", by=assessor, on=DAY)
    adopt_run(run, by=leader, on=DAY)
    with pytest.raises(ProblemsError):
        issue_bulletin(run.cycle, number=" ", by=assessor, on=DAY)
    issue_bulletin(run.cycle, number="试考发〔2008〕1号", by=assessor, on=DAY)
    cycle = Cycle.objects.get()
    assert (cycle.stage, cycle.number, cycle.issued_on) == ("issued", "试考发〔2008〕1号", DAY)


def test_nothing_moves_after_the_bulletin(assessor: Account, leader: Account, run: ScoreRun) -> None:
    adopt_run(run, by=leader, on=DAY)
    issue_bulletin(run.cycle, number="1", by=assessor, on=DAY)
    before = acts()
    for act in (
        lambda: score(run.cycle, by=assessor, on=DAY),
        lambda: upload_inputs(run.cycle, file="a.csv", content=b"x", by=assessor, on=DAY),
        lambda: withdraw_run(run, reason="x", by=leader, on=DAY),
        lambda: issue_bulletin(run.cycle, number="2", by=assessor, on=DAY),
    ):
        with pytest.raises(StaleError):
            act()
    assert acts() == before


def test_the_whole_year_left_one_entry_for_every_act(assessor: Account, leader: Account, run: ScoreRun) -> None:
    adopt_run(run, by=leader, on=DAY)
    issue_bulletin(run.cycle, number="1", by=assessor, on=DAY)
    imports = ["upload_inputs", "import_inputs"] * 3
    assert acts() == ["register_units", "open_cycle", *imports, "score", "adopt_run", "issue_bulletin"]


def at_once(count: int, act: object) -> list[Exception]:
    together = threading.Barrier(count)
    failures: list[Exception] = []

    def go() -> None:
        try:
            together.wait(10)
            act()
        except (StaleError, IntegrityError) as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=go) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failures


@pytest.mark.django_db(transaction=True)
def test_of_three_who_open_a_year_at_once_one_succeeds() -> None:
    by = member(Office.ASSESSMENT_OFFICE)
    units(by, 2)
    failures = at_once(3, lambda: start(by))
    assert ([type(error) for error in failures], Cycle.objects.count()) == ([StaleError, StaleError], 1)
    assert Participant.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_of_three_who_confirm_one_file_at_once_one_succeeds() -> None:
    by = member(Office.ASSESSMENT_OFFICE)
    cycle = opened(by, 2)
    batch = upload_inputs(cycle, file="a.csv", content=workbook(values("grain", "P02", {"T01": 5})), by=by, on=DAY)
    failures = at_once(3, lambda: import_inputs(batch, by=by, on=DAY))
    assert ([type(error) for error in failures], InputRow.objects.count()) == ([StaleError, StaleError], 1)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_adopt_at_once_one_succeeds_and_one_result_is_official() -> None:
    by, leader = member(Office.ASSESSMENT_OFFICE), member(Office.COUNTY_LEADER)
    run = scored(by, 3)
    failures = at_once(2, lambda: adopt_run(run, by=leader, on=DAY))
    assert ([type(error) for error in failures], acts().count("adopt_run")) == ([StaleError], 1)


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_get_two_numbers() -> None:
    by = member(Office.ASSESSMENT_OFFICE)
    cycle = opened(by, 3)
    filled(cycle, by)
    assert at_once(2, lambda: score(cycle, by=by, on=DAY)) == []
    assert sorted(ScoreRun.objects.values_list("number", flat=True)) == [1, 2]


def test_two_official_runs_are_refused_by_the_database(assessor: Account, run: ScoreRun) -> None:
    score(run.cycle, by=assessor, on=DAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        ScoreRun.objects.update(official=True)
