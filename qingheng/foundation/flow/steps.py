"""步骤表: the rows of a procedure, whether the table is well formed, and which acts are open."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from qingheng.foundation.kernel.findings import Finding, Outcome
from qingheng.foundation.kernel.text import Text

#: 条件: a sentence of the article over the facts of the case; yields every finding it has, none where it is content.
Condition = Callable[[Any], Iterator[Finding]]


@dataclass(frozen=True, slots=True)
class Stage:
    """环节: a state by its slug, as a person reads it."""

    slug: str
    name: Text


@dataclass(frozen=True, slots=True)
class Step:
    """一步: one sentence of the procedure.

    `before` is the slug of the stage in which the act is open, None for the act that begins the case; `by` the slugs
    of the offices that may; `provided` the conditions; `article` the anchor of the sentence, e.g. `seed#2.3`.
    """

    act: str
    name: Text
    before: str | None
    after: str
    by: tuple[str, ...]
    article: str
    provided: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Flow:
    """流程: stages in the order in which they are shown, and the steps between them."""

    title: Text
    stages: tuple[Stage, ...]
    steps: tuple[Step, ...]

    def stage(self, slug: str) -> Stage:
        """The stage of that slug. Raises KeyError."""
        for stage in self.stages:
            if stage.slug == slug:
                return stage
        raise KeyError(slug)

    def step(self, act: str, before: str | None) -> Step | None:
        """The step of that act from that stage, or None where the act is not open there."""
        return next((step for step in self.steps if (step.act, step.before) == (act, before)), None)


@dataclass(frozen=True, slots=True)
class Opening:
    """可办事项: an act of the present stage; open where the office may and no finding stands against it."""

    step: Step
    permitted: bool
    findings: tuple[Finding, ...]

    @property
    def open(self) -> bool:
        """Whether the act can be done now by this office: anything but met or not applicable closes it."""
        return self.permitted and all(
            finding.outcome in (Outcome.MET, Outcome.NOT_APPLICABLE) for finding in self.findings
        )


def openings(flow: Flow, stage: str | None, office: str, facts: Any) -> tuple[Opening, ...]:
    """Every act of the table that starts in this stage, with whether the office may and what stands against it."""
    return tuple(
        Opening(
            step,
            office in step.by,
            tuple(finding for condition in step.provided for finding in condition(facts)),
        )
        for step in flow.steps
        if step.before == stage
    )


def flaws(flow: Flow) -> tuple[str, ...]:
    """What is wrong with a table, all of it: for the test that every table of the house passes."""
    return (*_doubles(flow), *_strangers(flow), *_gaps(flow), *_unreached(flow))


def _doubles(flow: Flow) -> Iterator[str]:
    slugs = [stage.slug for stage in flow.stages]
    yield from (f"stage {slug} stands twice" for slug in sorted({slug for slug in slugs if slugs.count(slug) > 1}))
    rows = [(step.act, step.before) for step in flow.steps]
    yield from (
        f"act {act} from {start} stands twice" for act, start in dict.fromkeys(rows) if rows.count((act, start)) > 1
    )


def _strangers(flow: Flow) -> Iterator[str]:
    known = {stage.slug for stage in flow.stages}
    for step in flow.steps:
        for slug in (step.before, step.after):
            if slug is not None and slug not in known:
                yield f"act {step.act} names the unknown stage {slug}"


def _gaps(flow: Flow) -> Iterator[str]:
    for step in flow.steps:
        if not step.by:
            yield f"act {step.act} names no office"
        if not step.article:
            yield f"act {step.act} cites no article"
    if not any(step.before is None for step in flow.steps):
        yield "no act begins the case"


def _unreached(flow: Flow) -> Iterator[str]:
    reached: set[str | None] = {None}
    while fresh := {step.after for step in flow.steps if step.before in reached} - reached:
        reached |= fresh
    yield from (f"stage {stage.slug} cannot be reached" for stage in flow.stages if stage.slug not in reached)
