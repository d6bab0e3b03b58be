"""逐步求值: the explaining back end. Three-valued (Kleene), exact, every step kept.

Unknown is None. It becomes known only where the known operands decide (`否 且 未知` is 否), where `known()` asks for it,
and nowhere else. A division by zero, a year that was never graded, an index without an entry are unknown.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from qingheng.foundation.kernel.calendar import full_months, full_years
from qingheng.foundation.policy.expression import nodes as n
from qingheng.foundation.policy.expression.functions import MAX_YEARS
from qingheng.foundation.policy.expression.types import Facts, Kind, Params, Type, Value

NOTHING: frozenset[str] = frozenset()


@dataclass(slots=True, eq=False)
class Trace:
    """求值步骤: one node, what came out (None: unknown), which facts are missing that may matter, and its operands.

    `missing` names facts by key (`rank_since`, `grades[2006]`) and parameters not in force as `p.key`; it is empty
    where the value is known.
    """

    node: n.Node
    value: Value | None
    missing: frozenset[str]
    children: "tuple[Trace, ...]" = ()

    def steps(self) -> "Iterator[Trace]":
        """This step and all beneath it."""
        yield self
        for child in self.children:
            yield from child.steps()

    def facts(self) -> dict[str, Value | None]:
        """Every fact that was looked at, by key (`grades[2006]` for one year), in order; None where it is missing."""
        found: dict[str, Value | None] = {}
        for step in self.steps():
            if isinstance(step.node, n.Fact):
                found[step.node.key] = step.value
            elif isinstance(step.node, n.At) and isinstance(step.node.base, n.Fact):
                found[f"{step.node.base.key}[{_shown(step.children[0].value)}]"] = step.value
        return found

    def params(self) -> dict[str, Value | None]:
        """Every parameter that was used, by its name in the text (`p.key`, `p.key[警告]`), in order."""
        found: dict[str, Value | None] = {}
        for step in self.steps():
            if isinstance(step.node, n.Param):
                found[f"p.{step.node.key}"] = step.value
            elif isinstance(step.node, n.At) and isinstance(step.node.base, n.Param):
                found[f"p.{step.node.base.key}[{_shown(step.children[0].value)}]"] = step.value
        return found


def _shown(value: object) -> str:
    return "?" if value is None else str(value)


@dataclass(slots=True)
class _Case:
    """What an expression is evaluated over."""

    facts: Facts
    params: Params
    on: date


def evaluate(expr: n.Node, facts: Facts, params: Params, on: date) -> Trace:
    """Evaluate an expression over one case, keeping every step.

    `facts`: by key, typed (`facts.read_facts` makes them from JSON); an absent key and None are unknown. `params`: the
    values in force on the day, by key without `p.`; a map-typed one is a mapping. `on`: the day asked about.
    """
    return _walk(expr, _Case(facts, params, on))


def value_of(expr: n.Node, facts: Facts, params: Params, on: date) -> Value | None:
    """Only the value of `evaluate`."""
    return evaluate(expr, facts, params, on).value


def _walk(node: n.Node, case: _Case) -> Trace:
    return _STEPS[type(node)](node, case)


def _all(nodes: tuple[n.Node, ...], case: _Case) -> tuple[Trace, ...]:
    return tuple([_STEPS[type(one)](one, case) for one in nodes])


def _union(steps: tuple[Trace, ...]) -> frozenset[str]:
    return NOTHING.union(*[step.missing for step in steps])


def _literal(node: Any, _case: _Case) -> Trace:
    return Trace(node, node.value, NOTHING)


def _fact(node: Any, case: _Case) -> Trace:
    value = case.facts.get(node.key)
    return Trace(node, value, frozenset((node.key,)) if value is None else NOTHING)


def _param(node: Any, case: _Case) -> Trace:
    value = case.params.get(node.key)
    return Trace(node, value, frozenset((f"p.{node.key}",)) if value is None else NOTHING)


def _on(node: Any, case: _Case) -> Trace:
    return Trace(node, case.on, NOTHING)


def _at(node: Any, case: _Case) -> Trace:
    index = _walk(node.index, case)
    if index.value is None:
        return Trace(node, None, index.missing, (index,))
    is_fact = isinstance(node.base, n.Fact)
    table: Any = (case.facts if is_fact else case.params).get(node.base.key)
    value = table.get(index.value) if isinstance(table, Mapping) else None
    if value is not None:
        return Trace(node, value, NOTHING, (index,))
    name = f"{node.base.key}[{_shown(index.value)}]" if is_fact else f"p.{node.base.key}"
    return Trace(node, None, frozenset((name,)), (index,))


def _not(node: Any, case: _Case) -> Trace:
    item = _walk(node.item, case)
    return Trace(node, None if item.value is None else not item.value, item.missing, (item,))


def _and(node: Any, case: _Case) -> Trace:
    return _junction(node, case, decides=False)


def _or(node: Any, case: _Case) -> Trace:
    return _junction(node, case, decides=True)


def _junction(node: Any, case: _Case, *, decides: bool) -> Trace:
    items = _all(node.items, case)
    value: bool | None = not decides
    for item in items:
        if item.value is decides:
            return Trace(node, decides, NOTHING, items)
        if item.value is None:
            value = None
    return Trace(node, value, _union(items) if value is None else NOTHING, items)


def order_key(value: Any, kind: Type) -> Any:
    """What a value is compared by: the place among the members for an ordered choice, itself otherwise."""
    if kind.kind is Kind.ENUM and kind.ordered:
        return kind.members.index(value) if value in kind.members else None
    return value


_HOLDS: dict[str, Callable[[Any, Any], bool]] = {
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}


def compare_pair(op: str, left: n.Node, right: n.Node, a: Any, b: Any) -> bool | None:
    """`a op b` for known or unknown values of two nodes."""
    if a is None or b is None:
        return None
    if op not in ("==", "!="):
        kind = left.type if left.type.ordered else right.type
        a, b = order_key(a, kind), order_key(b, kind)
        if a is None or b is None:
            return None
    return _HOLDS[op](a, b)


def _compare(node: Any, case: _Case) -> Trace:
    items = _all(node.items, case)
    value: bool | None = True
    missing: frozenset[str] = NOTHING
    for i, op in enumerate(node.ops):
        left, right = items[i], items[i + 1]
        holds = compare_pair(op, left.node, right.node, left.value, right.value)
        if holds is False:
            return Trace(node, False, NOTHING, items)
        if holds is None:
            value = None
            missing |= left.missing | right.missing or frozenset(n.fact_keys(left.node) + n.fact_keys(right.node))
    return Trace(node, value, missing, items)


def _in(node: Any, case: _Case) -> Trace:
    steps = _all((node.item, *node.choices), case)
    item, choices = steps[0], steps[1:]
    values: list[Any] = [choice.value for choice in choices]
    if node.in_list:
        listed: Any = choices[0].value
        values = [None] if listed is None else list(listed)
    found = _is_in(item.value, values)
    if found is None:
        return Trace(node, None, _union(steps), steps)
    return Trace(node, found is not node.negated, NOTHING, steps)


def _is_in(value: Any, values: list[Any]) -> bool | None:
    if value is None:
        return None if values else False
    if value in values:
        return True
    return None if None in values else False


def _arith(node: Any, case: _Case) -> Trace:
    left, right = _walk(node.left, case), _walk(node.right, case)
    if left.value is None or right.value is None:
        return Trace(node, None, left.missing | right.missing, (left, right))
    value = calculate(node.op, left.value, right.value)
    missing = NOTHING if value is not None else frozenset(n.fact_keys(node.right) or n.fact_keys(node))
    return Trace(node, value, missing, (left, right))


def calculate(op: str, a: Any, b: Any) -> Any:
    """`a op b` exactly; None for a division by zero."""
    if op == "+":
        return a + b
    if op == "-":
        return a - b
    if op == "*":
        return a * b
    if b == 0:
        return None
    if op == "/":
        return Fraction(a) / Fraction(b)
    return a // b if op == "//" else a % b


def _negate(node: Any, case: _Case) -> Trace:
    item = _walk(node.item, case)
    value: Any = item.value
    return Trace(node, None if value is None else -value, item.missing, (item,))


def _if_else(node: Any, case: _Case) -> Trace:
    steps = _all(node.children, case)
    condition, then, other = steps
    if condition.value is None:
        return Trace(node, None, _union(steps), steps)
    taken = then if condition.value else other
    return Trace(node, taken.value, taken.missing, steps)


def _call(node: Any, case: _Case) -> Trace:
    if node.function in _HISTORY:
        return _history(node, case)
    args = _all(node.args, case)
    if node.function == "known":
        return Trace(node, args[0].value is not None, NOTHING, args)
    missing = _union(args)
    if any(arg.value is None for arg in args):
        return Trace(node, None, missing, args)
    value = _CALLS[node.function](node, case, *[arg.value for arg in args])
    return Trace(node, value, NOTHING if value is not None else frozenset(n.fact_keys(node)), args)


def _steps_between(node: Any, _case: _Case, low: str, high: str) -> int | None:
    kind = next(arg.type for arg in node.args if arg.type.ordered)
    if low not in kind.members or high not in kind.members:
        return None
    return int(kind.members.index(high) - kind.members.index(low))


_CALLS: dict[str, Callable[..., Any]] = {
    "years": lambda _node, case, day, until=None: full_years(day, until or case.on),
    "months": lambda _node, case, day, until=None: full_months(day, until or case.on),
    "days": lambda _node, case, day, until=None: ((until or case.on) - day).days,
    "year": lambda _node, _case, day: day.year,
    "min": lambda _node, _case, *values: min(values),
    "max": lambda _node, _case, *values: max(values),
    "len": lambda _node, _case, items: len(items),
    "count": lambda _node, _case, *values: sum(values),
    "contains": lambda _node, _case, text, words: words in text,
    "steps": _steps_between,
}


def _history(node: Any, case: _Case) -> Trace:
    """every, some, times: over the calendar years before that of the day asked about."""
    args = _all(node.args[1:], case)
    base: Any = case.facts.get(node.args[0].key)
    span = args[0].value
    if not isinstance(span, int) or not 0 <= span <= MAX_YEARS or any(arg.value is None for arg in args):
        names = _union(args) or frozenset(f"p.{key}" for key in n.param_keys(node))
        return Trace(node, None, names, args)
    years = range(case.on.year - 1, case.on.year - 1 - span, -1)
    if node.args[0].type.kind is Kind.LIST:
        listed = _fact(node.args[0], case)
        count = None if base is None else sum(year in base for year in years)
        return Trace(node, count, listed.missing, (listed, *args))
    members = _members(args[1:])
    grades = tuple([_at(_graded(node.args[0], year), case) for year in years])
    holds = [None if grade.value is None else grade.value in members for grade in grades]
    value = _HISTORY[node.function](holds)
    return Trace(node, value, _union(grades) if value is None else NOTHING, (*grades, *args))


def _graded(base: n.Fact, year: int) -> n.At:
    return n.At(base.type.item or base.type, base.at, base, n.Literal(Type(Kind.INT), base.at, year))


def _members(args: tuple[Trace, ...]) -> set[Any]:
    members: set[Any] = set()
    for arg in args:
        members.update(arg.value if isinstance(arg.value, tuple | list) else [arg.value])
    return members


def _kleene(holds: list[bool | None], decides: bool) -> bool | None:
    if decides in holds:
        return decides
    return None if None in holds else not decides


_HISTORY: dict[str, Callable[[list[bool | None]], bool | int | None]] = {
    "every": lambda holds: _kleene(holds, False),
    "some": lambda holds: _kleene(holds, True),
    "times": lambda holds: None if None in holds else sum(bool(hold) for hold in holds),
}

_STEPS: dict[type[n.Node], Callable[[Any, _Case], Trace]] = {
    n.Literal: _literal,
    n.Fact: _fact,
    n.Param: _param,
    n.On: _on,
    n.At: _at,
    n.Not: _not,
    n.And: _and,
    n.Or: _or,
    n.Compare: _compare,
    n.In: _in,
    n.Arith: _arith,
    n.Negate: _negate,
    n.IfElse: _if_else,
    n.Call: _call,
}
