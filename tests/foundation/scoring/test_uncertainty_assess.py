"""From a scheme and its sheets to the report, by either engine, and the command that prints it."""

import json
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from qingheng.cli.main import main
from qingheng.foundation.scoring.engines import redrawn, redrawn_by_walker
from qingheng.foundation.scoring.inputs import Inputs
from qingheng.foundation.scoring.load import parse_scheme
from qingheng.foundation.scoring.model import Scheme
from qingheng.foundation.scoring.scoring import run
from qingheng.foundation.scoring.uncertainty.assess import assess, concluded, further
from qingheng.foundation.scoring.uncertainty.bootstrap import Sampler
from qingheng.foundation.scoring.uncertainty.redraw import PORTION, Redraws, Rescore, marks_of, votes_of
from qingheng.foundation.scoring.uncertainty.report import Report, Settings

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


def small(text: str = SCHEME) -> Scheme:
    """The scheme of these tests, or a variant of it."""
    scheme = parse_scheme(text).scheme
    assert scheme is not None
    return scheme


def assessed(scheme: Scheme, data: Inputs, settings: Settings, engine: Rescore = redrawn) -> Report:
    """Scored and assessed."""
    return assess(scheme, data, ON, run(scheme, data, ON).as_json(), engine, settings)


def test_the_report_says_what_was_rated_and_what_was_not() -> None:
    found = assessed(small(), inputs(), Settings(places=1, redraws=40))
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
    settings = Settings(redraws=10)
    one, other = (assessed(small(), inputs(), settings, engine).as_json() for engine in (redrawn, redrawn_by_walker))
    assert one == other
    assert one != assessed(small(), inputs(), Settings(redraws=10, seed="another")).as_json()


@pytest.mark.parametrize("rater", ["A", "a1"])
@pytest.mark.parametrize("self_rating", ["exclude", "allow"])
def test_a_drawn_copy_of_a_rater_is_still_the_same_person(rater: str, self_rating: str) -> None:
    scheme = small(SCHEME.replace('self_rating = "allow"', f'self_rating = "{self_rating}"'))
    totals = []
    for own in (100, 20):
        person = [{"unit": "a1", "class": "person", "group": "", "parent": "A"}]
        marks = [
            {"unit": unit, "item": "visit", "rater_group": "team", "rater": rater, "value": own if unit == "A" else 60}
            for unit in MARKS
        ]
        data = inputs().merged(Inputs.from_rows("units", person), Inputs.from_rows("sheets", marks))
        panels = Sampler(marks_of(data), votes_of(data)).panels(8, np.random.default_rng(1))
        found = redrawn(scheme, data, panels, ON)
        assert found == redrawn_by_walker(scheme, data, panels, ON)
        totals.append([unit["A"] for unit in found])
    # What it gives itself makes no difference exactly where own ratings do not count.
    assert (totals[0] == totals[1]) is (self_rating == "exclude")


def test_a_rater_group_by_relation_keeps_its_raters_in_every_draw() -> None:
    group = 'groups = [{ id = "team", weight = 1, relation = "superior" }], several_groups = "each"'
    by_relation = SCHEME.replace('groups = [{ id = "team", weight = 1 }]', group)
    relations = [{"from": f"r{at}", "relation": "superior", "to": unit} for unit in MARKS for at in range(3)]
    data = inputs().merged(Inputs.from_rows("relations", relations))
    found = assessed(small(by_relation), data, Settings(redraws=20))
    assert all(row.error is not None and row.error > 0 for row in found.units)


def test_a_count_that_could_not_be_read_stays_unread_in_every_draw() -> None:
    unread = [{"unit": "A", "item": "poll", "rater_group": "guests", "grade": "优", "count": "many"}]
    data = inputs().merged(Inputs.from_rows("votes", unread))
    panels = Sampler(marks_of(data), votes_of(data)).panels(4, np.random.default_rng(1))
    found = redrawn(small(), data, panels, ON)
    assert found == redrawn_by_walker(small(), data, panels, ON)
    assert [[unit for unit, total in drawn.items() if total is None] for drawn in found] == [["A"]] * 4
    assert [row.unit for row in assessed(small(), data, Settings(redraws=20)).units] == ["B", "C", "D"]


def test_an_interrupted_assessment_goes_on_to_the_same_report() -> None:
    data, settings = inputs(), Settings(redraws=PORTION + 5)
    result = run(small(), data, ON).as_json()
    whole = assess(small(), data, ON, result, redrawn, settings)
    first = further(small(), data, ON, result, redrawn, settings, Redraws())
    assert first is not None
    assert first.done == PORTION
    kept = Redraws.from_json(json.loads(json.dumps(first.as_json())))
    second = further(small(), data, ON, result, redrawn, settings, kept)
    assert second is not None
    assert second == further(small(), data, ON, result, redrawn, settings, Redraws(), size=settings.redraws)
    assert further(small(), data, ON, result, redrawn, settings, second) is None
    assert concluded(small(), data, result, settings, second).as_json() == whole.as_json()


def test_where_a_smaller_panel_has_no_total_whole_panels_are_drawn() -> None:
    scheme = small(
        SCHEME.replace('groups = [{ id = "team", weight = 1 }]', 'groups = [{ id = "team", weight = 1, min = 4 }]')
    )
    data, settings = inputs(), Settings(redraws=10)
    result = run(scheme, data, ON).as_json()
    begun = further(scheme, data, ON, result, redrawn, settings, Redraws())
    assert begun == Redraws(whole=True)
    again = further(scheme, data, ON, result, redrawn, settings, begun)
    assert again is not None
    assert (again.done, again.whole) == (10, True)
    assert all(None not in drawn for drawn in again.totals.values())


def test_a_unit_that_a_veto_ranks_last_is_not_compared_by_its_score() -> None:
    veto = '[[veto]]\ndomain = "safety"\nname = { zh = "安全", en = "Safety" }\neffects = ["rank_last"]\ncite = "x"\n'
    data = inputs().merged(Inputs.from_rows("vetoes", [{"unit": "A", "domain": "safety"}]))
    found = assessed(small(SCHEME + veto), data, Settings(places=1, redraws=40))
    assert [row.unit for row in found.units] == ["B", "C", "D"]
    assert {row.unit: row.last for row in found.units}["D"] == "certain"
    assert [(problem.code, problem.where.path) for problem in found.problems] == [("ranked_by_veto", "A")]


def test_figures_without_replicates_are_not_given_an_error() -> None:
    text = SCHEME.split("[node.visit]", maxsplit=1)[0] + "[rounding]" + SCHEME.split("[rounding]")[1]
    scheme = small(text.replace("base = 200", "base = 100").replace("full = 200", "full = 100"))
    found = assessed(scheme, inputs("units", "values"), Settings(redraws=10))
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
