"""解释: what every rule says about one case, with its sentence, citations, values, facts and what is missing.

The engine finds obstacles; it never says "appoint". `overall` is barred, to_verify, needs_approval or no_obstacle, and
no_edition on a day for which the pack declares a gap.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from qingheng.foundation.kernel.findings import Citation, Finding, Outcome
from qingheng.foundation.kernel.points import format_figure
from qingheng.foundation.kernel.problems import Problem, Where
from qingheng.foundation.kernel.text import Lang, Text
from qingheng.foundation.policy.chain import Chain
from qingheng.foundation.policy.codes import problem
from qingheng.foundation.policy.expression import Facts, Kind, Node, Params, Trace, evaluate
from qingheng.foundation.policy.expression.facts import read_facts
from qingheng.foundation.policy.expression.nodes import Fact
from qingheng.foundation.policy.judge import Judgement, Parsed, judge, parse_rules, reference_day
from qingheng.foundation.policy.model import Field, Rule
from qingheng.foundation.policy.outlook import WouldChange, earliest_met, what_would_change

#: Words for the outcomes, for pages and printed results.
OUTCOMES: dict[Outcome, Text] = {
    Outcome.MET: Text("符合", "met"),
    Outcome.NOT_MET: Text("不符合", "not met"),
    Outcome.UNKNOWN: Text("待核", "unknown"),
    Outcome.NOT_APPLICABLE: Text("不适用", "not applicable"),
    Outcome.NEEDS_APPROVAL: Text("需审批", "needs approval"),
}
#: Words for the overall results.
OVERALL: dict[str, Text] = {
    "barred": Text("存在不符合的规定", "barred"),
    "to_verify": Text("有事实待核", "to be verified"),
    "needs_approval": Text("须报批", "needs approval"),
    "no_obstacle": Text("未发现障碍", "no obstacle found"),
    "no_edition": Text("该日没有适用的政策版本", "no edition of the policy on this day"),
}
_UNKNOWN = Text("（待核）", "(unknown)")


@dataclass(frozen=True, slots=True)
class UsedValue:
    """所用参数值: a parameter as used, since when, on what basis."""

    key: str
    value: Any
    start: date | None
    cite: tuple[Citation, ...]

    def as_json(self) -> dict[str, Any]:
        """`{key, value, from, cite}`."""
        return {
            "key": self.key,
            "value": plain(self.value),
            "from": self.start.isoformat() if self.start else None,
            "cite": [one.as_json() for one in self.cite],
        }


@dataclass(frozen=True, slots=True)
class RuleResult:
    """一条规则的研判结果."""

    rule: Rule
    outcome: Outcome
    cite: tuple[Citation, ...]
    say: Text
    values: tuple[UsedValue, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    earliest: date | None = None
    would_change: tuple[WouldChange, ...] = ()
    exception: str | None = None
    #: The missing facts as they are called, in the order of `missing`.
    missing_names: tuple[Text, ...] = ()

    @property
    def next_step(self) -> Text:
        """What to do next: the rule's own words, or verify what is missing, or have the exception approved."""
        if self.outcome is Outcome.UNKNOWN:
            zh = "、".join(name.zh for name in self.missing_names)
            en = ", ".join(name.en for name in self.missing_names)
            return Text(f"补充并核实：{zh}", f"find and verify: {en}")
        if self.outcome is Outcome.NEEDS_APPROVAL:
            return Text("按规定程序报批", "submit the exception for approval")
        if self.outcome is Outcome.NOT_MET and self.rule.mend is not None:
            return self.rule.mend
        return Text("", "")

    def finding(self) -> Finding:
        """The result as the house's finding."""
        return Finding(self.rule.id, self.outcome, self.say, self.next_step, self.cite, self.missing)

    def as_json(self) -> dict[str, Any]:
        """One entry of `rules` in `policy explain`."""
        return {
            "id": self.rule.id,
            "outcome": self.outcome.value,
            "gate": self.rule.gate,
            "severity": self.rule.severity,
            "title": self.rule.title.as_json(),
            "cite": [one.as_json() for one in self.cite],
            "say": self.say.as_json(),
            "values": [one.as_json() for one in self.values],
            "facts": {key: plain(value) for key, value in self.facts.items()},
            "missing": list(self.missing),
            "earliest": self.earliest.isoformat() if self.earliest else None,
            "would_change": [
                {"fact": one.fact, "value": plain(one.value), "outcome": one.outcome.value} for one in self.would_change
            ],
            "exception": self.exception,
            "next": self.next_step.as_json(),
        }


@dataclass(frozen=True, slots=True)
class Explanation:
    """研判说明: every rule asked, in order, and what they come to together."""

    pack: Mapping[str, str]
    on: date
    edition: str | None
    overall: str
    rules: tuple[RuleResult, ...]
    reason: Text | None = None
    problems: tuple[Problem, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The JSON of `policy explain`."""
        return {
            "pack": dict(self.pack),
            "on": self.on.isoformat(),
            "edition": self.edition,
            "overall": self.overall,
            "reason": self.reason.as_json() if self.reason else None,
            "rules": [one.as_json() for one in self.rules],
            "problems": [one.as_json() for one in self.problems],
        }


def plain(value: Any) -> Any:
    """A value at the border: exact figures and dates as strings, tables by key."""
    match value:
        case Fraction():
            return format_figure(value)
        case date():
            return value.isoformat()
        case Mapping():
            return {str(key): plain(one) for key, one in value.items()}
        case tuple() | list():
            return [plain(one) for one in value]
    return value


def read_case(
    chain: Chain, raw: Mapping[str, Any], on: date | None = None
) -> tuple[dict[str, Any], tuple[Problem, ...]]:
    """Typed facts from JSON or a case file; members of enumerations may be given by their Chinese name.

    A day after `on`, where it is given, is a problem, and unknown, unless its field may lie in the future: nobody has been in post since then.
    """
    named = {key: _by_id(chain.fields[key], value) if key in chain.fields else value for key, value in raw.items()}
    facts, problems = read_facts(named, chain.vocabulary)
    if on is None:
        return dict(facts), problems
    late = [key for key, value in facts.items() if type(value) is date and value > on and not chain.fields[key].future]
    kept = {key: value for key, value in facts.items() if key not in late}
    return kept, (*problems, *(_not_yet(chain.fields[key], facts[key], on) for key in late))


def _not_yet(one: Field, day: Any, on: date) -> Problem:
    return Problem(
        "fact_out_of_range",
        Text(
            f"{one.label.zh}：{day} 在研判日期 {on} 之后", f"{one.label.en}: {day} lies after {on}, the day asked about"
        ),
        Text("核对日期；尚未发生的不填。", "Check the day; leave out what has not happened yet."),
        Where(path=one.key),
    )


def _by_id(one: Field, value: Any) -> Any:
    match value:
        case str():
            return one.named().get(value, value)
        case dict():
            return {key: _by_id(one, item) for key, item in value.items()}
        case list() | tuple():
            return [_by_id(one, item) for item in value]
    return value


def explain(
    chain: Chain,
    raw: Mapping[str, Any],
    on: date,
    gate: str | None = None,
    rules: Sequence[str] | None = None,
    *,
    outlook: bool = True,
    replay: bool = False,
) -> Explanation:
    """What the rules of the chain say about one case on a day.

    `raw`: facts by key as JSON holds them; absent and null are unknown, and what cannot be read is a problem and unknown.
    `gate`, `rules`: ask only the rules of that gate, or those named (an unknown name raises KeyError, even where it is out
    of force). `outlook` adds the earliest day and the facts that would change the answer.
    `replay`: the facts are those of a later day, asked about on an earlier one, as `compare` does; then no day is too late.
    """
    facts, problems = read_case(chain, raw, None if replay else on)
    parsed, _ = parse_rules(chain)
    for name in rules or ():
        if name not in {rule.id for rule in chain.rules()}:
            raise KeyError(name)
    edition = chain.edition(on)
    if edition is None:
        return Explanation(chain.as_json(), on, None, "no_edition", (), chain.no_edition(on), problems)
    asked = [
        parsed[rule.id]
        for rule in chain.rules(on)
        if rule.id in parsed and (gate is None or rule.gate == gate) and (rules is None or rule.id in rules)
    ]
    params = chain.params(on)
    results = tuple(explain_rule(chain, one, facts, params, on, outlook=outlook) for one in asked)
    left_out = tuple(_not_asked(chain, name, on) for name in rules or () if name not in {one.rule.id for one in asked})
    return Explanation(
        chain.as_json(), on, edition.id, overall(results, all_asked=not left_out), results, None, (*problems, *left_out)
    )


def _not_asked(chain: Chain, name: str, on: date) -> Problem:
    """A rule that was named and not asked: it is out of force on the day, or belongs to another gate."""
    rule = next(one for one in chain.rules() if one.id == name)
    span = rule.span
    return problem(
        "rule_not_asked", rule.place, rule=name, day=on, gate=rule.gate, start=span.start, to=span.end or "…"
    )


def overall(results: Sequence[RuleResult], *, all_asked: bool = True) -> str:
    """What the rules come to together; a rule that only warns never decides, and what was not asked is to be verified."""
    deciding = [(one.outcome, one.rule.severity) for one in results if one.rule.severity != "warn"]
    if (Outcome.NOT_MET, "bar") in deciding:
        return "barred"
    outcomes = {one for one, _ in deciding}
    if Outcome.UNKNOWN in outcomes or not results or not all_asked:
        return "to_verify"
    if Outcome.NEEDS_APPROVAL in outcomes or Outcome.NOT_MET in outcomes:
        return "needs_approval"
    return "no_obstacle"


def explain_rule(
    chain: Chain, parsed: Parsed, facts: Facts, params: Params, on: date, *, outlook: bool = True
) -> RuleResult:
    """What one rule says about one case, with everything it looked at."""
    judged = judge(parsed, facts, params, on)
    said = _Sayer(chain, parsed, facts, params, on)
    looked: dict[str, Any] = {}
    for trace in judged.traces:
        looked |= trace.facts()
    if parsed.rule.reference in chain.fields:
        looked.setdefault(parsed.rule.reference, facts.get(parsed.rule.reference))
    soon = earliest_met(chain, parsed, facts, on) if outlook and judged.outcome is Outcome.NOT_MET else None
    matter = what_would_change(chain, parsed, facts, params, on, judged.outcome) if outlook else ()
    return RuleResult(
        rule=parsed.rule,
        outcome=judged.outcome,
        cite=chain.cite(parsed.rule.basis),
        say=said.text(judged),
        values=_used_values(chain, (*judged.traces, *said.traces), on),
        facts=looked,
        missing=tuple(sorted(judged.missing)),
        earliest=soon,
        would_change=matter,
        exception=judged.exception.id if judged.exception else None,
        missing_names=tuple(label(chain, key) for key in sorted(judged.missing)),
    )


def _used_values(chain: Chain, traces: Iterable[Trace], on: date) -> tuple[UsedValue, ...]:
    used: dict[str, Any] = {}
    for trace in traces:
        used |= trace.params()
    found = []
    for name, value in used.items():
        key = name.removeprefix("p.").partition("[")[0]
        answer = chain.value(key, on)
        found.append(UsedValue(name, value, answer.start, answer.cite))
    return tuple(found)


class _Sayer:
    """Fills the sentence of a rule, and remembers the steps, as they name values too."""

    def __init__(self, chain: Chain, parsed: Parsed, facts: Facts, params: Params, on: date) -> None:
        self.chain, self.parsed, self.facts, self.params = chain, parsed, facts, params
        self.day = reference_day(parsed.rule, facts, on)
        self.traces: list[Trace] = []

    def text(self, judged: Judgement) -> Text:
        if judged.outcome is Outcome.NOT_APPLICABLE:
            return self._not_applicable(judged)
        zh, en = self._fill("zh"), self._fill("en")
        if judged.outcome is Outcome.UNKNOWN:
            names = [label(self.chain, key) for key in sorted(judged.missing)]
            zh += f"（待核：{'、'.join(name.zh for name in names)}）"
            en += f" (to verify: {', '.join(name.en for name in names)})"
        return Text(zh, en)

    def _not_applicable(self, judged: Judgement) -> Text:
        title, rule = self.parsed.rule.title, self.parsed.rule
        if judged.exception is not None:
            return Text(f"{title.zh}：有依据的例外，不适用", f"{title.en}: does not apply, by a cited exception")
        if judged.out_of_scope and rule.scope is not None:
            return Text(
                f"{title.zh}：仅适用于{rule.scope.zh}，不适用", f"{title.en}: only for {rule.scope.en}; does not apply"
            )
        if judged.out_of_scope:
            return Text(f"{title.zh}：不在适用范围内", f"{title.en}: outside its scope")
        return Text(f"{title.zh}：适用的前提不具备", f"{title.en}: its condition does not arise")

    def _fill(self, lang: Lang) -> str:
        return "".join(self._piece(lang, piece) for piece in self.parsed.say[lang])

    def _piece(self, lang: Lang, piece: str | Node) -> str:
        if isinstance(piece, str):
            return piece
        if self.day is None:
            return _UNKNOWN[lang]
        trace = evaluate(piece, self.facts, self.params, self.day)
        self.traces.append(trace)
        return show(self.chain, piece, trace.value, lang)


def label(chain: Chain, key: str) -> Text:
    """What a fact, a fact of one year (`grades[2025]`) or a parameter is called."""
    if key.startswith("p."):
        entry = chain.entry(key.partition("[")[0])
        return entry.label if entry else Text(key, key)
    plain_key, _, rest = key.partition("[")
    one = chain.fields.get(plain_key)
    year = rest.removesuffix("]")
    if one is None:
        return Text(key, key)
    return Text(f"{one.label.zh}（{year}年）", f"{one.label.en} ({year})") if year else one.label


def change_words(chain: Chain, change: WouldChange) -> Text:
    """改变结论的事实 in words: the fact, the nearest value that changes the outcome, and the outcome then."""
    name, outcome = label(chain, change.fact), OUTCOMES[change.outcome]
    return Text(
        f"{name.zh}为{_value_words(chain, change, 'zh')}时，{outcome.zh}",
        f"{outcome.en} if {name.en} is {_value_words(chain, change, 'en')}",
    )


def _value_words(chain: Chain, change: WouldChange, lang: Lang) -> str:
    one = chain.fields.get(change.fact.partition("[")[0])
    values = change.value if isinstance(change.value, tuple | list) else (change.value,)
    said = []
    for value in values:
        name = None if one is None or isinstance(value, bool) else one.label_of(value)
        yes_no = Text("是", "yes") if value is True else Text("否", "no") if value is False else None
        said.append((name or yes_no or Text(str(plain(value)), str(plain(value))))[lang])
    return ("、" if lang == "zh" else ", ").join(said) or Text("无", "none")[lang]


def show(chain: Chain, node: Node, value: Any, lang: Lang) -> str:
    """A value in a sentence."""
    if value is None:
        return _UNKNOWN[lang]
    if isinstance(value, bool):
        return Text("是" if value else "否", "yes" if value else "no")[lang]
    if isinstance(node, Fact):
        label = chain.fields[node.key].label_of(value)
        return label[lang] if label is not None else str(plain(value))
    if node.type.kind is Kind.ENUM:
        names = dict(zip(node.type.members, node.type.names, strict=False))
        return names[value][lang] if value in names else str(value)
    return str(plain(value))
