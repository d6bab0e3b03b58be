"""时钟: the one place that may ask what time it is. Everything else is handed a date.

`QINGHENG_TODAY=YYYY-MM-DD` sets the server's day in demonstrations and tests; instants are always UTC.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

#: The county's civil time.
CHINA = ZoneInfo("Asia/Shanghai")
#: Days that a clock can stand on: a mistyped year is refused, not computed with.
YEARS = range(1900, 3000)


@dataclass(frozen=True, slots=True)
class Clock:
    """A clock that may stand still: `fixed` is the civil day it shows, None for the real one."""

    fixed: date | None = None

    def now(self) -> datetime:
        """The instant, in UTC; a fixed clock shows the real time of day on its fixed day."""
        real = datetime.now(UTC)  # noqa: TID251 -- this is the clock
        if self.fixed is None:
            return real
        civil: time = real.astimezone(CHINA).time()
        return datetime.combine(self.fixed, civil, CHINA).astimezone(UTC)

    def today(self) -> date:
        """The civil date in China."""
        return self.now().astimezone(CHINA).date()


def clock(environ: Mapping[str, str] = os.environ) -> Clock:
    """The clock that the environment asks for. Raises ValueError where QINGHENG_TODAY is no date of our age."""
    text = environ.get("QINGHENG_TODAY", "").strip()
    try:
        fixed = date.fromisoformat(text) if text else None
        if fixed and fixed.year not in YEARS:
            raise ValueError
        return Clock(fixed)
    except ValueError:
        raise ValueError(f"QINGHENG_TODAY is not a date YYYY-MM-DD: {text!r}") from None
