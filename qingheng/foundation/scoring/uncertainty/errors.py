"""标准误: how far a mean could have come out otherwise with other raters of the same kind.

Only what was replicated has an error: several raters on a sheet, several votes in a histogram. One rater, one vote or
a hard count has none, and `None` says so; an error is never invented.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Mean:
    """均值及其标准误: exact mean, number of replicates, variance of the mean (None without replicates)."""

    value: Fraction
    of: int
    variance: Fraction | None

    @property
    def error(self) -> float | None:
        """标准误; None where nothing was replicated."""
        return None if self.variance is None else sqrt(self.variance)


def sheet_mean(scores: Sequence[Fraction | int]) -> Mean:
    """Mean of one rater group's sheets and its variance s²/n. Raises ValueError without a sheet."""
    if not scores:
        raise ValueError("no sheet, no mean")
    count = len(scores)
    mean = sum(map(Fraction, scores), Fraction(0)) / count
    if count < 2:
        return Mean(mean, count, None)
    spread = sum(((Fraction(score) - mean) ** 2 for score in scores), Fraction(0)) / (count - 1)
    return Mean(mean, count, spread / count)


def histogram_mean(counts: Mapping[str, int], points: Mapping[str, Fraction]) -> Mean:
    """Mean points of a secret ballot's histogram and its multinomial variance, from counts alone.

    Votes for a grade that has no points (an abstention) stay out of the denominator; a scheme whose denominator counts
    them gives them points of 0. Raises ValueError without a counted vote, or for a negative count.
    """
    if any(count < 0 for count in counts.values()):
        raise ValueError("a number of votes cannot be negative")
    counted = {grade: count for grade, count in counts.items() if grade in points}
    votes = sum(counted.values())
    if not votes:
        raise ValueError("no counted vote, no mean")
    mean = sum((points[grade] * count for grade, count in counted.items()), Fraction(0)) / votes
    if votes < 2:
        return Mean(mean, votes, None)
    spread = sum(((points[grade] - mean) ** 2 * count for grade, count in counted.items()), Fraction(0))
    return Mean(mean, votes, spread / (votes - 1) / votes)


def combined_variance(parts: Sequence[tuple[Fraction, Mean]]) -> Fraction | None:
    """Variance of a weighted sum of independent groups; None where no group was replicated."""
    known = [weight**2 * mean.variance for weight, mean in parts if mean.variance is not None]
    return sum(known, Fraction(0)) if known else None


def bootstrap_means(scores: Sequence[float], draws: int, generator: np.random.Generator) -> Floats:
    """Means of `draws` panels drawn with replacement from one rater group's sheets. Raises ValueError without one."""
    given = np.asarray(scores, dtype=np.float64)
    if not len(given):
        raise ValueError("no sheet, no mean")
    means: Floats = generator.choice(given, size=(draws, len(given))).mean(axis=1)
    return means


def bootstrap_histograms(
    counts: Sequence[int], draws: int, generator: np.random.Generator, *, fewer: int = 0
) -> NDArray[np.int64]:
    """`draws` histograms of as many votes as were cast (less `fewer`), drawn from the shares of the one counted."""
    votes = sum(counts)
    if votes <= fewer:
        return np.zeros((draws, len(counts)), dtype=np.int64)
    shares = np.asarray(counts, dtype=np.float64) / votes
    drawn: NDArray[np.int64] = generator.multinomial(votes - fewer, shares, size=draws).astype(np.int64)
    return drawn
