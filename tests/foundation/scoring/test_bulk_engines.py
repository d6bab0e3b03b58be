"""Both engines give the same bytes: on random schemes and data, with missing values and ties, and on every case file."""

import json
import os
import sys
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, event, given, settings

from qingheng.foundation.scoring.bulk.compiler import compile_scheme
from qingheng.foundation.scoring.bulk.sources import Profile
from qingheng.foundation.scoring.engines import bulk
from qingheng.foundation.scoring.inputs import Inputs
from qingheng.foundation.scoring.load import load_scheme, parse_scheme
from qingheng.foundation.scoring.result import Result
from qingheng.foundation.scoring.scoring import run

sys.path.insert(0, str(Path(__file__).parent))
from bulk_schemes import DRAWN, data, schemes
from test_cases import cases, inputs_of, read, whole

ON = date(2007, 12, 31)
#: Case files with something that only the walker computes; the list may only grow shorter.
LEFT_TO_THE_WALKER = {
    *("I09",),
}
SCHEMES = Path(__file__).parents[3] / "qingheng" / "packs" / "qingshui" / "schemes"
EXAMPLES = int(os.environ.get("QINGHENG_FUZZ", "12"))


@pytest.mark.fuzz
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(schemes(), data())
def test_random_schemes_give_the_same_bytes_in_both_engines(text: str, inputs: Inputs) -> None:
    loaded = parse_scheme(text)
    assume(loaded.scheme is not None)
    assert loaded.scheme is not None
    found = bulk(loaded.scheme, inputs, ON)
    event(found.engine)
    expected = run(loaded.scheme, inputs, ON)
    assert shown(found.result) == shown(expected), text


@pytest.mark.fuzz
@pytest.mark.parametrize("of", [*DRAWN, "class_mean"])
def test_what_reads_other_units_or_whole_sheets_is_computed_in_bulk_and_gives_the_same_bytes(of: str) -> None:
    given_in_bulk = 0

    @settings(max_examples=max(8, EXAMPLES // 2), deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(schemes(of), data(linked=True))
    def same(text: str, inputs: Inputs) -> None:
        nonlocal given_in_bulk
        scheme = parse_scheme(text).scheme
        assume(scheme is not None)
        assert scheme is not None
        found = bulk(scheme, inputs, ON)
        assert shown(found.result) == shown(run(scheme, inputs, ON)), text
        some = any(unit.parts.get("part1") is not None for unit in found.result.units)
        given_in_bulk += found.engine == "bulk" and some

    same()
    assert given_in_bulk, "no example had a figure that the bulk engine computed"


def shown(result: Result) -> str:
    """The bytes of a result."""
    return json.dumps(result.as_json(), ensure_ascii=False)


@pytest.mark.parametrize(("path", "at"), cases())
def test_every_case_file_gives_the_same_bytes_in_both_engines(path: Path, at: int) -> None:
    file = read(path)
    loaded = parse_scheme(whole(file["scheme"]), path.name)
    assert loaded.scheme is not None
    inputs = inputs_of(file["case"][at], file["inputs"])
    found = bulk(loaded.scheme, inputs, ON)
    assert shown(found.result) == shown(run(loaded.scheme, inputs, ON))
    assert (found.engine == "walk") == (found.note is not None)


def test_only_the_listed_case_files_are_left_to_the_walker() -> None:
    walked = {path.stem for path, at in (case.values for case in cases()) if not _computed(path, at)}
    assert walked == LEFT_TO_THE_WALKER


def _computed(path: Path, at: int) -> bool:
    """Whether the bulk engine computed the figures of a case."""
    file = read(path)
    scheme = parse_scheme(whole(file["scheme"]), path.name).scheme
    assert scheme is not None
    return bulk(scheme, inputs_of(file["case"][at], file["inputs"]), ON).engine == "bulk"


@pytest.mark.parametrize("year", ["2007", "2025"])
def test_the_schemes_of_the_sample_county_compile(year: str) -> None:
    scheme = load_scheme(SCHEMES / f"{year}.toml").scheme
    assert scheme is not None
    assert compile_scheme(scheme, Profile(), ON).sql


@pytest.mark.parametrize(("end", "ranks"), [("refuse", (1, None, None, 4)), ("shared", (1, 2, 2, 4))])
def test_a_tie_whose_key_is_missing_ends_as_the_chain_does(end: str, ranks: tuple[int | None, ...]) -> None:
    file = read(Path(__file__).parent / "cases" / "T03.toml")
    ties = next(line for line in file["scheme"].splitlines() if line.startswith("ties = "))
    text = file["scheme"].replace(ties, f'ties = [{{ by = "extra" }}, {{ by = "exact" }}, "{end}"]')
    scheme = parse_scheme(whole(text)).scheme
    assert scheme is not None
    units = [{"unit": id, "class": "x", "group": "g"} for id in "ABCD"]
    given = {"A": ("70", "30"), "B": ("61", "19"), "C": ("60", "20"), "D": ("1", "1")}
    values = [
        {"unit": id, "item": item, "value": value}
        for id, of in given.items()
        for item, value in zip("ab", of, strict=True)
    ]
    values.append({"unit": "B", "item": "extra", "value": "3"})
    inputs = Inputs.from_rows("units", units).merged(Inputs.from_rows("values", values))
    result = run(scheme, inputs, ON)
    assert tuple(unit.rank for unit in result.units) == ranks
    found = bulk(scheme, inputs, ON)
    assert shown(found.result) == shown(result)
    told = {"tie_undecided"} if end == "refuse" else set()
    assert {problem.code for problem in result.problems} == {"tie_key_missing"} | told


@pytest.mark.parametrize(
    ("years", "proposed"),
    [
        ({2006: 1, 2004: 1}, True),
        ({2006: 1}, None),
        ({2006: 0, 2005: 0, 2004: 1}, False),
        ({2006: 0, 2005: 0}, False),
        ({2005: 1, 2006: "NA"}, None),
        ({}, None),
    ],
)
def test_unknown_years_matter_only_where_they_decide(years: dict[int, object], proposed: bool | None) -> None:
    text = read(Path(__file__).parent / "cases" / "T07.toml")["scheme"]
    text = text.replace('times = 2, mode = "consecutive"', 'times = 3, mode = "within", years = 4')
    scheme = parse_scheme(whole(text)).scheme
    assert scheme is not None
    inputs = Inputs.from_rows("units", [{"unit": "A", "class": "x", "group": "g"}])
    values = [{"unit": "A", "item": "x", "value": "50"}]
    values += [{"unit": "A", "item": "history.bottom", "period": str(at), "value": str(of)} for at, of in years.items()]
    inputs = inputs.merged(Inputs.from_rows("values", values))
    result = run(scheme, inputs, ON)
    assert shown(bulk(scheme, inputs, ON).result) == shown(result)
    assert any(one["kind"] == "removal" for one in result.units[0].consequences) is bool(proposed)
    told = any(problem.code == "consequence_unknown" for problem in result.problems)
    assert told is (proposed is None and "NA" not in years.values())
