"""导出: the ranking of the screen as a spreadsheet."""

from typing import Any

from qingheng.assessment.models import Cycle
from qingheng.assessment.queries.ranking import Ranking, RankRow, lined_up
from qingheng.foundation.kernel.text import Lang, Text
from qingheng.foundation.papers.sheets import Column, Kind, Table

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
    return Table(str(cycle.year), (*_BEFORE, *parts, *_AFTER), rows, f"{cycle.year} {cycle.title[lang]}", notes)


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
