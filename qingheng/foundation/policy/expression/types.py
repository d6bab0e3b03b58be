"""类型与词表: what an expression may speak about, and of which kind, unit and members each thing is."""

import keyword
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from types import MappingProxyType

from qingheng.foundation.kernel.text import Text

#: What a fact, a parameter or a result can be. None stands for unknown, everywhere.
Scalar = bool | int | Fraction | date | str
Value = Scalar | tuple[Scalar, ...] | Mapping[int, Scalar | None] | Mapping[str, Scalar | None]
Facts = Mapping[str, Value | None]
Params = Mapping[str, Value | None]

KEY = re.compile(r"[a-z][a-z0-9_]*")


class Kind(StrEnum):
    """种类."""

    #: 是 or 否
    BOOL = "bool"
    #: whole number
    INT = "int"
    #: exact number, `"871.70"` or `"2615/3"` at the border
    FRACTION = "fraction"
    #: day of the calendar
    DATE = "date"
    #: free text: equal, one of, contains
    TEXT = "text"
    #: one of declared members
    ENUM = "enum"
    #: several values of one kind
    LIST = "list"
    #: a value per calendar year (facts) or per index (parameters)
    MAP = "map"
    #: already reported as wrong; silences what would follow from it
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Type:
    """类型: kind, unit, members.

    `unit` is `""` for a plain number (a calendar year is one), `"year"`, `"month"`, `"day"` for spans, or any other word
    (`"hour"`); None is a bare literal, which takes the unit of its neighbour. `members` are those of an enum, from the
    lowest to the highest where `ordered`; `names` are what they are called, so that an expression may write 女 for
    `female`. `item` is the type of a list's or map's values, `index` the kind of a map's
    keys: INT or TEXT.
    """

    kind: Kind
    unit: str | None = ""
    members: tuple[str, ...] = ()
    ordered: bool = False
    item: "Type | None" = None
    index: Kind = Kind.INT
    names: tuple[Text, ...] = field(default=(), compare=False)

    @property
    def is_number(self) -> bool:
        """Whether arithmetic applies."""
        return self.kind in (Kind.INT, Kind.FRACTION)


BOOL = Type(Kind.BOOL)
INT = Type(Kind.INT)
DATE = Type(Kind.DATE)
TEXT = Type(Kind.TEXT)
WRONG = Type(Kind.WRONG)


@dataclass(frozen=True, slots=True)
class Field:
    """事项: one fact of a case, by its key, with both labels.

    `low` and `high` bound what is possible (numbers and dates); a value beyond is a problem when facts are read, and
    the bulk back end proves with them that no database overflows.
    """

    key: str
    label: Text
    type: Type
    low: int | date | None = None
    high: int | date | None = None


@dataclass(frozen=True, slots=True)
class Parameter:
    """参数: a dated value of a pack, written `p.key`, or `p.key[index]` where its type is a map."""

    key: str
    label: Text
    type: Type


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """词表: the fields and parameters an expression may name.

    Built by the pack loader from `fields.toml` and `params/`: `Vocabulary.of(fields, parameters)`. Compared by identity,
    so that what is derived from it can be cached.
    """

    fields: Mapping[str, Field] = field(default_factory=lambda: MappingProxyType({}))
    parameters: Mapping[str, Parameter] = field(default_factory=lambda: MappingProxyType({}))

    @classmethod
    def of(
        cls, fields: "tuple[Field, ...] | list[Field]", parameters: "tuple[Parameter, ...] | list[Parameter]" = ()
    ) -> "Vocabulary":
        """The vocabulary of these fields and parameters, by key.

        Raises ValueError for a key that is not usable (`usable_key`), and for a list or table of what neither can hold.
        """
        for one in (*fields, *parameters):
            if not usable_key(one.key):
                raise ValueError(f"not a usable key: {one.key!r}")
        for one in fields:
            item = one.type.item
            if one.type.kind in (Kind.LIST, Kind.MAP) and (item is None or item.kind not in _ITEMS[one.type.kind]):
                raise ValueError(f"not a usable list or table: {one.key!r}")
        return cls({f.key: f for f in fields}, {p.key: p for p in parameters})

    @cached_property
    def members(self) -> frozenset[str]:
        """Every enum member of every field and parameter, and its Chinese name: these need no quotation marks."""
        types = [*(one.type for one in self.fields.values()), *(one.type for one in self.parameters.values())]
        inner = [t.item for t in types if t.item is not None]
        names = [name.zh for t in (*types, *inner) for name in t.names if t.kind is Kind.ENUM]
        return frozenset((*names, *(member for t in (*types, *inner) for member in t.members)))


#: Keys that would read as a word of the language.
RESERVED = frozenset({"p", "on", "true", "false", "none", "null"})
_ITEMS = {
    Kind.LIST: {Kind.INT, Kind.TEXT, Kind.ENUM},
    Kind.MAP: {Kind.BOOL, Kind.INT, Kind.FRACTION, Kind.DATE, Kind.TEXT, Kind.ENUM},
}


def usable_key(key: str) -> bool:
    """Whether a fact or parameter may be called `key`: `[a-z][a-z0-9_]*`, and no word of the language."""
    return KEY.fullmatch(key) is not None and key not in RESERVED and not keyword.iskeyword(key)
