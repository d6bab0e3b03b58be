"""重新计分: the totals that the same scheme gives on drawn panels, portion by portion.

Panels are drawn in blocks, each from a source of its own, so a run that was interrupted, or that took other portions,
comes to the same figures. The engine is handed in, so that either serves; what is not replicated stays as it is in every draw.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from typing import Any

import numpy as np

from qingheng.foundation.kernel.chance import Chance
from qingheng.foundation.scoring.inputs import Inputs, Mark, Vote
from qingheng.foundation.scoring.model import Scheme
from qingheng.foundation.scoring.uncertainty.bootstrap import BACK, Panel, Sampler

#: So many panels come from one source of draws.
BLOCK = 20
#: So many are scored at a time where nobody says otherwise: a multiple of the block.
PORTION = 5 * BLOCK

#: Unit -> its total on one panel, None where it has none.
Totals = Mapping[str, Fraction | None]
Rescore = Callable[[Scheme, Inputs, Sequence[Panel], date], list[dict[str, Fraction | None]]]


@dataclass(slots=True)
class Redraws:
    """抽样进度: each unit's totals on the panels drawn so far.

    `whole` says that whole panels are drawn, because a smaller one cost a unit its total.
    """

    done: int = 0
    whole: bool = False
    totals: dict[str, list[float | None]] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """`{done, whole, totals}`, to be kept and taken up again."""
        return {"done": self.done, "whole": self.whole, "totals": self.totals}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Redraws":
        """What `as_json` gave."""
        return cls(kept["done"], kept["whole"], {unit: list(drawn) for unit, drawn in kept["totals"].items()})


def marks_of(inputs: Inputs) -> list[Mark]:
    """The rows of the named sheets, in their order."""
    return [mark for rows in inputs.marks.values() for mark in rows]


def votes_of(inputs: Inputs) -> list[Vote]:
    """The rows of the histograms, in their order."""
    return [vote for rows in inputs.votes.values() for vote in rows]


def generator(chance: Chance, purpose: str) -> np.random.Generator:
    """A numpy generator seeded from a recorded chance, for one purpose."""
    return np.random.default_rng(chance.child(purpose).below(1 << 63))


def portion(
    scheme: Scheme,
    inputs: Inputs,
    on: date,
    rescore: Rescore,
    units: Sequence[str],
    chance: Chance,
    so_far: Redraws,
    size: int,
) -> Redraws:
    """So far, and `size` more panels. `units` are those that have a total.

    Where a panel with one rater fewer costs one of them its total, the draws begin again with whole panels.
    """
    sampler = Sampler(marks_of(inputs), votes_of(inputs))
    panels: list[Panel] = []
    for block in range(so_far.done, so_far.done + size, BLOCK):
        draws = generator(chance, f"panels/{'whole' if so_far.whole else 'fewer'}/{block}")
        panels += sampler.panels(min(BLOCK, so_far.done + size - block), draws, whole=so_far.whole)
    drawn = rescore(scheme, inputs, panels, on)
    if not so_far.whole and any(totals.get(unit) is None for totals in drawn for unit in units):
        return Redraws(whole=True)
    found = {unit: [*so_far.totals.get(unit, []), *(_near(totals.get(unit)) for totals in drawn)] for unit in units}
    return Redraws(so_far.done + size, so_far.whole, found)


def _near(total: Fraction | None) -> float | None:
    return None if total is None else float(total)


def drawn_inputs(inputs: Inputs, panel: Panel) -> Inputs:
    """The inputs with the sheets and counts of one drawn panel; every copy of a rater has a name of its own."""
    marks, votes = marks_of(inputs), votes_of(inputs)
    sheets: dict[tuple[str, str], list[Mark]] = {}
    copies: dict[str, str] = {}
    for place, copy in zip(panel.places, panel.copies, strict=True):
        mark = marks[place]
        name = f"{mark.rater}#{'back' if copy == BACK else copy}"
        copies[name] = mark.rater
        sheets.setdefault((mark.unit, mark.item), []).append(replace(mark, rater=name))
    counted: dict[tuple[str, str], list[Vote]] = {}
    for vote, count in zip(votes, panel.counts, strict=True):
        counted.setdefault((vote.unit, vote.item), []).append(replace(vote, count=int(count)))
    return replace(inputs, marks=sheets, votes=counted, copies=copies)
