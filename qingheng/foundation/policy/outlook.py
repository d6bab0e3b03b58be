"""展望: the earliest day on which a rule will be met, and the facts that would change its answer."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from qingheng.foundation.kernel.findings import Outcome
from qingheng.foundation.policy.chain import Chain
from qingheng.foundation.policy.expression import Facts, Node, Params, param_keys
from qingheng.foundation.policy.expression.outlook import Change, all_of, earliest, negation, would_change
from qingheng.foundation.policy.judge import Parsed, judge, reference_day

#: How far the outlook looks ahead: a working life.
HORIZON_YEARS = 45


@dataclass(frozen=True, slots=True)
class WouldChange:
    """改变结论的事实: were this fact this value, and everything else as it is, the outcome would be this."""

    fact: str
    value: Any
    outcome: Outcome


def met_condition(parsed: Parsed) -> Node:
    """The one condition that is true exactly where the rule is met."""
    waivers = [negation(one.when) for one in parsed.exceptions if one.rule.effect == "not_applicable"]
    asked = [parsed.scope, *([parsed.when] if parsed.when is not None else [])]
    return all_of(*asked, *waivers, parsed.need)


def earliest_met(chain: Chain, parsed: Parsed, facts: Facts, on: date) -> date | None:
    """The first day after `on` on which the rule is met if the facts stay as they are; None where no such day is seen."""
    changes = list(_changing_days(chain, parsed))
    if parsed.rule.reference == "decision":
        found = earliest(met_condition(parsed), facts, chain.params, on, changes=changes, limit_years=HORIZON_YEARS)
    else:
        years = [date(year, 1, 1) for year in range(on.year + 1, on.year + HORIZON_YEARS)]
        days = sorted(day for day in (*years, *changes) if day > on)
        found = next((day for day in days if _met(chain, parsed, facts, day)), None)
    if found is None or not parsed.rule.span.covers(found) or chain.edition(found) is None:
        return None
    return found


def _met(chain: Chain, parsed: Parsed, facts: Facts, day: date) -> bool:
    return judge(parsed, facts, chain.params(day), day).outcome is Outcome.MET


def _changing_days(chain: Chain, parsed: Parsed) -> Iterator[date]:
    """The days on which a value that the rule uses begins, or an edition does."""
    used = {key for node in parsed.nodes() for key in param_keys(node)}
    for entry in chain.every_entry():
        if entry.key in used:
            yield from (value.start for value in entry.values)
    yield from (edition.start for pack in chain.packs for edition in pack.editions)


def what_would_change(
    chain: Chain, parsed: Parsed, facts: Facts, params: Params, on: date, outcome: Outcome
) -> tuple[WouldChange, ...]:
    """The facts whose change alone would change the outcome, with the nearest value that does. None for a rule out of scope."""
    day = reference_day(parsed.rule, facts, on)
    if outcome is Outcome.NOT_APPLICABLE or day is None:
        return ()
    asked = [parsed.scope, *([parsed.when] if parsed.when is not None else [])]
    found: list[Change] = []
    for condition in (met_condition(parsed), *(one.when for one in parsed.exceptions), all_of(*asked)):
        found += would_change(condition, facts, params, day, chain.vocabulary)
    changed = []
    for change in dict.fromkeys(found):
        after = judge(parsed, _with(facts, change), params, on).outcome
        if after is not outcome:
            changed.append(WouldChange(change.fact, change.value, after))
    return tuple(changed)


def _with(facts: Facts, change: Change) -> dict[str, Any]:
    """The facts with one of them changed; `grades[2006]` is one year of a fact by year."""
    key, _, year = change.fact.partition("[")
    if not year:
        return {**facts, key: change.value}
    table: Any = facts.get(key) or {}
    return {**facts, key: {**table, int(year.removesuffix("]")): change.value}}
