"""用例: the pack's own tests are run, and every rule must be tried on both sides of its boundary."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from qingheng.foundation.kernel.findings import Outcome
from qingheng.foundation.kernel.problems import Problem, nearest
from qingheng.foundation.policy.ballots import read_counts
from qingheng.foundation.policy.chain import Chain
from qingheng.foundation.policy.codes import problem
from qingheng.foundation.policy.explain import Explanation, explain, plain
from qingheng.foundation.policy.judge import parse_rules
from qingheng.foundation.policy.model import Case
from qingheng.foundation.policy.quotas import apply_quota
from qingheng.foundation.policy.votes import decide

#: What a case may expect of a rule: the five outcomes, or that it does not hold on the day.
_OUTCOMES = (*(one.value for one in Outcome), "not_in_force")


def check_cases(chain: Chain) -> list[Problem]:
    """Cases that fail, name what does not exist, or are missing."""
    found: list[Problem] = []
    seen: set[tuple[str, str]] = set()
    for pack in chain.packs:
        own = chain.up_to(pack.id)
        for case in pack.cases.values():
            found += _RUN[case.kind](own, case)
            if case.kind == "person":
                seen |= {(rule, str(outcome)) for rule, outcome in case.expect.items()}
    return found + list(_untried(chain, seen))


def _untried(chain: Chain, seen: set[tuple[str, str]]) -> Iterator[Problem]:
    for rule in chain.rules():
        for outcome in (Outcome.MET, Outcome.NOT_MET):
            if (rule.id, outcome.value) not in seen:
                yield problem("rule_without_case", rule.place, rule=rule.id, outcome=outcome.value)


def _unlike(case: Case, what: str, expected: object, found: object) -> Problem:
    return problem("failing_case", case.place, case=case.id, what=what, expected=plain(expected), found=plain(found))


def _person(chain: Chain, case: Case) -> Iterator[Problem]:
    known = {rule.id for rule in chain.rules()}
    named = {name.split(".", 1)[1] for pack in chain.packs for name in pack.named if name.startswith("rule.")}
    names = dict.fromkeys([*(case.rules or ()), *case.expect, *case.earliest])
    for name in names:
        if name not in known and name not in named:
            yield problem(
                "case_unknown", case.place, case=case.id, kind="规则", kind_en="rule", id=name,
                suggestion=nearest(name, known),
            )  # fmt: skip
    for expected in dict.fromkeys(map(str, case.expect.values())):
        if expected not in _OUTCOMES:
            yield problem(
                "case_unknown", case.place, case=case.id, kind="结论", kind_en="outcome", id=expected,
                suggestion=nearest(expected, _OUTCOMES),
            )  # fmt: skip
            return
    readable, _ = parse_rules(chain)
    if not names.keys() <= readable.keys():
        return
    rules = list(names) if names and (case.rules or case.overall is None) else None
    found = explain(chain, case.given, case.on, rules=rules, outlook=bool(case.earliest))
    for one in found.problems:
        if one.code == "rule_not_asked":  # the outcome is then `not_in_force`, which a case may expect
            continue
        yield problem(
            "case_fact", case.place, case=case.id, fact=one.where.path, reason=one.text.zh, reason_en=one.text.en,
            suggestion=one.suggestion,
        )  # fmt: skip
    yield from _compare(case, found)


def _compare(case: Case, found: Explanation) -> Iterator[Problem]:
    if found.overall == "no_edition":
        yield _unlike(case, "overall", case.overall or "an edition", "no_edition")
        return
    outcomes = {one.rule.id: one for one in found.rules}
    for rule, expected in case.expect.items():
        outcome = outcomes[rule].outcome.value if rule in outcomes else "not_in_force"
        if outcome != expected:
            yield _unlike(case, rule, expected, outcome)
    for rule, expected in case.earliest.items():
        earliest: date | None = outcomes[rule].earliest if rule in outcomes else None
        if earliest != expected:
            yield _unlike(case, f"earliest {rule}", expected, earliest or "null")
    if case.overall is not None and found.overall != case.overall:
        yield _unlike(case, "overall", case.overall, found.overall)


def _missing(chain: Chain, case: Case, kind: str, known: list[str]) -> Problem:
    words = {"meeting": "会议", "quota": "名额"}
    subject = case.subject or "?"
    return problem(
        "case_unknown", case.place, case=case.id, kind=words[kind], kind_en=kind, id=subject,
        suggestion=nearest(subject, known),
    )  # fmt: skip


def _meeting(chain: Chain, case: Case) -> Iterator[Problem]:
    meeting = chain.meeting(case.subject or "", case.on)
    if meeting is None:
        named = {name for pack in chain.packs for name in pack.named}
        if f"meeting.{case.subject}" not in named or any(one.id == case.subject for one in chain.meetings()):
            yield _missing(chain, case, "meeting", [one.id for one in chain.meetings()])
        return
    counts, problems = read_counts(meeting, case.given)
    for one in problems:
        yield problem(
            "case_fact", case.place, case=case.id, fact=one.where.path or "counts", reason=one.text.zh,
            reason_en=one.text.en, suggestion=one.suggestion,
        )  # fmt: skip
    if counts is None:
        return
    result = decide(meeting, counts)
    found: dict[str, Any] = {"valid": result.valid, "quorum": result.quorum["met"]}
    found |= {one.id: one.outcome for one in result.candidates}
    yield from _unlike_each(case, found)


def _quota(chain: Chain, case: Case) -> Iterator[Problem]:
    quota = chain.quota(case.subject or "", case.on)
    if quota is None:
        yield _missing(chain, case, "quota", [one.id for one in chain.quotas()])
        return
    try:
        division = apply_quota(chain, quota, case.given["groups"], case.on, properties=case.given["properties"])
    except (LookupError, ValueError) as error:
        yield _unlike(case, quota.id, "a division", error)
        return
    yield from _unlike_each(case, {"total": division.total, **division.seats})


def _unlike_each(case: Case, found: dict[str, Any]) -> Iterator[Problem]:
    for key, expected in case.expect.items():
        if found.get(key) != expected:
            yield _unlike(case, key, expected, found.get(key, "null"))


_RUN = {"person": _person, "meeting": _meeting, "quota": _quota}
