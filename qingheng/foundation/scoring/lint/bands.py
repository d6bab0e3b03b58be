"""区间: which figures an interval holds."""

from collections.abc import Collection, Iterator
from fractions import Fraction
from itertools import pairwise

from qingheng.foundation.scoring.declare import Settings

Interval = tuple[Fraction | None, bool, Fraction | None, bool]


def interval(row: Settings) -> Interval:
    """The interval of a band: low end, included, high end, included."""
    low, low_in = (row.get("ge", Fraction), True) if "ge" in row else (row.get("gt", Fraction), False)
    high, high_in = (row.get("le", Fraction), True) if "le" in row else (row.get("lt", Fraction), False)
    return low, low_in, high, high_in


def _samples(intervals: Collection[Interval]) -> Iterator[Fraction]:
    """Every end, and one point inside every piece between ends: enough to find each overlap and gap."""
    ends = sorted({end for low, _, high, _ in intervals for end in (low, high) if end is not None})
    yield from ends
    yield from ((a + b) / 2 for a, b in pairwise(ends))
    if ends:
        yield ends[0] - 1
        yield ends[-1] + 1


def inside(value: Fraction, interval: Interval) -> bool:
    """Whether the interval holds the value, ends by their declared inclusion."""
    low, low_in, high, high_in = interval
    above = low is None or value > low or (low_in and value == low)
    below = high is None or value < high or (high_in and value == high)
    return above and below
