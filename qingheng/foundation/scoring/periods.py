"""分期考核: the subperiods of a cycle and the roll-up of their scores."""

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from qingheng.foundation.kernel.problems import Problem
from qingheng.foundation.kernel.text import Text
from qingheng.foundation.scoring.combine import Scored
from qingheng.foundation.scoring.evaluate import InapplicableError
from qingheng.foundation.scoring.inputs import Unit
from qingheng.foundation.scoring.model import Node, Periods
from qingheng.foundation.scoring.result import shown
from qingheng.foundation.scoring.words.formulas import percent_words
from qingheng.foundation.scoring.words.said import option

if TYPE_CHECKING:
    from qingheng.foundation.scoring.walk import Walker


#: Months of a cycle: a year, `H1`, `Q3`.
_MONTHS = {
    "": range(1, 13),
    "H1": range(1, 7),
    "H2": range(7, 13),
    **{f"Q{at}": range(3 * at - 2, 3 * at + 1) for at in range(1, 5)},
}


def subperiods(periods: Periods, cycle: str) -> list[str]:
    """The labels of the subperiods of the cycle: `2007-01`, `2007Q1`, `2007H1`, or the same cycle of the last n years."""
    year, part = cycle[:4], cycle[4:]
    months = _MONTHS.get(part, range(0))
    match periods.each:
        case "month":
            return [f"{year}-{month:02}" for month in months]
        case "quarter":
            return [f"{year}Q{month // 3}" for month in months if month % 3 == 0]
        case "half":
            return [f"{year}H{month // 6}" for month in months if month % 6 == 0]
    return [str(int(year) - back) + part for back in range(periods.count - 1, -1, -1)]


def roll_up(walker: "Walker", node: Node, unit: Unit, labels: list[str]) -> Scored:
    """The score over the cycle out of those of its periods. Raises InapplicableError where none applies."""
    rule = node.periods
    if rule is None:
        return walker.raw(node, unit, walker.scheme.period)
    weights = rule.weights if rule.rollup == "weighted" else (Fraction(1),) * len(labels)
    children, known, problems, steps = [], [], list[Problem](), list[Text]()
    for label, weight in zip(labels, weights, strict=False):
        try:
            scored = walker.raw(node, unit, label)
        except InapplicableError:
            steps.append(Text(f"{label} 不适用，不计。", f"{label} does not apply: not counted."))
            continue
        children.append(replace(scored.explained, period=label))
        if scored.value is None:
            problems += scored.problems
            if rule.missing == "skip":
                steps.append(Text(f"{label} 缺数，按其余各期计。", f"{label} is missing: the others count."))
        else:
            known.append((scored.value, weight))
    if not children:
        raise InapplicableError("no period applies")
    blank = replace(
        children[0], period="", inputs=(), steps=(), exact=None, rounded=None, children=tuple(children), problems=()
    )
    if (problems and rule.missing == "refuse") or not known:
        return Scored(None, replace(blank, problems=tuple(problems)), problems=tuple(problems))
    value = _rolled(rule.rollup, known)
    steps.append(_told(rule.rollup, known, value))
    return Scored(value, replace(blank, exact=value, steps=tuple(steps)))


def _told(how: str, known: list[tuple[Fraction, Fraction]], value: Fraction) -> Text:
    """The roll-up as a sum that one can do by hand."""
    name = option("rollup", how, ())
    if how in ("last", "best", "worst"):
        done = ""
    elif how == "weighted":
        parts = " + ".join(f"{shown(score)} × {percent_words(weight).zh}" for score, weight in known)
        whole = sum((weight for _, weight in known), Fraction(0))
        done = f"{parts} = {shown(value)}" if whole == 1 else f"({parts}) ÷ {percent_words(whole).zh} = {shown(value)}"
    else:
        parts = " + ".join(shown(score) or "" for score, _ in known)
        done = f"{parts} = {shown(value)}" if how == "sum" else f"({parts}) ÷ {len(known)} = {shown(value)}"
    zh, en = (f"：{done}", f": {done}") if done else ("", "")
    return Text(f"{len(known)} 期得分{name.zh}{zh}。", f"{len(known)} periods rolled up: {name.en}{en}.")


def _rolled(how: str, known: list[tuple[Fraction, Fraction]]) -> Fraction:
    values = [value for value, _ in known]
    match how:
        case "sum":
            return sum(values, Fraction(0))
        case "last":
            return values[-1]
        case "best":
            return max(values)
        case "worst":
            return min(values)
    return sum((value * weight for value, weight in known), Fraction(0)) / sum(
        (weight for _, weight in known), Fraction(0)
    )
