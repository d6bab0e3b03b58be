"""The clock stands where the environment sets it, and says so when it cannot."""

from datetime import UTC, date

import pytest

from qingheng.foundation.kernel.clock import Clock, clock


def test_the_environment_sets_the_day():
    assert clock({"QINGHENG_TODAY": "2007-12-12"}).today() == date(2007, 12, 12)


def test_instants_are_in_utc_even_when_the_day_is_fixed():
    assert Clock(date(2007, 12, 12)).now().tzinfo is UTC


def test_a_wrong_day_is_refused_by_name():
    with pytest.raises(ValueError, match="QINGHENG_TODAY"):
        clock({"QINGHENG_TODAY": "12.12.2007"})


def test_without_a_day_the_real_one_is_shown():
    assert clock({}).fixed is None
