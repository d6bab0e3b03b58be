"""读一行: the cells of one row of each input table to its record; each complaint names the cell."""

from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction

from qingheng.foundation.kernel.points import parse_figure
from qingheng.foundation.kernel.text import Text
from qingheng.foundation.scoring.records import (
    NOT_APPLICABLE,
    Event,
    Mark,
    Record,
    Relation,
    Source,
    Unit,
    Value,
    VetoFact,
    Vote,
)

#: The columns without which a row says nothing.
KEYS: dict[str, tuple[str, ...]] = {
    "units": ("unit",),
    "values": ("unit", "item"),
    "votes": ("unit", "item", "rater_group", "grade"),
    "sheets": ("unit", "item", "rater"),
    "events": ("unit", "item", "kind"),
    "relations": ("from", "relation", "to"),
    "vetoes": ("unit", "domain"),
}

#: Code, source, column and sentence of a complaint.
Refuse = Callable[[str, Source, str, Text], None]


def as_text(value: object) -> str:
    """A cell as it was written."""
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


#: How each table's rows are read.
READERS: dict[str, Callable[[Mapping[str, str], Source, Refuse], Record | None]] = {
    "units": _unit,
    "values": _value,
    "votes": _vote,
    "sheets": _mark,
    "events": _event,
    "relations": _relation,
    "vetoes": _veto,
}
