"""What reads other units is computed in passes; a circle has no score; rows that cannot count leave none, in both engines."""

import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from qingheng.foundation.scoring.engines import Ran, bulk
from qingheng.foundation.scoring.inputs import Inputs
from qingheng.foundation.scoring.load import parse_scheme
from qingheng.foundation.scoring.result import Result
from qingheng.foundation.scoring.scoring import run

sys.path.insert(0, str(Path(__file__).parent))
from test_cases import whole

ON = date(2007, 12, 31)
SCORED = """
[[tree]]
id = "unit"
root = "all"
when = "class == 'x'"
"""
AGGREGATE = '{ do = "aggregate", over = "in_charge_of", of = "total", scale = "none", weight = 1 }'
PANEL = (
    '{ do = "panel", scale = 100, order = "sheet_totals", empty_group = "error", self_rating = "exclude", '
    'several_groups = "first", groups = [{ id = "g", weight = 1MORE }] }'
)


def item(rule: str, more: str = "") -> str:
    """A scheme of one item."""
    return f'[node.i]\nname = {{ zh = "指标", en = "Item" }}\nin = "all"\npoints = 100\n{more}\nrule = {rule}\n'


def inputs(**tables: list[dict[str, Any]]) -> Inputs:
    """The tables."""
    made = [Inputs.from_rows(table, rows, table) for table, rows in tables.items()]
    return made[0].merged(*made[1:])


def both(text: str, given: Inputs) -> Ran:
    """What the bulk engine gives, once the walker gave the same bytes."""
    loaded = parse_scheme(whole(text))
    assert loaded.scheme is not None, [problem.line("en") for problem in loaded.problems]
    found, expected = bulk(loaded.scheme, given, ON), run(loaded.scheme, given, ON)
    assert json.dumps(found.result.as_json()) == json.dumps(expected.as_json())
    return found


def totals(result: Result) -> dict[str, str | None]:
    """The totals by unit."""
    return {unit.unit: unit.total for unit in result.units}


def units(*ids: str, cls: str = "x") -> list[dict[str, Any]]:
    """Units of one class and group."""
    return [{"unit": id, "class": cls, "group": "g"} for id in ids]


def in_charge(*pairs: str) -> list[dict[str, Any]]:
    """Who is in charge of whom."""
    return [{"from": pair[0], "relation": "in_charge_of", "to": pair[1]} for pair in pairs]


def marks(*rows: str) -> list[dict[str, Any]]:
    """Marks written as `unit group rater value`."""
    return [
        dict(
            zip(("unit", "item", "rater_group", "rater", "value"), (row.split()[0], "i", *row.split()[1:]), strict=True)
        )
        for row in rows
    ]


CHAIN = item(AGGREGATE, "applies = \"unit != 'Z'\"") + '[missing]\nnot_applicable = "full"\npeers = "PEERS"\n'


def test_a_chain_of_units_is_scored_from_its_end() -> None:
    given = inputs(units=units("A", "B", "C", "D", "Z"), relations=in_charge("AB", "BC", "CD", "DZ"))
    found = both(CHAIN.replace("PEERS", "refuse").replace('"full"', '{ give = "share", share = "60%" }'), given)
    assert totals(found.result) == dict.fromkeys("ABCDZ", "60.00")
    assert found.engine == "bulk"


@pytest.mark.parametrize("pairs", [("AB", "BA", "CA", "DZ"), ("AA", "BA", "CB", "DZ")])
def test_units_in_a_circle_and_what_reads_them_have_no_score(pairs: tuple[str, ...]) -> None:
    given = inputs(units=units("A", "B", "C", "D", "Z"), relations=in_charge(*pairs))
    found = both(CHAIN.replace("PEERS", "refuse"), given)
    assert totals(found.result) == {**dict.fromkeys("ABC"), "D": "100.00", "Z": "100.00"}
    assert "cycle" in {problem.code for problem in found.result.problems}
    assert found.engine == "bulk"


def test_a_circle_is_never_counted_as_zero() -> None:
    given = inputs(units=units("A", "B"), relations=in_charge("AB", "BA"))
    found = both(item(AGGREGATE, 'missing = "zero"'), given)
    assert totals(found.result) == {"A": None, "B": None}
    assert found.engine == "bulk"


def test_what_is_missing_counts_as_zero_and_what_is_wrong_does_not() -> None:
    rule = '{ do = "completion", target = "i.target", cap = 1, floor = 0, minimum = "none" }'
    values = [
        {"unit": unit, "item": id, "value": value}
        for unit, pair in {"A": ("5", "10"), "B": ("", "10"), "C": ("5", "0"), "D": ("about 5", "10")}.items()
        for id, value in zip(("i", "i.target"), pair, strict=True)
    ]
    found = both(item(rule, 'missing = "zero"'), inputs(units=units(*"ABCD"), values=values))
    assert totals(found.result) == {"A": "50.00", "B": "0.00", "C": None, "D": None}
    assert found.engine == "bulk"


def test_the_mean_of_a_class_that_no_tree_scores_is_that_of_its_units() -> None:
    more = 'applies = "unit != \'A\'"\nnot_applicable = { give = "class_mean", class = "y" }'
    rule = '{ do = "imported", scale = "none", source = "office", beyond = "allow" }'
    values = [{"unit": unit, "item": "i", "value": value} for unit, value in (("B", "50"), ("Y", "70"), ("Z", "81"))]
    given = inputs(units=[*units("A", "B"), *units("Y", "Z", cls="y")], values=values)
    found = both(item(rule, more) + SCORED, given)
    assert totals(found.result) == {"A": "75.50", "B": "50.00"}
    assert found.engine == "bulk"


def test_a_unit_that_no_tree_scores_has_no_place_in_a_group() -> None:
    more = 'applies = "unit != \'A\'"\nnot_applicable = { give = "class_mean", class = "y" }'
    rule = '{ do = "ladder", direction = "higher", ladders = [{ first = 10, step = 1 }], ties = "best", beyond = "zero", floor = 0 }'
    values = [{"unit": unit, "item": "i", "value": value} for unit, value in (("A", "NA"), ("B", "50"), ("Y", "70"))]
    given = inputs(units=[*units("A", "B"), *units("Y", cls="y")], values=values)
    found = both(item(rule, more) + SCORED, given)
    assert totals(found.result) == {"A": None, "B": "10.00"}
    assert {problem.code for problem in found.result.problems} == {"no_place", "no_tree"}


@pytest.mark.parametrize(
    ("more", "code", "other"),
    [
        ("B g r1 90", "duplicate_mark", None),
        ("B g r3 good", "bad_figure", "70.00"),
        ("B g B good", "bad_figure", "70.00"),
        ("B h B good", "bad_figure", "70.00"),
    ],
)
def test_marks_that_cannot_count_leave_their_unit_or_the_group_without_a_score(
    more: str, code: str, other: str | None
) -> None:
    rows = marks("A g r1 80", "A g r2 60", "B g r1 70", more)
    found = both(item(PANEL.replace("MORE", "")), inputs(units=units("A", "B"), sheets=rows))
    assert totals(found.result) == {"A": other, "B": None}
    assert {problem.code for problem in found.result.problems} == {code}
    assert found.engine == "bulk"


def test_whether_a_value_is_there_cannot_be_said_of_one_that_is_no_figure() -> None:
    rule = '{ do = "cases", cases = [{ when = "has(i)", points = 10 }], order = "first", otherwise = 5 }'
    values = [
        {"unit": unit, "item": "i", "value": value} for unit, value in (("A", "3"), ("B", "about 3"), ("C", "NA"))
    ]
    found = both(item(rule), inputs(units=units(*"ABCD"), values=values))
    assert totals(found.result) == {"A": "10.00", "B": None, "C": "5.00", "D": "5.00"}
    assert found.engine == "bulk"


def test_a_cell_that_was_read_twice_is_one_cell() -> None:
    sheets = Inputs.from_rows("sheets", marks("A g r1 80", "A g r2 60", "B g r1 70"), "sheets")
    given = inputs(units=units("A", "B")).merged(sheets, sheets)
    validity = PANEL.replace("MORE", "").replace("scale", 'validity = { complete = true, effect = "sheet" }, scale')
    found = both(item(validity), given)
    assert totals(found.result) == {"A": "80.00", "B": "70.00"}


@pytest.mark.parametrize("turned", [False, True])
def test_two_sheets_of_one_rater_in_one_group_are_refused_in_whatever_order_they_stand(turned: bool) -> None:
    rows = marks("A one r1 80", "A two r1 60")
    given = inputs(
        units=units("A"),
        sheets=rows[::-1] if turned else rows,
        relations=[{"from": "r1", "relation": "leads", "to": "A"}],
    )
    found = both(item(PANEL.replace("MORE", ', relation = "leads"')), given)
    assert totals(found.result) == {"A": None}
    assert {problem.code for problem in found.result.problems} == {"duplicate_mark"}
    assert found.engine == "bulk"


def test_a_count_of_votes_given_twice_leaves_no_score() -> None:
    rule = '{ do = "votes", scale = { good = 1, poor = 0 }, denominator = "valid", empty_group = "error", groups = [{ id = "g", weight = 1 }] }'
    votes = [
        {"unit": unit, "item": "i", "rater_group": "g", "grade": grade, "count": 2}
        for unit, grade in (("A", "good"), ("A", "good"), ("B", "good"), ("B", "poor"))
    ]
    found = both(item(rule), inputs(units=units("A", "B"), votes=votes))
    assert totals(found.result) == {"A": None, "B": "50.00"}
    assert found.engine == "bulk"


def test_a_common_figure_from_the_unit_itself_does_not_count_for_that_unit() -> None:
    more = 'organs = { lead = "A", data = "A", scoring = "A", delegate = "B", self_scoring = "delegate" }'
    rule = '{ do = "formula", points = "common(rate) * 10", cap = "full", floor = 0 }'
    values = [{"unit": "*", "item": "rate", "value": "7", "source": "A"}]
    found = both(item(rule, more), inputs(units=units("A", "B"), values=values))
    assert totals(found.result) == {"A": None, "B": "70.00"}
    assert found.engine == "bulk"


def test_a_root_may_itself_be_an_item() -> None:
    rule = PANEL.replace("MORE", "")
    tree = '[[tree]]\nid = "unit"\nroot = "i"\nwhen = "class == \'x\'"\n'
    text = f'{tree}[node.i]\nname = {{ zh = "指标", en = "Item" }}\npoints = 100\nrule = {rule}\n'
    found = both(text, inputs(units=units("A"), sheets=marks("A g r1 80", "A g r2 60")))
    assert totals(found.result) == {"A": "70.00"}
    assert found.result.units[0].parts == {}
    assert found.engine == "bulk"


def test_means_without_a_common_denominator_are_compared_exactly() -> None:
    rule = '{ do = "relative", actual = "i / p.size", to = "best", direction = "higher", cap = "full", floor = 0 }'
    rows = [
        {"unit": unit, "class": "x", "group": "g", "p_size": size}
        for unit, size in (("A", "3"), ("B", "7"), ("C", "9"))
    ]
    values = [{"unit": unit, "item": "i", "value": "1"} for unit in "ABC"]
    found = both(item(rule), inputs(units=rows, values=values))
    assert totals(found.result) == {"A": "100.00", "B": "42.86", "C": "33.33"}
    assert found.engine == "bulk"
