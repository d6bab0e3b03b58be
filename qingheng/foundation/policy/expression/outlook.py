"""何时满足、何以改变: the first day on which a condition will hold, and the facts whose change would change the answer.

Both search by halving over ranges (`ranges`), so they are exact without trying every day or number.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from qingheng.foundation.policy.expression import nodes as n
from qingheng.foundation.policy.expression.columns import INT_BOUND
from qingheng.foundation.policy.expression.ranges import Ranger
from qingheng.foundation.policy.expression.types import BOOL, Facts, Field, Kind, Params, Type, Value, Vocabulary
from qingheng.foundation.policy.expression.walk import Trace, evaluate, value_of

#: Days that a fact is tried on where its field sets no bounds.
_FIRST_DAY, _LAST_DAY = date(1900, 1, 1), date(2100, 12, 31)
#: Exact numbers are tried in hundredths.
_GRID = 100
#: How often a fact is tried before it is given up: only arithmetic that undoes itself, as in `a % 7 > a % 8`, needs more.
_TRIES = 4000
_NO_LIMIT = 10**9
#: A text that no expression names.
_OTHER = "其他"


def all_of(*conditions: n.Node) -> n.Node:
    """One condition that holds where all of these do: for `earliest` over a whole rule."""
    return n.And(BOOL, 1, conditions)


def negation(condition: n.Node) -> n.Node:
    """The condition that holds where this one does not."""
    return n.Not(BOOL, condition.at, condition)


def earliest(
    expr: n.Node,
    facts: Facts,
    params_at: Callable[[date], Params],
    on: date,
    *,
    changes: Iterable[date] = (),
    limit_years: int = 50,
) -> date | None:
    """The first day from `on` on which a condition holds while the facts stay as they are.

    `params_at` gives the values in force on a day, `changes` are the days on which any of them changes. None where
    there is no such day within `limit_years`.
    """
    end = _years_later(on, limit_years)
    starts = sorted({on, *(day for day in changes if on < day <= end)})
    for i, start in enumerate(starts):
        last = starts[i + 1] - timedelta(days=1) if i + 1 < len(starts) else end
        search = _Search(expr, facts, params_at(start), start, None, None, _DAYS)
        found = search.first(start.toordinal(), last.toordinal(), frozenset((True,)))
        if found is not None:
            return date.fromordinal(found)
    return None


def _years_later(day: date, years: int) -> date:
    year = min(day.year + years, date.max.year)
    return date(year, day.month, 28 if (day.month, day.day) == (2, 29) else day.day)


@dataclass(frozen=True, slots=True)
class Change:
    """改变: were `fact` (a key, or `grades[2006]`) `value`, the answer would be `result`.

    For numbers and days `value` is the nearest such value, or the boundary where the fact is unknown now.
    """

    fact: str
    value: Value
    result: bool


def would_change(expr: n.Node, facts: Facts, params: Params, on: date, vocabulary: Vocabulary) -> tuple[Change, ...]:
    """The facts that would change the answer, one at a time, with the value that does.

    A missing fact is named with every answer that it could settle by itself; a known one with the nearest value, below
    and above, for which the answer would be the other.
    """
    trace = evaluate(expr, facts, params, on)
    found: list[Change] = []
    for name, value in trace.facts().items():
        variable = _variable(name, vocabulary)
        if variable is not None:
            found += _changes(expr, facts, params, on, trace, variable, value)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Variable:
    name: str
    key: str
    year: int | None
    field: Field
    type: Type


def _variable(name: str, vocabulary: Vocabulary) -> _Variable | None:
    key, _bracket, rest = name.partition("[")
    known = vocabulary.fields.get(key)
    year = rest.rstrip("]")
    if known is None or (known.type.kind is Kind.MAP and not year.isdigit()):
        return None
    kind = known.type.item if known.type.kind is Kind.MAP and known.type.item else known.type
    return _Variable(name, key, int(year) if year.isdigit() else None, known, kind)


def _changes(
    expr: n.Node, facts: Facts, params: Params, on: date, trace: Trace, variable: _Variable, value: Any
) -> Iterator[Change]:
    scale = _scale(variable)
    wanted: list[bool] = [answer for answer in (True, False) if answer is not trace.value]
    if scale is None:
        for result in wanted:
            for candidate in _candidates(expr, facts, on, variable, value):
                if value_of(expr, _with(facts, variable.key, variable.year, candidate), params, on) is result:
                    yield Change(variable.name, candidate, result)
                    break
        return
    search = _Search(expr, facts, params, on, variable.key, variable.year, scale, _TRIES)
    low, high = scale.bounds(variable.field)
    for result in wanted:
        answer = frozenset((result,))
        places = (
            search.boundary(low, high, answer)
            if value is None
            else search.nearest(scale.place(value), low, high, answer)
        )
        for place in places:
            yield Change(variable.name, scale.value(place), result)


def _with(facts: Facts, key: str, year: int | None, value: Any) -> Facts:
    if year is None:
        return {**facts, key: value}
    table: Any = facts.get(key)
    return {**facts, key: {**(table if isinstance(table, Mapping) else {}), year: value}}


def _candidates(expr: n.Node, facts: Facts, on: date, variable: _Variable, value: Any) -> Iterator[Any]:
    if variable.type.kind is Kind.BOOL:
        yield from (one for one in (True, False) if one is not value)
    elif variable.type.kind is Kind.ENUM:
        yield from (one for one in variable.type.members if one != value)
    elif variable.type.kind is Kind.TEXT:
        written = [one.value for one in n.walk(expr) if isinstance(one, n.Literal) and isinstance(one.value, str)]
        others = [facts.get(key) for key in n.fact_keys(expr)]
        yield from dict.fromkeys([*written, *(one for one in others if isinstance(one, str)), _OTHER])
    elif variable.type.kind is Kind.LIST:
        yield from _lists(expr, facts, on, variable.type.item, value or ())


def _lists(
    expr: n.Node, facts: Facts, on: date, item: Type | None, value: tuple[Any, ...]
) -> Iterator[tuple[Any, ...]]:
    """The empty list, one item fewer, one item more, and the last years together, as a rule may count them."""
    yield ()
    for one in value:
        yield tuple(other for other in value if other != one)
    more: list[Any] = list(item.members) if item is not None else []
    literals = [one.value for one in n.walk(expr) if isinstance(one, n.Literal)]
    if item is not None and item.kind is Kind.INT:
        more += [on.year - back for back in range(1, 6)]
        more += [one for one in (*literals, *facts.values()) if type(one) is int]
    elif item is not None and item.kind is Kind.TEXT:
        more += [one for one in (*literals, *facts.values()) if isinstance(one, str)]
    for one in dict.fromkeys(more):
        yield (*value, one)
    if item is not None and item.kind is Kind.INT:
        for span in range(2, 6):
            yield (*value, *(year for year in range(on.year - span, on.year) if year not in value))


@dataclass(frozen=True, slots=True)
class _Scale:
    """Whole places for the values of a number or a day."""

    place: Callable[[Any], int]
    value: Callable[[int], Any]
    bounds: Callable[[Field], tuple[int, int]]


def _day_bounds(one: Field) -> tuple[int, int]:
    low = one.low if isinstance(one.low, date) else _FIRST_DAY
    high = one.high if isinstance(one.high, date) else _LAST_DAY
    return low.toordinal(), high.toordinal()


def _int_bounds(one: Field) -> tuple[int, int]:
    low = one.low if isinstance(one.low, int) else -INT_BOUND
    return low, one.high if isinstance(one.high, int) else INT_BOUND


def _grid_bounds(one: Field) -> tuple[int, int]:
    low, high = _int_bounds(one)
    return low * _GRID, high * _GRID


_DAYS = _Scale(date.toordinal, date.fromordinal, _day_bounds)
_WHOLE = _Scale(int, int, _int_bounds)
_HUNDREDTHS = _Scale(lambda value: value * _GRID // 1, lambda place: Fraction(place, _GRID), _grid_bounds)


def _scale(variable: _Variable) -> _Scale | None:
    return {Kind.DATE: _DAYS, Kind.INT: _WHOLE, Kind.FRACTION: _HUNDREDTHS}.get(variable.type.kind)


@dataclass(slots=True)
class _Search:
    """Looks for answers along a scale; `key` None means the day asked about."""

    expr: n.Node
    facts: Facts
    params: Params
    on: date
    key: str | None
    year: int | None
    scale: _Scale
    tries: int = _NO_LIMIT
    ranger: Ranger = field(init=False)

    def __post_init__(self) -> None:
        self.ranger = Ranger(self.facts, self.params, self.on, self.key, self.year)

    def answers(self, low: int, high: int) -> frozenset[bool | None]:
        """What the condition may be from place `low` to place `high`; exact for a single place."""
        one, other = self.scale.value(low), self.scale.value(high)
        self.tries -= 1
        if low < high:
            return self.ranger.answers(self.expr, one, other)
        if self.key is None:
            return frozenset((self._truth(self.facts, one),))
        return frozenset((self._truth(_with(self.facts, self.key, self.year, one), self.on),))

    def _truth(self, facts: Facts, on: date) -> bool | None:
        value = value_of(self.expr, facts, self.params, on)
        return value if isinstance(value, bool) else None

    def first(self, low: int, high: int, wanted: frozenset[bool | None]) -> int | None:
        """The least place whose answer is wanted."""
        return self._seek(low, high, wanted, upward=True)

    def last(self, low: int, high: int, wanted: frozenset[bool | None]) -> int | None:
        """The greatest place whose answer is wanted."""
        return self._seek(low, high, wanted, upward=False)

    def _seek(self, low: int, high: int, wanted: frozenset[bool | None], *, upward: bool) -> int | None:
        if low > high or self.tries <= 0:
            return None
        possible = self.answers(low, high)
        if not possible & wanted:
            return None
        if possible <= wanted:
            return low if upward else high
        middle = (low + high) // 2
        halves = ((low, middle), (middle + 1, high))
        for half in halves if upward else reversed(halves):
            found = self._seek(*half, wanted, upward=upward)
            if found is not None:
                return found
        return None

    def nearest(self, place: int, low: int, high: int, wanted: frozenset[bool | None]) -> list[int]:
        """The nearest places below and above with a wanted answer."""
        found = (self.last(low, place - 1, wanted), self.first(place + 1, high, wanted))
        return [one for one in found if one is not None]

    def boundary(self, low: int, high: int, wanted: frozenset[bool | None]) -> list[int]:
        """Where the wanted answer begins, or, where it holds from the bottom, where it ends."""
        start = self.first(low, high, wanted)
        if start is None or start > low:
            return [] if start is None else [start]
        stop = self.first(low, high, frozenset((True, False, None)) - wanted)
        if stop is None:
            return [high] if self.tries > 0 else []
        return [stop - 1]
