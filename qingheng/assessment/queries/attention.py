"""现行版：名次只提请关注 (I-45, I-46, I-47 of the current edition; leaders_assessment_2019#use, stepping_down_2022).

“防止简单以排名、票数确定结果”: a place at the end of the order is a reason to look, never a reason to act. Before any
adverse measure somebody must find 年度考核不称职, or one of the situations of the rules on stepping down.
"""

from qingheng.assessment.terms import PERSON_REMEDY, UNIT_REMEDY, Proposal, Standing
from qingheng.foundation.kernel.findings import Citation
from qingheng.foundation.kernel.text import Text

CITE = (
    Citation("leaders_assessment_2019", "use", verified=True),
    Citation("stepping_down_2022", "situations", verified=True),
    Citation("civil_servants_2018", "95", verified=True),
)


def attention(kind: str, name: Text, on: str, standing: Standing) -> Proposal:
    """What an edition that needs a finding makes of a place: attention, and the finding that is still needed."""
    place = Text("", "") if standing.last is None else _place(standing.last)
    person = on == "person"
    return Proposal(
        kind,
        Text(
            f"{place.zh}{name.zh}。名次本身不作出任何处理。",
            f"{place.en}{name.en}. The rank by itself decides nothing.",
        ),
        _PERSON_DECIDE if person else _UNIT_DECIDE,
        Text(
            "拟作决定的，应当先行书面告知事实、理由和依据，听取陈述和申辩。",
            "If a decision is intended, its facts, reasons and grounds are first told in writing, and a hearing is given.",
        ),
        PERSON_REMEDY if person else UNIT_REMEDY,
        CITE if person else CITE[:1],
    )


def _place(last: int) -> Text:
    return Text(f"本组倒数第 {last} 位。", f"Number {last} from the end of the group. ")


_PERSON_DECIDE = Text(
    "须先有专门认定：年度考核确定为不称职，或者经核实有推进领导干部能上能下规定所列情形；认定之后，由有权机关逐人决定。",
    "A finding comes first: incompetent in the annual assessment, or an established situation of the rules on stepping "
    "down; only then does the competent body decide, person by person.",
)
_UNIT_DECIDE = Text(
    "先核实名次靠后的原因；确属工作问题的，由考核领导小组决定并写明理由。",
    "The causes of the place are established first; where they lie in the work, the leading group decides with reasons.",
)
