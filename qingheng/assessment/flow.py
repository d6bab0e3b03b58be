"""考核年度流程: the year's life as one table, one row per sentence of the procedure."""

from collections.abc import Iterator
from dataclasses import dataclass

from qingheng.assessment.terms import Act, seed
from qingheng.assessment.terms import Stage as At
from qingheng.foundation.flow import Flow, Stage, Step
from qingheng.foundation.kernel.findings import Finding, Outcome
from qingheng.foundation.kernel.text import Text

OFFICE = ("assessment_office",)
LEADER = ("county_leader",)


@dataclass(frozen=True, slots=True)
class YearFacts:
    """年度的事实: units covered, rows imported, problems the latest run left, units that the run could not score."""

    units: int = 0
    rows: int = 0
    errors: int = 0
    unscored: int = 0


def covers_units(facts: YearFacts) -> Iterator[Finding]:
    """考核范围至少有一个单位。"""
    if facts.units == 0:
        yield Finding(
            "year.no_units",
            Outcome.NOT_MET,
            Text("名册中没有可纳入考核的单位。", "The register has no unit to cover."),
            Text("先登记单位。", "Register the units first."),
            (seed("2.1"),),
        )


def has_inputs(facts: YearFacts) -> Iterator[Finding]:
    """计分须有考核数据。"""
    if facts.rows == 0:
        yield Finding(
            "year.no_inputs",
            Outcome.UNKNOWN,
            Text("还没有导入考核数据。", "No inputs have been imported yet."),
            Text("在“数据导入”中上传各部门的工作簿。", "Upload the departments' workbooks under Imports."),
            (seed("2.3"),),
            ("inputs",),
        )


def without_errors(facts: YearFacts) -> Iterator[Finding]:
    """核定的结果不得带有未处理的错误。"""
    if facts.errors:
        yield Finding(
            "year.errors",
            Outcome.NOT_MET,
            Text(f"计分结果中有 {facts.errors} 个错误。", f"The run reports {facts.errors} errors."),
            Text("改正数据或者方案后重新计分。", "Mend the inputs or the scheme and score again."),
            (seed("2.4"),),
        )


# fmt: off
YEAR = Flow(
    Text("年度目标考核", "The year's assessment"),
    (
        Stage(At.INPUTS_OPEN, Text("数据采集", "inputs open")),
        Stage(At.SCORED, Text("已计分", "scored")),
        Stage(At.ADOPTED, Text("已核定", "adopted")),
        Stage(At.ISSUED, Text("已通报", "bulletin issued")),
    ),
    (
        #    act                 name                                         from            to              by      article      provided that
        Step(Act.OPEN_CYCLE,     Text("启动考核", "open the year"),           None,           At.INPUTS_OPEN, OFFICE, "seed#2.1", (covers_units,)),
        Step(Act.CHANGE_COVERAGE, Text("变更考核范围", "change the coverage"), At.INPUTS_OPEN, At.INPUTS_OPEN, OFFICE, "seed#2.1"),
        Step(Act.IMPORT_INPUTS,  Text("导入数据", "import inputs"),           At.INPUTS_OPEN, At.INPUTS_OPEN, OFFICE, "seed#2.2"),
        Step(Act.SCORE,          Text("计分", "score"),                       At.INPUTS_OPEN, At.SCORED,      OFFICE, "seed#2.3", (has_inputs,)),
        Step(Act.CHANGE_COVERAGE, Text("变更考核范围", "change the coverage"), At.SCORED,     At.INPUTS_OPEN, OFFICE, "seed#2.1"),
        Step(Act.IMPORT_INPUTS,  Text("补充数据", "import more"),             At.SCORED,      At.INPUTS_OPEN, OFFICE, "seed#2.2"),
        Step(Act.SCORE,          Text("重新计分", "score again"),             At.SCORED,      At.SCORED,      OFFICE, "seed#2.3", (has_inputs,)),
        Step(Act.ADOPT_RUN,      Text("核定结果", "adopt the result"),        At.SCORED,      At.ADOPTED,     LEADER, "seed#2.4", (without_errors,)),
        Step(Act.WITHDRAW_RUN,   Text("撤回核定", "withdraw the adoption"),   At.ADOPTED,     At.SCORED,      LEADER, "seed#2.4"),
        Step(Act.ISSUE_BULLETIN, Text("印发通报", "issue the bulletin"),      At.ADOPTED,     At.ISSUED,      OFFICE, "seed#2.5"),
    ),
)
# fmt: on
