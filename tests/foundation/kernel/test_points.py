"""Exact figures: reading, rounding once, printing."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qingheng.foundation.kernel.points import Rounding, format_figure, is_decimal, parse_figure, round_to

figures = st.fractions(min_value=-2000, max_value=2000, max_denominator=1000)


@pytest.mark.parametrize(
    ("text", "value"),
    [("871.70", Fraction(87170, 100)), ("2615/3", Fraction(2615, 3)), ("-3", Fraction(-3)), (" 1e2 ", Fraction(100))],
)
def test_an_exact_string_is_read_exactly(text, value):
    assert parse_figure(text) == value


@pytest.mark.parametrize("text", ["", "abc", "1/0", "1,000", "0x10", "1.2.3", "nan", "inf", "\uff11\uff12", "1e9999"])
def test_anything_else_is_refused(text):
    with pytest.raises(ValueError, match=r"not an exact figure|zero denominator"):
        parse_figure(text)


@pytest.mark.parametrize(
    ("mode", "up", "down"),
    [
        (Rounding.HALF_UP, "0.13", "-0.13"),
        (Rounding.HALF_EVEN, "0.12", "-0.12"),
        (Rounding.TRUNCATE, "0.12", "-0.12"),
        (Rounding.FLOOR, "0.12", "-0.13"),
        (Rounding.CEIL, "0.13", "-0.12"),
    ],
)
def test_each_rounding_mode_treats_an_exact_half_as_declared(mode, up, down):
    half = Fraction(125, 1000)
    assert format_figure(round_to(half, 2, mode), 2) == up
    assert format_figure(round_to(-half, 2, mode), 2) == down


@given(figures, st.integers(min_value=-2, max_value=6))
def test_half_up_agrees_with_the_decimal_library(value, digits):
    exact = Decimal(value.numerator * 10**60 // value.denominator)
    expected = Fraction(exact.scaleb(-60).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP))
    assert round_to(value, digits) == expected or not is_decimal(value)


@given(figures, st.integers(min_value=0, max_value=6), st.sampled_from(Rounding))
def test_rounding_is_idempotent_and_never_further_than_one_unit(value, digits, mode):
    rounded = round_to(value, digits, mode)
    assert round_to(rounded, digits, mode) == rounded
    assert abs(rounded - value) < Fraction(1, 10**digits)


@given(figures)
def test_what_is_printed_reads_back_as_the_same_figure(value):
    assert parse_figure(format_figure(value)) == value


def test_digits_that_would_hide_a_figure_are_refused():
    with pytest.raises(ValueError, match="round it first"):
        format_figure(Fraction(1, 3), 2)
