"""工作日: deadlines counted in working days by the pack's calendar. A year without data says so and is never guessed."""

from collections.abc import Mapping
from datetime import date, timedelta

from qingheng.foundation.kernel.text import Text
from qingheng.foundation.policy.model import CalendarYear

ONE_DAY = timedelta(days=1)


class NoCalendarError(LookupError):
    """The pack has no calendar for a year that the deadline touches; `year` names it, `say` is the sentence."""

    def __init__(self, year: int) -> None:
        super().__init__(year)
        self.year = year
        self.say = Text(
            f"政策包没有{year}年的工作日历，无法计算工作日",
            f"the pack has no calendar for {year}: working days cannot be counted",
        )


def is_workday(years: Mapping[int, CalendarYear], day: date) -> bool:
    """Whether people work on the day. Raises NoCalendarError."""
    year = years.get(day.year)
    if year is None:
        raise NoCalendarError(day.year)
    if day in year.holidays:
        return False
    return day.weekday() < 5 or day in year.workdays


def add_workdays(years: Mapping[int, CalendarYear], start: date, count: int) -> date:
    """The day on which `count` working days after `start` are complete; the day of the event itself does not count.

    With a count of 0 the first working day from `start` on. Raises NoCalendarError, and ValueError for a negative count.
    """
    if count < 0:
        raise ValueError("a deadline lies ahead")
    day = start
    if count == 0:
        while not is_workday(years, day):
            day += ONE_DAY
        return day
    while count:
        day += ONE_DAY
        count -= is_workday(years, day)
    return day


def workdays_between(years: Mapping[int, CalendarYear], first: date, last: date) -> int:
    """How many working days lie from `first` to `last`, both included; 0 where `last` is earlier. Raises NoCalendarError."""
    days = (first + timedelta(days=offset) for offset in range((last - first).days + 1))
    return sum(is_workday(years, day) for day in days)
