"""The report beside the official order: what it says, and what it refuses to make up."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from qingheng.foundation.scoring.uncertainty.bootstrap import Panel, Sampler, replicated_items, strata
from qingheng.foundation.scoring.uncertainty.errors import sheet_mean
from qingheng.foundation.scoring.uncertainty.intervals import Membership
from qingheng.foundation.scoring.uncertainty.report import Replicates, Report, Settings, report


@dataclass(frozen=True)
class Sheet:
    unit: str
    item: str
    rater_group: str
    rater: str
    value: int = 0


@dataclass(frozen=True)
class Vote:
    unit: str
    item: str
    rater_group: str
    grade: str
    count: int


def draws() -> np.random.Generator:
    return np.random.default_rng(7)


def scored(totals: dict[str, tuple[int, int]]) -> dict[str, Any]:
    """A result of two parts of 500 whose sum is the total."""
    sums = {unit: sum(parts) for unit, parts in totals.items()}
    ordered = sorted(sums.values(), reverse=True)
    return {
        "units": [
            {
                "unit": unit,
                "group": "township",
                "parts": {"common": str(one), "work": str(other)},
                "base": str(one + other),
                "total": f"{one + other}.00",
                "exact": str(one + other),
                "rank": ordered.index(one + other) + 1,
                "of": len(totals),
            }
            for unit, (one, other) in totals.items()
        ]
    }


FULL = {"township": {"common": Fraction(500), "work": Fraction(500)}}
FIVE = {"A": (480, 470), "B": (470, 440), "C": (440, 466), "D": (400, 505), "E": (300, 310)}


def spread(errors: dict[str, float]) -> Replicates:
    noise = draws()
    return {
        unit: [sum(FIVE[unit]) + error * noise.standard_normal() for _ in range(400)] for unit, error in errors.items()
    }


def made(errors: dict[str, float], places: int = 1) -> Report:
    return report(scored(FIVE), FULL, spread(errors), Settings(places=places), draws())


def test_who_is_certain_possible_and_not_among_the_last() -> None:
    found = {row.unit: row for row in made(dict.fromkeys(FIVE, 8.0), places=2).units}
    assert list(found) == ["A", "B", "C", "D", "E"]
    assert found["E"].last is Membership.CERTAIN
    assert found["D"].last is Membership.POSSIBLE
    assert found["A"].last is Membership.NOT
    assert found["B"].indistinguishable == ["C", "D"]
    assert found["E"].indistinguishable == []
    assert found["D"].error == pytest.approx(8, rel=0.15)


def test_the_sentence_says_rank_interval_neighbours_and_weights_in_both_languages() -> None:
    found = {row.unit: row for row in made(dict.fromkeys(FIVE, 8.0)).units}
    assert (
        found["E"].text.zh
        == "第5名/5，得分610.00 ± 7.8；90%区间：第5名；与其他各单位均可区分；确定在后1名；权重±10%时名次不变（5）。"
    )
    assert found["B"].text.en.startswith("Rank 2 of 5, score 910.00 ± ")
    assert (
        "cannot be told from rank 3, 4, from all others it can; not among the last 1; ranks 2 to 4 with weights ±10%."
        in found["B"].text.en
    )


@pytest.mark.parametrize("places", [5, 6])
def test_nothing_is_said_of_the_last_places_of_a_group_that_is_no_larger(places: int) -> None:
    for row in made(dict.fromkeys(FIVE, 8.0), places=places).units:
        assert (row.last, row.last_share) == (None, None)
        assert f"；本组单位不多于{places}个，不作后{places}名的判断；" in row.text.zh
        assert f"no more than {places} units, so its last {places} tell nothing;" in row.text.en


@pytest.mark.parametrize("error", [2.0, 8.0, 20.0, 60.0])
def test_what_is_said_of_one_unit_never_contradicts_what_is_said_of_another(error: float) -> None:
    found = made(dict.fromkeys(FIVE, error)).units
    for row in found:
        assert row.marginal is not None
        assert row.simultaneous is not None
        assert row.simultaneous[0] <= row.marginal[0] <= row.rank <= row.marginal[1] <= row.simultaneous[1]
        assert row.simultaneous[1] - row.simultaneous[0] == len(row.indistinguishable)
        for other in found:
            assert (other.unit in row.indistinguishable) is (row.unit in other.indistinguishable)


def test_the_official_order_is_repeated_and_never_changed() -> None:
    result = scored(FIVE)
    before = repr(result)
    made_report = report(result, FULL, spread(dict.fromkeys(FIVE, 50.0)), Settings(), draws())
    assert repr(result) == before
    assert [(row.unit, row.rank) for row in made_report.units] == [("A", 1), ("B", 2), ("C", 3), ("D", 4), ("E", 5)]


def test_what_has_no_replicate_gets_no_interval_and_says_so() -> None:
    found = report(scored(FIVE), FULL, {unit: [1.0, 1.0, 1.0] for unit in FIVE}, Settings(), draws())
    assert [problem.code for problem in found.problems] == ["no_replicate"]
    assert all(row.marginal is None and row.error is None and row.last is None for row in found.units)
    assert "没有重复评分" in found.units[0].text.zh
    assert found.units[0].weights["25%"] == (1, 1)
    assert found.as_json()["units"][0]["simultaneous"] is None


def test_a_unit_without_a_total_is_left_out_and_draws_without_one_are_not_used() -> None:
    result = scored(FIVE)
    result["units"][4] |= {"total": None, "rank": None}
    drawn = {**spread(dict.fromkeys(FIVE, 5.0))}
    drawn["A"] = [None, *list(drawn["A"])[1:]]
    found = report(result, FULL, drawn, Settings(), draws())
    assert [row.unit for row in found.units] == ["A", "B", "C", "D"]
    assert found.units[0].marginal is not None


def test_weights_are_not_moved_where_the_parts_do_not_add_up() -> None:
    found = report(scored(FIVE), {"township": {"common": Fraction(500)}}, {}, Settings(), draws())
    assert {problem.code for problem in found.problems} == {"no_replicate", "parts_not_additive"}
    assert found.units[0].weights == {}


def test_removed_parts_and_the_nearest_swap_are_reported() -> None:
    found = made(dict.fromkeys(FIVE, 8.0)).as_json()
    assert set(found["removal"]["township"]) == {"common", "work"}
    swap = next(row["swap_below"] for row in found["units"] if row["unit"] == "C")
    # 906 + d(440 - 466) = 905 + d(400 - 505)
    assert swap == {"unit": "D", "part": "common", "change": "-1/79"}
    assert found["settings"] == {"coverage": "0.90", "places": 1, "redraws": 200, "draws": 2000, "seed": "uncertainty"}


PANEL = [
    Sheet(unit, "report", "leaders", rater, value)
    for unit, values in {"A": [90, 80, 70, 85, 95], "B": [60, 70, 65, 75, 80]}.items()
    for rater, value in zip("12345", values, strict=True)
]


def test_raters_who_share_units_are_drawn_together_and_own_staff_apart() -> None:
    own = [Sheet(unit, "review", "staff", f"{unit}{number}") for unit in "AB" for number in range(3)]
    layers = strata([*PANEL, *own])
    assert sorted((layer.group, len(layer.raters)) for layer in layers) == [("leaders", 5), ("staff", 3), ("staff", 3)]


def test_drawn_panels_have_the_error_of_the_formula() -> None:
    means = []
    for panel in Sampler(PANEL, []).panels(3000, draws()):
        rows = [PANEL[place].value for place in panel.places if PANEL[place].unit == "A"]
        means.append(sum(rows) / len(rows))
    assert float(np.std(means)) == pytest.approx(sheet_mean([90, 80, 70, 85, 95]).error, rel=0.06)


def test_no_unit_ever_loses_all_its_raters() -> None:
    sparse = [
        Sheet(f"U{unit}", "report", "leaders", str((unit + shift) % 30)) for unit in range(30) for shift in range(2)
    ]
    for panel in Sampler(sparse, []).panels(20, draws()):
        assert {sparse[place].unit for place in panel.places} == {sheet.unit for sheet in sparse}
        copies = {(sparse[place].unit, sparse[place].rater, copy) for place, copy in zip(*pairs(panel), strict=True)}
        assert len(copies) == len(panel.places)


def pairs(panel: Panel) -> tuple[list[int], list[int]]:
    return panel.places.tolist(), panel.copies.tolist()


def test_one_rater_is_kept_and_not_counted_as_replicated() -> None:
    alone = [Sheet("A", "report", "leaders", "1")]
    assert pairs(Sampler(alone, []).panels(1, draws())[0]) == ([0], [0])
    assert replicated_items(alone, [Vote("A", "poll", "masses", "优秀", 1)]) == {}
    assert replicated_items(PANEL, [Vote("A", "poll", "masses", "优秀", 2)]) == {"report": {"A", "B"}, "poll": {"A"}}


def test_drawn_histograms_keep_the_number_of_votes_less_one() -> None:
    votes = [
        Vote("A", "poll", "masses", "优秀", 6),
        Vote("A", "poll", "masses", "称职", 4),
        Vote("B", "poll", "masses", "优秀", 1),
    ]
    sampler = Sampler([], votes)
    for panel in sampler.panels(5, draws()):
        assert (panel.counts[:2].sum(), panel.counts[2]) == (9, 1)
    assert sampler.panels(1, draws(), whole=True)[0].counts[:2].sum() == 10
