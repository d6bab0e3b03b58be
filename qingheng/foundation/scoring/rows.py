"""读一行: the cells of one row of each input table to its record; each complaint names the cell."""

import re
import unicodedata
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

#: A period's label: `2007`, `2007H1`, `2007Q3`, `2007-06`; empty for the cycle.
_PERIOD = re.compile(r"(\d{4}(H[12]|Q[1-4]|-(0[1-9]|1[0-2]))?)?")

#: What a ticked cell is as a property; as a figure it is none.
_TRUTH = {"TRUE": "1", "FALSE": "0"}

#: Code, source, column and sentence of a complaint.
Refuse = Callable[[str, Source, str, Text], None]


def as_text(value: object) -> str:
    """A cell as it was written."""
    match value:
        case None:
            return ""
        case bool():
            return "TRUE" if value else "FALSE"
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
        meant = _meant(text)
        hint = Text(f"，应写作 {meant}", f"; write {meant}") if meant else Text("", "")
        refuse("bad_figure", source, name, Text(f"“{text}”不是数{hint.zh}。", f"{text!r} is no figure{hint.en}."))
        return None


def _meant(text: str) -> str | None:
    """The figure that full-width digits, a thousands separator or a typographic minus stand for; `NA` for its variants."""
    plain = unicodedata.normalize("NFKC", text).replace("\u2212", "-").replace(" ", "")
    if plain.upper().replace("/", "") == NOT_APPLICABLE:
        return NOT_APPLICABLE
    if re.fullmatch(r"-?\d{1,3}(,\d{3})+(\.\d+)?", plain):
        plain = plain.replace(",", "")
    try:
        parse_figure(plain.removesuffix("%"))
    except ValueError:
        return None
    return plain


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
    properties = {key[2:]: _TRUTH.get(value, value) for key, value in row.items() if key.startswith("p_") and value}
    return Unit(
        row["unit"],
        row.get("name") or row["unit"],
        row.get("class", ""),
        row.get("group", ""),
        row.get("parent", ""),
        properties,
        source,
    )


def _value(row: Mapping[str, str], source: Source, refuse: Refuse) -> Value | None:
    text, period = row.get("value", ""), row.get("period", "")
    if not _PERIOD.fullmatch(period):
        refuse(
            "bad_period",
            source,
            "period",
            Text(
                f"期间“{period}”应写成 2007、2007H1、2007Q3 或 2007-06，本行未读入。",
                f"The period {period!r} must be like 2007, 2007H1, 2007Q3 or 2007-06; the row was not read.",
            ),
        )
        return None
    return Value(
        row["unit"],
        row["item"],
        period,
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


def _relation(row: Mapping[str, str], source: Source, refuse: Refuse) -> Relation | None:
    start, end = _day(row, "start", source, refuse), _day(row, "end", source, refuse)
    if start is not None and end is not None and end < start:
        refuse(
            "bad_interval",
            source,
            "end",
            Text(
                f"止日 {end} 早于起日 {start}，本行未读入。", f"The end {end} is before {start}; the row was not read."
            ),
        )
        return None
    return Relation(row["from"], row["relation"], row["to"], start, end, source)


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
