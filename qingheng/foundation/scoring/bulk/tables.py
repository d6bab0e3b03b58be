"""装表: the input tables as DuckDB tables of scaled integers, and their profile for the compiler."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from math import lcm
from typing import Any

import duckdb
import numpy as np

from qingheng.foundation.kernel.points import format_figure
from qingheng.foundation.scoring.bulk.cells import UnsupportedError
from qingheng.foundation.scoring.bulk.sources import TWICE_MARKED, WORD, Profile, Scale, fold, trims_of
from qingheng.foundation.scoring.inputs import NOT_APPLICABLE, Inputs, property_figure
from qingheng.foundation.scoring.model import Scheme, Veto

#: Columns of each table, with their SQL types.
COLUMNS: dict[str, dict[str, str]] = {
    "values": {
        "unit": "VARCHAR",
        "item": "VARCHAR",
        "period": "VARCHAR",
        "num": "HUGEINT",
        "state": "TINYINT",
        "organ": "VARCHAR",
    },
    "properties": {"unit": "VARCHAR", "name": "VARCHAR", "num": "HUGEINT", "text": "VARCHAR"},
    "marks": {
        "unit": "VARCHAR",
        "item": "VARCHAR",
        "rater_group": "VARCHAR",
        "rater": "VARCHAR",
        "num": "HUGEINT",
        "word": "BOOLEAN",
    },
    "relations": {"origin": "VARCHAR", "relation": "VARCHAR", "target": "VARCHAR"},
    "votes": {
        "unit": "VARCHAR",
        "item": "VARCHAR",
        "rater_group": "VARCHAR",
        "grade": "VARCHAR",
        "count": "BIGINT",
        "refused": "BOOLEAN",
    },
    "events": {
        "unit": "VARCHAR",
        "item": "VARCHAR",
        "kind": "VARCHAR",
        "level": "VARCHAR",
        "day": "DATE",
        "count": "BIGINT",
        "matter": "VARCHAR",
        "evidence": "VARCHAR",
        "refused": "BOOLEAN",
    },
}


def load(database: duckdb.DuckDBPyConnection, scheme: Scheme, counties: Mapping[str, Inputs], on: date) -> Profile:
    """Create and fill the tables from the inputs of one or more counties; gives their profile.

    Raises UnsupportedError where the walker must look at a row itself.
    """
    for inputs in counties.values():
        _refuse(inputs)
    values = _scales((key[1], value.figure) for inputs in counties.values() for key, value in inputs.values.items())
    marks = _scales(
        (mark.item, mark.figure) for inputs in counties.values() for rows in inputs.marks.values() for mark in rows
    )
    properties = _scales(
        (name, property_figure(text))
        for inputs in counties.values()
        for unit in inputs.units.values()
        for name, text in unit.properties.items()
    )
    _units(database, scheme, counties, on)
    rows = {
        "values": (
            row for county, inputs in counties.items() for row in _values(county, inputs, scheme.period, values)
        ),
        "properties": (row for county, inputs in counties.items() for row in _properties(county, inputs, properties)),
        "marks": (row for county, inputs in counties.items() for row in _marks(county, inputs, marks)),
        "relations": (
            (county, *row)
            for county, inputs in counties.items()
            for row in sorted({(r.origin, r.relation, r.target) for r in inputs.relations if r.holds(on)})
        ),
        "votes": (row for county, inputs in counties.items() for row in _votes(county, inputs)),
        "events": (row for county, inputs in counties.items() for row in _events(county, inputs)),
    }
    for table, columns in COLUMNS.items():
        fill(database, table, {"county": "VARCHAR", **columns}, rows[table])
    database.execute(f"CREATE TABLE folded AS {fold('SELECT * FROM marks', *trims_of(scheme), TWICE_MARKED, WORD)}")
    refused = frozenset(one.item for inputs in counties.values() for one in inputs.refused if one.table == "events")
    return Profile(values, marks, properties, *_counts(counties.values()), refused=refused)


def fill(
    database: duckdb.DuckDBPyConnection, table: str, columns: Mapping[str, str], rows: Iterable[Sequence[Any]]
) -> None:
    """Create one table and fill it; figures come as text, so that no width is lost on the way."""
    held = list(zip(*rows, strict=True)) or [()] * len(columns)
    arrays = {
        name: np.array([None if one is None else str(one) for one in column], dtype=object)
        for name, column in zip(columns, held, strict=True)
    }
    database.execute(f'CREATE TABLE "{table}" ({", ".join(f"{name} {kind}" for name, kind in columns.items())})')
    if held[0]:
        database.register("rows_given", arrays)
        casts = ", ".join(f"{name}::VARCHAR::{kind}" for name, kind in columns.items())
        database.execute(f'INSERT INTO "{table}" SELECT {casts} FROM rows_given')
        database.unregister("rows_given")


def _scales(figures: Iterable[tuple[str, Fraction | None]]) -> dict[str, Scale]:
    dens: dict[str, int] = {}
    held: dict[str, list[Fraction]] = {}
    for item, figure in figures:
        if figure is not None:
            dens[item] = lcm(dens.get(item, 1), figure.denominator)
            held.setdefault(item, []).append(figure)
        else:
            dens.setdefault(item, 1)
    return {
        item: Scale(den, max((abs(int(figure * den)) for figure in held.get(item, [])), default=0))
        for item, den in dens.items()
    }


def _scaled(figure: Fraction, scale: Scale) -> int:
    return int(figure * scale.den)


def _marks(county: str, inputs: Inputs, scales: Mapping[str, Scale]) -> Iterator[tuple[Any, ...]]:
    """One row a mark, empty cells included; a mark read twice from one cell is one mark.

    A word is not a figure, and a row that was refused stands as one, by a rater of its own.
    """
    for rows in inputs.marks.values():
        for mark in dict.fromkeys(rows):
            num = None if mark.figure is None else _scaled(mark.figure, scales[mark.item])
            word = mark.figure is None and mark.text not in ("", NOT_APPLICABLE)
            yield county, mark.unit, mark.item, mark.rater_group, mark.rater, num, word
    for at, refused in enumerate(inputs.refused):
        if refused.table == "sheets":
            yield county, refused.unit, refused.item, "", f" {at}", None, True


def _refuse(inputs: Inputs) -> None:
    """Of rows that could not be read, those of relations and vetoes are left to the walker."""
    if any(one.table in ("relations", "vetoes") for one in inputs.refused):
        raise UnsupportedError("a relation or veto that could not be read")


def _units(database: duckdb.DuckDBPyConnection, scheme: Scheme, counties: Mapping[str, Inputs], on: date) -> None:
    columns = dict.fromkeys(("county", "unit", "name", "class", "own_group", "parent"), "VARCHAR")
    columns |= {f"veto_{at}": "BOOLEAN" for at in range(len(scheme.vetoes))}
    rows = []
    for county, inputs in counties.items():
        for unit in inputs.units.values():
            held = vetoes_of(scheme, inputs, unit.id, on)
            flags = [veto in held for veto in scheme.vetoes]
            rows.append((county, unit.id, unit.name, unit.cls, unit.group, unit.parent, *flags))
    fill(database, "units", columns, rows)


def vetoes_of(scheme: Scheme, inputs: Inputs, unit: str, on: date) -> list[Veto]:
    """The vetoes of a unit in domains that were on the list on their day, each domain once, by domain."""
    found: dict[str, Veto] = {}
    for fact in sorted(inputs.vetoes.get(unit, []), key=lambda fact: (fact.domain, str(fact.day), fact.basis)):
        day = fact.day or on
        for veto in scheme.vetoes:
            listed = (veto.valid_from is None or veto.valid_from <= day) and (
                veto.valid_to is None or day <= veto.valid_to
            )
            if veto.domain == fact.domain and listed:
                found.setdefault(fact.domain, veto)
                break
    return [found[domain] for domain in sorted(found)]


def _values(county: str, inputs: Inputs, cycle: str, scales: Mapping[str, Scale]) -> Iterator[tuple[Any, ...]]:
    """One row a figure or what stands in its place; a value without a period belongs to the cycle unless the cycle has its own."""
    for (unit, item, period), value in inputs.values.items():
        if not period and (unit, item, cycle) in inputs.values:
            continue
        num = None if value.figure is None else _scaled(value.figure, scales[item])
        if num is not None or value.text:
            organ = value.organ if value.organ in inputs.units else None
            state = 0 if num is not None else 3 if value.applicable else 2
            yield county, unit, item, period or cycle, num, state, organ


def _votes(county: str, inputs: Inputs) -> Iterator[tuple[Any, ...]]:
    """One row a count of votes; one that was refused counts nothing, and leaves its ballot unknown."""
    for rows in inputs.votes.values():
        for vote in rows:
            yield county, vote.unit, vote.item, vote.rater_group, vote.grade, vote.count, False
    for refused in inputs.refused:
        if refused.table == "votes":
            yield county, refused.unit, refused.item, None, None, 0, True


def _events(county: str, inputs: Inputs) -> Iterator[tuple[Any, ...]]:
    """One row an event; one that was refused counts nothing, and leaves its item unknown."""
    for rows in inputs.events.values():
        for one in rows:
            day = None if one.day is None else one.day.isoformat()
            yield county, one.unit, one.item, one.kind, one.level, day, one.count, one.key, one.evidence, False
    for refused in inputs.refused:
        if refused.table == "events":
            yield county, refused.unit, refused.item, None, None, None, 0, None, None, True


def _properties(county: str, inputs: Inputs, scales: Mapping[str, Scale]) -> Iterator[tuple[Any, ...]]:
    """One row a property; a figure is written in its shortest form, for equality with texts."""
    for unit in inputs.units.values():
        for name, text in unit.properties.items():
            number = property_figure(text)
            yield (
                county,
                unit.id,
                name,
                None if number is None else _scaled(number, scales[name]),
                text if number is None else format_figure(number),
            )


def _counts(counties: Iterable[Inputs]) -> tuple[int, int, int, int]:
    """Greatest number of units, marks of a unit's item, votes of one, events of one; at least 1 each."""
    units = marks = votes = events = 1
    for inputs in counties:
        units = max(units, len(inputs.units))
        marks = max([marks, *map(len, inputs.marks.values())])
        votes = max([votes, *(sum(vote.count for vote in rows) for rows in inputs.votes.values())])
        events = max([events, *(sum(event.count for event in rows) for rows in inputs.events.values())])
    return units, marks, votes, events
