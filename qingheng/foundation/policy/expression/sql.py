"""批量求值: the bulk back end. One expression as SQL over a table of people, with the walker's very semantics.

TRUE, FALSE or NULL (unknown) for each row; parameters and the day are written in as constants, whatever depends on no
fact is computed beforehand by the walker. Columns as `columns` documents them. The property test holds both back ends
equal on SQLite, PostgreSQL and DuckDB.
"""

from datetime import date
from typing import Any, Literal, cast

from sqlglot import exp

from qingheng.foundation.kernel.problems import Problem, ProblemsError
from qingheng.foundation.kernel.text import Text
from qingheng.foundation.policy.expression import nodes as n
from qingheng.foundation.policy.expression.columns import (
    NO_COMMA,
    SEPARATOR,
    Columns,
)
from qingheng.foundation.policy.expression.functions import MAX_YEARS
from qingheng.foundation.policy.expression.sql_dates import SPANS, compare_span, year_of
from qingheng.foundation.policy.expression.sql_numbers import (
    E,
    Num,
    TooLargeError,
    binary,
    choose,
    null,
    paren,
)
from qingheng.foundation.policy.expression.sql_values import SQL_KIND, Values
from qingheng.foundation.policy.expression.types import Kind, Params, Type
from qingheng.foundation.policy.expression.walk import compare_pair, value_of

Dialect = Literal["sqlite", "postgres", "duckdb"]
#: The order of two sides changed about.
FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


def to_sql(expr: n.Node, dialect: Dialect, columns: Columns, params: Params, on: date) -> str:
    """An expression as the text of one SQL expression: a condition gives TRUE, FALSE or NULL.

    Whole numbers give a BIGINT, days yyyymmdd, texts a TEXT. Raises ProblemsError (`expr_not_for_bulk`) for an
    expression whose numbers could pass 64 bits, whose SQL would be too long, or whose result is a fraction, a list or
    a table: the walker answers those.
    """
    return str(to_sqlglot(expr, dialect, columns, params, on).sql(dialect=dialect))


def to_sqlglot(expr: n.Node, dialect: Dialect, columns: Columns, params: Params, on: date) -> E:
    """As `to_sql`, as a tree of sqlglot, to be put into a larger statement."""
    try:
        return _Writer(dialect, columns, params, on).result(expr)
    except TooLargeError:
        raise ProblemsError([_not_for_bulk()]) from None


def _not_for_bulk() -> Problem:
    return Problem(
        "expr_not_for_bulk",
        Text("该表达式不能在数据库中精确求值", "the expression cannot be evaluated exactly inside a database"),
        Text(
            "逐人求值，或给事项标明上下限、缩短表达式。", "Evaluate person by person, bound the facts, or shorten it."
        ),
    )


class _Writer(Values):
    """Writes one expression for one dialect."""

    def result(self, node: n.Node) -> E:
        if node.type.kind in (Kind.INT, Kind.DATE):
            number = self.number(node)
            if number.den == 1:
                return number.top
        elif node.type.kind in SQL_KIND:
            return self.scalar(node)
        raise TooLargeError

    # Logic

    def _not(self, node: n.Not) -> E:
        return exp.Not(this=paren(self.scalar(node.item)))

    def _and(self, node: n.And) -> E:
        return _joined(exp.And, [self.scalar(item) for item in node.items])

    def _or(self, node: n.Or) -> E:
        return _joined(exp.Or, [self.scalar(item) for item in node.items])

    def _ifelse(self, node: n.IfElse) -> E:
        return choose(self.scalar(node.condition), self.scalar(node.then), self.scalar(node.other))

    def _compare(self, node: n.Compare) -> E:
        pairs = zip(node.ops, node.items, node.items[1:], strict=False)
        return _joined(exp.And, [self._pair(op, left, right) for op, left, right in pairs])

    def _pair(self, op: str, left: n.Node, right: n.Node) -> E:
        if left.type.is_number or left.type.kind is Kind.DATE:
            return self._span_pair(op, left, right) or self.numbers.compare(op, self.number(left), self.number(right))
        if op in ("==", "!="):
            return binary(exp.EQ if op == "==" else exp.NEQ, self.scalar(left), self.scalar(right))
        members = (left.type if left.type.ordered else right.type).members
        if self.is_constant(left):
            left, right, op = right, left, FLIPPED[op]
        if self.is_constant(right):
            return self._beside(op, left, value_of(right, {}, self.params, self.on), members)
        return self.numbers.compare(op, self._place(left, members), self._place(right, members))

    def _beside(self, op: str, node: n.Node, bound: Any, members: tuple[str, ...]) -> E:
        """An ordered choice beside a known one: one of the members on that side."""
        if bound not in members:
            return null("BOOLEAN")
        place = members.index(bound)
        fitting = [one for i, one in enumerate(members) if compare_pair(op, node, node, one, bound) and i != place]
        fitting += [bound] if op in ("<=", ">=") else []
        item = self.scalar(node)
        if not fitting:
            return binary(exp.NEQ, item, self.numbers.again(item))
        return exp.In(this=paren(item), expressions=[exp.Literal.string(one) for one in fitting])

    def _span_pair(self, op: str, left: n.Node, right: n.Node) -> E | None:
        """`years(d) >= 3` as a comparison of d itself; None where it is anything else."""
        if op not in FLIPPED:
            return None
        if _span_of(right) is not None:
            left, right, op = right, left, FLIPPED[op]
        span = _span_of(left)
        if span is None or not all(self.is_constant(arg) for arg in span.args[1:]):
            return None
        until = value_of(span.args[1], {}, self.params, self.on) if len(span.args) > 1 else self.on
        if not isinstance(until, date):
            return null("BOOLEAN")
        if self.is_constant(right):
            bounds: dict[Any, Any] = {None: value_of(right, {}, self.params, self.on)}
        elif isinstance(right, n.At) and isinstance(right.base, n.Param) and right.type.is_number:
            bounds = {key: self.entry(right.base, key) for key in self.indices(right)}
        else:
            return None
        start = self.number(span.args[0]).top
        compared = {
            key: null("BOOLEAN")
            if bound is None
            else compare_span(self.numbers, span.function, op, self.numbers.again(start), until, bound)
            for key, bound in bounds.items()
        }
        if isinstance(right, n.At) and not self.is_constant(right):
            return self.select(right, list(compared.items()), null("BOOLEAN"))
        return compared[None]

    def _place(self, node: n.Node, members: tuple[str, ...]) -> Num:
        """The place of a choice among its members, NULL for what is no member."""
        if self.is_constant(node):
            value = value_of(node, {}, self.params, self.on)
            return self.numbers.constant(members.index(str(value)) if value in members else None)
        ifs = [
            exp.If(this=exp.Literal.string(member), true=self.numbers.constant(i).top)
            for i, member in enumerate(members)
        ]
        return self.numbers.small(exp.Case(this=paren(self.scalar(node)), ifs=ifs), 0, len(members))

    def _in(self, node: n.In) -> E:
        if node.in_list and isinstance(node.choices[0], n.Fact):
            found = self._in_list_fact(node.item, node.choices[0])
        elif node.in_list:
            listed: Any = value_of(node.choices[0], {}, self.params, self.on)
            item_type = node.choices[0].type.item or node.item.type
            if listed is None:
                return null("BOOLEAN")
            found = self._one_of(node.item, [n.Literal(item_type, node.at, value) for value in listed])
        else:
            found = self._one_of(node.item, list(node.choices))
        return exp.Not(this=paren(found)) if node.negated else found

    def _one_of(self, item: n.Node, choices: list[n.Node]) -> E:
        if not choices:
            return exp.false()
        constant = all(self.is_constant(choice) for choice in choices)
        if constant and item.type.kind in (Kind.TEXT, Kind.ENUM):
            return exp.In(this=paren(self.scalar(item)), expressions=[self.scalar(choice) for choice in choices])
        if constant and all(one.type.kind in (Kind.INT, Kind.DATE) for one in (item, *choices)):
            written = [self.number(choice).top for choice in choices]
            return exp.In(this=paren(self.number(item).top), expressions=written)
        return _joined(exp.Or, [self._pair("==", item, choice) for choice in choices])

    def _in_list_fact(self, item: n.Node, listed: n.Fact) -> E:
        column = self.column(listed.key)
        if self.is_constant(item):
            word = value_of(item, {}, self.params, self.on)
            if word is not None:
                text = str(word).replace(SEPARATOR, NO_COMMA)
                return self._contains(column, exp.Literal.string(f"{SEPARATOR}{text}{SEPARATOR}"))
        edge = exp.Literal.string(SEPARATOR)
        wrapped = exp.DPipe(this=exp.DPipe(this=edge, expression=paren(self._item_text(item))), expression=edge.copy())
        nothing = exp.If(this=binary(exp.EQ, column.copy(), edge.copy()), true=exp.false())
        return exp.Case(ifs=[nothing], default=self._contains(column, wrapped))

    def _item_text(self, item: n.Node) -> E:
        if item.type.kind in (Kind.TEXT, Kind.ENUM):
            old, new = exp.Literal.string(SEPARATOR), exp.Literal.string(NO_COMMA)
            return exp.Anonymous(this="REPLACE", expressions=[self.scalar(item), old, new])
        return exp.cast(self.number(item).top, "TEXT")

    def _contains(self, text: E, words: E) -> E:
        place = exp.StrPosition(this=text, substr=paren(words))
        return binary(exp.GT, place, self.numbers.constant(0).top)

    # Arithmetic

    def _number_negate(self, node: n.Negate) -> Num:
        return self.numbers.minus(self.number(node.item))

    def _number_arith(self, node: n.Arith) -> Num:
        left, right = self.number(node.left), self.number(node.right)
        match node.op:
            case "+":
                return self.numbers.plus(left, right)
            case "-":
                return self.numbers.plus(left, self.numbers.minus(right))
            case "*":
                return self.numbers.times(left, right)
            case "/":
                return self.numbers.over(left, right)
            case "//":
                return self.numbers.floor(self.numbers.over(left, right))
        return self.numbers.modulo(left, right)

    def _number_ifelse(self, node: n.IfElse) -> Num:
        return self.numbers.choose(self.scalar(node.condition), self.number(node.then), self.number(node.other))

    # Functions

    def _call(self, node: n.Call) -> E:
        match node.function:
            case "known":
                return self._known(node.args[0])
            case "contains":
                needle = exp.Literal.string(cast(str, cast(n.Literal, node.args[1]).value))
                return self._contains(self.scalar(node.args[0]), needle)
        years = self._graded_years(node)
        if years is None:
            return null("BOOLEAN")
        constant = exp.true() if node.function == "every" else exp.false()
        return _joined(exp.And if node.function == "every" else exp.Or, [constant, *years])

    def _known(self, item: n.Node) -> E:
        if item.type.is_number or item.type.kind is Kind.DATE:
            number = self.number(item)
            parts = [number.top] if isinstance(number.den, int) else [number.top, number.den]
        elif item.type.kind is Kind.MAP:
            raise TooLargeError
        else:
            parts = [self.column(item.key) if isinstance(item, n.Fact) else self.scalar(item)]
        return _joined(exp.And, [exp.Not(this=exp.Is(this=paren(part), expression=exp.null())) for part in parts])

    def _number_call(self, node: n.Call) -> Num:
        match node.function:
            case "year":
                return year_of(self.numbers, self.number(node.args[0]))
            case "min" | "max":
                return self.numbers.extreme(node.function == "min", [self.number(arg) for arg in node.args])
            case "len":
                return self._length(cast(n.Fact, node.args[0]))
            case "count":
                return self._count([self.scalar(arg) for arg in node.args])
            case "steps":
                members = next(arg.type.members for arg in node.args if arg.type.ordered)
                low, high = (self._place(arg, members) for arg in node.args)
                return self.numbers.plus(high, self.numbers.minus(low))
            case "times":
                years = self._graded_years(node)
                return self.numbers.constant(None) if years is None else self._count(years)
        until = self.number(node.args[1]) if len(node.args) > 1 else self.constant_number(self.on)
        return SPANS[node.function](self.numbers, self.number(node.args[0]), until)

    def _count(self, conditions: list[E]) -> Num:
        total: E = self.numbers.constant(0).top
        for condition in conditions:
            one = choose(condition, self.numbers.constant(1).top, self.numbers.constant(0).top)
            total = exp.Add(this=total, expression=one)
        return self.numbers.small(total, 0, len(conditions))

    def _length(self, listed: n.Fact) -> Num:
        column = self.column(listed.key)
        empty = exp.Literal.string("")
        bare = exp.Anonymous(this="REPLACE", expressions=[column.copy(), exp.Literal.string(SEPARATOR), empty])
        seps = binary(exp.Sub, exp.Length(this=column), exp.Length(this=bare))
        return self.numbers.small(binary(exp.Sub, seps, self.numbers.constant(1).top), 0, 10**9)

    def _graded_years(self, node: n.Call) -> list[E] | None:
        """For each of the n years before: whether it counts. None where n or a member is not in force."""
        base, span_node, *member_nodes = node.args
        span = value_of(span_node, {}, self.params, self.on)
        values: list[Any] = [value_of(one, {}, self.params, self.on) for one in member_nodes]
        if not isinstance(span, int) or not 0 <= span <= MAX_YEARS or None in values:
            return None
        years = range(self.on.year - 1, self.on.year - 1 - span, -1)
        fact = cast(n.Fact, base)
        if fact.type.kind is Kind.LIST:
            literals = [n.Literal(Type(Kind.INT, None), node.at, year) for year in years]
            return [self._in_list_fact(one, fact) for one in literals] or [self._zero_if_known(fact)]
        members = {one for value in values for one in (value if isinstance(value, tuple | list) else [value])}
        return [self._graded(fact, year, sorted(members)) for year in years]

    def _zero_if_known(self, fact: n.Fact) -> E:
        known = exp.Not(this=exp.Is(this=self.column(fact.key), expression=exp.null()))
        return exp.Case(ifs=[exp.If(this=known, true=exp.false())])

    def _graded(self, fact: n.Fact, year: int, members: list[str]) -> E:
        if year not in self.columns.years:
            return null("BOOLEAN")
        column = self.column(f"{fact.key}_{year}")
        if not members:
            return binary(exp.NEQ, column, column.copy())
        return exp.In(this=column, expressions=[exp.Literal.string(member) for member in members])


def _span_of(node: n.Node) -> n.Call | None:
    return node if isinstance(node, n.Call) and node.function in SPANS else None


def _joined(kind: type[exp.Binary], parts: list[E]) -> E:
    whole = parts[0]
    for part in parts[1:]:
        whole = binary(kind, whole, part)
    return whole
