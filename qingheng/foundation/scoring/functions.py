"""计分函数: every item function with its declared settings. No evaluation: both engines read these declarations.

Points, caps and floors are points of the item's own scale, on which it has `full` marks; a formula may use the name
`full`. Where a published scheme is often ambiguous the setting has a lint code and must be chosen.
"""

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


def _actual() -> Setting:
    return Setting(
        "actual",
        Kind.FORMULA,
        Text("实绩；缺省为与本项同名的数", "the achievement; by default the value under the item's own id"),
        '"grain"',
    )


def _target(
    zh: str = "目标值，或其他参照：自身上年、本组平均、全省平均、本组最好",
    en: str = "the target, or another reference: own last year, group mean, provincial mean, best of the group",
) -> Setting:
    return Setting("target", Kind.FORMULA, Text(zh, en), '"grain.target"', required=True)


def _mode(name: str, beside: tuple[str, ...] = ()) -> Setting:
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


def _gap() -> Setting:
    doc = Text(
        "差距按绝对数还是按占目标的百分点计",
        "whether the gap counts in the value's unit or in percentage points of the target",
    )
    return Setting("gap", Kind.OPTION, doc, '"percent"', code="gap_missing", options=("absolute", "percent"))


def _cap(required: bool = True) -> Setting:
    return Setting(
        "cap",
        Kind.LIMIT,
        Text("本项得分上限（分），或 none", "the most that the item may score, in points, or none"),
        '"full"',
        code="cap_missing" if required else "",
    )


def _floor(required: bool = True) -> Setting:
    return Setting(
        "floor",
        Kind.LIMIT,
        Text("本项得分下限（分），或 none", "the least that the item may score, in points, or none"),
        "0",
        code="floor_missing" if required else "",
    )


def _direction() -> Setting:
    return Setting(
        "direction",
        Kind.OPTION,
        Text("越高越好还是越低越好", "whether more or less is better"),
        '"higher"',
        required=True,
        options=("higher", "lower"),
    )


_STEP = Text("一步有多大", "the size of one step")
_POINTS = Text("每一步的分数", "points per step")

_BANDS = (
    Setting("ge", Kind.FIGURE, Text("大于等于", "at least"), "90"),
    Setting("gt", Kind.FIGURE, Text("大于", "more than"), "90"),
    Setting("le", Kind.FIGURE, Text("小于等于", "at most"), "100"),
    Setting("lt", Kind.FIGURE, Text("小于", "less than"), "100"),
    Setting("points", Kind.FORMULA, Text("得分", "points"), "10", required=True),
)
_CASES = (
    Setting("when", Kind.PREDICATE, Text("条件", "condition"), '"a >= 90 and b == 0"', required=True),
    Setting("points", Kind.FORMULA, Text("得分", "points"), "10", required=True),
)
_BRACKETS = (
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
_EVENT = (
    Setting("kind", Kind.TEXT, Text("事件种类", "kind of event"), '"petition"', required=True),
    Setting("level", Kind.TEXT, Text("级别；不写为任何级别", "level; any if left out"), '"county"'),
    Setting(
        "points", Kind.FORMULA, Text("每次的分数，扣分写负数", "points each; negative deducts"), "-2", required=True
    ),
    Setting("least", Kind.FIGURE, Text("本行合计的下限", "the least that this line may come to"), "-10"),
    Setting("most", Kind.FIGURE, Text("本行合计的上限", "the most that this line may come to"), "10"),
    Setting("zero_after", Kind.COUNT, Text("达到几次，本项记零分", "from how many on the whole item is zero"), "2"),
)
_WINDOW = (
    Setting("window_from", Kind.DATE, Text("归属期的第一天", "first day of the attribution window"), "2007-01-01"),
    Setting(
        "window_to",
        Kind.DATE,
        Text("归属期的最后一天；其后公布的计入下一周期", "last day of the window; later ones count in the next cycle"),
        "2007-12-31",
    ),
)
_GROUPS = (
    Setting("id", Kind.TEXT, Text("评价主体编号", "id of the rater group"), '"leaders"', required=True),
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
)
_EMPTY = (
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
        rows=_GROUPS,
    ),
    Setting("min_raters", Kind.COUNT, Text("每一主体最少有效份数", "the least number of valid sheets per group"), "3"),
)
_RECUSE = Setting(
    "recuse",
    Kind.STRINGS,
    Text("评价人对被评单位有这些关系的，回避", "raters with one of these relations to the unit are recused"),
    '["leads", "liaises"]',
)
_TRIM = (
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
_LIMIT_COUNT = (
    Setting("count", Kind.COUNT, Text("几个", "how many"), "3", required=True),
    Setting("ge", Kind.FIGURE, Text("大于等于", "at least"), "90"),
    Setting("lt", Kind.FIGURE, Text("小于", "less than"), "70"),
)
_VALIDITY = (
    Setting("complete", Kind.FLAG, Text("须填满全部格子", "every cell must be filled"), "true"),
    Setting(
        "at_most",
        Kind.ROWS,
        Text("某分数段最多几个", "at most so many in a range"),
        "[{ count = 3, ge = 90 }]",
        rows=_LIMIT_COUNT,
    ),
    Setting(
        "at_least",
        Kind.ROWS,
        Text("某分数段至少几个", "at least so many in a range"),
        "[{ count = 2, lt = 70 }]",
        rows=_LIMIT_COUNT,
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
_PLACES = (
    Setting("up_to", Kind.COUNT, Text("适用于不超过几个单位的组", "for groups of at most so many"), "20"),
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

_LIST: tuple[Function, ...] = (
    Function(
        "completion",
        Text("完成率", "completion ratio"),
        Text(
            "满分×实绩÷目标，设上限和下限；完成率低于底线记零。",
            "full × actual ÷ target, between floor and cap; zero under the minimum completion.",
        ),
        (
            _actual(),
            _target(),
            Setting(
                "cap",
                Kind.LIMIT,
                Text("完成率上限（1 为不超过满分），或 none", "cap on the ratio (1: never above full), or none"),
                "1",
                code="cap_missing",
            ),
            Setting(
                "floor", Kind.LIMIT, Text("得分下限（分），或 none", "least points, or none"), "0", code="floor_missing"
            ),
            Setting(
                "minimum",
                Kind.LIMIT,
                Text("完成率低于此数记零，或 none", "ratio under which the item is zero, or none"),
                '"60%"',
                code="minimum_missing",
            ),
        ),
        ("I01", "I07"),
    ),
    Function(
        "steps",
        Text("超欠计步", "steps over and under the target"),
        Text(
            "达标得满分；超一步加若干分，加分有上限；欠一步扣若干分，或按完成率计。",
            "meeting the target earns full; each step over adds, up to a cap; each step under deducts, or the ratio counts.",
        ),
        (
            _actual(),
            _target(),
            _gap(),
            Setting(
                "direction",
                Kind.OPTION,
                Text("越高越好还是越低越好；缺省越高越好", "whether more or less is better; higher by default"),
                '"higher"',
                options=("higher", "lower"),
            ),
            Setting(
                "over_points", Kind.FORMULA, Text("每超一步加几分", "points added per step over"), "2", required=True
            ),
            Setting("over_step", Kind.FORMULA, _STEP, "1", required=True),
            _mode("over_mode"),
            Setting(
                "over_cap",
                Kind.LIMIT,
                Text("加分上限，或 none", "cap on what is added, or none"),
                '"20"',
                code="cap_missing",
            ),
            Setting(
                "cap_scope",
                Kind.OPTION,
                Text(
                    "“最多加20分”是限加分，“最多20分”是限本项总分",
                    "whether the cap limits what is added or the item's total",
                ),
                '"bonus"',
                code="cap_scope_missing",
                options=("bonus", "item"),
            ),
            Setting(
                "under",
                Kind.OPTION,
                Text("欠额的计法：按步扣分，或按完成率", "how a shortfall counts: by steps or by ratio"),
                '"steps"',
                code="under_mode_missing",
                options=("steps", "ratio"),
            ),
            Setting("under_points", Kind.FORMULA, Text("每欠一步扣几分", "points off per step under"), "2"),
            Setting("under_step", Kind.FORMULA, _STEP, "1"),
            Setting(
                "under_mode",
                Kind.OPTION,
                Text(
                    "不足一步如何计：按比例、只计整步、进一步、四舍五入",
                    "how a part of a step counts: in proportion, only whole steps, up, half up",
                ),
                '"ceil"',
                options=("linear", "floor", "ceil", "half_up"),
                code="step_mode_missing",
                beside=("under_points",),
            ),
            _floor(),
        ),
        ("I02", "I03", "I05"),
    ),
    Function(
        "baseline",
        Text("达标得基准分", "meeting the target earns a share"),
        Text(
            "完成目标只得满分的一部分，高低每一步加减若干分，封顶为满分的若干倍。",
            "meeting the target earns only a share of full; a slope on both sides; capped at a multiple of full.",
        ),
        (
            _actual(),
            _target(),
            Setting(
                "share",
                Kind.FIGURE,
                Text("达标得满分的几成", "share of full for meeting the target"),
                '"80%"',
                required=True,
            ),
            _gap(),
            Setting(
                "points", Kind.FORMULA, Text("每一步加减几分", "points per step, either side"), '"0.5"', required=True
            ),
            Setting("step", Kind.FORMULA, _STEP, "1", required=True),
            _mode("mode"),
            _cap(),
            _floor(),
        ),
        ("I04",),
    ),
    Function(
        "brackets",
        Text("分档累进", "marginal brackets"),
        Text(
            "以参照值为界，差距逐档按不同比率加减，可递增或递减，可不封顶。",
            "around a reference the gap earns each bracket's rate in turn, progressive or degressive, bounded or not.",
        ),
        (
            _actual(),
            _target(),
            _gap(),
            Setting(
                "share",
                Kind.FIGURE,
                Text("恰等于参照值时得满分的几成", "share of full at the reference itself"),
                '"100%"',
                required=True,
            ),
            Setting(
                "above",
                Kind.ROWS,
                Text("高于参照值的各档", "brackets above the reference"),
                '[{ width = 5, rate = 1 }, { rate = "0.5" }]',
                required=True,
                rows=_BRACKETS,
            ),
            Setting(
                "symmetric",
                Kind.FLAG,
                Text("低于参照值时按同样各档扣分", "below the reference the same brackets deduct"),
                "true",
                code="symmetric_missing",
            ),
            Setting(
                "below",
                Kind.ROWS,
                Text("低于参照值的各档（不对称时）", "brackets below, where not symmetric"),
                "[{ rate = 2 }]",
                rows=_BRACKETS,
            ),
            _cap(),
            _floor(),
        ),
        ("I06",),
    ),
    Function(
        "relative",
        Text("与本组最好（最差）相比", "ratio to the best or worst of the group"),
        Text(
            "与最好比：满分×实绩÷最好（越低越好时为最好÷实绩）；与最差比：满分×（1−最差÷实绩）（越低越好时为 1−实绩÷最差）。",
            "to the best: full × actual ÷ best (lower is better: best ÷ actual); to the worst: full × (1 − worst ÷ actual) (lower: 1 − actual ÷ worst).",
        ),
        (
            _actual(),
            Setting(
                "to",
                Kind.OPTION,
                Text("与谁比", "compared with whom"),
                '"best"',
                required=True,
                options=("best", "worst"),
            ),
            _direction(),
            _cap(),
            _floor(),
        ),
        ("I08",),
    ),
    Function(
        "minmax",
        Text("极差标准化与功效系数", "min-max scaling and efficacy curve"),
        Text(
            "由 [from, to] 映射到 [low, high]，直线或指数曲线 low×(high/low)^t；from、to 可为本组最小最大，也可为冻结的数。",
            "maps [from, to] to [low, high], linear or along low × (high/low)^t; from and to may be the group's extremes or frozen figures.",
        ),
        (
            _actual(),
            Setting(
                "from",
                Kind.FORMULA,
                Text("得 low 的数", "the value that earns low"),
                '"group_min(income)"',
                required=True,
            ),
            Setting(
                "to",
                Kind.FORMULA,
                Text("得 high 的数", "the value that earns high"),
                '"group_max(income)"',
                required=True,
            ),
            Setting("low", Kind.FORMULA, Text("最低分", "lowest points"), "60", required=True),
            Setting("high", Kind.FORMULA, Text("最高分", "highest points"), "100", required=True),
            Setting(
                "curve",
                Kind.OPTION,
                Text("曲线", "curve"),
                '"linear"',
                code="curve_missing",
                options=("linear", "exponential"),
            ),
            Setting(
                "equal",
                Kind.OPTION,
                Text("from 与 to 相等时", "where from equals to"),
                '"high"',
                code="equal_missing",
                options=("low", "middle", "high", "refuse"),
            ),
            Setting(
                "outside",
                Kind.OPTION,
                Text("超出范围时：截到端点、照曲线延伸、不出分", "outside the range: clamp, extend, refuse"),
                '"clamp"',
                code="outside_missing",
                options=("clamp", "extend", "refuse"),
            ),
        ),
        ("I09",),
    ),
    Function(
        "bands",
        Text("分段给分", "bands"),
        Text(
            "按一个数落入的区间给分；每个端点写明含或不含（ge gt le lt）。",
            "points by the interval that one figure falls into; each end says whether it is included (ge gt le lt).",
        ),
        (
            _actual(),
            Setting(
                "bands",
                Kind.ROWS,
                Text("各区间", "the intervals"),
                "[{ ge = 90, points = 10 }, { ge = 80, lt = 90, points = 8 }, { lt = 80, points = 0 }]",
                required=True,
                rows=_BANDS,
            ),
            Setting(
                "order",
                Kind.OPTION,
                Text("区间有重叠时取先列的", "where intervals overlap, the first listed counts"),
                '"first"',
                options=("first",),
            ),
        ),
        ("I10",),
    ),
    Function(
        "cases",
        Text("分情形给分", "ordered rules"),
        Text(
            "按多个条件给分，依次取第一个成立的；都不成立取 otherwise。",
            "points by conditions on several figures, the first that holds; otherwise the last.",
        ),
        (
            Setting(
                "cases",
                Kind.ROWS,
                Text("各情形", "the rules"),
                '[{ when = "a >= 90 and b == 0", points = 10 }, { when = "a >= 80", points = 8 }]',
                required=True,
                rows=_CASES,
            ),
            Setting(
                "order",
                Kind.OPTION,
                Text("先列者优先，或各情形互斥", "the first that holds, or no two may hold"),
                '"first"',
                code="rules_unordered",
                options=("first", "exclusive"),
            ),
            Setting(
                "otherwise",
                Kind.LIMIT,
                Text("都不成立时的得分；none 表示不允许发生", "points where none holds; none: must not happen"),
                "0",
                code="bands_gap",
            ),
        ),
        ("I10",),
    ),
    Function(
        "ladder",
        Text("名次给分", "rank ladder"),
        Text(
            "按本组名次给分：逐名列出，或第一名若干、每低一名减若干分或百分之几；可按组的大小用不同的阶梯。",
            "points by place in the group: listed, or the first less d points or p percent per place; the ladder may depend on the group's size.",
        ),
        (
            _actual(),
            _direction(),
            Setting(
                "ladders",
                Kind.ROWS,
                Text(
                    "阶梯；多行时按组的大小取第一个够用的", "the ladders; with several, the first that is large enough"
                ),
                "[{ first = 10, step = 1 }]",
                required=True,
                rows=_PLACES,
            ),
            Setting(
                "ties",
                Kind.OPTION,
                Text(
                    "并列时取最好、最差名次还是所占名次的平均分",
                    "tied units take the best place, the worst, or the mean of the places",
                ),
                '"best"',
                code="tie_missing",
                options=("best", "mean", "worst"),
            ),
            Setting(
                "beyond",
                Kind.OPTION,
                Text("名次超出阶梯时：末位分、零分、不出分", "beyond the ladder: the last points, zero, no score"),
                '"last"',
                code="beyond_missing",
                options=("last", "zero", "refuse"),
            ),
            _floor(),
        ),
        ("I11", "C03"),
    ),
    Function(
        "events",
        Text("事件计分", "points by events"),
        Text(
            "从起始分起，按事件种类和级别逐次加减，各行可有自己的上下限，达到若干次记零。",
            "from a start, adds or deducts per event by kind and level; a line has its own limits; from n on the item is zero.",
        ),
        (
            Setting("start", Kind.FORMULA, Text("起始分", "points before any event"), '"full"', required=True),
            Setting(
                "rates",
                Kind.ROWS,
                Text("各种事件的分数", "points by kind of event"),
                '[{ kind = "petition", level = "county", points = -2, least = -10 }]',
                required=True,
                rows=_EVENT,
            ),
            Setting(
                "unlisted",
                Kind.OPTION,
                Text(
                    "未列种类或级别的事件：不出分，或不计",
                    "an event of no listed kind or level: no score, or not counted",
                ),
                '"refuse"',
                code="unlisted_missing",
                options=("refuse", "ignore"),
            ),
            _cap(),
            Setting(
                "cap_scope",
                Kind.OPTION,
                Text("上限是限加分还是限本项总分", "whether the cap limits what is added or the item's total"),
                '"item"',
                code="cap_scope_missing",
                options=("bonus", "item"),
            ),
            _floor(),
            *_WINDOW,
        ),
        ("I12", "I05", "B03"),
    ),
    Function(
        "gap",
        Text("差距扣分", "deduction by absolute gap"),
        Text(
            "与参照值每差一步扣若干分（如 PM2.5 每高 1 微克扣 0.5 分）。",
            "each step of gap from a reference deducts (each microgram over: half a point).",
        ),
        (
            _actual(),
            _target(),
            Setting(
                "bad",
                Kind.OPTION,
                Text("超出扣分、不足扣分，还是都扣", "whether over, under or both deduct"),
                '"over"',
                required=True,
                options=("over", "under", "both"),
            ),
            Setting("points", Kind.FORMULA, _POINTS, '"0.5"', required=True),
            Setting("step", Kind.FORMULA, _STEP, "1", required=True),
            _mode("mode"),
            _floor(),
        ),
        ("I13",),
    ),
    Function(
        "two_sided",
        Text("双向增减", "two-sided item"),
        Text(
            "以稳定值为界，每增一步加、每减一步扣，各有上限。",
            "around a stable value each step up adds and each step down deducts, each with its cap.",
        ),
        (
            _actual(),
            _target(),
            _gap(),
            Setting("base", Kind.FORMULA, Text("稳定时的得分", "points at the stable value"), '"full"', required=True),
            Setting("up_points", Kind.FORMULA, Text("每增一步加几分", "points per step up"), "1", required=True),
            Setting("up_step", Kind.FORMULA, _STEP, "1", required=True),
            Setting(
                "up_cap",
                Kind.LIMIT,
                Text("最多加几分，或 none", "most that is added, or none"),
                "5",
                code="cap_missing",
            ),
            Setting("down_points", Kind.FORMULA, Text("每减一步扣几分", "points per step down"), "1", required=True),
            Setting("down_step", Kind.FORMULA, _STEP, "1", required=True),
            Setting(
                "down_cap",
                Kind.LIMIT,
                Text("最多扣几分，或 none", "most that is deducted, or none"),
                "5",
                code="cap_missing",
            ),
            _mode("mode"),
        ),
        ("I14",),
    ),
    Function(
        "imported",
        Text("引用评定分", "imported score"),
        Text(
            "采用别处评定的分数，照录或按原满分折算，写明来源。",
            "takes a score given elsewhere, as is or converted from its own full marks, with its source.",
        ),
        (
            _actual(),
            Setting(
                "scale",
                Kind.LIMIT,
                Text("原满分；none 为照录", "full marks there; none: as is"),
                "100",
                code="scale_missing",
            ),
            Setting("source", Kind.TEXT, Text("来源", "the source"), '"省考核办"', required=True),
            Setting(
                "beyond",
                Kind.OPTION,
                Text("超出 0 至满分时：不出分、截断、照录", "outside 0 to full: no score, clamp, allow"),
                '"refuse"',
                code="beyond_missing",
                options=("refuse", "clamp", "allow"),
            ),
        ),
        ("I18", "C22"),
    ),
    Function(
        "shared",
        Text("扣分分担", "split of one deduction"),
        Text(
            "一件事项的扣分由有关单位按比例分担：事项作为单位记数，单位以关系与之相连。",
            "one matter's deduction is split: the matter is a unit that carries the amount, units are related to it.",
        ),
        (
            Setting(
                "amount",
                Kind.FORMULA,
                Text("该事项应扣的分数（在事项上取数）", "the deduction, read on the matter"),
                '"accident.deduction"',
                required=True,
            ),
            Setting(
                "shares",
                Kind.SCALE,
                Text("各种关系分担的份额，合计为 1", "share of each relation; they add to 1"),
                '{ lead = "60%", assist = "40%" }',
                required=True,
            ),
            Setting(
                "several",
                Kind.OPTION,
                Text(
                    "同一关系有几个单位时：平分，或各按全额", "several units with one relation: divide or each in full"
                ),
                '"divide"',
                code="several_missing",
                options=("divide", "each"),
            ),
            Setting("start", Kind.FORMULA, Text("起始分", "points before any deduction"), '"full"', required=True),
            _floor(),
        ),
        ("I19",),
    ),
    Function(
        "awards",
        Text("奖项加分", "awards"),
        Text(
            "按奖项级别加分，同一事项只计最高或递减，须有证明文件，归属期外不计。",
            "adds by level of award; one matter counts once at its highest, or decreasing; evidence required; outside the window not counted.",
        ),
        (
            Setting(
                "rates",
                Kind.ROWS,
                Text("各级奖项的分数", "points by kind and level"),
                '[{ kind = "award", level = "province", points = 10 }]',
                required=True,
                rows=_EVENT[:6],
            ),
            Setting(
                "dedupe",
                Kind.OPTION,
                Text(
                    "同一事项多次获奖：都计、只计最高、递减",
                    "several awards of one matter: all, the highest, decreasing",
                ),
                '"highest"',
                code="dedupe_missing",
                options=("none", "highest", "decreasing"),
            ),
            Setting(
                "factors",
                Kind.FIGURES,
                Text("递减时第一、二、三…次的系数，其后为零", "factors of the first, second, third …; zero after"),
                '[1, "1/2", "1/4"]',
                beside=(),
            ),
            Setting(
                "evidence",
                Kind.OPTION,
                Text("无证明文件的：不计，或照计", "without evidence: not counted, or counted"),
                '"required"',
                code="evidence_missing",
                options=("required", "optional"),
            ),
            Setting(
                "unlisted",
                Kind.OPTION,
                Text("未列种类或级别的：不出分，或不计", "of no listed kind or level: no score, or not counted"),
                '"refuse"',
                code="unlisted_missing",
                options=("refuse", "ignore"),
            ),
            Setting(
                "cap",
                Kind.LIMIT,
                Text("加分上限，或 none", "most that may be added, or none"),
                "50",
                code="cap_missing",
            ),
            *_WINDOW,
        ),
        ("B01", "B02", "B03", "C19"),
    ),
    Function(
        "votes",
        Text("民主测评", "secret ballot by grades"),
        Text(
            "各等次票数折分，按主体加权；只需等次与票数。",
            "counts of grades to points, weighted by rater group; needs only grades and counts.",
        ),
        (
            Setting(
                "item",
                Kind.TEXT,
                Text("票数表中的项目；缺省为本项", "the item in the votes table; by default this one"),
                '"rating"',
            ),
            Setting(
                "scale",
                Kind.SCALE,
                Text("等次折分，占满分的份额", "grade to share of full marks"),
                '{ "优秀" = 1, "称职" = "80%", "基本称职" = "60%", "不称职" = "40%" }',
                required=True,
            ),
            Setting(
                "void",
                Kind.STRINGS,
                Text("收回但无效的票（弃权、废票）", "grades that were returned but are not valid"),
                '["弃权", "废票"]',
            ),
            Setting(
                "present",
                Kind.TEXT,
                Text("票数表中记到会人数的一行", "the row of the votes table that carries the number present"),
                '"到会"',
            ),
            Setting(
                "denominator",
                Kind.OPTION,
                Text("分母：有效票、收回票、到会人数", "denominator: valid, returned, present"),
                '"valid"',
                code="denominator_missing",
                options=("valid", "returned", "present"),
            ),
            *_EMPTY,
            Setting(
                "trim_high",
                Kind.COUNT,
                Text("去掉几个最高分（按票）", "how many of the highest votes are dropped"),
                "1",
            ),
            Setting(
                "trim_low", Kind.COUNT, Text("去掉几个最低分（按票）", "how many of the lowest votes are dropped"), "1"
            ),
            Setting(
                "trim_above",
                Kind.COUNT,
                Text("多于几票时才去", "only if there are more than so many"),
                "4",
                code="trim_above_missing",
                beside=("trim_high", "trim_low"),
            ),
            Setting(
                "order",
                Kind.OPTION,
                Text(
                    "主体内取平均的次序；无记名票只能逐项",
                    "order of aggregation; a secret ballot only knows per_indicator",
                ),
                '"per_indicator"',
                options=("per_indicator", "sheet_totals"),
            ),
            Setting(
                "validity",
                Kind.ROW,
                Text("整张有效性；无记名票做不到", "validity of a whole sheet; a secret ballot cannot know it"),
                "{ complete = true }",
                rows=_VALIDITY,
            ),
            Setting(
                "self_rating",
                Kind.OPTION,
                Text("自评；无记名票无从知道", "self-rating; a secret ballot cannot know it"),
                '"exclude"',
                options=("allow", "exclude"),
            ),
        ),
        ("R01", "R07", "R10"),
    ),
    Function(
        "panel",
        Text("实名评分表", "named panel sheets"),
        Text(
            "评委逐份打分：先按规则剔除无效表，再去高去低、取平均，按主体加权。",
            "raters' sheets: void ones are set aside by rule, then trimmed, averaged, weighted by group.",
        ),
        (
            Setting(
                "indicators",
                Kind.SCALE,
                Text(
                    "表上的各指标及其分值；缺省为本项一个指标",
                    "the sheet's indicators and their points; by default this item alone",
                ),
                '{ "report" = 40, "site" = 60 }',
            ),
            Setting(
                "scale",
                Kind.FIGURE,
                Text("打分的满分（一个指标时）", "full marks of a mark, where there is one indicator"),
                "100",
            ),
            Setting(
                "order",
                Kind.OPTION,
                Text(
                    "先汇总每份再平均，还是逐指标平均再加权",
                    "mean of sheet totals, or mean per indicator then weighted",
                ),
                '"sheet_totals"',
                code="order_missing",
                options=("sheet_totals", "per_indicator"),
            ),
            *_EMPTY,
            Setting(
                "several_groups",
                Kind.OPTION,
                Text(
                    "评价人同属几个主体时：取先列的，或各计一次", "a rater in several groups: the first listed, or each"
                ),
                '"first"',
                options=("first", "each"),
                code="several_groups_missing",
                asked=False,
            ),
            *_TRIM,
            Setting(
                "validity",
                Kind.ROW,
                Text("整张有效性", "validity of a whole sheet"),
                '{ complete = true, effect = "sheet" }',
                rows=_VALIDITY,
            ),
            Setting(
                "self_rating",
                Kind.OPTION,
                Text("自评：允许或剔除", "self-rating: allowed or left out"),
                '"exclude"',
                code="self_rating_missing",
                options=("allow", "exclude"),
            ),
            _RECUSE,
        ),
        ("R02", "R03", "R04", "R06", "R07", "R08"),
        needs_rows=True,
    ),
    Function(
        "rank_votes",
        Text("排名票", "rank votes"),
        Text(
            "评委给各单位排名次，名次按阶梯折分后取平均。",
            "raters give places; each place earns the ladder's points, then the mean.",
        ),
        (
            Setting(
                "ladder",
                Kind.ROW,
                Text("名次折分", "points of a place"),
                "{ first = 100, step = 2 }",
                required=True,
                rows=_PLACES,
            ),
            Setting(
                "scale",
                Kind.FIGURE,
                Text("阶梯的满分；折算到本项满分", "full marks of the ladder, converted to the item's"),
                "100",
                required=True,
            ),
            Setting(
                "beyond",
                Kind.OPTION,
                Text("名次超出阶梯时", "beyond the ladder"),
                '"zero"',
                code="beyond_missing",
                options=("last", "zero", "refuse"),
            ),
            *_EMPTY,
            *_TRIM,
            Setting(
                "self_rating",
                Kind.OPTION,
                Text("自评：允许或剔除", "self-rating: allowed or left out"),
                '"exclude"',
                code="self_rating_missing",
                options=("allow", "exclude"),
            ),
            _RECUSE,
        ),
        ("R05",),
        needs_rows=True,
    ),
    Function(
        "opinions",
        Text("非计分栏目", "answers that are not scored"),
        Text(
            "表上的任职建议等文字或选择，只汇总，不计分。",
            "suggestions and other answers on the sheet: counted, never scored.",
        ),
        (
            Setting(
                "item",
                Kind.TEXT,
                Text("评分表中的项目；缺省为本项", "the item on the sheets; by default this one"),
                '"suggestion"',
            ),
        ),
        ("R09",),
        needs_rows=True,
    ),
    Function(
        "aggregate",
        Text("汇总下级或分管单位", "mean over sub-units or related units"),
        Text(
            "取下级单位或某种关系所连单位的得分的加权平均。",
            "the weighted mean of the scores of sub-units, or of the units of a relation.",
        ),
        (
            Setting(
                "over",
                Kind.TEXT,
                Text("children 为下级单位，否则为关系名", "children, or the name of a relation from this unit"),
                '"in_charge_of"',
                required=True,
            ),
            Setting(
                "of", Kind.TEXT, Text("取 total 或某一节点的得分", "total, or a node's score"), '"total"', required=True
            ),
            Setting(
                "scale",
                Kind.LIMIT,
                Text("原满分；none 为照录", "full marks there; none: as is"),
                "1000",
                code="scale_missing",
            ),
            Setting(
                "weight",
                Kind.FORMULA,
                Text("各单位的权重（在该单位上取数）", "weight of each unit, read on that unit"),
                '"p.population"',
                required=True,
            ),
        ),
        ("S06",),
    ),
    Function(
        "inherited",
        Text("随单位得分", "a unit's score inherited by a person"),
        Text("个人按职务取所在单位得分的一定比例。", "a person takes a share of the unit's score by role."),
        (
            Setting(
                "of", Kind.TEXT, Text("取 total 或某一节点的得分", "total, or a node's score"), '"total"', required=True
            ),
            Setting(
                "scale",
                Kind.LIMIT,
                Text("单位得分的满分；none 为照录", "full marks of the unit; none: as is"),
                "1000",
                code="scale_missing",
            ),
            Setting(
                "roles",
                Kind.SCALE,
                Text("各职务的比例；不写则全额", "share by role; in full if left out"),
                '{ principal = "60%", deputy = "50%" }',
            ),
            Setting("role", Kind.FORMULA, Text("个人的职务", "the person's role"), '"p.role"'),
        ),
        ("S07",),
    ),
    Function(
        "formula",
        Text("算式", "formula"),
        Text(
            "以一个算式给分，用于其余函数之外的简单情形。",
            "points by one formula, for simple cases that no other function names.",
        ),
        (
            Setting("points", Kind.FORMULA, Text("算式", "the formula"), '"full * a / (a + b)"', required=True),
            _cap(),
            _floor(),
        ),
        ("I17", "I20"),
    ),
)

#: 函数名到声明.
FUNCTIONS: dict[str, Function] = {function.name: function for function in _LIST}
