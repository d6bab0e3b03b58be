"""`qingheng score`: exit codes, JSON on stdout, every complaint a problem."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from qingheng.cli.main import main

SCHEME = """
[scheme]
id = "cli"
title = { zh = "命令", en = "Command" }
period = "2007"
base = 100

[rounding]
item = "none"
part = "none"
total = { digits = 2, mode = "half_up" }

[missing]
not_applicable = "exclude"

[total]
order = ["base", "round", "rank"]

[rank]
style = "competition"
on = "rounded"
ties = ["shared"]

[node.all]
name = { zh = "总分", en = "Total" }
points = 100

[node.grain]
name = { zh = "粮食", en = "Grain" }
in = "all"
points = 60
rule = { do = "completion", target = 100, cap = 1, floor = 0, minimum = "none" }

[node.order]
name = { zh = "秩序", en = "Order" }
in = "all"
points = 40
rule = { do = "imported", scale = 100, source = "office", beyond = "refuse" }
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "scheme.toml").write_text(SCHEME, encoding="utf-8")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "units.csv").write_text("unit,name,class,group\nT01,甲,x,g\nT02,乙,x,g\n", encoding="utf-8")
    rows = "unit,item,period,value\nT01,grain,2007,80\nT01,order,2007,90\nT02,grain,2007,90\nT02,order,2007,70\n"
    (tmp_path / "in" / "values.csv").write_text(rows, encoding="utf-8")
    return tmp_path


def call(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, dict[str, Any]]:
    code = main(["--json", "score", *map(str, words)])
    return code, json.loads(capsys.readouterr().out)


def test_a_clean_scheme_is_zero(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, found = call(capsys, "check", folder / "scheme.toml")
    assert (code, found["problems"], found["scheme"]["id"]) == (0, [], "cli")


def test_a_broken_scheme_is_one_with_all_its_problems(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "scheme.toml").write_text(
        SCHEME.replace("points = 40", "points = 30").replace('on = "rounded"\n', ""), encoding="utf-8"
    )
    code, found = call(capsys, "check", folder / "scheme.toml")
    assert (code, {problem["code"] for problem in found["problems"]}) == (1, {"weights_sum", "rank_basis_missing"})
    assert call(capsys, "run", folder / "scheme.toml", "--in", folder / "in")[0] == 1


def test_an_unreadable_scheme_or_input_is_two(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(capsys, "check", folder / "none.toml")[0] == 2
    code, found = call(capsys, "run", folder / "scheme.toml", "--in", folder / "none.csv")
    assert (code, found["problems"][0]["code"]) == (2, "unreadable")
    assert call(capsys, "run", folder / "scheme.toml")[0] == 2


def test_a_run_gives_ranks_and_writes_them(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = folder / "out" / "scores.json"
    code, found = call(capsys, "run", folder / "scheme.toml", "--in", folder / "in", "--on", "2007-12-31", "--out", out)
    assert code == 0
    assert [(unit["unit"], unit["total"], unit["rank"]) for unit in found["units"]] == [
        ("T01", "84.00", 1),
        ("T02", "82.00", 2),
    ]
    assert json.loads(out.read_text(encoding="utf-8")) == found


def test_a_missing_figure_is_one_and_leaves_no_total(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "in" / "values.csv").write_text(
        "unit,item,period,value\nT01,grain,2007,80\nT01,order,2007,90\nT02,order,2007,70\n", encoding="utf-8"
    )
    code, found = call(capsys, "run", folder / "scheme.toml", "--in", folder / "in")
    assert (code, found["units"][1]["total"], found["units"][1]["rank"]) == (1, None, None)


def test_a_figure_explains_itself(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, found = call(capsys, "explain", folder / "scheme.toml", "T01", "--item", "grain", "--in", folder / "in")
    assert (code, found["exact"], found["inputs"][0]["source"]["row"]) == (0, "48", 2)
    code, found = call(capsys, "explain", folder / "scheme.toml", "T1", "--in", folder / "in")
    assert (code, found["problems"][0]["suggestion"]) == (2, "T01")
    assert (
        call(capsys, "explain", folder / "scheme.toml", "T01", "--item", "grian", "--in", folder / "in")[1]["problems"][
            0
        ]["suggestion"]
        == "grain"
    )


@pytest.mark.parametrize(
    ("change", "totals"),
    [
        ("values.T02.grain.2007=100", {"T02": ("82.00", "88.00", 2, 1), "T01": ("84.00", "84.00", 1, 2)}),
        ("node.grain.rule.target=90", {"T01": ("84.00", "89.33", 1, 1), "T02": ("82.00", "88.00", 2, 2)}),
    ],
)
def test_a_simulation_says_what_changes(
    folder: Path, capsys: pytest.CaptureFixture[str], change: str, totals: dict[str, Any]
) -> None:
    code, found = call(capsys, "simulate", folder / "scheme.toml", "--set", change, "--in", folder / "in")
    assert code == 0
    shown = {
        one["unit"]: (one["total"]["before"], one["total"]["after"], one["rank"]["before"], one["rank"]["after"])
        for one in found["changed"]
    }
    assert shown == totals


def test_weights_are_simulated_together(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    changes = ("--set", "node.grain.points=70", "--set", "node.order.points=30")
    code, found = call(capsys, "simulate", folder / "scheme.toml", *changes, "--in", folder / "in")
    assert (code, [one["total"]["after"] for one in found["changed"]]) == (0, ["83.00", "84.00"])
    code, found = call(capsys, "simulate", folder / "scheme.toml", *changes[:2], "--in", folder / "in")
    assert (code, found["problems"][0]["code"]) == (1, "weights_sum")


def test_a_simulation_of_nothing_known_is_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, found = call(
        capsys, "simulate", folder / "scheme.toml", "--set", "node.grian.points=70", "--in", folder / "in"
    )
    assert (code, found["problems"][0]["code"]) == (1, "bad_path")
    code, found = call(
        capsys, "simulate", folder / "scheme.toml", "--set", "values.T02.grian.2007=1", "--in", folder / "in"
    )
    assert (code, found["problems"][0]["suggestion"]) == (1, "values.T02.grain.2007")


def test_a_figure_that_is_not_there_yet_is_supposed_and_no_other_is_changed(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "scheme.toml").write_text(SCHEME.replace("target = 100", 'target = "grain.target"'), encoding="utf-8")
    values = folder / "in" / "values.csv"
    rows = values.read_text(encoding="utf-8").replace("grain,2007", "grain,")
    values.write_text(f"{rows}T01,grain.target,,100\n", encoding="utf-8")
    words = ("simulate", folder / "scheme.toml", "--in", folder / "in", "--set", "values.T02.grain.target=100")
    code, found = call(capsys, *words)
    assert (code, {one["unit"]: one["total"] for one in found["changed"]}) == (
        0,
        {"T02": {"before": None, "after": "82.00"}},
    )


def test_a_figure_of_several_periods_is_not_guessed(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    monthly = 'periods = { each = "half", rollup = "mean", missing = "skip" }\nrule = { do = "completion"'
    (folder / "scheme.toml").write_text(SCHEME.replace('rule = { do = "completion"', monthly), encoding="utf-8")
    values = folder / "in" / "values.csv"
    rows = values.read_text(encoding="utf-8").replace("T01,grain,2007,80", "T01,grain,2007H1,80\nT01,grain,2007H2,60")
    values.write_text(rows, encoding="utf-8")
    words = ("simulate", folder / "scheme.toml", "--in", folder / "in", "--set")
    code, found = call(capsys, *words, "values.T01.grain=100")
    problem = found["problems"][0]
    assert (code, problem["code"], problem["suggestion"]) == (1, "bad_path", "values.T01.grain.2007H1")
    code, found = call(capsys, *words, "values.T01.grain.2007H2=100")
    assert (code, found["changed"][0]["total"]) == (0, {"before": "78.00", "after": "90.00"})


def test_a_simulation_says_why_a_total_is_gone(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["score", "simulate", str(folder / "scheme.toml"), "--in", str(folder / "in"), "--set"]
    assert main([*words, "values.T01.grain="]) == 0
    assert "[missing_value]" in capsys.readouterr().out
    assert main([*words, "values.T01.grain"]) == 2
    assert "--set" in capsys.readouterr().out


def test_every_subcommand_explains_its_arguments_in_the_language_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("check", "run", "explain", "simulate", "uncertainty", "audit"):
        for lang, head in (("zh", "用法："), ("en", "usage: ")):
            with pytest.raises(SystemExit):
                main(["--lang", lang, "score", name, "--help"])
            told = capsys.readouterr().out
            assert told.startswith(head)
            assert "方案文件" in told


@pytest.mark.parametrize("name", ["check", "run", "explain", "simulate", "uncertainty", "audit"])
def test_a_scheme_that_cannot_be_read_is_two_for_every_subcommand(
    folder: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    more = {
        "check": [],
        "explain": ["T01"],
        "simulate": ["--set", "rank.style=dense"],
        "audit": ["--published", folder / "in" / "values.csv"],
    }.get(name, [])
    data = [] if name == "check" else ["--in", folder / "in"]
    code, found = call(capsys, name, folder / "none.toml", *more, *data)
    assert (code, found["problems"][0]["code"]) == (2, "unreadable")
    assert found["problems"][0]["zh"] == "读不出方案文件：没有这个文件"


def test_a_reader_who_leaves_early_sees_no_traceback(folder: Path) -> None:
    (folder / "bad.toml").write_text("[scheme", encoding="utf-8")
    command = [sys.executable, "-m", "qingheng", "score", "check", str(folder / "bad.toml")]
    reading, writing = os.pipe()
    os.close(reading)
    ran = subprocess.run(
        command, cwd=Path(__file__).parents[2], stdout=writing, stderr=subprocess.PIPE, text=True, check=False
    )
    os.close(writing)
    assert (ran.returncode, ran.stderr) == (2, "")


def test_the_printed_table_stands_in_both_languages(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["score", "run", str(folder / "scheme.toml"), "--in", str(folder / "in")]
    assert main(words) == 0
    assert "T01\t甲\t84.00\t1/2" in capsys.readouterr().out
    assert main(["--lang", "en", *words]) == 0
    assert capsys.readouterr().out.startswith("group\tunit")


def test_scoring_one_county_loads_neither_the_bulk_engine_nor_the_statistics(folder: Path) -> None:
    program = (
        "import sys; from qingheng.cli.main import main; code = main(sys.argv[1:]); "
        "print(code, [name for name in ('duckdb', 'numpy', 'scipy', 'django') if name in sys.modules], file=sys.stderr)"
    )
    scheme, inputs = str(folder / "scheme.toml"), str(folder / "in")
    for words in (["check", scheme], ["run", scheme, "--in", inputs], ["explain", scheme, "T01", "--in", inputs]):
        call = [sys.executable, "-c", program, "score", *words]
        ran = subprocess.run(call, cwd=Path(__file__).parents[2], capture_output=True, text=True, check=False)
        assert ran.stderr.splitlines()[-1:] == ["0 []"], ran.stderr


@pytest.mark.parametrize("name", ["bulk", "uncertainty", "audit"])
def test_a_subcommand_with_a_module_of_its_own_explains_its_arguments(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["score", name, "--help"])
    assert stopped.value.code == 0
    assert "--on" in capsys.readouterr().out
    assert main(["--json", "score", name]) == 2
    assert "required" in json.loads(capsys.readouterr().out)["problems"][0]["en"]


CONTEST = """
[contest]
seats = 1
replacement = "vacancy"
decision = "score"
stages = [{ id = "s", name = { zh = "综合", en = "Final" }, score = "score(all)" }]
"""


@pytest.mark.parametrize(
    ("lang", "head", "won", "lost"),
    [
        ("zh", "竞争结果", "入选", "未入选，列为后备"),
        ("en", "contest", "selected", "not selected, on the reserve list"),
    ],
)
def test_the_table_shows_what_became_of_each_candidate(
    folder: Path, capsys: pytest.CaptureFixture[str], lang: str, head: str, won: str, lost: str
) -> None:
    words = ["--lang", lang, "score", "run", str(folder / "scheme.toml"), "--in", str(folder / "in")]
    main(words)
    assert head not in capsys.readouterr().out
    (folder / "scheme.toml").write_text(SCHEME + CONTEST, encoding="utf-8")
    main(words)
    lines = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    assert [line[-1] for line in lines[:3]] == [head, won, lost]
