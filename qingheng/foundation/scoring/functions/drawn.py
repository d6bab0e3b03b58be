"""汇总与算式: functions of other units' scores, and the plain formula."""

from qingheng.foundation.kernel.text import Text
from qingheng.foundation.scoring.declare import Kind, Setting
from qingheng.foundation.scoring.functions.common import Function, cap, floor

DRAWN: tuple[Function, ...] = (
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
                "when",
                Kind.PREDICATE,
                Text(
                    "只取符合条件的单位（在该单位上取数），如只取村、不取本单位的干部",
                    "only the units where it holds, read on them: the villages, say, and not the unit's own cadres",
                ),
                "\"class == 'village'\"",
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
            cap(),
            floor(),
        ),
        ("I17", "I20"),
    ),
)
