"""Quotas on exact fractions: not more than rounds down, remainders go to the largest, linked caps hold."""

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qingheng.foundation.kernel.chance import Chance
from qingheng.foundation.policy.loading import load_chain
from qingheng.foundation.policy.quotas import apply_quota, by_votes, cap, divide, largest_remainder, linked

GROUPS = {"a": 23, "b": 18, "c": 41, "d": 25, "e": 9, "f": 5, "g": 7}
FIFTH = Fraction(1, 5)


def test_twenty_per_cent_of_128_is_25_and_half_up_26() -> None:
    assert cap(FIFTH, 128) == 25
    assert cap(FIFTH, 128, "half_up") == 26
    assert cap(FIFTH, 127, "half_up") == 25


def test_25_seats_fall_4_4_8_5_2_1_1() -> None:
    found = divide(GROUPS, FIFTH)
    assert found.total == 25
    assert list(found.seats.values()) == [4, 4, 8, 5, 2, 1, 1]
    assert found.tied == ()


def test_a_cap_for_each_group_by_itself_gives_less() -> None:
    found = divide(GROUPS, FIFTH, allocation="per_group")
    assert list(found.seats.values()) == [4, 3, 8, 5, 1, 1, 1]
    assert found.total == 23


def test_hare_and_droop_give_the_published_seats() -> None:
    votes = {"a": 47000, "b": 16000, "c": 15800, "d": 12000, "e": 6100, "f": 3100}
    assert list(by_votes(votes, 10, "hare").values()) == [5, 2, 1, 1, 1, 0]
    assert list(by_votes(votes, 10, "droop").values()) == [5, 2, 2, 1, 0, 0]


def test_one_seat_more_may_cost_a_group_a_seat() -> None:
    votes = {"a": 6, "b": 6, "c": 2}
    assert list(by_votes(votes, 10).values()) == [4, 4, 2]
    assert list(by_votes(votes, 11).values()) == [5, 5, 1]


def test_a_tie_for_the_last_seat_is_named_and_decided_as_declared() -> None:
    claims = {"small": Fraction(1, 2), "large": Fraction(1, 2)}
    sizes = {"small": 5, "large": 50}
    assert largest_remainder(claims, 1, sizes=sizes) == ({"small": 0, "large": 1}, ("large", "small"))
    assert largest_remainder(claims, 1, tie="order", sizes=sizes)[0] == {"small": 1, "large": 0}
    drawn = largest_remainder(claims, 1, tie="draw", chance=Chance("2026/7"))[0]
    assert drawn == largest_remainder(claims, 1, tie="draw", chance=Chance("2026/7"))[0]
    with pytest.raises(ValueError, match="chance"):
        largest_remainder(claims, 1, tie="draw")


def test_impossible_claims_are_refused() -> None:
    with pytest.raises(ValueError, match="seats are left"):
        largest_remainder({"a": Fraction(1)}, 5)
    with pytest.raises(ValueError, match="positive"):
        by_votes({"a": 0}, 3)


sizes = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(1, 90), min_size=1)
shares = st.fractions(0, 1, max_denominator=40)


@given(sizes, shares)
def test_seats_add_up_and_stay_within_one_of_the_claim(groups: dict[str, int], share: Fraction) -> None:
    found = divide(groups, share)
    assert sum(found.seats.values()) == found.total == int(share * sum(groups.values()))
    assert all(abs(found.seats[group] - found.claims[group]) < 1 for group in groups)
    assert all(0 <= found.seats[group] <= groups[group] for group in groups)


@given(sizes, shares, st.dictionaries(st.sampled_from("abcdefgh"), shares))
def test_no_group_passes_its_own_cap_and_all_together_the_common_one(
    groups: dict[str, int], share: Fraction, own: dict[str, Fraction]
) -> None:
    own = {group: value for group, value in own.items() if group in groups}
    found = linked(groups, share, own)
    assert sum(found.seats.values()) == found.total <= int(share * sum(groups.values()))
    assert all(found.seats[group] <= own[group] * groups[group] for group in own)
    assert all(seats >= 0 for seats in found.seats.values())


@given(sizes, shares)
def test_without_links_a_linked_cap_is_the_plain_one(groups: dict[str, int], share: Fraction) -> None:
    assert dict(linked(groups, share, {}).seats) == dict(divide(groups, share).seats)


def test_leaders_of_an_excellent_team_may_take_more_and_of_a_poor_one_less() -> None:
    found = linked({"x": 20, "y": 20, "z": 20}, Fraction(1, 4), {"x": Fraction(3, 10), "z": Fraction(3, 20)})
    assert dict(found.seats) == {"x": 6, "y": 5, "z": 3}


def test_a_quota_of_the_pack_is_applied_on_its_day() -> None:
    chain = load_chain(str(Path(__file__).parent / "packs" / "upper"))
    quota = chain.quota("excellent", date(2026, 1, 1))
    assert quota is not None
    assert list(apply_quota(chain, quota, GROUPS, date(2026, 1, 1)).seats.values()) == [4, 4, 8, 5, 2, 1, 1]
    assert chain.quota("excellent", date(2010, 1, 1)) is None


@given(st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 40), min_size=1), st.integers(1, 20))
def test_seats_by_votes_are_all_given_and_none_without_votes(votes: dict[str, int], seats: int) -> None:
    if seats > sum(votes.values()):
        return
    for method in ("hare", "droop"):
        found = by_votes(votes, seats, method)
        assert sum(found.values()) == seats
        assert all(found[group] <= votes[group] for group in votes)


def test_a_droop_quota_too_coarse_for_its_few_votes_still_gives_out_the_seats() -> None:
    assert by_votes({"a": 5}, 4, "droop") == {"a": 4}
    assert by_votes({"a": 1, "b": 1, "c": 9, "d": 0}, 10, "droop") == {"a": 1, "b": 1, "c": 8, "d": 0}


def test_teams_with_equal_claims_on_the_last_linked_seat_are_named() -> None:
    equal = linked({"x": 6, "y": 6, "z": 4}, Fraction(1, 4), {"z": Fraction(3, 20)})
    assert (equal.total, dict(equal.seats), equal.tied) == (3, {"x": 2, "y": 1, "z": 0}, ("x", "y"))
    assert linked({"x": 8, "y": 8}, Fraction(1, 4), {"x": Fraction(1, 4)}).tied == ()
