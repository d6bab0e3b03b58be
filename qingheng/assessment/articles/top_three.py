"""I-44 前三位奖励并优先提拔 (seed#2.5).

“对经年度综合考核排名前三位的乡镇和县直部门，对其班子和成员进行奖励，并优先考虑提拔重用。”

"The teams and members of the top three townships and county departments are rewarded and considered first for
promotion."
"""

from collections.abc import Iterator

from qingheng.assessment.terms import UNIT_REMEDY, Proposal, Standing, seed
from qingheng.foundation.kernel.text import Text

CITE = (seed("2.5"),)

#: 前三位.
TOP = 3


def reward(standing: Standing) -> Iterator[Proposal]:
    """排名前三位且未被一票否决的，建议奖励班子和成员，并在提拔重用时优先考虑。"""
    if standing.rank is not None and standing.rank <= TOP and not standing.vetoes:
        yield Proposal(
            "reward",
            Text(
                f"本组第 {standing.rank} 位：建议奖励班子和成员，提拔重用时优先考虑。",
                f"Place {standing.rank} of the group: reward of team and members, considered first for promotion.",
            ),
            Text("由县委常委会议决定。", "Decided by the Standing Committee."),
            Text("随考核通报公布。", "Published with the bulletin."),
            UNIT_REMEDY,
            CITE,
            adverse=False,
        )
