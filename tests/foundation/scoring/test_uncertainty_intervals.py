"""Rank intervals against the published reference numbers, and what must hold for any table."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qingheng.foundation.scoring.uncertainty.intervals import (
    Membership,
    first_places,
    last_places,
    last_places_share,
    marginal_intervals,
    normal_errors,
    simultaneous_intervals,
)
from qingheng.foundation.scoring.uncertainty.votes import (
    marginal_vote_intervals,
    more_support,
    simultaneous_vote_intervals,
)

#: Mathematics in 38 countries, 2018: score, standard error, marginal and simultaneous 95% interval (csranks 1.3.0).
COUNTRIES = """
Japan 526.9733 2.4715 1 4 1 6|Korea 525.9330 3.1214 1 6 1 7|Estonia 523.4146 1.7436 1 6 1 6
Netherlands 519.2310 2.6323 1 7 1 11|Poland 515.6479 2.6021 2 11 1 12|Switzerland 515.3147 2.9080 2 11 1 13
Canada 512.0169 2.3575 4 12 3 17|Denmark 509.3984 1.7350 5 14 4 18|Slovenia 508.8975 1.3639 5 14 4 18
Belgium 508.0703 2.2627 5 18 4 18|Finland 507.3014 1.9679 5 18 4 18|Sweden 502.3877 2.6543 7 23 5 24
UnitedKingdom 501.7699 2.5644 8 23 6 24|Norway 500.9638 2.2190 10 23 7 24|Germany 500.0438 2.6471 10 24 7 25
Ireland 499.6329 2.1986 10 24 8 25|CzechRepublic 499.4677 2.4607 10 24 7 25|Austria 498.9423 2.9710 10 24 7 26
Latvia 496.1263 1.9628 12 25 12 26|France 495.4076 2.3202 12 26 12 26|Iceland 495.1874 1.9531 12 26 12 26
NewZealand 494.4897 1.7059 12 26 12 26|Portugal 492.4874 2.6846 12 26 12 31|Australia 491.3600 1.9398 15 26 12 30
Italy 486.5899 2.7800 19 31 15 31|SlovakRepublic 486.1649 2.5556 20 31 18 31|Luxembourg 483.4215 1.0976 25 31 23 31
Spain 481.3926 1.4624 25 31 24 31|Lithuania 481.1912 1.9533 25 31 23 31|Hungary 481.0826 2.3196 25 31 23 31
UnitedStates 478.2447 3.2354 25 31 23 32|Israel 463.0345 3.4986 32 34 31 34|Türkiye 453.5078 2.2604 32 34 32 34
Greece 451.3703 3.0912 32 34 32 34|Chile 417.4066 2.4159 35 36 35 37|Mexico 408.8015 2.4932 35 37 35 37
CostaRica 402.3306 3.2888 36 38 35 38|Colombia 390.9323 2.9896 37 38 37 38
"""
ROWS = [row.split() for line in COUNTRIES.split("\n") if line for row in line.split("|")]
NAMES = [row[0] for row in ROWS]
SCORES = [float(row[1]) for row in ROWS]
ERRORS = [float(row[2]) for row in ROWS]


def draws(seed: int = 1) -> np.random.Generator:
    return np.random.default_rng(seed)


def assert_close_to(found: list[tuple[int, int]], first: int) -> None:
    expected = [(int(row[first]), int(row[first + 1])) for row in ROWS]
    assert sum(one == other for one, other in zip(found, expected, strict=True)) >= 34
    assert (
        max(abs(a - b) for one, other in zip(found, expected, strict=True) for a, b in zip(one, other, strict=True))
        <= 2
    )


def test_the_marginal_intervals_of_38_countries_agree_with_the_reference() -> None:
    found = marginal_intervals(SCORES, ERRORS, coverage=0.95, draws=10_000, generator=draws())
    assert_close_to(found.pairs(), 3)


def test_the_simultaneous_intervals_of_38_countries_and_their_ends_agree_with_the_reference() -> None:
    found = simultaneous_intervals(SCORES, ERRORS, coverage=0.95, draws=10_000, generator=draws())
    assert_close_to(found.pairs(), 5)
    worst = {name for name, place in zip(NAMES, last_places(found, 3), strict=True) if place != Membership.NOT}
    assert worst == {"Chile", "Colombia", "CostaRica", "Mexico"}
    best = {name for name, place in zip(NAMES, first_places(found, 5), strict=True) if place != Membership.NOT}
    assert best == {
        *("Belgium", "Canada", "Denmark", "Estonia", "Finland", "Japan", "Korea", "Netherlands"),
        *("Poland", "Slovenia", "Sweden", "Switzerland"),
    }


def test_at_ninety_percent_sweden_drops_out_of_the_first_five() -> None:
    found = simultaneous_intervals(SCORES, ERRORS, coverage=0.90, draws=10_000, generator=draws())
    assert first_places(found, 5)[NAMES.index("Sweden")] is Membership.NOT


def test_the_reverse_pair_stays_open_so_israel_keeps_its_wide_interval() -> None:
    found = marginal_intervals(SCORES, ERRORS, coverage=0.95, draws=10_000, generator=draws())
    assert found.pairs()[NAMES.index("Israel")] == (32, 34)


def test_the_table_of_vote_counts_is_reproduced_exactly() -> None:
    counts = [40, 60, 80, 100, 120, 140, 160]
    whole = simultaneous_vote_intervals(counts)
    assert whole.low == (6, 5, 3, 2, 1, 1, 1)
    assert whole.high == (7, 7, 6, 5, 5, 4, 3)
    single = marginal_vote_intervals(counts)
    assert single.low == (6, 5, 4, 2, 1, 1, 1)
    assert single.high == (7, 7, 6, 5, 4, 4, 3)


def test_the_binomial_tail_is_exact() -> None:
    assert more_support(3, 0) == Fraction(1, 8)
    assert more_support(0, 5) == 1
    assert more_support(2, 1) == Fraction(1, 2)


def test_a_negative_number_of_votes_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        simultaneous_vote_intervals([3, -1])


def test_without_any_error_the_order_is_certain_and_equal_scores_share_their_places() -> None:
    found = simultaneous_intervals([3.0, 2.0, 2.0, 1.0], [0.0] * 4, coverage=0.9, draws=10, generator=draws())
    assert found.pairs() == [(1, 1), (2, 3), (2, 3), (4, 4)]
    single = marginal_intervals([3.0, 2.0, 2.0, 1.0], [0.0] * 4, coverage=0.9, draws=10, generator=draws())
    assert single == found
    assert last_places(found, 1) == [Membership.NOT, Membership.NOT, Membership.NOT, Membership.CERTAIN]
    assert last_places(found, 2) == [Membership.NOT, Membership.POSSIBLE, Membership.POSSIBLE, Membership.CERTAIN]


def test_one_unit_alone_is_first_and_last() -> None:
    found = simultaneous_intervals([3.0], [1.0], coverage=0.9, draws=10, generator=draws())
    assert found.pairs() == [(1, 1)]
    assert last_places(found, 3) == [Membership.CERTAIN]
    assert last_places_share([3.0], normal_errors([1.0], 5, draws()), 3) == [1.0]


def test_an_error_shared_by_all_raters_cancels_in_the_differences() -> None:
    apart = simultaneous_intervals([10.0, 8.0], [5.0, 5.0], coverage=0.9, draws=500, generator=draws())
    assert apart.pairs() == [(1, 2), (1, 2)]
    shared = np.array([[25.0, 24.99], [24.99, 25.0]])
    together = simultaneous_intervals([10.0, 8.0], shared, coverage=0.9, draws=500, generator=draws())
    assert together.pairs() == [(1, 1), (2, 2)]


def test_a_unit_without_an_error_is_refused_instead_of_guessed() -> None:
    with pytest.raises(ValueError, match="not a number"):
        normal_errors([1.0, float("nan")], 10, draws())


def test_the_share_of_draws_among_the_last_sums_to_the_number_of_places() -> None:
    share = last_places_share(SCORES, normal_errors(ERRORS, 500, draws()), 3)
    assert sum(share) == pytest.approx(3)
    assert last_places_share([1.0, 1.0, 2.0], np.zeros((4, 3)), 1) == [0.5, 0.5, 0.0]


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 9)), min_size=1, max_size=8), st.integers(0, 3))
def test_intervals_hold_the_observed_rank_and_the_simultaneous_ones_are_the_wider(
    rows: list[tuple[int, int]], seed: int
) -> None:
    scores, errors = [float(score) for score, _ in rows], [float(error) for _, error in rows]
    whole = simultaneous_intervals(scores, errors, coverage=0.9, draws=400, generator=draws(seed))
    single = marginal_intervals(scores, errors, coverage=0.9, draws=400, generator=draws(seed))
    for place, score in enumerate(scores):
        better = sum(other > score for other in scores)
        equal = sum(other == score for other in scores)
        for low, high in (whole.pairs()[place], single.pairs()[place]):
            assert low <= better + 1
            assert high >= better + equal
        assert whole.low[place] <= single.low[place]
        assert whole.high[place] >= single.high[place]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, 60), min_size=1, max_size=7))
def test_vote_intervals_hold_the_observed_rank(counts: list[int]) -> None:
    for found in (simultaneous_vote_intervals(counts), marginal_vote_intervals(counts)):
        for votes, (low, high) in zip(counts, found.pairs(), strict=True):
            assert low <= 1 + sum(other > votes for other in counts)
            assert high >= sum(other >= votes for other in counts)
