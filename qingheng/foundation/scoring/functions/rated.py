"""测评与评分表: functions of votes and panel sheets."""

from qingheng.foundation.kernel.text import Text
from qingheng.foundation.scoring.declare import Kind, Setting
from qingheng.foundation.scoring.functions.common import EMPTY, PLACES, RECUSE, TRIM, VALIDITY, Function

RATED: tuple[Function, ...] = (
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
            *EMPTY,
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
                '{ complete = true, effect = "sheet" }',
                rows=VALIDITY,
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
            *EMPTY,
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
            *TRIM,
            Setting(
                "validity",
                Kind.ROW,
                Text("整张有效性", "validity of a whole sheet"),
                '{ complete = true, effect = "sheet" }',
                rows=VALIDITY,
            ),
            Setting(
                "self_rating",
                Kind.OPTION,
                Text("自评：允许或剔除", "self-rating: allowed or left out"),
                '"exclude"',
                code="self_rating_missing",
                options=("allow", "exclude"),
            ),
            RECUSE,
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
                rows=PLACES,
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
            *EMPTY,
            *TRIM,
            Setting(
                "self_rating",
                Kind.OPTION,
                Text("自评：允许或剔除", "self-rating: allowed or left out"),
                '"exclude"',
                code="self_rating_missing",
                options=("allow", "exclude"),
            ),
            RECUSE,
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
)
