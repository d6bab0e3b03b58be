"""查得分明细: one unit's score card, and the vetoes of a year."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from qingheng.assessment.articles.veto import proposal
from qingheng.assessment.models import Consequence, Cycle, InputRow, Participant, ScoreRun, UnitScore
from qingheng.assessment.queries.certainty import unit_certainty
from qingheng.assessment.queries.ranking import (
    RankRow,
    Shown,
    rank_row,
    reasons_of,
    scheme_vetoes,
    scores,
    shown_figure,
)
from qingheng.assessment.queries.words import shown_tree
from qingheng.assessment.queries.years import shown_run
from qingheng.assessment.terms import Proposal
from qingheng.foundation.kernel.text import Text
from qingheng.foundation.record.models import Account
from qingheng.foundation.record.rights import require, visible

#: 位次前后: how many neighbours of the ranking are shown on each side.
NEIGHBOURS = 2


@dataclass(frozen=True, slots=True)
class Card:
    """得分明细: the unit's row, its explanation down to the cells, what is proposed, who stands beside it, and how
    certain its place is (None where that was not computed, or where this account does not see the ranking).
    """

    participant: Participant
    run: ScoreRun
    row: RankRow
    explanation: dict[str, Any]
    consequences: tuple[Consequence, ...]
    vetoes: tuple["VetoRow", ...]
    neighbours: tuple[RankRow, ...]
    certainty: Text | None

    @property
    def sums(self) -> dict[str, Shown]:
        """The figures beside the parts as the screen shows them."""
        return {name: shown_figure(getattr(self.row, name)) for name in ("base", "bonus", "penalty", "total")}

    @property
    def tree(self) -> dict[str, Any]:
        """The explanation as the page shows it."""
        return shown_tree(self.explanation)


@dataclass(frozen=True, slots=True)
class VetoRow:
    """一票否决的一行: unit, domain, day and basis, the cell that it came from, and what may be done against it."""

    participant: Participant | None
    unit: str
    domain: Text
    date: str
    basis: str
    row: InputRow
    proposal: Proposal


def card(account: Account, cycle: Cycle, code: str) -> Card | None:
    """The card of a unit in the run that is shown; None where there is no such score.

    Raises RefusedError where this account may not see it.
    """
    run = shown_run(cycle)
    score = run and (
        UnitScore.objects.select_related("participant__unit", "run__cycle")
        .filter(run=run, participant__unit__code=code)
        .first()
    )
    if not score:
        return None
    require(account, "assessment.see_score", score)
    vetoes, reasons = scheme_vetoes(cycle), reasons_of(run)
    consequences = visible(account, "assessment.see_consequences", Consequence.objects.filter(score=score))
    peers = visible(account, "assessment.see_ranking", scores(run)).filter(participant__group=score.participant.group)
    rows = [rank_row(peer, vetoes, reasons) for peer in peers]
    # Under the right of the ranking, of which the sentence speaks.
    ranked = any(row.code == code for row in rows)
    return Card(
        score.participant,
        run,
        rank_row(score, vetoes, reasons),
        score.explanation,
        tuple(consequences),
        tuple(veto_rows(account, cycle, code)),
        tuple(_beside(rows, code)),
        unit_certainty(run, code) if ranked else None,
    )


def _beside(rows: Sequence[RankRow], code: str) -> Sequence[RankRow]:
    at = next((place for place, row in enumerate(rows) if row.code == code), None)
    return () if at is None else rows[max(0, at - NEIGHBOURS) : at + NEIGHBOURS + 1]


def participants(cycle: Cycle, *, group: str = "", words: str = "") -> QuerySet[Participant]:
    """Who is covered, narrowed to a category and to words of code or name."""
    found = Participant.objects.filter(cycle=cycle).select_related("unit").order_by("unit__code")
    if group:
        found = found.filter(group=group)
    if words:
        found = (
            found.filter(name_zh__icontains=words)
            | found.filter(name_en__icontains=words)
            | found.filter(unit__code__icontains=words)
        )
    return found


def veto_rows(account: Account, cycle: Cycle, code: str = "") -> list[VetoRow]:
    """The vetoes of a year that this account may see, of one unit or of all."""
    rows = InputRow.objects.filter(cycle=cycle, table="vetoes", active=True).select_related("batch")
    rows = visible(account, "assessment.see_vetoes", rows.defer("batch__content").order_by("unit", "key"))
    if code:
        rows = rows.filter(unit=code)
    names = scheme_vetoes(cycle)
    units = {participant.unit.code: participant for participant in participants(cycle)}
    return [_veto(row, names, units.get(row.unit)) for row in rows]


def _veto(row: InputRow, names: dict[str, Text], participant: Participant | None) -> VetoRow:
    domain = names.get(row.data["domain"], Text(row.data["domain"], row.data["domain"]))
    basis = row.data.get("basis", "")
    return VetoRow(participant, row.unit, domain, row.data.get("date", ""), basis, row, proposal(domain, basis))
