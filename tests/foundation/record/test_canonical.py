"""The canonical form is RFC 8785's, and refuses what has no single form."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qingheng.foundation.record.canonical import canonical_json

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner)
    ),
    max_leaves=8,
)


def test_the_sorting_example_of_the_rfc_comes_out_in_its_order() -> None:
    keys = ["\u20ac", "\r", "\ufb33", "1", "\U0001f600", "\u0080", "\u00f6"]
    assert list(json.loads(canonical_json(dict.fromkeys(keys, 0)))) == [
        "\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33",
    ]  # fmt: skip


def test_control_characters_are_escaped_as_the_rfc_says() -> None:
    assert canonical_json('\u20ac$\u000f\nA\'B"\\\\"/') == '"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"'


def test_a_float_is_refused() -> None:
    with pytest.raises(TypeError):
        canonical_json({"points": 871.7})


@pytest.mark.parametrize("bad", [2**53, -(2**53), "\ud800"])
def test_what_readers_would_keep_differently_is_refused(bad: object) -> None:
    with pytest.raises(ValueError, match=r"53 bits|surrogates"):
        canonical_json(bad)


def test_a_key_that_is_no_string_is_refused() -> None:
    with pytest.raises(TypeError):
        canonical_json({1: "a"})


@given(VALUES)
def test_reading_the_text_gives_the_value_back_and_the_same_text_again(value: object) -> None:
    text = canonical_json(value)
    assert json.loads(text) == value
    assert canonical_json(json.loads(text)) == text
