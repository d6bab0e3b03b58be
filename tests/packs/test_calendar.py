"""The working-day calendar: facts of the yearly notices; a year without data is absent on purpose."""

from datetime import date

import pytest


def test_the_years_that_deadlines_need_are_there_and_the_next_one_is_not(county):
    assert {2007, *range(2019, 2027)} <= set(county.calendar())
    assert 2027 not in county.calendar()


def test_a_worked_day_off_is_a_weekend_and_a_day_lies_in_its_year(county):
    for year, table in county.calendar().items():
        assert {day.year for day in table.holidays | table.workdays} == {year}
        assert all(day.weekday() >= 5 for day in table.workdays)
        assert not table.holidays & table.workdays


@pytest.mark.parametrize(
    ("day", "free"),
    [
        (date(2007, 2, 18), True),
        (date(2007, 5, 7), True),
        (date(2020, 1, 31), True),
        (date(2026, 2, 23), True),
        (date(2026, 10, 7), True),
    ],
)
def test_known_holidays(county, day, free):
    assert (day in county.calendar()[day.year].holidays) is free


@pytest.mark.parametrize("day", [date(2007, 4, 28), date(2019, 10, 12), date(2026, 2, 14), date(2026, 10, 10)])
def test_known_weekends_that_were_worked(county, day):
    assert day in county.calendar()[day.year].workdays


def test_only_the_notice_that_was_read_is_verified(county):
    verified = {year for year, table in county.calendar().items() if all(c.verified for c in county.cite(table.basis))}
    assert verified == {2026}
