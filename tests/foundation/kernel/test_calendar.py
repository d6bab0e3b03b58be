"""Whole years and months by the calendar."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qingheng.foundation.kernel.calendar import add_months, full_months, full_years

days = st.dates(min_value=date(1930, 1, 1), max_value=date(2100, 1, 1))


@pytest.mark.parametrize(
    ("start", "on", "years"),
    [
        (date(2004, 2, 29), date(2007, 2, 28), 2),
        (date(2004, 2, 29), date(2007, 3, 1), 3),
        (date(2004, 2, 29), date(2008, 2, 29), 4),
        (date(2023, 9, 1), date(2026, 8, 31), 2),
        (date(2023, 9, 1), date(2026, 9, 1), 3),
    ],
)
def test_a_year_is_complete_on_its_anniversary_and_not_a_day_before(start, on, years):
    assert full_years(start, on) == years


@given(days, st.integers(min_value=0, max_value=600))
def test_the_day_some_months_later_is_the_first_on_which_they_are_complete(start, months):
    day = add_months(start, months)
    assert full_months(start, day) == months
    assert months == 0 or full_months(start, day - timedelta(days=1)) == months - 1


@given(days, days)
def test_twelve_complete_months_are_a_complete_year(start, on):
    assert full_years(start, on) == full_months(start, on) // 12
