"""等次: by bands, quota, rank, or bands and quota together; conditions and vetoes that limit a grade."""

from collections.abc import Mapping, Sequence

from qingheng.foundation.kernel.points import Rounding, round_to
from qingheng.foundation.kernel.problems import Problem, Severity
from qingheng.foundation.scoring.evaluate import InapplicableError, UnknownError, holds, problem
from qingheng.foundation.scoring.model import GradeRule, Grading
from qingheng.foundation.scoring.ranking import Standing, facts
from qingheng.foundation.scoring.totals import Total
from qingheng.foundation.scoring.walk import Walker


def grades(
    walker: Walker, totals: Sequence[Total], places: Mapping[str, Standing]
) -> tuple[dict[str, str | None], list[Problem]]:
    """The grade of every unit of one group; None where it has no total or its conditions are unknown."""
    grading = walker.scheme.grading
    if grading is None:
        return {total.unit.id: None for total in totals}, []
    problems: list[Problem] = []
    best = {total.unit.id: _best(walker, grading, total, places[total.unit.id], problems) for total in totals}
    ranked = [total for total in totals if best[total.unit.id] is not None and total.total is not None]
    if grading.by in ("quota", "both"):
        given = _by_quota(grading, ranked, places, best)
    else:
        given = {total.unit.id: _alone(grading, total, places[total.unit.id]) for total in ranked}
    return {
        total.unit.id: _limited(grading, given.get(total.unit.id), best[total.unit.id]) for total in totals
    }, problems


def _best(walker: Walker, grading: Grading, total: Total, place: Standing, problems: list[Problem]) -> int | None:
    """The index of the best grade that nothing forbids; None where a condition is unknown."""
    names = [rule.grade for rule in grading.rules]
    best = 1 if total.has("exclude_excellence") else 0
    for veto, _ in total.vetoes:
        if "grade_ceiling" in veto.effects and veto.ceiling:
            best = max(best, _index(names, veto.ceiling))
    for block in grading.blocks:
        c = walker.context(total.unit, "grade")
        c.facts = facts(total, place)
        try:
            if holds(block.when, c):
                best = max(best, _index(names, block.ceiling))
        except InapplicableError:
            continue
        except UnknownError as unknown:
            problems.append(
                problem(
                    "grade_unknown",
                    c.where(),
                    f"{total.unit.id} 的等次不能确定：{unknown.problems[0].text.zh}",
                    f"The grade of {total.unit.id} cannot be decided: {unknown.problems[0].text.en}",
                    Severity.WARNING,
                )
            )
            return None
    return best


def _index(names: Sequence[str], grade: str) -> int:
    return names.index(grade) if grade in names else len(names)


def _within(rule: GradeRule, total: Total) -> bool:
    if total.total is None:
        return False
    return (rule.ge is None or total.total >= rule.ge) and (rule.gt is None or total.total > rule.gt)


def _alone(grading: Grading, total: Total, place: Standing) -> str:
    """By bands or by rank: the first rule that fits, and only then the one that has no limit."""
    for rule in (grading.rules[at] for at in grading.tried):
        fits = _within(rule, total)
        if rule.first is not None:
            fits = fits and place.rank is not None and place.rank <= rule.first
        if rule.last is not None:
            fits = fits and place.rank is not None and place.from_bottom <= rule.last
        if fits:
            return rule.grade
    return grading.otherwise


def quota(rule: GradeRule, size: int) -> int | None:
    """How many a rule admits in a group; None where it has no quota."""
    if rule.count is not None:
        return rule.count
    if rule.share is None:
        return None
    return int(round_to(rule.share * size, 0, rule.rounding or Rounding.FLOOR))


def _by_quota(
    grading: Grading, ranked: Sequence[Total], places: Mapping[str, Standing], best: Mapping[str, int | None]
) -> dict[str, str]:
    """In rank order, ties together; who may not have a grade does not use up its quota."""
    left = sorted(
        (total for total in ranked if places[total.unit.id].rank is not None),
        key=lambda total: (places[total.unit.id].rank or 0, total.unit.id),
    )
    given: dict[str, str] = {}
    size = len(left)
    for at, rule in enumerate(grading.rules):
        room = quota(rule, size)
        fit = [total for total in left if (best[total.unit.id] or 0) <= at and _within(rule, total)]
        if room is not None:
            fit = _fill(fit, room, places, grading.quota_tie)
        for total in fit:
            given[total.unit.id] = rule.grade
        left = [total for total in left if total.unit.id not in given]
    for total in left:
        given[total.unit.id] = grading.otherwise
    return given


def _fill(fit: Sequence[Total], room: int, places: Mapping[str, Standing], tie: str) -> list[Total]:
    taken = list(fit[:room])
    if len(fit) > room > 0:
        edge = places[fit[room - 1].unit.id].rank
        tied = [total for total in fit if places[total.unit.id].rank == edge]
        if places[fit[room].unit.id].rank == edge:
            taken = [total for total in taken if places[total.unit.id].rank != edge]
            taken += tied if tie == "all" else []
    return taken


def _limited(grading: Grading, grade: str | None, best: int | None) -> str | None:
    if grade is None or best is None:
        return None
    names = [rule.grade for rule in grading.rules]
    if grade in names and names.index(grade) < best:
        return names[best] if best < len(names) else grading.otherwise or names[-1]
    return grade or None
