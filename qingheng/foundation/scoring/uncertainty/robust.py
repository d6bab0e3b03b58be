"""稳健均值: trimmed and winsorised means (去掉最高分和最低分), exact, with what was dropped.

Where scores are few, dropping the ends throws away the panel: both refuse fewer than `minimum` scores.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor

#: Fewer scores than this are never trimmed unless a scheme says otherwise.
MINIMUM_SCORES = 5


@dataclass(frozen=True, slots=True)
class RobustMean:
    """稳健均值: the mean, and how many scores at each end were dropped (or pulled in)."""

    mean: Fraction
    low: int
    high: int
    of: int


class TooFewScoresError(ValueError):
    """Trimming was refused: the panel is smaller than the declared minimum, or nothing would be left."""


def ends(share: Fraction, scores: int) -> int:
    """How many scores `share` drops at each end: floor(share x n)."""
    return floor(share * scores)


def trimmed_mean(scores: Sequence[Fraction | int], low: int, high: int, minimum: int = MINIMUM_SCORES) -> RobustMean:
    """截尾均值: the mean without the `low` lowest and the `high` highest scores.

    Raises TooFewScoresError where there are fewer than `minimum` scores or none would be left.
    """
    ordered = _ordered(scores, low, high, minimum)
    kept = ordered[low : len(ordered) - high]
    return RobustMean(sum(kept, Fraction(0)) / len(kept), low, high, len(ordered))


def winsorised_mean(scores: Sequence[Fraction | int], low: int, high: int, minimum: int = MINIMUM_SCORES) -> RobustMean:
    """缩尾均值: the `low` lowest and `high` highest scores count as their nearest kept neighbour.

    Raises TooFewScoresError as `trimmed_mean` does.
    """
    ordered = _ordered(scores, low, high, minimum)
    kept = ordered[low : len(ordered) - high]
    total = sum(kept, Fraction(0)) + low * kept[0] + high * kept[-1]
    return RobustMean(total / len(ordered), low, high, len(ordered))


def _ordered(scores: Sequence[Fraction | int], low: int, high: int, minimum: int) -> list[Fraction]:
    if low < 0 or high < 0:
        raise ValueError("the number of dropped scores cannot be negative")
    if len(scores) < minimum or low + high >= len(scores):
        raise TooFewScoresError(f"{len(scores)} scores: at least {max(minimum, low + high + 1)} are needed to trim")
    return sorted(Fraction(score) for score in scores)
