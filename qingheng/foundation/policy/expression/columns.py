"""列约定: how facts stand in a table, so that the same SQL is exact on SQLite, PostgreSQL and DuckDB.

One row per person, one column per fact key, NULL for unknown:

| kind     | column(s)                         | holds                                                             |
|----------|-----------------------------------|-------------------------------------------------------------------|
| bool     | `key` BOOLEAN                     | true, false (1, 0 in SQLite)                                      |
| int      | `key` BIGINT                      | within the field's bounds, else within ±10^9                      |
| fraction | `key` BIGINT, `key__den` BIGINT   | numerator within ±10^12, denominator 1 to 10^6; both or neither   |
| date     | `key` BIGINT                      | yyyymmdd, e.g. 20040229                                           |
| text     | `key` TEXT                        | as it is                                                          |
| enum     | `key` TEXT                        | the member                                                        |
| list     | `key` TEXT                        | `,2005,2006,`; the empty list is `,`; no item contains a comma    |
| map      | `key_2006`, one for each year     | as its item's kind says; a year without a column is unknown       |
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from qingheng.foundation.policy.expression.types import Field, Kind, Type, Value, Vocabulary

#: Bounds of a fact without bounds of its own; `facts.read_facts` enforces them.
INT_BOUND = 10**9
NUMERATOR_BOUND = 10**12
DENOMINATOR_BOUND = 10**6
SEPARATOR = ","
#: Stands for a comma inside a text that is looked up in a list, so that it can match no item.
NO_COMMA = "\x1f"
Cell = bool | int | str | None
_SQL_TYPES = {
    Kind.BOOL: "BOOLEAN",
    Kind.INT: "BIGINT",
    Kind.FRACTION: "BIGINT",
    Kind.DATE: "BIGINT",
    Kind.TEXT: "TEXT",
    Kind.ENUM: "TEXT",
    Kind.LIST: "TEXT",
}


def day_number(day: date) -> int:
    """2004-02-29 as 20040229."""
    return day.year * 10000 + day.month * 100 + day.day


@dataclass(frozen=True, slots=True)
class Columns:
    """列: the columns of a vocabulary; `years` are those that the maps have columns for, `alias` the table's name in the query."""

    vocabulary: Vocabulary
    years: tuple[int, ...] = ()
    alias: str | None = None

    def bounds(self, key: str) -> tuple[int, int]:
        """The least and the greatest number a fact can be (of its numerator, where it is a fraction)."""
        one = self.vocabulary.fields[key]
        kind = (one.type.item if one.type.kind is Kind.MAP else one.type) or one.type
        if kind.kind is Kind.FRACTION:
            return -NUMERATOR_BOUND, NUMERATOR_BOUND
        low = one.low if isinstance(one.low, int) else -INT_BOUND
        high = one.high if isinstance(one.high, int) else INT_BOUND
        return low, high

    def declare(self) -> tuple[tuple[str, str], ...]:
        """Every column with its SQL type, in the order of the vocabulary."""
        return tuple(column for one in self.vocabulary.fields.values() for column in self._of_field(one))

    def _of_field(self, one: Field) -> Iterator[tuple[str, str]]:
        if one.type.kind is Kind.MAP and one.type.item is not None:
            for year in self.years:
                yield from _columns(f"{one.key}_{year}", one.type.item)
        else:
            yield from _columns(one.key, one.type)

    def create_table(self, name: str) -> str:
        """The CREATE TABLE statement that the three databases read; keys and years only, so nothing needs escaping."""
        listed = ", ".join(f'"{column}" {kind}' for column, kind in self.declare())
        return f'CREATE TABLE "{name}" ({listed})'

    def encode(self, facts: Mapping[str, Value | None]) -> dict[str, Cell]:
        """One person's facts as a row: every declared column, None for unknown."""
        row: dict[str, Cell] = {}
        for one in self.vocabulary.fields.values():
            value = facts.get(one.key)
            if one.type.kind is Kind.MAP and one.type.item is not None:
                table: Any = value if isinstance(value, Mapping) else {}
                for year in self.years:
                    row.update(_cells(f"{one.key}_{year}", one.type.item, table.get(year)))
            else:
                row.update(_cells(one.key, one.type, value))
        return row

    def rows(self, cases: Iterable[Mapping[str, Value | None]]) -> Iterator[tuple[Cell, ...]]:
        """The rows of many cases, their cells in the order of `declare`."""
        for facts in cases:
            yield tuple(self.encode(facts).values())


def _columns(name: str, kind: Type) -> Iterator[tuple[str, str]]:
    yield name, _SQL_TYPES[kind.kind]
    if kind.kind is Kind.FRACTION:
        yield f"{name}__den", "BIGINT"


def _cells(name: str, kind: Type, value: Any) -> Iterator[tuple[str, Cell]]:
    if kind.kind is Kind.FRACTION:
        exact = None if value is None else Fraction(value)
        yield name, None if exact is None else exact.numerator
        yield f"{name}__den", None if exact is None else exact.denominator
    elif value is None:
        yield name, None
    elif kind.kind is Kind.DATE:
        yield name, day_number(value)
    elif kind.kind is Kind.LIST:
        yield name, encode_list(value)
    else:
        yield name, value


def encode_list(items: Iterable[object]) -> str:
    """A list as `,2005,2006,`.

    Raises ValueError for an item that contains a comma.
    """
    words = [str(item) for item in items]
    if any(SEPARATOR in word for word in words):
        raise ValueError(f"an item of a list contains a comma: {words}")
    return SEPARATOR + "".join(word + SEPARATOR for word in words)
