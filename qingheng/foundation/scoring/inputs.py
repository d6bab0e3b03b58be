"""考核数据: the seven input tables, each cell with its provenance, and every problem of reading them at once.

Tables are recognised by their header. Figures are exact; an empty value is missing, `NA` is not applicable, and
neither is ever zero.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from qingheng.foundation.kernel.points import parse_figure
from qingheng.foundation.kernel.problems import Problem, Severity, Where, nearest
from qingheng.foundation.kernel.text import Text

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

#: A value that does not apply.
NOT_APPLICABLE = "NA"

#: Digits after a leading zero: a code, not a number.
_CODE = re.compile(r"[+-]?0\d")


@dataclass(frozen=True, slots=True)
class Source:
    """出处: file, sheet and row of a record."""

    file: str | None = None
    sheet: str | None = None
    row: int | None = None

    def where(self, column: str | None = None) -> Where:
        """As the place of a problem."""
        return Where(file=self.file, sheet=self.sheet, row=self.row, column=column)

    def as_json(self, column: str | None = None) -> dict[str, Any]:
        """`{file, sheet, row, column}`."""
        return {"file": self.file, "sheet": self.sheet, "row": self.row, "column": column}


@dataclass(frozen=True, slots=True)
class Unit:
    """被考核者: a unit, or a person whose class says so; `parent` is the unit it belongs to."""

    id: str
    name: str
    cls: str
    group: str
    parent: str
    properties: Mapping[str, str]
    source: Source


@dataclass(frozen=True, slots=True)
class Value:
    """一个数: `figure` is None where missing or not applicable; `text` is what was written."""

    unit: str
    item: str
    period: str
    figure: Fraction | None
    text: str
    source: Source
    organ: str = ""

    @property
    def applicable(self) -> bool:
        """False for NA."""
        return self.text != NOT_APPLICABLE


@dataclass(frozen=True, slots=True)
class Vote:
    """票数: how many gave this grade."""

    unit: str
    item: str
    rater_group: str
    grade: str
    count: int
    source: Source


@dataclass(frozen=True, slots=True)
class Mark:
    """评分表的一格: `figure` is None for an empty cell, NA, or an answer in words."""

    unit: str
    item: str
    rater_group: str
    rater: str
    figure: Fraction | None
    text: str
    source: Source


@dataclass(frozen=True, slots=True)
class Event:
    """事件: of an item, by kind and level, `count` times, with the matter's key and its evidence."""

    unit: str
    item: str
    kind: str
    level: str
    day: date | None
    count: int
    key: str
    evidence: str
    source: Source


@dataclass(frozen=True, slots=True)
class Relation:
    """关系: from one unit to another, between two days."""

    origin: str
    relation: str
    target: str
    start: date | None
    end: date | None
    source: Source

    def holds(self, on: date) -> bool:
        """Whether it holds on the day; open ends always do."""
        return (self.start is None or self.start <= on) and (self.end is None or on <= self.end)


@dataclass(frozen=True, slots=True)
class VetoFact:
    """否决事实: decided for a unit in a domain, on a day, with its basis."""

    unit: str
    domain: str
    day: date | None
    basis: str
    source: Source


@dataclass(frozen=True, slots=True)
class Refusal:
    """拒收的一行: a row that cannot be read. What it would have said of its unit and item is not known, and not nothing.

    `item` is the domain of a veto or the name of a relation, which goes from `unit` to `other`; "" where it is not said.
    """

    table: str
    unit: str
    item: str
    problem: Problem
    other: str = ""


def property_figure(text: str) -> Fraction | None:
    """A property as a figure; None for words and for codes such as `01`, which are not the number one."""
    if _CODE.match(text):
        return None
    try:
        return parse_figure(text)
    except ValueError:
        return None


#: Why a row's cells may stand in the wrong column, and the further cells.
Doubt = tuple[Problem, tuple[str, ...]]

Record = Unit | Value | Vote | Mark | Event | Relation | VetoFact


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
            row = {str(key): _text(value) for key, value in raw.items()}
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
        absent = [name for name in _KEYS[table] if not row.get(name)]
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
            return _READERS[table](row, source, self._refuse)
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


_KEYS: dict[str, tuple[str, ...]] = {
    "units": ("unit",),
    "values": ("unit", "item"),
    "votes": ("unit", "item", "rater_group", "grade"),
    "sheets": ("unit", "item", "rater"),
    "events": ("unit", "item", "kind"),
    "relations": ("from", "relation", "to"),
    "vetoes": ("unit", "domain"),
}

#: The columns that say what a row is about: unit, item, other end.
_ABOUT = {"": ("unit", "item", ""), "vetoes": ("unit", "domain", ""), "relations": ("from", "relation", "to")}

Refuse = Callable[[str, Source, str, Text], None]


def _text(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "1" if value else "0"
        case float():
            return str(int(value)) if value.is_integer() else format(value, ".15g")
        case date():
            return value.isoformat()[:10]
    return str(value).strip()


def _figure(row: Mapping[str, str], name: str, source: Source, refuse: Refuse) -> Fraction | None:
    text = row.get(name, "")
    if text in ("", NOT_APPLICABLE):
        return None
    try:
        return parse_figure(text[:-1]) / 100 if text.endswith("%") else parse_figure(text)
    except ValueError:
        refuse("bad_figure", source, name, Text(f"“{text}”不是数。", f"{text!r} is no figure."))
        return None


def _count(row: Mapping[str, str], name: str, source: Source, refuse: Refuse, empty: int | None) -> int | None:
    figure = _figure(row, name, source, refuse)
    if figure is None:
        if row.get(name, "") == "" and empty is None:
            refuse(
                "empty_key",
                source,
                name,
                Text(f"“{name}”是空的，本行未读入。", f"{name!r} is empty; the row was not read."),
            )
        return empty if row.get(name, "") == "" else None
    if figure.denominator != 1 or figure < 0:
        refuse(
            "bad_figure",
            source,
            name,
            Text(f"“{row[name]}”应为不小于零的整数。", f"{row[name]!r} must be a whole number, not negative."),
        )
        return None
    return int(figure)


def _day(row: Mapping[str, str], name: str, source: Source, refuse: Refuse) -> date | None:
    text = row.get(name, "").replace("/", "-")
    if not text:
        return None
    try:
        return date.fromisoformat("-".join(part.rjust(2, "0") for part in text.split("-")))
    except ValueError:
        refuse(
            "bad_date",
            source,
            name,
            Text(f"“{text}”不是日期，应如 2007-12-31。", f"{text!r} is no date such as 2007-12-31."),
        )
        return None


def _unit(row: Mapping[str, str], source: Source, refuse: Refuse) -> Unit:
    properties = {key[2:]: value for key, value in row.items() if key.startswith("p_") and value}
    return Unit(
        row["unit"],
        row.get("name") or row["unit"],
        row.get("class", ""),
        row.get("group", ""),
        row.get("parent", ""),
        properties,
        source,
    )


def _value(row: Mapping[str, str], source: Source, refuse: Refuse) -> Value:
    text = row.get("value", "")
    return Value(
        row["unit"],
        row["item"],
        row.get("period", ""),
        _figure(row, "value", source, refuse),
        text,
        source,
        row.get("source", ""),
    )


def _vote(row: Mapping[str, str], source: Source, refuse: Refuse) -> Vote | None:
    count = _count(row, "count", source, refuse, None)
    return None if count is None else Vote(row["unit"], row["item"], row["rater_group"], row["grade"], count, source)


def _mark(row: Mapping[str, str], source: Source, refuse: Refuse) -> Mark:
    text = row.get("value", "")
    try:
        figure = None if text in ("", NOT_APPLICABLE) else parse_figure(text)
    except ValueError:
        figure = None
    return Mark(row["unit"], row["item"], row.get("rater_group", ""), row["rater"], figure, text, source)


def _event(row: Mapping[str, str], source: Source, refuse: Refuse) -> Event | None:
    count = _count(row, "count", source, refuse, 1)
    if count is None:
        return None
    day = _day(row, "date", source, refuse)
    return Event(
        row["unit"],
        row["item"],
        row["kind"],
        row.get("level", ""),
        day,
        count,
        row.get("key", ""),
        row.get("evidence", ""),
        source,
    )


def _relation(row: Mapping[str, str], source: Source, refuse: Refuse) -> Relation:
    return Relation(
        row["from"],
        row["relation"],
        row["to"],
        _day(row, "start", source, refuse),
        _day(row, "end", source, refuse),
        source,
    )


def _veto(row: Mapping[str, str], source: Source, refuse: Refuse) -> VetoFact:
    return VetoFact(row["unit"], row["domain"], _day(row, "date", source, refuse), row.get("basis", ""), source)


_READERS: dict[str, Callable[[Mapping[str, str], Source, Refuse], Record | None]] = {
    "units": _unit,
    "values": _value,
    "votes": _vote,
    "sheets": _mark,
    "events": _event,
    "relations": _relation,
    "vetoes": _veto,
}
