"""考核办理: every write of the room. One transaction with its record entry each; `by` who acts, `on` which day.

Two people at once: each act first locks the year's row, then looks whether its step is still open; who comes second is
told so kindly (`StaleError`). What the lock cannot see (a year opened twice) is closed by the constraints of `models`.
"""

import hashlib
from collections.abc import Callable
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from qingheng.assessment.flow import YEAR, YearFacts
from qingheng.assessment.models import Batch, Certainty, Consequence, Cycle, InputRow, Participant, ScoreRun, UnitScore
from qingheng.assessment.queries import rights  # noqa: F401 -- defines the rights that are required below
from qingheng.assessment.queries.certainty import basis_of, kept_of, result_of, settings_of
from qingheng.assessment.queries.citations import basis
from qingheng.assessment.queries.inputs import Preview, preview
from qingheng.assessment.queries.scoring import Scored, proposals, scored, whom
from qingheng.assessment.queries.years import SUBJECT, facts_of_year, scheme_of, shown_run
from qingheng.assessment.terms import Act
from qingheng.foundation.flow import Step, openings
from qingheng.foundation.kernel.findings import Finding, Outcome
from qingheng.foundation.kernel.problems import Problem, ProblemsError, Where
from qingheng.foundation.kernel.text import Text
from qingheng.foundation.papers.unpacked import unpacked_beyond
from qingheng.foundation.record.actions import Subject, enter
from qingheng.foundation.record.canonical import canonical_json
from qingheng.foundation.record.models import Account, Entry
from qingheng.foundation.record.rights import require
from qingheng.foundation.register.queries import units_on
from qingheng.foundation.scoring import parse_scheme
from qingheng.foundation.scoring.engines import redrawn
from qingheng.foundation.scoring.uncertainty.assess import METHOD, concluded, further
from qingheng.foundation.scoring.uncertainty.redraw import PORTION, Redraws

#: A workbook of a department; larger ones are refused before they are read.
LARGEST_FILE = 10 * 1024 * 1024
#: And so large is a workbook at most when it is unpacked: a small file may hold hundreds of megabytes.
LARGEST_UNPACKED = 64 * 1024 * 1024
LONGEST_NAME = 160


class StaleError(Exception):
    """情况已变: somebody was faster, or the year has moved on; the page shows where it stands now."""

    def __init__(self, say: Text) -> None:
        self.say = say
        super().__init__(say.en)


class NotYetError(Exception):
    """尚不具备条件: the procedure says not yet; `findings` say why and what to do next."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        self.findings = findings
        super().__init__("; ".join(finding.say.en for finding in findings))


def open_cycle(year: int, *, scheme_text: str, scheme_file: str, edition: str, by: Account, on: date) -> Cycle:
    """启动年度考核: freeze the scheme and the coverage of a year.

    Effects, in order: the scheme is checked; the year is created with its text; every unit on the register that day
    becomes a participant with its category and the name of the year's last day; one entry with scheme hash and counts.

    Raises RefusedError, ProblemsError (the scheme), NotYetError (no units), StaleError (the year is open already).
    """
    require(by, "assessment.open_cycle")
    loaded = parse_scheme(scheme_text, scheme_file)
    if loaded.scheme is None:
        raise ProblemsError(loaded.problems)
    scheme = loaded.scheme
    try:
        with transaction.atomic():
            step = _begin(YearFacts(units=units_on(date(year, 12, 31)).count()))
            cycle = Cycle.objects.create(
                year=year,
                edition=edition,
                title_zh=scheme.title.zh,
                title_en=scheme.title.en,
                scheme_file=scheme_file,
                scheme_text=scheme_text,
                scheme_hash=scheme.hash,
                stage=step.after,
                opened_on=on,
            )
            covered = _cover(cycle)
            _enter(Act.OPEN_CYCLE, cycle, by, on, {"scheme": scheme.id, "edition": edition, "covered": covered})
    except IntegrityError:
        raise StaleError(Text(f"{year} 年度考核已经启动。", f"The year {year} is open already.")) from None
    return cycle


@transaction.atomic
def change_coverage(cycle: Cycle, code: str, *, join: bool, reason: str, by: Account, on: date) -> Participant:
    """变更考核范围: a unit joins or leaves during the year, for a reason; a scored year is open for inputs again.

    Raises RefusedError, StaleError (not open, or nothing would change), ProblemsError (no reason, no such unit).
    """
    cycle, step = _step(Act.CHANGE_COVERAGE, cycle, by)
    unit = units_on(on).filter(code=code.strip()).first()
    participant = Participant.objects.filter(cycle=cycle, unit__code=code.strip()).first()
    problems = [] if reason.strip() else [_problem("no_reason", Text("没有写明理由。", "No reason is given."))]
    if unit is None and (join or participant is None):
        problems.append(_problem("unknown_unit", Text(f"名册中没有单位“{code}”。", f"No unit {code!r} is registered.")))
    if problems:
        raise ProblemsError(problems)
    if (participant is not None and participant.left_on is None) is join:
        raise StaleError(Text("该单位已经是这个状态。", "The unit stands so already."))
    if participant is None:
        participant = _participant(cycle, unit)
    participant.left_on = None if join else on
    participant.save()
    _move(cycle, step)
    data = {"unit": code.strip(), "change": "join" if join else "leave", "reason": reason.strip()}
    _enter(Act.CHANGE_COVERAGE, cycle, by, on, data)
    return participant


@transaction.atomic
def upload_inputs(cycle: Cycle, *, file: str, content: bytes, by: Account, on: date) -> Batch:
    """上传工作簿: keep a file as it came, to be previewed; nothing of it counts yet.

    Raises RefusedError, StaleError where inputs are closed, ProblemsError for an empty or oversized file.
    """
    _step(Act.IMPORT_INPUTS, cycle, by)
    problems = _file_problems(file, content)
    if problems:
        raise ProblemsError(problems)
    sha256 = hashlib.sha256(content).hexdigest()
    entry = _enter("upload_inputs", cycle, by, on, {"file": file, "sha256": sha256, "bytes": len(content)})
    return Batch.objects.create(cycle=cycle, file=file, sha256=sha256, content=content, on=on, entry=entry)


@transaction.atomic
def import_inputs(batch: Batch, *, by: Account, on: date) -> Preview:
    """确认导入: let every row of an uploaded file count, or none.

    Effects, in order: the file is read and checked again as it is now; an earlier batch of the same file name is
    replaced and its rows no longer count; the rows are written; a year that was scored is open for inputs again; entry
    with counts. Raises RefusedError, StaleError, and ProblemsError with every problem of the file.
    """
    cycle, step = _step(Act.IMPORT_INPUTS, batch.cycle, by)
    batch = Batch.objects.select_for_update().get(pk=batch.pk)
    if batch.state != Batch.State.UPLOADED:
        raise StaleError(Text("这个批次已经处理过了。", "This batch has been dealt with already."))
    found = preview(cycle, scheme_of(cycle), batch.file, bytes(batch.content))
    if found.refused:
        raise ProblemsError(found.problems)
    _replace(found.replaces)
    batch.state = Batch.State.IMPORTED
    batch.save(update_fields=["state"])
    InputRow.objects.bulk_create(_input_rows(cycle, batch, found), batch_size=1000)
    _move(cycle, step)
    data = {"file": batch.file, "sha256": batch.sha256, "rows": found.counts, "batch": batch.pk}
    data |= {"replaces": found.replaces.pk if found.replaces else None}
    _enter(Act.IMPORT_INPUTS, cycle, by, on, data)
    return found


@transaction.atomic
def discard_upload(batch: Batch, *, by: Account, on: date) -> None:
    """放弃上传: an uploaded file is not imported; it stays on file as discarded. Raises RefusedError, StaleError."""
    require(by, "assessment.import_inputs", batch.cycle)
    if not Batch.objects.filter(pk=batch.pk, state=Batch.State.UPLOADED).update(state=Batch.State.DISCARDED):
        raise StaleError(Text("这个批次已经处理过了。", "This batch has been dealt with already."))
    _enter("discard_upload", batch.cycle, by, on, {"file": batch.file, "batch": batch.pk})


@transaction.atomic
def score(cycle: Cycle, *, by: Account, on: date) -> ScoreRun:
    """计分: one more run of the frozen scheme over the rows that count; earlier runs stay.

    Effects, in order: run, a score with explanation for every participant, proposed consequences, stage, entry with
    the digests of scheme and inputs. Raises RefusedError, StaleError, NotYetError (no inputs).
    """
    cycle, step = _step(Act.SCORE, cycle, by)
    made = scored(cycle, on)
    last = ScoreRun.objects.filter(cycle=cycle).order_by("-number").values_list("number", flat=True).first() or 0
    ranked = sum(unit.rank is not None for unit in made.result.units)
    data = {"run": last + 1, "inputs": made.inputs_hash, "units": len(made.result.units), "ranked": ranked}
    data |= {"problems": len(made.result.problems)}
    entry = _enter(Act.SCORE, cycle, by, on, data)
    run = _write_run(cycle, last + 1, made, on, entry)
    _move(cycle, step)
    return run


@transaction.atomic
def adopt_run(run: ScoreRun, *, by: Account, on: date) -> None:
    """核定结果: people make one run the official one. Raises RefusedError, StaleError, NotYetError (errors remain)."""
    cycle, step = _step(Act.ADOPT_RUN, run.cycle, by)
    newest = ScoreRun.objects.filter(cycle=cycle).order_by("-number").first()
    if newest != run:
        raise StaleError(Text("已有更新的计分结果，请先查看。", "There is a newer run: look at it first."))
    ScoreRun.objects.filter(pk=run.pk).update(official=True)
    _move(cycle, step)
    _enter(Act.ADOPT_RUN, cycle, by, on, {"run": run.number, "inputs": run.inputs_hash})


@transaction.atomic
def withdraw_run(run: ScoreRun, *, reason: str, by: Account, on: date) -> None:
    """撤回核定: before the bulletin, an adopted run loses its standing, for a reason. Raises RefusedError, StaleError."""
    cycle, step = _step(Act.WITHDRAW_RUN, run.cycle, by)
    if not reason.strip():
        raise ProblemsError([_problem("no_reason", Text("没有写明理由。", "No reason is given."))])
    if not ScoreRun.objects.filter(pk=run.pk, official=True).update(official=False):
        raise StaleError(Text("该结果已不是核定结果。", "This run is no longer the official one."))
    _move(cycle, step)
    _enter(Act.WITHDRAW_RUN, cycle, by, on, {"run": run.number, "reason": reason.strip()})


@transaction.atomic
def issue_bulletin(cycle: Cycle, *, number: str, by: Account, on: date) -> None:
    """印发通报: the official result becomes public within the county under a document number.

    Raises RefusedError, StaleError, ProblemsError without a number.
    """
    cycle, step = _step(Act.ISSUE_BULLETIN, cycle, by)
    if not number.strip():
        raise ProblemsError([_problem("no_number", Text("没有填写文号。", "The document number is missing."))])
    run = ScoreRun.objects.get(cycle=cycle, official=True)
    cycle.number, cycle.issued_on = number.strip(), on
    _move(cycle, step)
    _enter(Act.ISSUE_BULLETIN, cycle, by, on, {"number": cycle.number, "run": run.number})


@transaction.atomic
def compute_certainty(run: ScoreRun, *, by: Account, on: date) -> Certainty:
    """核算名次可信度: order the work on a run, or order that work which stopped be taken up again.

    The work itself is `work_on_certainty`, outside of any page. Raises RefusedError, StaleError (a newer run is shown,
    the inputs are no longer those that were scored, or it is computed already).
    """
    require(by, "assessment.compute_certainty", run.cycle)
    cycle = Cycle.objects.select_for_update().get(pk=run.cycle_id)
    if shown_run(cycle) != run:
        raise StaleError(Text("已有更新的计分结果，请先查看。", "There is a newer run: look at it first."))
    if basis_of(run) is None:
        raise _changed_since()
    kept = kept_of(run)
    if kept and kept.report is not None:
        raise StaleError(Text("本次计分结果已经核算过。", "This run has been computed already."))
    settings = settings_of(run).as_json()
    data = {"run": run.number, "inputs": run.inputs_hash, "method": METHOD, **settings}
    entry = _enter("compute_certainty", cycle, by, on, {**data, "done": kept.done if kept else 0})
    return kept or Certainty.objects.create(run=run, method=METHOD, settings=settings, entry=entry)


def work_on_certainty(
    certainty: Certainty, *, on: date, size: int = PORTION, progress: Callable[[int, int], None] | None = None
) -> Certainty:
    """名次可信度的计算: so many panels at a time, each portion kept at once; whoever comes next goes on where this stopped.

    Where somebody else works on it at the same time, this one stops. Raises StaleError where the inputs have changed.
    """
    run, kept = certainty.run, Redraws.from_json(certainty.redraws) if certainty.redraws else Redraws()
    basis, settings, result = basis_of(run), settings_of(run), result_of(run)
    if basis is None:
        raise _changed_since()
    here = Certainty.objects.filter(pk=certainty.pk, report__isnull=True)
    while (more := further(*basis, run.on, result, redrawn, settings, kept, size)) is not None:
        if not here.filter(done=kept.done).update(done=more.done, redraws=more.as_json()):
            break
        kept = more
        if progress:
            progress(kept.done, settings.redraws)
    else:
        report = concluded(*basis, result, settings, kept).as_json()
        _conclude(certainty, report, on)
    certainty.refresh_from_db()
    return certainty


@transaction.atomic
def _conclude(certainty: Certainty, report: dict[str, Any], on: date) -> None:
    cycle = Cycle.objects.select_for_update().get(pk=certainty.run.cycle_id)
    locked = Certainty.objects.select_related("entry__account").get(pk=certainty.pk)
    if locked.report is not None:
        return
    digest = hashlib.sha256(canonical_json(report).encode()).hexdigest()
    data = {"run": certainty.run.number, "method": locked.method, "report": digest}
    locked.concluded = _enter("conclude_certainty", cycle, locked.entry.account, on, data)
    locked.report, locked.redraws = report, None
    locked.save(update_fields=["report", "redraws", "concluded"])


def _changed_since() -> StaleError:
    return StaleError(
        Text("数据在本次计分之后有变动，请先重新计分。", "The inputs have changed since this run: score again first.")
    )


def _begin(facts: YearFacts) -> Step:
    opening = openings(YEAR, None, "assessment_office", facts)[0]
    if not opening.open:
        raise NotYetError(opening.findings)
    return opening.step


def _step(act: Act, cycle: Cycle, by: Account) -> tuple[Cycle, Step]:
    """The year, locked, and the open step of `act`. Raises RefusedError, StaleError or NotYetError where it is not."""
    require(by, f"assessment.{act}", cycle)
    locked = Cycle.objects.select_for_update().get(pk=cycle.pk)
    found = openings(YEAR, locked.stage, by.office, facts_of_year(locked, shown_run(locked)))
    opening = next((opening for opening in found if opening.step.act == act), None)
    if opening is None or not opening.permitted:
        stage = YEAR.stage(locked.stage).name
        say = Text(
            f"本年度现在处于“{stage.zh}”，不能办理此事。", f"The year now stands at “{stage.en}”: not open here."
        )
        raise StaleError(say)
    against = tuple(
        finding for finding in opening.findings if finding.outcome not in (Outcome.MET, Outcome.NOT_APPLICABLE)
    )
    if against:
        raise NotYetError(against)
    return locked, opening.step


def _move(cycle: Cycle, step: Step) -> None:
    cycle.stage = step.after
    cycle.save(update_fields=["stage", "number", "issued_on"])


def _enter(act: str, cycle: Cycle, by: Account, on: date, data: dict[str, Any]) -> Entry:
    subject = Subject(SUBJECT, str(cycle.year))
    return enter(act=str(act), by=by, on=on, subject=subject, data=data, pack=cycle.scheme_hash)


def _cover(cycle: Cycle) -> dict[str, int]:
    units = list(units_on(date(cycle.year, 12, 31)))
    Participant.objects.bulk_create(_participant(cycle, unit) for unit in units)
    kinds = [unit.kind for unit in units]
    return {kind: kinds.count(kind) for kind in sorted(set(kinds))}


def _participant(cycle: Cycle, unit: Any) -> Participant:
    """The unit as it is taken in; `unit` comes from the register with the names of the day."""
    name = unit.name_zh or unit.code
    return Participant(cycle=cycle, unit=unit, group=unit.kind, name_zh=name, name_en=unit.name_en or "")


def _replace(batch: Batch | None) -> None:
    if batch:
        InputRow.objects.filter(batch=batch).update(active=False)
        Batch.objects.filter(pk=batch.pk).update(state=Batch.State.REPLACED)


def _input_rows(cycle: Cycle, batch: Batch, found: Preview) -> list[InputRow]:
    return [
        InputRow(
            cycle=cycle,
            batch=batch,
            table=row.table,
            key=row.key,
            unit=row.unit,
            data=dict(row.data),
            sheet=row.sheet,
            row=row.row,
        )
        for row in found.rows
    ]


def _write_run(cycle: Cycle, number: int, made: Scored, on: date, entry: Entry) -> ScoreRun:
    result = made.result
    run = ScoreRun.objects.create(
        cycle=cycle,
        number=number,
        on=on,
        inputs_hash=made.inputs_hash,
        choices=[choice.as_json() for choice in result.choices],
        problems=[problem.as_json() for problem in result.problems],
        entry=entry,
    )
    covered = cycle.participants.filter(left_on=None).select_related("unit")
    participants = {row.unit.code: row for row in covered}
    units = [unit for unit in result.units if unit.unit in participants]
    scores = UnitScore.objects.bulk_create(
        UnitScore(
            run=run,
            participant=participants[unit.unit],
            rank=unit.rank,
            rank_without_bonus=unit.rank_without_bonus,
            total=unit.total,
            vetoed=bool(unit.vetoes),
            result=unit.as_json(),
            explanation=made.explanations[unit.unit],
        )
        for unit in units
    )
    Consequence.objects.bulk_create(
        Consequence(
            score=row,
            kind=found["kind"],
            on=found["on"],
            cite=found["cite"],
            adverse=said.adverse,
            texts={
                "whom": whom(unit, found).as_json(),
                "basis": basis(said.cite, found["cite"]).as_json(),
                **{name: getattr(said, name).as_json() for name in ("say", "decide", "notice", "remedy")},
            },
        )
        for row, unit in zip(scores, units, strict=True)
        for found, said in proposals(made.scheme, unit, units)
    )
    return run


def _file_problems(file: str, content: bytes) -> list[Problem]:
    where = Where(file=file)
    if len(file) > LONGEST_NAME:
        return [_problem("name_too_long", Text("文件名过长。", "The file name is too long."), where)]
    if not content:
        return [_problem("empty_file", Text("文件是空的。", "The file is empty."), where)]
    if len(content) > LARGEST_FILE:
        return [_problem("too_large", Text("文件超过 10 MB。", "The file is larger than 10 MB."), where)]
    if unpacked_beyond(content, LARGEST_UNPACKED):
        said = Text("文件解开后超过 64 MB，不予读取。", "Unpacked, the file is larger than 64 MB; it is not read.")
        return [_problem("too_large", said, where)]
    return []


def _problem(code: str, say: Text, where: Where | None = None) -> Problem:
    mend = Text("补充后重新提交。", "Complete it and submit again.")
    return Problem(code, say, mend, where or Where())
