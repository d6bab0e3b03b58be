"""`score bulk`: the walker's figures for every county, in ranges, killed and resumed, with every stray row listed."""

import csv
import io
import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from qingheng.cli.main import main
from qingheng.foundation.scoring.bulk.chunks import Chunks, StalePartsError
from qingheng.foundation.scoring.bulk.ratings import Job, score_ratings
from qingheng.foundation.scoring.inputs import Inputs
from qingheng.foundation.scoring.load import load_scheme, parse_scheme
from qingheng.foundation.scoring.model import Scheme
from qingheng.foundation.scoring.scoring import run

ON = date(2026, 12, 31)
SCHEME = """
[scheme]
id = "ratings"
title = { zh = "民主评议", en = "Panel rating" }
period = "2026"
base = 200

[node.all]
name = { zh = "合计", en = "Total" }
full = 200

[node.one]
name = { zh = "一", en = "One" }
in = "all"
points = 100
rule = { do = "panel", scale = 100, order = "per_indicator", empty_group = "reweight", self_rating = "exclude", trim_high = 1, trim_low = 1, trim_above = 3, trim_scope = "group", groups = [{ id = "leaders", weight = "40%" }, { id = "masses", weight = "60%" }] }

[node.two]
name = { zh = "二", en = "Two" }
in = "all"
points = 100
applies = "p.kind != 'none'"
rule = { do = "panel", scale = 100, order = "per_indicator", empty_group = "error", self_rating = "allow", groups = [{ id = "leaders", weight = "1/3" }, { id = "masses", weight = "2/3" }] }

[[veto]]
domain = "safety"
name = { zh = "安全", en = "Safety" }
effects = ["rank_last"]
cite = "seed#2.5"

[rounding]
item = { digits = 2, mode = "half_up" }
part = { digits = 2, mode = "half_up" }
total = { digits = 2, mode = "half_up" }

[missing]
not_applicable = "exclude"
peers = "refuse"

[total]
order = ["base", "bonus", "penalty", "round", "veto", "rank", "grade"]

[rank]
style = "competition"
on = "rounded"
ties = ["shared"]
"""
COUNTIES, UNITS = ("620501", "620502", "620521"), ("A", "B", "C", "D", "E")


def units() -> list[dict[str, str]]:
    """Five units a county; one has an item that does not apply, one a veto."""
    return [
        {
            "county": county,
            "unit": unit,
            "class": "x",
            "group": "g",
            "p_kind": "none" if unit == "C" else "big",
            "p_veto": "safety" if unit == "B" and county == "620502" else "",
        }
        for county in COUNTIES
        for unit in UNITS
    ]


def ratings() -> list[dict[str, Any]]:
    """Marks from the place of a row; holes, a group that is empty, a unit without leaders' marks."""
    rows = []
    for at, county in enumerate(COUNTIES):
        for number, unit in enumerate(UNITS):
            for item in ("one", "two"):
                for rater in range(9):
                    group = "leaders" if rater < 4 else "masses"
                    if unit == "E" and group == "leaders":
                        continue
                    value = (
                        None
                        if (at + number + rater) % 7 == 0
                        else 60 + (at * 31 + number * 17 + rater * 13 + len(item) * rater) % 41
                    )
                    rows.append(
                        {
                            "county": county,
                            "unit": unit,
                            "item": item,
                            "rater_group": group,
                            "rater": rater,
                            "value": value,
                        }
                    )
    return rows


def parquet(path: Path, rows: list[dict[str, Any]]) -> Path:
    """The rows as a parquet file."""
    text = path.with_suffix(".jsonl")
    text.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    with duckdb.connect() as database:
        kinds = {"rater": "BIGINT", "value": "INTEGER"}
        columns = ", ".join(f"'{name}': '{kinds.get(name, 'VARCHAR')}'" for name in rows[0])
        database.execute(
            f"COPY (SELECT * FROM read_json('{text}', columns = {{{columns}}})) TO '{path}' (FORMAT parquet)"  # noqa: S608 -- paths of this test
        )
    return path


@pytest.fixture
def job(tmp_path: Path) -> Job:
    """The whole of the small data, not yet scored."""
    (tmp_path / "scheme.toml").write_text(SCHEME, encoding="utf-8")
    scheme = load_scheme(tmp_path / "scheme.toml").scheme
    assert scheme is not None
    files = [parquet(tmp_path / "ratings.parquet", ratings())]
    return Job(scheme, files, [parquet(tmp_path / "units.parquet", units())], tmp_path / "out", ON)


def quiet(done: int, total: int) -> None:
    """No progress."""


def walked(scheme: Scheme) -> list[list[str]]:
    """What the walker gives, county by county, in the form of scores.csv."""
    lines = []
    for county in COUNTIES:
        own = [
            {key: value for key, value in row.items() if key not in ("county", "p_veto")}
            for row in units()
            if row["county"] == county
        ]
        sheets = [{key: row[key] for key in row if key != "county"} for row in ratings() if row["county"] == county]
        parts = [Inputs.from_rows("units", own), Inputs.from_rows("sheets", sheets)]
        vetoes = [
            {"unit": row["unit"], "domain": row["p_veto"]}
            for row in units()
            if row["county"] == county and row["p_veto"]
        ]
        parts += [Inputs.from_rows("vetoes", vetoes)] if vetoes else []
        result = run(scheme, parts[0].merged(*parts[1:]), ON)
        for unit in result.units:
            below = sum(
                1
                for other in result.units
                if other.rank is not None and unit.rank is not None and other.rank > unit.rank
            )
            bottom = unit.rank is not None and below < 3
            rank = "" if unit.rank is None else str(unit.rank)
            lines.append(
                [county, unit.unit, "g", unit.total or "", rank, str(bool(unit.vetoes)).lower(), str(bottom).lower()]
            )
    return lines


def test_every_county_has_the_figures_of_the_walker(job: Job) -> None:
    score_ratings(job, quiet)
    text = job.result.read_bytes()
    assert b"\r" not in text
    found = list(csv.reader(io.StringIO(text.decode())))
    assert found[0] == ["county", "unit", "group", "total", "rank", "vetoed", "bottom"]
    assert found[1:] == walked(job.scheme)
    assert ["620502", "B"] in [row[:2] for row in found if row[5] == "true"]
    assert any(row[3] == "" for row in found[1:])


def test_a_killed_run_goes_on_and_gives_the_same_bytes(job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qingheng.foundation.scoring.bulk.ratings._ROWS_A_MEGABYTE", 0)
    assert score_ratings(job, quiet) == 3
    whole, problems = job.result.read_bytes(), job.problems
    assert {problem.where.path for problem in problems} == {f"{county}/E/two" for county in COUNTIES}

    def killed(done: int, total: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    job.result.unlink()
    with pytest.raises(KeyboardInterrupt):
        score_ratings(job, killed)
    assert not job.result.exists()
    (job.out / "parts" / "part-000002.csv.writing").write_bytes(b"half a line")
    job.resume = True
    seen: list[tuple[int, int]] = []
    assert score_ratings(job, lambda done, total: seen.append((done, total))) == 1
    assert seen == [(1, 3), (2, 3), (3, 3)]
    assert job.result.read_bytes() == whole
    assert job.problems == problems
    assert not (job.out / "parts").exists()


def test_parts_of_another_run_are_not_resumed(tmp_path: Path) -> None:
    Chunks(tmp_path / "parts", ("1", "2"), 1, "one scheme").prepare(resume=False)
    with pytest.raises(StalePartsError):
        Chunks(tmp_path / "parts", ("1", "2"), 1, "another scheme").prepare(resume=True)
    Chunks(tmp_path / "parts", ("1", "2"), 1, "another scheme").prepare(resume=False)


def test_rows_that_count_nowhere_are_listed(job: Job, tmp_path: Path) -> None:
    stray = [
        {"county": "620501", "unit": "Z", "item": "one", "rater_group": "masses", "rater": 1, "value": 80},
        {"county": "620501", "unit": "A", "item": "one", "rater_group": "guests", "rater": 1, "value": 80},
        {"county": "620501", "unit": "A", "item": "three", "rater_group": "masses", "rater": 1, "value": 80},
    ]
    job.ratings = [*job.ratings, parquet(tmp_path / "stray.parquet", stray)]
    score_ratings(job, quiet)
    assert codes(job) - {"no_score"} == {"unknown_unit", "unknown_rater", "unused_item"}
    assert list(csv.reader(io.StringIO(job.result.read_text(encoding="utf-8"))))[1:] == walked(job.scheme)


@pytest.mark.parametrize("far", [0, 10**12])
def test_a_rater_who_marks_a_unit_twice_leaves_the_item_of_the_group_without_a_score(
    job: Job, tmp_path: Path, far: int
) -> None:
    again = [
        {"county": "620501", "unit": "D", "item": "two", "rater_group": "masses", "rater": 7 + far, "value": 80}
    ] * 2
    job.ratings = [*job.ratings, parquet(tmp_path / "again.parquet", again[far == 0 :])]
    score_ratings(job, quiet)
    (twice,) = [problem.where.path for problem in job.problems if problem.code == "duplicate_mark"]
    others = [problem.where.path for problem in job.problems if problem.code == "marked_twice"]
    assert (twice, others) == ("620501/D/two", [f"620501/{unit}/two" for unit in "ABE"])
    rows = list(csv.reader(io.StringIO(job.result.read_text(encoding="utf-8"))))[1:]
    assert [row[3] == "" for row in rows if row[0] == "620501"] == [True, True, False, True, True]
    assert [row for row in rows if row[0] != "620501"] == [row for row in walked(job.scheme) if row[0] != "620501"]


def codes(job: Job) -> set[str]:
    return {problem.code for problem in job.problems}


def totals(job: Job) -> dict[tuple[str, str], str]:
    rows = list(csv.reader(io.StringIO(job.result.read_text(encoding="utf-8"))))[1:]
    return {(row[0], row[1]): row[3] for row in rows}


@pytest.mark.parametrize("mark", [-1, 101])
def test_a_mark_out_of_range_is_named_where_it_leaves_a_unit_without_a_total(
    job: Job, tmp_path: Path, mark: int, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = {"county": "620501", "unit": "A", "item": "one", "rater_group": "masses", "rater": 99, "value": mark}
    parquet(tmp_path / "ratings.parquet", [*ratings(), wrong])
    assert main(call(tmp_path)) == 1
    problems = json.loads(capsys.readouterr().out)["problems"]
    (found,) = [problem for problem in problems if problem["code"] == "out_of_range"]
    assert found["where"]["path"] == "620501/A/one"
    assert f"打分 {mark} 超出 0 至 100" in found["zh"]
    assert totals(job)["620501", "A"] == ""


def test_every_unit_without_a_total_has_a_problem_that_says_why(job: Job) -> None:
    score_ratings(job, quiet)
    lost = {f"{county}/{unit}" for (county, unit), total in totals(job).items() if not total}
    assert lost == {(problem.where.path or "").rpartition("/")[0] for problem in job.problems}
    assert all("leaders 0 份" in problem.text.zh for problem in job.problems)


def test_a_unit_to_which_nothing_applies_and_one_that_lacks_a_property_are_told_apart(job: Job, tmp_path: Path) -> None:
    text = SCHEME.replace("points = 100\nrule", "points = 100\napplies = \"p.kind != 'none'\"\nrule")
    job.scheme = parse(text)
    given = [{**row, "p_kind": "" if row["unit"] == "A" else row["p_kind"]} for row in units()]
    job.units = [parquet(tmp_path / "units.parquet", given)]
    score_ratings(job, quiet)
    found = {(problem.code, problem.where.path): problem.text.zh for problem in job.problems}
    assert "没有适用的项目" in found["nothing_applies", "620501/C"]
    assert "缺少所需的数据" in found["no_score", "620501/A/one"]


def test_ratings_of_a_county_that_the_units_lack_are_listed(
    job: Job, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    strange = [{**row, "county": "629999"} for row in ratings() if row["county"] == "620501"]
    parquet(tmp_path / "ratings.parquet", [*ratings(), *strange])
    assert main(call(tmp_path)) == 1
    problems = json.loads(capsys.readouterr().out)["problems"]
    (found,) = [problem for problem in problems if problem["code"] == "unknown_county"]
    assert found["where"]["path"] == "629999"
    assert f"{len(strange)} 条" in found["zh"]


def test_a_unit_that_no_tree_or_several_trees_fit_is_listed(job: Job, tmp_path: Path) -> None:
    job.units = [parquet(tmp_path / "units.parquet", [{**row, "class": row["unit"]} for row in units()])]
    trees = "\n".join(
        f'[[tree]]\nid = "t{at}"\nwhen = "{when}"\nroot = "all"\n'
        for at, when in enumerate(("class == 'A' or class == 'B' or class == 'C'", "class == 'C' or class == 'D'"))
    )
    job.scheme = parse(SCHEME + trees)
    score_ratings(job, quiet)
    found = {(problem.code, problem.where.path) for problem in job.problems}
    assert found == {
        (code, f"{county}/{unit}") for county in COUNTIES for code, unit in (("several_trees", "C"), ("no_tree", "E"))
    }


def test_units_whose_order_is_left_to_people_are_listed(job: Job, tmp_path: Path) -> None:
    job.scheme = parse(SCHEME.replace('ties = ["shared"]', 'ties = [{ by = "p.size" }, "refuse"]'))
    marks = [{**row, "value": 80} for row in ratings() if row["unit"] in "ABD"]
    given = [{**row, "p_size": "1" if row["unit"] == "A" else ""} for row in units() if row["unit"] in "ABD"]
    job.ratings = [parquet(tmp_path / "ratings.parquet", marks)]
    job.units = [parquet(tmp_path / "units.parquet", given)]
    score_ratings(job, quiet)
    tied = [f"{county}/{unit}" for county in COUNTIES for unit in "ABD" if (county, unit) != ("620502", "B")]
    assert [(problem.code, problem.where.path) for problem in job.problems] == [("tie_undecided", at) for at in tied]


def test_of_a_kind_of_problem_twenty_are_listed_and_the_others_counted(job: Job, tmp_path: Path) -> None:
    wrong = [
        {"county": "620501", "unit": f"U{at:03}", "item": "one", "rater_group": "masses", "rater": 1, "value": 200}
        for at in range(33)
    ]
    more = [{**units()[0], "unit": row["unit"]} for row in wrong]
    stray = [{**row, "unit": f"{row['unit']}x"} for row in wrong]
    job.ratings = [*job.ratings, parquet(tmp_path / "wrong.parquet", [*wrong, *stray])]
    job.units = [*job.units, parquet(tmp_path / "more.parquet", more)]
    score_ratings(job, quiet)
    for code in ("out_of_range", "unknown_unit"):
        kind = [problem for problem in job.problems if problem.code == code]
        assert len(kind) == 21
        assert "另有 13 处" in kind[-1].text.zh
    rest = [problem for problem in job.problems if problem.code == "no_score"]
    assert (len(rest), "另有 16 处" in rest[-1].text.zh) == (21, True)


def call(tmp_path: Path, *more: str) -> list[str]:
    """The command line."""
    words = ["--json", "score", "bulk", str(tmp_path / "scheme.toml"), "--ratings", str(tmp_path / "ratings.parquet")]
    return [
        *words,
        "--units",
        str(tmp_path / "units.parquet"),
        "--out",
        str(tmp_path / "out"),
        "--on",
        "2026-12-31",
        *more,
    ]


def test_the_command_shows_progress_on_stderr_and_the_result_on_stdout(
    job: Job, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    parquet(tmp_path / "units.parquet", [row for row in units() if row["unit"] != "E"])
    parquet(tmp_path / "ratings.parquet", [row for row in ratings() if row["unit"] != "E"])
    assert main(call(tmp_path)) == 0
    out, err = capsys.readouterr()
    assert "1/1" in err.split()
    assert json.loads(out)["problems"] == []
    assert (tmp_path / "out" / "scores.csv").exists()


def test_what_cannot_be_read_is_said_at_once(job: Job, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "ratings.parquet").write_bytes(b"no parquet")
    parquet(tmp_path / "units.parquet", [{"county": "620501", "name": "A"}])
    assert main(call(tmp_path)) == 2
    problems = json.loads(capsys.readouterr().out)["problems"]
    assert [problem["code"] for problem in problems] == ["unreadable", "unreadable"]
    assert main(call(tmp_path, "--memory", "1", "--ratings", "nowhere.parquet")) == 2
    assert {problem["code"] for problem in json.loads(capsys.readouterr().out)["problems"]} == {
        "too_little_memory",
        "unreadable",
    }


@pytest.mark.parametrize("kind", ["DOUBLE", "DECIMAL(4,1)", "VARCHAR"])
def test_marks_that_are_no_integers_are_refused_and_not_rounded(job: Job, tmp_path: Path, kind: str) -> None:
    path = tmp_path / "halves.parquet"
    with duckdb.connect() as database:
        rows = database.read_parquet(str(job.ratings[0]))
        rows.project(f"* REPLACE (value::{kind} AS value)").write_parquet(str(path))
    halves = replace(job, ratings=(path,), problems=[])
    assert score_ratings(halves, lambda done, total: None) == 0
    (found,) = halves.problems
    assert (found.code, "value" in found.text.zh) == ("unreadable", True)


def test_spark_is_missed_by_name(job: Job, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(call(tmp_path, "--engine", "spark")) == 2
    assert json.loads(capsys.readouterr().out)["problems"][0]["code"] == "engine_missing"


@pytest.mark.parametrize(
    "validity",
    [
        'complete = true, effect = "sheet"',
        'at_most = [{ count = 2, ge = 85 }], not_all_equal = true, effect = "sheet"',
        'low = 62, high = 98, effect = "cell"',
    ],
)
def test_sheets_are_judged_as_a_whole_in_every_county(job: Job, tmp_path: Path, validity: str) -> None:
    text = SCHEME.replace('self_rating = "allow"', f'self_rating = "allow", validity = {{ {validity} }}')
    (tmp_path / "scheme.toml").write_text(text, encoding="utf-8")
    job.scheme = load_scheme(tmp_path / "scheme.toml").scheme or job.scheme
    score_ratings(job, quiet)
    found = list(csv.reader(io.StringIO(job.result.read_text(encoding="utf-8"))))[1:]
    assert found == walked(job.scheme)
    assert any(row[3] for row in found)


def test_a_scheme_that_ratings_cannot_feed_is_refused(
    job: Job, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = SCHEME.replace('self_rating = "allow"', 'self_rating = "allow", recuse = ["leads"]')
    (tmp_path / "scheme.toml").write_text(text, encoding="utf-8")
    assert main(call(tmp_path)) == 1
    assert json.loads(capsys.readouterr().out)["problems"][0]["code"] == "not_for_bulk"


CONTEST = """
[contest]
seats = 1
replacement = "vacancy"
decision = "vote"
stages = [{ id = "s", name = { zh = "综合", en = "Final" }, score = "score(one)" }]
"""


def test_a_contest_is_refused_for_the_table_has_no_place_for_its_stages(
    job: Job, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "scheme.toml").write_text(SCHEME + CONTEST, encoding="utf-8")
    assert main(call(tmp_path)) == 1
    assert json.loads(capsys.readouterr().out)["problems"][0]["code"] == "not_for_bulk"


def test_rank_votes_have_the_figures_of_the_walker(job: Job) -> None:
    panel = next(line for line in SCHEME.splitlines() if line.startswith("rule = "))
    votes = (
        'rule = { do = "rank_votes", ladder = { first = 100, step = "1.5" }, scale = 100, beyond = "zero", '
        'empty_group = "reweight", self_rating = "exclude", trim_high = 1, trim_low = 1, trim_above = 3, '
        'trim_scope = "all", groups = [{ id = "leaders", weight = "40%" }, { id = "masses", weight = "60%" }] }'
    )
    job.scheme = parse(SCHEME.replace(panel, votes))
    score_ratings(job, quiet)
    found = list(csv.reader(io.StringIO(job.result.read_text(encoding="utf-8"))))[1:]
    assert any(line[3] for line in found)
    assert found == walked(job.scheme)
    assert {problem.where.path for problem in job.problems} == {f"{county}/E/two" for county in COUNTIES}


def parse(text: str) -> Scheme:
    scheme = parse_scheme(text).scheme
    assert scheme is not None
    return scheme
