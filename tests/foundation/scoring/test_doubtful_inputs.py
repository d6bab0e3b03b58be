"""What is doubtful in the inputs is refused with its place; both engines say the same about it."""

import csv
import io
import json
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from qingheng.foundation.scoring import Inputs, Result, parse_scheme, read_inputs, run
from qingheng.foundation.scoring.engines import run_bulk
from qingheng.foundation.scoring.files import recognised
from tests.foundation.scoring.test_cases import whole

ON = date(2007, 12, 31)
UNITS = "unit,class,group,p_code\nA,x,g,01\nB,x,g,1\nC,x,g,1.0\n"
PANEL = """
do = "panel"
scale = 100
order = "sheet_totals"
empty_group = "error"
self_rating = "allow"
groups = [{ id = "l", weight = 1 }]
"""
VOTES = """
do = "votes"
scale = { "good" = 1, "fair" = "60%" }
denominator = "valid"
empty_group = "error"
groups = [{ id = "l", weight = 1 }]
"""
IMPORTED = 'do = "imported"\nscale = "none"\nsource = "office"\nbeyond = "allow"\n'


NAME = '{ zh = "名", en = "Name" }'
PERSONAL = f"""
[[consequence]]
kind = "personal"
name = {NAME}
on = "person"
roles = ["head"]
when = "rank == 1"
cite = "x"
"""


def item(rule: str, more: str = "") -> str:
    """A scheme of one item."""
    head = '[node.x]\nname = { zh = "指标", en = "Item" }\nin = "all"\npoints = 100\n'
    return f"{head}{more}\n[node.x.rule]\n{rule}"


def scored(scheme: str, *tables: str) -> Result:
    """The result, which both engines must give."""
    loaded = parse_scheme(whole(scheme))
    assert loaded.scheme is not None, [problem.line("en") for problem in loaded.problems]
    parts = []
    for text in tables:
        rows = list(csv.DictReader(io.StringIO(text)))
        name = recognised(tuple(rows[0]))
        assert name is not None
        parts.append(Inputs.from_rows(name, rows, f"{name}.csv"))
    inputs = parts[0].merged(*parts[1:])
    walked, bulk = run(loaded.scheme, inputs, ON), run_bulk(loaded.scheme, inputs, ON)
    assert json.dumps(bulk.as_json()) == json.dumps(walked.as_json())
    return walked


def codes(result: Result) -> set[str]:
    return {problem.code for problem in result.problems}


@pytest.mark.parametrize("written", ["\uff19\uff10", "8o", "60%", "优秀"])
def test_a_mark_that_is_no_figure_is_refused_and_not_left_out(written: str) -> None:
    marks = f"unit,item,rater_group,rater,value\nA,x,l,r1,90\nA,x,l,r2,{written}\n"
    result = scored(item(PANEL), UNITS, marks)
    assert result.unit("A").total is None
    found = next(problem for problem in result.problems if problem.code == "bad_figure")
    assert (found.where.file, found.where.row, found.where.column) == ("sheets.csv", 2, "value")


def test_an_empty_cell_and_na_of_a_sheet_are_left_out() -> None:
    marks = "unit,item,rater_group,rater,value\nA,x,l,r1,90\nA,x,l,r2,\nA,x,l,r3,NA\n"
    assert scored(item(PANEL), UNITS, marks).unit("A").total == "90.00"


def test_a_count_of_votes_given_twice_is_not_added_up() -> None:
    votes = "unit,item,rater_group,grade,count\nA,x,l,good,5\nA,x,l,fair,1\nA,x,l,good,5\n"
    result = scored(item(VOTES), UNITS, votes)
    assert result.unit("A").total is None
    assert "duplicate_votes" in codes(result)
    share = 'do = "formula"\npoints = "100 * vote_share(v, \'good\')"\ncap = "none"\nfloor = "none"\n'
    ballot = (
        '[node.v]\nname = { zh = "票", en = "Ballot" }\nin = "all"\nkind = "note"\nfull = 10\n[node.v.rule]\n' + VOTES
    )
    result = scored(item(share) + ballot, UNITS, votes.replace(",x,", ",v,"))
    assert result.unit("A").total is None
    assert "duplicate_votes" in codes(result)


def test_a_relation_given_twice_deducts_once() -> None:
    rule = 'do = "shared"\namount = "lost"\nshares = { lead = 1 }\nseveral = "divide"\nstart = "full"\nfloor = 0\n'
    values = "unit,item,value\nM,lost,10\n"
    relations = "from,relation,to\nA,lead,M\nA,lead,M\n"
    result = scored(item(rule), "unit,class,group\nA,x,g\nM,matter,\n", values, relations)
    assert result.unit("A").total == "90.00"


def test_a_unit_without_a_place_is_not_the_last() -> None:
    scheme = """
[[veto]]
domain = "safety"
name = { zh = "安全", en = "Safety" }
effects = ["unranked"]
cite = "x"

[grade]
by = "bands"
grades = [{ grade = "good", ge = 80 }, { grade = "fair", ge = 60 }, { grade = "poor" }]
blocks = [{ when = "from_bottom <= 1", ceiling = "poor" }]

"""
    values = "unit,item,value\nA,x,90\nB,x,85\nC,x,80\n"
    result = scored(scheme + item(IMPORTED), UNITS, values, "unit,domain\nA,safety\n")
    assert [result.unit(id).grade for id in "ABC"] == [None, "good", "poor"]
    assert codes(result) == {"grade_unknown"}


def test_a_condition_on_the_grade_may_ask_for_ties() -> None:
    scheme = """
[grade]
by = "bands"
grades = [{ grade = "good", ge = 80 }, { grade = "fair" }]
blocks = [{ when = "tied", ceiling = "fair" }]

"""
    result = scored(scheme + item(IMPORTED), UNITS, "unit,item,value\nA,x,90\nB,x,85\nC,x,85\n")
    assert [result.unit(id).grade for id in "ABC"] == ["good", "fair", "fair"]
    assert codes(result) == set()


def test_a_tie_left_to_a_decision_leaves_the_place_from_the_bottom_open() -> None:
    scheme = """
[rank]
style = "competition"
on = "rounded"
ties = ["refuse"]

[[consequence]]
kind = "talk"
name = { zh = "约谈", en = "Talk" }
on = "unit"
when = "from_bottom <= 2"
cite = "x"

"""
    result = scored(scheme + item(IMPORTED), UNITS, "unit,item,value\nA,x,90\nB,x,85\nC,x,85\n")
    assert [result.unit(id).rank for id in "ABC"] == [1, None, None]
    assert [len(result.unit(id).consequences) for id in "ABC"] == [0, 0, 0]


def test_the_limit_of_a_line_of_awards_holds() -> None:
    rule = """
do = "awards"
rates = [{ kind = "award", level = "province", points = 10, most = 15 }, { kind = "award", points = 4 }]
dedupe = "decreasing"
factors = [1, "1/2"]
evidence = "optional"
unlisted = "refuse"
cap = "none"
"""
    events = (
        "unit,item,kind,level,count,key\nA,x,award,province,2,\nA,x,award,city,1,k\nA,x,award,province,1,k\n"
        "B,x,award,city,1,k\nB,x,award,province,1,k\n"
    )
    result = scored(item(rule), UNITS, events)
    # A: the line of the province 2 × 10 + 10 = 30, limited to 15; of the city 4 × 1/2 = 2. B: 10 + 4 × 1/2.
    assert [result.unit(id).total for id in "AB"] == ["17.00", "12.00"]


def test_quarters_of_half_a_year_are_two() -> None:
    scheme = '[scheme]\nid = "c"\ntitle = { zh = "案", en = "Case" }\nperiod = "2007H1"\nbase = 100\n'
    periods = 'periods = { each = "quarter", rollup = "mean", missing = "refuse" }'
    values = "unit,item,period,value\nA,x,2007Q1,90\nA,x,2007Q2,80\nB,x,2007Q1,85\n"
    result = scored(scheme + item(IMPORTED, periods), UNITS, values)
    assert [result.unit(id).total for id in "AB"] == ["85.00", None]


def test_a_code_with_a_leading_zero_is_not_the_number_one() -> None:
    rule = 'do = "formula"\npoints = "if(p.code == \'01\', 50, 10)"\ncap = "none"\nfloor = "none"\n'
    result = scored(item(rule), UNITS)
    assert [result.unit(id).total for id in "ABC"] == ["50.00", "10.00", "10.00"]
    one = rule.replace("'01'", "'1'")
    assert [scored(item(one), UNITS).unit(id).total for id in "ABC"] == ["10.00", "50.00", "50.00"]


def test_a_figure_beyond_any_real_one_is_refused_and_ten_to_the_thirty_is_not() -> None:
    rule = 'do = "formula"\npoints = "x * x * x * x * x"\ncap = "none"\nfloor = "none"\n'
    result = scored(item(rule), UNITS, "unit,item,value\nA,x,1e999\nB,x,1e-999\nC,x,1e30\n")
    assert [result.unit(id).exact for id in "ABC"] == [None, None, "1" + 150 * "0"]
    assert "bad_figure" in codes(result)


def test_only_what_is_missing_becomes_zero() -> None:
    rule = 'do = "completion"\nactual = "x"\ntarget = "t"\ncap = 1\nfloor = 0\nminimum = "none"\n'
    values = "unit,item,value\nA,x,5\nA,t,0\nB,x,\nB,t,3\nC,x,abc\nC,t,4\n"
    result = scored(item(rule, 'missing = "zero"'), UNITS, values)
    assert [result.unit(id).total for id in "ABC"] == [None, "0.00", None]
    assert codes(result) == {"bad_target", "bad_figure"}
    twice = scored(item(rule, 'missing = "zero"'), UNITS, "unit,item,value\nA,x,1\nA,x,2\nA,t,4\n")
    assert twice.unit("A").total is None


def test_two_figures_for_one_cycle_are_named() -> None:
    result = scored(item(IMPORTED), UNITS, "unit,item,period,value\nA,x,,5\nA,x,2007,6\nB,x,,7\nB,x,2007,7\n")
    assert [result.unit(id).total for id in "AB"] == ["6.00", "7.00"]
    found = [problem for problem in result.problems if problem.code == "duplicate"]
    assert [(problem.where.row, problem.where.column) for problem in found] == [(1, "value")]


def test_cells_without_a_header_and_columns_named_twice_are_problems_with_their_row(tmp_path: Path) -> None:
    path = tmp_path / "values.csv"
    path.write_text("unit,item,value\nA,x,1,234\nB,x,5,\n", encoding="utf-8")
    (found,) = read_inputs([path]).problems
    assert (found.code, found.where.file, found.where.row) == ("extra_cells", str(path), 2)
    path.write_text("unit,item,value,value\nA,x,1,2\n", encoding="utf-8")
    (found,) = read_inputs([path]).problems
    assert (found.code, found.where.row, found.where.column) == ("repeated_column", 1, "value")


def test_an_error_of_a_workbook_is_not_an_empty_cell(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet("说明")
        sheet = book.add_worksheet("数据 & 表")
        sheet.write_row(0, 0, ["unit", "item", "value"])
        sheet.write_row(1, 0, ["A", "x"])
        sheet.write_formula(1, 2, "=1/0", None, "#DIV/0!")
        sheet.write_row(2, 0, ["B", "x"])
    inputs = read_inputs([path])
    assert [(p.code, p.where.sheet, p.where.row, p.where.column) for p in inputs.problems] == [
        ("bad_figure", "数据 & 表", 2, "value")
    ]
    assert inputs.values["A", "x", ""].text == "#DIV/0!"
    assert inputs.values["B", "x", ""].text == ""


def test_an_empty_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "values.csv"
    path.write_text("", encoding="utf-8")
    assert [problem.code for problem in read_inputs([path]).problems] == ["unreadable"]


def test_who_has_no_room_is_nobodys_fellow() -> None:
    rule = 'do = "formula"\npoints = "peers_mean(p.room, x)"\ncap = "none"\nfloor = "none"\n'
    units = "unit,class,group,p_room\nA,x,g,1\nB,x,g,1\nC,x,g,\n"
    result = scored(item(rule), units, "unit,item,value\nA,x,5\nB,x,8\nC,x,9\n")
    assert [result.unit(id).total for id in "ABC"] == ["6.50", "6.50", None]


def test_a_value_that_only_spares_persons_is_used() -> None:
    scheme = f'{item(IMPORTED)}{PERSONAL}unless_person = "cleared == 1"\n'
    values = "unit,item,value\nA,x,90\nB,x,80\nC,x,70\nB,cleared,1\n"
    result = scored(scheme, UNITS, values, "from,relation,to\nB,head,A\n")
    assert result.unit("A").consequences == ()
    assert codes(result) == set()


def test_a_condition_on_trees_that_compares_units_scores_nobody() -> None:
    scheme = f'{item(IMPORTED)}[[tree]]\nid = "t"\nroot = "all"\nwhen = "group_mean(x) > 1"\n'
    result = scored(scheme, UNITS, "unit,item,value\nA,x,90\nB,x,80\nC,x,70\n")
    assert codes(result) == {"no_tree"}


@pytest.mark.parametrize(
    ("seats", "code"),
    [
        (("-1", "-1", "-1"), "bad_seats"),
        (("1.5", "1.5", "1.5"), "bad_seats"),
        (("0.5", "0.5", "0.5"), "bad_seats"),
        (("1", "2", "1"), "seats_differ"),
        (("1", "", "1.5"), "seats_differ"),
    ],
)
def test_seats_that_are_no_whole_number_or_differ_select_nobody(seats: tuple[str, str, str], code: str) -> None:
    contest = (
        '[contest]\nseats = "p.seats"\nreplacement = "vacancy"\ndecision = "score"\n'
        'stages = [{ id = "s", name = { zh = "综合", en = "Final" }, score = "score(x)" }]\n'
    )
    units = "unit,class,group,p_seats\n" + "".join(
        f"{unit},x,g,{own}\n" for unit, own in zip("ABC", seats, strict=True)
    )
    result = scored(item(IMPORTED) + contest, units, "unit,item,value\nA,x,90\nB,x,80\nC,x,70\n")
    assert [unit.contest for unit in result.units] == [{"stages": [], "outcome": "unknown"}] * 3
    assert codes(result) == {code}


def test_a_figure_that_is_not_rational_is_refused_near_a_boundary_and_never_rounded_twice() -> None:
    rule = (
        'do = "minmax"\nactual = "x"\nfrom = 0\nto = 1\nlow = "0.25"\nhigh = 1\ncurve = "exponential"\n'
        'equal = "high"\noutside = "clamp"\n'
    )
    once = 'rounding = { digits = 0, mode = "half_up" }'
    # 1/4 × 4^(1/2) is 1/2, the boundary itself; 10⁻²⁰ beside it the digits decide, 10⁻³² beside it they cannot.
    values = "unit,item,value\nA,x,1/2\nB,x,0.50000000000000000001\nC,x,0.50000000000000000000000000000001\n"
    result = scored(item(rule, once), UNITS, values)
    assert [result.unit(id).total for id in "ABC"] == [None, "1.00", None]
    assert codes(result) == {"too_close"}
    periods = 'periods = { each = "half", rollup = "mean", missing = "refuse" }'
    loaded = parse_scheme(whole(item(rule, f"{once}\n{periods}")))
    assert [(problem.code, problem.where.path) for problem in loaded.problems] == [("bad_option", "node.x.rule.curve")]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (item(IMPORTED).replace("points = 100", "points = 100.0"), "float_literal"),
        (item('do = "bands"\nbands = [{ ge = 80, gt = 70, points = 9 }, { lt = 80, points = 0 }]\n'), "bad_option"),
        (item(f'do = "formula"\npoints = "{"(" * 3000}1{")" * 3000}"\ncap = "none"\nfloor = "none"\n'), "bad_formula"),
        (f"x = {'[' * 3000}{']' * 3000}", "not_toml"),
        (f'{item(IMPORTED)}[[tree]]\nid = "t"\nroot = "all"\nwhen = "score(nope) == 1"\n', "unknown_node"),
        (f'{item(IMPORTED)}[[group]]\nid = "t"\nname = {NAME}\nwhen = "score(nope) == 1"\n', "unknown_node"),
        (f"{item(IMPORTED)}{PERSONAL}unless_person = \"vote_share(nope, 'good') > 0\"\n", "unknown_node"),
    ],
    ids=["float", "both ends", "deep formula", "deep list", "tree", "group", "person"],
)
def test_what_is_wrong_with_a_scheme_is_said_once_and_by_its_name(text: str, code: str) -> None:
    assert [problem.code for problem in parse_scheme(whole(text) if code != "not_toml" else text).problems] == [code]


def test_a_relation_that_only_looks_like_one_of_the_scheme_is_named() -> None:
    shared = 'do = "shared"\namount = "loss"\nshares = { lead = 1 }\nseveral = "divide"\nstart = "full"\nfloor = 0\n'
    result = scored(
        item(shared) + '\n[[tree]]\nid = "t"\nroot = "all"\nwhen = "class == \'x\'"\n',
        "unit,class,group\nA,x,g\nM,matter,\n",
        "unit,item,value\nM,loss,10\n",
        "from,relation,to\nA,leads,M\nA,principal,M\n",
    )
    (found,) = result.problems
    assert (found.code, found.where.row, found.suggestion) == ("unused_relation", 1, "lead")


def test_without_a_units_table_the_result_says_so() -> None:
    result = scored(item(IMPORTED), "unit,item,value\nA,x,10\n")
    assert "no_units" in {problem.code for problem in result.problems}
