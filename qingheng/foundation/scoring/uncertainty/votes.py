"""推荐票名次区间: rank intervals for vote counts, exact and without any draw.

Each ordered pair "j has not more support than k" is tested by the one-sided exact binomial P(X >= x_j | x_j + x_k, 1/2);
Holm's correction holds the family. For the whole table the family is every ordered pair, for one unit the 2(n-1) pairs
that it stands in. Used for recommendation by ballot (民主推荐).
"""

from collections.abc import Sequence
from fractions import Fraction
from functools import cache
from math import comb

from qingheng.foundation.scoring.uncertainty.intervals import Intervals

Pair = tuple[int, int]


def simultaneous_vote_intervals(counts: Sequence[int], coverage: Fraction = Fraction(95, 100)) -> Intervals:
    """同时区间 of the whole table from vote counts. Raises ValueError for a negative count."""
    _check(counts)
    every = [(one, other) for one in range(len(counts)) for other in range(len(counts)) if one != other]
    beats = _holm(counts, every, 1 - coverage)
    found = [_interval(unit, len(counts), beats) for unit in range(len(counts))]
    return Intervals(tuple(low for low, _ in found), tuple(high for _, high in found))


def marginal_vote_intervals(counts: Sequence[int], coverage: Fraction = Fraction(95, 100)) -> Intervals:
    """单独区间 of each unit for itself from vote counts. Raises ValueError for a negative count."""
    _check(counts)
    found: list[Pair] = []
    for unit in range(len(counts)):
        others = [other for other in range(len(counts)) if other != unit]
        family = [(unit, other) for other in others] + [(other, unit) for other in others]
        found.append(_interval(unit, len(counts), _holm(counts, family, 1 - coverage)))
    return Intervals(tuple(low for low, _ in found), tuple(high for _, high in found))


def more_support(votes: int, against: int) -> Fraction:
    """Probability of at least `votes` out of `votes + against` where both have equal support, exactly."""
    total = votes + against
    return Fraction(sum(comb(total, some) for some in range(votes, total + 1)), 2**total)


_support = cache(more_support)


def _check(counts: Sequence[int]) -> None:
    if any(count < 0 for count in counts):
        raise ValueError("a number of votes cannot be negative")


def _holm(counts: Sequence[int], family: Sequence[Pair], level: Fraction) -> set[Pair]:
    """The pairs (j, k) of the family whose "j not above k" falls at `level` after Holm's correction."""
    ahead = [pair for pair in family if counts[pair[0]] > counts[pair[1]]]
    ordered = sorted((_support(counts[one], counts[other]), (one, other)) for one, other in ahead)
    fallen: set[Pair] = set()
    for place, (chance, pair) in enumerate(ordered):
        if chance * (len(family) - place) > level:
            break
        fallen.add(pair)
    return fallen


def _interval(unit: int, units: int, beats: set[Pair]) -> Pair:
    above = sum(1 for _, loser in beats if loser == unit)
    below = sum(1 for winner, _ in beats if winner == unit)
    return 1 + above, units - below
