"""工作台: what the first page shows one person: what waits for this office, and the years side by side."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from qingheng.assessment.flow import YEAR
from qingheng.assessment.models import Cycle, Participant, ScoreRun, UnitScore
from qingheng.assessment.queries.bulletin import HISTORICAL, edition_name
from qingheng.assessment.queries.rights import SEE_CYCLE, SEE_RANKING, SEE_SCORE
from qingheng.assessment.queries.years import cycles, open_acts, shown_run, steps
from qingheng.assessment.terms import GROUP_NAMES
from qingheng.foundation.kernel.findings import Finding
from qingheng.foundation.kernel.text import Text
from qingheng.foundation.record.models import Account
from qingheng.foundation.record.rights import may, visible


@dataclass(frozen=True, slots=True)
class Waiting:
    """待办: the act that carries a year on and is this office's; `findings` say what still stands against it."""

    title: Text
    year: Text
    url: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Leader:
    """一类第一名: `opens` is whether this person may open the unit's score card."""

    score: UnitScore
    opens: bool


@dataclass(frozen=True, slots=True)
class YearCard:
    """一个年度: where it stands, and what of it this person may open."""

    cycle: Cycle
    url: str
    edition: Text
    historical: bool
    steps: list[dict[str, Any]]
    units: int
    scored: int
    run: ScoreRun | None
    leaders: list[Leader]
    own: UnitScore | None
    waiting: list[Waiting]


def year_cards(account: Account) -> list[YearCard]:
    """The years that `account` may see, the latest first; a constant number of queries a year."""
    return [_card(account, cycle) for cycle in visible(account, SEE_CYCLE.name, cycles())]


def _card(account: Account, cycle: Cycle) -> YearCard:
    run = shown_run(cycle)
    scores = UnitScore.objects.filter(run=run).select_related("participant__unit", "run__cycle")
    # a card needs the totals, not the trees behind them
    scores = scores.defer("explanation", "result", "run__problems", "run__cycle__scheme_text")
    return YearCard(
        cycle=cycle,
        url=f"/assessment/{cycle.year}/",
        edition=edition_name(cycle),
        historical=cycle.edition in HISTORICAL,
        steps=steps(cycle),
        units=Participant.objects.filter(cycle=cycle).count(),
        scored=visible(account, SEE_RANKING.name, scores.filter(total__isnull=False)).count(),
        run=run,
        leaders=[
            Leader(score, bool(may(account, SEE_SCORE.name, score)))
            for score in sorted(visible(account, SEE_RANKING.name, scores.filter(rank=1)), key=_place_of_group)
        ],
        own=visible(account, SEE_SCORE.name, scores.filter(participant__unit__code=account.unit)).first()
        if account.unit
        else None,
        waiting=list(_waiting(account, cycle, run)),
    )


def _place_of_group(score: UnitScore) -> int:
    """The mission's order of categories; others after them."""
    slugs = list(GROUP_NAMES)
    return slugs.index(score.participant.group) if score.participant.group in slugs else len(slugs)


def _waiting(account: Account, cycle: Cycle, run: ScoreRun | None) -> Iterator[Waiting]:
    """What would carry the year to its next stage; acts that go back or round stand on the year's own page."""
    slugs = [stage.slug for stage in YEAR.stages]
    for opening in open_acts(account, cycle, run):
        if opening.permitted and slugs.index(opening.step.after) > slugs.index(cycle.stage):
            yield Waiting(opening.step.name, cycle.title, f"/assessment/{cycle.year}/", opening.findings)
