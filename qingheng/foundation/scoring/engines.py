"""计分引擎的选择: the bulk engine's figures with the walker's sentences, or the walker where the scheme needs it.

The two engines share only the parsed scheme and the inputs; this module stands above both.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

import duckdb

from qingheng.foundation.kernel.text import Text
from qingheng.foundation.scoring.bulk.cells import UnsupportedError
from qingheng.foundation.scoring.bulk.engine import score
from qingheng.foundation.scoring.bulk.rational import TooWideError
from qingheng.foundation.scoring.bulk.redrawn import redrawn as redrawn_in_bulk
from qingheng.foundation.scoring.bulk.refusals import reason
from qingheng.foundation.scoring.inputs import Inputs
from qingheng.foundation.scoring.model import Scheme
from qingheng.foundation.scoring.result import Result
from qingheng.foundation.scoring.scoring import Scoring, unused
from qingheng.foundation.scoring.uncertainty.bootstrap import Panel
from qingheng.foundation.scoring.uncertainty.redraw import drawn_inputs
from qingheng.foundation.scoring.unread import unread


@dataclass(frozen=True, slots=True)
class Ran:
    """一次批量计分: the result, which engine computed the figures, and why where it was the walker."""

    result: Result
    engine: str
    note: Text | None = None


def run_bulk(scheme: Scheme, inputs: Inputs, on: date) -> Result:
    """The official result, computed in bulk wherever the scheme allows: the same bytes as `scoring.run`."""
    return bulk(scheme, inputs, on).result


def bulk(scheme: Scheme, inputs: Inputs, on: date) -> Ran:
    """The official result, with the engine that computed it."""
    try:
        figures = score(scheme, inputs, on)
    except UnsupportedError as why:
        said = reason(why)
        return _walked(
            scheme, inputs, on, Text(f"方案用到批量引擎不计算的内容（{said.zh}）", f"the scheme uses {said.en}")
        )
    except (TooWideError, duckdb.OutOfRangeException, duckdb.ConversionException):
        return _walked(scheme, inputs, on, Text("有的数超出 128 位整数", "a figure could pass 128 bits"))
    if not (figures.attention or _says_something(scheme, inputs, figures.result)):
        return Ran(figures.result, "bulk")
    problems = Scoring(scheme, inputs, on).result().problems
    return Ran(replace(figures.result, problems=problems), "bulk")


def redrawn(scheme: Scheme, inputs: Inputs, panels: Sequence[Panel], on: date) -> list[dict[str, Fraction | None]]:
    """Every unit's total on each drawn panel, all panels at once wherever the scheme allows."""
    try:
        return redrawn_in_bulk(scheme, inputs, panels, on)
    except (UnsupportedError, TooWideError, duckdb.OutOfRangeException, duckdb.ConversionException):
        return redrawn_by_walker(scheme, inputs, panels, on)


def redrawn_by_walker(
    scheme: Scheme, inputs: Inputs, panels: Sequence[Panel], on: date
) -> list[dict[str, Fraction | None]]:
    """The same, one panel after the other."""
    return [
        {unit: total.total for unit, total in Scoring(scheme, drawn_inputs(inputs, panel), on).totals.items()}
        for panel in panels
    ]


def _walked(scheme: Scheme, inputs: Inputs, on: date, why: Text) -> Ran:
    note = Text(f"{why.zh}，由逐项计算引擎计分。", f"{why.en[:1].upper()}{why.en[1:]}; the walker computed the result.")
    return Ran(Scoring(scheme, inputs, on).result(), "walk", note)


def _says_something(scheme: Scheme, inputs: Inputs, result: Result) -> bool:
    """Whether a sentence is due about rows that were not used, whatever the figures."""
    if inputs.problems or scheme.checks or len(result.units) < len(inputs.units):
        return True
    if any(not key[2] and (*key[:2], scheme.period) in inputs.values for key in inputs.values):
        return True
    if any(unread(scheme, inputs)):
        return True
    known = {"*", *inputs.units}
    if any(getattr(record, "unit", "*") not in known for record in inputs.records()):
        return True
    if any(unused(scheme, inputs)) or any(value.organ for value in inputs.values.values()):
        return True
    if any(fact.domain not in unit.vetoes for unit in result.units for fact in inputs.vetoes.get(unit.unit, [])):
        return True
    return (
        len(scheme.vetoes) > len({veto.domain for veto in scheme.vetoes})
        or bool(inputs.vetoes)
        or _stray_raters(scheme, inputs)
        or _unproven_awards(scheme, inputs)
    )


def _unproven_awards(scheme: Scheme, inputs: Inputs) -> bool:
    items = {node.id for node in scheme.nodes.values() if node.rule is not None and node.rule.function == "awards"}
    return any(not event.evidence for (_, item), rows in inputs.events.items() if item in items for event in rows)


def _stray_raters(scheme: Scheme, inputs: Inputs) -> bool:
    declared = {
        row.text("id")
        for node in scheme.nodes.values()
        if node.rule is not None
        for row in node.rule.settings.rows("groups")
    }
    return any(mark.rater_group not in declared for rows in inputs.marks.values() for mark in rows)
