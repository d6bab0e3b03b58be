"""Editions in time: a declared gap is answered as a gap, and the county's 2007 edition ends with the national one."""

from datetime import date

import pytest

from qingheng.foundation.policy.explain import explain


@pytest.mark.parametrize("day", [date(2014, 1, 14), date(2016, 6, 1), date(2019, 3, 2)])
@pytest.mark.parametrize("key", ["p.division_work_years", "p.bottom_n", "list.eight_grasps_list"])
def test_the_gap_has_no_edition_and_never_the_nearest_value(county, key, day):
    answer = county.value(key, day)
    assert (answer.status, answer.value) == ("no_edition", None)
    assert answer.reason.zh


def test_the_first_and_last_days_of_the_editions_answer(county):
    days = [date(2007, 1, 1), date(2014, 1, 13), date(2019, 3, 3), date(2026, 11, 23)]
    assert [county.value("p.bottom_n", day).value for day in days] == [3, 3, 3, 3]
    assert county.edition(date(2014, 1, 13)).historical
    assert not county.edition(date(2019, 3, 3)).historical


def test_the_county_has_no_edition_before_2007_where_the_nation_has_one(county, national):
    assert county.value("p.division_work_years", date(2006, 12, 31)).status == "no_edition"
    assert national.value("p.division_work_years", date(2006, 12, 31)).value == 5
    assert national.value("p.division_work_years", date(2002, 7, 8)).status == "no_edition"


def test_no_rule_of_2007_is_asked_today_and_none_of_today_in_2007(county):
    today = {rule.id for rule in county.rules(date(2026, 3, 2))}
    then = {rule.id for rule in county.rules(date(2007, 12, 12))}
    assert today & then == set()
    assert "bottom_three_freeze" in today
    assert "bottom_three_freeze_2007" in then


def test_rank_bars_in_2007_and_only_proposes_today(county):
    facts = {"unit_class": "township", "unit_rank": 17, "unit_count": 18}
    then = explain(county, facts, date(2008, 3, 3), rules=["bottom_three_freeze_2007"])
    today = explain(county, facts, date(2026, 3, 2), rules=["bottom_three_freeze"])
    assert (then.overall, today.overall) == ("barred", "needs_approval")
