"""不确定性评估: from a scheme and its inputs to the report, by scoring the scheme again on drawn panels.

The engine is handed in, so that either serves. Only panels and histograms that were replicated are drawn; values,
events and vetoes stay as they are.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import numpy as np

from qingheng.foundation.kernel.chance import Chance
from qingheng.foundation.kernel.points import parse_figure
from qingheng.foundation.kernel.problems import Problem, Severity, Where
from qingheng.foundation.kernel.text import Text
from qingheng.foundation.scoring.inputs import Inputs, Mark, Vote
from qingheng.foundation.scoring.model import Kind, Scheme
from qingheng.foundation.scoring.result import Result
from qingheng.foundation.scoring.uncertainty.bootstrap import (
    Stratum,
    drawn_sheets,
    drawn_votes,
    replicated_items,
    strata,
)
from qingheng.foundation.scoring.uncertainty.panels import panel_reliability
from qingheng.foundation.scoring.uncertainty.report import Report, Settings, report

Run = Callable[[Scheme, Inputs, date], Result]
Progress = Callable[[int, int], None]


def _silent(done: int, total: int) -> None:
    """No progress is shown."""


def assess(
    scheme: Scheme,
    inputs: Inputs,
    on: date,
    run: Run,
    settings: Settings,
    *,
    redraws: int = 100,
    progress: Progress = _silent,
) -> Report:
    """The report of a scheme scored on these inputs by `run`; `redraws` panels are drawn and scored again."""
    result = run(scheme, inputs, on).as_json()
    chance = Chance(settings.seed)
    marks = [mark for rows in inputs.marks.values() for mark in rows]
    votes = [vote for rows in inputs.votes.values() for vote in rows]
    replicated = replicated_items(marks, votes)
    totals: dict[str, list[float | None]] = {}
    if replicated:
        totals = _redrawn(scheme, inputs, on, run, result, generator(chance, "panels"), redraws, progress)
    scored, last = by_score(scheme, result)
    found = report(scored, full_marks(scheme, scored), totals, settings, generator(chance, "ranks"))
    found.problems += [_ranked_by_veto(unit) for unit in last]
    found.reliability = panel_reliability(marks)
    found.replicated = sorted(replicated)
    found.unreplicated = _unreplicated(scheme, set(replicated))
    return found


def by_score(scheme: Scheme, result: Mapping[str, Any]) -> tuple[Mapping[str, Any], list[str]]:
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


def generator(chance: Chance, purpose: str) -> np.random.Generator:
    """A numpy generator seeded from a recorded chance, for one purpose."""
    return np.random.default_rng(chance.child(purpose).below(1 << 63))


def full_marks(scheme: Scheme, result: Mapping[str, Any]) -> dict[str, dict[str, Fraction]]:
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


def _redrawn(
    scheme: Scheme,
    inputs: Inputs,
    on: date,
    run: Run,
    result: Mapping[str, Any],
    draws: np.random.Generator,
    redraws: int,
    progress: Progress,
) -> dict[str, list[float | None]]:
    """Totals of each unit on each drawn panel. Where a smaller panel costs a unit its total, whole panels are drawn."""
    scored = {unit["unit"] for unit in result["units"] if unit["total"] is not None}
    marks = [mark for rows in inputs.marks.values() for mark in rows]
    layers = strata(marks)
    totals: dict[str, list[float | None]] = {}
    whole, done = False, 0
    while done < redraws:
        drawn = run(scheme, _drawn(inputs, marks, layers, draws, whole=whole), on).as_json()
        figures = {unit["unit"]: unit["exact"] or unit["total"] for unit in drawn["units"]}
        if not whole and any(figures.get(unit) is None for unit in scored):
            whole, done, totals = True, 0, {}
            continue
        for unit in scored:
            figure = figures.get(unit)
            totals.setdefault(unit, []).append(None if figure is None else float(parse_figure(figure)))
        done += 1
        progress(done, redraws)
    return totals


def _drawn(
    inputs: Inputs, marks: list[Mark], layers: list[Stratum], draws: np.random.Generator, *, whole: bool
) -> Inputs:
    panel: dict[tuple[str, str], list[Mark]] = {}
    for place, name in drawn_sheets(marks, layers, draws, whole=whole):
        mark = replace(marks[place], rater=name)
        panel.setdefault((mark.unit, mark.item), []).append(mark)
    votes = [vote for rows in inputs.votes.values() for vote in rows]
    counted: dict[tuple[str, str], list[Vote]] = {}
    for vote, count in zip(votes, drawn_votes(votes, draws, whole=whole), strict=True):
        counted.setdefault((vote.unit, vote.item), []).append(replace(vote, count=count))
    return replace(inputs, marks=panel, votes=counted)


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
