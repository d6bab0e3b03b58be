"""Reliability and severity against the published reference numbers."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qingheng.foundation.scoring.uncertainty.reliability import analysis, cronbach_alpha, icc, kendall_w
from qingheng.foundation.scoring.uncertainty.severity import NotConnectedError, components, severity

#: Shrout and Fleiss (1979): 6 targets x 4 judges.
TARGETS = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
#: 10 projects x 4 judges, ranks.
PROJECTS = [
    *([1, 2, 3, 4], [3, 1, 2, 2], [4, 4, 1, 3], [5, 5, 5, 1], [2, 6, 7, 6]),
    *([8, 3, 4, 7], [6, 8, 6, 5], [7, 7, 8, 9], [10, 10, 9, 8], [9, 9, 10, 10]),
]
CELLS = {
    (str(unit), str(rater)): float(score) for unit, row in enumerate(TARGETS, 1) for rater, score in enumerate(row, 1)
}


def test_the_six_intraclass_correlations_of_the_reference_come_out() -> None:
    found = {one.kind: one for one in icc(TARGETS)}
    expected = {"1,1": 0.1657, "2,1": 0.2898, "3,1": 0.7148, "1,k": 0.4428, "2,k": 0.6201, "3,k": 0.9093}
    assert {kind: round(float(one.value), 4) for kind, one in found.items()} == expected
    limits = {kind: (round(found[kind].low, 4), round(found[kind].high, 4)) for kind in ("1,1", "2,1", "3,1")}
    assert limits == {"1,1": (-0.1329, 0.7226), "2,1": (0.0188, 0.7611), "3,1": (0.3425, 0.9459)}
    third = found["3,1"]
    assert (round(third.f, 3), third.df1, third.df2, round(third.p, 6)) == (11.027, 5, 15, 0.000135)


def test_the_analysis_of_variance_of_the_reference_comes_out() -> None:
    found = analysis(TARGETS)
    assert round(float(found.between_units * 5), 3) == 56.208
    assert round(float(found.between_raters * 3), 3) == 97.458
    assert round(float(found.residual * 15), 3) == 15.292
    assert round(float(found.residual), 5) == 1.01944


def test_alpha_is_the_consistency_of_the_mean_of_all_items() -> None:
    third = next(one for one in icc(TARGETS) if one.kind == "3,k")
    assert cronbach_alpha(TARGETS) == third.value


def test_alpha_does_not_exist_where_the_totals_do_not_vary() -> None:
    assert cronbach_alpha([[1, 3], [3, 1]]) is None


def test_concordance_of_the_reference_comes_out() -> None:
    found = kendall_w(PROJECTS)
    assert found is not None
    assert round(float(found.w), 7) == 0.7939394
    assert round(found.chi2, 5) == 28.58182
    assert found.df == 9
    assert round(found.f, 5) == 11.55882


def test_concordance_is_one_for_equal_orders_even_with_ties_and_absent_when_all_is_tied() -> None:
    tied = kendall_w([[1, 10], [1, 10], [2, 20]])
    assert tied is not None
    assert tied.w == 1
    assert kendall_w([[1, 1], [1, 1]]) is None


@settings(max_examples=60, deadline=None)
@given(
    st.integers(2, 6).flatmap(
        lambda m: st.lists(st.lists(st.integers(0, 4), min_size=m, max_size=m), min_size=2, max_size=8)
    )
)
def test_concordance_never_passes_one(table: list[list[int]]) -> None:
    found = kendall_w(table)
    assert found is None or 0 <= found.w <= 1


@settings(max_examples=60, deadline=None)
@given(
    st.integers(2, 5).flatmap(
        lambda m: st.lists(st.lists(st.integers(0, 3), min_size=m, max_size=m), min_size=2, max_size=6)
    )
)
def test_no_table_breaks_the_correlations(table: list[list[int]]) -> None:
    for one in icc(table):
        assert one.value <= 1


def test_perfect_agreement_is_one() -> None:
    assert {one.value for one in icc([[1, 1], [2, 2], [3, 3]])} == {Fraction(1)}


def test_a_table_with_a_hole_is_refused() -> None:
    with pytest.raises(ValueError, match="complete"):
        icc([[1, 2], [3]])


def test_the_leniency_of_the_reference_judges_comes_out() -> None:
    found = severity(CELLS)
    assert found.leniency == pytest.approx({"1": 2.375, "2": -2.7916667, "3": -0.9583333, "4": 1.375})
    assert found.variance == pytest.approx(1.0194444)
    assert found.severe() == ["2"]


def test_on_the_incomplete_panel_the_correction_changes_the_order() -> None:
    gone = {("1", "2"), ("2", "1"), ("3", "4"), ("4", "3"), ("5", "2"), ("6", "1")}
    found = severity({cell: score for cell, score in CELLS.items() if cell not in gone})
    assert list(found.raw.values()) == pytest.approx([7.3333333, 2, 6, 4.6666667, 8.3333333, 4.3333333])
    adjusted = [6.4444444, 2.7777778, 6.3888889, 4.3888889, 7.4444444, 5.1111111]
    assert list(found.adjusted.values()) == pytest.approx(adjusted)
    assert list(found.leniency.values()) == pytest.approx([2.3333333, -2.6666667, -0.8333333, 1.1666667])
    assert found.variance == pytest.approx(1.024691, abs=1e-6)


def test_panels_that_share_nobody_are_refused_with_their_components() -> None:
    scores = {("A", "1"): 3.0, ("B", "1"): 4.0, ("C", "2"): 5.0}
    assert components(scores) == [frozenset({"A", "B"}), frozenset({"C"})]
    with pytest.raises(NotConnectedError) as refused:
        severity(scores)
    assert refused.value.components == (frozenset({"A", "B"}), frozenset({"C"}))
    with pytest.raises(ValueError, match="no score"):
        severity({})


def test_one_score_has_no_residual_to_estimate_from() -> None:
    assert severity({("A", "1"): 3.0}).variance is None
