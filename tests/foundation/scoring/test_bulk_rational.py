"""Scaled integers in SQL give what fractions give, or refuse to."""

from fractions import Fraction

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qingheng.foundation.kernel.points import Rounding, round_to
from qingheng.foundation.scoring.bulk import rational as q
from qingheng.foundation.scoring.bulk.stages import Stages

FIGURES = st.builds(Fraction, st.integers(-5000, 5000), st.sampled_from([1, 2, 3, 10, 7, 100, 1000]))
DATABASE = duckdb.connect()


def known(value: Fraction) -> q.Rational:
    return q.constant(value)


def moving(value: Fraction, stretch: int = 1) -> q.Rational:
    """The same figure with a denominator that only the data knows, not in lowest terms."""
    num, den = value.numerator * stretch, value.denominator * stretch
    return q.Rational(f"({num})::BIGINT", abs(num), den, f"({den})::BIGINT")


def value_of(figure: q.Rational) -> Fraction | None:
    stages = Stages("(SELECT 1 AS unit)")
    held = stages.figure(figure)
    row = DATABASE.execute(stages.query(f"{held.num}, {held.bottom}", ["unit"])).fetchone()
    assert row is not None
    if row[0] is None or row[1] is None:
        return None
    assert abs(row[0]) <= held.top
    assert 0 < row[1] <= held.den
    return Fraction(row[0], row[1])


@settings(max_examples=40, deadline=None)
@given(FIGURES, FIGURES, st.sampled_from([known, moving]), st.sampled_from([known, moving]))
def test_arithmetic_agrees_with_fractions(one: Fraction, other: Fraction, left: type, right: type) -> None:
    a, b = left(one), right(other)
    assert value_of(q.add(a, b)) == one + other
    assert value_of(q.subtract(a, b)) == one - other
    assert value_of(q.multiply(a, b)) == one * other
    assert value_of(q.scale(a, other)) == one * other
    assert value_of(q.divide(a, b)) == (one / other if other else None)
    assert value_of(q.at_most(a, b)) == min(one, other)
    assert value_of(q.at_least(a, b)) == max(one, other)
    assert value_of(q.absolute(a)) == abs(one)
    for sign, holds in (("<", one < other), ("=", one == other), (">=", one >= other)):
        assert DATABASE.execute(f"SELECT {q.compare(a, sign, b)}").fetchone() == (holds,)


@settings(max_examples=60, deadline=None)
@given(FIGURES, st.sampled_from(list(Rounding)), st.integers(0, 3), st.sampled_from([known, moving]))
def test_rounding_agrees_with_the_kernel(value: Fraction, mode: Rounding, digits: int, made: type) -> None:
    assert value_of(q.rounded(made(value), digits, mode)) == round_to(value, digits, mode)


@pytest.mark.parametrize("mode", list(Rounding))
@pytest.mark.parametrize("half", [Fraction(5, 2), Fraction(-5, 2), Fraction(7, 2), Fraction(-1, 2), Fraction(1, 2)])
def test_halves_go_where_the_mode_says(mode: Rounding, half: Fraction) -> None:
    assert value_of(q.rounded(known(half), 0, mode)) == round_to(half, 0, mode)
    assert value_of(q.rounded(moving(half, 3), 0, mode)) == round_to(half, 0, mode)


def test_no_figure_stays_no_figure() -> None:
    nothing = q.Rational("NULL::BIGINT", 10, 1)
    for made in (
        q.add(nothing, known(Fraction(1))),
        q.at_most(nothing, known(Fraction(1))),
        q.rounded(nothing, 2, Rounding.HALF_UP),
    ):
        assert value_of(made) is None
    assert value_of(q.at_least(known(Fraction(1)), nothing)) is None


def test_what_could_pass_128_bits_is_refused_before_it_runs() -> None:
    wide = q.Rational("1::HUGEINT", 2**100, 1)
    with pytest.raises(q.TooWideError):
        q.multiply(wide, wide)
    with pytest.raises(q.TooWideError):
        q.rounded(q.Rational("1::HUGEINT", 2**120, 3), 9, Rounding.HALF_UP)


def test_sixty_four_bits_widen_where_they_must() -> None:
    big = Fraction(2**62)
    assert value_of(q.add(known(big), known(big))) == 2**63
    assert value_of(q.multiply(known(big), known(big))) == 2**124
