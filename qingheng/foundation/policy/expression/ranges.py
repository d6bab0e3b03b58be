"""区间求值: what an expression can come to while one thing varies over a range of days or numbers.

Sound: whatever the walker answers for some value of the range is among the answers given here. That makes a search by
halving exact: a half whose answers do not include the one looked for need not be entered, however many days it spans.
"""

import itertools
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import inf
from typing import Any

from qingheng.foundation.policy.expression import nodes as n
from qingheng.foundation.policy.expression.functions import MAX_YEARS
from qingheng.foundation.policy.expression.types import Facts, Kind, Params
from qingheng.foundation.policy.expression.walk import calculate, compare_pair, value_of

#: Answers of a condition.
Answers = frozenset[bool | None]
ANY: Answers = frozenset((True, False, None))
#: The most years over which an index is unrolled.
_UNROLL = 60


@dataclass(frozen=True, slots=True)
class Range:
    """区间: numbers or days from low to high (both None where there is none), and whether it may be unknown."""

    low: Any
    high: Any
    unknown: bool = False

    @property
    def is_one(self) -> bool:
        """Whether there is exactly one value."""
        return not self.unknown and self.low is not None and self.low == self.high


Abstract = Range | frozenset[Any]
#: Stands in a set of texts for whatever it may be.
_ANYTHING = object()
_BOUNDLESS = Range(-inf, inf, True)


class Ranger:
    """Evaluates one expression over ranges of what varies: the day (`key` None), a fact, or one year of a fact."""

    def __init__(self, facts: Facts, params: Params, on: date, key: str | None = None, year: int | None = None) -> None:
        self.facts = facts
        self.params = params
        self.on = on
        self.key = key
        self.year = year
        self.own = Range(None, None)
        self.fixed: dict[int, Abstract | None] = {}

    def answers(self, expr: n.Node, low: Any, high: Any) -> Answers:
        """Every answer a condition may give from `low` to `high` while all else stays."""
        self.own = Range(low, high)
        found = self.range_of(expr)
        return found if isinstance(found, frozenset) else ANY

    def range_of(self, node: n.Node) -> Abstract:
        """What a node may come to; what does not depend on what varies is evaluated once."""
        if id(node) not in self.fixed:
            value = None if self._depends(node) else value_of(node, self.facts, self.params, self.on)
            self.fixed[id(node)] = None if self._depends(node) else _exactly(value, node)
        fixed = self.fixed[id(node)]
        if fixed is not None:
            return fixed
        found: Abstract = getattr(self, f"_{type(node).__name__.lower()}")(node)
        return found

    def _depends(self, node: n.Node) -> bool:
        if self.key is None:
            return any(isinstance(one, n.On) or (isinstance(one, n.Call) and _reads_day(one)) for one in n.walk(node))
        return self.key in n.fact_keys(node)

    def _on(self, _node: n.On) -> Abstract:
        return self.own

    def _fact(self, _node: n.Fact) -> Abstract:
        return self.own

    def _at(self, node: n.At) -> Abstract:
        index = self.range_of(node.index)
        keys: Iterable[Any]
        if isinstance(index, Range):
            if index.low is None:
                return _exactly(None, node)
            if index.high - index.low > _UNROLL:
                return _everything(node)
            keys = range(index.low, index.high + 1)
        else:
            keys = index - {None}
        entries = [self._entry(node, key) for key in keys]
        may_miss = index.unknown if isinstance(index, Range) else None in index
        return _union([*entries, *([_exactly(None, node)] if may_miss else [])], node)

    def _entry(self, node: n.At, key: Any) -> Abstract:
        is_fact = isinstance(node.base, n.Fact)
        if is_fact and node.base.key == self.key and key == self.year:
            return self.own
        table: Any = (self.facts if is_fact else self.params).get(node.base.key)
        return _exactly(table.get(key) if isinstance(table, Mapping) else None, node)

    # Logic

    def _not(self, node: n.Not) -> Abstract:
        return frozenset(None if one is None else not one for one in self._set(node.item))

    def _and(self, node: n.And) -> Abstract:
        return _fold([self._set(item) for item in node.items], decides=False)

    def _or(self, node: n.Or) -> Abstract:
        return _fold([self._set(item) for item in node.items], decides=True)

    def _set(self, node: n.Node) -> frozenset[Any]:
        found = self.range_of(node)
        return found if isinstance(found, frozenset) else ANY

    def _compare(self, node: n.Compare) -> Abstract:
        items = [self.range_of(item) for item in node.items]
        pairs = [_pair(op, node.items[i], node.items[i + 1], items[i], items[i + 1]) for i, op in enumerate(node.ops)]
        return _fold(pairs, decides=False)

    def _in(self, node: n.In) -> Abstract:
        item = self.range_of(node.item)
        if node.in_list:
            listed: Any = value_of(node.choices[0], self.facts, self.params, self.on)
            if listed is None:
                return ANY
            choices = [_exactly(one, node.item) for one in listed]
        else:
            choices = [self.range_of(choice) for choice in node.choices]
        found = _fold([_pair("==", node.item, node.item, item, choice) for choice in choices], decides=True)
        return frozenset(one if one is None else one is not node.negated for one in found)

    def _ifelse(self, node: n.IfElse) -> Abstract:
        condition = self._set(node.condition)
        parts = []
        if True in condition:
            parts.append(self.range_of(node.then))
        if False in condition:
            parts.append(self.range_of(node.other))
        if None in condition:
            parts.append(_exactly(None, node))
        return _union(parts, node)

    # Numbers

    def _number(self, node: n.Node) -> Range:
        found = self.range_of(node)
        return found if isinstance(found, Range) else _BOUNDLESS

    def _negate(self, node: n.Negate) -> Abstract:
        item = self._number(node.item)
        return item if item.low is None else Range(-item.high, -item.low, item.unknown)

    def _arith(self, node: n.Arith) -> Abstract:
        a, b = self._number(node.left), self._number(node.right)
        unknown = a.unknown or b.unknown
        if a.low is None or b.low is None:
            return Range(None, None, True)
        if a.is_one and b.is_one and inf not in (abs(a.low), abs(b.low)):
            return _exactly(calculate(node.op, a.low, b.low), node)
        ends = (a.low, a.high, b.low, b.high)
        if any(abs(end) == inf for end in ends) or (node.op in ("/", "//", "%") and b.low <= 0 <= b.high):
            return _BOUNDLESS
        if node.op == "%":
            return Range(min(0, b.low + 1), max(0, b.high - 1), unknown)
        corners = [_corner(node.op, x, y) for x in (a.low, a.high) for y in (b.low, b.high)]
        return Range(min(corners), max(corners), unknown)

    # Functions

    def _call(self, node: n.Call) -> Abstract:
        if node.function in ("every", "some", "times"):
            return self._history(node)
        if node.function in ("years", "months", "days"):
            return self._span(node)
        if node.function == "known":
            return _known(self.range_of(node.args[0]))
        args = [self.range_of(arg) for arg in node.args]
        if node.function in ("min", "max"):
            return _extreme(min if node.function == "min" else max, args)
        if node.function == "count":
            return _count(args)
        if node.function == "year" and isinstance(args[0], Range) and args[0].low is not None:
            return Range(args[0].low.year, args[0].high.year, args[0].unknown)
        return _everything(node)

    def _span(self, node: n.Call) -> Range:
        start = self._number(node.args[0])
        until = self._number(node.args[1]) if len(node.args) > 1 else self._today()
        if start.low is None or until.low is None:
            return Range(None, None, True)
        least = _spanned(node, start.high, until.low)
        return Range(least, _spanned(node, start.low, until.high), start.unknown or until.unknown)

    def _today(self) -> Range:
        return self.own if self.key is None else Range(self.on, self.on)

    def _history(self, node: n.Call) -> Abstract:
        if self.key is None and self.own.low.year == self.own.high.year:
            return _exactly(value_of(node, self.facts, self.params, self.own.low), node)
        return frozenset(ANY) if node.type.kind is Kind.BOOL else Range(0, MAX_YEARS, True)


def _reads_day(call: n.Call) -> bool:
    return call.function in ("every", "some", "times") or (
        call.function in ("years", "months", "days") and len(call.args) == 1
    )


def _exactly(value: Any, node: n.Node) -> Abstract:
    if node.type.is_number or node.type.kind is Kind.DATE:
        return Range(value, value, value is None)
    if isinstance(value, Mapping | tuple | list):
        return frozenset((tuple(value),))
    return frozenset((value,))


def _everything(node: n.Node) -> Abstract:
    """All that a node of this type can be: nothing is known of it."""
    if node.type.kind is Kind.DATE:
        return Range(date.min, date.max, True)
    if node.type.is_number:
        return _BOUNDLESS
    return ANY if node.type.kind is Kind.BOOL else frozenset((_ANYTHING,))


def _union(parts: list[Abstract], node: n.Node) -> Abstract:
    ranges = [part for part in parts if isinstance(part, Range)]
    if len(ranges) < len(parts) or not parts:
        sets = [part for part in parts if isinstance(part, frozenset)]
        return frozenset().union(*sets) if len(sets) == len(parts) and parts else _everything(node)
    lows = [part.low for part in ranges if part.low is not None]
    highs = [part.high for part in ranges if part.high is not None]
    unknown = any(part.unknown for part in ranges)
    return Range(min(lows), max(highs), unknown) if lows else Range(None, None, True)


def _fold(parts: list[Answers], *, decides: bool) -> Answers:
    """Every outcome of and (decides False) or or (decides True) over what each part may be."""
    found: set[bool | None] = set()
    if all(part == {not decides} for part in parts):
        return frozenset((not decides,))
    if any(part == {decides} for part in parts):
        return frozenset((decides,))
    if any(decides in part for part in parts):
        found.add(decides)
    rest = [part - {decides} for part in parts]
    if all(rest):
        if any(None in part for part in rest):
            found.add(None)
        if all((not decides) in part for part in rest):
            found.add(not decides)
    return frozenset(found)


def _pair(op: str, left: n.Node, right: n.Node, a: Abstract, b: Abstract) -> Answers:
    if isinstance(a, Range) and isinstance(b, Range):
        return _pair_ranges(op, a, b)
    if isinstance(a, frozenset) and isinstance(b, frozenset) and _ANYTHING not in a | b:
        return frozenset(compare_pair(op, left, right, x, y) for x, y in itertools.product(a, b))
    return ANY


def _pair_ranges(op: str, a: Range, b: Range) -> Answers:
    found: set[bool | None] = {None} if a.unknown or b.unknown else set()
    if a.low is None or b.low is None:
        return frozenset((None,))
    if op in (">", ">="):
        a, b, op = b, a, {">": "<", ">=": "<="}[op]
    if op in ("==", "!="):
        can = {"==": (a.low <= b.high and b.low <= a.high), "!=": not (a.low == a.high == b.low == b.high)}
        found |= {op == one for one, possible in can.items() if possible}
    elif op == "<":
        found |= {answer for answer, possible in ((True, a.low < b.high), (False, a.high >= b.low)) if possible}
    else:
        found |= {answer for answer, possible in ((True, a.low <= b.high), (False, a.high > b.low)) if possible}
    return frozenset(found)


def _corner(op: str, x: Any, y: Any) -> Any:
    return Fraction(x) / y if op == "/" else calculate(op, x, y)


def _known(found: Abstract) -> Answers:
    if isinstance(found, Range):
        known, unknown = found.low is not None, found.unknown
    else:
        known, unknown = bool(found - {None}), not found.isdisjoint({None, _ANYTHING})
    return frozenset(answer for answer, possible in ((True, known), (False, unknown)) if possible)


def _extreme(pick: Callable[..., Any], args: list[Abstract]) -> Range:
    ranges = [arg if isinstance(arg, Range) else _BOUNDLESS for arg in args]
    if any(one.low is None for one in ranges):
        return Range(None, None, True)
    low, high = pick(one.low for one in ranges), pick(one.high for one in ranges)
    return Range(low, high, any(one.unknown for one in ranges))


def _count(args: list[Abstract]) -> Range:
    sets = [arg if isinstance(arg, frozenset) else ANY for arg in args]
    if any(one <= {None} for one in sets):
        return Range(None, None, True)
    low = sum(1 for one in sets if True in one and False not in one)
    return Range(low, sum(1 for one in sets if True in one), any(None in one for one in sets))


def _spanned(node: n.Call, start: date, until: date) -> Any:
    literals = (n.Literal(node.args[0].type, node.at, start), n.Literal(node.args[0].type, node.at, until))
    return value_of(n.Call(node.type, node.at, node.function, literals), {}, {}, until)
