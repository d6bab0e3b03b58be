"""考核数据: the seven input tables, each cell with its provenance, and every problem of reading them at once.

Tables are recognised by their header. Figures are exact; an empty value is missing, `NA` is not applicable, and
neither is ever zero.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from qingheng.foundation.kernel.problems import Problem, Severity, Where, nearest
from qingheng.foundation.kernel.text import Text
from qingheng.foundation.scoring.records import (
    NOT_APPLICABLE,
    Event,
    Mark,
    Record,
    Refusal,
    Relation,
    Source,
    Unit,
    Value,
    VetoFact,
    Vote,
    property_figure,
)
from qingheng.foundation.scoring.rows import KEYS, READERS, as_text

__all__ = [
    "NOT_APPLICABLE",
    "TABLES",
    "Doubt",
    "Event",
    "Inputs",
    "Mark",
    "Record",
    "Refusal",
    "Relation",
    "Source",
    "Unit",
    "Value",
    "VetoFact",
    "Vote",
    "property_figure",
]

#: Table -> required columns, optional columns. The most specific header wins.
TABLES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "sheets": (("unit", "item", "rater_group", "rater", "value"), ()),
    "votes": (("unit", "item", "rater_group", "grade", "count"), ()),
    "events": (("unit", "item", "kind"), ("level", "date", "count", "key", "evidence")),
    "vetoes": (("unit", "domain"), ("date", "basis")),
    "relations": (("from", "relation", "to"), ("start", "end")),
    "values": (("unit", "item", "value"), ("period", "source")),
    "units": (("unit", "class"), ("name", "group", "parent")),
}

#: The columns that say what a row is about: unit, item, other end.
_ABOUT = {"": ("unit", "item", ""), "vetoes": ("unit", "domain", ""), "relations": ("from", "relation", "to")}

#: Why a row's cells may stand in the wrong column, and the further cells.
Doubt = tuple[Problem, tuple[str, ...]]


@dataclass
class Inputs:
    """全部数据: what the tables held, indexed, and the problems of reading them."""

    units: dict[str, Unit] = field(default_factory=dict)
    values: dict[tuple[str, str, str], Value] = field(default_factory=dict)
    votes: dict[tuple[str, str], list[Vote]] = field(default_factory=dict)
    marks: dict[tuple[str, str], list[Mark]] = field(default_factory=dict)
    events: dict[tuple[str, str], list[Event]] = field(default_factory=dict)
    relations: list[Relation] = field(default_factory=list)
    vetoes: dict[str, list[VetoFact]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    #: 重复抽取的评价人: raters who stand here several times under names of their own, and who each of them is.
    copies: Mapping[str, str] = field(default_factory=dict)

    def person(self, rater: str) -> str:
        """Who a rater is, of whose unit, relations and attributes the scheme asks."""
        return self.copies.get(rater, rater)

    @classmethod
    def from_rows(cls, table: str, rows: Iterable[Mapping[str, object]], source: str = "") -> "Inputs":
        """Inputs from rows held elsewhere; `source` names where. Merge several with `merged`."""
        inputs = cls()
        listed = [dict(row) for row in rows]
        columns = tuple(dict.fromkeys(key for row in listed for key in row))
        inputs.add_table(table, columns, ((row, Source(source or table, None, at)) for at, row in enumerate(listed, 1)))
        return inputs

    def merged(self, *others: "Inputs") -> "Inputs":
        """One set of inputs out of several; a record given twice is a problem."""
        whole = Inputs()
        for part in (self, *others):
            whole.problems += part.problems
            whole.refused += part.refused
            for record in part.records():
                whole.add(record)
        return whole

    def records(self) -> Iterator[Record]:
        """Every record."""
        yield from self.units.values()
        yield from self.values.values()
        for table in (self.votes, self.marks, self.events):
            for rows in table.values():
                yield from rows
        yield from self.relations
        for facts in self.vetoes.values():
            yield from facts

    def add_table(
        self,
        table: str,
        columns: tuple[str, ...],
        rows: Iterable[tuple[Mapping[str, object], Source]],
        doubts: Mapping[int, Doubt] = {},
    ) -> None:
        """Reads one table; a refused row becomes a problem, and what it is about is not known.

        `doubts` are rows, by number, whose cells may stand in the wrong column.
        """
        required, optional = TABLES[table]
        for column in columns:
            if column not in required + optional and not (table == "units" and column.startswith("p_")):
                self._unknown_column(table, column, (*required, *optional))
        for raw, source in rows:
            row = {str(key): as_text(value) for key, value in raw.items()}
            before = len(self.problems)
            record = self._read(table, row, source, doubts.get(source.row or 0))
            if isinstance(record, Problem):
                self._unknown(table, row, record)
            elif len(self.problems) > before and not isinstance(record, Value):
                self._unknown(table, row, self.problems[before])
            elif record is not None:
                self.add(record)

    def _read(self, table: str, row: dict[str, str], source: Source, doubt: Doubt | None) -> "Record | Problem | None":
        """The record of a row, the doubt that keeps it out, or None where it is empty or a problem was found."""
        absent = [name for name in KEYS[table] if not row.get(name)]
        if absent:
            if any(row.values()):
                self._refuse(
                    "empty_key",
                    source,
                    absent[0],
                    Text(f"“{absent[0]}”是空的，本行未读入。", f"{absent[0]!r} is empty; the row was not read."),
                )
            return None
        if doubt is None or table == "units":
            return READERS[table](row, source, self._refuse)
        if table == "values":
            written = " | ".join(filter(None, (row.get("value"), *doubt[1])))
            return Value(row["unit"], row["item"], row.get("period", ""), None, written, source, row.get("source", ""))
        return doubt[0]

    def _unknown(self, table: str, row: Mapping[str, str], found: Problem) -> None:
        """Remember whose and what item's row was refused, as far as the row says so."""
        unit, item, other = (row.get(name, "") for name in _ABOUT.get(table, _ABOUT[""]))
        if unit or other:
            self.refused.append(Refusal(table, unit, item, found, other))

    def add(self, record: Record) -> None:
        """One record; a second one for the same place is a problem, and neither counts silently."""
        match record:
            case Unit():
                self._once(self.units, record.id, record, "unit")
            case Value():
                self._once(self.values, (record.unit, record.item, record.period), record, "value")
            case Vote():
                self.votes.setdefault((record.unit, record.item), []).append(record)
            case Mark():
                self.marks.setdefault((record.unit, record.item), []).append(record)
            case Event():
                self.events.setdefault((record.unit, record.item), []).append(record)
            case Relation():
                self.relations.append(record)
            case VetoFact():
                self.vetoes.setdefault(record.unit, []).append(record)

    def _once(self, table: dict[Any, Any], key: Any, record: Any, column: str) -> None:
        before = table.get(key)
        if before is None:
            table[key] = record
        elif before != record:
            shown = "/".join(part for part in key if part) if isinstance(key, tuple) else key
            value = isinstance(record, Value)
            self._refuse(
                "duplicate",
                record.source,
                column,
                Text(
                    f"“{shown}”重复，另见{before.source.where()}；{'两行都不采用' if value else '采用先列的一行'}。",
                    f"{shown!r} is given twice, see {before.source.where()}; {'neither counts' if value else 'the first counts'}.",
                ),
            )
            if value:
                both = f"{before.text} / {record.text}"
                table[key] = Value(record.unit, record.item, record.period, None, both, record.source, record.organ)

    def _refuse(self, code: str, source: Source, column: str, text: Text) -> None:
        self.problems.append(
            Problem(
                code, text, Text("改正该单元格后重新导入。", "Mend the cell and import again."), source.where(column)
            )
        )

    def _unknown_column(self, table: str, column: str, known: tuple[str, ...]) -> None:
        self.problems.append(
            Problem(
                "unknown_column",
                Text(
                    f"表 {table} 没有“{column}”这一列，未读入。",
                    f"Table {table} has no column {column!r}; it was not read.",
                ),
                Text("改正列名，或删去该列。", "Mend the header or remove the column."),
                Where(column=column),
                Severity.WARNING,
                nearest(column, known),
            )
        )
