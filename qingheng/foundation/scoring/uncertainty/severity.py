"""评委宽严: additive two-way least squares, y_ij = unit_i + leniency_j + error, leniencies summing to zero.

Panels where not everybody scores everything give an advantage to the units that met lenient raters; this puts the raw
and the adjusted mean side by side. Adjusted figures are advice unless a scheme adopts them. Named panel sheets only.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

#: (unit, rater) -> score
Scores = Mapping[tuple[str, str], float]


@dataclass(frozen=True, slots=True)
class Severity:
    """宽严度: raw and adjusted mean of each unit, leniency of each rater (negative: severe), residual variance.

    `variance` is None where nothing is left to estimate it from.
    """

    raw: dict[str, float]
    adjusted: dict[str, float]
    leniency: dict[str, float]
    variance: float | None

    def severe(self, deviations: float = 1.0) -> list[str]:
        """Raters more severe than `deviations` standard deviations of all raters' leniency."""
        effects = np.array(list(self.leniency.values()))
        spread = float(effects.std(ddof=1)) if len(effects) > 1 else 0.0
        return [rater for rater, effect in self.leniency.items() if spread > 0 and effect < -deviations * spread]


class NotConnectedError(ValueError):
    """Raters and units fall apart into `components` (units of each) that share nobody: no common scale exists."""

    def __init__(self, components: Sequence[frozenset[str]]) -> None:
        self.components = tuple(components)
        super().__init__(f"{len(self.components)} groups of units share no rater")


def severity(scores: Scores, weights: Mapping[tuple[str, str], float] | None = None) -> Severity:
    """Fit raters' leniency and units' adjusted means.

    Raises NotConnectedError with the list of components, ValueError where there is no score.
    """
    if not scores:
        raise ValueError("no score to fit")
    apart = components(scores)
    if len(apart) > 1:
        raise NotConnectedError(apart)
    units = sorted({unit for unit, _ in scores})
    raters = sorted({rater for _, rater in scores})
    design, observed = _design(scores, units, raters)
    weight = np.sqrt([1.0 if weights is None else weights[cell] for cell in scores])
    weighted = design * weight[:, None]
    # Connected, so the columns are independent: the normal equations are small and have one solution.
    solved = np.linalg.solve(weighted.T @ weighted, weighted.T @ (observed * weight))
    residual = (observed - design @ solved) * weight
    freedom = len(observed) - design.shape[1]
    leniency = np.append(solved[len(units) :], -solved[len(units) :].sum())
    given: dict[str, list[float]] = {unit: [] for unit in units}
    for (unit, _), score in scores.items():
        given[unit].append(score)
    return Severity(
        raw={unit: float(np.mean(marks)) for unit, marks in given.items()},
        adjusted=dict(zip(units, map(float, solved[: len(units)]), strict=True)),
        leniency=dict(zip(raters, map(float, leniency), strict=True)),
        variance=float(residual @ residual) / freedom if freedom > 0 else None,
    )


def components(scores: Scores) -> list[frozenset[str]]:
    """连通分量: the units that can be compared with each other through shared raters, largest first."""
    of_rater: dict[str, set[str]] = {}
    for unit, rater in scores:
        of_rater.setdefault(rater, set()).add(unit)
    groups: list[set[str]] = []
    for units in of_rater.values():
        joined = [group for group in groups if group & units]
        groups = [group for group in groups if not group & units]
        groups.append(units.union(*joined))
    return sorted((frozenset(group) for group in groups), key=lambda group: (-len(group), sorted(group)))


def _design(
    scores: Scores, units: Sequence[str], raters: Sequence[str]
) -> tuple[np.ndarray[tuple[int, int], np.dtype[np.float64]], np.ndarray[tuple[int], np.dtype[np.float64]]]:
    """Units as indicators, raters as deviations that sum to zero (the last rater is minus all the others)."""
    row_of = {unit: place for place, unit in enumerate(units)}
    column_of = {rater: len(units) + place for place, rater in enumerate(raters[:-1])}
    design = np.zeros((len(scores), len(units) + len(raters) - 1))
    for line, (unit, rater) in enumerate(scores):
        design[line, row_of[unit]] = 1
        if rater in column_of:
            design[line, column_of[rater]] = 1
        else:
            design[line, len(units) :] = -1
    return design, np.array(list(scores.values()), dtype=np.float64)
