"""总分: base, bonus, penalty, rounding and veto in the declared order, exactly, with and without the bonus."""

from dataclasses import dataclass, replace
from fractions import Fraction

from qingheng.foundation.kernel.points import round_to
from qingheng.foundation.kernel.problems import Problem
from qingheng.foundation.kernel.text import Text
from qingheng.foundation.scoring.evaluate import problem, unread
from qingheng.foundation.scoring.inputs import Unit, VetoFact
from qingheng.foundation.scoring.model import Kind, Veto
from qingheng.foundation.scoring.result import Input, Node, shown
from qingheng.foundation.scoring.walk import Walker
from qingheng.foundation.scoring.words.said import option

ZERO = Fraction(0)


@dataclass(frozen=True)
class Total:
    """一个单位的总分: None where it does not exist; `exact` is the figure before the declared rounding of the total."""

    unit: Unit
    base: Fraction | None
    bonus: Fraction | None
    penalty: Fraction | None
    total: Fraction | None
    exact: Fraction | None
    without_bonus: Fraction | None
    exact_without_bonus: Fraction | None
    vetoes: tuple[tuple[Veto, VetoFact], ...]
    parts: dict[str, Fraction | None]
    explained: Node
    problems: tuple[Problem, ...]
    #: A veto of the unit could not be read: whether it is vetoed is not known.
    unread_veto: bool = False

    def has(self, effect: str) -> bool:
        """Whether some veto has this effect."""
        return any(effect in veto.effects for veto, _ in self.vetoes)


def total(walker: Walker, unit: Unit) -> Total:
    """The total of a unit that some tree scores."""
    scheme = walker.scheme
    root = scheme.nodes[walker.root_of(unit) or ""]
    scored = walker.score(root.id, unit)
    sums: dict[Kind, Fraction | None] = {Kind.BASE: scored.value, Kind.BONUS: ZERO, Kind.PENALTY: ZERO}
    problems: list[Problem] = [] if scored.value is not None else list(scored.problems)
    if scored.excluded:
        problems.append(
            problem(
                "nothing_applies",
                walker.context(unit).where(),
                f"{unit.id} 没有一项适用。",
                f"Nothing applies to {unit.id}.",
            )
        )
    parts: dict[str, Fraction | None] = {}
    # What a root that is itself an item shows below it (periods, rater groups) is no part of the scheme.
    for child in (child for child in scored.explained.children if child.id in root.children):
        kind = scheme.nodes[child.id].kind
        if kind is Kind.NOTE:
            continue
        parts[child.id] = child.contribution if kind is Kind.BASE else child.value
        if kind is not Kind.BASE and not walker.score(child.id, unit).excluded:
            before, value = sums[kind], walker.score(child.id, unit).value
            problems += walker.score(child.id, unit).problems if value is None else ()
            sums[kind] = None if before is None or value is None else before + value
    vetoes, refused = _vetoes(walker, unit)
    walker.warnings += refused
    bonus, penalty = sums[Kind.BONUS], sums[Kind.PENALTY]
    unread_vetoes = _unread_vetoes(walker, unit)
    complete = scored.value is not None and bonus is not None and penalty is not None and not unread_vetoes
    base = scored.value if scored.value is not None else ZERO
    figures = [
        _pipeline(walker, base, extra, penalty or ZERO, vetoes, rounded) if complete else None
        for extra in (bonus or ZERO, ZERO)
        for rounded in (True, False)
    ]
    problems = [] if complete else [*problems, *unread_vetoes]
    return Total(
        unit=unit,
        base=scored.value,
        bonus=bonus,
        penalty=penalty,
        total=figures[0],
        exact=figures[1],
        without_bonus=figures[2],
        exact_without_bonus=figures[3],
        vetoes=vetoes,
        parts=parts,
        explained=_explained(walker, unit, scored.explained, figures, vetoes, tuple(problems)),
        problems=tuple(problems),
        unread_veto=bool(unread_vetoes),
    )


def _unread_vetoes(walker: Walker, unit: Unit) -> list[Problem]:
    """The refused rows that may be a veto of the scheme."""
    domains = {veto.domain for veto in walker.scheme.vetoes}
    refused = walker.lookups.refused_vetoes(unit.id)
    return [unread(one, walker.context(unit)) for one in refused if domains and (not one.item or one.item in domains)]


def _pipeline(
    walker: Walker,
    base: Fraction,
    bonus: Fraction,
    penalty: Fraction,
    vetoes: tuple[tuple[Veto, VetoFact], ...],
    rounded: bool,
) -> Fraction:
    """The declared order of operations."""
    value, rule = ZERO, walker.scheme.rounding_total
    for step in walker.scheme.order:
        match step:
            case "base":
                value += base
            case "bonus":
                value += bonus
            case "penalty":
                value += penalty
            case "round" if rounded and rule is not None:
                value = round_to(value, rule.digits, rule.mode)
            case "veto":
                for veto, _ in vetoes:
                    value -= veto.deduct if "deduct" in veto.effects else ZERO
                if any("zero" in veto.effects for veto, _ in vetoes):
                    value = ZERO
    return value


def _vetoes(walker: Walker, unit: Unit) -> tuple[tuple[tuple[Veto, VetoFact], ...], list[Problem]]:
    """The unit's vetoes in domains that were on the list that day, each domain's effect once."""
    found: dict[str, tuple[Veto, VetoFact]] = {}
    refused = []
    for fact in sorted(
        walker.inputs.vetoes.get(unit.id, []), key=lambda fact: (fact.domain, str(fact.day), fact.basis)
    ):
        day = fact.day or walker.on
        known = [
            veto
            for veto in walker.scheme.vetoes
            if veto.domain == fact.domain
            and (veto.valid_from is None or veto.valid_from <= day)
            and (veto.valid_to is None or day <= veto.valid_to)
        ]
        if known:
            found.setdefault(fact.domain, (known[0], fact))
        else:
            refused.append(
                problem(
                    "unlisted_veto",
                    fact.source.where("domain"),
                    f"“{fact.domain}”在 {day} 不在一票否决清单内，未采用。",
                    f"{fact.domain!r} was not on the veto list on {day}; it was not applied.",
                )
            )
    return tuple(found[domain] for domain in sorted(found)), refused


def _explained(
    walker: Walker,
    unit: Unit,
    root: Node,
    figures: list[Fraction | None],
    vetoes: tuple[tuple[Veto, VetoFact], ...],
    problems: tuple[Problem, ...],
) -> Node:
    scheme = walker.scheme
    kinds = {id: scheme.nodes[id].kind for id in scheme.nodes[root.id].children}
    outside = [child for child in root.children if kinds.get(child.id) in (Kind.BONUS, Kind.PENALTY)]
    inside = tuple(child for child in root.children if child not in outside)
    nodes = [replace(root, children=inside, contribution=root.value)]
    nodes += [replace(child, contribution=child.value) for child in outside]
    nodes += [_veto_node(unit, veto, fact) for veto, fact in vetoes]
    steps = [option("order", step, ("total",)) for step in scheme.order]
    return Node(
        id="total",
        name=Text("总分", "Total"),
        sentence=scheme.title,
        function="total",
        settings={"order": list(scheme.order), "rounding": _rounding(walker)},
        exact=figures[1],
        rounded=figures[0],
        choice=tuple(
            choice for choice in scheme.choices if choice.path.partition(".")[0] in ("rounding", "total", "missing")
        ),
        children=tuple(nodes),
        full=scheme.base,
        steps=(
            Text(
                f"计算次序：{'、'.join(step.zh for step in steps)}。", f"Order: {', '.join(step.en for step in steps)}."
            ),
            *_without(figures[2], root, outside),
            *_struck(vetoes, figures[0]),
        ),
        problems=problems,
        unit=unit.id,
        cite=scheme.cite,
    )


def _without(plain: Fraction | None, root: Node, outside: list[Node]) -> list[Text]:
    """The total without the bonus, where there is one to leave out."""
    if plain is None or not outside or root.value is None:
        return []
    return [Text(f"不计加分为 {shown(plain)}。", f"Without the bonus {shown(plain)}.")]


def _struck(vetoes: tuple[tuple[Veto, VetoFact], ...], counts: Fraction | None) -> list[Text]:
    """What the vetoes did to the total."""
    if counts is None:
        return []
    found = []
    for veto, _ in vetoes:
        if "zero" in veto.effects:
            found.append(
                Text(f"“{veto.name.zh}”一票否决，总分记零。", f"Vetoed for {veto.name.en}: the total is zero.")
            )
        elif "deduct" in veto.effects:
            found.append(
                Text(
                    f"“{veto.name.zh}”一票否决，扣 {shown(veto.deduct)} 分。",
                    f"Vetoed for {veto.name.en}: {shown(veto.deduct)} points off.",
                )
            )
    return found


def _rounding(walker: Walker) -> str:
    rule = walker.scheme.rounding_total
    return "none" if rule is None else f"{rule.digits} {rule.mode.value}"


def _veto_node(unit: Unit, veto: Veto, fact: VetoFact) -> Node:
    return Node(
        id=f"veto.{veto.domain}",
        name=veto.name,
        sentence=Text(f"{veto.name.zh}一票否决：{fact.basis}", f"One-vote veto, {veto.name.en}: {fact.basis}"),
        function="veto",
        settings={"effects": list(veto.effects), "ceiling": veto.ceiling},
        inputs=(Input(f"veto {veto.domain}", fact.basis or fact.domain, fact.source, "domain"),),
        unit=unit.id,
        contribution=-veto.deduct if "deduct" in veto.effects else None,
        cite=veto.cite,
    )
