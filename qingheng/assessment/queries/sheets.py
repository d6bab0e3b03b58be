"""导出: the ranking and the certainty of its ranks, each as its page shows it, as a spreadsheet."""

from typing import Any

from qingheng.assessment.models import Cycle, ScoreRun
from qingheng.assessment.queries.bulletin import HISTORICAL
from qingheng.assessment.queries.certainty import Certain, CertainRow
from qingheng.assessment.queries.ranking import Ranking, RankRow, lined_up
from qingheng.foundation.kernel.text import Lang, Text
from qingheng.foundation.papers.sheets import Column, Kind, Table

HISTORICAL_EDITION = Text("历史版本", "Historical edition")
NOT_ADOPTED = Text("未核定", "not adopted")
_BEFORE = (
    Column("group", Text("序列", "Group"), width=16),
    Column("rank", Text("名次", "Rank"), Kind.FIGURE, 8),
    Column("code", Text("代码", "Code"), width=8),
    Column("name", Text("单位", "Unit"), width=28),
)
_AFTER = (
    Column("base", Text("基础分", "Base"), Kind.FIGURE),
    Column("bonus", Text("加分", "Bonus"), Kind.FIGURE),
    Column("penalty", Text("扣分", "Penalty"), Kind.FIGURE),
    Column("total", Text("总分", "Total"), Kind.FIGURE),
    Column("rank_without_bonus", Text("不计加减分名次", "Rank without bonus"), Kind.FIGURE, 16),
    Column("tied", Text("并列", "Tied"), width=8),
    Column("grade", Text("等次", "Grade"), width=10),
    Column("vetoes", Text("一票否决", "Vetoes"), width=20),
    Column("why", Text("说明", "Note"), width=40),
)


def ranking_table(cycle: Cycle, found: Ranking, lang: Lang) -> Table:
    """The rows and figures of the screen, in its order."""
    parts = [Column(f"part_{part.id}", part.name, Kind.FIGURE, 14) for part in found.parts]
    names = {row.code: group.name[lang] for group in found.groups for row in group.rows}
    rows = [{**_row(row, found, lang), "group": names[row.code]} for row in found.rows]
    notes = [f"SHA-256 {cycle.scheme_hash}", f"SHA-256 {found.run.inputs_hash}"] if found.run else []
    return Table(str(cycle.year), (*_BEFORE, *parts, *_AFTER), rows, _title(cycle.title, cycle, found.run, lang), notes)


def _title(what: Text, cycle: Cycle, run: ScoreRun | None, lang: Lang) -> str:
    """Year and table, with what the page says above it: a historical edition, a run that nobody has adopted."""
    marks = [HISTORICAL_EDITION[lang]] if cycle.edition in HISTORICAL else []
    if run and not run.official:
        marks.append(NOT_ADOPTED[lang])
    return " · ".join((f"{cycle.year} {what[lang]}", *marks))


def _row(row: RankRow, found: Ranking, lang: Lang) -> dict[str, Any]:
    parts = {f"part_{part.id}": lined_up(row.figures.get(part.id)) for part in found.parts}
    tied = {"zh": "是", "en": "yes"}[lang] if row.tied else ""
    return {
        "rank": row.rank,
        "code": row.code,
        "name": row.name[lang],
        **parts,
        "base": lined_up(row.base),
        "bonus": lined_up(row.bonus),
        "penalty": lined_up(row.penalty),
        "total": lined_up(row.total),
        "rank_without_bonus": row.rank_without_bonus,
        "tied": tied,
        "grade": row.grade_name[lang] if row.grade_name else "",
        "vetoes": "；".join(name[lang] for name in row.vetoes),
        "why": row.why[lang] if row.why else "",
    }


_TOLD = {True: Text("可区分", "told apart"), False: Text("不可区分", "not told apart"), None: Text("", "")}
_CERTAINTY = (
    *_BEFORE,
    Column("total", Text("总分", "Total"), Kind.FIGURE),
    Column("error", Text("标准误", "Standard error"), Kind.FIGURE, 14),
    Column("marginal", Text("名次区间（单独）", "Interval, by itself"), width=18),
    Column("simultaneous", Text("名次区间（全组）", "Interval, whole group"), width=18),
    Column("last", Text("后三名", "Bottom three"), width=12),
    Column("above", Text("与前一名", "From the one above"), width=16),
    Column("below", Text("与后一名", "From the one below"), width=16),
    Column("tenth", Text("权重变动一成时名次", "Rank with weights ±10%"), width=18),
    Column("quarter", Text("权重变动四分之一时名次", "Rank with weights ±25%"), width=18),
    Column("change", Text("互换的最小权重变动", "Least change of a weight that swaps"), width=20),
    Column("part", Text("变动的部分", "Part that changes"), width=16),
    Column("neighbour", Text("与谁互换", "Swaps with"), width=28),
    Column("sentence", Text("说明", "In words"), width=80),
)


def certainty_table(cycle: Cycle, found: Certain, lang: Lang) -> Table:
    """The rows and figures of the certainty page, in its order: the official order."""
    rows = [{**_certain(row, lang), "group": group.name[lang]} for group in found.groups for row in group.rows]
    notes = [_UNCHANGED[lang]]
    if found.run and found.kept:
        settings = found.kept.settings
        notes += [f"SHA-256 {cycle.scheme_hash}", f"SHA-256 {found.run.inputs_hash}"]
        notes += [f"{name}: {settings[name]}" for name in ("coverage", "redraws", "draws", "seed")]
    return Table(str(cycle.year), _CERTAINTY, rows, _title(_CERTAINTY_TITLE, cycle, found.run, lang), notes)


_CERTAINTY_TITLE = Text("年度名次可信度", "How certain the ranks are")
_UNCHANGED = Text(
    "正式名次不变；本表只说明其可信程度。", "The official order is unchanged; this says how certain it is."
)


def _certain(row: CertainRow, lang: Lang) -> dict[str, Any]:
    swap = row.swap
    return {
        "rank": row.place.rank,
        "code": row.place.code,
        "name": row.place.name[lang],
        "total": lined_up(row.place.total),
        "error": row.error or None,
        **row.intervals,
        "last": row.last[lang] if row.last else "",
        "above": _TOLD[row.above][lang],
        "below": _TOLD[row.below][lang],
        "change": swap.percent if swap else "",
        "part": swap.part[lang] if swap else "",
        "neighbour": swap.unit[lang] if swap else "",
        "sentence": row.sentence[lang] if row.sentence else row.place.why[lang] if row.place.why else "",
    }
