"""A published table is compared cell by cell; what cannot be read is a problem, what does not agree a finding."""

from datetime import date
from pathlib import Path

import pytest

from qingheng.foundation.scoring import Inputs, parse_scheme
from qingheng.foundation.scoring.audit import Audit, audit, read_published

ON = date(2007, 12, 31)
SCHEME = """
[scheme]
id = "audit"
title = { zh = "复算", en = "Audit" }
period = "2007"
base = 100

[rounding]
item = "none"
part = "none"
total = { digits = 0, mode = "half_up" }

[missing]
not_applicable = "refuse"

[total]
order = ["base", "round", "rank", "grade"]

[rank]
style = "competition"
on = "rounded"
ties = ["shared"]

[grade]
by = "bands"
grades = [{ grade = "优秀", ge = 90 }, { grade = "一般" }]

[node.score]
name = { zh = "得分", en = "Score" }
points = 100
rule = { do = "imported", scale = "none", source = "office", beyond = "refuse" }

[[consequence]]
kind = "award"
name = { zh = "奖励", en = "Award" }
on = "unit"
when = "rank == 1"
amount = "10.5"
cite = "seed#2.5"
"""
CONTEST = """
[contest]
seats = "p.seats"
replacement = "vacancy"
decision = "score"

[[contest.stages]]
id = "written"
name = { zh = "笔试", en = "Written" }
score = "score(score)"
ratio = 3
too_few = "go_on"
ties = "all"

[[contest.stages]]
id = "final"
name = { zh = "录用", en = "Appointed" }
score = "score(score)"
ratio = 1
too_few = "go_on"
ties = "break"
"""
UNITS = [
    {"unit": "A", "class": "x", "group": "g", "p_seats": "2"},
    {"unit": "B", "class": "x", "group": "g", "p_seats": "2"},
    {"unit": "C", "class": "x", "group": "h", "p_seats": "1"},
]
VALUES = [{"unit": unit, "item": "score", "value": value} for unit, value in (("A", "95"), ("B", "80"), ("C", "80"))]


def audited(folder: Path, table: str, more: str = "") -> Audit:
    file = folder / "table.csv"
    file.write_text(table, encoding="utf-8")
    rows, problems = read_published(file)
    assert problems == ()
    scheme = parse_scheme(SCHEME + more).scheme
    assert scheme is not None
    inputs = Inputs.from_rows("units", UNITS).merged(Inputs.from_rows("values", VALUES))
    return audit(scheme, inputs, ON, rows)


def test_a_table_that_follows_from_the_scheme_has_no_findings(tmp_path: Path) -> None:
    found = audited(tmp_path, "unit,total,rank,grade,amount\nA,95,1,优秀,10.50\nB,80,2,一般,0\nC,80,1,一般,10.5\n")
    assert (found.compared, found.findings, found.problems) == (12, (), ())


def test_every_cell_that_differs_is_named_with_its_place(tmp_path: Path) -> None:
    found = audited(tmp_path, "unit,total,rank,grade,amount\nA,94,2,一般,11\nB,80,2,一般,\nC,80,1,一般,\n")
    assert [(f.kind, f.published, f.computed, f.where.row) for f in found.findings] == [
        ("total", "94", "95", 2),
        ("rank", "2", "1", 2),
        ("grade", "一般", "优秀", 2),
        ("amount", "11", "10.5", 2),
    ]
    assert "B" in found.findings[1].text.en


def test_a_unit_that_was_left_out_is_found(tmp_path: Path) -> None:
    found = audited(tmp_path, "unit,rank\nA,1\nC,1\n")
    assert [(f.kind, f.about) for f in found.findings] == [("not_published", "B")]


def test_unknown_double_and_unreadable_rows_are_problems(tmp_path: Path) -> None:
    found = audited(tmp_path, "unit,rank\nA,1\nA,1\nBB,2\nB,second\nC,1\n")
    assert sorted(problem.code for problem in found.problems) == ["bad_figure", "duplicate", "unknown_unit"]


def test_a_funnel_is_held_against_seats_and_ratios(tmp_path: Path) -> None:
    found = audited(tmp_path, "stage,count\nseats,4\nwritten,10\nfinal,11\n", CONTEST)
    assert [(f.kind, f.about, f.computed) for f in found.findings] == [
        ("seats", "seats", "3"),
        ("stage_over_ratio", "written", "9"),
        ("stage_grows", "final", "10"),
        ("stage_over_ratio", "final", "3"),
    ]
    assert "tied" in found.findings[1].text.en
    assert "tied" not in found.findings[3].text.en


def test_an_unknown_stage_and_a_scheme_without_contest_are_problems(tmp_path: Path) -> None:
    found = audited(tmp_path, "stage,count\nwriten,2\nfinal,x\n", CONTEST)
    assert [problem.code for problem in found.problems] == ["unknown_stage", "bad_figure"]
    assert found.problems[0].suggestion == "written"
    assert [problem.code for problem in audited(tmp_path, "stage,count\nfinal,2\n").problems] == ["no_contest"]


@pytest.mark.parametrize("text", ["", "name,points\nA,1\n", "unit\nA\n"])
def test_a_table_with_another_header_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "table.csv"
    file.write_text(text, encoding="utf-8")
    rows, problems = read_published(file)
    assert rows == ()
    assert [problem.code for problem in problems] == ["unreadable"]


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert [problem.code for problem in read_published(tmp_path / "none.csv")[1]] == ["unreadable"]
