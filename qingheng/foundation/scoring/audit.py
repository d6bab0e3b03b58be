"""公布表的复算: a published table beside what the engine finds from the published inputs.

Two kinds of tables are known by their header: results (`unit`, and any of `total`, `rank`, `grade`, `amount`), and the
funnel of a contest (`stage`, `count`). Whatever the engine finds otherwise is a finding, never an error: it says that
the table and the scheme do not agree, not which of them is right.
"""

import csv
import io
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

from qingheng.foundation.kernel.points import format_figure, parse_figure
from qingheng.foundation.kernel.problems import Problem, Where, nearest
from qingheng.foundation.kernel.text import Text
from qingheng.foundation.scoring.evaluate import InapplicableError, UnknownError, number
from qingheng.foundation.scoring.inputs import Inputs
from qingheng.foundation.scoring.model import Scheme, Stage
from qingheng.foundation.scoring.result import Result, UnitResult
from qingheng.foundation.scoring.scoring import Scoring
from qingheng.foundation.scoring.walk import Walker

#: The columns of a published table of results that are compared, beside `unit`.
COMPARED = ("total", "rank", "grade", "amount")
#: The row of a funnel that gives the seats themselves.
SEATS = "seats"


@dataclass(frozen=True, slots=True)
class Finding:
    """一处不符: what was published for a unit or stage, and what the engine finds."""

    kind: str
    about: str
    published: str
    computed: str | None
    text: Text
    where: Where

    def as_json(self) -> dict[str, Any]:
        """`{kind, about, published, computed, where, zh, en}`."""
        return {
            "kind": self.kind,
            "about": self.about,
            "published": self.published,
            "computed": self.computed,
            "where": self.where.as_json(),
            "zh": self.text.zh,
            "en": self.text.en,
        }


@dataclass(frozen=True, slots=True)
class Row:
    """公布表的一行: its cells by column, and where it stands."""

    cells: Mapping[str, str]
    file: str
    number: int

    def where(self, column: str) -> Where:
        """The place of one cell."""
        return Where(file=self.file, row=self.number, column=column)


@dataclass(frozen=True, slots=True)
class Audit:
    """复算结果: how many cells were compared, what does not agree, what could not be read."""

    compared: int
    findings: tuple[Finding, ...]
    problems: tuple[Problem, ...]

    def as_json(self) -> dict[str, Any]:
        """`{compared, findings, problems}`."""
        return {
            "compared": self.compared,
            "findings": [finding.as_json() for finding in self.findings],
            "problems": [problem.as_json() for problem in self.problems],
        }


def read_published(path: Path) -> tuple[tuple[Row, ...], tuple[Problem, ...]]:
    """The rows of a published table (CSV, UTF-8); problems where it cannot be read or its header is not known."""
    try:
        table = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        return (), (_bad("unreadable", Where(file=str(path)), f"读不出公布表：{error}", f"It cannot be read: {error}"),)
    head = [cell.strip() for cell in table[0]] if table else []
    known = {"stage", "count"} <= set(head) or ("unit" in head and set(head) & set(COMPARED))
    if not known:
        zh = "公布表的表头应有 unit 和 total、rank、grade、amount 之一，或 stage 和 count。"
        en = "The header must have unit and one of total, rank, grade, amount; or stage and count."
        return (), (_bad("unreadable", Where(file=str(path), row=1), zh, en),)
    rows = [
        Row(dict(zip(head, (cell.strip() for cell in line), strict=False)), str(path), at)
        for at, line in enumerate(table[1:], 2)
        if any(cell.strip() for cell in line)
    ]
    return tuple(rows), ()


def _bad(code: str, where: Where, zh: str, en: str, suggestion: str | None = None) -> Problem:
    mend = Text("改正公布表后重新复算。", "Mend the published table and audit again.")
    return Problem(code, Text(zh, en), mend, where, suggestion=suggestion)


def audit(scheme: Scheme, inputs: Inputs, on: date, rows: Sequence[Row]) -> Audit:
    """Every published rank, total, grade, amount or stage that the engine finds otherwise.

    Where the scheme has `[[check]]`, a total is judged by the interval that the printed decimals allow (T09);
    otherwise it must be the computed one.
    """
    if rows and "stage" in rows[0].cells:
        return _funnel(scheme, inputs, on, rows)
    refused = [problem for row in rows for problem in _unread(row)]
    rows = [row for row in rows if not any(_unread(row))]
    scoring = Scoring(scheme, _with_published(scheme, inputs, rows), on)
    result = scoring.result()
    intervals = {p.where.path: p.text for p in result.problems if p.code == "interval_mismatch"}
    problems = [*refused, *(p for p in result.problems if p.code != "interval_mismatch")]
    found: list[Finding] = []
    compared = 0
    units = {unit.unit: unit for unit in result.units}
    listed: dict[str, Row] = {}
    for row in rows:
        name = row.cells["unit"]
        if name not in units or name in listed:
            problems.append(_stray(row, name, tuple(units), twice=name in listed))
            continue
        listed[name] = row
        compared += sum(bool(row.cells.get(column)) for column in COMPARED)
        found += _compare(row, units[name], result, rows, intervals if scheme.checks else None)
    found += [_unpublished(units[name], rows) for name in sorted(units) if name not in listed]
    return Audit(compared, tuple(found), tuple(problems))


def _unread(row: Row) -> Iterator[Problem]:
    """Cells that should be figures and are none."""
    for column in ("total", "rank", "amount", "count"):
        text = row.cells.get(column, "")
        try:
            if text:
                parse_figure(text)
        except ValueError:
            yield _bad("bad_figure", row.where(column), f"“{text}”不是数。", f"{text!r} is no figure.")


def _with_published(scheme: Scheme, inputs: Inputs, rows: Sequence[Row]) -> Inputs:
    """The inputs with the published totals where the scheme's checks look for them."""
    parts = []
    for rule in scheme.checks:
        given = [
            {"unit": row.cells["unit"], "item": rule.published, "value": row.cells["total"]}
            for row in rows
            if row.cells.get("total") and not _given(inputs, row.cells["unit"], rule.published)
        ]
        parts += [Inputs.from_rows("values", given, rows[0].file)] if given else []
    return inputs.merged(*parts) if parts else inputs


def _given(inputs: Inputs, unit: str, item: str) -> bool:
    return any(key[:2] == (unit, item) for key in inputs.values)


def _stray(row: Row, name: str, known: tuple[str, ...], twice: bool) -> Problem:
    if twice:
        return _bad("duplicate", row.where("unit"), f"“{name}”列了两次。", f"{name!r} is listed twice.")
    zh, en = f"“{name}”没有得分，不能复算。", f"{name!r} is not scored and cannot be compared."
    return _bad("unknown_unit", row.where("unit"), zh, en, nearest(name, known))


def _compare(
    row: Row, unit: UnitResult, result: Result, rows: Sequence[Row], intervals: Mapping[str | None, Text] | None
) -> Iterator[Finding]:
    if row.cells.get("total"):
        yield from _total(row, unit, intervals)
    if row.cells.get("rank"):
        yield from _rank(row, unit, result, rows)
    if row.cells.get("grade") and row.cells["grade"] != unit.grade:
        yield _finding(row, "grade", unit.grade, "等次", "the grade")
    if row.cells.get("amount"):
        amount = sum((parse_figure(one["amount"]) for one in unit.consequences if "amount" in one), Fraction(0))
        if parse_figure(row.cells["amount"]) != amount:
            yield _finding(row, "amount", format_figure(amount), "金额", "the amount")


def _total(row: Row, unit: UnitResult, intervals: Mapping[str | None, Text] | None) -> Iterator[Finding]:
    if intervals is not None:
        if unit.unit in intervals:
            shown = unit.total
            yield Finding("total", unit.unit, row.cells["total"], shown, intervals[unit.unit], row.where("total"))
    elif unit.total is None or parse_figure(row.cells["total"]) != parse_figure(unit.total):
        yield _finding(row, "total", unit.total, "总分", "the total")


def _rank(row: Row, unit: UnitResult, result: Result, rows: Sequence[Row]) -> Iterator[Finding]:
    published = parse_figure(row.cells["rank"])
    if unit.rank is not None and published == unit.rank:
        return
    why = _why(unit, published, result, rows)
    found = _finding(row, "rank", None if unit.rank is None else str(unit.rank), "名次", "the rank")
    text = Text(found.text.zh + why.zh, found.text.en + why.en)
    yield Finding(found.kind, found.about, found.published, found.computed, text, found.where)


def _why(unit: UnitResult, published: Fraction, result: Result, rows: Sequence[Row]) -> Text:
    """Which other unit shows that the published place cannot stand."""
    totals = {other.unit: other.total for other in result.units if other.group == unit.group}
    for row in rows:
        other = row.cells["unit"]
        if other == unit.unit or other not in totals or not row.cells.get("rank"):
            continue
        same_rank, same_total = parse_figure(row.cells["rank"]) == published, totals[other] == unit.total
        if same_total and not same_rank:
            return Text(
                f"它与{other}同为 {unit.total} 分而名次不同。",
                f" It has the same total {unit.total} as {other} and another rank.",
            )
        if same_rank and not same_total:
            return Text(
                f"它与{other}（{totals[other]} 分）不同分而名次相同。",
                f" It shares its rank with {other}, whose total is {totals[other]}.",
            )
    return Text("", "")


def _finding(row: Row, kind: str, computed: str | None, zh: str, en: str) -> Finding:
    name, published = row.cells["unit"], row.cells[kind]
    text = Text(
        f"{name}：公布的{zh}为 {published}，按方案应为 {computed or '无'}。",
        f"{name}: {en} is published as {published}; by the scheme it is {computed or 'none'}.",
    )
    return Finding(kind, name, published, computed, text, row.where(kind))


def _unpublished(unit: UnitResult, rows: Sequence[Row]) -> Finding:
    text = Text(f"{unit.unit} 有得分而公布表没有列出。", f"{unit.unit} is scored and not in the published table.")
    where = Where(file=rows[0].file) if rows else Where()
    return Finding("not_published", unit.unit, "", unit.total, text, where)


def _funnel(scheme: Scheme, inputs: Inputs, on: date, rows: Sequence[Row]) -> Audit:
    """The counts of a contest's stages against its seats and ratios."""
    if scheme.contest is None:
        zh, en = "方案没有 [contest]，不能复算各环节人数。", "The scheme has no [contest]: stages cannot be compared."
        return Audit(0, (), (_bad("no_contest", Where(file=scheme.file), zh, en),))
    seats, problems = _seats(scheme, inputs, on)
    stages = {stage.id: stage for stage in scheme.contest.stages}
    found: list[Finding] = []
    before: tuple[str, Fraction] | None = None
    compared = 0
    for row in rows:
        unread = list(_unread(row))
        name = row.cells["stage"]
        if name not in stages and name != SEATS:
            zh, en = f"方案没有环节“{name}”。", f"The scheme has no stage {name!r}."
            unread.append(_bad("unknown_stage", row.where("stage"), zh, en, nearest(name, [SEATS, *stages])))
        problems += unread
        if unread or not row.cells.get("count"):
            continue
        compared += 1
        count = parse_figure(row.cells["count"])
        if name == SEATS:
            found += _wrong_seats(row, count, seats)
            continue
        found += _stage(row, stages[name], count, before, seats)
        before = (name, count)
    return Audit(compared, tuple(found), (*inputs.problems, *problems))


def _seats(scheme: Scheme, inputs: Inputs, on: date) -> tuple[Fraction | None, list[Problem]]:
    """The seats of all posts (ranking groups) together."""
    walker = Walker(scheme, inputs, on)
    first = {walker.group_of(unit): unit for unit in reversed(walker.scored_units())}
    if scheme.contest is None or not first:
        return None, []
    try:
        contexts = (walker.context(unit, "contest") for unit in first.values())
        return sum((number(scheme.contest.seats, c) for c in contexts), Fraction(0)), []
    except UnknownError as unknown:
        return None, list(unknown.problems)
    except InapplicableError:
        return None, []


def _wrong_seats(row: Row, count: Fraction, seats: Fraction | None) -> Iterator[Finding]:
    if seats is not None and count != seats:
        shown = format_figure(seats)
        text = Text(
            f"公布的职数为 {format_figure(count)}，按方案为 {shown}。",
            f"{format_figure(count)} seats are published; by the scheme there are {shown}.",
        )
        yield Finding("seats", SEATS, row.cells["count"], shown, text, row.where("count"))


def _stage(
    row: Row, stage: Stage, count: Fraction, before: tuple[str, Fraction] | None, seats: Fraction | None
) -> Iterator[Finding]:
    if before is not None and count > before[1]:
        text = Text(
            f"“{stage.name.zh}”有 {format_figure(count)} 人，多于前一环节的 {format_figure(before[1])} 人。",
            f"{stage.name.en}: {format_figure(count)}, more than the {format_figure(before[1])} of the stage before.",
        )
        shown = format_figure(before[1])
        yield Finding("stage_grows", stage.id, row.cells["count"], shown, text, row.where("count"))
    if stage.ratio is None or seats is None:
        return
    most = math.ceil(stage.ratio * seats)
    if count > most:
        tied = (
            Text("，除非末位同分", ", unless candidates are tied at the line") if stage.ties == "all" else Text("", "")
        )
        text = Text(
            f"“{stage.name.zh}”有 {format_figure(count)} 人，{format_figure(seats)} 个职位至多 {most} 人{tied.zh}。",
            f"{stage.name.en}: {format_figure(count)}, and {format_figure(seats)} seats allow at most {most}{tied.en}.",
        )
        yield Finding("stage_over_ratio", stage.id, row.cells["count"], str(most), text, row.where("count"))
