"""A row that cannot be read leaves its unit's item unknown, and nobody else's; both engines say the same about it."""

import json
from pathlib import Path

import pytest

from qingheng.foundation.kernel.problems import Problem
from qingheng.foundation.scoring import Inputs, Result, parse_scheme, read_inputs, run
from qingheng.foundation.scoring.engines import bulk, run_bulk
from tests.foundation.scoring.test_cases import whole
from tests.foundation.scoring.test_doubtful_inputs import IMPORTED, ON, PANEL, UNITS, VOTES, item, scored

FREE = 'cap = "none"\nfloor = "none"\n'
EVENTS = 'do = "events"\nstart = "full"\nrates = [{ kind = "accident", points = -10 }]\nunlisted = "ignore"\n'
EVENTS += 'cap = "none"\ncap_scope = "item"\nfloor = 0\n'
AWARDS = 'do = "awards"\nrates = [{ kind = "accident", points = 100 }]\nunlisted = "ignore"\ncap = "none"\n'
AWARDS += 'dedupe = "none"\nevidence = "optional"\n'
COUNTED = f'do = "formula"\npoints = "100 - events(x, accident)"\n{FREE}'
VETO = '[[veto]]\ndomain = "safety"\nname = { zh = "安全", en = "Safety" }\neffects = ["zero"]\ncite = "x"\n\n'


def why(result: Result, unit: str) -> Problem:
    """The problem that says why a unit has no total."""
    (found,) = [one for one in result.problems if one.code == "refused_row" and (one.where.path or "").startswith(unit)]
    return found


def totals(result: Result) -> list[str | None]:
    return [result.unit(id).total for id in "ABC"]


@pytest.mark.parametrize("rule", [EVENTS, AWARDS, COUNTED], ids=["events", "awards", "formula"])
@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("A,x,accident,,many", "count"),
        ("A,x,accident,,-1", "count"),
        ("A,x,accident,,1.5", "count"),
        ("A,x,accident,2007-13-01,1", "date"),
        ("A,x,,,1", "kind"),
    ],
)
def test_an_event_that_cannot_be_read_leaves_its_item_unknown(rule: str, row: str, column: str) -> None:
    events = f"unit,item,kind,date,count\nA,x,accident,,1\n{row}\nB,x,accident,,1\nC,x,accident,,1\n"
    result = scored(item(rule), UNITS, events)
    assert result.unit("A").total is None
    assert (result.unit("A").rank, result.unit("A").parts) == (None, {"x": None})
    assert None not in totals(result)[1:]
    assert [result.unit(id).rank for id in "BC"] == [1, 1]
    found = why(result, "A")
    assert (found.where.file, found.where.row, found.where.column) == ("events.csv", 2, column)
    assert "没有读入" in found.text.zh
    assert "was not read" in found.text.en


@pytest.mark.parametrize("row", ["A,x,l,fair,few", "A,x,l,fair,", "A,x,l,fair,-2", "A,x,l,,2", "A,x,,fair,2"])
@pytest.mark.parametrize("shared", [False, True], ids=["ballot", "formula"])
def test_a_count_of_votes_that_cannot_be_read_leaves_the_ballot_unknown(row: str, shared: bool) -> None:
    rows = f"unit,item,rater_group,grade,count\nA,x,l,good,5\n{row}\nB,x,l,good,5\nC,x,l,good,5\n"
    scheme = item(VOTES)
    if shared:
        scheme = item(f'do = "formula"\npoints = "100 * vote_share(v, \'good\')"\n{FREE}')
        scheme += '[node.v]\nname = { zh = "票", en = "Ballot" }\nin = "all"\nkind = "note"\nfull = 10\n'
        scheme += f"[node.v.rule]\n{VOTES}"
        rows = rows.replace(",x,", ",v,")
    result = scored(scheme, UNITS, rows)
    assert totals(result) == [None, "100.00", "100.00"]
    assert why(result, "A").where.row == 2


def test_a_row_of_a_sheet_without_its_rater_leaves_the_panel_of_that_unit_unknown() -> None:
    marks = "unit,item,rater_group,rater,value\nA,x,l,r1,90\nA,x,l,,20\nB,x,l,r1,80\nC,x,l,r1,70\n"
    assert totals(scored(item(PANEL), UNITS, marks)) == [None, "80.00", "70.00"]


def test_a_cell_in_words_leaves_only_its_unit_unknown_unless_whole_sheets_are_judged() -> None:
    marks = "unit,item,rater_group,rater,value\nA,x,l,r1,9o\nB,x,l,r1,80\nC,x,l,r2,70\n"
    assert totals(scored(item(PANEL), UNITS, marks)) == [None, "80.00", "70.00"]
    judged = PANEL + 'validity = { complete = true, effect = "sheet" }\n'
    assert totals(scored(item(judged), UNITS, marks)) == [None, None, None]


def test_a_veto_that_cannot_be_read_leaves_the_unit_without_total() -> None:
    values = "unit,item,value\nA,x,90\nB,x,80\nC,x,70\n"
    vetoes = "unit,domain,date\nA,safety,2007-02-30\nB,fishing,2007-02-30\n"
    result = scored(VETO + item(IMPORTED), UNITS, values, vetoes)
    assert totals(result) == [None, "80.00", "70.00"]
    assert [result.unit(id).rank for id in "ABC"] == [None, 1, 2]
    assert (why(result, "A").where.file, why(result, "A").where.column) == ("vetoes.csv", "date")
    assert totals(scored(VETO + item(IMPORTED), UNITS, values, "unit,domain\nB,\n")) == ["90.00", None, "70.00"]
    assert totals(scored(item(IMPORTED), UNITS, values, vetoes)) == ["90.00", "80.00", "70.00"]


def test_whether_a_unit_with_an_unread_veto_is_vetoed_is_not_known() -> None:
    consequence = '[[consequence]]\nkind = "talk"\nname = { zh = "约谈", en = "Talk" }\non = "unit"\ncite = "x"\n'
    values = "unit,item,value\nA,x,90\nB,x,80\nC,x,70\n"
    result = scored(
        VETO + consequence + 'when = "not vetoed"\n\n' + item(IMPORTED), UNITS, values, "unit,domain,date\nA,safety,x\n"
    )
    assert [len(result.unit(id).consequences) for id in "ABC"] == [0, 1, 1]


def test_a_relation_that_cannot_be_read_is_not_taken_as_open_for_ever() -> None:
    rule = 'do = "shared"\namount = "lost"\nshares = { lead = 1 }\nseveral = "divide"\nstart = "full"\nfloor = 0\n'
    units = "unit,class,group\nA,x,g\nB,x,g\nC,x,g\nM,matter,\n"
    relations = "from,relation,to,start,end\nA,lead,M,,2006-13-31\nB,lead,M,,\n"
    result = scored(item(rule), units, "unit,item,value\nM,lost,10\n", relations)
    # Among how many B shares the deduction is not known either; C has no part in the matter.
    assert totals(result) == [None, None, "100.00"]
    assert why(result, "A").where.column == "end"
    rated = PANEL.replace("weight = 1 }", 'weight = 1, relation = "lead" }') + 'several_groups = "first"\n'
    marks = "unit,item,rater_group,rater,value\nA,x,l,A,90\nB,x,l,A,80\nC,x,l,B,70\n"
    relations = "from,relation,to,start\nA,lead,A,x\nA,lead,B,\nB,lead,C,\n"
    assert totals(scored(item(rated), UNITS, marks, relations)) == [None, "80.00", "70.00"]
    recused = PANEL + 'recuse = ["kin"]\n'
    marks += "A,x,l,r,50\nB,x,l,r,50\n"
    result = scored(item(recused), UNITS, marks, "from,relation,to,start\nr,kin,A,x\nr,kin,B,\n")
    assert totals(result) == [None, "80.00", "70.00"]


def test_who_holds_a_role_by_a_row_that_cannot_be_read_is_not_proposed() -> None:
    consequence = '[[consequence]]\nkind = "talk"\nname = { zh = "约谈", en = "Talk" }\non = "person"\ncite = "x"\n'
    consequence += 'roles = ["head"]\nwhen = "total >= 0"\n\n'
    relations = "from,relation,to,start\np,head,A,\nq,head,A,soon\nr,head,B,\n"
    values = "unit,item,value\nA,x,90\nB,x,80\nC,x,70\n"
    result = scored(consequence + item(IMPORTED), UNITS, values, relations)
    assert [[one["person"] for one in result.unit(id).consequences] for id in "ABC"] == [[], ["r"], [None]]
    assert "consequence_unknown" in {found.code for found in result.problems}


def test_a_refused_row_of_a_unit_or_item_that_is_not_there_poisons_nobody() -> None:
    events = "unit,item,kind,count\nA,x,accident,1\nZ,x,accident,many\nA,y,accident,many\n,x,accident,2\n"
    result = scored(item(EVENTS), UNITS, events)
    assert totals(result) == ["90.00", "100.00", "100.00"]
    assert sorted((found.code, found.where.row) for found in result.problems) == [
        ("bad_figure", 2),
        ("bad_figure", 3),
        ("empty_key", 4),
    ]


@pytest.mark.parametrize(
    ("rule", "table"),
    [
        (EVENTS, "unit,item,kind\nA,x,accident\nA,xx,accident\nB,xx,accident\n"),
        (VOTES, "unit,item,rater_group,grade,count\nA,x,l,good,1\nA,xx,l,good,1\nB,x,l,good,1\nC,x,l,good,1\n"),
        (PANEL, "unit,item,rater_group,rater,value\nA,x,l,r,90\nA,xx,l,r,1\nB,x,l,r,90\nC,x,l,r,90\n"),
    ],
    ids=["events", "votes", "sheets"],
)
def test_a_row_of_an_item_that_the_scheme_does_not_read_is_listed(rule: str, table: str) -> None:
    result = scored(item(rule), UNITS, table)
    assert None not in totals(result)
    (found,) = result.problems
    assert (found.code, found.severity.value, found.where.row, found.suggestion) == ("unused_item", "warning", 2, "x")


def test_what_could_not_be_read_is_never_counted_as_zero() -> None:
    events = "unit,item,kind,count\nA,x,accident,many\n"
    assert totals(scored(item(EVENTS, 'missing = "zero"'), UNITS, events)) == [None, "100.00", "100.00"]


def test_a_value_that_is_no_figure_is_neither_there_nor_missing() -> None:
    rule = f'do = "formula"\npoints = "if(has(x), x, 50)"\n{FREE}'
    values = "unit,item,value\nA,x,abc\nB,x,\nC,x,NA\n"
    assert totals(scored(item(rule), UNITS, values)) == [None, "50.00", "50.00"]
    group = '[[group]]\nid = "h"\nwhen = "not has(x)"\n\n'
    result = scored(group + item(f'do = "formula"\npoints = 1\n{FREE}'), UNITS, values)
    assert [result.unit(id).group for id in "ABC"] == ["g", "h", "h"]


@pytest.mark.parametrize(
    "table",
    ["unit,item,value\nA,x,1,234\nB,x,5,\nC,x,6\n", "unit,item,value,value\nA,x,1,2\nB,x,5,5\nC,x,6,6\n"],
    ids=["cells beyond the header", "a column twice"],
)
def test_a_value_whose_cells_may_be_shifted_is_not_used(tmp_path: Path, table: str) -> None:
    assert totals(of_files(tmp_path, item(IMPORTED), values=table)) == [None, "5.00", "6.00"]


def test_an_event_whose_cells_may_be_shifted_leaves_its_item_unknown(tmp_path: Path) -> None:
    events = "unit,item,kind,count\nA,x,accident,1,234\nB,x,accident,1\n"
    result = of_files(tmp_path, item(EVENTS), events=events)
    assert totals(result) == [None, "90.00", "100.00"]
    assert (why(result, "A").where.file, why(result, "A").where.row) == (str(tmp_path / "events.csv"), 2)


def of_files(folder: Path, scheme: str, **tables: str) -> Result:
    """The result of tables in files, which both engines must give."""
    loaded = parse_scheme(whole(scheme))
    assert loaded.scheme is not None
    for name, text in {"units": UNITS, **tables}.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    inputs = read_inputs([folder])
    walked = run(loaded.scheme, inputs, ON)
    assert json.dumps(run_bulk(loaded.scheme, inputs, ON).as_json()) == json.dumps(walked.as_json())
    return walked


def test_the_bulk_engine_computes_beside_refused_events_and_votes_itself() -> None:
    units = Inputs.from_rows("units", [{"unit": id, "class": "x", "group": "g"} for id in "AB"])
    events = Inputs.from_rows("events", [{"unit": "A", "item": "x", "kind": "accident", "count": "many"}])
    votes = [{"unit": id, "item": "x", "rater_group": "l", "grade": "good", "count": 2} for id in "AB"]
    votes[0]["count"] = "few"
    for rule, rows in ((EVENTS, events), (COUNTED, events), (VOTES, Inputs.from_rows("votes", votes))):
        loaded = parse_scheme(whole(item(rule)))
        assert loaded.scheme is not None
        ran = bulk(loaded.scheme, units.merged(rows), ON)
        assert (ran.engine, ran.result.unit("A").total, ran.result.unit("B").total) == ("bulk", None, "100.00")
