"""SQL 中的年月日: whole years, months and days between days that are stored as yyyymmdd, in integers alone.

Exactly `kernel.calendar`, 29 February and days to come included: years by the tuple comparison of (month, day).
"""

from collections.abc import Callable
from datetime import date
from fractions import Fraction

from sqlglot import exp

from qingheng.foundation.policy.expression.columns import day_number
from qingheng.foundation.policy.expression.sql_numbers import E, Num, Numbers, binary, choose, integer

#: More than any difference of two days as yyyymmdd, and a multiple of a year's 10000.
_LIFT = 10**8
_CENTURIES = 10**4


def year_of(numbers: Numbers, day: Num) -> Num:
    """The calendar year of a day."""
    return numbers.make(numbers.quotient(day.top, integer(10000)), 0, 9999)


def _month(numbers: Numbers, day: E) -> E:
    return binary(exp.Mod, numbers.quotient(day, integer(100)), integer(100))


def _day(day: E) -> E:
    return binary(exp.Mod, day, integer(100))


def _years(numbers: Numbers, start: Num, until: Num) -> Num:
    """floor((until - start) / 10000): exact, because the part below the year is less than 10000 in size."""
    lifted = binary(exp.Add, binary(exp.Sub, until.top, start.top), integer(_LIFT))
    whole = numbers.quotient(lifted, integer(10000))
    return numbers.make(binary(exp.Sub, whole, integer(_LIFT // 10000)), -_CENTURIES, _CENTURIES)


def _months(numbers: Numbers, start: Num, until: Num) -> Num:
    late = choose(
        binary(exp.LT, _day(numbers.again(until.top)), _day(numbers.again(start.top))), integer(1), integer(0)
    )
    count = binary(exp.Sub, _month_count(numbers, until.top), _month_count(numbers, start.top))
    return numbers.make(binary(exp.Sub, count, late), -12 * _CENTURIES, 12 * _CENTURIES)


def _month_count(numbers: Numbers, day: E) -> E:
    years = binary(exp.Mul, numbers.quotient(numbers.again(day), integer(10000)), integer(12))
    return binary(exp.Add, years, _month(numbers, day))


def _days(numbers: Numbers, start: Num, until: Num) -> Num:
    count = binary(exp.Sub, _ordinal(numbers, until.top), _ordinal(numbers, start.top))
    return numbers.make(count, -366 * _CENTURIES, 366 * _CENTURIES)


def _ordinal(numbers: Numbers, day: E) -> E:
    """The day's number in the Gregorian calendar, counted from an early 1 March so that 29 February ends a year."""

    def shifted() -> E:
        """Months since March of year 0; a year and a month in one number."""
        return binary(exp.Sub, _month_count(numbers, numbers.again(day)), integer(3))

    def year() -> E:
        return numbers.quotient(shifted(), integer(12))

    month = binary(exp.Mod, shifted(), integer(12))
    in_year = numbers.quotient(binary(exp.Add, binary(exp.Mul, month, integer(153)), integer(2)), integer(5))
    leap = binary(
        exp.Add,
        binary(exp.Sub, numbers.quotient(year(), integer(4)), numbers.quotient(year(), integer(100))),
        numbers.quotient(year(), integer(400)),
    )
    whole = binary(exp.Add, binary(exp.Mul, year(), integer(365)), leap)
    return binary(exp.Add, binary(exp.Add, whole, in_year), _day(day))


def compare_span(numbers: Numbers, function: str, op: str, start: E, until: date, bound: int | Fraction) -> E:
    """`years(start, until) op bound` as a comparison of `start` with a day: the spans shrink as `start` grows.

    `op` is one of < <= > >=. The threshold may be no day of the calendar (30 February); the order is right all the same.
    """
    exact = Fraction(bound)
    whole = -(-exact.numerator // exact.denominator) if op in (">=", "<") else exact.numerator // exact.denominator + 1
    least = integer(_latest_start(function, until, whole))
    return binary(exp.LTE if op in (">=", ">") else exp.GT, start, least)


def _latest_start(function: str, until: date, count: int) -> int:
    """The greatest yyyymmdd from which `count` whole years, months or days are complete on `until`."""
    if function == "days":
        ordinal = until.toordinal() - count
        if not 1 <= ordinal <= date.max.toordinal():
            return 0 if ordinal < 1 else _LIFT
        return day_number(date.fromordinal(ordinal))
    months = until.year * 12 + until.month - 1 - count * (12 if function == "years" else 1)
    year, month = divmod(months, 12)
    return min(max(year * 10000 + (month + 1) * 100 + until.day, -_LIFT), _LIFT)


SPANS: dict[str, Callable[[Numbers, Num, Num], Num]] = {"years": _years, "months": _months, "days": _days}
