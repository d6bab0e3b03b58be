"""规则: expressions that can be read, values on every day of the rule, placeholders alike, and something to decide."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from qingheng.foundation.kernel.findings import Outcome
from qingheng.foundation.kernel.problems import Problem, nearest
from qingheng.foundation.policy.chain import NO_VALUE, Chain
from qingheng.foundation.policy.check.samples import Samples
from qingheng.foundation.policy.codes import problem
from qingheng.foundation.policy.explain import OUTCOMES
from qingheng.foundation.policy.expression import evaluate, param_keys
from qingheng.foundation.policy.judge import Parsed, judge, parse_rules
from qingheng.foundation.policy.model import Rule

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
ONE_DAY = timedelta(days=1)


def check_rules(chain: Chain) -> list[Problem]:
    """Everything about rules that shows without people."""
    parsed, problems = parse_rules(chain)
    found = list(problems)
    for rule in chain.rules():
        found += _words(chain, rule)
    for pack in chain.packs:
        own = chain.up_to(pack.id)
        seen, _ = parse_rules(own)
        found += [one for rule in pack.rules if rule in seen for one in _values(own, seen[rule])]
    for one in parsed.values():
        day = first_day(chain, one.rule)
        if day is not None:
            found += _sampled(chain, one, day)
    return found


def _words(chain: Chain, rule: Rule) -> Iterator[Problem]:
    zh, en = (
        sorted(word.replace(" ", "") for word in _PLACEHOLDER.findall(text)) for text in (rule.say.zh, rule.say.en)
    )
    if zh != en:
        yield problem("placeholders_differ", rule.place, key=f"rule.{rule.id}.say")
    if rule.extends is not None:
        higher = {one.id for pack in chain.packs[:-1] for one in pack.rules.values()} - {rule.id}
        if rule.extends not in higher:
            close = nearest(rule.extends, higher)
            yield problem("unknown_extends", rule.place, rule=rule.id, extends=rule.extends, suggestion=close)


def first_day(chain: Chain, rule: Rule) -> date | None:
    """The first day of the rule on which the whole chain has an edition."""
    days = [rule.span.start, *(edition.start for pack in chain.packs for edition in pack.editions)]
    return min((day for day in days if rule.span.covers(day) and chain.edition(day) is not None), default=None)


def _values(chain: Chain, parsed: Parsed) -> Iterator[Problem]:
    """Days of the rule on which a parameter that it uses has no value."""
    rule = parsed.rule
    for key in sorted({key for node in (*parsed.nodes(), *parsed.placeholders()) for key in param_keys(node)}):
        entries = chain.entries.get(("p", key)) or chain.entries.get(("list", key)) or ()
        days = {rule.span.start, *(edition.start for pack in chain.packs for edition in pack.editions)}
        for value in (value for entry in entries for value in entry.values):
            days.add(value.start)
            if value.end is not None:
                days.add(value.end + ONE_DAY)
        for day in sorted(day for day in days if rule.span.covers(day)):
            if chain.value(key, day).status == NO_VALUE:
                yield problem("rule_without_value", rule.place, rule=rule.id, parameter=f"p.{key}", day=day)
                break


def _sampled(chain: Chain, parsed: Parsed, day: date) -> Iterator[Problem]:
    """What drawn facts show: whether the rule can apply, whether it decides anything, whether exceptions collide."""
    samples = Samples(chain, parsed, day)
    if not samples.can_apply():
        yield problem("rule_never_applies", parsed.rule.place, rule=parsed.rule.id)
        return
    params = chain.params(day)
    outcomes: set[Outcome] = set()
    collided: tuple[str, str] | None = None
    for facts in samples.cases():
        outcomes.add(judge(parsed, facts, params, day).outcome)
        if collided is None and len(parsed.exceptions) > 1:
            fired = [one.rule for one in parsed.exceptions if evaluate(one.when, facts, params, day).value is True]
            effects = {one.effect for one in fired}
            collided = (fired[0].id, fired[-1].id) if len(effects) > 1 else None
    if collided is not None:
        one, other = collided
        yield problem("exceptions_overlap", parsed.rule.place, rule=parsed.rule.id, one=one, other=other)
    decided = outcomes & {Outcome.MET, Outcome.NOT_MET, Outcome.NEEDS_APPROVAL}
    if len(decided) == 1 and samples.complete:
        word = OUTCOMES[decided.pop()]
        yield problem(
            "rule_decides_nothing", parsed.rule.place, rule=parsed.rule.id, outcome=word.zh, outcome_en=word.en
        )
