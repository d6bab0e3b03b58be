"""考核接口: the years, a ranking, a unit's score with its explanation; the same lists and rights as the pages."""

from typing import Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Schema

from qingheng.assessment.models import Cycle
from qingheng.assessment.queries.cards import card
from qingheng.assessment.queries.certainty import CertainRow, certainty
from qingheng.assessment.queries.ranking import Ranking, RankRow, ranking
from qingheng.assessment.queries.years import cycles
from qingheng.foundation.kernel.text import Text
from qingheng.foundation.record.rights import require, visible

router = Router(tags=["assessment"])


class Sentence(Schema):
    """双语文本."""

    zh: str
    en: str


class Year(Schema):
    """考核年度."""

    year: int
    title: Sentence
    edition: str
    stage: str
    scheme_hash: str


class Unit(Schema):
    """一个单位的得分: figures are strings, null is unknown and `why` says so."""

    unit: str
    name: Sentence
    group: str
    parts: dict[str, str | None]
    base: str | None
    bonus: str | None
    penalty: str | None
    total: str | None
    rank: int | None
    of: int
    tied: bool
    rank_without_bonus: int | None
    grade: str | None
    vetoes: list[Sentence]
    why: Sentence | None


class RankingAnswer(Schema):
    """排名: `run` is null before the first run; `official` is whether people have adopted it."""

    run: int | None
    official: bool
    units: list[Unit]


class UnitCertainty(Schema):
    """一个单位的名次可信度: ranks as `[best, worst]`; null is unknown, because nothing was rated twice."""

    unit: str
    group: str
    rank: int | None
    total: str | None
    error: str | None
    marginal: list[int] | None
    simultaneous: list[int] | None
    last: str | None
    told_from_above: bool | None
    told_from_below: bool | None
    weights: dict[str, list[int]]
    sentence: Sentence | None


class CertaintyAnswer(Schema):
    """名次可信度: beside the official order; `state` is `no_run`, `hidden`, `none`, `working` or `done`."""

    run: int | None
    state: str
    method: int | None
    settings: dict[str, Any] | None
    units: list[UnitCertainty]
    replicated: list[Sentence]
    unreplicated: list[Sentence]


class Proposal(Schema):
    """结果运用建议: always `proposed`; who decides, the notice and the remedy come with it."""

    kind: str
    on: str
    status: str
    cite: str
    say: Sentence
    decide: Sentence
    notice: Sentence
    remedy: Sentence


class UnitAnswer(Unit):
    """一个单位的得分与来由."""

    explanation: dict[str, Any]
    consequences: list[Proposal]


@router.get("/", response=list[Year], summary="考核年度 / the years")
def years(request: HttpRequest) -> list[dict[str, Any]]:
    """Every year that this account may see, the latest first."""
    require(request.user, "assessment.see_cycle")
    return [
        {
            "year": cycle.year,
            "title": cycle.title.as_json(),
            "edition": cycle.edition,
            "stage": cycle.stage,
            "scheme_hash": cycle.scheme_hash,
        }
        for cycle in visible(request.user, "assessment.see_cycle", cycles())
    ]


@router.get("/{int:year}/ranking", response=RankingAnswer, summary="排名 / the ranking")
def year_ranking(request: HttpRequest, year: int, group: str = "", q: str = "", only: str = "") -> dict[str, Any]:
    """The ranking of a year as the page shows it to this account, narrowed by the page's own filter."""
    require(request.user, "assessment.see_ranking")
    found: Ranking = ranking(request.user, get_object_or_404(Cycle, year=year), group=group, words=q, only=only)
    return {
        "run": found.run.number if found.run else None,
        "official": bool(found.run and found.run.official),
        "units": [_unit(row) for row in found.rows],
    }


@router.get("/{int:year}/certainty", response=CertaintyAnswer, summary="名次可信度 / how certain the ranks are")
def year_certainty(request: HttpRequest, year: int) -> dict[str, Any]:
    """How certain the ranks of a year are, as the page shows it to this account."""
    require(request.user, "assessment.see_ranking")
    found = certainty(request.user, get_object_or_404(Cycle, year=year))
    return {
        "run": found.run.number if found.run else None,
        "state": found.state,
        "method": found.kept.method if found.kept else None,
        "settings": found.kept.settings if found.kept else None,
        "units": [_certain(row) for group in found.groups for row in group.rows],
        "replicated": [name.as_json() for name in found.replicated],
        "unreplicated": [name.as_json() for name in found.unreplicated],
    }


@router.get("/{int:year}/units/{slug:code}", response=UnitAnswer, summary="单位得分 / a unit's score")
def unit_score(request: HttpRequest, year: int, code: str) -> dict[str, Any]:
    """The figures of one unit, each opened down to the cell that it came from."""
    require(request.user, "assessment.see_score")
    found = card(request.user, get_object_or_404(Cycle, year=year), code)
    if found is None:
        raise Http404
    proposals = [
        {"kind": row.kind, "on": row.on, "status": row.status, "cite": row.cite, **row.texts}
        for row in found.consequences
    ]
    return {**_unit(found.row), "explanation": found.explanation, "consequences": proposals}


def _unit(row: RankRow) -> dict[str, Any]:
    return {
        "unit": row.code,
        "name": row.name.as_json(),
        "group": row.group,
        "parts": row.figures,
        "base": row.base,
        "bonus": row.bonus,
        "penalty": row.penalty,
        "total": row.total,
        "rank": row.rank,
        "of": row.of,
        "tied": row.tied,
        "rank_without_bonus": row.rank_without_bonus,
        "grade": row.grade,
        "vetoes": [veto.as_json() for veto in row.vetoes],
        "why": _or_null(row.why),
    }


def _certain(row: CertainRow) -> dict[str, Any]:
    found = row.found or {}
    return {
        "unit": row.place.code,
        "group": row.place.group,
        "rank": row.place.rank,
        "total": row.place.total,
        **{name: found.get(name) for name in ("error", "marginal", "simultaneous", "last")},
        "told_from_above": row.above,
        "told_from_below": row.below,
        "weights": found.get("weights", {}),
        "sentence": _or_null(row.sentence),
    }


def _or_null(text: Text | None) -> dict[str, str] | None:
    return text.as_json() if text else None
