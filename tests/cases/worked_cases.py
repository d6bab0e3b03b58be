"""Reading the worked cases: a scheme of `schemes/`, and beside it in `worked/` the inputs, hand calculation, results."""

import tomllib
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

from qingheng.foundation.scoring import Inputs, Result, Scheme, Scoring, load_scheme

HERE = Path(__file__).parent
SCHEMES = sorted((HERE / "schemes").glob("*.toml"))
TABLES = ("units", "values", "votes", "sheets", "events", "relations", "vetoes")
#: What a result says as text.
TEXTS = ("total", "base", "bonus", "penalty", "exact", "grade")


def scheme_of(path: Path) -> Scheme:
    """The scheme of a file that must have no problem at all."""
    loaded = load_scheme(path)
    assert loaded.scheme is not None, [problem.line("en") for problem in loaded.problems]
    return loaded.scheme


def cases_of(path: Path) -> list[dict[str, Any]]:
    """The worked cases of a scheme."""
    text = (HERE / "worked" / path.name).read_text(encoding="utf-8")
    found: list[dict[str, Any]] = tomllib.loads(text)["case"]
    return found


def day_of(scheme: Scheme) -> date:
    """The last day of the scheme's year."""
    return date(int(scheme.period[:4]), 12, 31)


def inputs_of(case: dict[str, Any]) -> Inputs:
    """The case's tables."""
    parts = []
    for name in TABLES:
        if name in case:
            lines = [line.split(",") for line in case[name].strip().splitlines()]
            rows = [dict(zip(lines[0], row, strict=True)) for row in lines[1:]]
            parts.append(Inputs.from_rows(name, rows, f"{name}.csv"))
    return parts[0].merged(*parts[1:])


def shown(scoring: Scoring, result: Result, unit: str, key: str) -> Any:
    """What the engine finds for one key of an expectation."""
    found = result.unit(unit)
    if key == "consequences":
        return [one["kind"] + (f":{one['person'] or ''}" if "person" in one else "") for one in found.consequences]
    if key == "vetoes":
        return list(found.vetoes)
    if key == "outcome":
        return (found.contest or {}).get("outcome")
    if key == "stages":
        return [stage["outcome"] for stage in (found.contest or {}).get("stages", [])]
    if key in (*TEXTS, "rank", "of", "tied", "rank_without_bonus"):
        return getattr(found, key)
    return scoring.explain(unit, key).value


def wanted(key: str, value: Any) -> Any:
    """The expectation as the engine would give it."""
    if value == "none":
        return None
    plain = not isinstance(value, str) or key in (*TEXTS, "outcome")
    return value if plain else Fraction(value)
