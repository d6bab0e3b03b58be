"""自助法: the same scheme scored again on panels and histograms that could have come out otherwise.

Raters are drawn with replacement inside their group, a rater with every sheet of his; raters who share units belong to
one draw, so that a severe rater moves all his units together. Histograms are drawn from their own shares. One rater
fewer is drawn than there are (Rao and Wu 1988): the variance of a mean then comes out as s²/n, small panels included.
What was not replicated stays as it is in every draw, and is named.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

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


Places = NDArray[np.int64]

#: Number of the copy under which a sheet stands that was drawn back in.
BACK = -1


@dataclass(frozen=True, slots=True)
class Panel:
    """一次抽取: places of rows among the sheets, which copy of its rater each row belongs to, a count for each vote row."""

    places: Places
    copies: Places
    counts: Places


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


class Sampler:
    """抽样器: draws panels from the sheets and histograms of one set of inputs; layers and cells are found once."""

    def __init__(self, sheets: Sequence[Sheet], votes: Sequence[Vote]) -> None:
        self._votes = np.array([vote.count for vote in votes], dtype=np.int64)
        self._histograms = [np.array(places) for places in histograms(votes).values()]
        cells = {cell: at for at, cell in enumerate(dict.fromkeys((sheet.unit, sheet.item) for sheet in sheets))}
        self._cells = np.array([cells[sheet.unit, sheet.item] for sheet in sheets], dtype=np.int64)
        self._layers = [
            [np.array(places, dtype=np.int64) for places in layer.raters.values()] for layer in strata(sheets)
        ]

    def panels(self, size: int, generator: np.random.Generator, *, whole: bool = False) -> list[Panel]:
        """So many drawn panels.

        One rater and one vote fewer are drawn than there are; `whole` draws as many as there are, for schemes that
        refuse a smaller panel. A unit never loses all its raters on an item: where a draw leaves none, one of them is
        drawn back in.
        """
        counts = np.tile(self._votes, (size, 1))
        for places in self._histograms:
            given = [int(count) for count in self._votes[places]]
            if sum(given) > 1:
                counts[:, places] = bootstrap_histograms(given, size, generator, fewer=0 if whole else 1)
        return [Panel(*self._sheets(generator, whole=whole), counts[draw]) for draw in range(size)]

    def _sheets(self, generator: np.random.Generator, *, whole: bool) -> tuple[Places, Places]:
        places: list[Places] = []
        copies: list[Places] = []
        for raters in self._layers:
            size = len(raters) - (not whole)
            chosen = generator.integers(0, len(raters), size=size) if len(raters) > 1 else np.array([0])
            rows = [raters[one] for one in chosen]
            back = self._drawn_back(raters, np.concatenate(rows), generator)
            places += [*rows, back]
            copies += [np.full(len(row), at, dtype=np.int64) for at, row in enumerate(rows)]
            copies.append(np.full(len(back), BACK, dtype=np.int64))
        nothing = np.array([], dtype=np.int64)
        return np.concatenate([nothing, *places]), np.concatenate([nothing, *copies])

    def _drawn_back(self, raters: Sequence[Places], kept: Places, generator: np.random.Generator) -> Places:
        """For each unit and item that lost all its raters, one of them."""
        every = np.concatenate(raters)
        back = []
        for cell in np.setdiff1d(self._cells[every], self._cells[kept]):
            lost = every[self._cells[every] == cell]
            back.append(int(lost[generator.integers(0, len(lost))]))
        return np.array(back, dtype=np.int64)


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
