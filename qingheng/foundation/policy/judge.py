"""研判: a rule with its expressions parsed, and the outcome they give together.

The outcome is one table, used by the walker (`outcome`) and by the bulk back end alike (`outcome_sql` in `bulk`).
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from qingheng.foundation.kernel.findings import Outcome
from qingheng.foundation.kernel.problems import Problem, Where
from qingheng.foundation.kernel.text import Lang
from qingheng.foundation.policy.chain import Chain
from qingheng.foundation.policy.codes import problem
from qingheng.foundation.policy.expression import Facts, Kind, Node, Params, Trace, evaluate, parse
from qingheng.foundation.policy.model import Rule, RuleException

#: Words of `reference` that are no field.
REFERENCES = ("decision", "year_end", "year_start")
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Excepted:
    """例外: its words and its parsed condition."""

    rule: RuleException
    when: Node


@dataclass(frozen=True, slots=True)
class Parsed:
    """规则（已解析）: a rule whose every expression could be read."""

    rule: Rule
    scope: Node
    when: Node | None
    need: Node
    exceptions: tuple[Excepted, ...]
    #: The sentence in each language as plain pieces and expressions.
    say: dict[Lang, tuple[str | Node, ...]]

    def nodes(self) -> Iterator[Node]:
        """The conditions that decide."""
        yield self.scope
        if self.when is not None:
            yield self.when
        yield self.need
        yield from (one.when for one in self.exceptions)

    def placeholders(self) -> Iterator[Node]:
        """The expressions of the sentences."""
        for pieces in self.say.values():
            yield from (piece for piece in pieces if isinstance(piece, Node))


@dataclass(frozen=True, slots=True)
class Judgement:
    """研判结论: the outcome, the steps that were taken, the facts missing, and the exception that fired."""

    outcome: Outcome
    traces: tuple[Trace, ...]
    missing: frozenset[str]
    exception: RuleException | None = None
    out_of_scope: bool = False


def outcome(applies: bool | None, waived: bool | None, need: bool | None, claimed: bool | None) -> Outcome:
    """The outcome of a rule: in scope and asked? waived by a cited exception? requirement met? an exception claimed?"""
    if applies is False or waived is True:
        return Outcome.NOT_APPLICABLE
    if applies is None or waived is None:
        return Outcome.UNKNOWN
    if need is True:
        return Outcome.MET
    if need is None or claimed is None:
        return Outcome.UNKNOWN
    return Outcome.NEEDS_APPROVAL if claimed else Outcome.NOT_MET


def judge(parsed: Parsed, facts: Facts, params: Params, on: date) -> Judgement:
    """What a rule says about one case. `on` is the day asked; the rule's own reference date is worked out here."""
    measured = reference_day(parsed.rule, facts, on)
    if measured is None:
        return Judgement(Outcome.UNKNOWN, (), frozenset({parsed.rule.reference}))
    scope = evaluate(parsed.scope, facts, params, measured)
    if scope.value is False:
        return Judgement(Outcome.NOT_APPLICABLE, (scope,), frozenset(), out_of_scope=True)
    asked = [scope]
    if parsed.when is not None:
        asked.append(evaluate(parsed.when, facts, params, measured))
    applies = _every(trace.value for trace in asked)
    if applies is False:
        return Judgement(Outcome.NOT_APPLICABLE, tuple(asked), frozenset())
    excepted = [(one.rule, evaluate(one.when, facts, params, measured)) for one in parsed.exceptions]
    waivers = [(rule, trace) for rule, trace in excepted if rule.effect == "not_applicable"]
    claims = [(rule, trace) for rule, trace in excepted if rule.effect == "review"]
    need = evaluate(parsed.need, facts, params, measured)
    waived, claimed = _some(trace for _, trace in waivers), _some(trace for _, trace in claims)
    found = outcome(applies, waived, _truth(need), claimed)
    fired = next((rule for rule, trace in excepted if trace.value is True and _decided(rule, found)), None)
    traces = (*asked, *(trace for _, trace in waivers), need, *(trace for _, trace in claims))
    missing = frozenset[str]().union(*(trace.missing for trace in traces)) if found is Outcome.UNKNOWN else frozenset()
    if found is Outcome.UNKNOWN and need.value is True:
        missing = frozenset[str]().union(*(trace.missing for trace in asked), *(trace.missing for _, trace in waivers))
    return Judgement(found, traces, missing, fired)


def _decided(rule: RuleException, found: Outcome) -> bool:
    effect = {Outcome.NOT_APPLICABLE: "not_applicable", Outcome.NEEDS_APPROVAL: "review"}
    return effect.get(found) == rule.effect


def _truth(trace: Trace) -> bool | None:
    return trace.value if isinstance(trace.value, bool) else None


def _every(values: Iterable[object]) -> bool | None:
    known = list(values)
    if any(value is False for value in known):
        return False
    return None if any(value is None for value in known) else True


def _some(traces: Iterable[Trace]) -> bool | None:
    known = [trace.value for trace in traces]
    if any(value is True for value in known):
        return True
    return None if any(value is None for value in known) else False


def reference_day(rule: Rule, facts: Facts, on: date) -> date | None:
    """The day on which the rule measures ages and periods; None where its date field is unknown."""
    match rule.reference:
        case "decision":
            return on
        case "year_end":
            return date(on.year, 12, 31)
        case "year_start":
            return date(on.year, 1, 1)
    found = facts.get(rule.reference)
    return found if isinstance(found, date) else None


# --- parsing ---------------------------------------------------------------------------------------------------


@lru_cache(maxsize=8)
def parse_rules(chain: Chain) -> tuple[dict[str, Parsed], tuple[Problem, ...]]:
    """Every rule of the chain whose expressions can be read, and the problems of the others."""
    problems: list[Problem] = []
    parsed: dict[str, Parsed] = {}
    for rule in chain.rules():
        one = _parse_rule(chain, rule, problems)
        if one is not None:
            parsed[rule.id] = one
    return parsed, tuple(problems)


def _parse_rule(chain: Chain, rule: Rule, problems: list[Problem]) -> Parsed | None:
    reader = _Reader(chain, rule, problems)
    scope = reader.condition("applies_to", rule.applies_to)
    when = reader.condition("when", rule.when) if rule.when is not None else None
    need = reader.condition("need", rule.need)
    exceptions = [(one, reader.condition(f"exceptions.{one.id}", one.when)) for one in rule.exceptions]
    zh, en = reader.sentence("zh", rule.say.zh), reader.sentence("en", rule.say.en)
    if rule.reference not in REFERENCES:
        reader.date_field(rule.reference)
    if reader.failed or scope is None or need is None:
        return None
    good = tuple(Excepted(one, node) for one, node in exceptions if node is not None)
    return Parsed(rule, scope, when, need, good, {"zh": zh, "en": en})


class _Reader:
    """Parses the parts of one rule; every problem gets the rule's place."""

    def __init__(self, chain: Chain, rule: Rule, problems: list[Problem]) -> None:
        self.chain, self.rule, self.problems = chain, rule, problems
        self.failed = False

    def where(self, part: str) -> Where:
        file, path = self.rule.place.file, ("rule", self.rule.id, *part.split("."))
        return self.chain.where(file, path)

    def condition(self, part: str, text: str) -> Node | None:
        found = parse(text, self.chain.vocabulary)
        self.note(found.problems, part, text)
        return found.expr

    def note(self, found: Iterable[Problem], part: str, text: str) -> None:
        for one in found:
            self.failed = True
            if not self.chain.blames_broken(text):
                where = self.where(part)
                self.problems.append(
                    Problem(
                        one.code,
                        one.text,
                        one.mend,
                        Where(file=where.file, line=where.line, column=one.where.column, path=where.path),
                        one.severity,
                        one.suggestion,
                    )
                )

    def sentence(self, lang: Lang, text: str) -> tuple[str | Node, ...]:
        pieces: list[str | Node] = []
        rest = 0
        for found in _PLACEHOLDER.finditer(text):
            pieces.append(text[rest : found.start()])
            rest = found.end()
            node = self.placeholder(lang, found[1])
            if node is not None:
                pieces.append(node)
        tail = text[rest:]
        pieces.append(tail)
        if any(brace in piece for piece in pieces if isinstance(piece, str) for brace in "{}"):
            self.failed = True
            self.problems.append(
                problem(
                    "bad_placeholder",
                    self.where(f"say.{lang}"),
                    key=f"rule.{self.rule.id}.say.{lang}",
                    placeholder=text,
                    reason="花括号不成对",
                    reason_en="the braces do not pair",
                )
            )
        return tuple(piece for piece in pieces if piece != "")

    def placeholder(self, lang: Lang, text: str) -> Node | None:
        found = parse(text, self.chain.vocabulary, boolean=False)
        if found.expr is not None and found.expr.type.kind not in (Kind.MAP, Kind.LIST):
            return found.expr
        self.failed = True
        if self.chain.blames_broken(text):
            return None
        first = found.problems[0] if found.problems else None
        self.problems.append(
            problem(
                "bad_placeholder",
                self.where(f"say.{lang}"),
                key=f"rule.{self.rule.id}.say.{lang}",
                placeholder=text,
                reason=first.text.zh if first else "结果不是单个的值",
                reason_en=first.text.en if first else "the result is no single value",
                suggestion=first.suggestion if first else None,
            )
        )
        return None

    def date_field(self, key: str) -> None:
        field = self.chain.fields.get(key)
        if field is None or field.type != "date":
            self.failed = True
            allowed = [*REFERENCES, *(one.key for one in self.chain.fields.values() if one.type == "date")]
            self.problems.append(
                problem(
                    "bad_choice",
                    self.where("reference"),
                    key=f"rule.{self.rule.id}.reference",
                    found=key,
                    allowed=", ".join(allowed),
                )
            )
