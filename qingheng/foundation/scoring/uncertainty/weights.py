"""权重敏感性: which ranks hang on the weights, exactly.

A unit's total is a straight line in the weight of one part: with the part's full marks f of F changed by the share d,
and the other parts shrunk so that F stays, total(d) = total + d x slope. Ranks change only where two lines cross, so
every answer is a closed form in fractions: no grid, no draw. Tie-break chains are not replayed: equal is equal.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

#: Moved by a tenth and by a quarter, as the Handbook of the OECD and the JRC (2008) suggests.
SHARES = (Fraction(1, 10), Fraction(1, 4))


@dataclass(frozen=True, slots=True)
class Parts:
    """得分构成: of each unit, the points of each part (same order as `full`) and what stands outside the base."""

    full: tuple[Fraction, ...]
    points: tuple[tuple[Fraction, ...], ...]
    outside: tuple[Fraction, ...]

    def totals(self) -> list[Fraction]:
        """Base plus what stands outside it, unit by unit."""
        return [sum(row, rest) for row, rest in zip(self.points, self.outside, strict=True)]


@dataclass(frozen=True, slots=True)
class Swap:
    """名次互换: the smallest change of the weight of `part` (as a share of it) at which two neighbours are equal."""

    part: int
    change: Fraction


def ranks(totals: Sequence[Fraction]) -> list[int]:
    """Competition ranks, the highest first."""
    ordered = sorted(totals, reverse=True)
    first: dict[Fraction, int] = {}
    for place, total in enumerate(ordered, 1):
        first.setdefault(total, place)
    return [first[total] for total in totals]


def slopes(parts: Parts, part: int) -> list[Fraction]:
    """Change of each total when the weight of `part` doubles, the others shrinking so that the full marks stay.

    A scheme of a single part has nothing to shrink: slope 0.
    """
    whole, own = sum(parts.full, Fraction(0)), parts.full[part]
    if whole == own:
        return [Fraction(0)] * len(parts.points)
    shrink = own / (whole - own)
    return [row[part] - shrink * (sum(row, Fraction(0)) - row[part]) for row in parts.points]


def rank_range(parts: Parts, share: Fraction) -> list[tuple[int, int]]:
    """名次范围: best and worst rank of each unit while each part's weight in turn moves by up to ± `share`."""
    totals = parts.totals()
    here = ranks(totals)
    best, worst = list(here), list(here)
    for part in range(len(parts.full)):
        slope = slopes(parts, part)
        limit = min(share, _room(parts, part))
        for unit in range(len(totals)):
            low, high = _range_of(unit, totals, slope, share, limit)
            best[unit], worst[unit] = min(best[unit], low), max(worst[unit], high)
    return list(zip(best, worst, strict=True))


def swap(parts: Parts, one: int, other: int) -> Swap | None:
    """互换点: the smallest change of one part's weight at which units `one` and `other` are equal; None if none does.

    Changes that would make a weight negative, of the part itself or of the others, do not count.
    """
    totals = parts.totals()
    gap = totals[other] - totals[one]
    found: list[Swap] = []
    for part in range(len(parts.full)):
        slope = slopes(parts, part)
        steep = slope[one] - slope[other]
        if steep == 0:
            continue
        change = gap / steep
        if -1 <= change <= _room(parts, part):
            found.append(Swap(part, change))
    return min(found, key=lambda each: (abs(each.change), each.part), default=None)


def without(parts: Parts, part: int) -> list[Fraction]:
    """去掉一项: totals without `part`, the others stretched to the same full marks (all zero where it is the only one)."""
    whole, own = sum(parts.full, Fraction(0)), parts.full[part]
    if whole == own:
        return list(parts.outside)
    stretch = whole / (whole - own)
    return [
        (sum(row, Fraction(0)) - row[part]) * stretch + rest
        for row, rest in zip(parts.points, parts.outside, strict=True)
    ]


def removal_shift(parts: Parts, part: int) -> Fraction:
    """去项平均位移: mean absolute change of rank when `part` is removed."""
    before, after = ranks(parts.totals()), ranks(without(parts, part))
    return Fraction(sum(abs(new - old) for new, old in zip(after, before, strict=True)), max(1, len(before)))


def removal_shifts(parts: Parts, names: Sequence[str]) -> Mapping[str, Fraction]:
    """Each part with the mean absolute change of rank when it is removed."""
    return {name: removal_shift(parts, part) for part, name in enumerate(names)}


def _room(parts: Parts, part: int) -> Fraction:
    """How far the weight of `part` can grow before the others would be negative."""
    whole, own = sum(parts.full, Fraction(0)), parts.full[part]
    return (whole - own) / own if own else Fraction(0)


def _range_of(
    unit: int, totals: Sequence[Fraction], slope: Sequence[Fraction], down: Fraction, up: Fraction
) -> tuple[int, int]:
    """Best and worst rank of one unit for changes in [-down, up], walking over the crossings from left to right."""
    leaving: dict[Fraction, int] = {}
    entering: dict[Fraction, int] = {}
    above = 0
    for other in range(len(totals)):
        gap, steep = totals[other] - totals[unit], slope[other] - slope[unit]
        above += gap - down * steep > 0
        if steep < 0 and -down < -gap / steep <= up:
            leaving[-gap / steep] = leaving.get(-gap / steep, 0) + 1
        if steep > 0 and -down <= -gap / steep < up:
            entering[-gap / steep] = entering.get(-gap / steep, 0) + 1
    low = high = above + 1
    for crossing in sorted(leaving.keys() | entering.keys()):
        above -= leaving.get(crossing, 0)
        low = min(low, above + 1)
        above += entering.get(crossing, 0)
        high = max(high, above + 1)
    return low, high
