"""What must hold for every scheme and all data: order of rows, ties, monotone completion, one rounding, no silent zero."""

from datetime import date
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from qingheng.foundation.kernel.points import round_to
from qingheng.foundation.scoring import Inputs, Result, Scheme, parse_scheme, run

ON = date(2007, 12, 31)
SCHEME = """
[scheme]
id = "property"
title = { zh = "性质", en = "Property" }
period = "2007"
base = 100

[rounding]
item = { digits = 1, mode = "half_up" }
part = "none"
total = { digits = 2, mode = "half_up" }

[missing]
not_applicable = "exclude"
peers = "refuse"

[total]
order = ["base", "round", "rank"]

[rank]
style = "STYLE"
on = "rounded"
ties = ["shared"]

[node.all]
name = { zh = "总分", en = "Total" }
points = 100

[node.a]
name = { zh = "甲", en = "A" }
in = "all"
points = 60
rule = { do = "completion", target = 7, cap = 1, floor = 0, minimum = "none" }

[node.b]
name = { zh = "乙", en = "B" }
in = "all"
points = 40
rule = { do = "ladder", actual = "a", direction = "higher", ladders = [{ first = 40, step = 3 }], ties = "best", beyond = "zero", floor = 0 }
"""

FIGURES = st.one_of(st.integers(0, 12).map(str), st.sampled_from(["1/3", "6.95", "NA", ""]))
DATA = st.lists(FIGURES, min_size=1, max_size=7)


def scheme(style: str = "competition") -> Scheme:
    found = parse_scheme(SCHEME.replace("STYLE", style)).scheme
    assert found is not None
    return found


def scored(figures: list[str], style: str = "competition", order: list[int] | None = None) -> Result:
    rows = [{"unit": f"U{at}", "item": "a", "value": figure} for at, figure in enumerate(figures)]
    units = [{"unit": f"U{at}", "class": "x", "group": "g"} for at in range(len(figures))]
    if order is not None:
        rows, units = [rows[at] for at in order], [units[at] for at in reversed(order)]
    return run(scheme(style), Inputs.from_rows("units", units, "u").merged(Inputs.from_rows("values", rows, "v")), ON)


def plain(result: Result) -> list[object]:
    return [unit.as_json() for unit in result.units]


@given(DATA, st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None)
def test_the_order_of_rows_changes_nothing(figures: list[str], shuffle: object) -> None:
    order = list(range(len(figures)))
    shuffle.shuffle(order)  # type: ignore[attr-defined]
    assert plain(scored(figures)) == plain(scored(figures, order=order))


@given(DATA)
@settings(max_examples=40, deadline=None)
def test_equal_totals_share_a_rank_and_a_greater_total_has_a_better_one(figures: list[str]) -> None:
    units = [unit for unit in scored(figures).units if unit.rank is not None]
    for one in units:
        assert one.rank == 1 + sum(Fraction(other.total or 0) > Fraction(one.total or 0) for other in units)
        assert one.tied == (sum(other.total == one.total for other in units) > 1)
        assert one.of == len(units)


@given(DATA)
@settings(max_examples=40, deadline=None)
def test_dense_ranks_have_no_gap(figures: list[str]) -> None:
    ranks = {unit.rank for unit in scored(figures, "dense").units if unit.rank is not None}
    assert ranks == set(range(1, len(ranks) + 1))


@given(st.integers(0, 30), st.integers(0, 30))
@settings(max_examples=40, deadline=None)
def test_a_greater_completion_never_scores_less(one: int, other: int) -> None:
    result = scored([str(one), str(other)])
    first, second = (Fraction(unit.total or 0) for unit in result.units)
    assert (one < other) <= (first <= second)
    assert (one == other) <= (first == second)


@given(st.integers(0, 14))
@settings(max_examples=15, deadline=None)
def test_an_item_is_rounded_once_from_the_exact_figure(figure: int) -> None:
    unit = scored([str(figure)]).units[0]
    exact = min(Fraction(1), Fraction(figure, 7)) * 60
    assert Fraction(unit.parts["a"] or 0) == round_to(exact, 1)
    assert Fraction(unit.total or 0) == round_to(exact, 1) + 40


@given(DATA)
@settings(max_examples=40, deadline=None)
def test_a_missing_figure_is_never_a_zero(figures: list[str]) -> None:
    result = scored(figures)
    missing = [at for at, figure in enumerate(figures) if figure == ""]
    for at in missing:
        unit = result.unit(f"U{at}")
        assert (unit.total, unit.rank, unit.exact) == (None, None, None)
        assert any(
            problem.code == "missing_value" and (problem.where.path or "").startswith(f"U{at}/")
            for problem in result.problems
        )
    if missing:
        assert all(unit.total is None for unit in result.units if figures[int(unit.unit[1:])] != "NA")


@given(DATA)
@settings(max_examples=20, deadline=None)
def test_every_total_is_printed_with_the_declared_decimals(figures: list[str]) -> None:
    for unit in scored(figures).units:
        assert unit.total is None or len(unit.total.partition(".")[2]) == 2
