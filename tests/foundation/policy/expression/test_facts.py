"""Facts from JSON, and how they stand in a table."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from qingheng.foundation.kernel.problems import ProblemsError
from qingheng.foundation.policy.expression import parse
from qingheng.foundation.policy.expression.columns import Columns, encode_list
from qingheng.foundation.policy.expression.facts import CODES, read_facts
from qingheng.foundation.policy.expression.sql import to_sql
from tests.foundation.policy.expression.grammar import PARAMS, VOCABULARY

BAD = {
    "fact_unknown_key": {"rank_sinse": "2004-02-29"},
    "fact_wrong_type": {"rank_since": "2004-02-30"},
    "fact_not_a_member": {"sex": "男性"},
    "fact_out_of_range": {"unit_rank": 501},
}


def test_facts_are_read_exactly() -> None:
    raw = {
        "birth": "1970-02-28",
        "score": "2615/3",
        "scores": {"2006": "871.70"},
        "grades": {"2006": "优秀", "2005": None},
        "veto_years": [2005],
        "investigation": False,
        "tenure": None,
    }
    facts, problems = read_facts(raw, VOCABULARY)
    assert not problems
    assert facts == {
        "birth": date(1970, 2, 28),
        "score": Fraction(2615, 3),
        "scores": {2006: Fraction(8717, 10)},
        "grades": {2006: "优秀", 2005: None},
        "veto_years": (2005,),
        "investigation": False,
        "tenure": None,
    }


@pytest.mark.parametrize("code", CODES)
def test_a_fact_that_does_not_fit_is_a_problem_and_unknown(code: str) -> None:
    facts, problems = read_facts(BAD[code], VOCABULARY)
    assert facts == {}
    assert [problem.code for problem in problems] == [code]
    assert problems[0].where.path == next(iter(BAD[code]))


@pytest.mark.parametrize(
    "raw",
    [
        {"score": 871.7},
        {"unit_rank": True},
        {"investigation": 1},
        {"unit_rank": "3.5"},
        {"grades": {"last": "优秀"}},
        {"languages": ["a,b"]},
        {"veto_years": [None]},
        {"veto_years": 2005},
        {"birth": 19700228},
    ],
)
def test_nothing_is_guessed(raw: dict[str, Any]) -> None:
    assert [problem.code for problem in read_facts(raw, VOCABULARY)[1]] == ["fact_wrong_type"]


def test_all_problems_come_at_once_with_a_suggestion() -> None:
    _facts, problems = read_facts({"rank_sinse": 1, "sex": "男性", "unit_rank": 0}, VOCABULARY)
    assert [(problem.code, problem.suggestion) for problem in problems] == [
        ("fact_unknown_key", "rank_since"),
        ("fact_not_a_member", "男"),
        ("fact_out_of_range", None),
    ]


def test_a_row_holds_each_fact_as_the_contract_says() -> None:
    columns = Columns(VOCABULARY, (2005, 2006))
    facts = {
        "birth": date(2004, 2, 29),
        "score": Fraction(2615, 3),
        "grades": {2006: "优秀"},
        "veto_years": (2005, 2006),
        "held": (),
    }
    row = columns.encode(facts)
    assert list(row) == [name for name, _kind in columns.declare()]
    assert {key: value for key, value in row.items() if value is not None} == {
        "birth": 20040229,
        "score": 2615,
        "score__den": 3,
        "grades_2006": "优秀",
        "veto_years": ",2005,2006,",
        "held": ",",
    }


def test_a_list_with_a_comma_in_an_item_is_refused() -> None:
    with pytest.raises(ValueError, match="comma"):
        encode_list(["a,b"])


@pytest.mark.parametrize("text", ["score * score * score * score > 1", "score + 1", "veto_years"])
def test_what_a_database_cannot_hold_exactly_is_refused(text: str) -> None:
    expr = parse(text, VOCABULARY, boolean=False).expr
    assert expr is not None
    with pytest.raises(ProblemsError) as caught:
        to_sql(expr, "sqlite", Columns(VOCABULARY), PARAMS, date(2007, 3, 1))
    assert [problem.code for problem in caught.value.problems] == ["expr_not_for_bulk"]


def test_a_threshold_of_years_is_one_comparison_of_the_column() -> None:
    expr = parse("years(rank_since) >= p.least_years", VOCABULARY).expr
    assert expr is not None
    sql = to_sql(expr, "postgres", Columns(VOCABULARY, alias="h"), PARAMS, date(2007, 2, 28))
    assert sql == '"h"."rank_since" <= 20040228'
