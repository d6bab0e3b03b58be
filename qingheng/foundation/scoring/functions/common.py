"""声明的公共部分: what an item function is, and the settings that several share."""

from dataclasses import dataclass

from qingheng.foundation.kernel.text import Text
from qingheng.foundation.scoring.declare import Kind, Setting


@dataclass(frozen=True, slots=True)
class Function:
    """计分函数的声明: name, titles, what it computes, settings; `features` are the rows of the feature list it serves."""

    name: str
    title: Text
    doc: Text
    settings: tuple[Setting, ...]
    features: tuple[str, ...]
    #: Reads rows per rater, so it needs a named panel sheet.
    needs_rows: bool = False


def actual() -> Setting:
    return Setting(
        "actual",
        Kind.FORMULA,
        Text("实绩；缺省为与本项同名的数", "the achievement; by default the value under the item's own id"),
        '"grain"',
    )


def target(
    zh: str = "目标值，或其他参照：自身上年、本组平均、全省平均、本组最好",
    en: str = "the target, or another reference: own last year, group mean, provincial mean, best of the group",
) -> Setting:
    return Setting("target", Kind.FORMULA, Text(zh, en), '"grain.target"', required=True)


def mode(name: str, beside: tuple[str, ...] = ()) -> Setting:
    doc = Text(
        "不足一步如何计：按比例、只计整步、进一步、四舍五入",
        "how a part of a step counts: in proportion, only whole steps, up, half up",
    )
    return Setting(
        name,
        Kind.OPTION,
        doc,
        '"floor"',
        code="step_mode_missing",
        options=("linear", "floor", "ceil", "half_up"),
        beside=beside,
    )


def gap() -> Setting:
    doc = Text(
        "差距按绝对数还是按占目标的百分点计",
        "whether the gap counts in the value's unit or in percentage points of the target",
    )
    return Setting("gap", Kind.OPTION, doc, '"percent"', code="gap_missing", options=("absolute", "percent"))


def cap(required: bool = True) -> Setting:
    return Setting(
        "cap",
        Kind.LIMIT,
        Text("本项得分上限（分），或 none", "the most that the item may score, in points, or none"),
        '"full"',
        code="cap_missing" if required else "",
    )


def floor(required: bool = True) -> Setting:
    return Setting(
        "floor",
        Kind.LIMIT,
        Text("本项得分下限（分），或 none", "the least that the item may score, in points, or none"),
        "0",
        code="floor_missing" if required else "",
    )


def direction() -> Setting:
    return Setting(
        "direction",
        Kind.OPTION,
        Text("越高越好还是越低越好", "whether more or less is better"),
        '"higher"',
        required=True,
        options=("higher", "lower"),
    )


STEP = Text("一步有多大", "the size of one step")
POINTS = Text("每一步的分数", "points per step")

BANDS = (
    Setting("ge", Kind.FIGURE, Text("大于等于", "at least"), "90", key=True),
    Setting("gt", Kind.FIGURE, Text("大于", "more than"), "90", key=True),
    Setting("le", Kind.FIGURE, Text("小于等于", "at most"), "100", key=True),
    Setting("lt", Kind.FIGURE, Text("小于", "less than"), "100", key=True),
    Setting("points", Kind.FORMULA, Text("得分", "points"), "10", required=True),
)
CASES = (
    Setting("when", Kind.PREDICATE, Text("条件", "condition"), '"a >= 90 and b == 0"', required=True, key=True),
    Setting("points", Kind.FORMULA, Text("得分", "points"), "10", required=True),
)
BRACKETS = (
    Setting(
        "width",
        Kind.FIGURE,
        Text("本档的宽度；最后一档不写则不封顶", "width of the bracket; the last may leave it out: unbounded"),
        "5",
    ),
    Setting(
        "rate",
        Kind.FORMULA,
        Text("本档内每一单位差距的分数", "points per unit of gap inside the bracket"),
        '"1"',
        required=True,
    ),
)
EVENT = (
    Setting("kind", Kind.TEXT, Text("事件种类", "kind of event"), '"petition"', required=True, key=True),
    Setting("level", Kind.TEXT, Text("级别；不写为任何级别", "level; any if left out"), '"county"', key=True),
    Setting(
        "points", Kind.FORMULA, Text("每次的分数，扣分写负数", "points each; negative deducts"), "-2", required=True
    ),
    Setting("least", Kind.FIGURE, Text("本行合计的下限", "the least that this line may come to"), "-10"),
    Setting("most", Kind.FIGURE, Text("本行合计的上限", "the most that this line may come to"), "10"),
    Setting("zero_after", Kind.COUNT, Text("达到几次，本项记零分", "from how many on the whole item is zero"), "2"),
    Setting("name", Kind.TEXTS, Text("在说明中的名称", "its name in explanations"), '{ zh = "信访", en = "Petition" }'),
)
WINDOW = (
    Setting("window_from", Kind.DATE, Text("归属期的第一天", "first day of the attribution window"), "2007-01-01"),
    Setting(
        "window_to",
        Kind.DATE,
        Text("归属期的最后一天；其后公布的计入下一周期", "last day of the window; later ones count in the next cycle"),
        "2007-12-31",
    ),
)
GROUPS = (
    Setting("id", Kind.TEXT, Text("评价主体编号", "id of the rater group"), '"leaders"', required=True, key=True),
    Setting("weight", Kind.FIGURE, Text("权重", "weight"), '"30%"', required=True),
    Setting("min", Kind.COUNT, Text("最少人数", "the least number of raters"), "5"),
    Setting(
        "relation",
        Kind.TEXT,
        Text("评价人与被评单位的关系（评价人为起点）", "relation from the rater to the unit"),
        '"leads"',
    ),
    Setting(
        "when",
        Kind.PREDICATE,
        Text("评价人本身的属性条件（评价人须在单位表中）", "condition on the rater, who must be in the units table"),
        "\"class == 'leader'\"",
    ),
    Setting("name", Kind.TEXTS, Text("在说明中的名称", "its name in explanations"), '{ zh = "领导", en = "Leaders" }'),
)
EMPTY = (
    Setting(
        "empty_group",
        Kind.OPTION,
        Text(
            "某主体无有效票或人数不足时：不出分、其余重新加权、按其余平均、记零",
            "if a group is empty or too small: no score, reweight the others, impute their mean, zero",
        ),
        '"reweight"',
        code="empty_group_missing",
        options=("error", "reweight", "impute", "zero"),
    ),
    Setting(
        "groups",
        Kind.ROWS,
        Text("评价主体及权重，合计为 1", "rater groups with weights that add to 1"),
        '[{ id = "leaders", weight = "40%" }, { id = "masses", weight = "60%" }]',
        required=True,
        rows=GROUPS,
    ),
    Setting("min_raters", Kind.COUNT, Text("每一主体最少有效份数", "the least number of valid sheets per group"), "3"),
)
RECUSE = Setting(
    "recuse",
    Kind.STRINGS,
    Text("评价人对被评单位有这些关系的，回避", "raters with one of these relations to the unit are recused"),
    '["leads", "liaises"]',
)
TRIM = (
    Setting("trim_high", Kind.COUNT, Text("去掉几个最高分", "how many of the highest are dropped"), "1"),
    Setting("trim_low", Kind.COUNT, Text("去掉几个最低分", "how many of the lowest are dropped"), "1"),
    Setting(
        "trim_above",
        Kind.COUNT,
        Text("多于几份时才去", "only if there are more than so many"),
        "4",
        code="trim_above_missing",
        beside=("trim_high", "trim_low"),
    ),
    Setting(
        "trim_scope",
        Kind.OPTION,
        Text("各主体内分别去，还是全体一起去", "within each group or over all"),
        '"group"',
        code="trim_scope_missing",
        options=("group", "all"),
        beside=("trim_high", "trim_low"),
    ),
)
LIMIT_COUNT = (
    Setting("count", Kind.COUNT, Text("几个", "how many"), "3", required=True),
    Setting("ge", Kind.FIGURE, Text("大于等于", "at least"), "90", key=True),
    Setting("lt", Kind.FIGURE, Text("小于", "less than"), "70", key=True),
)
VALIDITY = (
    Setting("complete", Kind.FLAG, Text("须填满全部格子", "every cell must be filled"), "true"),
    Setting(
        "at_most",
        Kind.ROWS,
        Text("某分数段最多几个", "at most so many in a range"),
        "[{ count = 3, ge = 90 }]",
        rows=LIMIT_COUNT,
    ),
    Setting(
        "at_least",
        Kind.ROWS,
        Text("某分数段至少几个", "at least so many in a range"),
        "[{ count = 2, lt = 70 }]",
        rows=LIMIT_COUNT,
    ),
    Setting("not_all_equal", Kind.FLAG, Text("不得全部相同", "not all equal"), "true"),
    Setting("not_all_full", Kind.FLAG, Text("不得全部满分", "not all full marks"), "true"),
    Setting("decimals", Kind.COUNT, Text("最多几位小数", "so many decimals at most"), "1"),
    Setting("low", Kind.FIGURE, Text("最低可打分", "least mark allowed"), "0"),
    Setting("high", Kind.FIGURE, Text("最高可打分", "greatest mark allowed"), "100"),
    Setting(
        "effect",
        Kind.OPTION,
        Text("不合要求时：整张作废，或只该格作废", "what a breach voids: the whole sheet or the cell"),
        '"sheet"',
        code="void_effect_missing",
        options=("sheet", "cell"),
    ),
)
PLACES = (
    Setting("up_to", Kind.COUNT, Text("适用于不超过几个单位的组", "for groups of at most so many"), "20", key=True),
    Setting("places", Kind.FIGURES, Text("各名次的分数", "points of each place"), '[10, 9, "8.5"]'),
    Setting("first", Kind.FIGURE, Text("第一名的分数", "points of the first place"), "10"),
    Setting("step", Kind.FIGURE, Text("每低一名减几分", "points less per place"), '"0.5"'),
    Setting(
        "percent",
        Kind.FIGURE,
        Text("每低一名减第一名分数的百分之几", "share of the first place's points less per place"),
        '"5%"',
    ),
)
