"""Every published scheme is a file of the language alone: clean, its gaps said, its figures as worked by hand."""

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from qingheng.foundation.scoring import Scoring, load_scheme, run
from qingheng.foundation.scoring.engines import run_bulk
from tests.cases.worked_cases import HERE, SCHEMES, cases_of, day_of, inputs_of, scheme_of, shown, wanted

EACH_CASE = [
    pytest.param(path, at, id=f"{path.stem}-{at + 1}") for path in SCHEMES for at in range(len(cases_of(path)))
]


def test_every_published_scheme_is_here() -> None:
    published = {"C03", "C08", "C13", "C19", "C21", "C22", "C24", "C26", "C28"}
    assert published <= {path.stem.partition("-")[0] for path in SCHEMES}
    assert {path.name for path in SCHEMES} == {path.name for path in (HERE / "worked").glob("*.toml")}


@pytest.mark.parametrize("path", SCHEMES, ids=lambda path: path.stem)
def test_the_check_finds_no_error_and_no_open_choice(path: Path) -> None:
    loaded = load_scheme(path)
    assert [problem.line("en") for problem in loaded.problems] == []
    assert loaded.scheme is not None


@pytest.mark.parametrize("path", SCHEMES, ids=lambda path: path.stem)
def test_every_assumption_says_what_is_not_known(path: Path) -> None:
    notes = list(assumptions(tomllib.loads(path.read_text(encoding="utf-8"))))
    assert notes
    assert all(note and note.get("zh") and note.get("en") for note in notes)
    printed = [choice for choice in scheme_of(path).choices if choice.assumed]
    assert len(printed) == len(notes)


def assumptions(part: object) -> Iterator[Any]:
    """The note of every assumption written in the file."""
    if isinstance(part, dict):
        if part.get("assumed") is True:
            yield part.get("note")
        for below in part.values():
            yield from assumptions(below)
    elif isinstance(part, list):
        for below in part:
            yield from assumptions(below)


@pytest.mark.parametrize(("path", "at"), EACH_CASE)
def test_the_engine_gives_what_was_worked_by_hand(path: Path, at: int) -> None:
    scheme, case = scheme_of(path), cases_of(path)[at]
    assert case["hand"]["zh"]
    assert case["hand"]["en"]
    scoring = Scoring(scheme, inputs_of(case), day_of(scheme))
    result = scoring.result()
    codes = {problem.code for problem in result.problems}
    assert codes == set(case.get("problems", ())), [problem.line("en") for problem in result.problems]
    for unit, expected in case["expect"].items():
        found = {key: shown(scoring, result, unit, key) for key in expected}
        assert found == {key: wanted(key, value) for key, value in expected.items()}, unit


@pytest.mark.parametrize(("path", "at"), EACH_CASE)
def test_both_engines_give_the_same_bytes(path: Path, at: int) -> None:
    scheme, inputs = scheme_of(path), inputs_of(cases_of(path)[at])
    walked, bulk = run(scheme, inputs, day_of(scheme)), run_bulk(scheme, inputs, day_of(scheme))
    assert json.dumps(bulk.as_json(), ensure_ascii=False) == json.dumps(walked.as_json(), ensure_ascii=False)
