"""汇总与算式: other units' scores, and the plain formula."""

from dataclasses import replace
from fractions import Fraction

from qingheng.foundation.scoring.ask import Ask
from qingheng.foundation.scoring.evaluate import InapplicableError, fail, holds, number
from qingheng.foundation.scoring.inputs import Unit
from qingheng.foundation.scoring.result import shown

ZERO = Fraction(0)


def aggregate(ask: Ask) -> Fraction:
    """汇总下级或分管单位: the weighted mean of their scores."""
    total, weights = ZERO, ZERO
    tree, when = ask.s.formula("weight"), ask.s.formula("when")
    for unit in _related(ask):
        if tree is None:
            break
        if when is not None and not holds(when, ask.c.other(unit)):
            continue
        weight = number(tree, ask.c.other(unit))
        score = _score_of(ask, unit)
        ask.say(f"{unit.name} {shown(score)} × {shown(weight)}", f"{unit.name} {shown(score)} × {shown(weight)}")
        total, weights = total + score * weight, weights + weight
    if weights == 0:
        raise InapplicableError("no related unit")
    return _scaled(ask, total / weights)


def _related(ask: Ask) -> list[Unit]:
    over = ask.s.text("over")
    if over == "children":
        return [unit for unit in ask.walker.lookups.under(ask.unit.id) if ask.walker.root_of(unit) is not None]
    ask.walker.related(ask.c, over, ask.unit.id, None)
    relations = [
        r for r in ask.walker.lookups.relations_from(ask.unit.id) if r.relation == over and r.holds(ask.walker.on)
    ]
    for relation in relations:
        ask.c.note(f"{over} {relation.target}", relation.target, relation.source, "to")
        if relation.target not in ask.walker.inputs.units:
            fail(
                "unknown_unit",
                relation.source.where("to"),
                f"没有单位“{relation.target}”。",
                f"There is no unit {relation.target!r}.",
            )
    return [ask.walker.inputs.units[id] for id in sorted({relation.target for relation in relations})]


def _score_of(ask: Ask, unit: Unit) -> Fraction:
    of = ask.s.text("of")
    if of == "total":
        return ask.walker.total_of(unit)
    return ask.walker.score_of(of, replace(ask.c, unit=unit))


def _scaled(ask: Ask, score: Fraction) -> Fraction:
    scale = ask.limit("scale")
    if scale == 0:
        ask.fail("bad_scale", "原满分为零。", "The other scale's full marks are zero.")
    return score if scale is None else score / scale * ask.full


def inherited(ask: Ask) -> Fraction:
    """随单位得分: the share of the unit's score that the role takes."""
    unit = ask.walker.inputs.units.get(ask.unit.parent)
    if unit is None:
        fail(
            "unknown_unit",
            ask.unit.source.where("parent"),
            f"{ask.unit.id} 所在单位“{ask.unit.parent}”不在单位表中。",
            f"{ask.unit.id}: the unit {ask.unit.parent!r} is not in the units table.",
        )
    share = Fraction(1)
    role_formula = ask.s.formula("role")
    if "roles" in ask.s and role_formula is not None:
        role = ask.text(role_formula)
        roles = ask.s.scale("roles")
        if role not in roles:
            fail(
                "unknown_role", ask.where, f"职务“{role}”没有规定比例。", f"No share is declared for the role {role!r}."
            )
        share = roles[role]
    score = _score_of(ask, unit)
    ask.say(f"{unit.name} {shown(score)}，比例 {shown(share)}", f"{unit.name} {shown(score)}, share {shown(share)}")
    return _scaled(ask, score) * share


def formula(ask: Ask) -> Fraction:
    """算式."""
    return ask.clamp(ask.number("points"))
