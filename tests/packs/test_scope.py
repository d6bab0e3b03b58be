"""Rules have a scope: what the nation wrote for division level does not bind section level, and says so."""

from datetime import date

import pytest

from qingheng.foundation.policy.explain import explain
from qingheng.foundation.policy.expression import parse
from qingheng.foundation.policy.expression.sentence import both_sentences

DAY = date(2026, 3, 2)
SECTION = {"rank": 1, "target_rank": 2, "rank_since": date(2025, 1, 1), "exceptional": False}
DIVISION_RULES = [
    "division_work_years",
    "division_grassroots",
    "division_posts_held",
    "deputy_to_chief",
    "lower_chief_to_deputy",
    "division_education",
    "division_training",
    "division_step_by_step",
    "exceptional_level_limit",
    "county_committee_party_years",
]


@pytest.mark.parametrize("rule", DIVISION_RULES)
def test_a_division_rule_does_not_apply_to_a_section_post_and_says_so(national, rule):
    found = explain(national, SECTION, DAY, rules=[rule]).rules[0]
    assert found.outcome == "not_applicable"
    assert "不适用" in found.say.zh
    assert "does not apply" in found.say.en


def test_the_county_extends_it_with_its_own_unverified_citation(county):
    found = explain(county, SECTION, DAY, rules=["section_deputy_to_chief"]).rules[0]
    assert found.outcome == "not_met"
    assert found.rule.extends == "deputy_to_chief"
    assert found.earliest == date(2027, 1, 1)
    assert not any(cite.verified for cite in found.cite)
    assert {cite.status for cite in found.cite} == {"assumed"}


def test_whose_post_it_is_comes_first(county):
    found = explain(county, {"authority": "vertical"}, DAY, gate="entry")
    assert [rule.rule.id for rule in found.rules] == ["post_authority"]
    assert found.overall == "barred"


def test_a_missing_fact_is_never_a_refusal(county):
    found = explain(county, {}, DAY)
    assert {rule.outcome for rule in found.rules} <= {"unknown", "not_applicable"}
    assert found.overall == "to_verify"
    assert all(rule.missing for rule in found.rules if rule.outcome == "unknown")


def test_adverse_results_of_a_rank_are_for_people_to_decide_today(county):
    today = [rule for rule in county.rules(DAY) if "unit_rank" in rule.need]
    assert today
    assert {rule.severity for rule in today} <= {"review", "warn"}


def test_a_level_in_a_condition_is_said_by_its_name(county):
    scope = parse("rank = -1 and target_rank in (1, 2)", county.vocabulary).expr
    said = both_sentences(scope, county.vocabulary)
    assert said.zh == "现职务层次 = 科员 且 拟任职务层次 属于（乡科级副职、乡科级正职）"
    assert "present level of post = clerk and" in said.en
