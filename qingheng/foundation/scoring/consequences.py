"""结果运用: what the result gives cause to propose. The engine proposes; people decide."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from qingheng.foundation.kernel.problems import Problem, Severity
from qingheng.foundation.scoring.evaluate import Context, InapplicableError, UnknownError, holds, number, problem
from qingheng.foundation.scoring.model import Consequence, Repeat
from qingheng.foundation.scoring.ranking import Standing, facts
from qingheng.foundation.scoring.result import shown
from qingheng.foundation.scoring.totals import Total
from qingheng.foundation.scoring.walk import Walker


def consequences(
    walker: Walker, total: Total, place: Standing, grade: str | None
) -> tuple[list[dict[str, Any]], list[Problem]]:
    """Everything the scheme proposes for the unit and its people, and what could not be decided."""
    found: list[dict[str, Any]] = []
    problems: list[Problem] = []
    known = _facts(total, place, grade)
    for rule in walker.scheme.consequences:
        c = walker.context(total.unit, rule.path)
        c.facts = known
        try:
            if _applies(walker, rule, c):
                found += _proposals(walker, rule, total, c)
        except InapplicableError:
            continue
        except UnknownError as unknown:
            if total.total is not None and place.rank is not None:
                reason = unknown.problems[0]
                problems.append(
                    problem(
                        "consequence_unknown",
                        reason.where,
                        f"“{rule.name.zh}”是否适用于 {total.unit.id} 不能确定：{reason.text.zh}",
                        f"Whether {rule.name.en} applies to {total.unit.id} cannot be decided: {reason.text.en}",
                        Severity.WARNING,
                    )
                )
    return found, problems


def _facts(total: Total, place: Standing, grade: str | None) -> Mapping[str, Fraction | str | bool | None]:
    return {**facts(total, place), "grade": grade}


def _applies(walker: Walker, rule: Consequence, c: Context) -> bool:
    if not holds(rule.when, c):
        return False
    if rule.unless is not None and holds(rule.unless, c):
        return False
    return rule.repeat is None or _repeated(walker, rule.repeat, c)


def _repeated(walker: Walker, repeat: Repeat, c: Context) -> bool:
    """This year and so many before it: in a row, or within the years named. Raises where unknown years decide."""
    if repeat.mode == "consecutive":
        return all(walker.happened(c, repeat.of, back) for back in range(1, repeat.times))
    known, open_years = 1, list[UnknownError | InapplicableError]()
    for back in range(1, repeat.years):
        try:
            known += walker.happened(c, repeat.of, back)
        except (UnknownError, InapplicableError) as unknown:
            open_years.append(unknown)
    if open_years and known < repeat.times <= known + len(open_years):
        raise open_years[0]
    return known >= repeat.times


def _proposals(walker: Walker, rule: Consequence, total: Total, c: Context) -> list[dict[str, Any]]:
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
        one["amount"] = shown(number(rule.amount, c))
        one["amount_unit"] = rule.amount_unit
    if rule.on == "unit" or not rule.roles:
        return [one]
    found = []
    for role in rule.roles:
        walker.related(c, role, None, total.unit.id)
        people = sorted(
            {person for day in _days(walker, rule, total) for person in _holders(walker, role, total.unit.id, day)}
        )
        found += [{**one, "role": role, "person": person} for person in people if not _excluded(walker, rule, person)]
        if not people:
            found.append({**one, "role": role, "person": None})
    return found


def _excluded(walker: Walker, rule: Consequence, person: str) -> bool:
    unit = walker.inputs.units.get(person)
    return (
        rule.unless_person is not None
        and unit is not None
        and holds(rule.unless_person, walker.context(unit, rule.path))
    )


def _days(walker: Walker, rule: Consequence, total: Total) -> list[date]:
    """The days on which the role counts; a veto that came to light late reaches who held the post on its day."""
    if rule.held_on == "veto":
        days = [fact.day for _, fact in total.vetoes if fact.day is not None]
        return days or [walker.on]
    return [walker.on]


def _holders(walker: Walker, role: str, unit: str, day: date) -> list[str]:
    return [r.origin for r in walker.lookups.relations_to(unit) if r.relation == role and r.holds(day)]
