"""Weight swaps, removed parts, trimmed means and standard errors: exact, by hand and by property."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qingheng.foundation.scoring.uncertainty.errors import (
    Mean,
    bootstrap_histograms,
    bootstrap_means,
    combined_variance,
    histogram_mean,
    sheet_mean,
)
from qingheng.foundation.scoring.uncertainty.robust import TooFewScoresError, ends, trimmed_mean, winsorised_mean
from qingheng.foundation.scoring.uncertainty.weights import (
    Parts,
    rank_range,
    ranks,
    removal_shift,
    removal_shifts,
    slopes,
    swap,
    without,
)

F = Fraction


def parts(full: list[int], rows: list[list[int]]) -> Parts:
    return Parts(tuple(map(F, full)), tuple(tuple(F(one) for one in row) for row in rows), tuple(F(0) for _ in rows))


#: Two parts of 50: the first unit leads by its first part.
TWO = parts([50, 50], [[40, 20], [25, 34]])


def test_the_smallest_swap_is_where_two_lines_cross() -> None:
    found = swap(TWO, 0, 1)
    assert found is not None
    # 60 + 20d = 59 - 9d
    assert (found.part, found.change) == (0, F(-1, 29))


def test_units_that_no_weight_can_swap_have_none() -> None:
    assert swap(parts([50, 50], [[40, 40], [30, 30]]), 0, 1) is None
    assert swap(parts([100], [[40], [30]]), 0, 1) is None


def test_the_rank_range_opens_where_the_share_reaches_the_crossing() -> None:
    assert rank_range(TWO, F(1, 100)) == [(1, 1), (2, 2)]
    assert rank_range(TWO, F(1, 10)) == [(1, 2), (1, 2)]
    # at the crossing itself both are first, and neither is second
    assert rank_range(TWO, F(1, 29)) == [(1, 1), (1, 2)]


def test_a_removed_part_is_made_up_by_the_others() -> None:
    assert without(TWO, 0) == [F(40), F(68)]
    assert removal_shift(TWO, 0) == 1
    assert removal_shift(TWO, 1) == 0
    assert removal_shifts(TWO, ["a", "b"]) == {"a": 1, "b": 0}
    assert without(parts([10], [[4], [3]]), 0) == [F(0), F(0)]


def test_equal_totals_share_the_better_rank() -> None:
    assert ranks([F(3), F(5), F(3), F(1)]) == [2, 1, 2, 4]


SCHEMES = st.integers(2, 4).flatmap(
    lambda count: st.builds(
        parts,
        st.lists(st.integers(1, 9), min_size=count, max_size=count),
        st.lists(st.lists(st.integers(0, 9), min_size=count, max_size=count), min_size=1, max_size=6),
    )
)


@settings(max_examples=60, deadline=None)
@given(SCHEMES, st.sampled_from([F(1, 10), F(1, 4), F(1)]), st.integers(-8, 8))
def test_no_weight_inside_the_share_leaves_the_range(scheme: Parts, share: F, eighths: int) -> None:
    found = rank_range(scheme, share)
    totals = scheme.totals()
    for part, own in enumerate(scheme.full):
        rest = sum(scheme.full) - own
        change = min(share, rest / own) * F(eighths, 8) if eighths > 0 else share * F(eighths, 8)
        moved = [total + change * slope for total, slope in zip(totals, slopes(scheme, part), strict=True)]
        for rank, (low, high) in zip(ranks(moved), found, strict=True):
            assert low <= rank <= high


@settings(max_examples=60, deadline=None)
@given(SCHEMES)
def test_at_the_swap_the_two_are_equal_and_the_full_marks_stay(scheme: Parts) -> None:
    if len(scheme.points) < 2:
        return
    found = swap(scheme, 0, 1)
    if found is None:
        return
    slope = slopes(scheme, found.part)
    one, other = (scheme.totals()[unit] + found.change * slope[unit] for unit in (0, 1))
    assert one == other
    perfect = Parts(scheme.full, (scheme.full,), (F(0),))
    assert slopes(perfect, found.part) == [0]


def test_the_trimmed_mean_of_the_reference_comes_out_and_says_what_was_dropped() -> None:
    scores = [2, 4, 5, 6, 7, 8, 9, 30]
    dropped = ends(F(1, 8), len(scores))
    found = trimmed_mean(scores, dropped, dropped)
    assert (found.mean, found.low, found.high, found.of) == (F(13, 2), 1, 1, 8)
    assert winsorised_mean(scores, 1, 1).mean == F(4 + 4 + 5 + 6 + 7 + 8 + 9 + 9, 8)


def test_small_panels_are_not_trimmed() -> None:
    with pytest.raises(TooFewScoresError, match="4 scores"):
        trimmed_mean([1, 2, 3, 4], 1, 1)
    with pytest.raises(TooFewScoresError):
        winsorised_mean([1, 2], 1, 1, minimum=2)
    with pytest.raises(ValueError, match="negative"):
        trimmed_mean([1, 2, 3, 4, 5], -1, 0)


def test_sheets_and_histograms_of_the_same_scores_have_the_same_error() -> None:
    sheets = sheet_mean([100, 80, 80, 60])
    votes = histogram_mean({"A": 1, "B": 2, "C": 1, "不了解": 7}, {"A": F(100), "B": F(80), "C": F(60)})
    assert sheets == votes == Mean(F(80), 4, F(200, 3))
    assert sheets.error == pytest.approx(8.1649658)


def test_what_has_no_replicate_says_so() -> None:
    assert sheet_mean([90]).error is None
    assert histogram_mean({"A": 1}, {"A": F(100)}).variance is None
    assert combined_variance([(F(1), sheet_mean([90]))]) is None
    assert combined_variance([(F(1, 2), sheet_mean([90])), (F(1, 2), sheet_mean([1, 3]))]) == F(1, 4)
    with pytest.raises(ValueError, match="no sheet"):
        sheet_mean([])
    with pytest.raises(ValueError, match="no counted vote"):
        histogram_mean({"A": 0}, {"A": F(1)})
    with pytest.raises(ValueError, match="negative"):
        histogram_mean({"A": -1}, {"A": F(1)})


def test_the_bootstrap_agrees_with_the_formula() -> None:
    scores = [60.0, 70.0, 80.0, 90.0, 100.0] * 6
    means = bootstrap_means(scores, 4000, np.random.default_rng(1))
    assert float(means.std()) == pytest.approx(sheet_mean([int(one) for one in scores]).error, rel=0.06)
    drawn = bootstrap_histograms([6, 12, 12], 50, np.random.default_rng(1))
    assert (drawn.sum(axis=1) == 30).all()
    assert not bootstrap_histograms([0, 0], 3, np.random.default_rng(1)).any()
