"""方案文件的各张表: the declared keys of every table of a scheme file outside the item functions."""

from qingheng.foundation.kernel.text import Text
from qingheng.foundation.scoring.declare import Kind, Setting

_ROUNDING_ROW = (
    Setting("digits", Kind.COUNT, Text("保留几位小数", "decimals kept"), "2"),
    Setting(
        "mode",
        Kind.OPTION,
        Text("取舍方式", "mode"),
        '"half_up"',
        required=True,
        options=("half_up", "half_even", "truncate", "floor", "ceil", "none"),
    ),
)


def _rounding(name: str, zh: str, en: str, code: str = "rounding_missing") -> Setting:
    return Setting(
        name, Kind.ROW, Text(zh, en), '{ digits = 2, mode = "half_up" }', code=code, rows=_ROUNDING_ROW, short="mode"
    )


SCHEME = (
    Setting("id", Kind.TEXT, Text("方案编号", "id of the scheme"), '"qingshui-2007"', required=True),
    Setting(
        "title", Kind.TEXTS, Text("名称", "title"), '{ zh = "目标管理考核", en = "Target assessment" }', required=True
    ),
    Setting("period", Kind.TEXT, Text("考核周期：年份或起止", "the cycle, a year"), '"2007"', required=True),
    Setting("base", Kind.FIGURE, Text("基础分总分", "declared total of the base"), "1000", required=True),
    Setting("cite", Kind.TEXT, Text("依据", "citation"), '"qingshui2007"'),
    Setting("from", Kind.DATE, Text("施行日期", "in force from"), "2007-01-01"),
    Setting("to", Kind.DATE, Text("失效日期", "in force to"), "2007-12-31"),
)

_NOT_APPLICABLE = (
    Setting(
        "give",
        Kind.OPTION,
        Text(
            "给满分、给几成、本组平均、另一类平均、剔除后按其余折算、零分、不出分",
            "full, a share, the group's mean, a class's mean, exclude and reweight, zero, no score",
        ),
        '"exclude"',
        required=True,
        options=("full", "share", "group_mean", "class_mean", "exclude", "zero", "refuse"),
    ),
    Setting("share", Kind.FIGURE, Text("给满分的几成", "share of full"), '"60%"'),
    Setting("class", Kind.TEXT, Text("取哪一类单位的平均", "which class's mean"), '"party"'),
)

_PERIODS = (
    Setting(
        "each",
        Kind.OPTION,
        Text("按月、季、半年、年计", "month, quarter, half, year"),
        '"quarter"',
        required=True,
        options=("month", "quarter", "half", "year"),
    ),
    Setting(
        "rollup",
        Kind.OPTION,
        Text(
            "各期得分的汇总：平均、合计、加权、最后一期、最好、最差",
            "mean, sum, weighted, last, best, worst of the periods' scores",
        ),
        '"mean"',
        required=True,
        options=("mean", "sum", "weighted", "last", "best", "worst"),
    ),
    Setting("count", Kind.COUNT, Text("跨年时往前几年（含当年）", "for years: how many, this one included"), "3"),
    Setting(
        "weights",
        Kind.FIGURES,
        Text("加权时各期权重，合计为 1", "weights of the periods; they add to 1"),
        '["50%", "50%"]',
    ),
    Setting(
        "missing",
        Kind.OPTION,
        Text("缺某一期时：不出分，或按其余各期计", "a period missing: no score, or the others count"),
        '"refuse"',
        code="period_missing",
        options=("refuse", "skip"),
    ),
)

_ORGANS = (
    Setting("lead", Kind.TEXT, Text("牵头机关", "organ that answers for the item"), '"G05"'),
    Setting("data", Kind.TEXT, Text("数据机关", "organ that supplies the data"), '"G10"'),
    Setting("scoring", Kind.TEXT, Text("评分机关", "organ that scores"), '"G01"'),
    Setting("delegate", Kind.TEXT, Text("受委托的评分机关", "organ that scores instead"), '"G02"'),
    Setting(
        "self_scoring",
        Kind.OPTION,
        Text("评分机关评到自己时：委托、按不适用、不出分", "the scorer's own case: delegate, not applicable, no score"),
        '"delegate"',
        code="self_scoring_missing",
        options=("delegate", "not_applicable", "refuse"),
        beside=("scoring",),
    ),
)

NODE = (
    Setting("name", Kind.TEXTS, Text("名称", "name"), '{ zh = "粮食总产", en = "Grain output" }', required=True),
    Setting(
        "text",
        Kind.TEXTS,
        Text("公布的方案原句", "the sentence of the published scheme"),
        '{ zh = "完成年度粮食总产目标", en = "Meet the grain target" }',
    ),
    Setting(
        "in",
        Kind.SCALE,
        Text(
            "上级节点；一项列入几处时写成“上级 = 分值”的表",
            "the parent; a table parent = points where an item stands in several",
        ),
        '"professional"',
        short="in",
    ),
    Setting("points", Kind.FIGURE, Text("在上级中的分值", "points under the parent"), "60"),
    Setting("weight", Kind.FIGURE, Text("在上级中的权重", "weight under the parent"), "30"),
    Setting(
        "raised",
        Kind.FIGURE,
        Text("重点工作提高的分值，计入满分", "points by which key work is raised; they count in full marks"),
        "10",
    ),
    Setting(
        "full",
        Kind.FIGURE,
        Text("自身满分，与上级中的分值不同时折算", "own full marks, converted where they differ from the points"),
        "100",
    ),
    Setting(
        "kind",
        Kind.OPTION,
        Text("基础、加分、扣分、不计分", "base, bonus, penalty, note"),
        '"bonus"',
        options=("base", "bonus", "penalty", "note"),
    ),
    Setting(
        "combine",
        Kind.OPTION,
        Text("下级按分值相加还是按权重合成", "children add by points or by weights"),
        '"weights"',
        options=("points", "weights"),
    ),
    Setting(
        "weights_total", Kind.FIGURE, Text("下级权重应合计为多少", "what the weights of the children add to"), "100"
    ),
    Setting("cap", Kind.LIMIT, Text("得分上限（分）", "most points"), "50"),
    Setting("floor", Kind.LIMIT, Text("得分下限（分）", "least points"), "0"),
    _rounding("rounding", "本节点自己的取舍", "rounding of this node alone", code=""),
    Setting(
        "not_applicable",
        Kind.ROW,
        Text("不适用时", "where it does not apply"),
        '"exclude"',
        code="not_applicable_missing",
        asked=False,
        rows=_NOT_APPLICABLE,
        short="give",
    ),
    Setting(
        "missing",
        Kind.OPTION,
        Text("缺数时：不出分，或记零", "where a figure is missing: no score, or zero"),
        '"refuse"',
        code="missing_value",
        asked=False,
        options=("refuse", "zero"),
    ),
    Setting("applies", Kind.PREDICATE, Text("适用条件", "where it applies"), '"p.coal == 1"'),
    Setting(
        "exempt",
        Kind.PREDICATE,
        Text("免扣条件：成立则得满分", "exemption: full marks where it holds"),
        '"green_share >= 95%"',
    ),
    Setting(
        "periods",
        Kind.ROW,
        Text("分期考核", "subperiods"),
        '{ each = "quarter", rollup = "mean", missing = "refuse" }',
        rows=_PERIODS,
    ),
    Setting(
        "organs",
        Kind.ROW,
        Text("责任机关", "organs"),
        '{ lead = "G05", data = "G10", scoring = "G01", delegate = "G02", self_scoring = "delegate" }',
        rows=_ORGANS,
    ),
    Setting(
        "decision",
        Kind.TEXT,
        Text("受限制的指标据以采用的决定", "the decision that allows a restricted indicator"),
        '"县委发[2025]1号"',
    ),
    Setting("key", Kind.FLAG, Text("重点工作", "key work"), "true"),
    Setting("cite", Kind.TEXT, Text("依据", "citation"), '"seed#2.3"'),
)

TREE = (
    Setting("id", Kind.TEXT, Text("编号", "id"), '"township"', required=True, key=True),
    Setting("root", Kind.TEXT, Text("根节点", "the root node"), '"township"', required=True),
    Setting(
        "when", Kind.PREDICATE, Text("适用的单位", "the units it scores"), "\"class == 'township'\"", required=True
    ),
)

GROUP = (
    Setting("id", Kind.TEXT, Text("编号", "id"), '"department"', required=True, key=True),
    Setting("name", Kind.TEXTS, Text("名称", "name"), '{ zh = "县直部门", en = "County departments" }'),
    Setting(
        "when",
        Kind.PREDICATE,
        Text("列入的单位", "the units in it"),
        "\"class in ('party', 'government')\"",
        required=True,
    ),
)

ROUNDING = (
    _rounding("item", "单项得分的取舍，或 none", "rounding of an item, or none"),
    _rounding("part", "部分（根的下一级）得分的取舍，或 none", "rounding of a part (directly under the root), or none"),
    _rounding("total", "总分的取舍，或 none", "rounding of the total, or none"),
)

MISSING = (
    Setting(
        "not_applicable",
        Kind.ROW,
        Text("各项缺省的“不适用”处理", "what items do where not applicable, unless they say otherwise"),
        '"exclude"',
        code="not_applicable_missing",
        asked=False,
        rows=_NOT_APPLICABLE,
        short="give",
    ),
    Setting(
        "peers",
        Kind.OPTION,
        Text(
            "本组有单位缺数时，组内比较：不出分，或略过",
            "a peer's figure is missing: comparisons have no score, or skip it",
        ),
        '"refuse"',
        code="peers_missing",
        asked=False,
        options=("refuse", "skip"),
    ),
)

_TIE = (
    Setting(
        "by",
        Kind.TEXT,
        Text(
            "exact 取舍前的得分、shared 并列、refuse 不定，或一个算式",
            "exact: the unrounded score; shared: they tie; refuse: undecided; or a formula",
        ),
        '"score(key_work)"',
        required=True,
        key=True,
    ),
    Setting(
        "order", Kind.OPTION, Text("大者在前还是小者在前", "high first or low first"), '"high"', options=("high", "low")
    ),
    Setting("listed", Kind.STRINGS, Text("类别的先后", "categories, the first wins"), '["烈士子女", "退役士兵"]'),
)

RANK = (
    Setting(
        "style",
        Kind.OPTION,
        Text("并列后的名次：1224、1223、1334", "places after a tie: 1224, 1223, 1334"),
        '"competition"',
        code="rank_style_missing",
        options=("competition", "dense", "shared_next"),
    ),
    Setting(
        "on",
        Kind.OPTION,
        Text("按取舍后还是取舍前的总分排名", "rank on the rounded or the exact total"),
        '"rounded"',
        code="rank_basis_missing",
        options=("rounded", "exact"),
    ),
    Setting(
        "ties",
        Kind.ROWS,
        Text("同分处理，依次；以 shared 或 refuse 结束", "what breaks a tie, in order; ends with shared or refuse"),
        '[{ by = "exact" }, "shared"]',
        code="tie_missing",
        rows=_TIE,
        short="by",
    ),
    Setting(
        "tie_scope",
        Kind.OPTION,
        Text("都处理同分，还是只在入围线上处理", "break every tie, or only at the cut"),
        '"all"',
        code="tie_missing",
        asked=False,
        options=("all", "cut"),
    ),
    Setting("cut", Kind.COUNT, Text("入围线的名次", "the place of the cut"), "3", beside=()),
)

STEPS = ("base", "bonus", "penalty", "round", "veto", "grade", "rank")
TOTAL = (
    Setting(
        "order",
        Kind.STRINGS,
        Text("总分的计算次序", "the order of operations"),
        '["base", "bonus", "penalty", "round", "veto", "rank", "grade"]',
        code="order_missing",
        options=STEPS,
    ),
)

EFFECTS = ("none", "zero", "deduct", "rank_last", "unranked", "grade_ceiling", "exclude_excellence")
VETO = (
    Setting("domain", Kind.TEXT, Text("领域", "domain"), '"safety"', required=True, key=True),
    Setting("name", Kind.TEXTS, Text("名称", "name"), '{ zh = "安全生产", en = "Production safety" }', required=True),
    Setting(
        "effects",
        Kind.STRINGS,
        Text(
            "后果：不影响得分、零分、扣分、排末位、不排名、等次封顶、不得评优",
            "none, zero points, deduct, ranked last, unranked, grade ceiling, no excellence",
        ),
        '["exclude_excellence"]',
        code="veto_effect_missing",
        options=EFFECTS,
    ),
    Setting("ceiling", Kind.TEXT, Text("等次最高只能到", "the highest grade left"), '"一般"'),
    Setting("deduct", Kind.FIGURE, Text("扣几分", "points deducted"), "20"),
    Setting("from", Kind.DATE, Text("列入清单的日期", "on the list from"), "2007-01-01", key=True),
    Setting(
        "decision",
        Kind.TEXT,
        Text("受限制的指标据以采用的决定", "the decision that allows a restricted indicator"),
        '"县委发[2025]1号"',
    ),
    Setting("to", Kind.DATE, Text("移出清单的日期", "on the list until"), "2013-12-31", key=True),
    Setting("cite", Kind.TEXT, Text("依据", "citation"), '"seed#2.5"', required=True),
)

_GRADE_ROW = (
    Setting("grade", Kind.TEXT, Text("等次", "the grade"), '"优秀"', required=True, key=True),
    Setting("ge", Kind.FIGURE, Text("总分大于等于", "total at least"), "900"),
    Setting("gt", Kind.FIGURE, Text("总分大于", "total more than"), "900"),
    Setting("share", Kind.FIGURE, Text("不超过本组的几成", "not more than this share of the group"), '"30%"'),
    Setting("count", Kind.COUNT, Text("不超过几个", "not more than so many"), "3"),
    Setting("first", Kind.COUNT, Text("前几名", "the first n"), "3"),
    Setting("last", Kind.COUNT, Text("后几名", "the last n"), "3"),
    Setting(
        "rounding",
        Kind.OPTION,
        Text("名额的取舍；“不超过”为 floor", "rounding of the quota; “not more than” is floor"),
        '"floor"',
        code="quota_rounding_missing",
        options=("floor", "half_up", "ceil"),
        beside=("share",),
    ),
)
_BLOCK_ROW = (
    Setting(
        "when",
        Kind.PREDICATE,
        Text("条件", "condition"),
        "\"vote_share(rating, '不称职') > 1/3\"",
        required=True,
        key=True,
    ),
    Setting("ceiling", Kind.TEXT, Text("等次最高只能到", "the highest grade left"), '"一般"', required=True),
    Setting("cite", Kind.TEXT, Text("依据", "citation"), '"law"'),
)
GRADE = (
    Setting(
        "by",
        Kind.OPTION,
        Text("按分数段、名额、名次，或分数段与名额并用", "by bands, quota, rank, or bands and quota together"),
        '"bands"',
        required=True,
        options=("bands", "quota", "rank", "both"),
    ),
    Setting(
        "grades",
        Kind.ROWS,
        Text("各等次，从高到低", "the grades, best first"),
        '[{ grade = "优秀", ge = 900 }, { grade = "良好", ge = 800 }, { grade = "一般" }]',
        required=True,
        rows=_GRADE_ROW,
    ),
    Setting(
        "blocks",
        Kind.ROWS,
        Text("限制等次的条件", "conditions that limit the grade"),
        '[{ when = "vetoed", ceiling = "一般" }]',
        rows=_BLOCK_ROW,
    ),
    Setting(
        "quota_tie",
        Kind.OPTION,
        Text("名额线上并列时：都不给，或都给", "a tie at the quota's edge: none or all of them"),
        '"none"',
        options=("none", "all"),
        code="quota_tie_missing",
        asked=False,
    ),
    Setting("otherwise", Kind.TEXT, Text("都不落入时的等次", "the grade where none fits"), '"一般"'),
)

_REPEAT = (
    Setting(
        "of",
        Kind.TEXT,
        Text("记往年是否发生的数（1 为发生）", "the value that is 1 in a year in which it happened"),
        '"history.bottom"',
        required=True,
    ),
    Setting("times", Kind.COUNT, Text("连同本年共几次", "how many times, this year included"), "2", required=True),
    Setting(
        "mode",
        Kind.OPTION,
        Text("连续，或若干年内累计", "in a row, or within so many years"),
        '"consecutive"',
        required=True,
        options=("consecutive", "within"),
    ),
    Setting("years", Kind.COUNT, Text("若干年内（含本年）", "within so many years, this one included"), "5"),
)
CONSEQUENCE = (
    Setting("kind", Kind.TEXT, Text("种类", "kind"), '"freeze"', required=True, key=True),
    Setting("name", Kind.TEXTS, Text("名称", "name"), '{ zh = "不提拔、不重用", en = "No promotion" }', required=True),
    Setting(
        "on",
        Kind.OPTION,
        Text("对单位还是对个人", "on the unit or on persons"),
        '"person"',
        required=True,
        options=("unit", "person"),
        key=True,
    ),
    Setting(
        "roles", Kind.STRINGS, Text("对哪些职务的人", "persons of which roles"), '["principal", "member"]', key=True
    ),
    Setting(
        "held_on",
        Kind.OPTION,
        Text(
            "按哪一天任职的人：考核之日，或否决事项发生之日（可追溯）",
            "who held the role on the day of assessment, or on the day of the veto (retroactive)",
        ),
        '"assessment"',
        options=("assessment", "veto"),
        key=True,
    ),
    Setting(
        "when",
        Kind.PREDICATE,
        Text(
            "条件；可用 rank of from_bottom total grade vetoed 等",
            "condition over rank, of, from_bottom, total, grade, vetoed, …",
        ),
        '"from_bottom <= 3 and of >= 7"',
        required=True,
        key=True,
    ),
    Setting("unless", Kind.PREDICATE, Text("除外条件", "unless"), '"p.excluded == 1"', key=True),
    Setting(
        "unless_person",
        Kind.PREDICATE,
        Text("对个人的除外条件（在个人上取数）", "unless, read on the person"),
        '"p.sanctioned == 1"',
        key=True,
    ),
    Setting("months", Kind.COUNT, Text("持续几个月", "for how many months"), "12"),
    Setting(
        "repeat",
        Kind.ROW,
        Text("重复发生才适用", "only where repeated"),
        '{ of = "history.bottom", times = 2, mode = "consecutive" }',
        rows=_REPEAT,
        key=True,
    ),
    Setting(
        "amount",
        Kind.FORMULA,
        Text("金额；可为算式", "an amount, or a formula"),
        '"if(total >= 800, total * 50 * p.headcount, 0)"',
    ),
    Setting("amount_unit", Kind.TEXT, Text("金额的单位", "unit of the amount"), '"元"'),
    Setting(
        "decision",
        Kind.TEXT,
        Text("受限制的指标据以采用的决定", "the decision that allows a restricted indicator"),
        '"县委发[2025]1号"',
    ),
    Setting(
        "needs",
        Kind.TEXT,
        Text("作出决定前还须有什么（如专门认定）", "what a decision still needs, e.g. a finding"),
        '"finding"',
    ),
    Setting("cite", Kind.TEXT, Text("依据", "citation"), '"seed#2.5"', required=True),
)

CHECK = (
    Setting(
        "published",
        Kind.TEXT,
        Text("公布总分的编号", "id of the published total"),
        '"published.total"',
        required=True,
        key=True,
    ),
    Setting("digits", Kind.COUNT, Text("公布总分的小数位", "decimals of the published total"), "2", required=True),
    Setting(
        "inputs",
        Kind.SCALE,
        Text("公布的各输入及其小数位", "published inputs and their decimals"),
        "{ written = 1, interview = 1 }",
        required=True,
    ),
)

_STAGE = (
    Setting("id", Kind.TEXT, Text("环节编号", "id of the stage"), '"written"', required=True, key=True),
    Setting("name", Kind.TEXTS, Text("名称", "name"), '{ zh = "笔试", en = "Written examination" }', required=True),
    Setting(
        "score",
        Kind.FORMULA,
        Text("本环节所据的（累计）得分", "the partial sum that this stage ranks by"),
        '"score(written)"',
        required=True,
    ),
    Setting(
        "ratio",
        Kind.FIGURE,
        Text("按职数的几倍进入下一环节；不写则不限", "so many per seat go on; no limit if left out"),
        "3",
    ),
    Setting("fallback", Kind.FIGURE, Text("人数不足时的最低比例", "the least ratio where there are too few"), "2"),
    Setting(
        "too_few",
        Kind.OPTION,
        Text("仍不足时：照常、取消该职位、提示", "still too few: go on, cancel the post, flag"),
        '"flag"',
        options=("go_on", "cancel", "flag"),
        code="too_few_missing",
        beside=("ratio",),
    ),
    Setting(
        "ties",
        Kind.OPTION,
        Text("末位同分：都进入、都不进入、按同分处理", "tied at the line: all enter, none, or break by the tie rule"),
        '"all"',
        options=("all", "none", "break"),
        code="tie_missing",
        beside=("ratio",),
    ),
    Setting(
        "floor", Kind.FORMULA, Text("最低分数线；可取同考场平均等", "least score; may be the mean of the room, …"), "60"
    ),
    Setting(
        "floor_when",
        Kind.PREDICATE,
        Text("只在此条件下要求最低分（如不形成竞争）", "the floor binds only here, e.g. where not competitive"),
        '"not competitive"',
    ),
    Setting("strict", Kind.FLAG, Text("须高于（不含等于）最低分", "must be above the floor"), "false"),
)
CONTEST = (
    Setting("seats", Kind.FORMULA, Text("职数", "seats per post"), '"p.seats"', required=True),
    Setting(
        "stages",
        Kind.ROWS,
        Text("各环节", "the stages"),
        '[{ id = "written", name = { zh = "笔试", en = "Written" }, score = "score(written)", ratio = 3, ties = "all", too_few = "flag" }]',
        required=True,
        rows=_STAGE,
    ),
    Setting(
        "replacement",
        Kind.OPTION,
        Text("有人放弃时：依次递补，或空缺", "someone withdraws: the next moves up, or the seat stays empty"),
        '"next"',
        options=("next", "vacancy"),
        code="replacement_missing",
    ),
    Setting("max_rounds", Kind.COUNT, Text("最多递补几轮", "at most so many rounds"), "2"),
    Setting(
        "withdrawn", Kind.TEXT, Text("记放弃的数（1 为放弃）", "the value that is 1 for who withdrew"), '"withdrawn"'
    ),
    Setting(
        "decision",
        Kind.OPTION,
        Text("按分数决定，或分数只供票决", "the score decides, or is only the input of a vote"),
        '"score"',
        options=("score", "vote"),
        code="decision_missing",
    ),
)

#: The tables of a scheme file: name, what it is, its keys; lists of tables end with [].
TABLES: dict[str, tuple[Text, tuple[Setting, ...]]] = {
    "scheme": (Text("方案", "the scheme"), SCHEME),
    "tree[]": (Text("按单位类别选用的分类方案", "trees by class of unit"), TREE),
    "group[]": (Text("排名组；不写则按单位表的组", "ranking groups; by the units' group column if left out"), GROUP),
    "node.*": (Text("节点：部分与指标", "nodes: parts and items"), NODE),
    "rounding": (Text("取舍", "rounding"), ROUNDING),
    "missing": (Text("不适用与缺数", "not applicable and missing"), MISSING),
    "total": (Text("总分的计算次序", "order of operations"), TOTAL),
    "rank": (Text("排名", "ranking"), RANK),
    "veto[]": (Text("一票否决", "vetoes"), VETO),
    "grade": (Text("等次", "grades"), GRADE),
    "consequence[]": (Text("结果运用", "consequences"), CONSEQUENCE),
    "check[]": (Text("复算核对", "recalculation checks"), CHECK),
    "contest": (Text("竞争性选拔", "contests"), CONTEST),
}
