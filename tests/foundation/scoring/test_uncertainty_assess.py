"""From a scheme and its sheets to the report, by either engine, and the command that prints it."""

import json
from datetime import date
from pathlib import Path

import pytest

from qingheng.cli.main import main
from qingheng.foundation.scoring.engines import run_bulk
from qingheng.foundation.scoring.inputs import Inputs
from qingheng.foundation.scoring.load import parse_scheme
from qingheng.foundation.scoring.scoring import run
from qingheng.foundation.scoring.uncertainty.assess import assess
from qingheng.foundation.scoring.uncertainty.report import Settings

ON = date(2007, 12, 31)
SCHEME = """
[scheme]
id = "small"
title = { zh = "考核", en = "Assessment" }
period = "2007"
base = 200

[node.all]
name = { zh = "合计", en = "Total" }
full = 200

[node.grain]
name = { zh = "粮食", en = "Grain" }
in = "all"
points = 100
rule = { do = "imported", scale = "none", source = "统计局", beyond = "refuse" }

[node.visit]
name = { zh = "实地察看", en = "On-site inspection" }
in = "all"
points = 60
rule = { do = "panel", scale = 100, order = "per_indicator", empty_group = "error", self_rating = "allow", groups = [{ id = "team", weight = 1 }] }

[node.poll]
name = { zh = "民主测评", en = "Democratic evaluation" }
in = "all"
points = 40
rule = { do = "votes", scale = { "优" = 1, "良" = "80%", "差" = "40%" }, denominator = "valid", empty_group = "error", groups = [{ id = "staff", weight = 1 }] }

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
MARKS = {"A": [90, 92, 88, 95], "B": [85, 88, 80, 90], "C": [84, 90, 79, 88], "D": [50, 55, 52, 58]}
POLLS = {"A": (20, 8, 2), "B": (15, 10, 5), "C": (16, 9, 5), "D": (5, 10, 15)}


def tables() -> dict[str, list[dict[str, object]]]:
    """The three input tables."""
    return {
        "units": [{"unit": unit, "class": "x", "group": "g"} for unit in MARKS],
        "values": [{"unit": unit, "item": "grain", "value": 80} for unit in MARKS],
        "sheets": [
            {"unit": unit, "item": "visit", "rater_group": "team", "rater": f"r{at}", "value": mark}
            for unit, marks in MARKS.items()
            for at, mark in enumerate(marks)
        ],
        "votes": [
            {"unit": unit, "item": "poll", "rater_group": "staff", "grade": grade, "count": count}
            for unit, counts in POLLS.items()
            for grade, count in zip("优良差", counts, strict=True)
        ],
    }


def inputs(*names: str) -> Inputs:
    """The named tables, or all."""
    made = [Inputs.from_rows(name, rows) for name, rows in tables().items() if not names or name in names]
    return made[0].merged(*made[1:])


def test_the_report_says_what_was_rated_and_what_was_not() -> None:
    scheme = parse_scheme(SCHEME).scheme
    assert scheme is not None
    found = assess(scheme, inputs(), ON, run, Settings(places=1), redraws=40)
    rows = {row.unit: row for row in found.units}
    assert rows["D"].last == "certain"
    assert rows["A"].last == "not"
    assert "C" in rows["B"].indistinguishable
    assert all(row.error is not None and 0 < row.error < 5 for row in found.units)
    assert found.replicated == ["poll", "visit"]
    assert found.unreplicated == ["grain"]
    assert found.reliability[0]["item"] == "visit"
    assert found.reliability[0]["icc"]["2,k"]["value"] > "0.9"
    assert found.reliability[0]["severity"]["severe"] == ["r2"]
    assert "10%" in rows["A"].weights


def test_the_same_seed_and_either_engine_give_the_same_report() -> None:
    scheme = parse_scheme(SCHEME).scheme
    assert scheme is not None
    one, other = (assess(scheme, inputs(), ON, engine, Settings(), redraws=10).as_json() for engine in (run, run_bulk))
    assert one == other
    assert one != assess(scheme, inputs(), ON, run, Settings(seed="another"), redraws=10).as_json()


def test_a_unit_that_a_veto_ranks_last_is_not_compared_by_its_score() -> None:
    veto = '[[veto]]\ndomain = "safety"\nname = { zh = "安全", en = "Safety" }\neffects = ["rank_last"]\ncite = "x"\n'
    scheme = parse_scheme(SCHEME + veto).scheme
    assert scheme is not None
    data = inputs().merged(Inputs.from_rows("vetoes", [{"unit": "A", "domain": "safety"}]))
    found = assess(scheme, data, ON, run, Settings(places=1), redraws=40)
    assert [row.unit for row in found.units] == ["B", "C", "D"]
    assert {row.unit: row.last for row in found.units}["D"] == "certain"
    assert [(problem.code, problem.where.path) for problem in found.problems] == [("ranked_by_veto", "A")]


def test_figures_without_replicates_are_not_given_an_error() -> None:
    text = SCHEME.split("[node.visit]", maxsplit=1)[0] + "[rounding]" + SCHEME.split("[rounding]")[1]
    scheme = parse_scheme(text.replace("base = 200", "base = 100").replace("full = 200", "full = 100")).scheme
    assert scheme is not None
    found = assess(scheme, inputs("units", "values"), ON, run, Settings(), redraws=10)
    assert {problem.code for problem in found.problems} == {"no_replicate", "parts_not_additive"}
    assert all(row.error is None for row in found.units)
    assert found.replicated == []


def test_the_command_prints_the_report_and_refuses_odd_settings(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "scheme.toml").write_text(SCHEME, encoding="utf-8")
    for name, rows in tables().items():
        lines = [",".join(rows[0]), *(",".join(map(str, row.values())) for row in rows)]
        (tmp_path / f"{name}.csv").write_text("\n".join(lines), encoding="utf-8")
    files = [str(tmp_path / f"{name}.csv") for name in tables()]
    words = ["score", "uncertainty", str(tmp_path / "scheme.toml"), "--in", *files, "--redraws", "10", "--draws", "200"]
    assert main(["--json", *words]) == 0
    out, err = capsys.readouterr()
    value = json.loads(out)
    assert value["units"][0]["unit"] == "A"
    assert value["settings"]["seed"] == "uncertainty"
    assert "10/10" in err
    assert main(words) == 0
    assert "90%区间" in capsys.readouterr().out
    assert main([*words, "--coverage", "2"]) == 2
    assert "bad_call" in capsys.readouterr().out
