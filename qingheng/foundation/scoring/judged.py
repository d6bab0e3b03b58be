"""评分表的评定: which marks of a panel count for a unit, judged once over the sheets of its whole group."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from qingheng.foundation.kernel.problems import Problem
from qingheng.foundation.kernel.text import Text
from qingheng.foundation.scoring.ask import Ask
from qingheng.foundation.scoring.evaluate import UnknownError, unread
from qingheng.foundation.scoring.inputs import Mark
from qingheng.foundation.scoring.lookups import Members
from qingheng.foundation.scoring.validity import refuse_twice, void_cells, words


@dataclass(frozen=True)
class Judged:
    """评定过有效性的评分表: by unit the valid marks, what was set aside with the reason, what leaves it undecided."""

    valid: dict[str, list[Mark]]
    aside: dict[str, list[tuple[Mark, Text]]]
    doubts: dict[str, list[Problem]]


def valid_marks(ask: Ask, items: Sequence[str]) -> list[Mark]:
    """The unit's valid marks; the sheets of a group are judged once."""
    key = (ask.node.id, ask.walker.group_of(ask.unit))
    if key not in ask.walker.kept:
        try:
            ask.walker.kept[key] = _judge(ask, items)
        except UnknownError as refused:
            ask.walker.kept[key] = refused
    judged = ask.walker.kept[key]
    if isinstance(judged, UnknownError):
        raise UnknownError(*judged.problems)
    if not isinstance(judged, Judged):
        return []
    if judged.doubts.get(ask.unit.id):
        raise UnknownError(*judged.doubts[ask.unit.id])
    for mark, reason in judged.aside.get(ask.unit.id, []):
        ask.say(f"评价人 {mark.rater} 的评分不计：{reason.zh}", f"Rater {mark.rater} does not count: {reason.en}")
    return judged.valid.get(ask.unit.id, [])


def _judge(ask: Ask, items: Sequence[str]) -> Judged:
    """The marks of the panel on every unit of the group, without self-ratings, recused raters, void sheets or cells."""
    peers = ask.walker.peers(ask.unit)
    rows = [mark for unit in peers for item in items for mark in ask.walker.inputs.marks.get((unit.id, item), [])]
    # A cell that was read twice is one cell.
    marks = list(dict.fromkeys(rows))
    refuse_twice(marks)
    aside: dict[Mark, Text] = {}
    doubts = _unread(ask, peers, items, marks)
    for mark in marks:
        try:
            reason = _aside(ask, ask.walker.inputs.person(mark.rater), mark.unit)
        except UnknownError as unknown:
            doubts[mark.unit] += unknown.problems
            continue
        if reason is not None:
            aside[mark] = reason
    marks = [mark for mark in marks if mark not in aside]
    validity = ask.s.row("validity")
    if validity is not None:
        if doubts:
            raise UnknownError(*(found for each in doubts.values() for found in each))
        void = void_cells(marks, validity, items, lambda rater: _expected(ask, rater), ask.s)
        aside |= void
        marks = [mark for mark in marks if mark not in void]
    judged = Judged(defaultdict(list), defaultdict(list), doubts)
    for mark in marks:
        judged.valid[mark.unit].append(mark)
    for mark, reason in aside.items():
        judged.aside[mark.unit].append((mark, reason))
    return judged


def _unread(ask: Ask, peers: Members, items: Sequence[str], marks: Sequence[Mark]) -> dict[str, list[Problem]]:
    """By unit, the rows and cells of the panel that could not be read."""
    found: dict[str, list[Problem]] = defaultdict(list)
    for unit in peers:
        for item in items:
            for refused in ask.walker.lookups.refused("sheets", unit.id, item):
                found[unit.id].append(unread(refused, ask.walker.context(unit, ask.node.id)))
    for mark, problem in words(marks):
        found[mark.unit].append(problem)
    return found


def _aside(ask: Ask, rater: str, unit: str) -> Text | None:
    """Why a rater does not rate a unit: its own, or one that it leads or liaises with; None where it may.

    Raises UnknownError where the row that would say so could not be read.
    """
    if ask.s.text("self_rating") == "exclude" and is_own(ask, rater, unit):
        return Text("自评", "self-rating")
    relations = ask.s.strings("recuse")
    for relation in relations:
        ask.walker.related(ask.walker.context(ask.walker.inputs.units[unit], ask.node.id), relation, rater, unit)
    if relations and any(
        r.target == unit and r.relation in relations and r.holds(ask.walker.on)
        for r in ask.walker.lookups.relations_from(rater)
    ):
        return Text("回避", "recused")
    return None


def is_own(ask: Ask, rater: str, unit: str) -> bool:
    """Whether a rater would rate itself or the unit it belongs to."""
    known = ask.walker.inputs.units.get(rater)
    return rater == unit or (known is not None and known.parent == unit)


def _expected(ask: Ask, rater: str) -> int:
    """How many units a complete sheet of this rater covers."""
    person = ask.walker.inputs.person(rater)
    return sum(_aside(ask, person, unit.id) is None for unit in ask.walker.peers(ask.unit))
