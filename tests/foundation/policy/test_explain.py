"""What the rules say about one case: five outcomes, all rules, values with their basis, the earliest day, what would change."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qingheng.foundation.kernel.findings import Outcome
from qingheng.foundation.policy.explain import Explanation, RuleResult, explain
from qingheng.foundation.policy.judge import outcome
from qingheng.foundation.policy.loading import load_chain

UPPER = load_chain(str(Path(__file__).parent / "packs" / "upper"))
LOWER = load_chain(str(Path(__file__).parent / "packs" / "lower"))
DAY = date(2026, 3, 1)
FACTS: dict[str, Any] = {
    "rank": "deputy", "target_rank": "chief", "rank_since": "2023-09-01", "exceptional": False, "sanction": "none",
}  # fmt: skip


def asked(rule: str, on: date = DAY, **facts: Any) -> RuleResult:
    [found] = explain(UPPER, FACTS | facts, on, rules=[rule]).rules
    return found


def test_a_rule_that_is_met_says_so_with_its_sentence_in_both_languages() -> None:
    found = asked("years", rank_since="2020-01-01")
    assert found.outcome is Outcome.MET
    assert found.say.zh == "须满3年，现满6年"
    assert found.say.en == "needs 3 years, has 6"


def test_a_rule_that_is_not_met_names_value_basis_and_the_earliest_day() -> None:
    found = asked("years")
    assert found.outcome is Outcome.NOT_MET
    assert found.earliest == date(2026, 9, 1)
    [value] = found.values
    assert (value.key, value.value, value.start) == ("p.least_years", 3, date(2019, 3, 3))
    assert value.cite[0].article == "8(3)"
    assert found.next_step.zh == "期满再提名"


def test_a_missing_fact_is_unknown_and_named_by_its_label() -> None:
    found = asked("years", rank_since=None)
    assert found.outcome is Outcome.UNKNOWN
    assert found.missing == ("rank_since",)
    assert "任现职级时间" in found.say.zh
    assert "（待核）" in found.say.zh
    assert found.earliest is None


def test_outside_its_scope_a_rule_is_not_applicable_and_says_for_whom_it_is() -> None:
    found = asked("years", rank="clerk")
    assert found.outcome is Outcome.NOT_APPLICABLE
    assert "副职以上" in found.say.zh


def test_an_exception_needs_approval_and_never_passes_by_itself() -> None:
    assert asked("years", exceptional=True).outcome is Outcome.NEEDS_APPROVAL
    assert asked("years", exceptional=True).exception == "unless"
    assert asked("years", exceptional=None).outcome is Outcome.UNKNOWN
    assert asked("years", exceptional=None).missing == ("exceptional",)


def test_an_exception_is_not_asked_for_where_the_rule_is_met_anyway() -> None:
    assert asked("years", rank_since="2020-01-01", exceptional=True).outcome is Outcome.MET


def test_a_cited_waiver_takes_a_person_out_of_the_rule() -> None:
    locked = {"sanction": "warning", "sanction_date": "2025-11-20"}
    assert asked("lock", **locked).outcome is Outcome.NOT_MET
    assert asked("lock", rank="chief", **locked).outcome is Outcome.NOT_APPLICABLE
    assert asked("lock", rank="chief", **locked).exception == "chief"
    assert asked("lock", exceptional=True, **locked).exception == "claimed"


def test_the_indexed_value_is_shown_as_it_was_used() -> None:
    found = asked("lock", sanction="警告", sanction_date="2025-11-20")
    assert [(value.key, value.value) for value in found.values] == [("p.lock_months[warning]", 6)]
    assert found.facts["sanction"] == "warning"
    assert found.earliest == date(2026, 5, 20)


def test_what_would_change_names_the_fact_its_value_and_the_outcome() -> None:
    changes = {(one.fact, one.value): one.outcome for one in asked("years").would_change}
    assert changes["exceptional", True] is Outcome.NEEDS_APPROVAL
    assert changes["rank_since", date(2023, 3, 1)] is Outcome.MET


def test_the_countys_tighter_value_decides_in_the_county() -> None:
    on = date(2026, 9, 1)
    assert asked("years", on).outcome is Outcome.MET
    [found] = explain(LOWER, FACTS, on, rules=["years"]).rules
    assert found.outcome is Outcome.NOT_MET
    assert found.values[0].cite[0].source == "county"


def test_a_gate_asks_only_its_rules() -> None:
    assert [one.rule.id for one in explain(UPPER, FACTS, DAY, gate="inspection").rules] == ["lock"]
    with pytest.raises(KeyError):
        explain(UPPER, FACTS, DAY, rules=["nothing"])


def test_a_rule_that_was_named_and_not_asked_is_a_problem_and_never_an_all_clear() -> None:
    late = explain(LOWER, FACTS | {"unit_rank": 1, "unit_count": 18}, DAY, rules=["bottom"])
    assert (late.overall, late.rules, [one.code for one in late.problems]) == ("to_verify", (), ["rule_not_asked"])
    assert "2014-01-13" in late.problems[0].text.zh
    elsewhere = explain(UPPER, FACTS | {"rank_since": "2020-01-01"}, DAY, gate="publicity", rules=["years"])
    assert (elsewhere.overall, [one.code for one in elsewhere.problems]) == ("to_verify", ["rule_not_asked"])
    both = explain(LOWER, FACTS | {"rank_since": "2010-01-01"}, DAY, rules=["years", "bottom"])
    assert (both.overall, [one.rule.id for one in both.rules]) == ("to_verify", ["years"])


def test_a_gate_without_rules_clears_nobody() -> None:
    assert explain(UPPER, FACTS, DAY, gate="publicity").overall == "to_verify"


def test_an_exception_that_is_claimed_or_unknown_is_among_what_would_change_the_answer() -> None:
    claimed = asked("years", exceptional=True)
    assert ("exceptional", False, Outcome.NOT_MET) in {
        (one.fact, one.value, one.outcome) for one in claimed.would_change
    }
    open_ = asked("years", exceptional=None)
    assert open_.outcome is Outcome.UNKNOWN
    assert {(one.fact, one.value, one.outcome) for one in open_.would_change} >= {
        ("exceptional", True, Outcome.NEEDS_APPROVAL),
        ("exceptional", False, Outcome.NOT_MET),
    }


def test_a_fact_that_takes_a_barred_person_out_of_the_rule_is_among_what_would_change_the_answer() -> None:
    assert ("rank", "clerk", Outcome.NOT_APPLICABLE) in {
        (one.fact, one.value, one.outcome) for one in asked("years").would_change
    }


def test_between_the_editions_nothing_is_judged() -> None:
    found = explain(LOWER, FACTS, date(2016, 1, 1))
    assert (found.overall, found.rules) == ("no_edition", ())
    assert found.reason is not None


def test_the_same_facts_under_the_old_edition_meet_the_old_rules() -> None:
    found = explain(LOWER, {"unit_rank": 16, "unit_count": 18}, date(2007, 12, 31))
    assert found.edition == "l2007"
    assert [(one.rule.id, one.outcome.value) for one in found.rules] == [("bottom", "not_met")]


def overall(**facts: Any) -> str:
    return explain(UPPER, FACTS | facts, date(2026, 9, 1)).overall


def test_barred_comes_before_unknown_before_approval_before_no_obstacle() -> None:
    assert overall() == "no_obstacle"
    assert overall(rank_since="2025-01-01", exceptional=True) == "needs_approval"
    assert overall(rank_since="2025-01-01", exceptional=True, sanction=None) == "to_verify"
    assert overall(rank_since="2025-01-01", sanction=None) == "barred"


def test_facts_that_cannot_be_read_are_problems_and_unknown() -> None:
    found = explain(UPPER, FACTS | {"rank_since": "2023-13-01", "rnak": "chief"}, DAY)
    assert sorted(one.code for one in found.problems) == ["fact_unknown_key", "fact_wrong_type"]
    assert found.overall == "to_verify"


def test_the_json_has_exactly_the_promised_keys_and_keeps_dates_and_figures_as_strings() -> None:
    shown = explain(UPPER, FACTS, DAY).as_json()
    assert {"pack", "on", "overall", "rules"} <= shown.keys()
    rule = shown["rules"][0]
    promised = {"id", "outcome", "cite", "say", "values", "facts", "missing", "earliest", "would_change"}
    assert promised <= rule.keys()
    assert rule["earliest"] == "2026-09-01"
    assert rule["facts"]["rank_since"] == "2023-09-01"
    assert rule["values"][0].keys() == {"key", "value", "from", "cite"}
    assert rule["cite"][0].keys() == {"source", "article", "verified", "status"}


kleene = st.sampled_from([True, False, None])


@given(kleene, kleene, kleene, kleene)
def test_learning_a_missing_fact_never_turns_one_known_outcome_into_another(
    applies: bool | None, waived: bool | None, need: bool | None, claimed: bool | None
) -> None:
    before = outcome(applies, waived, need, claimed)
    for position, part in enumerate((applies, waived, need, claimed)):
        for learned in (True, False):
            if part is None:
                parts: list[bool | None] = [applies, waived, need, claimed]
                parts[position] = learned
                after = outcome(*parts)
                assert before in (Outcome.UNKNOWN, after)


cases = st.fixed_dictionaries(
    {
        "rank": st.sampled_from(["clerk", "deputy", "chief", None]),
        "target_rank": st.sampled_from(["deputy", "chief", None]),
        "rank_since": st.one_of(st.none(), st.dates(date(2015, 1, 1), date(2026, 3, 1))),
        "exceptional": st.sampled_from([True, False, None]),
        "sanction": st.sampled_from(["none", "warning", None]),
        "sanction_date": st.one_of(st.none(), st.dates(date(2024, 1, 1), date(2026, 3, 1))),
    }
)


def of_rule(found: Explanation, rule: str) -> RuleResult:
    return next(one for one in found.rules if one.rule.id == rule)


@given(cases)
def test_the_earliest_day_is_met_and_the_day_before_is_not(facts: dict[str, Any]) -> None:
    for one in explain(UPPER, facts, DAY).rules:
        if one.outcome is Outcome.NOT_MET and one.earliest is not None:
            eve = date.fromordinal(one.earliest.toordinal() - 1)
            assert of_rule(explain(UPPER, facts, one.earliest, outlook=False), one.rule.id).outcome is Outcome.MET
            assert of_rule(explain(UPPER, facts, eve, outlook=False), one.rule.id).outcome is not Outcome.MET


@given(cases)
def test_each_named_change_really_changes_the_outcome_to_the_one_named(facts: dict[str, Any]) -> None:
    for one in explain(UPPER, facts, DAY).rules:
        for change in one.would_change:
            again = explain(UPPER, facts | {change.fact: change.value}, DAY, outlook=False)
            assert of_rule(again, one.rule.id).outcome is change.outcome
            assert change.outcome is not one.outcome


@given(cases)
def test_an_unknown_outcome_always_names_what_is_missing_and_a_known_one_nothing(facts: dict[str, Any]) -> None:
    for one in explain(UPPER, facts, DAY, outlook=False).rules:
        assert bool(one.missing) == (one.outcome is Outcome.UNKNOWN)
        assert all(facts.get(key) is None for key in one.missing)


def test_a_day_that_has_not_come_is_a_problem_and_unknown() -> None:
    found = explain(UPPER, FACTS | {"rank_since": "2026-03-02"}, DAY, rules=["years"])
    [one] = found.problems
    assert (one.code, one.where.path) == ("fact_out_of_range", "rank_since")
    assert "2026-03-01" in one.text.zh
    assert found.rules[0].outcome is Outcome.UNKNOWN
    assert asked("years", rank_since="2026-03-01").outcome is Outcome.NOT_MET


def test_the_end_of_a_period_may_lie_ahead() -> None:
    county = load_chain("qingshui")
    assert explain(county, {"probation_until": "2027-01-01"}, DAY).problems == ()
