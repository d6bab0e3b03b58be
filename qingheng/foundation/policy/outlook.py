"""展望: the earliest day on which a rule will be met, and the facts that would change its answer."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta

from qingheng.foundation.kernel.calendar import add_months
from qingheng.foundation.kernel.findings import Outcome
from qingheng.foundation.policy.chain import Chain
from qingheng.foundation.policy.expression import Facts, Node, Params, fact_keys, param_keys
from qingheng.foundation.policy.expression.nodes import Literal
from qingheng.foundation.policy.judge import Parsed, judge

#: How far the outlook looks ahead: a working life.
HORIZON_YEARS = 45


def earliest_met(chain: Chain, parsed: Parsed, facts: Facts, on: date) -> date | None:
    """The first day after `on` on which the rule is met if the facts stay as they are; None where no such day is seen.

    The outcome can only change on a day on which a whole year, month or number of days since some date is completed, a
    year begins, or a value of the pack changes: exactly those days are tried, in order.
    """
    last = date(on.year + HORIZON_YEARS, 12, 31)
    if parsed.rule.span.end is not None:
        last = min(last, parsed.rule.span.end)
    for day in sorted({one for one in _turning_days(chain, parsed, facts, on, last) if on < one <= last}):
        if chain.edition(day) is None:
            return None
        if judge(parsed, facts, chain.params(day), day).outcome is Outcome.MET:
            return day
    return None


def _turning_days(chain: Chain, parsed: Parsed, facts: Facts, on: date, last: date) -> Iterator[date]:
    nodes = tuple(parsed.nodes())
    counts = _whole_numbers(chain, nodes, on)
    yield from (date(year, 1, 1) for year in range(on.year + 1, last.year + 1))
    for key in {key for node in nodes for key in fact_keys(node)}:
        start = facts.get(key)
        if isinstance(start, date):
            yield from _since(start, on, last, counts)
    for entry in chain.parameters():
        if any(entry.key in param_keys(node) for node in nodes):
            yield from (value.start for value in entry.values)


def _since(start: date, on: date, last: date, counts: Iterable[int]) -> Iterator[date]:
    """Days on which a comparison with `start` may turn: the day, the next, full months, and written numbers of days."""
    yield start
    yield start + timedelta(days=1)
    first = max(0, (on.year - start.year) * 12 + on.month - start.month - 1)
    months = max(0, (last.year - start.year) * 12 + last.month - start.month + 1)
    yield from (add_months(start, month) for month in range(first, months))
    for count in counts:
        if 0 <= count < 40_000:
            yield start + timedelta(days=count)
            yield start + timedelta(days=count + 1)


def _whole_numbers(chain: Chain, nodes: Iterable[Node], on: date) -> set[int]:
    """The whole numbers that a rule compares with, written or as parameters."""
    params = chain.params(on)
    found: set[int] = set()
    for node in nodes:
        for one in _all(node):
            if isinstance(one, Literal) and type(one.value) is int:
                found.add(one.value)
        for key in param_keys(node):
            value = params.get(key)
            if isinstance(value, int):
                found.add(value)
            elif isinstance(value, Mapping):
                found |= {part for part in value.values() if type(part) is int}
    return found


def _all(node: Node) -> Iterator[Node]:
    yield node
    for child in node.children:
        yield from _all(child)


def facts_that_matter(
    chain: Chain, parsed: Parsed, facts: Facts, params: Params, on: date, outcome: Outcome
) -> tuple[str, ...]:
    """The facts whose change alone may change the outcome: without them it would be unknown.

    Three-valued evaluation is sound: where the outcome stands with a fact unknown, no value of that fact changes it.
    """
    keys = sorted({key for node in parsed.nodes() for key in fact_keys(node)} | _reference(chain, parsed))
    if outcome is Outcome.UNKNOWN:
        return tuple(key for key in keys if facts.get(key) is None)
    return tuple(
        key
        for key in keys
        if facts.get(key) is not None and judge(parsed, {**facts, key: None}, params, on).outcome is Outcome.UNKNOWN
    )


def _reference(chain: Chain, parsed: Parsed) -> set[str]:
    return {parsed.rule.reference} & chain.fields.keys()
