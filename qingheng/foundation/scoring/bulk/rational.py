"""整数定标: exact figures inside SQL, as an integer over a denominator.

A figure is `num / den`. Where the compiler knows the denominator it is a Python integer and costs nothing at run time
(scaled integers); where it hangs on the data (a ratio to a target) it is a second column. Each figure carries the
greatest size that its integers can reach, so that the compiler chooses 64 or 128 bits, and refuses what could pass 128
(`TooWideError`): that scheme runs in the exact walker instead. A moving denominator cannot be bounded beforehand: there
the database's own overflow check refuses. Null is "no figure" and runs through every operation.
"""

from dataclasses import dataclass, replace
from fractions import Fraction
from math import lcm

from qingheng.foundation.kernel.points import Rounding, round_to

_BIG, _HUGE = 2**63, 2**127
#: The size of what only the database can bound.
UNBOUNDED = _HUGE - 1


class TooWideError(Exception):
    """A figure could pass 128 bits."""


@dataclass(frozen=True, slots=True)
class Rational:
    """定标数: SQL of the numerator, its greatest size; the denominator, known or as SQL with its greatest size."""

    num: str
    top: int
    den: int = 1
    den_sql: str | None = None
    #: The figure itself, where it is a constant of the scheme.
    known: Fraction | None = None

    @property
    def kind(self) -> str:
        """The SQL type of the numerator."""
        return kind_of(self.top)

    @property
    def bottom(self) -> str:
        """SQL of the denominator."""
        return self.den_sql or literal(self.den)


def kind_of(top: int) -> str:
    """BIGINT or HUGEINT, by the greatest size. Raises TooWideError."""
    if top >= _HUGE:
        raise TooWideError
    return "BIGINT" if top < _BIG else "HUGEINT"


def literal(number: int) -> str:
    """An integer constant with its width."""
    return f"({number})::{kind_of(abs(number))}"


def constant(value: Fraction | int) -> Rational:
    """A constant of the scheme."""
    exact = Fraction(value)
    return Rational(literal(exact.numerator), abs(exact.numerator), exact.denominator, known=exact)


def moving(num: str, den: str) -> Rational:
    """A figure in two columns of 128 bits, of which nothing is known beforehand."""
    return Rational(num, UNBOUNDED, UNBOUNDED, den)


def whole_of(dens: str) -> str:
    """SQL: the least common multiple of a list of denominators, 1 of none."""
    return f"coalesce(list_reduce({dens}, lambda x, y: lcm(x, y)), 1)"


def add(one: Rational, other: Rational) -> Rational:
    """one + other."""
    if one.known is not None and other.known is not None:
        return constant(one.known + other.known)
    if one.known == 0 or other.known == 0:
        return other if one.known == 0 else one
    if one.den_sql is None and other.den_sql is None:
        den = lcm(one.den, other.den)
        return _sum(scaled(one, den), scaled(other, den), den)
    left, right = _moved(one.num, one.top, other.bottom, other.den), _moved(other.num, other.top, one.bottom, one.den)
    bottom, size = _moved(one.bottom, one.den, other.bottom, other.den)
    top = min(left[1] + right[1], _HUGE - 1)
    num = f"({cast(left[0], left[1], top)} + {cast(right[0], right[1], top)})"
    return Rational(num, top, size, bottom)


def negative(one: Rational) -> Rational:
    """-one."""
    return constant(-one.known) if one.known is not None else replace(one, num=f"(-{one.num})")


def subtract(one: Rational, other: Rational) -> Rational:
    """one - other."""
    return add(one, negative(other))


def multiply(one: Rational, other: Rational) -> Rational:
    """one * other."""
    if other.known is not None:
        return scale(one, other.known)
    if one.known is not None:
        return scale(other, one.known)
    if one.den_sql is None and other.den_sql is None:
        num, top = _times(one.num, one.top, other.num, other.top)
        return Rational(num, top, one.den * other.den)
    num, top = _moved(one.num, one.top, other.num, other.top)
    if one.den_sql is not None and other.den_sql is not None:
        bottom, size = _moved(one.den_sql, one.den, other.den_sql, other.den)
        return Rational(num, top, size, bottom)
    moving, fixed = (one, other) if one.den_sql is not None else (other, one)
    bottom, size = _moved(moving.bottom, moving.den, literal(fixed.den), fixed.den)
    return Rational(num, top, size, bottom)


def scale(one: Rational, factor: Fraction) -> Rational:
    """one * factor, a constant: common divisors are taken out."""
    if one.known is not None:
        return constant(one.known * factor)
    if one.den_sql is None:
        exact = factor / one.den
        num, top = _times(one.num, one.top, literal(exact.numerator), abs(exact.numerator))
        return Rational(num, top, exact.denominator)
    num, top = _moved(one.num, one.top, literal(factor.numerator), abs(factor.numerator))
    bottom, size = _moved(one.den_sql, one.den, literal(factor.denominator), factor.denominator)
    return Rational(num, top, size, bottom)


def divide(one: Rational, other: Rational) -> Rational:
    """one / other; null where other is zero."""
    if other.known:
        return scale(one, 1 / other.known)
    num, top = _moved(one.num, one.top, other.bottom, other.den)
    below, size = _moved(one.bottom, one.den, f"nullif(abs({other.num}), 0)", max(1, other.top))
    return Rational(f"({num} * CASE WHEN {other.num} < 0 THEN -1 ELSE 1 END)", top, size, below)


def compare(one: Rational, sign: str, other: Rational) -> str:
    """SQL of `one <sign> other`, sign one of = <> < <= > >=."""
    if one.den_sql is None and other.den_sql is None:
        den = lcm(one.den, other.den)
        return f"({scaled(one, den).num} {sign} {scaled(other, den).num})"
    left, _ = _moved(one.num, one.top, other.bottom, other.den)
    right, _ = _moved(other.num, other.top, one.bottom, one.den)
    return f"({left} {sign} {right})"


def choose(condition: str, one: Rational, other: Rational) -> Rational:
    """`one` where the condition holds, `other` where it does not, null where it is unknown."""
    if one.den_sql is None and other.den_sql is None:
        den = lcm(one.den, other.den)
        left, right = scaled(one, den), scaled(other, den)
        top = max(left.top, right.top)
        return Rational(_case(condition, cast(left.num, left.top, top), cast(right.num, right.top, top)), top, den)
    top, size = max(one.top, other.top), max(one.den, other.den)
    num = _case(condition, cast(one.num, one.top, top), cast(other.num, other.top, top))
    bottom = _case(condition, cast(one.bottom, one.den, size), cast(other.bottom, other.den, size))
    return Rational(num, top, size, bottom)


def at_most(one: Rational, limit: Rational) -> Rational:
    """The lesser; null where either is."""
    return choose(compare(one, "<=", limit), one, limit)


def at_least(one: Rational, limit: Rational) -> Rational:
    """The greater; null where either is."""
    return choose(compare(one, ">=", limit), one, limit)


def absolute(one: Rational) -> Rational:
    """|one|."""
    return constant(abs(one.known)) if one.known is not None else replace(one, num=f"abs({one.num})")


def rounded(one: Rational, digits: int, mode: Rounding) -> Rational:
    """`one` rounded to so many decimals, exactly; what already has no more is left alone."""
    if one.known is not None:
        return constant(round_to(one.known, digits, mode))
    unit = 10**digits
    if one.den_sql is None and unit % one.den == 0:
        return scaled(one, unit)
    work = _times if one.den_sql is None else _moved
    size, top = work(f"abs({one.num})", one.top, literal(unit), unit)
    bottom = one.bottom
    rest = f"({size} % {bottom})"
    up = {
        # What is left over against half: rest >= bottom - rest, so that nothing is doubled.
        Rounding.HALF_UP: f"{rest} >= {bottom} - {rest}",
        Rounding.HALF_EVEN: f"{rest} > {bottom} - {rest} OR ({rest} = {bottom} - {rest} AND ({size} // {bottom}) % 2 = 1)",
        Rounding.TRUNCATE: "FALSE",
        Rounding.FLOOR: f"{one.num} < 0 AND {rest} <> 0",
        Rounding.CEIL: f"{one.num} > 0 AND {rest} <> 0",
    }[mode]
    reached = top // one.den + 1 if one.den_sql is None else min(top, _BIG - 1)
    whole = f"({size} // {bottom} + CASE WHEN {up} THEN 1 ELSE 0 END)"
    signed = f"({whole} * CASE WHEN {one.num} < 0 THEN -1 ELSE 1 END)"
    return Rational(f"{signed}::{kind_of(reached)}", reached, unit)


def whole(one: Rational, mode: Rounding) -> Rational:
    """`one` rounded to an integer."""
    return rounded(one, 0, mode)


def scaled(one: Rational, den: int) -> Rational:
    """The same figure over another known denominator, a multiple of its own."""
    if den == one.den:
        return one
    if one.known is not None:
        number = int(one.known * den)
        return Rational(literal(number), abs(number), den, known=one.known)
    num, top = _times(one.num, one.top, literal(den // one.den), den // one.den)
    return Rational(num, top, den)


def cast(num: str, top: int, wanted: int) -> str:
    """`num` in the type that holds `wanted`."""
    return num if kind_of(top) == kind_of(wanted) else f"({num})::{kind_of(wanted)}"


def _times(one: str, one_top: int, other: str, other_top: int) -> tuple[str, int]:
    top = one_top * other_top
    wanted = max(top, one_top, other_top)
    return f"({cast(one, one_top, wanted)} * {cast(other, other_top, wanted)})", top


def _moved(one: str, one_top: int, other: str, other_top: int) -> tuple[str, int]:
    """A product beside a moving denominator: its size is only known to the database, which checks it."""
    top = min(one_top * other_top, _HUGE - 1)
    wanted = max(top, one_top, other_top)
    return f"({cast(one, one_top, wanted)} * {cast(other, other_top, wanted)})", top


def _sum(one: Rational, other: Rational, den: int) -> Rational:
    top = one.top + other.top
    return Rational(f"({cast(one.num, one.top, top)} + {cast(other.num, other.top, top)})", top, den)


def _case(condition: str, one: str, other: str) -> str:
    return f"(CASE WHEN {condition} THEN {one} WHEN NOT {condition} THEN {other} END)"
