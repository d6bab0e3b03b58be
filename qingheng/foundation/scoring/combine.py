"""合成与不适用: how parts make their parent, and what a part gives where it does not apply."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from qingheng.foundation.kernel.problems import Problem
from qingheng.foundation.kernel.text import Text
from qingheng.foundation.scoring.evaluate import InapplicableError, problem
from qingheng.foundation.scoring.inputs import Unit
from qingheng.foundation.scoring.lookups import Members
from qingheng.foundation.scoring.model import Combine, Kind, Node
from qingheng.foundation.scoring.result import Node as Explained
from qingheng.foundation.scoring.result import shown
from qingheng.foundation.scoring.words.said import option

if TYPE_CHECKING:
    from qingheng.foundation.scoring.walk import Walker


@dataclass(frozen=True)
class Scored:
    """一个节点的得分: `value` None where it does not exist; `excluded` where it is left out as not applicable."""

    value: Fraction | None
    explained: Explained
    excluded: bool = False
    problems: tuple[Problem, ...] = ()


def combined(walker: "Walker", node: Node, unit: Unit) -> Scored:
    """Children make their parent: points converted from their own full marks, or weights; excluded ones reweight."""
    children = [(walker.scheme.nodes[id], walker.score(id, unit)) for id in node.children]
    counted = [(child, scored) for child, scored in children if child.kind is node.kind]
    problems = tuple(found for _, scored in counted for found in scored.problems if scored.value is None)
    here = [(child, scored) for child, scored in counted if not scored.excluded]
    steps: list[Text] = []
    if counted and not here:
        raise InapplicableError("all parts")
    factor = _factor(node, counted, here, steps)
    total, parts = Fraction(0), {}
    for child, scored in here:
        if scored.value is not None:
            parts[child.id] = _part(node, child, scored.value) * factor
            total += parts[child.id]
            steps += _converted(node, child, scored.value)
    exact = None if problems else total
    shown_children = tuple(replace(scored.explained, contribution=parts.get(child.id)) for child, scored in children)
    explained = replace(
        walker.blank(node, unit, "", problems),
        function="weights" if node.combine is Combine.WEIGHTS else "sum",
        exact=exact,
        children=shown_children,
        steps=tuple(steps),
    )
    return Scored(exact, explained, problems=problems)


def _factor(
    node: Node, counted: Sequence[tuple[Node, Scored]], here: Sequence[tuple[Node, Scored]], steps: list[Text]
) -> Fraction:
    if node.kind is not Kind.BASE or len(here) == len(counted):
        return Fraction(1)
    whole = sum((child.share_in(node.id) for child, _ in counted), Fraction(0))
    left = sum((child.share_in(node.id) for child, _ in here), Fraction(0))
    if left == 0:
        raise InapplicableError("nothing of weight applies")
    steps.append(
        Text(
            f"剔除不适用项后按 {whole}/{left} 折算。",
            f"Without the parts that do not apply, scaled by {whole}/{left}.",
        )
    )
    return whole / left


def _part(node: Node, child: Node, value: Fraction) -> Fraction:
    share = child.share_in(node.id)
    if node.kind is not Kind.BASE or child.full is None or child.full == 0:
        return value
    if node.combine is Combine.WEIGHTS:
        return value / child.full * share / node.weights_total * (node.full or Fraction(1))
    return value if child.full == share else value / child.full * share


def _converted(node: Node, child: Node, value: Fraction) -> list[Text]:
    """How a child's score becomes its part of the parent's, where it is not simply added."""
    share = child.share_in(node.id)
    if node.kind is not Kind.BASE or not child.full:
        return []
    made = f"{shown(value)} ÷ {shown(child.full)} × {shown(share)}"
    if node.combine is Combine.WEIGHTS:
        made += f" ÷ {shown(node.weights_total)} × {shown(node.full or Fraction(1))}"
    elif child.full == share:
        return []
    part = shown(_part(node, child, value))
    return [Text(f"{child.name.zh}：{made} = {part}", f"{child.name.en}: {made} = {part}")]


def not_applicable(walker: "Walker", node: Node, unit: Unit) -> Scored:
    """The declared policy of an item that does not apply."""
    blank = walker.blank(node, unit, "", ())
    policy = node.not_applicable
    why = Text("不适用。", "Not applicable.")
    if policy is None or policy.give == "exclude":
        note = Text("不适用，剔除。", "Not applicable: left out.")
        return Scored(None, replace(blank, steps=(note,)), excluded=True)
    full = node.full or Fraction(0)
    given: Fraction | None
    problems: tuple[Problem, ...] = ()
    match policy.give:
        case "full":
            given = full
        case "share":
            given = full * policy.share
        case "zero":
            given = Fraction(0)
        case "refuse":
            given = None
            problems = (
                problem(
                    "not_applicable",
                    walker.context(unit, node.id).where(),
                    f"“{node.name.zh}”不适用于 {unit.id}，方案不允许。",
                    f"{node.name.en} does not apply to {unit.id}, which the scheme does not allow.",
                ),
            )
        case _:
            given, problems = _borrowed(
                walker,
                node,
                unit,
                walker.peers(unit) if policy.give == "group_mean" else walker.lookups.of_class(policy.of_class),
            )
    explained = replace(
        blank,
        exact=given,
        steps=(
            why,
            Text(
                f"按方案{option('give', policy.give, ()).zh}：{shown(given) or '无'}。",
                f"The scheme's treatment, {option('give', policy.give, ()).en}: {shown(given) or 'none'}.",
            ),
        ),
        problems=problems,
    )
    return walker.limited(node, unit, Scored(given, explained, problems=problems))


def _borrowed(walker: "Walker", node: Node, unit: Unit, others: Members) -> tuple[Fraction | None, tuple[Problem, ...]]:
    """The mean of those to whom the node applies, or why there is none."""
    known = walker.kept.get(("mean", node.id, others))
    if isinstance(known, Fraction):
        return known, ()
    found: list[Fraction] = []
    missing: list[Problem] = []
    for other in others:
        try:
            walker.cycle(node, other)
        except InapplicableError:
            continue
        scored = walker.score(node.id, other)
        if scored.value is None:
            missing += scored.problems
        else:
            found.append(scored.value)
    if missing and walker.scheme.peers_missing == "refuse":
        return None, tuple(missing)
    if not found:
        return None, (
            problem(
                "no_reference",
                walker.context(unit, node.id).where(),
                "没有可供取平均的单位。",
                "There is no unit to take the mean of.",
            ),
        )
    mean = sum(found, Fraction(0)) / len(found)
    if not missing:
        walker.kept["mean", node.id, others] = mean
    return mean, ()
