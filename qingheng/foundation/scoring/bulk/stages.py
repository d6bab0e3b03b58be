"""分层查询: columns in layers, each computed from the layers before it, so that no expression is written twice.

`let` names an expression and puts it into the first layer in which all that it reads is there; windows over the group
are ordinary expressions. The result is one chain of common table expressions.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from qingheng.foundation.scoring.bulk.rational import Rational, cast

#: Reducing costs more than it saves below this size.
_WIDE = 2**63
_NAME = re.compile(r"[a-z_][a-z0-9_]*")


@dataclass(slots=True)
class Stages:
    """The columns made so far over `source`, a table or a bracketed query."""

    source: str
    #: Columns are named c0, c1, … after this letter.
    letter: str = "c"
    #: Layer of each column.
    depths: list[int] = field(default_factory=list)
    layers: list[list[str]] = field(default_factory=list)
    known: dict[str, str] = field(default_factory=dict)

    def let(self, sql: str) -> str:
        """The name of a column with this value; the same expression is computed once."""
        column = re.compile(rf"\b{self.letter}(\d+)\b")
        if column.fullmatch(sql):
            return sql
        if sql in self.known:
            return self.known[sql]
        depth = 1 + max((self.depths[int(number)] for number in column.findall(sql)), default=-1)
        name = f"{self.letter}{len(self.depths)}"
        self.depths.append(depth)
        while len(self.layers) <= depth:
            self.layers.append([])
        self.layers[depth].append(f"{sql} AS {name}")
        self.known[sql] = name
        return name

    def figure(self, value: Rational) -> Rational:
        """The figure held in columns; reduced to lowest terms once it could outgrow 64 bits."""
        if value.known is not None:
            return value
        if value.den_sql is None:
            return replace(value, num=self.let(value.num))
        num = self.let(cast(value.num, value.top, value.top))
        bottom = self.let(value.den_sql)
        if max(value.top, value.den) < _WIDE:
            return replace(value, num=num, den_sql=bottom)
        common = self.let(f"gcd({num}, {bottom})")
        return replace(value, num=self.let(f"{num} // {common}"), den_sql=self.let(f"{bottom} // {common}"))

    def reads(self, columns: str) -> set[str]:
        """Every name that an expression reads, directly or through columns."""
        held = {name: sql for sql, name in self.known.items()}
        found: set[str] = set()
        left = _words(columns)
        while left:
            found |= left
            left = set().union(*(_words(held[name]) for name in left if name in held)) - found
        return found

    def query(self, columns: str, base: Sequence[str]) -> str:
        """The whole as one SELECT; each layer hands on only what a later one reads, `base` being the source's columns."""
        needed = _words(columns)
        chosen: list[str] = []
        for depth in range(len(self.layers) - 1, -1, -1):
            own = [sql for sql in self.layers[depth] if sql.rpartition(" AS ")[2] in needed]
            before = [f"{self.letter}{number}" for number, known in enumerate(self.depths) if known < depth]
            passed = [name for name in (*base, *before) if name in needed]
            chosen.append(", ".join([*passed, *own]) or "1")
            needed |= set().union(*(_words(sql) for sql in own)) if own else set()
        parts, source = [], self.source
        for depth, select in enumerate(reversed(chosen)):
            parts.append(f"{self.letter}l{depth} AS (SELECT {select} FROM {source})")
            source = f"{self.letter}l{depth}"
        return (f"WITH {', '.join(parts)} " if parts else "") + f"SELECT {columns} FROM {source}"


def _words(sql: str) -> set[str]:
    """Every name in an expression; a text constant may add a name too many, never one too few."""
    return set(_NAME.findall(sql))
