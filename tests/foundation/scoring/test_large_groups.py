"""A group twice as large costs twice the work, not four times; what a group is compared by is computed once."""

import sys
from collections.abc import Mapping
from datetime import date
from types import FrameType
from typing import Any

import pytest

from qingheng.foundation.scoring import Inputs, Scoring, parse_scheme
from tests.foundation.scoring.test_cases import whole
from tests.foundation.scoring.test_doubtful_inputs import item

ON = date(2007, 12, 31)
FREE = 'cap = "none"\nfloor = "none"\n'
RULES = {
    "relative": f'do = "relative"\nto = "best"\ndirection = "higher"\n{FREE}',
    "minmax": 'do = "minmax"\nfrom = "group_min(x)"\nto = "group_max(x)"\nlow = 60\nhigh = 100\ncurve = "linear"\n'
    'equal = "high"\noutside = "clamp"\n',
    "ladder": 'do = "ladder"\ndirection = "higher"\nladders = [{ first = 100, step = "0.1" }]\nties = "mean"\n'
    'beyond = "zero"\nfloor = 0\n',
    "ladder of one tie": 'do = "ladder"\ndirection = "higher"\nactual = 1\nladders = [{ first = 100, step = "0.1" }]\n'
    'ties = "mean"\nbeyond = "zero"\nfloor = 0\n',
    "mean of the group": f'do = "formula"\npoints = "x - group_mean(x)"\n{FREE}',
    "sum of the group": f'do = "formula"\npoints = "x / group_sum(x)"\n{FREE}',
    "mean of a class": f'do = "formula"\npoints = "x - class_mean(c, x)"\n{FREE}',
    "mean of a room": f'do = "formula"\npoints = "x - peers_mean(p.room, x)"\n{FREE}',
    "sub-units": 'do = "aggregate"\nover = "children"\nof = "x2"\nweight = 1\nscale = "none"\n',
    "shared matters": 'do = "shared"\namount = "x"\nshares = { lead = 1 }\nseveral = "divide"\nstart = "full"\nfloor = 0\n',
    "recused raters": 'do = "panel"\nscale = 100\norder = "sheet_totals"\nempty_group = "error"\nself_rating = "allow"\n'
    'recuse = ["kin"]\ngroups = [{ id = "l", weight = 1, relation = "lead" }]\nseveral_groups = "first"\n',
}


def steps(scheme: str, tables: Mapping[str, list[dict[str, object]]]) -> int:
    """How many instructions the walker takes for the whole result."""
    loaded = parse_scheme(whole(scheme))
    assert loaded.scheme is not None, [problem.line("en") for problem in loaded.problems]
    first, *rest = [Inputs.from_rows(name, rows) for name, rows in tables.items()]
    inputs, count = first.merged(*rest), 0

    def counted(frame: FrameType, event: str, arg: object) -> Any:
        nonlocal count
        frame.f_trace_lines, frame.f_trace_opcodes = False, True
        count += event == "opcode"
        return counted

    before = sys.gettrace()
    sys.settrace(counted)
    try:
        result = Scoring(loaded.scheme, inputs, ON).result()
    finally:
        sys.settrace(before)
    assert all(unit.total is not None for unit in result.units), [found.line("en") for found in result.problems[:3]]
    return count


def county(size: int) -> dict[str, list[dict[str, object]]]:
    """One group of so many units, each with a figure, a room, a sub-unit, a leader's mark and a part in a matter."""
    units = range(size)
    tables: dict[str, list[dict[str, object]]] = {
        "units": [{"unit": f"U{at}", "class": "c", "group": "g", "p_room": at % 2} for at in units],
        "values": [{"unit": f"U{at}", "item": "x", "value": at * 7 % 31 + 1} for at in units],
        "sheets": [{"unit": f"U{at}", "item": "x", "rater_group": "l", "rater": f"R{at}", "value": 90} for at in units],
        "relations": [{"from": f"R{at}", "relation": "lead", "to": f"U{at}"} for at in units],
    }
    tables["units"] += [{"unit": f"S{at}", "class": "s", "group": "", "parent": f"U{at}"} for at in units]
    tables["units"] += [{"unit": f"M{at}", "class": "m", "group": ""} for at in range(5 * size)]
    tables["values"] += [{"unit": f"M{at}", "item": "x", "value": 1} for at in units]
    tables["relations"] += [{"from": f"U{at}", "relation": "lead", "to": f"M{at}"} for at in units]
    tables["relations"] += [{"from": f"P{at}", "relation": "member", "to": f"U{at % size}"} for at in range(5 * size)]
    return tables


@pytest.mark.parametrize("rule", RULES)
def test_a_group_twice_as_large_takes_twice_the_work(rule: str) -> None:
    trees = '[[tree]]\nid = "t"\nroot = "all"\nwhen = "class == \'c\'"\n\n'
    scheme = trees + item(RULES[rule])
    if rule == "sub-units":
        scheme = trees + '[[tree]]\nid = "s"\nroot = "all2"\nwhen = "class == \'s\'"\n\n' + item(RULES[rule])
        scheme += '\n[node.all2]\nname = { zh = "二", en = "Two" }\npoints = 100\n'
        scheme += '[node.x2]\nname = { zh = "二", en = "Two" }\nin = "all2"\npoints = 100\n'
        scheme += f'[node.x2.rule]\ndo = "formula"\npoints = 1\n{FREE}'
    small, large = steps(scheme, county(50)), steps(scheme, county(100))
    assert large < 2.1 * small, (small, large)
