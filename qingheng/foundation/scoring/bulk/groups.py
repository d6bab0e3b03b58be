"""评价主体的编译: the weighted mean of rater groups, empty or small ones treated as the scheme chose."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from qingheng.foundation.scoring.bulk import rational as q
from qingheng.foundation.scoring.bulk.asks import Ask
from qingheng.foundation.scoring.bulk.cells import Cell
from qingheng.foundation.scoring.bulk.rational import Rational
from qingheng.foundation.scoring.declare import Settings


@dataclass(frozen=True, slots=True)
class Group:
    """一个主体: its weight, whether it has enough (SQL), its mean as a share of full marks (null where it has not)."""

    weight: Fraction
    there: str
    mean: Rational


def weighted(ask: Ask, groups: Sequence[Group]) -> Cell:
    """The groups' weighted mean; an empty or small group is treated as the scheme chose."""
    let, how = ask.f.stages.let, ask.s.text("empty_group")
    total, some = q.constant(0), let("(" + " OR ".join(group.there for group in groups) + ")") if groups else "FALSE"
    for group in groups:
        total = ask.f.stages.figure(q.add(total, q.scale(_or_zero(ask, group), group.weight)))
    every = "(" + " AND ".join(group.there for group in groups) + ")"
    bad = f"(CASE WHEN {every if how == 'error' else some} THEN 0 ELSE 3 END)"
    if how == "reweight":
        total = q.divide(total, _sum_there(ask, groups, [group.weight for group in groups]))
    elif how == "impute":
        mean = q.divide(_sum_of_means(ask, groups), _sum_there(ask, groups, [Fraction(1)] * len(groups)))
        whole = sum((group.weight for group in groups), Fraction(0))
        missing = q.subtract(q.constant(whole), _sum_there(ask, groups, [group.weight for group in groups]))
        total = q.add(total, q.multiply(ask.f.stages.figure(missing), ask.f.stages.figure(mean)))
    return ask.hold(Cell(total, state=bad))


def _or_zero(ask: Ask, group: Group) -> Rational:
    return ask.f.stages.figure(q.choose(group.there, group.mean, q.constant(0)))


def _sum_there(ask: Ask, groups: Sequence[Group], weights: Sequence[Fraction]) -> Rational:
    total = q.constant(0)
    for group, weight in zip(groups, weights, strict=True):
        total = q.add(total, q.choose(group.there, q.constant(weight), q.constant(0)))
    return ask.f.stages.figure(total)


def _sum_of_means(ask: Ask, groups: Sequence[Group]) -> Rational:
    total = q.constant(0)
    for group in groups:
        total = ask.f.stages.figure(q.add(total, _or_zero(ask, group)))
    return total


def enough(ask: Ask, row: Settings, count: str) -> str:
    """SQL: the group has its least number of raters, and at least one."""
    return f"({count} >= {max(row.count('min', ask.s.count('min_raters')), 1)})"
