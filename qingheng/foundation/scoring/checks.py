"""复算核对: does a published total follow from published inputs, each known only to its printed decimals?"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction

from qingheng.foundation.kernel.problems import Problem, Severity
from qingheng.foundation.scoring.evaluate import problem
from qingheng.foundation.scoring.inputs import Inputs, Value
from qingheng.foundation.scoring.model import Check
from qingheng.foundation.scoring.result import shown

#: The exact total of a unit with some values in the place of others, None where it does not exist.
Recompute = Callable[[str, Mapping[tuple[str, str, str], Value]], Fraction | None]


def check(rule: Check, inputs: Inputs, period: str, units: list[str], recompute: Recompute) -> list[Problem]:
    """A warning for every unit whose published total lies outside what its inputs allow.

    Every input is moved to the ends of its rounding interval, one at a time; for totals that are linear in their
    inputs, as published composites are, the sum of those movements is the exact interval.
    """
    found: list[Problem] = []
    for unit in units:
        published = _key(inputs, unit, rule.published, period)
        value = inputs.values.get(published) if published is not None else None
        exact = recompute(unit, {})
        if value is None or value.figure is None or exact is None:
            continue
        slack = Fraction(1, 2 * 10**rule.digits)
        low, high = exact, exact
        for item, digits in rule.inputs:
            down, up = (
                _moved(inputs, unit, item, period, sign * Fraction(1, 2 * 10**digits), recompute) for sign in (-1, 1)
            )
            if down is not None and up is not None:
                low, high = low + min(down, up) - exact, high + max(down, up) - exact
        if not low - slack <= value.figure <= high + slack:
            found.append(
                problem(
                    "interval_mismatch",
                    replace(value.source.where("value"), path=unit),
                    f"公布的总分 {shown(value.figure)} 与公布的各项不符：应在 {shown(low)} 至 {shown(high)} 之间。",
                    f"The published total {shown(value.figure)} does not follow from the published inputs: it must lie between {shown(low)} and {shown(high)}.",
                    Severity.WARNING,
                )
            )
    return found


def _key(inputs: Inputs, unit: str, item: str, period: str) -> tuple[str, str, str] | None:
    return next((key for key in ((unit, item, period), (unit, item, "")) if key in inputs.values), None)


def _moved(inputs: Inputs, unit: str, item: str, period: str, by: Fraction, recompute: Recompute) -> Fraction | None:
    key = _key(inputs, unit, item, period)
    if key is None or inputs.values[key].figure is None:
        return recompute(unit, {})
    value = inputs.values[key]
    moved = replace(value, figure=(value.figure or Fraction(0)) + by)
    return recompute(unit, {key: moved})
