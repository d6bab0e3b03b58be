"""SQL 中的事项与参数: how facts, parameters and constants are written; what `sql` builds its conditions from."""

from collections.abc import Mapping
from datetime import date
from typing import Any, cast

from sqlglot import exp

from qingheng.foundation.policy.expression import nodes as n
from qingheng.foundation.policy.expression.columns import DENOMINATOR_BOUND, Columns, day_number
from qingheng.foundation.policy.expression.sql_numbers import BUDGET, E, Num, Numbers, TooLargeError, null, paren
from qingheng.foundation.policy.expression.types import Kind, Params, Type
from qingheng.foundation.policy.expression.walk import value_of

_FIRST_DAY, _LAST_DAY = 10101, 99991231
SQL_KIND = {Kind.BOOL: "BOOLEAN", Kind.TEXT: "TEXT", Kind.ENUM: "TEXT"}


class Values:
    """Writes the leaves of one expression for one dialect; `sql` adds a method for every other kind of node."""

    def __init__(self, dialect: str, columns: Columns, params: Params, on: date) -> None:
        self.numbers = Numbers(dialect)
        self.dialect = dialect
        self.columns = columns
        self.params = params
        self.on = on
        self.written = 0

    def scalar(self, node: n.Node) -> E:
        """A condition or a text."""
        self._count_node()
        if self.is_constant(node):
            return self._written(value_of(node, {}, self.params, self.on), node.type)
        return cast(E, getattr(self, f"_{type(node).__name__.lower()}")(node))

    def number(self, node: n.Node) -> Num:
        """A number or a day."""
        self._count_node()
        if self.is_constant(node):
            return self.constant_number(value_of(node, {}, self.params, self.on))
        return cast(Num, getattr(self, f"_number_{type(node).__name__.lower()}")(node))

    def _count_node(self) -> None:
        self.written += 1
        if self.written > BUDGET:
            raise TooLargeError

    def is_constant(self, node: n.Node) -> bool:
        return not n.fact_keys(node)

    def constant_number(self, value: Any) -> Num:
        return self.numbers.constant(day_number(value) if isinstance(value, date) else value)

    def _written(self, value: Any, kind: Type) -> E:
        if value is None:
            return null(SQL_KIND[kind.kind])
        if isinstance(value, bool):
            return exp.true() if value else exp.false()
        return exp.Literal.string(value)

    # Facts

    def column(self, name: str) -> E:
        return exp.column(name, table=self.columns.alias, quoted=True)

    def _fact(self, node: n.Fact) -> E:
        return self.column(node.key)

    def _number_fact(self, node: n.Fact) -> Num:
        return self._number_column(node.key, node.key, node.type)

    def _number_column(self, name: str, key: str, kind: Type) -> Num:
        column = self.column(name)
        if kind.kind is Kind.DATE:
            return Num(column, _FIRST_DAY, _LAST_DAY)
        low, high = self.columns.bounds(key)
        if kind.kind is Kind.FRACTION:
            return Num(column, low, high, self.column(f"{name}__den"), DENOMINATOR_BOUND)
        return Num(column, low, high)

    # Tables: a fact by year, a parameter by index

    def _at(self, node: n.At) -> E:
        branches = [(key, self._branch_scalar(node, key)) for key in self.indices(node)]
        return self.select(node, branches, null(SQL_KIND[node.type.kind]))

    def _number_at(self, node: n.At) -> Num:
        parts = [(key, self._branch_number(node, key)) for key in self.indices(node)]
        if not parts:
            return self.numbers.constant(None)
        dens = [part.den for _key, part in parts]
        low, high = min(part.low for _key, part in parts), max(part.high for _key, part in parts)
        top = self.select(node, [(key, part.top) for key, part in parts], null("BIGINT"))
        den_high = max(part.den_high for _key, part in parts)
        if all(den == 1 for den in dens):
            return self.numbers.make(exp.cast(top, "BIGINT"), low, high)
        written = [(key, self._den(part)) for key, part in parts]
        den = exp.cast(self.select(node, written, null("BIGINT")), "BIGINT")
        return self.numbers.make(exp.cast(top, "BIGINT"), low, high, den, den_high)

    def _den(self, number: Num) -> E:
        return self.numbers.constant(number.den).top if isinstance(number.den, int) else number.den

    def indices(self, node: n.At) -> list[Any]:
        if isinstance(node.base, n.Fact):
            if self.is_constant(node.index):
                year = value_of(node.index, {}, self.params, self.on)
                return [year] if year in self.columns.years else []
            return list(self.columns.years)
        table = self.params.get(node.base.key)
        return [key for key, value in table.items() if value is not None] if isinstance(table, Mapping) else []

    def select(self, node: n.At, branches: list[tuple[Any, E]], unknown: E) -> E:
        if isinstance(node.base, n.Fact) and self.is_constant(node.index):
            return branches[0][1] if branches else unknown
        if not branches:
            return unknown
        is_text = node.index.type.kind in (Kind.TEXT, Kind.ENUM)
        index = self.scalar(node.index) if is_text else self.number(node.index).top
        ifs = []
        for key, branch in branches:
            shown = exp.Literal.string(key) if is_text else self.numbers.constant(key).top
            ifs.append(exp.If(this=shown, true=branch))
        return exp.Case(this=paren(index), ifs=ifs)

    def _branch_scalar(self, node: n.At, key: Any) -> E:
        if isinstance(node.base, n.Fact):
            return self.column(f"{node.base.key}_{key}")
        return self._written(self.entry(node.base, key), node.type)

    def _branch_number(self, node: n.At, key: Any) -> Num:
        if isinstance(node.base, n.Fact):
            return self._number_column(f"{node.base.key}_{key}", node.base.key, node.type)
        return self.constant_number(self.entry(node.base, key))

    def entry(self, base: n.Param, key: Any) -> Any:
        table: Any = self.params[base.key]
        return table[key]
