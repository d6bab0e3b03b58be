"""Working days follow the calendar of the pack; a year without data says so."""

from collections.abc import Callable
from datetime import date

import pytest

from qingheng.foundation.policy.loading import load_chain
from qingheng.foundation.policy.workdays import NoCalendarError, add_workdays, is_workday, workdays_between


def test_a_worked_weekend_counts_and_a_holiday_does_not(broken: Callable[..., str]) -> None:
    years = load_chain(broken()).calendar()
    assert not is_workday(years, date(2026, 1, 1))
    assert is_workday(years, date(2026, 1, 4))  # a Sunday that is worked
    assert not is_workday(years, date(2026, 1, 10))
    assert workdays_between(years, date(2026, 1, 1), date(2026, 1, 9)) == 6


def test_five_working_days_after_a_notice_skip_the_holiday(broken: Callable[..., str]) -> None:
    years = load_chain(broken()).calendar()
    assert add_workdays(years, date(2025, 12, 31), 5) == date(2026, 1, 8)
    assert add_workdays(years, date(2026, 1, 1), 0) == date(2026, 1, 4)
    with pytest.raises(ValueError, match="ahead"):
        add_workdays(years, date(2026, 1, 1), -1)


def test_a_year_without_a_calendar_is_never_guessed(broken: Callable[..., str]) -> None:
    years = load_chain(broken()).calendar()
    with pytest.raises(NoCalendarError) as missing:
        add_workdays(years, date(2026, 12, 30), 5)
    assert missing.value.year == 2027
    assert "2027" in missing.value.say.zh
