"""年月: whole years and months by the calendar, never by days divided by 365.

The definition is the tuple comparison of (month, day), so somebody born on 29 February completes a year on 1 March of
a common year.
"""

import calendar
from datetime import date


def full_years(start: date, on: date) -> int:
    """Completed calendar years from `start` to `on`; negative where `on` lies before `start`."""
    return on.year - start.year - ((on.month, on.day) < (start.month, start.day))


def full_months(start: date, on: date) -> int:
    """Completed calendar months from `start` to `on`; negative where `on` lies before `start`."""
    return (on.year - start.year) * 12 + on.month - start.month - (on.day < start.day)


def add_months(start: date, months: int) -> date:
    """The day `months` later on which `full_months` first counts them: the 31st rolls over to the next 1st."""
    count = start.year * 12 + start.month - 1 + months
    year, month = divmod(count, 12)
    month += 1
    if start.day <= calendar.monthrange(year, month)[1]:
        return date(year, month, start.day)
    year, month = divmod(count + 1, 12)
    return date(year, month + 1, 1)
