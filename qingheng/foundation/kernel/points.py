"""分值: exact official figures. Fractions inside, strings at the border, never a float.

`"871.70"`, `"2615/3"` and integers come in; `Fraction` is computed with; a declared rounding is applied once, where
it is declared (`round_to`), half up away from zero (四舍五入) unless a scheme says otherwise.
"""

import re
from enum import StrEnum
from fractions import Fraction

_FIGURE = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?|[+-]?\d+/\d+", re.ASCII)

#: Nothing official has a hundred digits; a slip of the hand must not become a computation without end.
_MOST = 10**100


class Rounding(StrEnum):
    """取舍方式: what happens to the digits beyond the last one kept."""

    #: 四舍五入: half away from zero.
    HALF_UP = "half_up"
    #: 四舍六入五成双: half to the even neighbour.
    HALF_EVEN = "half_even"
    #: 只舍不入, towards zero.
    TRUNCATE = "truncate"
    #: Down to minus infinity.
    FLOOR = "floor"
    #: Up to plus infinity.
    CEIL = "ceil"


def parse_figure(text: str) -> Fraction:
    """Read `"871.70"`, `"-3"`, `"1e3"` or `"2615/3"` exactly.

    Raises ValueError for anything else, a zero denominator or a figure beyond any real one included.
    """
    cleaned = text.strip()
    if not _FIGURE.fullmatch(cleaned):
        raise ValueError(f"not an exact figure: {text!r}")
    try:
        figure = Fraction(cleaned)
    except ZeroDivisionError:
        raise ValueError(f"zero denominator: {text!r}") from None
    if max(abs(figure.numerator), figure.denominator) > _MOST:
        raise ValueError(f"too many digits: {text[:20]!r}…")
    return figure


def round_to(value: Fraction, digits: int, mode: Rounding = Rounding.HALF_UP) -> Fraction:
    """`value` rounded to `digits` decimals (negative: tens, hundreds) in the given mode, exactly."""
    unit = Fraction(10) ** digits
    scaled = value * unit
    whole, rest = divmod(abs(scaled.numerator), scaled.denominator)
    negative = scaled < 0
    up = {
        Rounding.HALF_UP: 2 * rest >= scaled.denominator,
        Rounding.HALF_EVEN: (2 * rest, whole % 2) > (scaled.denominator, 0) and 2 * rest >= scaled.denominator,
        Rounding.TRUNCATE: False,
        Rounding.FLOOR: negative and rest > 0,
        Rounding.CEIL: not negative and rest > 0,
    }[mode]
    magnitude = whole + (1 if up else 0)
    return Fraction(-magnitude if negative else magnitude) / unit


def is_decimal(value: Fraction) -> bool:
    """Whether `value` has a finite decimal expansion."""
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return rest == 1


def format_figure(value: Fraction, digits: int | None = None) -> str:
    """The official string of `value`.

    With `digits`, the value must already have at most that many decimals (rounding is a declared act, `round_to`):
    exactly that many are printed. Without, the shortest finite decimal, or `"n/d"` where there is none.
    Raises ValueError where `digits` would hide a figure.
    """
    if digits is None:
        if not is_decimal(value):
            return f"{value.numerator}/{value.denominator}"
        digits = 0
        while (value * 10**digits).denominator != 1:
            digits += 1
    scaled = value * 10**digits
    if scaled.denominator != 1:
        raise ValueError(f"{value} has more than {digits} decimals: round it first, where the scheme declares it")
    sign = "-" if scaled < 0 else ""
    text = str(abs(scaled.numerator)).rjust(digits + 1, "0")
    return f"{sign}{text}" if digits == 0 else f"{sign}{text[:-digits]}.{text[-digits:]}"
