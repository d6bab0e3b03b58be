"""不确定性评估: from a scheme and its inputs to the report, by scoring the scheme again on drawn panels.

The engine is handed in, so that either serves. Only panels and histograms that were replicated are drawn; values,
events and vetoes stay as they are.
"""

from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from qingheng.foundation.kernel.chance import Chance
from qingheng.foundation.kernel.problems import Problem, Severity, Where
from qingheng.foundation.kernel.text import Text
from qingheng.foundation.scoring.inputs import Inputs
from qingheng.foundation.scoring.model import Kind, Scheme
from qingheng.foundation.scoring.uncertainty.bootstrap import replicated_items
from qingheng.foundation.scoring.uncertainty.panels import panel_reliability
from qingheng.foundation.scoring.uncertainty.redraw import (
    PORTION,
    Redraws,
    Rescore,
    generator,
    marks_of,
    portion,
    votes_of,
)
from qingheng.foundation.scoring.uncertainty.report import Report, Settings, report

#: 方法版本: raised whenever the same inputs, settings and seed would come to other figures.
METHOD = 2

#: Scored result in its JSON form.
Result = Mapping[str, Any]
Progress = Callable[[int, int], None]


def _silent(done: int, total: int) -> None:
    """No progress is shown."""


def assess(
    scheme: Scheme,
    inputs: Inputs,
    on: date,
    result: Result,
    rescore: Rescore,
    settings: Settings,
    *,
    progress: Progress = _silent,
) -> Report:
    """The report of a result of this scheme on these inputs; `rescore` is the engine that scores drawn panels again."""
    kept = Redraws()
    while (more := further(scheme, inputs, on, result, rescore, settings, kept)) is not None:
        kept = more
        progress(kept.done, settings.redraws)
    return concluded(scheme, inputs, result, settings, kept)


def further(
    scheme: Scheme,
    inputs: Inputs,
    on: date,
    result: Result,
    rescore: Rescore,
    settings: Settings,
    kept: Redraws,
    size: int = PORTION,
) -> Redraws | None:
    """At most `size` more redraws; None where all are there, or where nothing was replicated."""
    left = settings.redraws - kept.done
    if left <= 0 or not replicated_items(marks_of(inputs), votes_of(inputs)):
        return None
    units = [unit["unit"] for unit in result["units"] if unit["total"] is not None]
    return portion(scheme, inputs, on, rescore, units, Chance(settings.seed), kept, min(size, left))


def concluded(scheme: Scheme, inputs: Inputs, result: Result, settings: Settings, kept: Redraws) -> Report:
    """The report from the redraws that were made."""
    marks = marks_of(inputs)
    replicated = replicated_items(marks, votes_of(inputs))
    scored, last = by_score(scheme, result)
    draws = generator(Chance(settings.seed), "ranks")
    found = report(scored, full_marks(scheme, scored), kept.totals, settings, draws)
    found.problems += [_ranked_by_veto(unit) for unit in last]
    found.reliability = panel_reliability(marks)
    found.replicated = sorted(replicated)
    found.unreplicated = _unreplicated(scheme, set(replicated))
    return found


def by_score(scheme: Scheme, result: Result) -> tuple[Result, list[str]]:
    """The result without the units that a veto ranks last, and those units: no error of a score moves their place."""
    domains = {veto.domain for veto in scheme.vetoes if "rank_last" in veto.effects}
    last = [unit["unit"] for unit in result["units"] if domains & set(unit["vetoes"])]
    return {**result, "units": [unit for unit in result["units"] if unit["unit"] not in last]}, last


def _ranked_by_veto(unit: str) -> Problem:
    return Problem(
        "ranked_by_veto",
        Text(
            f"{unit} 因一票否决排在末位，名次不随得分变动；各名次区间和末几名只在按得分排名的单位中比较。",
            f"A veto ranks {unit} last whatever its score; intervals and last places compare only the units ranked by score.",
        ),
        Text("无须处理。", "Nothing to mend."),
        Where(path=unit),
        Severity.WARNING,
    )


def full_marks(scheme: Scheme, result: Result) -> dict[str, dict[str, Fraction]]:
    """By ranking group: the base parts directly under the root that its units share, with their shares."""
    found: dict[str, dict[str, Fraction]] = {}
    for unit in result["units"]:
        if unit["total"] is not None:
            shares = _shares(scheme, set(unit["parts"]))
            known = found.setdefault(unit["group"] or "", shares)
            if known != shares:
                found[unit["group"] or ""] = {}
    return found


def _shares(scheme: Scheme, parts: set[str]) -> dict[str, Fraction]:
    for tree in scheme.trees:
        children = scheme.nodes[tree.root].children
        base = [id for id in children if id in parts and scheme.nodes[id].kind is Kind.BASE]
        if base and parts <= set(children):
            return {id: scheme.nodes[id].share_in(tree.root) for id in base}
    return {}


def _unreplicated(scheme: Scheme, replicated: set[str]) -> list[str]:
    """Items whose score was not rated by several people: their error is not known and not made up."""
    found = []
    for node in scheme.nodes.values():
        if node.rule is None or node.kind is Kind.NOTE:
            continue
        read = {node.rule.settings.text("item", node.id), *node.rule.settings.scale("indicators"), node.id}
        if not (node.rule.function in ("votes", "panel", "rank_votes") and read & replicated):
            found.append(node.id)
    return found
