"""Every key of a TOML text is found on its line, arrays over several lines and strings with brackets included."""

import tomllib

from hypothesis import given
from hypothesis import strategies as st

from qingheng.foundation.policy.lines import key_lines, line_of

TEXT = '''# a remark
title = "a [b] = c # d"
label.zh = "甲"

[p.years]  # header
values = [
  { from = 2019-03-03, value = 3, cite = "x" },  # one
  # between
  { from = 2020-01-01, items = [
    { id = "x" },
  ] },
]
text = """
[not.a.header]
key = 1
"""
other = 'literal ] }'

[[meeting]]
id = "a"
[[meeting]]
id = "b"
[meeting.more]
x = 1
"quoted key" = true
'''


def test_keys_items_and_tables_have_their_lines() -> None:
    tomllib.loads(TEXT)
    lines = key_lines(TEXT)
    assert lines["title",] == 2
    assert lines["label", "zh"] == 3
    assert lines["p", "years"] == 5
    assert lines["p", "years", "values"] == 6
    assert lines["p", "years", "values", 0, "cite"] == 7
    assert lines["p", "years", "values", 1] == 9
    assert lines["p", "years", "values", 1, "items", 0, "id"] == 10
    assert lines["p", "years", "other"] == 17
    assert lines["meeting", 0, "id"] == 20
    assert lines["meeting", 1, "id"] == 22
    assert lines["meeting", 1, "more", "x"] == 24
    assert lines["meeting", 1, "more", "quoted key"] == 25
    assert ("not", "a", "header") not in lines


def test_an_unknown_path_falls_back_to_what_stands_above_it() -> None:
    lines = key_lines(TEXT)
    assert line_of(lines, ("p", "years", "missing")) == 5
    assert line_of(lines, ("nowhere",)) is None


@given(
    st.lists(
        st.tuples(st.from_regex(r"\A[a-z]{1,6}\Z"), st.text(alphabet="ab[]{}#'=\\\n\"", max_size=8)),
        unique_by=lambda pair: pair[0],
    )
)
def test_any_strings_leave_the_lines_of_later_keys_right(pairs: list[tuple[str, str]]) -> None:
    text, expected = "", {}
    for key, value in pairs:
        expected[key,] = text.count("\n") + 1
        written = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
        text += f'{key} = "{written}"\n\n'
    assert {key: tomllib.loads(text)[key] for key, _ in pairs} == dict(pairs)
    assert key_lines(text) == expected
