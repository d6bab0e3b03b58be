"""The first day on which a condition holds, and what would change an answer, held against trying every day and value."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from qingheng.foundation.kernel.chance import Chance
from qingheng.foundation.policy.expression import Node, parse, value_of
from qingheng.foundation.policy.expression.outlook import Change, all_of, earliest, negation, would_change
from tests.conftest import FUZZ
from tests.foundation.policy.expression.grammar import DAYS, PARAMS, VOCABULARY, conditions, people

PEOPLE = people(Chance("outlook"), 60)
CHANGE = date(2008, 3, 1)


def _read(text: str) -> Node:
    parsed = parse(text, VOCABULARY)
    assert parsed.expr is not None, [problem.text.en for problem in parsed.problems]
    return parsed.expr


def _params_at(day: date) -> dict[str, Any]:
    return {**PARAMS, "least_years": 5, "absent": 1} if day >= CHANGE else PARAMS


def test_years_are_completed_on_the_first_of_march_after_a_leap_day() -> None:
    facts = {"rank_since": date(2004, 2, 29)}
    found = earliest(_read("years(rank_since) >= p.least_years"), facts, lambda _day: PARAMS, date(2005, 1, 1))
    assert found == date(2007, 3, 1)


def test_a_condition_that_already_holds_holds_today() -> None:
    facts = {"rank_since": date(2000, 1, 1)}
    assert earliest(_read("years(rank_since) >= 3"), facts, lambda _day: PARAMS, date(2007, 1, 1)) == date(2007, 1, 1)


def test_days_written_by_arithmetic_are_found_without_trying_each() -> None:
    facts = {"birth": date(1960, 8, 31)}
    found = earliest(_read("days(birth) * 2 - 42 >= 40000"), facts, lambda _day: PARAMS, date(2007, 1, 1))
    assert found == date(1960, 8, 31) + timedelta(days=20021)


def test_a_condition_that_ages_away_never_holds_again() -> None:
    facts = {"birth": date(1950, 1, 1)}
    assert earliest(_read("years(birth) < 50"), facts, lambda _day: PARAMS, date(2007, 1, 1)) is None


def test_a_missing_fact_leaves_no_day() -> None:
    assert earliest(_read("years(rank_since) >= 3"), {}, lambda _day: PARAMS, date(2007, 1, 1)) is None


def test_a_new_value_of_the_pack_moves_the_day() -> None:
    facts = {"rank_since": date(2005, 6, 1)}
    need = _read("years(rank_since) >= p.least_years")
    assert earliest(need, facts, lambda _day: PARAMS, date(2007, 1, 1)) == date(2008, 6, 1)
    assert earliest(need, facts, _params_at, date(2007, 1, 1), changes=[CHANGE]) == date(2010, 6, 1)


def test_a_whole_rule_is_met_when_all_its_conditions_are() -> None:
    facts = {"rank_since": date(2005, 6, 1), "probation_until": date(2009, 1, 1), "exceptional": False}
    rule = all_of(_read("years(rank_since) >= 3"), _read("probation_until <= on"), negation(_read("exceptional")))
    assert earliest(rule, facts, lambda _day: PARAMS, date(2007, 1, 1)) == date(2009, 1, 1)


@settings(max_examples=40 * FUZZ)
@given(conditions(2), st.sampled_from(DAYS), st.integers(0, len(PEOPLE) - 1))
@example("days(rank_since) % 7 == 3 and years(rank_since) >= 1", date(2007, 3, 1), 0)
@example("some(grades, 2, 优秀) if on > 试用期（至） else times(veto_years, 3) > 1", date(2007, 12, 31), 3)
@example("grades[year(on) - 1] == 优秀", date(2007, 2, 28), 5)
def test_the_first_day_is_the_one_that_trying_every_day_finds(text: str, on: date, who: int) -> None:
    parsed = parse(text, VOCABULARY)
    if parsed.expr is None:
        return
    facts, expr = PEOPLE[who], parsed.expr
    days = (on + timedelta(days=i) for i in range(800))
    tried = next((day for day in days if value_of(expr, facts, _params_at(day), day) is True), None)
    found = earliest(expr, facts, _params_at, on, changes=[CHANGE], limit_years=2)
    limit = date(on.year + 2, on.month, min(on.day, 28) if on.month == 2 else on.day)
    assert found == (tried if tried is None or tried <= limit else None)


def test_a_missing_day_is_named_with_the_boundary_of_each_answer() -> None:
    changes = would_change(_read("years(rank_since) >= 3"), {}, PARAMS, date(2007, 3, 1), VOCABULARY)
    assert changes == (
        Change("rank_since", date(2004, 3, 1), True),
        Change("rank_since", date(2004, 3, 2), False),
    )


def test_a_missing_fact_that_cannot_settle_the_answer_alone_is_left_out() -> None:
    need = _read("investigation and unit_rank <= 3")
    changes = would_change(need, {}, PARAMS, date(2007, 3, 1), VOCABULARY)
    assert changes == (Change("investigation", False, False), Change("unit_rank", 4, False))


def test_a_known_number_is_named_with_the_nearest_value_that_flips_the_answer() -> None:
    facts = {"unit_rank": 16, "unit_count": 18}
    changes = would_change(_read("unit_rank <= unit_count - p.bottom"), facts, PARAMS, date(2007, 3, 1), VOCABULARY)
    assert changes == (Change("unit_rank", 15, True), Change("unit_count", 19, True))


def test_grades_lists_and_choices_are_named_too() -> None:
    facts = {"grades": {2006: "不称职"}, "veto_years": (2006,), "sex": "男"}
    need = _read("grades[2006] != 不称职 or 2006 not in veto_years or sex = 女")
    changes = would_change(need, facts, PARAMS, date(2007, 3, 1), VOCABULARY)
    assert changes == (
        Change("grades[2006]", "优秀", True),
        Change("veto_years", (), True),
        Change("sex", "女", True),
    )


def test_years_that_a_rule_counts_together_are_named_together() -> None:
    need = _read("times(veto_years, 2) < 2")
    [change] = would_change(need, {"veto_years": ()}, PARAMS, date(2007, 3, 1), VOCABULARY)
    assert change == Change("veto_years", (2005, 2006), False)


@settings(max_examples=25 * FUZZ)
@given(conditions(2), st.sampled_from(DAYS), st.integers(0, len(PEOPLE) - 1))
def test_every_change_that_is_named_gives_its_answer_and_none_nearer_does(text: str, on: date, who: int) -> None:
    parsed = parse(text, VOCABULARY)
    if parsed.expr is None:
        return
    facts, expr = PEOPLE[who], parsed.expr
    now = value_of(expr, facts, PARAMS, on)
    changes = would_change(expr, facts, PARAMS, on, VOCABULARY)
    for change in changes:
        assert value_of(expr, _with(facts, change.fact, change.value), PARAMS, on) is change.result is not now
    ranks = [change.value for change in changes if change.fact == "unit_rank"]
    if isinstance(facts["unit_rank"], int) and now is not None:
        flips = [i for i in range(1, 501) if value_of(expr, {**facts, "unit_rank": i}, PARAMS, on) is (not now)]
        below = [i for i in flips if i < facts["unit_rank"]][-1:]
        assert ranks == below + [i for i in flips if i > facts["unit_rank"]][:1]


def _with(facts: Mapping[str, Any], name: str, value: Any) -> dict[str, Any]:
    key, _bracket, year = name.partition("[")
    if not year:
        return {**facts, key: value}
    return {**facts, key: {**(facts[key] or {}), int(year.rstrip("]")): value}}
