"""抽样: facts at and around every boundary that a rule names, to see whether it can apply and what it can decide."""

import itertools
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from fractions import Fraction
from functools import cached_property
from math import prod
from typing import Any

from qingheng.foundation.kernel.calendar import add_months
from qingheng.foundation.kernel.chance import Chance
from qingheng.foundation.policy.chain import Chain
from qingheng.foundation.policy.expression import Facts, Kind, Node, Type, evaluate, fact_keys, param_keys
from qingheng.foundation.policy.expression.nodes import Literal
from qingheng.foundation.policy.judge import Parsed

#: So many combinations are tried in full; of more, so many are drawn.
FULL, DRAWN = 4000, 1000
ONE_DAY = timedelta(days=1)


class Samples:
    """样本: combinations of boundary facts for one rule on one day. `complete` says that `cases` tries them all."""

    def __init__(self, chain: Chain, parsed: Parsed, on: date) -> None:
        self.chain, self.parsed, self.on = chain, parsed, on
        self.params = chain.params(on)
        nodes = list(parsed.nodes())
        self.keys = sorted({key for node in nodes for key in fact_keys(node)})
        self.scope_keys = sorted({key for node in self._scope() for key in fact_keys(node)})
        if parsed.rule.reference in chain.fields:
            self.keys = sorted({*self.keys, parsed.rule.reference})
        self.literals = [one.value for node in nodes for one in walk(node) if isinstance(one, Literal)]
        self.literals += [value for node in nodes for key in param_keys(node) for value in self._parts(key)]

    def _scope(self) -> list[Node]:
        return [self.parsed.scope, *([self.parsed.when] if self.parsed.when is not None else [])]

    def _parts(self, key: str) -> list[Any]:
        value = self.params.get(key)
        if isinstance(value, Mapping):
            return list(value.values())
        return list(value) if isinstance(value, tuple) else [value]

    @cached_property
    def domains(self) -> dict[str, list[Any]]:
        """The values tried for each fact of the rule."""
        fields = self.chain.vocabulary.fields
        return {key: self._domain(fields[key].type, fields[key].low, fields[key].high) for key in self.keys}

    @property
    def complete(self) -> bool:
        """Whether every combination is tried."""
        return prod(len(domain) for domain in self.domains.values()) <= FULL

    def can_apply(self) -> bool:
        """Whether some combination lies in the rule's scope and fulfils its condition; True where not all were tried."""
        combinations = prod(len(self.domains[key]) for key in self.scope_keys)
        if combinations > 10 * FULL:
            return True
        return any(self._applies(facts) for facts in self._all(self.scope_keys))

    def _applies(self, facts: Facts) -> bool:
        return all(evaluate(node, facts, self.params, self.on).value is True for node in self._scope())

    def cases(self) -> Iterator[dict[str, Any]]:
        """All combinations, or a fixed draw of them."""
        if self.complete:
            yield from self._all(self.keys)
            return
        chance = Chance(f"samples/{self.parsed.rule.id}")
        for _ in range(DRAWN):
            yield {key: chance.choose(self.domains[key]) for key in self.keys}

    def _all(self, keys: list[str]) -> Iterator[dict[str, Any]]:
        for values in itertools.product(*(self.domains[key] for key in keys)):
            yield dict(zip(keys, values, strict=True))

    def _domain(self, kind: Type, low: Any, high: Any) -> list[Any]:
        match kind.kind:
            case Kind.BOOL:
                return [True, False]
            case Kind.ENUM:
                return list(kind.members) or [None]
            case Kind.INT:
                return self._numbers(low, high)
            case Kind.FRACTION:
                return [Fraction(one) for one in self._numbers(low, high)]
            case Kind.DATE:
                return self._dates()
            case Kind.TEXT:
                return [*{one for one in self.literals if isinstance(one, str)}, "·"]
            case Kind.LIST if kind.item is not None:
                items = self._domain(kind.item, low, high)
                if kind.item.kind is Kind.INT:  # a list of years
                    items = [*items, *range(self.on.year - 3, self.on.year)]
                return [(), *((one,) for one in items), tuple(items)]
            case Kind.MAP if kind.item is not None:
                return self._maps(self._domain(kind.item, low, high))
        return [None]

    def _numbers(self, low: Any, high: Any) -> list[int]:
        written = {int(one) for one in self.literals if isinstance(one, int | Fraction) and not isinstance(one, bool)}
        near = {one + step for one in written for step in (-1, 0, 1)} | {0, 1}
        if isinstance(low, int):
            near = {one for one in near if one >= low} | {low}
        if isinstance(high, int):
            near = {one for one in near if one <= high} | {high}
        return sorted(near)

    def _dates(self) -> list[date]:
        counts = {one for one in self.literals if type(one) is int and 0 < one < 1200}
        days = {self.on, self.on + ONE_DAY, self.on - timedelta(days=30), date(self.on.year - 20, 6, 15)}
        for one in self.literals:
            if isinstance(one, date):
                days |= {one - ONE_DAY, one, one + ONE_DAY}
        for count in counts:
            exact = [add_months(self.on, -count)]
            exact += [add_months(self.on, -12 * count)] if count < 100 else []
            days |= {one + step for one in exact for step in (-ONE_DAY, timedelta(0), ONE_DAY)}
        return sorted(days)

    def _maps(self, items: list[Any]) -> list[dict[int, Any]]:
        years = range(self.on.year - 5, self.on.year + 1)
        even = [dict.fromkeys(years, one) for one in items]
        mixed = [
            {**dict.fromkeys(years, one), self.on.year - 1: other} for one in items for other in items if one != other
        ]
        return [*even, *mixed]


def walk(node: Node) -> Iterator[Node]:
    """A node and all beneath it."""
    yield node
    for child in node.children:
        yield from walk(child)
