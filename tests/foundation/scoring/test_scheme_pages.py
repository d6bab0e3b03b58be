"""The pages of docs/schemes are run: every command answers as printed, every code and function has a working example.

A block whose first line is `# NAME.toml` or `# NAME.csv` is that file; a `console` block is a command with its answer.
"""

import re
import shlex
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from qingheng.cli.main import main
from qingheng.foundation.kernel.problems import Problem, Where
from qingheng.foundation.scoring import Inputs, Scoring, load_scheme, parse_scheme
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

DOCS = Path(__file__).parents[3] / "docs" / "schemes"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
NAMED = re.compile(r"# (\S+\.(?:toml|csv))\n")
ON = date(2007, 12, 31)


def page(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def sections(name: str) -> dict[str, str]:
    """The text below each heading `### `id` …`."""
    parts = re.split(r"^### `(\w+)`.*\n", page(name), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


@pytest.mark.parametrize("name", ["tutorial.md", "tutorial.en.md"])
def test_every_command_of_the_tutorial_answers_as_printed(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    ran = 0
    for kind, text in BLOCK.findall(page(name)):
        if kind == "console":
            command, _, printed = text.partition("\n")
            main(shlex.split(command.removeprefix("$ "))[1:])
            assert capsys.readouterr().out == printed, command
            ran += 1
            continue
        named = NAMED.match(text)
        assert named, text.splitlines()[0]
        body = text if kind == "toml" else text[named.end() :]
        (tmp_path / named[1]).write_text(body, encoding="utf-8")
    assert ran == 8


def test_the_tutorial_says_the_same_in_both_languages() -> None:
    chinese, english = (re.findall(r"^#+ ", page(name), re.MULTILINE) for name in ("tutorial.md", "tutorial.en.md"))
    assert chinese == english


def tables(text: str) -> dict[str, str]:
    """The tables of a scheme's text by their header, each with its lines."""
    found: dict[str, str] = {}
    for part in re.split(r"^(?=\[)", text, flags=re.MULTILINE):
        if part.startswith("["):
            found[part.partition("\n")[0]] = found.get(part.partition("\n")[0], "") + part
    return found


def example_of(fragment: str, name: str) -> str:
    """The page's scheme with the tables of the example in the place of its own."""
    base = next(text for kind, text in BLOCK.findall(page(name)) if kind == "toml")
    return "".join({**tables(base), **tables(fragment)}.values())


def without_place(problem: Problem, lang: str) -> str:
    """The printed line; of its place only the path, since an example is part of a file."""
    return replace(problem, where=Where(path=problem.where.path)).line("zh" if lang == "zh" else "en")


def test_the_scheme_that_the_examples_start_from_is_clean() -> None:
    for name in ("codes.md", "functions.md"):
        assert [problem.line("en") for problem in parse_scheme(example_of("", name)).problems] == []


def test_every_code_has_its_example() -> None:
    assert list(sections("codes.md")) == list(CODES)


@pytest.mark.parametrize("code", CODES)
def test_the_example_of_a_code_is_refused_with_the_printed_sentences(code: str, tmp_path: Path) -> None:
    blocks = BLOCK.findall(sections("codes.md")[code])
    file = tmp_path / "scheme.toml"
    if blocks[0][0] == "toml":
        fragment = blocks[0][1]
        # A fragment that is no TOML stands alone: it cannot be put together with anything.
        whole = fragment if code == "not_toml" else example_of(fragment, "codes.md")
        file.write_text(whole, encoding="utf-8")
    found = [problem for problem in load_scheme(file).problems if problem.code == code]
    printed = next(text for kind, text in blocks if kind == "text")
    first = found[0]
    shown = "".join(f"{without_place(first, lang)}\n" for lang in ("zh", "en"))
    assert printed == shown.replace(str(file), "scheme.toml")


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
