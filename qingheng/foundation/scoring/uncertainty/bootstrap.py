"""自助法: the same scheme scored again on panels and histograms that could have come out otherwise.

Raters are drawn with replacement inside their group, a rater with every sheet of his; raters who share units belong to
one draw, so that a severe rater moves all his units together. Histograms are drawn from their own shares. One rater
fewer is drawn than there are (Rao and Wu 1988): the variance of a mean then comes out as s²/n, small panels included.
What was not replicated stays as it is in every draw, and is named.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

import numpy as np

from qingheng.foundation.scoring.uncertainty.errors import bootstrap_histograms


class Sheet(Protocol):
    """评分表的一行: who was rated on what, by which group and rater."""

    @property
    def unit(self) -> str: ...
    @property
    def item(self) -> str: ...
    @property
    def rater_group(self) -> str: ...
    @property
    def rater(self) -> str: ...


class Vote(Protocol):
    """票数的一行: how many votes of a grade a unit got on an item from a group."""

    @property
    def unit(self) -> str: ...
    @property
    def item(self) -> str: ...
    @property
    def rater_group(self) -> str: ...
    @property
    def grade(self) -> str: ...
    @property
    def count(self) -> int: ...


S = TypeVar("S", bound=Sheet)
V = TypeVar("V", bound=Vote)


@dataclass(frozen=True, slots=True)
class Stratum:
    """抽样层: raters of one group who share units; the places of each rater's rows among the sheets."""

    group: str
    raters: Mapping[str, tuple[int, ...]]


def strata(sheets: Sequence[Sheet]) -> list[Stratum]:
    """The layers inside which raters are drawn: the connected parts of each rater group."""
    of_group: dict[str, dict[str, list[int]]] = {}
    for place, sheet in enumerate(sheets):
        of_group.setdefault(sheet.rater_group, {}).setdefault(sheet.rater, []).append(place)
    found: list[Stratum] = []
    for group, raters in of_group.items():
        parts: list[tuple[set[str], list[str]]] = []
        for rater, places in raters.items():
            units = {sheets[place].unit for place in places}
            joined = [part for part in parts if part[0] & units]
            parts = [part for part in parts if not part[0] & units]
            parts.append(
                (units.union(*(part[0] for part in joined)), [one for part in joined for one in part[1]] + [rater])
            )
        found += [Stratum(group, {rater: tuple(raters[rater]) for rater in names}) for _, names in parts]
    return found


def drawn_sheets(
    sheets: Sequence[Sheet], layers: Iterable[Stratum], generator: np.random.Generator, *, whole: bool = False
) -> list[tuple[int, str]]:
    """One drawn panel: places of rows among `sheets`, each with the name of the drawn copy of its rater.

    `whole` draws as many raters as there are, for schemes that refuse a smaller panel. A unit never loses all its
    raters on an item: where a draw leaves none, one of them is drawn back in.
    """
    drawn: list[tuple[int, str]] = []
    for layer in layers:
        names = list(layer.raters)
        chosen = generator.integers(0, len(names), size=len(names) - (not whole)) if len(names) > 1 else np.array([0])
        rows = [
            (place, f"{names[one]}#{copy}") for copy, one in enumerate(chosen) for place in layer.raters[names[one]]
        ]
        drawn += rows + _drawn_back(sheets, layer, {place for place, _ in rows}, generator)
    return drawn


def _drawn_back(
    sheets: Sequence[Sheet], layer: Stratum, kept: set[int], generator: np.random.Generator
) -> list[tuple[int, str]]:
    """For each unit and item that lost all its raters, one of them."""
    held = {(sheets[place].unit, sheets[place].item) for place in kept}
    lost: dict[tuple[str, str], list[int]] = {}
    for places in layer.raters.values():
        for place in places:
            cell = (sheets[place].unit, sheets[place].item)
            if cell not in held:
                lost.setdefault(cell, []).append(place)
    back = [places[int(generator.integers(0, len(places)))] for places in lost.values()]
    return [(place, f"{sheets[place].rater}#back") for place in back]


def drawn_votes(votes: Sequence[Vote], generator: np.random.Generator, *, whole: bool = False) -> list[int]:
    """One drawn count for each row of `votes`, histogram by histogram, as many votes in all (less one)."""
    found = [vote.count for vote in votes]
    for places in histograms(votes).values():
        counts = [votes[place].count for place in places]
        if sum(counts) < 2:
            continue
        (drawn,) = bootstrap_histograms(counts, 1, generator, fewer=0 if whole else 1)
        for place, count in zip(places, drawn, strict=True):
            found[place] = int(count)
    return found


def histograms(votes: Sequence[Vote]) -> dict[tuple[str, str, str], list[int]]:
    """The rows of each histogram: (unit, item, rater group) -> places among `votes`."""
    found: dict[tuple[str, str, str], list[int]] = {}
    for place, vote in enumerate(votes):
        found.setdefault((vote.unit, vote.item, vote.rater_group), []).append(place)
    return found


def replicated_items(sheets: Sequence[Sheet], votes: Sequence[Vote]) -> dict[str, set[str]]:
    """有重复观测的项目: item -> units for which more than one rater or vote tells how far it could have differed."""
    raters: dict[tuple[str, str, str], set[str]] = {}
    for sheet in sheets:
        raters.setdefault((sheet.unit, sheet.item, sheet.rater_group), set()).add(sheet.rater)
    found: dict[str, set[str]] = {}
    for (unit, item, _), names in raters.items():
        if len(names) > 1:
            found.setdefault(item, set()).add(unit)
    for (unit, item, _), places in histograms(votes).items():
        if sum(votes[place].count for place in places) > 1:
            found.setdefault(item, set()).add(unit)
    return found
