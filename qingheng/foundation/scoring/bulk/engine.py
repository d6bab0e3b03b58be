"""批量引擎: the figures of a result, computed in DuckDB; sentences about what is missing are the walker's business."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

import duckdb

from qingheng.foundation.kernel.points import format_figure
from qingheng.foundation.scoring.bulk.compiler import Column, ContestColumns, Plan, StageColumns, compile_scheme
from qingheng.foundation.scoring.bulk.passes import settle
from qingheng.foundation.scoring.bulk.proposals import Proposer
from qingheng.foundation.scoring.bulk.tables import load, vetoes_of
from qingheng.foundation.scoring.inputs import Inputs
from qingheng.foundation.scoring.model import Scheme
from qingheng.foundation.scoring.result import Result, UnitResult

#: Places of the first columns of a plan's rows.
UNIT, GROUP, TREE, RANK, OF, TIED, RANK_WITHOUT_BONUS, GRADE, ATTENTION, NOTHING = range(1, 11)

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """批量结果: every figure of the result, without problems; `attention` where a sentence must say something."""

    result: Result
    attention: bool


def score(scheme: Scheme, inputs: Inputs, on: date) -> Figures:
    """Score one set of inputs.

    Raises UnsupportedError or TooWideError where the scheme must run in the walker, and
    `duckdb.OutOfRangeException` where a figure passed 128 bits after all.
    """
    with duckdb.connect() as database:
        profile = load(database, scheme, {"": inputs}, on)
        plan = compile_scheme(scheme, profile, on)
        settle(database, plan.passes)
        rows = database.execute(plan.sql).fetchall()
        several = database.execute(plan.several_trees).fetchall()[0][0]
        persons = database.execute(plan.spared).fetchall() if plan.spared is not None else []
    spared = {rule: {row[0]: row[at] for row in persons} for at, rule in enumerate(plan.sparing, 1)}
    proposer = Proposer(scheme, inputs, on, spared)
    rows = sorted(rows, key=lambda row: str(row[UNIT]))
    proposals = [proposer.propose(row[UNIT], _holding(plan, row)) for row in rows]
    units = tuple(
        _unit(scheme, inputs, plan, row, proposed.found, on) for row, proposed in zip(rows, proposals, strict=True)
    )
    result = Result(scheme.id, scheme.hash, on.isoformat(), units, scheme.choices, ())
    attention = any(row[ATTENTION] for row in rows) or any(proposed.unknown for proposed in proposals)
    return Figures(result, bool(several) or attention)


def figure(row: Row, column: Column) -> Fraction | None:
    """The figure of a column in a row."""
    if row[column.num] is None:
        return None
    return Fraction(row[column.num], column.den if column.den_at is None else row[column.den_at])


def _holding(plan: Plan, row: Row) -> list[tuple[int, Fraction | None]]:
    """The consequences that hold for the unit, with their amounts."""
    return [
        (at, None if amount is None else figure(row, amount))
        for at, (held, amount) in enumerate(plan.consequences)
        if row[held]
    ]


def _unit(
    scheme: Scheme, inputs: Inputs, plan: Plan, row: Row, proposals: tuple[dict[str, Any], ...], on: date
) -> UnitResult:
    total = figure(row, plan.figures["total"])
    unit = inputs.units[row[UNIT]]
    parts = {} if row[NOTHING] else {id: _shown(figure(row, column)) for id, column in plan.parts[row[TREE]].items()}
    return UnitResult(
        unit=unit.id,
        name=unit.name,
        group=row[GROUP] or "",
        parts=parts,
        base=_shown(figure(row, plan.figures["base"])),
        bonus=_shown(figure(row, plan.figures["bonus"])),
        penalty=_shown(figure(row, plan.figures["penalty"])),
        total=None if total is None else official(total, scheme),
        exact=_shown(figure(row, plan.figures["exact"])),
        rank=row[RANK],
        of=row[OF],
        tied=row[TIED],
        rank_without_bonus=row[RANK_WITHOUT_BONUS],
        grade=row[GRADE],
        vetoes=tuple(veto.domain for veto in vetoes_of(scheme, inputs, unit.id, on)),
        consequences=proposals,
        contest=None if plan.contest is None else _contest(scheme, plan.contest, row),
    )


def _contest(scheme: Scheme, columns: ContestColumns, row: Row) -> dict[str, Any]:
    """What happened to a candidate, stage by stage, and the outcome."""
    rules = scheme.contest.stages if scheme.contest is not None else ()
    stages = [
        _stage(stage.id, at, row)
        for stage, at in zip(rules, columns.stages, strict=True)
        if row[at.outcome] is not None
    ]
    return {"stages": stages, "outcome": row[columns.outcome]}


def _stage(id: str, at: StageColumns, row: Row) -> dict[str, Any]:
    outcome = row[at.outcome]
    known, passed = outcome != "unknown", outcome not in ("unknown", "below_floor")
    note = {
        "id": id,
        "score": _shown(figure(row, at.score)) if known else None,
        "place": row[at.place] if passed else None,
        "of": row[at.of] if passed else None,
        "outcome": outcome,
    }
    if outcome == "below_floor" and at.floor is not None:
        note["floor"] = _shown(figure(row, at.floor))
    return note


def official(total: Fraction, scheme: Scheme) -> str:
    """The total with its declared decimals, zeros included; as it is where a veto's deduction has more."""
    digits = scheme.rounding_total.digits if scheme.rounding_total is not None else None
    try:
        return format_figure(total, digits)
    except ValueError:
        return format_figure(total)


def _shown(value: Fraction | None) -> str | None:
    return None if value is None else format_figure(value)
