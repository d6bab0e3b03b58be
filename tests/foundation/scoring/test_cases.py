"""Every feature of real assessment schemes has a worked case: a scheme, inputs, the hand calculation, the exact result.

Each `cases/<ID>.toml` holds a case, one at a boundary, and a change that the lint refuses with its code.
"""

import json
import tomllib
from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from qingheng.foundation.scoring import Inputs, Result, Scoring, parse_scheme, run
from qingheng.foundation.scoring.engines import run_bulk
from qingheng.foundation.scoring.files import recognised
from qingheng.foundation.scoring.inputs import Unit
from qingheng.foundation.scoring.lookups import Lookups

CASES = Path(__file__).parent / "cases"
ON = date(2007, 12, 31)

#: The features that real published schemes need.
FEATURES = (
    *(f"S0{n}" for n in range(1, 9)),
    *(f"I{n:02}" for n in range(1, 21)),
    *(f"B0{n}" for n in range(1, 5)),
    *(f"R{n:02}" for n in range(1, 11)),
    *(f"T0{n}" for n in range(1, 10)),
    *(f"Q0{n}" for n in range(1, 6)),
    "L01",
)

FILES = sorted(path for path in CASES.glob("*.toml") if path.name != "scaffold.toml")


def read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def whole(scheme: str) -> str:
    """The case's scheme with every table of the scaffold that it does not give itself."""
    given = set(tomllib.loads(scheme))
    blocks = ("\n" + (CASES / "scaffold.toml").read_text(encoding="utf-8")).split("\n[")[1:]
    added = []
    for block in blocks:
        name = block.partition("]")[0]
        rooted = name == "node.all" and ("tree" in given and 'in = "all"' not in scheme)
        if name not in given and not rooted:
            added.append("[" + block)
    return "\n".join(added) + "\n" + scheme


def inputs_of(case: dict[str, Any], common: dict[str, str]) -> Inputs:
    parts = []
    for name, text in {**common, **{key: case[key] for key in case if key in TABLES}}.items():
        lines = [line.split(",") for line in text.strip().splitlines()]
        assert recognised(lines[0]) == name
        parts.append(
            Inputs.from_rows(name, [dict(zip(lines[0], row, strict=False)) for row in lines[1:]], f"{name}.csv")
        )
    return parts[0].merged(*parts[1:])


TABLES = ("units", "values", "votes", "sheets", "events", "relations", "vetoes")


def cases() -> list[Any]:
    return [
        pytest.param(path, at, id=f"{path.stem}-{at + 1}") for path in FILES for at in range(len(read(path)["case"]))
    ]


def test_every_feature_has_a_case() -> None:
    assert set(FEATURES) <= {path.stem for path in FILES}
    assert len(FEATURES) == 57


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_file_has_a_plain_and_a_boundary_case(path: Path) -> None:
    assert {case["boundary"] for case in read(path)["case"]} == {True, False}


@pytest.mark.parametrize(("path", "at"), cases())
def test_the_walker_gives_the_result_of_the_hand_calculation(path: Path, at: int) -> None:
    file = read(path)
    case = file["case"][at]
    loaded = parse_scheme(whole(file["scheme"]), path.name)
    assert loaded.scheme is not None, [problem.line("en") for problem in loaded.problems]
    scoring = Scoring(loaded.scheme, inputs_of(case, file["inputs"]), ON)
    result = scoring.result()
    codes = {problem.code for problem in result.problems}
    assert codes == set(case.get("problems", ())), [problem.line("en") for problem in result.problems]
    for unit, wanted in case["expect"].items():
        found = {key: actual(scoring, result, unit, key) for key in wanted}
        assert found == {key: expected(key, value) for key, value in wanted.items()}, unit
    assumed = {choice.path for choice in result.choices if choice.assumed}
    assert set(case.get("assumed", ())) <= assumed


def expected(key: str, value: Any) -> Any:
    if value == "none":
        return None
    return (
        value
        if not isinstance(value, str) or key in ("total", "base", "bonus", "penalty", "exact", "grade", "outcome")
        else Fraction(value)
    )


def actual(scoring: Scoring, result: Result, unit: str, key: str) -> Any:
    found = result.unit(unit)
    if key == "consequences":
        return [shown(one) for one in found.consequences]
    if key == "outcome":
        return (found.contest or {}).get("outcome")
    if key == "stages":
        return [stage["outcome"] for stage in (found.contest or {}).get("stages", [])]
    if key in ("total", "base", "bonus", "penalty", "exact", "rank", "of", "tied", "rank_without_bonus", "grade"):
        return getattr(found, key)
    return scoring.explain(unit, key).value


def shown(one: dict[str, Any]) -> str:
    person = f":{one['person'] or ''}" if "person" in one else ""
    amount = f"={one['amount']}" if "amount" in one else ""
    return f"{one['kind']}{person}{amount}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_lint_refuses_the_broken_variant(path: Path) -> None:
    file = read(path)
    text = whole(file["scheme"])
    refuse = file["refuse"]
    assert refuse["old"] in text
    loaded = parse_scheme(text.replace(refuse["old"], refuse["new"], 1), path.name)
    assert loaded.scheme is None
    assert refuse["code"] in {problem.code for problem in loaded.problems}


@pytest.mark.parametrize(("path", "at"), cases())
def test_every_figure_is_explained_down_to_inputs_with_a_place(path: Path, at: int) -> None:
    file = read(path)
    loaded = parse_scheme(whole(file["scheme"]), path.name)
    assert loaded.scheme is not None
    scoring = Scoring(loaded.scheme, inputs_of(file["case"][at], file["inputs"]), ON)
    for unit in scoring.totals:
        tree = scoring.explain(unit)
        json.dumps(tree.as_json())
        assert tree.as_text("zh")
        assert tree.as_text("en")
        assert all(item.source.file for node in nodes(tree) for item in node.inputs if item.value)


def nodes(tree: Any) -> list[Any]:
    return [tree, *(node for child in tree.children for node in nodes(child))]


@pytest.mark.parametrize(("path", "at"), cases())
def test_both_engines_give_the_same_bytes(path: Path, at: int) -> None:
    file = read(path)
    loaded = parse_scheme(whole(file["scheme"]), path.name)
    assert loaded.scheme is not None
    inputs = inputs_of(file["case"][at], file["inputs"])
    walked, bulk = run(loaded.scheme, inputs, ON), run_bulk(loaded.scheme, inputs, ON)
    assert json.dumps(bulk.as_json(), ensure_ascii=False) == json.dumps(walked.as_json(), ensure_ascii=False)


def test_checking_published_totals_puts_units_in_order_and_copies_values_no_oftener_for_more_units(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    file = read(Path(__file__).parent / "cases" / "T09.toml")
    scheme = parse_scheme(whole(file["scheme"])).scheme
    assert scheme is not None
    made: list[int] = []
    begin = Lookups.__init__

    def counted(self: Lookups, inputs: Inputs, units: Sequence[Unit]) -> None:
        made.append(id(inputs))
        begin(self, inputs, units)

    monkeypatch.setattr(Lookups, "__init__", counted)
    units = [{"unit": f"U{at}", "class": "x", "group": "g"} for at in range(40)]
    given = {"written": "76.7", "interview": "88.7", "published": "82.80"}
    values = [{"unit": row["unit"], "item": item, "value": value} for row in units for item, value in given.items()]
    result = Scoring(scheme, Inputs.from_rows("units", units).merged(Inputs.from_rows("values", values)), ON).result()
    assert [problem.code for problem in result.problems] == ["interval_mismatch"] * 40
    assert len(made) == 1
