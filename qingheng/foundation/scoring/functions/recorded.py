"""按事件和评定计分: functions of events, awards, imported and shared figures."""

from qingheng.foundation.kernel.text import Text
from qingheng.foundation.scoring.declare import Kind, Setting
from qingheng.foundation.scoring.functions.common import EVENT, WINDOW, Function, actual, cap, floor

RECORDED: tuple[Function, ...] = (
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
                rows=EVENT,
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
            cap(),
            Setting(
                "cap_scope",
                Kind.OPTION,
                Text("上限是限加分还是限本项总分", "whether the cap limits what is added or the item's total"),
                '"item"',
                code="cap_scope_missing",
                options=("bonus", "item"),
            ),
            floor(),
            *WINDOW,
        ),
        ("I12", "I05", "B03"),
    ),
    Function(
        "imported",
        Text("引用评定分", "imported score"),
        Text(
            "采用别处评定的分数，照录或按原满分折算，写明来源。",
            "takes a score given elsewhere, as is or converted from its own full marks, with its source.",
        ),
        (
            actual(),
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
            floor(),
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
                rows=(*EVENT[:5], EVENT[-1]),
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
            *WINDOW,
        ),
        ("B01", "B02", "B03", "C19"),
    ),
)
