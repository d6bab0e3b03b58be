"""查通报: the year's result as the bulletin prints it, on paper and on the page."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from qingheng.assessment.models import Batch, Consequence, Cycle, ScoreRun
from qingheng.assessment.queries.cards import Card, veto_rows
from qingheng.assessment.queries.citations import cited
from qingheng.assessment.queries.ranking import Ranking, RankRow, ranking
from qingheng.assessment.queries.words import choices_in_words, printed_tree
from qingheng.assessment.queries.years import SUBJECT, scheme_of
from qingheng.assessment.terms import GROUP_NAMES, PERSON_REMEDY, UNIT_REMEDY, Stage
from qingheng.foundation.kernel.text import Text
from qingheng.foundation.papers.bulletin import Bulletin, Choice, Group, Part, Proposal, Row, Source, Veto
from qingheng.foundation.papers.score_sheet import Sheet
from qingheng.foundation.record.models import Account, Entry
from qingheng.foundation.record.queries import is_demonstration
from qingheng.foundation.record.rights import visible
from qingheng.foundation.scoring import Scheme
from qingheng.foundation.scoring.result import shown

#: 主送、抄送: to whom a bulletin of the county goes.
ISSUER = Text("中共清水县委　清水县人民政府考核工作办公室", "Assessment Office of Qingshui County")
ADDRESSEES = Text(
    "各乡镇党委、政府，县直各部门，省市驻清各单位", "All townships, county departments and vertically managed units"
)
COPIES = Text(
    "县委、县人大常委会、县政府、县政协领导", "Leaders of the county Party committee, congress, government and CPPCC"
)
EDITIONS = {
    "2007": Text("清水县 2007 年办法", "Qingshui County, edition of 2007"),
    "current": Text("现行办法", "current edition"),
}
#: The 2007 edition is history: every page of it says so.
HISTORICAL = frozenset({"2007"})


def edition_name(cycle: Cycle) -> Text:
    """The name of the year's edition."""
    return EDITIONS.get(cycle.edition, Text(cycle.edition, cycle.edition))


def bulletin(account: Account, cycle: Cycle, on: date) -> tuple[Bulletin, Ranking] | None:
    """The bulletin of a year, and the ranking that it prints; None before the first run."""
    found = ranking(account, cycle)
    if found.run is None:
        return None
    scheme = scheme_of(cycle)
    vetoes = _vetoes(account, cycle)
    data: Bulletin = {
        "year": cycle.year,
        "on": (cycle.issued_on or on).isoformat(),
        "number": cycle.number,
        "edition": _words(edition_name(cycle)),
        "historical": cycle.edition in HISTORICAL,
        "demonstration": is_demonstration(),
        "issuer": _words(ISSUER),
        "addressees": _words(ADDRESSEES),
        "copies": _words(COPIES),
        "status": "issued" if cycle.stage == Stage.ISSUED else "draft",
        "scheme_id": scheme.id,
        "scheme_title": _words(cycle.title),
        "scheme_hash": cycle.scheme_hash,
        "scheme_total": shown(scheme.base) or "",
        "parts": [Part(id=part.id, name=_words(part.name), full=part.full) for part in found.parts],
        "groups": [
            Group(id=group.slug, name=_words(group.name), rows=[_row(row, found, vetoes) for row in group.rows])
            for group in found.groups
        ],
        "proposals": _proposals(account, found.run),
        "remedies": [_words(UNIT_REMEDY), _words(PERSON_REMEDY)],
        "choices": _choices(found.run, scheme),
        "sources": _sources(cycle),
        "inputs_hash": found.run.inputs_hash,
        "record": str(_entry(cycle, found.run)),
    }
    return data, found


def score_sheet(card: Card, cycle: Cycle) -> Sheet:
    """A unit's score card as the printed sheet takes it."""
    row = card.row
    sheet: Sheet = {
        "unit": row.code,
        "name": _words(row.name),
        "group": _words(card.participant.group_name),
        "year": cycle.year,
        "on": (cycle.issued_on or card.run.on).isoformat(),
        "edition": _words(edition_name(cycle)),
        "historical": cycle.edition in HISTORICAL,
        "demonstration": is_demonstration(),
        "total": row.total,
        "rank": row.rank,
        "of": row.of,
        "tied": row.tied,
        "grade": _words(row.grade_name) if row.grade_name else None,
        "base": row.base,
        "bonus": row.bonus,
        "penalty": row.penalty,
        "vetoes": [Veto(domain=_words(veto.domain), date=veto.date, basis=veto.basis) for veto in card.vetoes],
        "tree": printed_tree(card.explanation),
        "scheme_title": _words(cycle.title),
        "scheme_hash": cycle.scheme_hash,
        "choices": _choices(card.run, scheme_of(cycle)),
        "remedies": [_words(UNIT_REMEDY)],
        "record": str(card.run.entry_id),
    }
    if row.why:
        sheet["why"] = _words(row.why)
    return sheet


def _choices(run: ScoreRun, scheme: Scheme) -> list[Choice]:
    return [_choice(found) for found in choices_in_words(run, scheme)]


def _choice(found: dict[str, Any]) -> Choice:
    made = Choice(path=found["path"], value=str(found["value"]), assumed=found["assumed"])
    if found["label"]["zh"]:
        made["label"], made["words"] = found["label"], found["words"]
    if "note" in found:
        made["say"] = found["note"]
    return made


def _words(text: Text) -> dict[str, str]:
    return text.as_json()


def _row(row: RankRow, found: Ranking, vetoes: dict[str, list[Veto]]) -> Row:
    printed: Row = {
        "unit": row.code,
        "name": _words(row.name),
        "rank": row.rank,
        "tied": row.tied,
        "parts": {part.id: row.figures.get(part.id) for part in found.parts},
        "base": row.base,
        "bonus": row.bonus,
        "penalty": row.penalty,
        "total": row.total,
        "rank_without_bonus": row.rank_without_bonus,
        "grade": _words(row.grade_name) if row.grade_name else None,
        "vetoes": vetoes.get(row.code, []),
    }
    if row.why:
        printed["why"] = _words(row.why)
    return printed


def _vetoes(account: Account, cycle: Cycle) -> dict[str, list[Veto]]:
    found: dict[str, list[Veto]] = {}
    for row in veto_rows(account, cycle):
        veto = Veto(domain=_words(row.domain), date=row.date, basis=row.basis)
        found.setdefault(row.unit, []).append(veto)
    return found


def _proposals(account: Account, run: ScoreRun) -> list[Proposal]:
    """What this account may see of the proposals, those of one kind together, units in the order of print."""
    rows = (
        visible(account, "assessment.see_consequences", Consequence.objects.filter(score__run=run))
        .select_related("score__participant__unit")
        .defer("score__explanation")
        .order_by("score__rank", "score__participant__unit__code")
    )
    places = {slug: place for place, slug in enumerate(GROUP_NAMES)}
    names = {rule.kind: rule.name for rule in scheme_of(run.cycle).consequences}
    found: dict[tuple[str, str, str], Proposal] = {}
    for row in sorted(rows, key=lambda row: places.get(row.score.participant.group, len(places))):
        kind = names.get(row.kind, Text(row.kind, row.kind))
        empty = Proposal(kind=_words(kind), on=row.on, units=[], cite=_words(cited(row.cite)))
        entry = found.setdefault((row.kind, row.on, row.cite), empty)
        entry["units"].append(_words(row.score.participant.name))
    return list(found.values())


def _sources(cycle: Cycle) -> list[Source]:
    batches: Iterable[Batch] = Batch.objects.filter(cycle=cycle, state=Batch.State.IMPORTED).defer("content")
    return [Source(file=batch.file, sha256=batch.sha256) for batch in batches.order_by("file")]


def _entry(cycle: Cycle, run: ScoreRun) -> int:
    """The record number that the bulletin prints: of its issue, else of the run."""
    issued = Entry.objects.filter(act="issue_bulletin", subject_kind=SUBJECT, subject_id=str(cycle.year))
    return issued.values_list("sequence", flat=True).last() or run.entry_id
