"""查年度: the years, where each stands, and what is open to whom."""

import json
from collections import Counter
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import Any

from django.db.models import QuerySet

from qingheng.assessment.articles.coverage import CoverageFacts, coverage
from qingheng.assessment.articles.thousand_points import PointsFacts, thousand_points
from qingheng.assessment.articles.three_parts import PartsFacts, three_parts
from qingheng.assessment.flow import YEAR, YearFacts
from qingheng.assessment.models import Batch, Cycle, InputRow, Participant, ScoreRun
from qingheng.assessment.terms import COVERAGE, GROUP_NAMES, Act
from qingheng.foundation.flow import Opening, openings
from qingheng.foundation.kernel.findings import Finding
from qingheng.foundation.kernel.problems import Severity
from qingheng.foundation.kernel.text import Text
from qingheng.foundation.record.models import Account, Entry
from qingheng.foundation.record.queries import entries
from qingheng.foundation.register.models import Unit, holding_on
from qingheng.foundation.scoring.load import parse_scheme
from qingheng.foundation.scoring.model import Kind, Loaded, Scheme

#: The kind under which a year stands in the record.
SUBJECT = "assessment_cycle"


def cycles() -> QuerySet[Cycle]:
    """All years, the latest first."""
    return Cycle.objects.order_by("-year")


def shown_run(cycle: Cycle) -> ScoreRun | None:
    """The run whose figures are shown: the official one, else the latest; None before the first."""
    return ScoreRun.objects.filter(cycle=cycle).order_by("-official", "-number").first()


@lru_cache(maxsize=16)
def _parsed(text: str, file: str) -> Loaded:
    return parse_scheme(text, file)


def scheme_of(cycle: Cycle) -> Scheme:
    """The frozen scheme of a year. It was without errors when the year was opened, so it is now."""
    scheme = _parsed(cycle.scheme_text, cycle.scheme_file).scheme
    if scheme is None:
        raise ValueError(f"the frozen scheme of {cycle.year} can no longer be read")
    return scheme


def facts_of_year(cycle: Cycle, run: ScoreRun | None) -> YearFacts:
    """What the conditions of the flow ask about."""
    problems = run.problems if run else []
    return YearFacts(
        units=Participant.objects.filter(cycle=cycle, left_on=None).count(),
        rows=InputRow.objects.filter(cycle=cycle, active=True).count(),
        errors=sum(problem["severity"] == Severity.ERROR for problem in problems),
    )


def open_acts(account: Account, cycle: Cycle, run: ScoreRun | None) -> tuple[Opening, ...]:
    """Every act of the present stage, whether this account's office may, and what stands against it."""
    return openings(YEAR, cycle.stage, account.office, facts_of_year(cycle, run))


def opening_of(act: Act, account: Account, cycle: Cycle, run: ScoreRun | None) -> Opening | None:
    """One act for this account now; None where the year's stage has no such act."""
    return next((opening for opening in open_acts(account, cycle, run) if opening.step.act == act), None)


@dataclass(frozen=True, slots=True)
class GroupCount:
    """一类单位: how many are covered, how many the mission names."""

    slug: str
    name: Text
    covered: int
    expected: int | None


def group_counts(cycle: Cycle) -> list[GroupCount]:
    """Covered units by category, the four of the mission first, in their order."""
    counts = Counter(Participant.objects.filter(cycle=cycle, left_on=None).values_list("group", flat=True))
    slugs = dict.fromkeys([*COVERAGE, *sorted(counts)])
    return [
        GroupCount(slug, GROUP_NAMES.get(slug, Text(slug, slug)), counts[slug], COVERAGE.get(slug)) for slug in slugs
    ]


def coverage_findings(cycle: Cycle) -> tuple[Finding, ...]:
    """I-28 over the register as it stands at the end of the year, and the coverage."""
    standing = Unit.objects.filter(holding_on(date(cycle.year, 12, 31)))
    covered = Participant.objects.filter(cycle=cycle, left_on=None).values_list("unit__code", "group")
    return coverage(CoverageFacts(dict(standing.values_list("code", "kind")), dict(covered), COVERAGE))


def scheme_findings(scheme: Scheme) -> tuple[Finding, ...]:
    """I-31 and I-32 over the frozen scheme."""
    items = {
        node.id: node.organs.scoring or node.organs.lead for tree in scheme.trees for node in scheme.items(tree.root)
    }
    children = dict.fromkeys(id for tree in scheme.trees for id in scheme.nodes[tree.root].children)
    parts = tuple(id for id in children if scheme.nodes[id].kind in (Kind.BASE, Kind.BONUS))
    return (
        *three_parts(PartsFacts(parts, items)),
        *thousand_points(PointsFacts(scheme.base, _raised(scheme))),
    )


def _raised(scheme: Scheme) -> tuple[tuple[Text, Fraction], ...]:
    key = (node for node in scheme.nodes.values() if node.key and node.kind is Kind.BASE and node.rule is not None)
    return tuple((node.name, node.raised) for node in key)


@dataclass(frozen=True, slots=True)
class CoverageChange:
    """考核范围的一次变更: read from the record, where it cannot be changed."""

    entry: Entry
    unit: str
    joined: bool
    reason: str


def coverage_changes(cycle: Cycle) -> list[CoverageChange]:
    """Every change of the coverage during the year, the latest first."""
    found = entries().filter(act=Act.CHANGE_COVERAGE, subject_kind=SUBJECT, subject_id=str(cycle.year))
    read = ((entry, json.loads(entry.data)) for entry in found)
    return [CoverageChange(entry, data["unit"], data["change"] == "join", data["reason"]) for entry, data in read]


def batches(cycle: Cycle) -> QuerySet[Batch]:
    """What came in, the latest first, without the files themselves."""
    return Batch.objects.filter(cycle=cycle).select_related("entry__account").defer("content").order_by("-pk")


def steps(cycle: Cycle) -> list[dict[str, Any]]:
    """进度: the stages of the year's flow, for the stepper; the last one, once reached, is done."""
    slugs = [stage.slug for stage in YEAR.stages]
    here = slugs.index(cycle.stage)
    return [
        {
            "title": stage.name,
            "state": "done" if place < here or here == len(slugs) - 1 else "current" if place == here else "todo",
        }
        for place, stage in enumerate(YEAR.stages)
    ]
