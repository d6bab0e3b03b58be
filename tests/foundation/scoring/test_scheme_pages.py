"""The pages of docs/schemes are run: every command answers as printed, every code and function has a working example.

A block whose first line is `# NAME.toml` or `# NAME.csv` is that file; a `console` block is a command with its answer.
"""

import re
import tomllib
from collections.abc import Iterator
from datetime import date
from fractions import Fraction

import pytest

from qingheng.foundation.kernel.problems import Problem
from qingheng.foundation.scoring import Inputs, Scoring, parse_scheme
from qingheng.foundation.scoring.declare import Setting
from qingheng.foundation.scoring.engines import run_bulk
from qingheng.foundation.scoring.files import recognised
from qingheng.foundation.scoring.formula import FUNCTIONS as FORMULA_FUNCTIONS
from qingheng.foundation.scoring.formula import parse
from qingheng.foundation.scoring.functions import FUNCTIONS
from qingheng.foundation.scoring.lines import Lines
from qingheng.foundation.scoring.lint import CODES
from qingheng.foundation.scoring.parse import Sink, read_settings
from qingheng.foundation.scoring.tables import TABLES
from tests.foundation.scoring.scheme_pages import BLOCK, TUTORIALS, codes, example_of, page, sections, tutorial

ON = date(2007, 12, 31)
#: How to write the printed answers anew.
ANEW = "python -m tests.foundation.scoring.scheme_pages"


@pytest.mark.parametrize("name", TUTORIALS)
def test_every_command_of_the_tutorial_answers_as_printed(name: str) -> None:
    assert page(name).count("```console") == 8
    assert tutorial(name) == page(name), ANEW


def test_the_tutorial_says_the_same_in_both_languages() -> None:
    chinese, english = (re.findall(r"^#+ ", page(name), re.MULTILINE) for name in TUTORIALS)
    assert chinese == english


def test_the_scheme_that_the_examples_start_from_is_clean() -> None:
    for name in ("codes.md", "functions.md"):
        assert [problem.line("en") for problem in parse_scheme(example_of("", name)).problems] == []


def test_every_code_has_its_example() -> None:
    assert list(sections("codes.md")) == list(CODES)


def test_the_example_of_a_code_is_refused_with_the_printed_sentences() -> None:
    assert codes() == page("codes.md"), ANEW


def test_every_function_has_its_example() -> None:
    assert list(sections("functions.md")) == list(FUNCTIONS)


def inputs_of(blocks: list[tuple[str, str]]) -> Inputs:
    parts = []
    for kind, text in blocks:
        if kind == "csv":
            lines = [line.split(",") for line in text.strip().splitlines()]
            table = recognised(lines[0])
            assert table is not None
            rows = [dict(zip(lines[0], row, strict=True)) for row in lines[1:]]
            parts.append(Inputs.from_rows(table, rows, f"{table}.csv"))
    return parts[0].merged(*parts[1:])


def expectations(section: str) -> Iterator[tuple[str, Fraction]]:
    """What the page says in `unit → figure`."""
    for unit, figure in re.findall(r"`(\w+) → ([^`]+)`", section):
        yield unit, Fraction(figure)


@pytest.mark.parametrize("function", FUNCTIONS)
def test_the_example_of_a_function_gives_the_printed_figures_in_both_engines(function: str) -> None:
    section = sections("functions.md")[function]
    blocks = BLOCK.findall(section)
    text = example_of(next(text for kind, text in blocks if kind == "toml"), "functions.md")
    assert any(node.get("rule", {}).get("do") == function for node in tomllib.loads(text)["node"].values())
    loaded = parse_scheme(text)
    assert loaded.scheme is not None, [problem.line("en") for problem in loaded.problems]
    inputs = inputs_of(blocks)
    scoring = Scoring(loaded.scheme, inputs, ON)
    wanted = list(expectations(section))
    assert wanted
    for unit, figure in wanted:
        assert scoring.explain(unit, "x").value == figure, unit
    assert run_bulk(loaded.scheme, inputs, ON).as_json() == scoring.result().as_json()


def every_setting() -> Iterator[tuple[str, Setting]]:
    """Every declared setting with its path, rows of lists included."""
    tables = {**{name: spec for name, (_, spec) in TABLES.items()}, **{f.name: f.settings for f in FUNCTIONS.values()}}
    waiting = [(f"{table}.{setting.name}", setting) for table, spec in tables.items() for setting in spec]
    while waiting:
        path, setting = waiting.pop()
        yield path, setting
        waiting += [(f"{path}.{row.name}", row) for row in setting.rows]


@pytest.mark.parametrize(
    ("path", "setting"),
    sorted(every_setting(), key=lambda pair: pair[0]),
    ids=lambda part: part if isinstance(part, str) else "",
)
def test_the_example_of_a_setting_can_be_written_so(path: str, setting: Setting) -> None:
    line = f"{setting.name} = {setting.example}"
    assert f"`{line}`" in page("format.md")
    found: list[Problem] = []
    read_settings(tomllib.loads(line), (setting,), ("example",), Sink(path, Lines(line), found))
    assert [problem.line("en") for problem in found] == []


def test_the_example_of_a_formula_function_can_be_written_so() -> None:
    for name, function in FORMULA_FUNCTIONS.items():
        assert f"{name}(" in function.example
        parse(function.example)
