"""按实绩计分: functions of an achievement against a reference."""

from qingheng.foundation.kernel.text import Text
from qingheng.foundation.scoring.declare import Kind, Setting
from qingheng.foundation.scoring.functions.common import (
    BRACKETS,
    POINTS,
    STEP,
    Function,
    actual,
    cap,
    floor,
    gap,
    mode,
    target,
)

MEASURED: tuple[Function, ...] = (
    Function(
        "completion",
        Text("完成率", "completion ratio"),
        Text(
            "满分×实绩÷目标，设上限和下限；完成率低于底线记零。",
            "full × actual ÷ target, between floor and cap; zero under the minimum completion.",
        ),
        (
            actual(),
            target(),
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
            actual(),
            target(),
            gap(),
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
            Setting("over_step", Kind.FORMULA, STEP, "1", required=True),
            mode("over_mode"),
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
            Setting("under_step", Kind.FORMULA, STEP, "1"),
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
            floor(),
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
            actual(),
            target(),
            Setting(
                "share",
                Kind.FIGURE,
                Text("达标得满分的几成", "share of full for meeting the target"),
                '"80%"',
                required=True,
            ),
            gap(),
            Setting(
                "points", Kind.FORMULA, Text("每一步加减几分", "points per step, either side"), '"0.5"', required=True
            ),
            Setting("step", Kind.FORMULA, STEP, "1", required=True),
            mode("mode"),
            cap(),
            floor(),
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
            actual(),
            target(),
            gap(),
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
                rows=BRACKETS,
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
                rows=BRACKETS,
            ),
            cap(),
            floor(),
        ),
        ("I06",),
    ),
    Function(
        "gap",
        Text("差距扣分", "deduction by absolute gap"),
        Text(
            "与参照值每差一步扣若干分（如 PM2.5 每高 1 微克扣 0.5 分）。",
            "each step of gap from a reference deducts (each microgram over: half a point).",
        ),
        (
            actual(),
            target(),
            Setting(
                "bad",
                Kind.OPTION,
                Text("超出扣分、不足扣分，还是都扣", "whether over, under or both deduct"),
                '"over"',
                required=True,
                options=("over", "under", "both"),
            ),
            Setting("points", Kind.FORMULA, POINTS, '"0.5"', required=True),
            Setting("step", Kind.FORMULA, STEP, "1", required=True),
            mode("mode"),
            floor(),
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
            actual(),
            target(),
            gap(),
            Setting("base", Kind.FORMULA, Text("稳定时的得分", "points at the stable value"), '"full"', required=True),
            Setting("up_points", Kind.FORMULA, Text("每增一步加几分", "points per step up"), "1", required=True),
            Setting("up_step", Kind.FORMULA, STEP, "1", required=True),
            Setting(
                "up_cap",
                Kind.LIMIT,
                Text("最多加几分，或 none", "most that is added, or none"),
                "5",
                code="cap_missing",
            ),
            Setting("down_points", Kind.FORMULA, Text("每减一步扣几分", "points per step down"), "1", required=True),
            Setting("down_step", Kind.FORMULA, STEP, "1", required=True),
            Setting(
                "down_cap",
                Kind.LIMIT,
                Text("最多扣几分，或 none", "most that is deducted, or none"),
                "5",
                code="cap_missing",
            ),
            mode("mode"),
        ),
        ("I14",),
    ),
)
