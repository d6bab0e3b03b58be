"""A problem says where, what and how to mend it, in both languages."""

import pytest

from qingheng.foundation.kernel.problems import Problem, ProblemsError, Severity, Where, nearest
from qingheng.foundation.kernel.text import Text

MISSPELT = Problem(
    code="unknown_key",
    text=Text("不认识的键 wieght", "unknown key wieght"),
    mend=Text("改正键名", "correct the key"),
    where=Where(file="a.toml", line=3),
    suggestion="weight",
)


def test_the_printed_line_names_place_code_suggestion_and_mend():
    assert MISSPELT.line("en") == "a.toml:3: [unknown_key] unknown key wieght (did you mean weight?) → correct the key"
    assert MISSPELT.line("zh") == "a.toml:3: [unknown_key] 不认识的键 wieght（是否想写 weight？） → 改正键名"


def test_the_json_form_has_exactly_the_promised_keys():
    assert MISSPELT.as_json() == {
        "code": "unknown_key",
        "severity": "error",
        "where": {"file": "a.toml", "line": 3, "sheet": None, "row": None, "column": None, "path": None},
        "zh": "不认识的键 wieght",
        "en": "unknown key wieght",
        "mend": {"zh": "改正键名", "en": "correct the key"},
        "suggestion": "weight",
    }


def test_a_cell_is_named_by_column_and_row():
    assert str(Where(file="b.xlsx", sheet="values", row=7, column="D")) == "b.xlsx:values:D7"


def test_the_error_carries_every_problem():
    error = ProblemsError([MISSPELT, MISSPELT])
    assert error.problems == (MISSPELT, MISSPELT)
    assert Severity("warning") is Severity.WARNING


def test_did_you_mean_finds_the_near_word_and_no_far_one():
    assert nearest("wieght", ["weight", "points"]) == "weight"
    assert nearest("zzz", ["weight", "points"]) is None


@pytest.mark.parametrize(
    ("where", "shown"),
    [
        (Where("a.xlsx", sheet="公共部分", row=14, column="B"), "a.xlsx:公共部分:B14"),
        (Where("a.csv", row=4, column="value"), "a.csv:4:value"),
        (Where("a.csv", row=4), "a.csv:4"),
        (Where("a.csv", column="value"), "a.csv:value"),
    ],
)
def test_a_cell_is_named_as_a_spreadsheet_does_and_a_column_by_its_header(where, shown):
    assert str(where) == shown
