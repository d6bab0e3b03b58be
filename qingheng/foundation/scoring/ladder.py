"""名次阶梯: the points of a place."""

from fractions import Fraction

from qingheng.foundation.scoring.ask import Ask
from qingheng.foundation.scoring.declare import Settings
from qingheng.foundation.scoring.evaluate import unknown


def ladder_points(ask: Ask, size: int) -> Settings:
    """The ladder for a group of that size: the first that is large enough."""
    for row in ask.s.rows("ladders"):
        up_to = row.get("up_to", int)
        if up_to is None or size <= up_to:
            return row
    raise unknown("no_ladder", ask.where, f"没有适用于 {size} 个单位的阶梯。", f"No ladder fits a group of {size}.")


def place_points(ask: Ask, row: Settings, place: int) -> Fraction:
    """The points of a place: listed, or the first less so many per place, never below zero."""
    if "places" in row:
        listed = row.figures("places")
        if place <= len(listed):
            return listed[place - 1]
        return _beyond(ask, listed[-1] if listed else Fraction(0), place)
    first = row.figure("first")
    step = row.figure("step") if "step" in row else first * row.figure("percent")
    points = first - (place - 1) * step
    return points if points >= 0 else _beyond(ask, Fraction(0), place)


def _beyond(ask: Ask, last: Fraction, place: int) -> Fraction:
    match ask.s.text("beyond"):
        case "last":
            return last
        case "zero":
            return Fraction(0)
    raise unknown("beyond_ladder", ask.where, f"第 {place} 名超出阶梯。", f"Place {place} lies beyond the ladder.")
