"""I-46 后三位且未完成任务降职 (seed#2.5).

“排名后三位且未完成工作任务的乡镇和县直部门党政主要领导予以降职使用。”

"The Party and government heads of bottom-three townships and county departments with unfinished tasks are demoted."
"""

from collections.abc import Iterator

from qingheng.assessment.articles.bottom_three import BOTTOM
from qingheng.assessment.terms import PERSON_REMEDY, REVIEW_LAW, Proposal, Standing, seed
from qingheng.foundation.kernel.findings import Finding, Outcome
from qingheng.foundation.kernel.text import Text

CITE = (seed("2.5"), REVIEW_LAW)


def demotion_facts(standing: Standing) -> tuple[Finding, ...]:
    """两个事实: 排名后三位, and 未完成工作任务; one that nobody has established stays unknown."""
    return tuple(_rank(standing)) + tuple(_tasks(standing))


def _rank(standing: Standing) -> Iterator[Finding]:
    if standing.last is None:
        yield Finding(
            "demotion.rank",
            Outcome.UNKNOWN,
            Text("本单位没有位次。", "The unit has no rank."),
            cite=CITE,
            missing=("rank",),
        )
    else:
        outcome = Outcome.MET if standing.last <= BOTTOM else Outcome.NOT_MET
        say = Text(f"本组倒数第 {standing.last} 位。", f"Number {standing.last} from the end of the group.")
        yield Finding("demotion.rank", outcome, say, cite=CITE)


def _tasks(standing: Standing) -> Iterator[Finding]:
    if standing.unfinished is None:
        yield Finding(
            "demotion.tasks",
            Outcome.UNKNOWN,
            Text("是否完成工作任务尚未认定。", "Whether the tasks were completed has not been established."),
            Text("由主管部门逐项认定。", "The competent departments establish it item by item."),
            CITE,
            ("tasks_unfinished",),
        )
    else:
        outcome = Outcome.MET if standing.unfinished else Outcome.NOT_MET
        say = (
            Text("未完成工作任务。", "Tasks unfinished.")
            if standing.unfinished
            else Text("已完成工作任务。", "Tasks complete.")
        )
        yield Finding("demotion.tasks", outcome, say, cite=CITE)


def demotion(standing: Standing) -> Iterator[Proposal]:
    """两个事实都成立的，才提出建议；降职须经有权机关听取本人意见后决定。"""
    if all(finding.outcome is Outcome.MET for finding in demotion_facts(standing)):
        yield Proposal(
            "demotion",
            Text(
                f"本组倒数第 {standing.last} 位且未完成工作任务：建议研究党政主要领导的降职使用。",
                f"Number {standing.last} from the end with unfinished tasks: proposal to consider demoting the heads.",
            ),
            Text(
                "由有任免权的机关在听取本人陈述申辩后决定；仅有位次不足以作出决定。",
                "Decided by the competent body after hearing the person; the rank alone is not enough.",
            ),
            Text(
                "拟作决定及理由应当先行书面告知本人。",
                "The intended decision and its reason are told to the person beforehand in writing.",
            ),
            PERSON_REMEDY,
            CITE,
        )
