"""I-45 后三位不提拔不重用 (seed#2.5).

“排名后三位的乡镇和县直部门班子成员不提拔、不重用。”

"Members of the teams of the bottom three townships and county departments are not promoted."
"""

from collections.abc import Iterator

from qingheng.assessment.terms import PERSON_REMEDY, REVIEW_LAW, Proposal, Standing, seed
from qingheng.foundation.kernel.text import Text

CITE = (seed("2.5"), REVIEW_LAW)

#: 后三位.
BOTTOM = 3


def freeze(standing: Standing) -> Iterator[Proposal]:
    """排名后三位的，建议在规定期限内对班子成员暂缓提拔重用；是否暂缓由有权机关决定。"""
    if standing.last is not None and standing.last <= BOTTOM:
        yield Proposal(
            "freeze",
            Text(
                f"本组倒数第 {standing.last} 位：建议对班子成员暂缓提拔重用。",
                f"Number {standing.last} from the end of the group: proposal not to promote members of the team for now.",
            ),
            Text(
                "由县委常委会议逐人决定，写明理由和期限。",
                "Decided person by person by the Standing Committee, with reason and term.",
            ),
            Text("决定应当书面通知本人。", "The decision is served on the person in writing."),
            PERSON_REMEDY,
            CITE,
        )
