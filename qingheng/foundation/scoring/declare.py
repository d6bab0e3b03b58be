"""设定的声明: each setting of a scheme is declared once, with its kind, unit, sentence in two languages and example.

The parser, the lint, the documentation and the explanation all read these declarations. A setting with a `code` is a
*choice*: a published scheme often leaves it open, so its absence is a problem of severity "choice" with that code, it
may be marked `{ value = …, assumed = true }`, and results print it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar

from qingheng.foundation.kernel.text import Text
from qingheng.foundation.scoring.formula import Formula, Number, written

T = TypeVar("T")


class Kind(StrEnum):
    """设定的种类."""

    #: An exact figure: an integer, `"0.5"`, `"2/3"`, `"60%"`.
    FIGURE = "figure"
    #: A figure or a formula.
    FORMULA = "formula"
    #: A formula that holds or not.
    PREDICATE = "predicate"
    #: A figure, a formula, or `"none"` where there is no limit.
    LIMIT = "limit"
    #: One of the options.
    OPTION = "option"
    #: A whole number, not negative.
    COUNT = "count"
    #: One line of text.
    TEXT = "text"
    #: A table `{ zh, en }`.
    TEXTS = "texts"
    #: true or false.
    FLAG = "flag"
    #: A date.
    DATE = "date"
    #: A list of figures.
    FIGURES = "figures"
    #: A list of lines of text.
    STRINGS = "strings"
    #: A table of label to figure.
    SCALE = "scale"
    #: One table with declared settings of its own.
    ROW = "row"
    #: A list of such tables.
    ROWS = "rows"


@dataclass(frozen=True, slots=True)
class Setting:
    """设定: the declaration of one key."""

    name: str
    kind: Kind
    doc: Text
    example: str
    required: bool = False
    #: Lint code of its absence; makes it a choice.
    code: str = ""
    options: tuple[str, ...] = ()
    rows: tuple["Setting", ...] = ()
    unit: str = ""
    #: The key of a row that a bare value fills: `not_applicable = "exclude"` is `{ give = "exclude" }`.
    short: str = ""
    #: Required only beside one of these settings.
    beside: tuple[str, ...] = ()
    #: False where the lint itself knows when the choice must be made.
    asked: bool = True
    #: The rows of a list are told apart by this (and any other such) setting: no two may say the same.
    key: bool = False

    @property
    def is_choice(self) -> bool:
        """Whether results print it as a choice."""
        return bool(self.code)


@dataclass(frozen=True, slots=True)
class Given:
    """一个设定的值: what was written, whether assumed, the path, and what the scheme's writer notes about it."""

    value: object
    path: str
    assumed: bool = False
    note: Text | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """选择: what the scheme chose where published schemes are ambiguous."""

    path: str
    value: str
    assumed: bool
    #: What is not known, or why it was chosen so.
    note: Text | None = None
    #: The declaration and the parsed value, from which the choice is put into words.
    setting: Setting | None = field(default=None, compare=False, repr=False)
    given: object = field(default=None, compare=False, repr=False)

    def as_json(self) -> dict[str, object]:
        """`{path, value, assumed}`, and `note` where the scheme gives one."""
        found: dict[str, object] = {"path": self.path, "value": self.value, "assumed": self.assumed}
        return found if self.note is None else {**found, "note": self.note.as_json()}


@dataclass(frozen=True)
class Settings:
    """一张表的设定: declared settings with their parsed values; an absent one is None."""

    spec: tuple[Setting, ...]
    given: Mapping[str, Given] = field(default_factory=dict)

    def __contains__(self, name: str) -> bool:
        return name in self.given

    def get(self, name: str, kind: type[T]) -> T | None:
        """The value of `name` if it was given and is of that type, else None."""
        found = self.given.get(name)
        return found.value if found is not None and isinstance(found.value, kind) else None

    def formula(self, name: str) -> Formula | None:
        """A formula, figures included; None where absent or `"none"`."""
        found = self.given.get(name)
        return found.value if found is not None and isinstance(found.value, Formula) else None

    def figure(self, name: str, default: Fraction | int = 0) -> Fraction:
        """An exact figure, else the default."""
        found = self.get(name, Fraction)
        return Fraction(default) if found is None else found

    def text(self, name: str, default: str = "") -> str:
        """A text or the option chosen."""
        found = self.get(name, str)
        return default if found is None else found

    def count(self, name: str, default: int = 0) -> int:
        """A whole number."""
        found = self.get(name, int)
        return default if found is None else found

    def flag(self, name: str, default: bool = False) -> bool:
        """true or false."""
        found = self.get(name, bool)
        return default if found is None else found

    def texts(self, name: str) -> Text | None:
        """A sentence in both languages."""
        return self.get(name, Text)

    def day(self, name: str) -> date | None:
        """A date."""
        return self.get(name, date)

    def rows(self, name: str) -> tuple["Settings", ...]:
        """The tables of a list."""
        found = self.get(name, tuple)
        return tuple(row for row in found or () if isinstance(row, Settings))

    def row(self, name: str) -> "Settings | None":
        """One table."""
        return self.get(name, Settings)

    def figures(self, name: str) -> tuple[Fraction, ...]:
        """A list of figures."""
        return tuple(item for item in self.get(name, tuple) or () if isinstance(item, Fraction))

    def strings(self, name: str) -> tuple[str, ...]:
        """A list of texts."""
        return tuple(item for item in self.get(name, tuple) or () if isinstance(item, str))

    def scale(self, name: str) -> dict[str, Fraction]:
        """A table of label to figure."""
        return dict(self.get(name, dict) or {})

    def path(self, name: str) -> str:
        """Where the setting stands in the scheme."""
        return self.given[name].path if name in self.given else ""

    def choices(self) -> Iterator[Choice]:
        """Every choice in this table and below."""
        declared = {setting.name: setting for setting in self.spec}
        for name, given in self.given.items():
            setting = declared[name]
            nested = list(_nested(given.value))
            if setting.is_choice or given.assumed:
                yield Choice(given.path, shown(given.value), given.assumed, given.note, setting, given.value)
            for row in nested:
                yield from row.choices()

    def as_json(self) -> dict[str, object]:
        """The settings as text, in the order of their declaration."""
        return {
            setting.name: shown_json(self.given[setting.name].value)
            for setting in self.spec
            if setting.name in self.given
        }


def _nested(value: object) -> Iterator[Settings]:
    if isinstance(value, Settings):
        yield value
    elif isinstance(value, tuple):
        yield from (row for row in value if isinstance(row, Settings))


def shown_json(value: object) -> object:
    """A parsed value as JSON: figures and formulas as text."""
    match value:
        case None:
            return "none"
        case bool() | int():
            return value
        case Fraction():
            return str(value)
        case Text():
            return value.as_json()
        case Settings():
            return value.as_json()
        case tuple():
            return [shown_json(item) for item in value]
        case dict():
            return {str(key): shown_json(item) for key, item in value.items()}
        case date():
            return value.isoformat()
        case Number(number):
            return str(number)
        case str():
            return value
    return written(value) if isinstance(value, Formula) else str(value)


def shown(value: object) -> str:
    """A parsed value as one line."""
    match value:
        case Settings():
            items = [f"{key}={flat(item)}" for key, item in value.as_json().items()]
            return items[0].partition("=")[2] if len(items) == 1 else ", ".join(items)
        case tuple():
            return "; ".join(shown(item) for item in value)
    return flat(shown_json(value))


def flat(value: object) -> str:
    """A value of `as_json` as one line, without quotes."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}={flat(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(flat(item) for item in value) + "]"
    return str(value)
