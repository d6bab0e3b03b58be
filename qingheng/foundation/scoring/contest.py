"""竞争性选拔: stages with ratios and cut lines, floors, replacement; where a vote decides, the list is only its input."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from qingheng.foundation.kernel.problems import Problem, Severity
from qingheng.foundation.scoring.evaluate import InapplicableError, UnknownError, fail, holds, number, problem
from qingheng.foundation.scoring.inputs import Unit
from qingheng.foundation.scoring.model import Contest, Stage
from qingheng.foundation.scoring.ranking import broken
from qingheng.foundation.scoring.result import shown
from qingheng.foundation.scoring.totals import Total
from qingheng.foundation.scoring.walk import Walker

Facts = Mapping[str, Fraction | str | bool | None]


@dataclass
class Run:
    """一个职位的竞争: what happened to each candidate, stage by stage."""

    walker: Walker
    contest: Contest
    totals: Mapping[str, Total]
    seats: Fraction
    stages: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    outcome: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def contest(walker: Walker, totals: Sequence[Total]) -> tuple[dict[str, dict[str, Any]], list[Problem]]:
    """The contest for one post (a ranking group): stages and outcome per candidate."""
    rules = walker.scheme.contest
    if rules is None or not totals:
        return {}, []
    candidates = [total.unit for total in totals]
    try:
        seats = _seats(walker, rules, candidates)
    except (UnknownError, InapplicableError) as unknown:
        found = unknown.problems if isinstance(unknown, UnknownError) else ()
        return {unit.id: {"stages": [], "outcome": "unknown"} for unit in candidates}, list(found)
    run = Run(walker, rules, {total.unit.id: total for total in totals}, seats, {unit.id: [] for unit in candidates})
    order: list[list[Unit]] = [candidates]
    rest: list[list[Unit]] = []
    for stage in rules.stages:
        order, rest = _stage(run, stage, [unit for tier in order for unit in tier])
    _settle(run, order, rest)
    return {
        unit.id: {"stages": run.stages[unit.id], "outcome": run.outcome.get(unit.id, "out")} for unit in candidates
    }, run.problems


def _seats(walker: Walker, rules: Contest, candidates: Sequence[Unit]) -> Fraction:
    """The seats of the post: a whole number, not below zero, on which all candidates who give it agree.

    Raises UnknownError, InapplicableError.
    """
    c = walker.context(candidates[0], "contest")
    seats = number(rules.seats, c)
    if seats < 0 or seats.denominator != 1:
        here = shown(seats)
        fail("bad_seats", c.where(), f"职数“{here}”应为非负整数。", f"Seats must be a whole number: {here}.")
    for unit in candidates[1:]:
        try:
            other = number(rules.seats, walker.context(unit, "contest"))
        except (UnknownError, InapplicableError):
            continue
        if other != seats:
            one, two = f"{candidates[0].id} {shown(seats)}", f"{unit.id} {shown(other)}"
            fail(
                "seats_differ", c.where(), f"同一职位的职数不一：{one}，{two}。", f"One post, two seats: {one}, {two}."
            )
    return seats


def _stage(run: Run, stage: Stage, entrants: Sequence[Unit]) -> tuple[list[list[Unit]], list[list[Unit]]]:
    """Who goes on, in tiers best first, and who passed the floor but not the line."""
    facts: Facts = {"seats": run.seats, "entrants": Fraction(len(entrants)), "competitive": len(entrants) > run.seats}
    scores: dict[str, Fraction] = {}
    for unit in entrants:
        found = _score(run, stage, unit, facts)
        if found is not None:
            scores[unit.id] = found
    level: dict[Fraction, list[Unit]] = {}
    for unit in entrants:
        if unit.id in scores:
            level.setdefault(scores[unit.id], []).append(unit)
    tiers = [level[score] for score in sorted(level, reverse=True)]
    going, rest, reason = _line(run, stage, tiers, len(entrants))
    on = {unit.id for tier in going for unit in tier}
    before = 0
    for tier in tiers:
        for unit in tier:
            note = {
                "id": stage.id,
                "score": shown(scores[unit.id]),
                "place": before + 1,
                "of": len(scores),
                "outcome": "in" if unit.id in on else reason,
            }
            run.stages[unit.id].append(note)
        before += len(tier)
    return going, rest


def _score(run: Run, stage: Stage, unit: Unit, facts: Facts) -> Fraction | None:
    """The candidate's score where it passes the floor; otherwise the stage notes why not."""
    c = run.walker.context(unit, f"contest.{stage.id}")
    c.facts = facts
    try:
        score = number(stage.score, c)
        binds = stage.floor is not None and (stage.floor_when is None or holds(stage.floor_when, c))
        floor = number(stage.floor, c) if binds and stage.floor is not None else None
    except (UnknownError, InapplicableError) as unknown:
        run.stages[unit.id].append({"id": stage.id, "score": None, "place": None, "of": None, "outcome": "unknown"})
        run.problems += unknown.problems if isinstance(unknown, UnknownError) else ()
        return None
    if floor is not None and (score < floor or (stage.strict and score == floor)):
        run.stages[unit.id].append(
            {
                "id": stage.id,
                "score": shown(score),
                "place": None,
                "of": None,
                "outcome": "below_floor",
                "floor": shown(floor),
            }
        )
        return None
    return score


def _line(
    run: Run, stage: Stage, tiers: list[list[Unit]], entrants: int
) -> tuple[list[list[Unit]], list[list[Unit]], str]:
    """The cut: so many per seat go on; too few are treated as the scheme chose."""
    passed = sum(map(len, tiers))
    if stage.ratio is None:
        return tiers, [], "out"
    need = math.ceil(stage.ratio * run.seats)
    if passed <= need:
        return _few(run, stage, tiers, passed, need, entrants)
    going: list[list[Unit]] = []
    taken = 0
    for at, tier in enumerate(tiers):
        if taken + len(tier) <= need:
            going.append(tier)
            taken += len(tier)
            continue
        going += _edge(run, stage, tier, need - taken)
        on = {unit.id for part in going for unit in part}
        left = [[unit for unit in part if unit.id not in on] for part in tiers[at:]]
        return going, [part for part in left if part], "below_line"
    return going, [], "out"


def _few(
    run: Run, stage: Stage, tiers: list[list[Unit]], passed: int, need: int, entrants: int
) -> tuple[list[list[Unit]], list[list[Unit]], str]:
    least = math.ceil((stage.fallback if stage.fallback is not None else stage.ratio or Fraction(0)) * run.seats)
    if passed >= least or stage.too_few == "go_on":
        return tiers, [], "out"
    first = next(iter(run.stages))
    where = run.walker.context(run.walker.inputs.units[first], f"contest.{stage.id}").where()
    run.problems.append(
        problem(
            "too_few",
            where,
            f"“{stage.name.zh}”只有 {passed} 人（参加 {entrants} 人），不足 {least} 人。",
            f"{stage.name.en}: {passed} of {entrants} passed, fewer than {least}.",
            Severity.WARNING,
        )
    )
    if stage.too_few == "cancel":
        return [], [], "cancelled"
    return tiers, [], "out"


def _edge(run: Run, stage: Stage, tier: list[Unit], room: int) -> list[list[Unit]]:
    """Candidates tied at the line."""
    if room <= 0 or stage.ties == "none":
        return []
    if stage.ties == "all":
        return [tier]
    parts = broken(run.walker, [run.totals[unit.id] for unit in tier], run.problems)
    going: list[list[Unit]] = []
    for part in parts:
        if len(part) <= room:
            going.append([total.unit for total in part])
            room -= len(part)
            continue
        if room:
            names = "、".join(total.unit.id for total in part)
            where = run.walker.context(part[0].unit, f"contest.{stage.id}").where()
            run.problems.append(
                problem(
                    "tie_undecided",
                    where,
                    f"{names} 在入围线上同分，须由人决定。",
                    f"{names} are tied at the line; people must decide.",
                )
            )
        break
    return going


def _settle(run: Run, order: list[list[Unit]], rest: list[list[Unit]]) -> None:
    """Selected, withdrawn, replaced, reserve; or put to the vote. Who is tied for a seat is left to people."""
    if run.contest.decision == "vote":
        run.outcome.update({unit.id: "put_to_vote" for tier in order for unit in tier})
        return
    line = [*order, *rest]
    run.outcome.update({unit.id: "reserve" for tier in line for unit in tier})
    _seat(run, line, math.floor(run.seats), "selected")
    for _ in range(run.contest.max_rounds if run.contest.replacement == "next" else 0):
        gone = _gone(run)
        if not gone:
            break
        run.outcome.update(dict.fromkeys(gone, "withdrawn"))
        _seat(run, line, len(gone), "replacement")
    run.outcome.update(dict.fromkeys(_gone(run), "withdrawn"))


def _parted(run: Run, tier: list[Unit]) -> list[list[Unit]]:
    """Those of one score in the order of the tie rule, together where it leaves them tied."""
    found: list[Problem] = []
    parts = broken(run.walker, [run.totals[unit.id] for unit in tier], found)
    run.problems += [problem for problem in found if problem.code != "tie_undecided"]
    return [[total.unit for total in part] for part in parts]


def _seat(run: Run, line: list[list[Unit]], seats: int, outcome: str) -> None:
    """Gives so many seats to the head of the line; a tie over the last of them is nobody's."""
    while seats and line:
        if len(line[0]) > seats:
            line[:1] = _parted(run, line[0])
        tier = line[0]
        if len(tier) > seats:
            names = "、".join(unit.id for unit in tier)
            run.problems.append(
                problem(
                    "tie_undecided",
                    run.walker.context(tier[0], "contest").where(),
                    f"{names} 同分，剩 {seats} 个职数，须由人决定。",
                    f"{names} are tied for the {seats} seats left; people must decide.",
                )
            )
            run.outcome.update({unit.id: "tied" for unit in tier})
            return
        run.outcome.update({unit.id: outcome for unit in tier})
        seats -= len(line.pop(0))


def _gone(run: Run) -> list[str]:
    """Who holds a seat and withdrew."""
    units = run.walker.inputs.units
    held = [id for id, outcome in run.outcome.items() if outcome in ("selected", "replacement")]
    return [id for id in held if _withdrew(run, units[id])]


def _withdrew(run: Run, unit: Unit) -> bool:
    found = run.walker.find(unit.id, run.contest.withdrawn, run.walker.scheme.period)
    return found is not None and found.figure == 1
