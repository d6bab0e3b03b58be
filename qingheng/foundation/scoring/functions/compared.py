"""与本组比较、分段与分情形: functions of a place, an interval, a condition."""

from qingheng.foundation.kernel.text import Text
from qingheng.foundation.scoring.declare import Kind, Setting
from qingheng.foundation.scoring.functions.common import BANDS, CASES, PLACES, Function, actual, cap, direction, floor

COMPARED: tuple[Function, ...] = (
    Function(
        "relative",
        Text("与本组最好（最差）相比", "ratio to the best or worst of the group"),
        Text(
            "与最好比：满分×实绩÷最好（越低越好时为最好÷实绩）；与最差比：满分×（1−最差÷实绩）（越低越好时为 1−实绩÷最差）。",
            "to the best: full × actual ÷ best (lower is better: best ÷ actual); to the worst: full × (1 − worst ÷ actual) (lower: 1 − actual ÷ worst).",
        ),
        (
            actual(),
            Setting(
                "to",
                Kind.OPTION,
                Text("与谁比", "compared with whom"),
                '"best"',
                required=True,
                options=("best", "worst"),
            ),
            direction(),
            cap(),
            floor(),
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
            actual(),
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
            actual(),
            Setting(
                "bands",
                Kind.ROWS,
                Text("各区间", "the intervals"),
                "[{ ge = 90, points = 10 }, { ge = 80, lt = 90, points = 8 }, { lt = 80, points = 0 }]",
                required=True,
                rows=BANDS,
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
                rows=CASES,
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
            actual(),
            direction(),
            Setting(
                "ladders",
                Kind.ROWS,
                Text(
                    "阶梯；多行时按组的大小取第一个够用的", "the ladders; with several, the first that is large enough"
                ),
                "[{ first = 10, step = 1 }]",
                required=True,
                rows=PLACES,
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
            floor(),
        ),
        ("I11", "C03"),
    ),
)
