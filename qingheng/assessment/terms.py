"""考核用语: the room's slugs with their official names. Stored values are these slugs; add and retire, never rename."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from qingheng.foundation.kernel.findings import Citation
from qingheng.foundation.kernel.text import Text


class Group(StrEnum):
    """考核对象类别: the four categories of seed#2.1."""

    #: 乡镇党委、政府
    TOWNSHIP = "township"
    #: 县直党群部门
    PARTY = "party"
    #: 县直政府部门
    GOVERNMENT = "government"
    #: 省市垂直管理单位
    VERTICAL = "vertical"


GROUP_NAMES: Mapping[str, Text] = {
    Group.TOWNSHIP: Text("乡镇", "Townships"),
    Group.PARTY: Text("县直党群部门", "Party and mass-organisation departments"),
    Group.GOVERNMENT: Text("县直政府部门", "Government departments"),
    Group.VERTICAL: Text("省市垂直管理单位", "Vertically managed units"),
}

#: 考核范围: how many units of each category the county assesses, 102 in all (seed#2.1).
COVERAGE: Mapping[str, int] = {Group.TOWNSHIP: 18, Group.PARTY: 18, Group.GOVERNMENT: 41, Group.VERTICAL: 25}


#: 等次: the grades of a scheme are written in Chinese; these are their English names.
GRADE_NAMES: Mapping[str, str] = {
    "优秀": "excellent",
    "良好": "good",
    "一般": "fair",
    "较差": "poor",
    "称职": "competent",
    "基本称职": "basically competent",
    "不称职": "incompetent",
    "合格": "qualified",
    "基本合格": "basically qualified",
    "不合格": "unqualified",
    "达标": "up to standard",
    "不达标": "below standard",
}


def grade_name(grade: str) -> Text:
    """A grade in both languages; one without an English name keeps its own."""
    return Text(grade, GRADE_NAMES.get(grade, grade))


class Stage(StrEnum):
    """考核年度所处环节."""

    #: 数据采集: coverage is frozen, workbooks are being imported.
    INPUTS_OPEN = "inputs_open"
    #: 已计分: a run has been made from the inputs as they stand.
    SCORED = "scored"
    #: 已核定: people have adopted one run as the official one.
    ADOPTED = "adopted"
    #: 已通报: the bulletin has been issued.
    ISSUED = "issued"


class Act(StrEnum):
    """考核年度的办理事项."""

    #: 启动年度考核
    OPEN_CYCLE = "open_cycle"
    #: 变更考核范围
    CHANGE_COVERAGE = "change_coverage"
    #: 导入考核数据
    IMPORT_INPUTS = "import_inputs"
    #: 计分
    SCORE = "score"
    #: 核定结果
    ADOPT_RUN = "adopt_run"
    #: 撤回核定
    WITHDRAW_RUN = "withdraw_run"
    #: 印发通报
    ISSUE_BULLETIN = "issue_bulletin"


def seed(paragraph: str) -> Citation:
    """A citation of the mission document by its paragraph, e.g. `seed("2.5")`."""
    return Citation("seed", paragraph, verified=True)


@dataclass(frozen=True, slots=True)
class Proposal:
    """结果运用建议: what an article proposes about a unit or its team. People decide; nothing takes effect by itself.

    `say` the proposal, `decide` who decides and on what, `notice` what must be told to whom, `remedy` what may be done
    against it and by when; `adverse` is whether it burdens somebody.
    """

    kind: str
    say: Text
    decide: Text
    notice: Text
    remedy: Text
    cite: tuple[Citation, ...]
    adverse: bool = True


@dataclass(frozen=True, slots=True)
class Standing:
    """单位的位次: what the articles on consequences look at, all of it from an adopted or proposed result.

    `last` counts from the end of the order (1 is the last); None where the unit is not ranked.
    `unfinished` is whether the year's tasks are unfinished, None where nobody has said.
    """

    unit: str
    group: str
    rank: int | None
    last: int | None
    of: int
    vetoes: tuple[str, ...] = ()
    unfinished: bool | None = None


#: 单位的异议: what a unit may do about its own figures and place.
UNIT_REMEDY = Text(
    "单位对得分、位次或者本项建议有异议的，可以在收到通知之日起 5 个工作日内向考核办书面提出，考核办应当复核并书面答复。",
    "A unit that disputes a score, its place or this proposal may write to the assessment office within 5 working days "
    "of the notice; the office reviews it and answers in writing.",
)

#: 本人的救济: what a person may do, 公务员法 on review and appeal.
PERSON_REMEDY = Text(
    "作出决定前应当听取本人的陈述和申辩。本人对决定不服的，可以自知道之日起 30 日内向原决定机关申请复核；"
    "对复核结果不服的，可以自接到复核决定之日起 15 日内提出申诉，也可以不经复核直接申诉。",
    "Before the decision the person is heard. Against the decision the person may apply to the deciding organ for "
    "review within 30 days of learning of it, and appeal within 15 days of the review decision, or appeal directly.",
)

#: 复核和申诉的依据: the law in force in 2007.
REVIEW_LAW = Citation("civil_servants_2005", "90", verified=False)
