"""名次区间: how far each rank can be told from the others, by draws from the errors of the scores.

The method of Mogstad, Romano, Shaikh and Wilhelm (Review of Economic Studies 2024): every ordered pair is a one-sided
hypothesis "j is not above k"; it is rejected where the studentised difference exceeds the quantile of the largest
studentised error among the pairs still open; rejections are stepped down until none is added. Rejecting (j, k) closes
that pair only: the reverse pair (k, j) stays open, or the intervals come out too narrow.

These figures stand beside the official order and never change it. Draws are handed in as a numpy generator, which the
caller seeds from the recorded `kernel.chance.Chance`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

#: Cells of one block of studentised errors: bounds the memory of a whole table.
_BLOCK = 4_000_000


class Membership(StrEnum):
    """末位可信度: whether a unit stands among the last places."""

    #: 确定: in every plausible order.
    CERTAIN = "certain"
    #: 可能: in some plausible orders.
    POSSIBLE = "possible"
    #: 不在: in none.
    NOT = "not"


@dataclass(frozen=True, slots=True)
class Intervals:
    """名次区间: the best (`low`) and the worst (`high`) plausible rank of each unit, 1 being the first."""

    low: tuple[int, ...]
    high: tuple[int, ...]

    def pairs(self) -> list[tuple[int, int]]:
        """`[(best, worst), …]` in the order of the scores."""
        return list(zip(self.low, self.high, strict=True))


def normal_errors(errors: Sequence[float] | Floats, draws: int, generator: np.random.Generator) -> Floats:
    """Draws of the scores' errors, one row a draw: `errors` are standard errors, or a covariance matrix.

    Raises ValueError where there is no draw, or where an error is negative or not a number.
    """
    given = np.asarray(errors, dtype=np.float64)
    if draws < 1:
        raise ValueError("at least one draw is needed")
    if not np.isfinite(given).all():
        raise ValueError("an error is not a number: leave out units without one")
    if given.ndim == 1:
        if (given < 0).any():
            raise ValueError("a standard error cannot be negative")
        plain: Floats = generator.standard_normal((draws, len(given))) * given
        return plain
    values, vectors = np.linalg.eigh(given)
    root = vectors * np.sqrt(np.clip(values, 0, None))
    noise: Floats = generator.standard_normal((draws, len(given))) @ root.T
    return noise


def pair_errors(errors: Sequence[float] | Floats) -> Floats:
    """Standard error of the difference of each pair, from standard errors or from a covariance matrix."""
    given = np.asarray(errors, dtype=np.float64)
    if given.ndim == 1:
        independent: Floats = np.sqrt(given[:, None] ** 2 + given[None, :] ** 2)
        return independent
    variance = np.diag(given)
    spread: Floats = np.sqrt(np.clip(variance[:, None] + variance[None, :] - 2 * given, 0, None))
    # A difference without any error leaves rounding noise of the matrix behind.
    scale = np.sqrt(max(float(variance.max(initial=0.0)), 0.0))
    return np.where(spread < scale * 1e-7, 0.0, spread)


def simultaneous_intervals(
    scores: Sequence[float] | Floats,
    errors: Sequence[float] | Floats,
    *,
    coverage: float,
    draws: int,
    generator: np.random.Generator,
) -> Intervals:
    """同时区间: the whole table at once holds the true ranks with probability `coverage`; highest score first."""
    values, spread = np.asarray(scores, dtype=np.float64), pair_errors(errors)
    beats = beaten_pairs(values, spread, normal_errors(errors, draws, generator), coverage)
    return intervals_of(list(zip(beats, beats.T, strict=True)))


def marginal_intervals(
    scores: Sequence[float] | Floats,
    errors: Sequence[float] | Floats,
    *,
    coverage: float,
    draws: int,
    generator: np.random.Generator,
) -> Intervals:
    """单独区间: each unit for itself holds its true rank with probability `coverage`; highest score first."""
    values, spread = np.asarray(scores, dtype=np.float64), pair_errors(errors)
    noise = normal_errors(errors, draws, generator)
    return intervals_of(told_apart(values, spread, noise, coverage))


def told_apart(scores: Floats, spread: Floats, noise: Floats, coverage: float) -> list[tuple[Bools, Bools]]:
    """For each unit by itself: which units stand beyond doubt below it, and which above it."""
    return [_apart(unit, scores, spread, noise, coverage) for unit in range(len(scores))]


def intervals_of(apart: Sequence[tuple[Bools, Bools]]) -> Intervals:
    """The intervals that follow from who is told apart from whom."""
    return Intervals(
        tuple(1 + int(above.sum()) for _, above in apart),
        tuple(len(apart) - int(below.sum()) for below, _ in apart),
    )


def beaten_pairs(scores: Floats, spread: Floats, noise: Floats, coverage: float) -> Bools:
    """`beats[j, k]`: unit j stands above unit k beyond doubt, for the whole table at once."""
    distance = _studentised(scores, spread)
    open_pairs = (spread > 0) & ~np.eye(len(scores), dtype=bool)
    beats: Bools = (distance == np.inf) & ~np.eye(len(scores), dtype=bool)
    while open_pairs.any():
        limit = float(np.quantile(_largest(noise, spread, open_pairs), coverage))
        rejected = open_pairs & (distance > limit)
        if not rejected.any():
            break
        beats |= rejected
        open_pairs &= ~rejected
    return beats


def last_places(intervals: Intervals, places: int) -> list[Membership]:
    """末位判断 from simultaneous intervals: who is certainly, possibly, or not among the last `places`."""
    first_of_last = len(intervals.low) - places + 1
    return [
        Membership.CERTAIN if low >= first_of_last else Membership.POSSIBLE if high >= first_of_last else Membership.NOT
        for low, high in intervals.pairs()
    ]


def first_places(intervals: Intervals, places: int) -> list[Membership]:
    """前列判断 from simultaneous intervals: who is certainly, possibly, or not among the first `places`."""
    return [
        Membership.CERTAIN if high <= places else Membership.POSSIBLE if low <= places else Membership.NOT
        for low, high in intervals.pairs()
    ]


def last_places_share(scores: Sequence[float] | Floats, noise: Floats, places: int) -> list[float]:
    """末位频率: share of the draws in which a unit is among the last `places`; a display aid, not a confidence set.

    Where units are equal at the edge they share the places that are left.
    """
    drawn = np.asarray(scores, dtype=np.float64) + noise
    places = min(places, drawn.shape[1])
    if places < 1:
        return [0.0] * drawn.shape[1]
    edge = np.partition(drawn, places - 1, axis=1)[:, places - 1 : places]
    below, equal = drawn < edge, drawn == edge
    left = (places - below.sum(axis=1)) / equal.sum(axis=1)
    share: Floats = (below + equal * left[:, None]).mean(axis=0)
    return [float(one) for one in share]


def _studentised(scores: Floats, spread: Floats) -> Floats:
    """(x_j - x_k) / se_jk; a pair without error is told apart by any difference."""
    difference = scores[:, None] - scores[None, :]
    certain = np.where(difference > 0, np.inf, np.where(difference < 0, -np.inf, 0.0))
    distance: Floats = np.where(spread > 0, difference / np.where(spread > 0, spread, 1.0), certain)
    return distance


def _largest(noise: Floats, spread: Floats, open_pairs: Bools) -> Floats:
    """The largest studentised error among the open pairs, for each draw."""
    first, second = np.nonzero(open_pairs)
    scale = spread[first, second]
    largest = np.empty(len(noise))
    step = max(1, _BLOCK // max(1, len(first)))
    for start in range(0, len(noise), step):
        block = noise[start : start + step]
        largest[start : start + step] = ((block[:, first] - block[:, second]) / scale).max(axis=1)
    return largest


def _apart(unit: int, scores: Floats, spread: Floats, noise: Floats, coverage: float) -> tuple[Bools, Bools]:
    distance = _studentised(scores, spread)[unit]
    scale = spread[unit]
    others = np.arange(len(scores)) != unit
    error = (noise[:, [unit]] - noise) / np.where(scale > 0, scale, 1.0)
    below, above = others & (distance == np.inf), others & (distance == -np.inf)
    open_below = others & (scale > 0)
    open_above = open_below.copy()
    while open_below.any() or open_above.any():
        largest = np.concatenate([error[:, open_below], -error[:, open_above]], axis=1).max(axis=1)
        limit = float(np.quantile(largest, coverage))
        new_below, new_above = open_below & (distance > limit), open_above & (-distance > limit)
        if not (new_below.any() or new_above.any()):
            break
        below |= new_below
        above |= new_above
        open_below &= ~new_below
        open_above &= ~new_above
    return below, above
