"""名次之后: what follows from a place, told beside the score: the grade and what limits it, a contest.

What is proposed is no part of it: it concerns persons, and who may read a score may not therefore read that.
"""

from collections.abc import Iterator
from typing import Any

from qingheng.foundation.kernel.text import Text
from qingheng.foundation.scoring.evaluate import InapplicableError, UnknownError, holds
from qingheng.foundation.scoring.grading import quota
from qingheng.foundation.scoring.model import GradeRule, Grading
from qingheng.foundation.scoring.ranking import Standing, facts
from qingheng.foundation.scoring.result import Node, UnitResult, shown
from qingheng.foundation.scoring.totals import Total
from qingheng.foundation.scoring.walk import Walker
from qingheng.foundation.scoring.words.formulas import formula_words
from qingheng.foundation.scoring.words.labels import OUTCOMES

NONE = Text("无", "none")


def followed(walker: Walker, total: Total, place: Standing, found: UnitResult) -> tuple[Node, ...]:
    """The nodes that stand after the total: grade and contest, where the scheme has them."""
    return (*_grade(walker, total, place, found), *_contest(walker, found))


def _grade(walker: Walker, total: Total, place: Standing, found: UnitResult) -> Iterator[Node]:
    grading = walker.scheme.grading
    if grading is None:
        return
    grade = Text(found.grade, found.grade) if found.grade else NONE
    steps = [_rule(rule, place.of) for rule in grading.rules if rule.grade == found.grade]
    steps += [*_vetoed(total, grading), *_blocked(walker, total, place, grading)]
    yield Node("grade", Text("等次", "Grade"), grade, "grade", {"by": grading.by}, steps=tuple(steps), unit=found.unit)


def _rule(rule: GradeRule, of: int) -> Text:
    """What a grade asks for; a quota with the number that it comes to in the group."""
    asked = []
    if rule.ge is not None:
        asked.append(Text(f"总分不低于 {shown(rule.ge)}", f"total at least {shown(rule.ge)}"))
    if rule.gt is not None:
        asked.append(Text(f"总分高于 {shown(rule.gt)}", f"total more than {shown(rule.gt)}"))
    room = quota(rule, of)
    if room is not None:
        asked.append(Text(f"本组 {of} 个单位中不超过 {room} 个", f"not more than {room} of the {of} in the group"))
    if rule.first is not None:
        asked.append(Text(f"前 {rule.first} 名", f"the first {rule.first}"))
    if rule.last is not None:
        asked.append(Text(f"后 {rule.last} 名", f"the last {rule.last}"))
    if not asked:
        return Text(f"“{rule.grade}”：不属以上各等次的", f"{rule.grade}: whom no other grade takes")
    zh, en = "，".join(one.zh for one in asked), ", ".join(one.en for one in asked)
    return Text(f"“{rule.grade}”：{zh}", f"{rule.grade}: {en}")


def _vetoed(total: Total, grading: Grading) -> Iterator[Text]:
    for veto, _ in total.vetoes:
        ceiling = veto.ceiling if "grade_ceiling" in veto.effects else ""
        if "exclude_excellence" in veto.effects and not ceiling:
            yield Text(
                f"因“{veto.name.zh}”被一票否决，不得评为“{grading.rules[0].grade}”。",
                f"Vetoed for {veto.name.en}: not {grading.rules[0].grade}.",
            )
        if ceiling:
            yield Text(
                f"因“{veto.name.zh}”被一票否决，等次最高为“{ceiling}”。",
                f"Vetoed for {veto.name.en}: {ceiling} at the most.",
            )


def _blocked(walker: Walker, total: Total, place: Standing, grading: Grading) -> Iterator[Text]:
    names = {id: node.name for id, node in walker.scheme.nodes.items()}
    for block in grading.blocks:
        c = walker.context(total.unit, "grade")
        c.facts = facts(total, place)
        try:
            if not holds(block.when, c):
                continue
        except (UnknownError, InapplicableError):
            continue
        why = formula_words(block.when, names)
        cite = Text(f"（{block.cite}）", f" ({block.cite})") if block.cite else Text("", "")
        yield Text(
            f"因{why.zh}，等次最高为“{block.ceiling}”{cite.zh}。",
            f"Because {why.en}: {block.ceiling} at the most{cite.en}.",
        )


def _contest(walker: Walker, found: UnitResult) -> Iterator[Node]:
    rules = walker.scheme.contest
    if found.contest is None or rules is None:
        return
    names = {stage.id: stage.name for stage in rules.stages}
    steps = tuple(_stage(names[one["id"]], one) for one in found.contest["stages"])
    outcome = OUTCOMES[found.contest["outcome"]]
    yield Node("contest", Text("竞争结果", "Contest"), outcome, "contest", steps=steps, unit=found.unit)


def _stage(name: Text, one: dict[str, Any]) -> Text:
    outcome = OUTCOMES[one["outcome"]]
    if one["score"] is None:
        return Text(f"{name.zh}：{outcome.zh}", f"{name.en}: {outcome.en}")
    floor = Text(f"（最低 {one['floor']}）", f" (at least {one['floor']})") if "floor" in one else Text("", "")
    place = Text("", "")
    if one["place"] is not None:
        place = Text(f"，{one['of']} 人中第 {one['place']} 名", f", place {one['place']} of {one['of']}")
    return Text(
        f"{name.zh}：{one['score']} 分{place.zh}，{outcome.zh}{floor.zh}",
        f"{name.en}: {one['score']}{place.en}, {outcome.en}{floor.en}",
    )
