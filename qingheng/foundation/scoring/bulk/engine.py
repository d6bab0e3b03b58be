"""批量引擎: the figures of a result, computed in DuckDB; sentences about what is missing are the walker's business."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

import duckdb

from qingheng.foundation.kernel.points import format_figure
from qingheng.foundation.scoring.bulk.compiler import Column, Plan, compile_scheme
from qingheng.foundation.scoring.bulk.passes import settle
from qingheng.foundation.scoring.bulk.tables import load, vetoes_of
from qingheng.foundation.scoring.inputs import Inputs
from qingheng.foundation.scoring.model import Consequence, Scheme
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
    units = tuple(_unit(scheme, inputs, plan, row, on) for row in sorted(rows, key=lambda row: str(row[UNIT])))
    result = Result(scheme.id, scheme.hash, on.isoformat(), units, scheme.choices, ())
    return Figures(result, bool(several) or any(row[ATTENTION] for row in rows))


def figure(row: Row, column: Column) -> Fraction | None:
    """The figure of a column in a row."""
    if row[column.num] is None:
        return None
    return Fraction(row[column.num], column.den if column.den_at is None else row[column.den_at])


def _unit(scheme: Scheme, inputs: Inputs, plan: Plan, row: Row, on: date) -> UnitResult:
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
        consequences=tuple(
            one
            for rule, (held, amount) in zip(scheme.consequences, plan.consequences, strict=True)
            if row[held]
            for one in _proposals(rule, inputs, unit.id, on, scheme, None if amount is None else figure(row, amount))
        ),
    )


def official(total: Fraction, scheme: Scheme) -> str:
    """The total with its declared decimals, zeros included; as it is where a veto's deduction has more."""
    digits = scheme.rounding_total.digits if scheme.rounding_total is not None else None
    try:
        return format_figure(total, digits)
    except ValueError:
        return format_figure(total)


def _shown(value: Fraction | None) -> str | None:
    return None if value is None else format_figure(value)


def _proposals(
    rule: Consequence, inputs: Inputs, unit: str, on: date, scheme: Scheme, amount: Fraction | None
) -> list[dict[str, Any]]:
    """What a consequence that holds proposes: for the unit, or for each person of the roles."""
    one: dict[str, Any] = {
        "kind": rule.kind,
        "zh": rule.name.zh,
        "en": rule.name.en,
        "on": rule.on,
        "cite": rule.cite,
        "status": "proposed",
    }
    if rule.months:
        one["months"] = rule.months
    if rule.needs:
        one["needs"] = rule.needs
    if rule.amount is not None:
        one["amount"] = _shown(amount)
        one["amount_unit"] = rule.amount_unit
    if rule.on == "unit" or not rule.roles:
        return [one]
    found = []
    for role in rule.roles:
        people = sorted(
            {person for day in _days(rule, scheme, inputs, unit, on) for person in _holders(inputs, role, unit, day)}
        )
        held: list[str | None] = [*people] or [None]
        found += [{**one, "role": role, "person": person} for person in held]
    return found


def _days(rule: Consequence, scheme: Scheme, inputs: Inputs, unit: str, on: date) -> list[date]:
    """The days on which a role counts: that of the assessment, or those of the vetoes that were applied."""
    if rule.held_on != "veto":
        return [on]
    domains = {veto.domain for veto in vetoes_of(scheme, inputs, unit, on)}
    first: dict[str, date | None] = {}
    for fact in sorted(inputs.vetoes.get(unit, []), key=lambda fact: (fact.domain, str(fact.day), fact.basis)):
        if fact.domain in domains and _listed(scheme, fact.domain, fact.day or on):
            first.setdefault(fact.domain, fact.day)
    days = [first[domain] for domain in sorted(first)]
    return [day for day in days if day is not None] or [on]


def _listed(scheme: Scheme, domain: str, day: date) -> bool:
    return any(
        veto.domain == domain
        and (veto.valid_from is None or veto.valid_from <= day)
        and (veto.valid_to is None or day <= veto.valid_to)
        for veto in scheme.vetoes
    )


def _holders(inputs: Inputs, role: str, unit: str, day: date) -> list[str]:
    return [one.origin for one in inputs.relations if one.relation == role and one.target == unit and one.holds(day)]
