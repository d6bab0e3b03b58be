"""参数类型: turns the raw value of a parameter, list or table into a typed one, and fields into the vocabulary's types."""

from collections.abc import Mapping
from datetime import date, datetime
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from qingheng.foundation.kernel.points import parse_figure
from qingheng.foundation.kernel.problems import Problem, nearest
from qingheng.foundation.policy.codes import problem
from qingheng.foundation.policy.expression import Field as Known
from qingheng.foundation.policy.expression import Kind, Type
from qingheng.foundation.policy.expression import Parameter as KnownParameter
from qingheng.foundation.policy.model import Dated, Entry, Field
from qingheng.foundation.policy.shapes import shown

_KINDS = {
    "bool": Kind.BOOL,
    "int": Kind.INT,
    "months": Kind.INT,
    "decimal": Kind.FRACTION,
    "fraction": Kind.FRACTION,
    "date": Kind.DATE,
    "text": Kind.TEXT,
    "enum": Kind.ENUM,
}


class MisfitError(Exception):
    """A value that does not fit its type; the argument is the value as shown."""


def read_scalar(kind: str, raw: Any, members: tuple[str, ...] = ()) -> bool | int | Fraction | date | str:
    """One raw TOML value as a value of the kind. Raises MisfitError where it is none."""
    match kind, raw:
        case "bool", bool():
            return raw
        case (("int" | "months"), int()) if not isinstance(raw, bool):
            return raw
        case (("decimal" | "fraction"), (int() | str())) if not isinstance(raw, bool):
            try:
                return parse_figure(str(raw))
            except ValueError:
                raise MisfitError(raw) from None
        case "date", date() if not isinstance(raw, datetime):
            return raw
        case "text", str() if raw.strip():
            return raw
        case "enum", str() if raw in members:
            return raw
    raise MisfitError(raw)


def field_type(field: Field) -> Type:
    """The type of a field for the expression language."""
    unit = field.unit or ""
    listed = field.members if "enum" in (field.type, field.of) else ()
    members = tuple(member.id for member in listed)
    names = tuple(member.label for member in listed)
    if field.type in ("list", "map"):
        item = Type(_KINDS[field.of or "text"], unit, members, field.ordered and field.of == "enum", names=names)
        return Type(Kind.MAP if field.type == "map" else Kind.LIST, item=item)
    # A whole number whose values have names, such as a level, is compared as a number and said by its name.
    said = tuple(member.label for member in field.members) if field.type == "int" else names
    return Type(_KINDS[field.type], unit, members, field.ordered, names=said)


def known_field(field: Field) -> Known:
    """A field for the expression language."""
    return Known(field.key, field.label, field_type(field), field.least, field.most)


def known_parameter(entry: Entry, fields: Mapping[str, Field]) -> KnownParameter:
    """A parameter or a list for the expression language; a list is the ids of its items."""
    return KnownParameter(entry.key, entry.label, _parameter_type(entry, fields))


def _parameter_type(entry: Entry, fields: Mapping[str, Field]) -> Type:
    ids = _members(entry, fields)
    keyed = fields.get(entry.map_key or "")
    ordered = keyed is not None and keyed.ordered
    names = tuple(member.label for member in keyed.members) if keyed is not None else ()
    unit = "month" if entry.type == "months" else entry.unit or ""
    if entry.kind == "list":
        return Type(Kind.LIST, item=Type(Kind.TEXT))
    if entry.type == "list":
        of = entry.of or "text"
        if of == "enum":
            return Type(Kind.LIST, item=Type(Kind.ENUM, unit, ids, ordered, names=names))
        return Type(Kind.LIST, item=Type(_KINDS[of], unit))
    if entry.type == "map":
        return Type(Kind.MAP, item=Type(_KINDS[entry.of or "int"], unit), index=Kind.TEXT)
    if entry.type == "enum":
        return Type(Kind.ENUM, unit, ids, ordered, names=names)
    return Type(_KINDS[entry.type], unit)


def read_value(entry: Entry, dated: Dated, fields: Mapping[str, Field], problems: list[Problem]) -> Any:
    """The typed value of a dated value; None, with problems, where it does not fit."""
    if entry.kind == "list":
        return _items(entry, dated, problems)
    if entry.kind == "table":
        return _rows(entry, dated, problems)
    return {"map": _map, "list": _list}.get(entry.type, _single)(entry, dated, fields, problems)


def name(entry: Entry) -> str:
    """How an entry is called in sentences and in `policy value`: p.chief_years, list.materials."""
    return f"{entry.kind}.{entry.key}"


def _members(entry: Entry, fields: Mapping[str, Field]) -> tuple[str, ...]:
    field = fields.get(entry.map_key or "")
    return tuple(member.id for member in field.members) if field else ()


def _misfit(entry: Entry, dated: Dated, raw: object, kind: str) -> Problem:
    if isinstance(raw, str) and kind in ("decimal", "fraction"):
        return problem("bad_fraction", dated.place, key=name(entry), found=shown(raw))
    return problem("wrong_value", dated.place, key=name(entry), found=shown(raw), type=kind)


def _single(entry: Entry, dated: Dated, fields: Mapping[str, Field], problems: list[Problem]) -> Any:
    members = _members(entry, fields)
    try:
        return read_scalar(entry.type, dated.value, members)
    except MisfitError:
        if entry.type == "enum" and isinstance(dated.value, str):
            problems.append(_no_member(entry, dated, dated.value, members))
        else:
            problems.append(_misfit(entry, dated, dated.value, entry.type))
        return None


def _no_member(entry: Entry, dated: Dated, found: str, members: tuple[str, ...]) -> Problem:
    return problem(
        "unknown_member",
        dated.place,
        key=name(entry),
        found=found,
        field=entry.map_key,
        suggestion=nearest(found, members),
    )


def _map(entry: Entry, dated: Dated, fields: Mapping[str, Field], problems: list[Problem]) -> Any:
    if not isinstance(dated.value, dict):
        problems.append(_misfit(entry, dated, dated.value, "map"))
        return None
    members = _members(entry, fields)
    found: dict[str, Any] = {}
    for key, raw in dated.value.items():
        if members and key not in members:
            problems.append(_no_member(entry, dated, key, members))
            continue
        try:
            found[key] = read_scalar(entry.of or "int", raw)
        except MisfitError:
            problems.append(_misfit(entry, dated, raw, entry.of or "int"))
    missing = [member for member in members if member not in dated.value]
    if missing:
        problems.append(
            problem("member_missing", dated.place, key=name(entry), field=entry.map_key, members=", ".join(missing))
        )
    return MappingProxyType(found)


def _list(entry: Entry, dated: Dated, fields: Mapping[str, Field], problems: list[Problem]) -> Any:
    raw = dated.value
    if not isinstance(raw, list):
        problems.append(_misfit(entry, dated, raw, "list"))
        return None
    members = _members(entry, fields)
    found = []
    for one in raw:
        try:
            found.append(read_scalar(entry.of or "text", one, members))
        except MisfitError:
            if entry.of == "enum" and isinstance(one, str):
                problems.append(_no_member(entry, dated, one, members))
            else:
                problems.append(_misfit(entry, dated, one, entry.of or "text"))
    return tuple(found)


def _items(entry: Entry, dated: Dated, problems: list[Problem]) -> Any:
    if entry.promised is not None and len(dated.value) != entry.promised:
        problems.append(
            problem("list_length", dated.place, key=name(entry), promised=entry.promised, found=len(dated.value))
        )
    return dated.value


def _rows(entry: Entry, dated: Dated, problems: list[Problem]) -> Any:
    rows = []
    for raw in dated.value:
        problems += [
            problem("unknown_key", dated.place, key=f"{name(entry)}.{key}", suggestion=nearest(key, entry.columns))
            for key in sorted(raw.keys() - entry.columns.keys())
        ]
        row: dict[str, Any] = {}
        for key, kind in entry.columns.items():
            if key not in raw:
                if not kind.endswith("?"):
                    problems.append(problem("missing_key", dated.place, key=f"{name(entry)}.{key}"))
                row[key] = None
                continue
            try:
                plain = kind.removesuffix("?")
                row[key] = read_scalar("text" if plain == "enum" else plain, raw[key])
            except MisfitError:
                problems.append(_misfit(entry, dated, raw[key], kind))
        rows.append(MappingProxyType(row))
    return tuple(rows)
