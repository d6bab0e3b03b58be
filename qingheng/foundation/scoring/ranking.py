"""排名: groups, ties broken by the declared chain, three styles of places."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from qingheng.foundation.kernel.problems import Problem, Severity
from qingheng.foundation.kernel.text import Text
from qingheng.foundation.scoring.evaluate import InapplicableError, UnknownError, evaluate, problem
from qingheng.foundation.scoring.model import TieKey
from qingheng.foundation.scoring.result import shown
from qingheng.foundation.scoring.totals import Total
from qingheng.foundation.scoring.walk import Walker
from qingheng.foundation.scoring.words.said import tie_words


@dataclass(frozen=True, slots=True)
class Standing:
    """名次: None where the unit has none; `of` ranked units in the group, `below` of them worse placed."""

    rank: int | None
    of: int
    tied: bool
    below: int
    how: tuple[Text, ...] = ()

    @property
    def from_bottom(self) -> int:
        """1 for the last place."""
        return self.below + 1


def standings(walker: Walker, totals: Sequence[Total], bonus: bool = True) -> tuple[dict[str, Standing], list[Problem]]:
    """The standing of every unit of one group, and what could not be decided."""
    ranked = [total for total in totals if _figure(walker, total, bonus) is not None and not total.has("unranked")]
    problems: list[Problem] = []
    tiers: list[list[Total]] = []
    open_tiers: set[int] = set()
    notes: dict[str, list[Text]] = {}
    before = 0
    for tier in _tiers(walker, ranked, bonus):
        if len(tier) > 1 and _breaks(walker, before, len(tier)):
            for part, decided in _broken(walker, tier, walker.scheme.ranking.ties, problems, notes, bonus):
                if not decided:
                    open_tiers.add(len(tiers))
                tiers.append(part)
        else:
            tiers.append(tier)
        before += len(tier)
    return _placed(walker, totals, tiers, open_tiers, notes), problems


def _figure(walker: Walker, total: Total, bonus: bool) -> Fraction | None:
    exact = walker.scheme.ranking.basis == "exact"
    if bonus:
        return total.exact if exact else total.total
    return total.exact_without_bonus if exact else total.without_bonus


def _tiers(walker: Walker, ranked: Sequence[Total], bonus: bool) -> list[list[Total]]:
    """Units of equal figure, best first; those vetoed to the end come last."""
    found: dict[tuple[bool, Fraction], list[Total]] = {}
    for total in sorted(ranked, key=lambda total: total.unit.id):
        figure = _figure(walker, total, bonus)
        if figure is not None:
            found.setdefault((total.has("rank_last"), -figure), []).append(total)
    return [found[key] for key in sorted(found)]


def _breaks(walker: Walker, before: int, size: int) -> bool:
    """Whether a tie on these places is broken: always, or only where it straddles the cut."""
    ranking = walker.scheme.ranking
    return ranking.tie_scope == "all" or before < ranking.cut < before + size


def _broken(
    walker: Walker,
    tier: list[Total],
    keys: Sequence[TieKey],
    problems: list[Problem],
    notes: dict[str, list[Text]],
    bonus: bool,
) -> list[tuple[list[Total], bool]]:
    """The tier split by the chain of keys; the flag is False where the scheme says that people must decide."""
    if len(tier) == 1:
        return [(tier, True)]
    key = keys[0] if keys else None
    if key is None or key.by == "shared":
        return [(tier, True)]
    names = "、".join(total.unit.id for total in tier)
    if key.by == "refuse":
        return [(tier, _left_to_people(walker, tier, problems, bonus))]
    marks: dict[str, Fraction] = {}
    refused = any(later.by == "refuse" for later in keys)
    for total in tier:
        mark = _mark(walker, total, key, problems, bonus)
        if mark is None:
            # Without its key the tie stands: shared, or left to people where the chain ends so.
            return [(tier, _left_to_people(walker, tier, problems, bonus) if refused else True)]
        marks[total.unit.id] = mark
    said = tie_words(key.by, key.order, {id: node.name for id, node in walker.scheme.nodes.items()})
    for total in tier:
        here = _compared(marks[total.unit.id], key)
        notes.setdefault(total.unit.id, []).append(
            Text(f"{names} 同分，比{said.zh}：本单位 {here.zh}。", f"{names} are tied; by {said.en}: {here.en} here.")
        )
    split: dict[Fraction, list[Total]] = {}
    for total in tier:
        split.setdefault(marks[total.unit.id], []).append(total)
    return [
        part
        for mark in sorted(split, reverse=True)
        for part in _broken(walker, split[mark], keys[1:], problems, notes, bonus)
    ]


def _left_to_people(walker: Walker, tier: Sequence[Total], problems: list[Problem], bonus: bool) -> bool:
    """False, for the order is not decided; said once, of the official ranking."""
    if bonus:
        names = "、".join(total.unit.id for total in tier)
        problems.append(
            problem(
                "tie_undecided",
                walker.context(tier[0].unit).where(),
                f"{names} 同分，方案未定先后，须由会议决定。",
                f"{names} are tied and the scheme leaves the order to a decision.",
            )
        )
    return False


def _compared(mark: Fraction, key: TieKey) -> Text:
    """What a unit had for a key, as it was given: a figure, or one of the categories."""
    if key.listed:
        at = int(-mark)
        return Text(key.listed[at], key.listed[at]) if at < len(key.listed) else Text("不在其列", "none of them")
    figure = shown(mark if key.order == "high" else -mark) or ""
    return Text(figure, figure)


def _mark(walker: Walker, total: Total, key: TieKey, problems: list[Problem], bonus: bool) -> Fraction | None:
    """The unit's figure for one key, the greater wins; None where it is missing: the tie then stands."""
    if key.by == "exact":
        return total.exact if bonus else total.exact_without_bonus
    c = walker.context(total.unit, "rank")
    c.facts = facts(total)
    try:
        value = evaluate(key.formula, c) if key.formula is not None else Fraction(0)
    except (UnknownError, InapplicableError):
        problems.append(
            problem(
                "tie_key_missing",
                c.where(),
                f"{total.unit.id} 同分，但缺“{key.by}”，不能据此分出先后。",
                f"{total.unit.id} is tied, and {key.by!r} is missing: the tie stands.",
                Severity.WARNING,
            )
        )
        return None
    if key.listed:
        text = str(value)
        return Fraction(-key.listed.index(text)) if text in key.listed else Fraction(-len(key.listed))
    if isinstance(value, str):
        problems.append(
            problem(
                "not_a_figure",
                c.where(),
                f"“{key.by}”的值“{value}”不能比大小。",
                f"{key.by!r} is {value!r}, which has no order.",
            )
        )
        return None
    return Fraction(value) if key.order == "high" else -Fraction(value)


def facts(total: Total, place: Standing | None = None) -> Mapping[str, Fraction | str | bool | None]:
    """What formulas over results may name; of the places nothing is known for a unit that has none."""
    known: dict[str, Fraction | str | bool | None] = {
        "total": total.total,
        "base": total.base,
        "bonus": total.bonus,
        "penalty": total.penalty,
        "vetoed": None if total.unread_veto and not total.vetoes else bool(total.vetoes),
    }
    if place is not None:
        ranked = place.rank is not None
        known["rank"] = Fraction(place.rank) if place.rank is not None else None
        known["of"] = Fraction(place.of)
        known["from_bottom"] = Fraction(place.from_bottom) if ranked else None
        known["tied"] = place.tied
    return known


def _placed(
    walker: Walker,
    totals: Sequence[Total],
    tiers: Sequence[Sequence[Total]],
    open_tiers: set[int],
    notes: Mapping[str, list[Text]],
) -> dict[str, Standing]:
    of = sum(map(len, tiers))
    found = {total.unit.id: Standing(None, of, False, 0) for total in totals}
    before = 0
    for at, tier in enumerate(tiers):
        rank = {"dense": at + 1, "shared_next": before + len(tier)}.get(walker.scheme.ranking.style, before + 1)
        below = of - before - len(tier)
        for total in tier:
            how = tuple(notes.get(total.unit.id, ()))
            found[total.unit.id] = Standing(None if at in open_tiers else rank, of, len(tier) > 1, below, how)
        before += len(tier)
    return found


def broken(walker: Walker, tier: Sequence[Total], problems: list[Problem]) -> list[list[Total]]:
    """A tie outside the ranking, such as at a cut line, by the same chain of keys."""
    return [part for part, _ in _broken(walker, list(tier), walker.scheme.ranking.ties, problems, {}, True)]
