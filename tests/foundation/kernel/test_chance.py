"""Draws repeat, are fair, and do not disturb each other."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qingheng.foundation.kernel.chance import Chance


def test_the_same_seed_gives_the_same_draws_for_ever():
    chance = Chance("2007")
    assert [chance.below(1000) for _ in range(6)] == [Chance("2007").below(1000), *[chance_at(n) for n in range(1, 6)]]
    assert Chance("2007").shuffled("abcdefgh") == Chance("2007").shuffled("abcdefgh")


def chance_at(position: int) -> int:
    return Chance("2007", drawn=position).below(1000)


@given(st.integers(min_value=1, max_value=10**9), st.text(max_size=20))
def test_a_draw_stays_within_its_limit(limit, seed):
    assert 0 <= Chance(seed).below(limit) < limit


def test_every_face_of_a_die_is_about_equally_likely():
    chance = Chance("die")
    counts = Counter(chance.between(1, 6) for _ in range(6000))
    assert sorted(counts) == [1, 2, 3, 4, 5, 6]
    assert all(850 < count < 1150 for count in counts.values())


@given(st.lists(st.integers(), max_size=20), st.text(max_size=5))
def test_a_shuffle_keeps_every_item(items, seed):
    assert sorted(Chance(seed).shuffled(items)) == sorted(items)


def test_a_child_source_is_not_disturbed_by_draws_elsewhere():
    parent = Chance("county")
    before = parent.child("names").below(10**6)
    parent.below(10)
    assert parent.child("names").below(10**6) == before


def test_a_draw_among_nothing_is_refused():
    with pytest.raises(ValueError, match="at least one outcome"):
        Chance("x").below(0)
