"""无理数: figures that no fraction holds: 50-digit decimals, rounded once, refused where too close to decide."""

from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction

from qingheng.foundation.kernel.points import Rounding, round_to

#: Decimal digits carried.
DIGITS = 50
#: Nearer than this to a rounding boundary the digits cannot decide.
MARGIN = Fraction(1, 10**30)


@dataclass(frozen=True, slots=True)
class Irrational:
    """A figure known to `DIGITS` digits."""

    value: Decimal


def power(base: Fraction, exponent: Fraction) -> Fraction | Irrational:
    """`base ** exponent`, exact where the exponent is whole. Raises ValueError for a base that is not positive."""
    if exponent.denominator == 1:
        return base ** int(exponent)
    if base <= 0:
        raise ValueError("a power with a fraction as exponent needs a positive base")
    with localcontext() as context:
        context.prec = DIGITS + 10
        logarithm = (Decimal(base.numerator) / Decimal(base.denominator)).ln()
        result = (logarithm * Decimal(exponent.numerator) / Decimal(exponent.denominator)).exp()
        context.prec = DIGITS
        return Irrational(+result)


def times(factor: Fraction, value: Irrational) -> Irrational:
    """`factor × value`."""
    with localcontext() as context:
        context.prec = DIGITS
        return Irrational(value.value * Decimal(factor.numerator) / Decimal(factor.denominator))


def round_irrational(value: Irrational, digits: int, mode: Rounding) -> Fraction | None:
    """The rounded figure; None where the boundary is within `MARGIN`."""
    figure = Fraction(value.value)
    below, above = round_to(figure - MARGIN, digits, mode), round_to(figure + MARGIN, digits, mode)
    return below if below == above else None
