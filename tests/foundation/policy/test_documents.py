"""The documentation is run: its packs pass the check, every key has its example, its list of codes is the program's."""

import json
import re
import shlex
import tomllib
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from qingheng.cli.main import main
from qingheng.foundation.policy.ballots import COUNTS, read_counts
from qingheng.foundation.policy.check import check
from qingheng.foundation.policy.codes import CODES
from qingheng.foundation.policy.explain import explain
from qingheng.foundation.policy.loading import load_chain, open_chain
from qingheng.foundation.policy.schema import FILES, FOLDERS
from qingheng.foundation.policy.shapes import keys_of
from qingheng.foundation.policy.votes import decide

DOCS = Path(__file__).parents[3] / "docs" / "packs"
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_FILE = re.compile(r"# (\S+\.(?:toml|json|csv))\n")


def blocks(page: str) -> Iterator[tuple[str, str]]:
    yield from _BLOCK.findall((DOCS / page).read_text("utf-8"))


def write(root: Path, text: str) -> None:
    """Write a block to the file that its first line names; a second block of one file is appended."""
    named = _FILE.match(text)
    assert named, text.splitlines()[0]
    path = root / named[1]
    path.parent.mkdir(parents=True, exist_ok=True)
    body = text[named.end() :]
    path.write_text((path.read_text("utf-8") if path.exists() else "") + body, "utf-8")


@pytest.fixture(scope="module")
def packs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("reference")
    for kind, text in blocks("reference.md"):
        if kind == "toml":
            write(root, text)
    return root


@pytest.mark.parametrize("pack", ["example", "example_county"])
def test_the_packs_of_the_reference_pass_the_check(packs: Path, pack: str) -> None:
    assert [one.line("en") for one in check(open_chain(str(packs / pack)))] == []


def used(raw: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every path of a raw document, ids and positions included."""
    if isinstance(raw, dict):
        for key, value in raw.items():
            yield (*path, key)
            yield from used(value, (*path, key))
    elif isinstance(raw, list):
        for index, value in enumerate(raw):
            yield from used(value, (*path, str(index)))


def test_every_key_that_the_check_knows_has_an_example_in_the_reference(packs: Path) -> None:
    missing = []
    for name, shape in (FILES | FOLDERS).items():
        files = [
            one
            for pack in packs.iterdir()
            for one in ([pack / name] if name in FILES else (pack / name).glob("*.toml"))
        ]
        seen = {path for one in files if one.exists() for path in used(tomllib.loads(one.read_text("utf-8")))}
        missing += [f"{name}: {'.'.join(key)}" for key in keys_of(shape) if not any(map(fits(key), seen))]
    assert missing == []


def test_the_counting_sheets_of_the_reference_are_decided_and_show_every_key(packs: Path) -> None:
    sheets = [json.loads(text) for kind, text in blocks("reference.md") if kind == "json"]
    meeting = load_chain(str(packs / "example")).meeting("plenary_election", date(2026, 3, 2))
    assert meeting is not None
    outcomes = []
    for raw in sheets:
        counts, problems = read_counts(meeting, raw)
        assert counts is not None, [one.line("en") for one in problems]
        outcomes.append([one.outcome for one in decide(meeting, counts).candidates])
    assert outcomes == [["passed", "passed", "failed", "failed"], ["passed", "failed"], ["deferred"] * 2]
    seen = {path for raw in sheets for path in used(raw)}
    assert [".".join(key) for key in keys_of(COUNTS) if not any(map(fits(key), seen))] == []


def fits(key: tuple[str, ...]) -> Callable[[tuple[str, ...]], bool]:
    """Whether a path of a document is this key of a shape."""
    return lambda path: len(path) == len(key) and all(b in ("*", a) for a, b in zip(path, key, strict=True))


def test_the_documented_codes_are_exactly_those_of_the_program() -> None:
    rows = [line.split("|") for line in (DOCS / "codes.md").read_text("utf-8").splitlines() if line.startswith("| `")]
    written = {row[1].strip(" `"): (row[2].strip(), row[3].strip(), row[4].strip()) for row in rows}
    assert written == {
        code.id: (
            code.severity.value,
            cell(f"{code.say.zh}<br>{code.say.en}"),
            cell(f"{code.mend.zh}<br>{code.mend.en}"),
        )
        for code in CODES.values()
    }


def cell(text: str) -> str:
    """A sentence of the table as a cell: doubled braces stand for one."""
    return text.replace("{{", "{").replace("}}", "}")


def test_the_tutorial_works_as_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each file is written, each command run where it stands, and its output is the one shown (`…` skips lines)."""
    monkeypatch.chdir(tmp_path)
    commands = 0
    for kind, text in blocks("tutorial.md"):
        if kind == "console":
            for call in re.split(r"^\$ qingheng ", text, flags=re.MULTILINE)[1:]:
                line, _, expected = call.partition("\n")
                main(shlex.split(line))
                shown = capsys.readouterr()
                assert "Traceback" not in shown.out + shown.err
                compare(expected, shown.out, line)
                commands += 1
        elif kind in ("toml", "json", "csv"):
            replaced = _FILE.match(text)
            assert replaced
            if "（改写）" in text.splitlines()[1]:
                (tmp_path / replaced[1]).write_text("", "utf-8")
            write(tmp_path, text)
    assert commands >= 8


def compare(expected: str, shown: str, line: str) -> None:
    """Hold a command's output to the lines shown; `…` stands for any number of lines."""
    wanted = [one.rstrip() for one in expected.strip().splitlines()]
    got = [one.rstrip() for one in shown.strip().splitlines()]
    place, skipping = 0, False
    for one in wanted:
        if one == "…":
            skipping = True
            continue
        if skipping:
            assert one in got[place:], f"{line}: {one}\n{shown}"
            place = got.index(one, place)
        assert got[place : place + 1] == [one], f"{line}\n{shown}"
        place, skipping = place + 1, False
    assert skipping or place == len(got), f"{line}\n{shown}"


def test_the_county_of_the_reference_tightens_its_parent(packs: Path) -> None:
    chain = load_chain(str(packs / "example_county"))
    assert chain.value("chief_years", date(2025, 12, 31)).value == 3
    assert chain.value("chief_years", date(2026, 1, 1)).value == 4


def test_the_page_of_results_names_every_key_of_an_explanation_and_no_other() -> None:
    page = (DOCS / "results.md").read_text("utf-8")
    whole, each = page.split("## policy explain")[1].split("## policy check")[0].split("Each of `rules`:")
    shown = explain(load_chain("qingshui"), {"rank": "乡科级副职", "target_rank": 2}, date(2026, 3, 1)).as_json()
    listed = [re.findall(r"^\| `(\w+)` \|", part, re.MULTILINE) for part in (whole, each)]
    assert listed == [list(shown), list(shown["rules"][0])]
    changes = [change for one in shown["rules"] for change in one["would_change"]]
    assert changes
    assert {tuple(one) for one in changes} == {("fact", "value", "outcome")}
