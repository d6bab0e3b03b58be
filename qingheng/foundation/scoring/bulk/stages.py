"""分层查询: columns in layers, each computed from the layers before it, so that no expression is written twice.

`let` names an expression and puts it into the first layer in which all that it reads is there; windows over the group
are ordinary expressions. The result is one chain of common table expressions.
"""

import re
from dataclasses import dataclass, field, replace

from qingheng.foundation.scoring.bulk.rational import Rational, cast


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
        """The figure held in columns; a moving denominator is reduced to lowest terms."""
        if value.known is not None:
            return value
        if value.den_sql is None:
            return replace(value, num=self.let(value.num))
        num = self.let(cast(value.num, value.top, value.top))
        bottom = self.let(value.den_sql)
        common = self.let(f"gcd({num}, {bottom})")
        return replace(value, num=self.let(f"{num} // {common}"), den_sql=self.let(f"{bottom} // {common}"))

    def query(self, columns: str = "*") -> str:
        """The whole as one SELECT."""
        parts = (
            [f"{self.letter}l0 AS (SELECT *, {', '.join(self.layers[0])} FROM {self.source})"] if self.layers else []
        )
        for number, layer in enumerate(self.layers[1:], 1):
            parts.append(f"{self.letter}l{number} AS (SELECT *, {', '.join(layer)} FROM {self.letter}l{number - 1})")
        if not parts:
            return f"SELECT {columns} FROM {self.source}"
        return f"WITH {', '.join(parts)} SELECT {columns} FROM {self.letter}l{len(parts) - 1}"
