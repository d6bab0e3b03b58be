"""SQL 中的精确数: fractions as pairs of integers, with proven bounds, the same on three databases.

A number is numerator over denominator, both integer SQL; the denominator is positive (or NULL). Nothing is ever cast to
a floating type. Bounds are carried along, and what could pass 64 bits is refused instead of overflowing (SQLite would
silently turn it into a float). Integer division truncates on all three databases, so it is only applied to what is
shifted above zero first.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from sqlglot import exp

LIMIT = 2**63 - 1
#: How many nodes may come from writing an operand twice.
BUDGET = 20_000
E = exp.Expr
_COMPARE: dict[str, type[exp.Binary]] = {
    "==": exp.EQ,
    "!=": exp.NEQ,
    "<": exp.LT,
    "<=": exp.LTE,
    ">": exp.GT,
    ">=": exp.GTE,
}


class TooLargeError(Exception):
    """The expression cannot run in a database: its numbers could pass 64 bits, or its SQL would be too long."""


@dataclass(frozen=True, slots=True)
class Num:
    """数: `top / den`; `low` and `high` bound the numerator, `den_high` the denominator; `den` is an int where constant."""

    top: E
    low: int
    high: int
    den: E | int = 1
    den_high: int = 1


def null(kind: str) -> E:
    """A NULL that PostgreSQL can type."""
    return exp.cast(exp.null(), kind)


def integer(value: int) -> E:
    """An integer literal."""
    literal = exp.Literal.number(str(abs(value)))
    if value < 0:
        return exp.Paren(this=exp.Neg(this=literal))
    return literal


def is_written(node: E) -> bool:
    """Whether a number is a literal: bounds that meet do not make a fact one, it may be NULL."""
    inner = node.this.this if isinstance(node, exp.Paren) and isinstance(node.this, exp.Neg) else node
    return isinstance(inner, exp.Literal)


def paren(inner: E) -> E:
    """`inner` in parentheses, where it needs them."""
    plain = (exp.Paren, exp.Column, exp.Literal, exp.Boolean, exp.Case, exp.Cast, exp.Anonymous)
    return inner if isinstance(inner, plain) else exp.Paren(this=inner)


def binary(kind: type[exp.Binary], left: E, right: E) -> E:
    """`(left) op (right)`."""
    return kind(this=paren(left), expression=paren(right))


def choose(condition: E, then: E, other: E) -> E:
    """`then` or `other`, NULL where the condition is: searched CASE would take the else branch."""
    ifs = [exp.If(this=exp.true(), true=then), exp.If(this=exp.false(), true=other)]
    return exp.Case(this=paren(condition), ifs=ifs)


class Numbers:
    """精确运算: builds exact arithmetic for one dialect."""

    def __init__(self, dialect: str) -> None:
        self.dialect = dialect
        self.budget = BUDGET

    def again(self, node: E) -> E:
        """A second copy of an operand.

        Raises TooLargeError when the copies of one statement pass the budget.
        """
        self.budget -= sum(1 for _ in node.walk())
        if self.budget < 0:
            raise TooLargeError
        return node.copy()

    def make(self, top: E, low: int, high: int, den: E | int = 1, den_high: int = 1) -> Num:
        """A number whose bounds fit.

        Raises TooLargeError where they pass 64 bits.
        """
        if max(-low, high, den_high) > LIMIT:
            raise TooLargeError
        return Num(top, low, high, den, den_high if not isinstance(den, int) else den)

    def constant(self, value: int | Fraction | None) -> Num:
        """A written number; None is NULL."""
        if value is None:
            return Num(null("BIGINT"), 0, 0)
        exact = Fraction(value)
        return self.make(integer(exact.numerator), exact.numerator, exact.numerator, exact.denominator)

    def small(self, node: E, low: int, high: int) -> Num:
        """A whole number made of literals, widened so that PostgreSQL computes on in 64 bits."""
        return self.make(exp.cast(node, "BIGINT"), low, high)

    def divide_down(self, top: E, low: int, den: int) -> E:
        """floor(top / den) for a constant positive `den` and `top >= low`."""
        if den == 1:
            return top
        shift = max(0, -(low // den))
        if shift == 0:
            return self.quotient(top, integer(den))
        lifted = binary(exp.Add, top, integer(shift * den))
        return binary(exp.Sub, self.quotient(lifted, integer(den)), integer(shift))

    def quotient(self, top: E, den: E) -> E:
        """Integer division, truncating; DuckDB's `/` would make a float."""
        if self.dialect == "duckdb":
            return binary(exp.IntDiv, top, den)
        return exp.Div(this=paren(top), expression=paren(den), typed=True, safe=False)

    def scaled(self, number: Num, factor: int) -> Num:
        """The numerator times a constant, the denominator left alone."""
        if factor == 1:
            return number
        ends = (number.low * factor, number.high * factor)
        top = binary(exp.Mul, number.top, integer(factor))
        return self.make(top, min(ends), max(ends), number.den, number.den_high)

    def common(self, a: Num, b: Num) -> tuple[Num, Num, E | int, int]:
        """Both numerators over one denominator."""
        if isinstance(a.den, int) and isinstance(b.den, int):
            shared = math.lcm(a.den, b.den)
            return self.scaled(a, shared // a.den), self.scaled(b, shared // b.den), shared, shared
        first = self.times(Num(a.top, a.low, a.high), self._denominator(b))
        second = self.times(Num(b.top, b.low, b.high), self._denominator(a))
        shared_den = self.times(self._denominator(a), self._denominator(b))
        return first, second, shared_den.top, shared_den.high

    def _denominator(self, number: Num) -> Num:
        if isinstance(number.den, int):
            return Num(integer(number.den), number.den, number.den)
        return Num(self.again(number.den), 1, number.den_high)

    def times(self, a: Num, b: Num) -> Num:
        """a * b."""
        ends = [x * y for x in (a.low, a.high) for y in (b.low, b.high)]
        top = binary(exp.Mul, a.top, b.top)
        if isinstance(a.den, int) and isinstance(b.den, int):
            return self.make(top, min(ends), max(ends), a.den * b.den, a.den * b.den)
        den = binary(exp.Mul, _whole(a.den), _whole(b.den))
        return self.make(top, min(ends), max(ends), den, a.den_high * b.den_high)

    def plus(self, a: Num, b: Num) -> Num:
        """a + b."""
        one, two, den, den_high = self.common(a, b)
        return self.make(binary(exp.Add, one.top, two.top), one.low + two.low, one.high + two.high, den, den_high)

    def minus(self, a: Num) -> Num:
        """-a."""
        return self.make(exp.Paren(this=exp.Neg(this=paren(a.top))), -a.high, -a.low, a.den, a.den_high)

    def over(self, a: Num, b: Num) -> Num:
        """a / b exactly; NULL where b is zero."""
        if isinstance(a.den, int) and isinstance(b.den, int) and is_written(b.top) and b.low != 0:
            inverse = Fraction(b.den, b.low)
            return self.times(
                a, Num(integer(inverse.numerator), inverse.numerator, inverse.numerator, inverse.denominator)
            )
        sizes = max(abs(a.low), abs(a.high)) * b.den_high, max(abs(b.low), abs(b.high), 1) * a.den_high
        top = a.top if b.den == 1 else binary(exp.Mul, a.top, _whole(b.den))
        divisor = b.top
        if b.low <= 0:
            negative = binary(exp.LT, self.again(b.top), integer(0))
            top = choose(negative, exp.Neg(this=paren(self.again(top))), top)
            divisor = exp.Nullif(this=exp.Abs(this=divisor), expression=integer(0))
        den = divisor if a.den == 1 else binary(exp.Mul, divisor, _whole(a.den))
        return self.make(top, -sizes[0], sizes[0], den, sizes[1])

    def floor(self, a: Num) -> Num:
        """The greatest whole number not above a."""
        if isinstance(a.den, int):
            return self.make(self.divide_down(a.top, a.low, a.den), a.low // a.den, a.high // a.den)
        up = self.quotient(self.again(a.top), self.again(a.den))
        lifted = binary(exp.Sub, binary(exp.Sub, a.den, self.again(a.top)), integer(1))
        down = exp.Neg(this=paren(self.quotient(lifted, self.again(a.den))))
        whole = choose(binary(exp.GTE, a.top, integer(0)), up, down)
        return self.make(whole, min(a.low, 0), max(a.high, 0))

    def modulo(self, a: Num, b: Num) -> Num:
        """a - b * floor(a / b), for whole numbers; NULL where b is zero."""
        most = max(abs(b.low), abs(b.high), 1) - 1
        if is_written(b.top) and b.low > 0:
            shift = max(0, -(a.low // b.low)) * b.low
            lifted = binary(exp.Add, a.top, integer(shift)) if shift else a.top
            return self.make(binary(exp.Mod, lifted, integer(b.low)), 0, most)
        floor = self.floor(self.over(Num(self.again(a.top), a.low, a.high), Num(self.again(b.top), b.low, b.high)))
        product = self.times(b, floor)
        return self.make(binary(exp.Sub, a.top, product.top), -most, most)

    def compare(self, op: str, a: Num, b: Num) -> E:
        """`a op b`."""
        one, two, _den, _high = self.common(a, b)
        return binary(_COMPARE[op], one.top, two.top)

    def choose(self, condition: E, a: Num, b: Num) -> Num:
        """a where the condition holds, b where it does not, NULL where it is unknown."""
        if isinstance(a.den, int) and isinstance(b.den, int):
            one, two, den, den_high = self.common(a, b)
            top = choose(condition, one.top, two.top)
            return self.make(exp.cast(top, "BIGINT"), min(one.low, two.low), max(one.high, two.high), den, den_high)
        chosen = choose(self.again(condition), _whole(a.den), _whole(b.den))
        top = choose(condition, a.top, b.top)
        return self.make(top, min(a.low, b.low), max(a.high, b.high), chosen, max(a.den_high, b.den_high))

    def extreme(self, least: bool, numbers: list[Num]) -> Num:
        """The least or the greatest, NULL where any is."""
        dens = [number.den for number in numbers]
        constant = [den for den in dens if isinstance(den, int)]
        if len(constant) == len(dens):
            return self._extreme_whole(least, numbers, math.lcm(*constant))
        best, *rest = numbers
        for number in rest:
            copies = self._copy(best), self._copy(number)
            best = self.choose(self.compare("<=" if least else ">=", *copies), best, number)
        return best

    def _copy(self, number: Num) -> Num:
        den = number.den if isinstance(number.den, int) else self.again(number.den)
        return Num(self.again(number.top), number.low, number.high, den, number.den_high)

    def _extreme_whole(self, least: bool, numbers: list[Num], den: int) -> Num:
        scaled = [self.scaled(number, den // number.den) for number in numbers if isinstance(number.den, int)]
        tops = [number.top for number in scaled]
        name = ("MIN" if least else "MAX") if self.dialect == "sqlite" else "LEAST" if least else "GREATEST"
        unknown: E = exp.false()
        for top in tops:
            unknown = binary(exp.Or, unknown, exp.Is(this=paren(self.again(top)), expression=exp.null()))
        found = choose(unknown, null("BIGINT"), exp.Anonymous(this=name, expressions=tops))
        pick: Callable[..., int] = min if least else max
        low, high = pick(number.low for number in scaled), pick(number.high for number in scaled)
        return self.make(found, low, high, den, den)


def _whole(den: E | int) -> E:
    return integer(den) if isinstance(den, int) else den
