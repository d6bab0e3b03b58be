"""上限与下限: what several item functions share."""

from fractions import Fraction

from qingheng.foundation.scoring.ask import Ask


def floored(ask: Ask, score: Fraction) -> Fraction:
    """Not below the item's floor."""
    floor = ask.limit("floor")
    return score if floor is None else max(floor, score)


def limited_bonus(ask: Ask, start: Fraction, bonus: Fraction, cap_name: str) -> Fraction:
    """A start and what is added to it, under a cap on what is added or on the total, as the scheme chose."""
    cap = ask.limit(cap_name)
    if cap is None:
        return start + bonus
    if ask.s.text("cap_scope") == "bonus":
        return start + min(bonus, cap)
    return min(start + bonus, cap)
