"""I-47 倒数第二三名重点管理 (seed#2.5).

“对倒数第二、三名的实行重点管理。”

"Second and third from the bottom: key management."
"""

from collections.abc import Iterator

from qingheng.assessment.terms import UNIT_REMEDY, Proposal, Standing, seed
from qingheng.foundation.kernel.text import Text

CITE = (seed("2.5"),)

#: 倒数第二、三名.
PLACES = (2, 3)


def key_management(standing: Standing) -> Iterator[Proposal]:
    """倒数第二、三名的，建议实行重点管理。"""
    if standing.last in PLACES:
        yield Proposal(
            "key_management",
            Text(
                f"本组倒数第 {standing.last} 位：建议列为重点管理单位。",
                f"Number {standing.last} from the end of the group: proposal to put the unit under key management.",
            ),
            Text(
                "由考核领导小组决定，明确包抓领导、整改期限和季度回访。",
                "Decided by the leading group, which names the leader in charge, the term and the quarterly review.",
            ),
            Text("向该单位发出重点管理通知书。", "A notice of key management is served on the unit."),
            UNIT_REMEDY,
            CITE,
        )
