"""Formulas: the grammar, its Chinese operators, and a written form that parses to the same tree."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qingheng.foundation.scoring.formula import (
    Binary,
    Call,
    Compare,
    Formula,
    FormulaError,
    In,
    Logic,
    Name,
    Number,
    String,
    Unary,
    parse,
    value_ids,
    written,
)

LEAVES = st.one_of(
    st.fractions(min_value=0, max_value=100, max_denominator=50).map(Number),
    st.sampled_from([Name("grain"), Name("grain.target"), Name("p.people"), String("镇")]),
)
TREES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds(Binary, st.sampled_from("+-*/"), inner, inner),
        st.builds(Compare, st.sampled_from(["==", "!=", "<", "<=", ">", ">="]), inner, inner),
        st.builds(Logic, st.sampled_from(["and", "or"]), st.tuples(inner, inner)),
        st.builds(Unary, st.sampled_from(["-", "not"]), inner),
        st.builds(In, inner, st.tuples(inner, inner), st.booleans()),
        st.builds(lambda a, b: Call("min", (a, b)), inner, inner),
    ),
    max_leaves=8,
)


def same(tree: Formula) -> str:
    """The tree with fractions as divisions of integers, which is how they are written."""
    return written(tree).replace(" ", "").replace("(", "").replace(")", "")


@given(TREES)
@settings(max_examples=60, deadline=None)
def test_the_written_form_parses_to_the_same_formula(tree: Formula) -> None:
    assert same(parse(written(tree))) == same(tree)


def test_chinese_operators_and_full_width_marks_are_read() -> None:
    assert parse("（a ≥ 90 且 非 b \uff1e 1）或 c ≤ 2") == parse("(a >= 90 and not b > 1) or c <= 2")


def test_a_percentage_is_exact() -> None:
    assert parse("12.5%") == Number(Fraction(1, 8))


@pytest.mark.parametrize("text", ["", "a +", "a b", "(a", "a in b", "1 2", "min()", "a ? b", "'open", "not", "and a"])
def test_what_is_no_formula_is_refused(text: str) -> None:
    with pytest.raises(FormulaError):
        parse(text)


def test_an_unknown_function_has_a_suggestion() -> None:
    with pytest.raises(FormulaError) as caught:
        parse("grup_mean(x)")
    assert caught.value.suggestion == "group_mean"


def test_the_ids_that_a_formula_reads_are_known() -> None:
    assert value_ids(parse("if(has(a), group_mean(b / p.people), common(c.d)) + value('e', '2006') + score(f)")) == {
        "a",
        "b",
        "c.d",
        "e",
    }
