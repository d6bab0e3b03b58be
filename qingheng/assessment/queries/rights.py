"""考核权限: who sees what of a year. The rights to act come from the rows of the year's flow."""

from qingheng.assessment.flow import YEAR
from qingheng.assessment.terms import Stage
from qingheng.foundation.kernel.text import Text
from qingheng.foundation.record.offices import Office
from qingheng.foundation.record.rights import Right, Who, define, offices, own_unit, where

#: 县级机关: those who prepare, review and supervise the assessment.
COUNTY = offices(
    Office.ASSESSMENT_OFFICE, Office.ORGANISATION_DEPARTMENT, Office.COUNTY_LEADER, Office.DISCIPLINE_COMMISSION
)
HEADS = offices(Office.UNIT_HEAD)


def issued(path: str) -> Who:
    """Only once the bulletin is out; `path` leads to the year's stage."""
    return where(path, frozenset({Stage.ISSUED.value}), Text("通报印发之后", "once the bulletin is issued"))


def adopted(path: str) -> Who:
    """Only once people have adopted the result; `path` leads to the year's stage."""
    return where(path, frozenset({Stage.ADOPTED.value, Stage.ISSUED.value}), Text("结果核定之后", "once it is adopted"))


SEE_CYCLE = define(
    "assessment.see_cycle",
    Text("查看考核年度", "see the year's assessment"),
    COUNTY | HEADS | offices(Office.PANEL_MEMBER),
)
#: Over UnitScore.
SEE_RANKING = define(
    "assessment.see_ranking",
    Text("查看排名", "see the ranking"),
    COUNTY | (HEADS & issued("run__cycle__stage")),
)
COMPUTE_CERTAINTY = define(
    "assessment.compute_certainty",
    Text("核算名次可信度", "compute how certain the ranks are"),
    offices(Office.ASSESSMENT_OFFICE),
)
#: Over UnitScore.
SEE_SCORE = define(
    "assessment.see_score",
    Text("查看单位得分明细", "see a unit's score card"),
    COUNTY | (HEADS & own_unit("participant__unit__code") & adopted("run__cycle__stage")),
)
#: Over Consequence.
SEE_CONSEQUENCES = define(
    "assessment.see_consequences",
    Text("查看结果运用建议", "see proposed consequences"),
    COUNTY | (HEADS & own_unit("score__participant__unit__code") & issued("score__run__cycle__stage")),
)
#: Over InputRow.
SEE_VETOES = define(
    "assessment.see_vetoes",
    Text("查看一票否决", "see vetoes"),
    COUNTY | (HEADS & own_unit("unit") & adopted("cycle__stage")),
)
#: Over Batch.
SEE_IMPORTS = define(
    "assessment.see_imports",
    Text("查看数据导入", "see imports"),
    offices(Office.ASSESSMENT_OFFICE, Office.DISCIPLINE_COMMISSION),
)
#: Over Cycle.
SEE_BULLETIN = define(
    "assessment.see_bulletin",
    Text("查看考核通报", "see the bulletin"),
    COUNTY | (HEADS & issued("stage")),
)


def _acts() -> dict[str, Right]:
    """One right per act of the flow, over Cycle; whoever any row of the act names may."""
    rights = {}
    for act in dict.fromkeys(step.act for step in YEAR.steps):
        rows = [step for step in YEAR.steps if step.act == act]
        names = dict.fromkeys(Office(slug) for row in rows for slug in row.by)
        rights[act] = define(f"assessment.{act}", rows[0].name, offices(*names))
    return rights


ACTS = _acts()
