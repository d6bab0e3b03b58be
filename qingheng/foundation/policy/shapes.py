"""形状: what a key may hold. A shape reads a raw TOML value, notes every problem, and gives the cleaned value.

`Reader` carries the file and its lines, so that each problem names its place. `BAD` stands for what could not be read;
a table drops its bad keys, so that one mistake never hides the next.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction
from typing import Any, Final

from qingheng.foundation.kernel.points import parse_figure
from qingheng.foundation.kernel.problems import Problem, Where, nearest
from qingheng.foundation.kernel.text import Text
from qingheng.foundation.policy.codes import problem
from qingheng.foundation.policy.lines import Path, line_of


class _Bad:
    """What could not be read."""


BAD: Final = _Bad()
_ID = re.compile(r"[a-z][a-z0-9_]*")

#: Key types in words, for sentences.
_WORDS = {
    "text": Text("文字", "text"),
    "id": Text("标识", "an id"),
    "date": Text("日期", "a date"),
    "int": Text("整数", "a whole number"),
    "figure": Text("整数或带引号的精确数字", "a whole number or an exact figure in quotes"),
    "bool": Text("true 或 false", "true or false"),
    "list": Text("数组", "an array"),
    "table": Text("表", "a table"),
    "cite": Text("依据或依据的数组", "a citation or an array of citations"),
    "scalar": Text("单个值", "a single value"),
}


@dataclass(slots=True)
class Reader:
    """One file being read: where its keys stand, and the problems found so far."""

    file: str
    lines: Mapping[Path, int]
    problems: list[Problem] = field(default_factory=list)

    def where(self, path: Path) -> Where:
        """The place of `path` in this file."""
        return Where(file=self.file, line=line_of(self.lines, path), path=dotted(path) or None)

    def note(self, code: str, path: Path, *, suggestion: str | None = None, **words: object) -> _Bad:
        """Note a problem at `path`; gives BAD, so that a shape can return it."""
        words.setdefault("key", dotted(path))
        self.problems.append(problem(code, self.where(path), suggestion=suggestion, **words))
        return BAD

    def mistyped(self, path: Path, expected: str, found: object) -> _Bad:
        """Note that `found` is not of the type `expected`; a float has a code of its own."""
        if isinstance(found, float):
            return self.note("float_literal", path, found=found)
        word = _WORDS[expected]
        return self.note("wrong_type", path, expected=word.zh, expected_en=word.en, found=shown(found))


Shape = Callable[[Reader, Path, Any], Any]


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a table: its shape, whether it must stand there, what holds when it does not, and the code then."""

    shape: Shape
    required: bool = True
    default: Any = None
    missing: str = "missing_key"


def optional(shape: Shape, default: Any = None) -> Key:
    """A key that may be absent."""
    return Key(shape, required=False, default=default)


def dotted(path: Path) -> str:
    """A path as one reads it: `p.chief_years.values[1].cite`."""
    out = ""
    for part in path:
        out += f"[{part}]" if isinstance(part, int) else f".{part}" if out else part
    return out


def shown(value: object) -> str:
    """A raw value in a sentence, shortened."""
    match value:
        case bool():
            return "true" if value else "false"
        case date():
            return value.isoformat()
        case str():
            words = f'"{value}"'
        case _:
            words = str(value)
    return words if len(words) <= 60 else words[:57] + "…"


def text(reader: Reader, path: Path, raw: Any) -> Any:
    """Any text."""
    return raw if isinstance(raw, str) else reader.mistyped(path, "text", raw)


def words(reader: Reader, path: Path, raw: Any) -> Any:
    """A text that is not empty."""
    if isinstance(raw, str) and not raw.strip():
        return reader.note("wrong_type", path, expected="非空文字", expected_en="text that is not empty", found='""')
    return text(reader, path, raw)


def identifier(reader: Reader, path: Path, raw: Any) -> Any:
    """An id in lower_snake_case."""
    if not isinstance(raw, str):
        return reader.mistyped(path, "id", raw)
    return raw if _ID.fullmatch(raw) else reader.note("bad_id", path, found=raw)


def day(reader: Reader, path: Path, raw: Any) -> Any:
    """A TOML date without a time."""
    if isinstance(raw, date) and not isinstance(raw, datetime):
        return raw
    return reader.mistyped(path, "date", raw)


def whole(reader: Reader, path: Path, raw: Any) -> Any:
    """A whole number."""
    return raw if isinstance(raw, int) and not isinstance(raw, bool) else reader.mistyped(path, "int", raw)


def count(reader: Reader, path: Path, raw: Any) -> Any:
    """A whole number that is not negative."""
    number = whole(reader, path, raw)
    if isinstance(number, int) and number < 0:
        return reader.note("out_of_range", path, found=number, range="≥ 0")
    return number


def figure(reader: Reader, path: Path, raw: Any) -> Any:
    """An exact figure: a whole number, or text such as "2/3" or "0.25"."""
    if isinstance(raw, int) and not isinstance(raw, bool):
        return Fraction(raw)
    if not isinstance(raw, str):
        return reader.mistyped(path, "figure", raw)
    try:
        return parse_figure(raw)
    except ValueError:
        return reader.note("bad_fraction", path, found=shown(raw))


def share(reader: Reader, path: Path, raw: Any) -> Any:
    """An exact figure from 0 to 1."""
    found = figure(reader, path, raw)
    if isinstance(found, Fraction) and not 0 <= found <= 1:
        return reader.note("out_of_range", path, found=found, range="0 … 1")
    return found


def share_or_parameter(reader: Reader, path: Path, raw: Any) -> Any:
    """A share from 0 to 1, or the name of a parameter that holds it: "p.excellent_cap"."""
    if isinstance(raw, str) and raw.startswith("p."):
        return raw
    return share(reader, path, raw)


def flag(reader: Reader, path: Path, raw: Any) -> Any:
    """True or false."""
    return raw if isinstance(raw, bool) else reader.mistyped(path, "bool", raw)


def scalar(reader: Reader, path: Path, raw: Any) -> Any:
    """A single value of any type; a float is refused."""
    return reader.mistyped(path, "scalar", raw) if isinstance(raw, float | list | dict) else raw


def any_value(reader: Reader, path: Path, raw: Any) -> Any:
    """Whatever stands there, floats excepted: its meaning is checked where its type is known."""
    match raw:
        case float():
            return reader.mistyped(path, "figure", raw)
        case list():
            return [any_value(reader, (*path, index), item) for index, item in enumerate(raw)]
        case dict():
            return {key: any_value(reader, (*path, key), item) for key, item in raw.items()}
    return raw


def one_of(*allowed: str | bool) -> Shape:
    """One of the allowed words."""

    def read(reader: Reader, path: Path, raw: Any) -> Any:
        if raw in allowed and isinstance(raw, str | bool):
            return raw
        listed = ", ".join(str(word) for word in allowed)
        close = nearest(raw, [word for word in allowed if isinstance(word, str)]) if isinstance(raw, str) else None
        return reader.note("bad_choice", path, found=shown(raw), allowed=listed, suggestion=close)

    return read


def pair(reader: Reader, path: Path, raw: Any) -> Any:
    """Words in both languages, as a Text."""
    if not isinstance(raw, dict):
        return reader.note("missing_label", path)
    for key in raw.keys() - {"zh", "en"}:
        reader.note("unknown_key", (*path, key), key=dotted((*path, key)), suggestion=nearest(key, ["zh", "en"]))
    zh, en = raw.get("zh"), raw.get("en")
    if not isinstance(zh, str) or not isinstance(en, str) or not zh.strip() or not en.strip():
        return reader.note("missing_label", path)
    return Text(zh, en)


def cite(reader: Reader, path: Path, raw: Any) -> Any:
    """One citation or several, as a tuple of texts; they are resolved later."""
    found = [raw] if isinstance(raw, str) else raw
    if not isinstance(found, list) or not all(isinstance(item, str) for item in found):
        return reader.mistyped(path, "cite", raw)
    if not found or not all(item.strip() for item in found):
        return reader.note("missing_cite", path)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class many:  # noqa: N801 -- reads as the other shapes do
    """An array, as a tuple without its bad items."""

    inner: Shape

    def __call__(self, reader: Reader, path: Path, raw: Any) -> Any:
        """The tuple."""
        if not isinstance(raw, list):
            return reader.mistyped(path, "list", raw)
        cleaned = [self.inner(reader, (*path, index), item) for index, item in enumerate(raw)]
        return tuple(item for item in cleaned if item is not BAD)


@dataclass(frozen=True, slots=True)
class named:  # noqa: N801 -- likewise
    """A table from ids to things, as a dict without its bad entries."""

    inner: Shape
    key: Shape = identifier

    def __call__(self, reader: Reader, path: Path, raw: Any) -> Any:
        """The dict."""
        if not isinstance(raw, dict):
            return reader.mistyped(path, "table", raw)
        cleaned = {}
        for name, item in raw.items():
            good = self.key(reader, (*path, name), name)
            value = self.inner(reader, (*path, name), item)
            if good is not BAD and value is not BAD:
                cleaned[name] = value
        return cleaned


def either(first: type, then: Shape, otherwise: Shape) -> Shape:
    """`then` for a raw value of the type `first`, else `otherwise`."""

    def read(reader: Reader, path: Path, raw: Any) -> Any:
        return (then if isinstance(raw, first) else otherwise)(reader, path, raw)

    return read


@dataclass(frozen=True, slots=True, eq=False)
class table:  # noqa: N801 -- likewise
    """A table with exactly these keys, as a dict with defaults filled in; BAD where a required key is missing or bad.

    The path of the table is kept under the key "path", for problems that only show later.
    """

    keys: Mapping[str, Key]

    def __call__(self, reader: Reader, path: Path, raw: Any) -> Any:
        """The dict."""
        if not isinstance(raw, dict):
            return reader.mistyped(path, "table", raw)
        for name in raw.keys() - self.keys.keys():
            reader.note("unknown_key", (*path, name), key=dotted((*path, name)), suggestion=nearest(name, self.keys))
        cleaned: dict[str, Any] = {"path": path}
        complete = [self._read_key(reader, path, name, raw, cleaned) for name in self.keys]
        return cleaned if all(complete) else BAD

    def _read_key(self, reader: Reader, path: Path, name: str, raw: Mapping[str, Any], cleaned: dict[str, Any]) -> bool:
        """Read one key into `cleaned`; False where the table cannot do without it."""
        key = self.keys[name]
        cleaned[name] = key.default
        if name not in raw:
            if key.required:
                reader.note(key.missing, path, key=dotted((*path, name)))
            return not key.required
        value = key.shape(reader, (*path, name), raw[name])
        if value is BAD:
            return not key.required
        cleaned[name] = value
        return True


def keys_of(shape: Shape, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every key that a shape knows, as a path; `*` stands for an id or a position. For documentation and its tests."""
    if isinstance(shape, many | named):
        yield from keys_of(shape.inner, (*path, "*"))
    elif isinstance(shape, table):
        for name, key in shape.keys.items():
            yield (*path, name)
            yield from keys_of(key.shape, (*path, name))
