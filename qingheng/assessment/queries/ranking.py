"""查排名: the ranking as the screen, the spreadsheet and the API show it, all from one list under one right."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, QuerySet

from qingheng.assessment.models import Cycle, ScoreRun, UnitScore
from qingheng.assessment.queries.years import scheme_of, shown_run
from qingheng.assessment.terms import COVERAGE, GROUP_NAMES, grade_name
from qingheng.foundation.kernel.points import format_figure, parse_figure, round_to
from qingheng.foundation.kernel.text import Text
from qingheng.foundation.record.models import Account
from qingheng.foundation.record.rights import visible
from qingheng.foundation.scoring.result import shown


@dataclass(frozen=True, slots=True)
class RankRow:
    """排名表的一行: official figures as strings; what does not exist is None, and `why` says so."""

    code: str
    name: Text
    group: str
    rank: int | None
    of: int
    tied: bool
    figures: dict[str, str | None]
    base: str | None
    bonus: str | None
    penalty: str | None
    total: str | None
    rank_without_bonus: int | None
    grade: str | None
    vetoes: tuple[Text, ...]
    why: Text | None

    @property
    def grade_name(self) -> Text | None:
        """The grade in both languages."""
        return grade_name(self.grade) if self.grade else None

    @property
    def moved(self) -> bool:
        """Whether bonus and penalty change the place."""
        return None not in (self.rank, self.rank_without_bonus) and self.rank != self.rank_without_bonus


@dataclass(frozen=True, slots=True)
class Part:
    """一个部分: a column of the ranking."""

    id: str
    name: Text
    full: str


#: 小数位: how many decimals a score is printed with.
DECIMALS = 2


@dataclass(frozen=True, slots=True)
class Shown:
    """屏幕上的数: a figure without a finite decimal is shown near (≈), with its exact form beside it."""

    text: str
    exact: str = ""


def shown_figure(figure: str | None) -> Shown:
    """An official figure for the screen, with two decimals; a longer one is shown near, its exact form beside it."""
    written = lined_up(figure)
    if written is None or _fits(written):
        return Shown(written or "")
    return Shown(f"≈ {format_figure(round_to(parse_figure(written), DECIMALS), DECIMALS)}", written)


def lined_up(figure: str | None) -> str | None:
    """The same figure with its zeros, `"9.6"` as `"9.60"`, so that a column adds up on paper; longer ones stay exact."""
    if figure is None:
        return None
    value = parse_figure(figure)
    return format_figure(value, DECIMALS) if (value * 10**DECIMALS).denominator == 1 else figure


def _fits(figure: str) -> bool:
    return (parse_figure(figure) * 10**DECIMALS).denominator == 1


@dataclass(frozen=True, slots=True)
class RankGroup:
    """一个排名组: its rows by rank, the unranked last."""

    slug: str
    name: Text
    parts: tuple[Part, ...]
    rows: tuple[RankRow, ...]

    @property
    def lines(self) -> list[tuple[RankRow, list[tuple[Part | None, Shown]], dict[str, Shown]]]:
        """Every row with its figures as the screen shows them: the group's parts, then the base; and the others."""
        return [
            (
                row,
                [(part, shown_figure(row.figures.get(part.id))) for part in self.parts]
                + [(None, shown_figure(row.base))],
                {name: shown_figure(getattr(row, name)) for name in ("bonus", "penalty", "total")},
            )
            for row in self.rows
        ]


@dataclass(frozen=True, slots=True)
class Ranking:
    """排名: the run that is shown, its columns and its groups; `run` is None before the first run."""

    run: ScoreRun | None
    parts: tuple[Part, ...]
    groups: tuple[RankGroup, ...]

    @property
    def rows(self) -> tuple[RankRow, ...]:
        """All rows in the order of the screen."""
        return tuple(row for group in self.groups for row in group.rows)


def ranking(account: Account, cycle: Cycle, *, group: str = "", words: str = "", only: str = "") -> Ranking:
    """The ranking that this account may see, narrowed to a group, to words of code or name, to vetoed or tied units."""
    run = shown_run(cycle)
    parts = parts_of(cycle)
    if run is None:
        return Ranking(None, parts, ())
    found = narrowed(visible(account, "assessment.see_ranking", scores(run)), group=group, words=words)
    reasons, vetoes = reasons_of(run), scheme_vetoes(cycle)
    rows = [rank_row(score, vetoes, reasons) for score in found]
    return Ranking(run, parts, grouped([row for row in rows if _kept(row, only)], parts))


def scores(run: ScoreRun) -> QuerySet[UnitScore]:
    """The scores of a run in the order of print, without their explanations."""
    return (
        UnitScore.objects.filter(run=run)
        .select_related("participant__unit")
        .defer("explanation")
        .order_by("participant__group", F("rank").asc(nulls_last=True), "participant__unit__code")
    )


def narrowed(found: QuerySet[UnitScore], *, group: str, words: str) -> QuerySet[UnitScore]:
    """Only a group, only units whose code or name of the year contains the words."""
    words = words.replace("\x00", "")
    if group:
        found = found.filter(participant__group=group.replace("\x00", ""))
    if words:
        name = Q(participant__name_zh__icontains=words) | Q(participant__name_en__icontains=words)
        found = found.filter(name | Q(participant__unit__code__icontains=words))
    return found


def parts_of(cycle: Cycle) -> tuple[Part, ...]:
    """The parts of the year's scheme, each once, in the order of the file."""
    scheme = scheme_of(cycle)
    ids = dict.fromkeys(id for tree in scheme.trees for id in scheme.nodes[tree.root].children)
    return tuple(Part(id, scheme.nodes[id].name, shown(scheme.nodes[id].full) or "") for id in ids)


def scheme_vetoes(cycle: Cycle) -> dict[str, Text]:
    """The names of the year's veto domains."""
    return {veto.domain: veto.name for veto in scheme_of(cycle).vetoes}


def reasons_of(run: ScoreRun) -> dict[str, Text]:
    """Why a unit has no total: the first error that the run reports about it."""
    found: dict[str, Text] = {}
    for problem in run.problems:
        unit = (problem["where"].get("path") or "").split("/")[0]
        found.setdefault(unit, Text(problem["zh"], problem["en"]))
    return found


def rank_row(score: UnitScore, vetoes: dict[str, Text], reasons: dict[str, Text]) -> RankRow:
    """One row out of a stored score."""
    result: dict[str, Any] = score.result
    code = score.participant.unit.code
    return RankRow(
        code=code,
        name=score.participant.name,
        group=score.participant.group,
        rank=score.rank,
        of=result["of"],
        tied=result["tied"],
        figures=result["parts"],
        base=result["base"],
        bonus=result["bonus"],
        penalty=result["penalty"],
        total=score.total,
        rank_without_bonus=score.rank_without_bonus,
        grade=result["grade"],
        vetoes=tuple(vetoes.get(domain, Text(domain, domain)) for domain in result["vetoes"]),
        why=None if score.total is not None else reasons.get(code, _NO_TOTAL),
    )


def grouped(rows: Sequence[RankRow], parts: Sequence[Part]) -> tuple[RankGroup, ...]:
    """Rows by group: the four of the mission in their order, then any other; each with the parts that it has."""
    found = []
    for slug in dict.fromkeys([*COVERAGE, *(row.group for row in rows)]):
        here = tuple(row for row in rows if row.group == slug)
        own = tuple(part for part in parts if any(part.id in row.figures for row in here))
        if here:
            found.append(RankGroup(slug, GROUP_NAMES.get(slug, Text(slug, slug)), own, here))
    return tuple(found)


_NO_TOTAL = Text("数据不全，没有总分。", "Inputs are incomplete: there is no total.")


def _kept(row: RankRow, only: str) -> bool:
    match only:
        case "vetoed":
            return bool(row.vetoes)
        case "tied":
            return row.tied
        case "unranked":
            return row.rank is None
        case "moved":
            return row.moved
    return True
