"""The explaining walker: three-valued, exact, naming what is missing and what was used."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from qingheng.foundation.policy.expression import Trace, evaluate, parse
from tests.foundation.policy.expression.grammar import PARAMS, VOCABULARY

ON = date(2007, 3, 1)


def _trace(text: str, facts: dict[str, Any], on: date = ON) -> Trace:
    parsed = parse(text, VOCABULARY, boolean=False)
    assert parsed.expr is not None, [problem.text.en for problem in parsed.problems]
    return evaluate(parsed.expr, facts, PARAMS, on)


@pytest.mark.parametrize(
    ("text", "facts", "missing"),
    [
        ("investigation and tenure > 3", {}, {"investigation", "tenure"}),
        ("investigation and tenure > 3", {"investigation": True}, {"tenure"}),
        ("investigation or tenure > 3", {"investigation": False}, {"tenure"}),
        ("(unit_rank if investigation else points) > 3", {"unit_rank": 4}, {"investigation", "points"}),
        ("(unit_rank if investigation else points) > 3", {"investigation": True}, {"unit_rank"}),
        ("min(unit_rank, points) > 3", {"points": 1}, {"unit_rank"}),
        ("grades[2006] == 优秀", {"grades": {2005: "优秀"}}, {"grades[2006]"}),
        ("every(grades, 3, 优秀)", {"grades": {2006: "优秀"}}, {"grades[2005]", "grades[2004]"}),
        ("2006 in veto_years", {}, {"veto_years"}),
        ("tenure >= p.absent", {"tenure": 3}, {"p.absent"}),
        ("tenure * 12 / unit_count > 1", {"tenure": 3, "unit_count": 0}, {"unit_count"}),
        ("months(rank_since) >= p.lock_months[rank]", {"rank_since": ON, "rank": "正处"}, {"p.lock_months"}),
    ],
)
def test_unknown_names_the_facts_that_may_matter(text: str, facts: dict[str, Any], missing: set[str]) -> None:
    trace = _trace(text, facts)
    assert trace.value is None
    assert trace.missing == missing


@pytest.mark.parametrize(
    ("text", "facts", "value"),
    [
        ("investigation and tenure > 3", {"investigation": False}, False),
        ("investigation or tenure > 3", {"tenure": 4}, True),
        ("unit_rank in (3, points)", {"unit_rank": 3}, True),
        ("1 < unit_rank < points", {"unit_rank": 1}, False),
        ("every(grades, 3, 优秀)", {"grades": {2005: "称职"}}, False),
        ("some(grades, 3, 称职)", {"grades": {2005: "称职"}}, True),
        ("known(tenure)", {}, False),
        ("rank in held", {"held": ()}, False),
    ],
)
def test_what_the_known_facts_decide_is_known(text: str, facts: dict[str, Any], value: bool) -> None:
    trace = _trace(text, facts)
    assert trace.value is value
    assert not trace.missing


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 / 3 + 1 / 6", Fraction(1, 2)),
        ("0.1 + 0.2", Fraction(3, 10)),
        ("(-7) // 2", -4),
        ("(-7) % 3", 2),
        ("7.5 // 2", 3),
        ("days(date(2004, 2, 29), date(2007, 3, 1))", 1096),
        ("years(date(2004, 2, 29), date(2007, 2, 28))", 2),
        ("months(date(2006, 8, 31), date(2007, 2, 28))", 5),
        ("years(date(2008, 1, 1))", -1),
        ("steps(科员, 正科)".replace("科员", "rank"), 2),
    ],
)
def test_arithmetic_is_exact_and_spans_follow_the_calendar(text: str, value: object) -> None:
    assert _trace(text, {"rank": "科员"}).value == value


def test_a_trace_tells_which_facts_and_values_were_used() -> None:
    facts = {"rank_since": date(2004, 3, 1), "rank": "正科", "grades": {2006: "优秀"}}
    text = "years(rank_since) >= p.least_years and months(rank_since) > p.lock_months[rank] and some(grades, 2, 优秀)"
    trace = _trace(text, facts)
    assert trace.value is True
    assert trace.facts() == {
        "rank_since": date(2004, 3, 1),
        "rank": "正科",
        "grades[2006]": "优秀",
        "grades[2005]": None,
    }
    assert trace.params() == {"p.least_years": 3, "p.lock_months[正科]": 18}
    assert [step.value for step in trace.children] == [True, True, True]
