"""逐项计算: the walker: one node of one unit in one period, exact and explained, each computed once."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from qingheng.foundation.kernel.points import round_to
from qingheng.foundation.kernel.problems import Problem
from qingheng.foundation.kernel.text import Text
from qingheng.foundation.scoring.combine import Scored, combined, not_applicable
from qingheng.foundation.scoring.evaluate import (
    Context,
    InapplicableError,
    Plain,
    UnknownError,
    as_text,
    evaluate,
    fail,
    holds,
    number,
    problem,
    unknown,
)
from qingheng.foundation.scoring.formula import Formula
from qingheng.foundation.scoring.inputs import Inputs, Unit, Value
from qingheng.foundation.scoring.irrational import Irrational, round_irrational
from qingheng.foundation.scoring.items import EVALUATORS, Ask
from qingheng.foundation.scoring.lookups import Figures, Members, members_by
from qingheng.foundation.scoring.model import Node, Organs, RoundingRule, Scheme
from qingheng.foundation.scoring.periods import roll_up, subperiods
from qingheng.foundation.scoring.reads import Reads
from qingheng.foundation.scoring.result import Node as Explained
from qingheng.foundation.scoring.result import Readings, shown

if TYPE_CHECKING:
    from qingheng.foundation.scoring.totals import Total


def _missing(found: Problem) -> bool:
    """Whether a figure is only missing: a zero target or an unknown grade is a fault, which no zero may hide."""
    return found.code in ("missing_value", "missing_property")


#: Figures over several units, what was missing, what was read.
Compared = tuple[Figures, list[Problem], Readings]

_NOBODY = Members()


class Walker(Reads):
    """计算器: holds scheme and inputs, remembers every score it has computed."""

    def __init__(self, scheme: Scheme, inputs: Inputs, on: date, like: Reads | None = None) -> None:
        super().__init__(scheme, inputs, on, like)
        self._scores: dict[tuple[str, str, str], Scored] = {}
        self._raw: dict[tuple[str, str, str], Scored | InapplicableError] = {}
        self._totals: dict[str, Total] = {}
        self._totalling: list[str] = []
        self._open: list[tuple[str, str, str]] = []
        self._groups: dict[str, str] = {}
        self._roots: dict[str, str | None] = {}
        self._grouping = False
        self._compared: dict[tuple[Formula, str, str, Members], Compared] = {}
        self._fellows: dict[tuple[object, ...], dict[str, Members]] = {}
        self._tops = {tree.root for tree in scheme.trees}
        self._blanks: dict[str, Explained] = {}
        #: What item functions keep between units, such as the judged sheets of a panel.
        self.kept: dict[tuple[object, ...], object] = {}

    def again(self, instead: Mapping[tuple[str, str, str], Value]) -> "Walker":
        """A walker that has computed nothing yet and reads these values in the place of those of the inputs."""
        walker = Walker(self.scheme, self.inputs, self.on, self)
        walker.instead = instead
        return walker

    # --- units, groups, trees ---------------------------------------------------------------------------------

    def context(self, unit: Unit, path: str = "", period: str = "") -> Context:
        """A fresh reading list for one unit."""
        return Context(self, unit, period or self.scheme.period, path)

    def group_of(self, unit: Unit) -> str:
        """The ranking group: the first rule that holds, else the units table's group."""
        if unit.id not in self._groups:
            self._groups[unit.id] = unit.group
            for rule in self.scheme.ranking.groups:
                if self._holds(rule.when, unit, f"group.{rule.id}"):
                    self._groups[unit.id] = rule.id
                    break
        return self._groups[unit.id]

    def root_of(self, unit: Unit) -> str | None:
        """The root of the one tree that scores the unit; None where none or several do (a warning says which)."""
        if unit.id not in self._roots:
            fits = [
                tree
                for tree in self.scheme.trees
                if tree.when is None or self._holds(tree.when, unit, f"tree.{tree.id}")
            ]
            self._roots[unit.id] = fits[0].root if len(fits) == 1 else None
            if len(fits) > 1:
                names = "、".join(tree.id for tree in fits)
                self.warnings.append(
                    problem(
                        "several_trees",
                        self.context(unit).where(),
                        f"{unit.id} 同时适用几个分类方案：{names}。",
                        f"Several trees fit {unit.id}: {names}.",
                    )
                )
        return self._roots[unit.id]

    def _holds(self, when: Formula, unit: Unit, path: str) -> bool:
        try:
            return holds(when, self.context(unit, path))
        except (UnknownError, InapplicableError):
            return False

    def scored_units(self) -> list[Unit]:
        """The units that some tree scores, by id."""
        return [unit for unit in self.units if self.root_of(unit) is not None]

    @cached_property
    def _members(self) -> dict[str, Members]:
        self._grouping = True
        return members_by((self.group_of(unit), unit) for unit in self.scored_units())

    def peers(self, unit: Unit) -> Members:
        """The units of the same ranking group, by id; nobody while trees and groups are still being chosen."""
        if self._grouping and "_members" not in self.__dict__:
            return _NOBODY
        return self._members.get(self.group_of(unit), _NOBODY)

    def fellows(self, tree: Formula, c: Context, mine: Plain) -> Members:
        """The units for which the formula gives the same, by id; one that has none is nobody's fellow."""
        key = (tree, c.period, c.path, *c.facts.items())
        if key not in self._fellows:
            self._fellows[key] = members_by(
                (label, unit) for unit in self.units if (label := self._label(tree, c, unit)) is not None
            )
        return self._fellows[key].get(as_text(mine), _NOBODY)

    def _label(self, tree: Formula, c: Context, unit: Unit) -> str | None:
        try:
            return as_text(evaluate(tree, replace(c, unit=unit, read=Readings())))
        except (UnknownError, InapplicableError):
            return None

    def over(self, members: Members, tree: Formula, c: Context) -> Figures:
        """A formula over several units; not applicable ones are left out, missing ones as `missing.peers` says."""
        key = (tree, c.period, c.path, members)
        if key not in self._compared:
            self._compared[key] = self._over(members, tree, replace(c, read=Readings()))
        found, missing, read = self._compared[key]
        c.read.include(read)
        if missing and self.scheme.peers_missing == "refuse":
            raise UnknownError(*missing)
        return found

    def _over(self, units: Iterable[Unit], tree: Formula, c: Context) -> "Compared":
        found: list[Fraction] = []
        missing: list[Problem] = []
        for unit in units:
            try:
                found.append(number(tree, replace(c.other(unit), apart=True)))
            except InapplicableError:
                continue
            except UnknownError as unknown:
                missing += unknown.problems
        return Figures(found), missing, c.read

    # --- totals, on which sub-units, deputies and persons draw --------------------------------------------------

    def total(self, unit: Unit) -> "Total":
        """The total of a unit, computed once."""
        from qingheng.foundation.scoring.totals import total  # noqa: PLC0415 -- totals draw on scores and scores on totals

        if unit.id not in self._totals:
            self._totals[unit.id] = total(self, unit)
        return self._totals[unit.id]

    def total_of(self, unit: Unit) -> Fraction:
        """Another unit's total, for an item. Raises UnknownError."""
        if self.root_of(unit) is None:
            fail(
                "no_tree",
                self.context(unit).where(),
                f"{unit.id} 不适用任何一个分类方案，没有总分。",
                f"No tree scores {unit.id}: it has no total.",
            )
        if unit.id in self._totalling:
            fail(
                "cycle",
                self.context(unit).where(),
                f"计算循环：{' → '.join([*self._totalling, unit.id])}。",
                f"The totals refer to one another: {' → '.join([*self._totalling, unit.id])}.",
            )
        self._totalling.append(unit.id)
        try:
            found = self.total(unit)
        finally:
            self._totalling.pop()
        if found.total is None:
            raise UnknownError(*found.problems)
        return found.total

    # --- scores -----------------------------------------------------------------------------------------------

    def score_of(self, id: str, c: Context) -> Fraction:
        """Another node's score, for a formula. Raises UnknownError, or InapplicableError where it is excluded."""
        scored = self.score(id, c.unit)
        if scored.excluded:
            raise InapplicableError(id)
        if scored.value is None:
            raise UnknownError(*scored.problems)
        c.note(f"score({id})", shown(scored.value) or "", c.unit.source, None)
        return scored.value

    def score(self, id: str, unit: Unit) -> Scored:
        """The score of a node for a unit over the cycle, after policies, limits and rounding; computed once."""
        key = (id, unit.id, self.scheme.period)
        if key not in self._scores:
            self._scores[key] = self._final(self.scheme.nodes[id], unit)
        return self._scores[key]

    def _final(self, node: Node, unit: Unit) -> Scored:
        try:
            raw = self.cycle(node, unit)
        except InapplicableError:
            return not_applicable(self, node, unit)
        if raw.value is None and node.missing == "zero" and raw.problems and all(map(_missing, raw.problems)):
            note = Text("缺数，按方案记零。", "Missing; the scheme counts it as zero.")
            raw = replace(
                raw,
                value=Fraction(0),
                problems=(),
                explained=replace(raw.explained, exact=Fraction(0), steps=(*raw.explained.steps, note), problems=()),
            )
        return self.limited(node, unit, raw)

    def cycle(self, node: Node, unit: Unit) -> Scored:
        if node.periods is None:
            return self.raw(node, unit, self.scheme.period)
        return roll_up(self, node, unit, subperiods(node.periods, self.scheme.period))

    def raw(self, node: Node, unit: Unit, period: str) -> Scored:
        """The score before policies and rounding. Raises InapplicableError."""
        key = (node.id, unit.id, period)
        if key in self._open:
            circle = " → ".join(part[0] for part in self._open[self._open.index(key) :])
            found = problem(
                "cycle",
                self.context(unit, node.id).where(),
                f"计算循环：{circle}。",
                f"The scores refer to one another in a circle: {circle}.",
            )
            return Scored(None, self.blank(node, unit, period, (found,)), problems=(found,))
        if key not in self._raw:
            self._open.append(key)
            try:
                self._raw[key] = self._compute(node, unit, period)
            except InapplicableError as reason:
                self._raw[key] = reason
            finally:
                self._open.pop()
        known = self._raw[key]
        if isinstance(known, InapplicableError):
            raise known
        return known

    def _compute(self, node: Node, unit: Unit, period: str) -> Scored:
        c = self.context(unit, node.id, period)
        try:
            if node.applies is not None and not holds(node.applies, c):
                raise InapplicableError("applies")
            organs = self._organs(node.organs, c)
        except UnknownError as unknown:
            return Scored(
                None,
                replace(self.blank(node, unit, period, unknown.problems), inputs=c.read),
                problems=unknown.problems,
            )
        scored = combined(self, node, unit) if node.children else self._item(node, c)
        return replace(scored, explained=replace(scored.explained, organs=organs)) if organs else scored

    def _organs(self, organs: Organs, c: Context) -> dict[str, str]:
        """Who answers, supplies and scores; the scorer is recused in its own case."""
        named = {"lead": organs.lead, "data": organs.data, "scoring": organs.scoring}
        if organs.scoring and organs.scoring == c.unit.id:
            if organs.self_scoring == "not_applicable":
                raise InapplicableError("recusal")
            if organs.self_scoring == "refuse" or not organs.delegate:
                fail(
                    "recusal",
                    c.where(),
                    f"{c.unit.id} 不能给自己评分，方案未指定受委托的机关。",
                    f"{c.unit.id} may not score itself and no delegate is named.",
                )
            named["scoring"], named["recused"] = organs.delegate, organs.scoring
        return {key: organ for key, organ in named.items() if organ}

    def _item(self, node: Node, c: Context) -> Scored:
        rule = node.rule
        blank = self.blank(node, c.unit, c.period, ())
        if rule is None:
            return Scored(None, blank)
        ask = Ask(self, node, c, rule.settings)
        try:
            if node.exempt is not None and holds(node.exempt, c):
                value: Fraction | Irrational = ask.full
                ask.say("符合免扣条件，得满分。", "The exemption holds: full marks.")
            else:
                value = self._evaluated(rule.function, ask)
        except UnknownError as unknown:
            explained = replace(
                blank,
                inputs=c.read,
                steps=tuple(ask.steps),
                problems=unknown.problems,
                children=tuple(ask.children),
            )
            return Scored(None, explained, problems=unknown.problems)
        if isinstance(value, Irrational):
            rounded = self._rational(node, value, ask)
            if rounded is None:
                return self._too_close(node, c)
            value = rounded
        explained = replace(blank, inputs=c.read, steps=tuple(ask.steps), exact=value, children=tuple(ask.children))
        return Scored(value, explained)

    def _evaluated(self, function: str, ask: Ask) -> Fraction | Irrational:
        """The item function's figure; a zero scale, weight or denominator leaves none."""
        try:
            return EVALUATORS[function](ask)
        except ZeroDivisionError:
            raise unknown(
                "division_by_zero", ask.where, "原满分、权重或分母为零。", "A scale, weight or denominator is zero."
            ) from None

    def _rational(self, node: Node, value: Irrational, ask: Ask) -> Fraction | None:
        """The irrational figure rounded as the node declares; None where the digits cannot decide."""
        rule = node.rounding
        if rule is None:
            return None
        ask.say(f"50 位小数计算：{value.value}", f"computed to 50 digits: {value.value}")
        return round_irrational(value, rule.digits, rule.mode)

    def _too_close(self, node: Node, c: Context) -> Scored:
        found = problem(
            "too_close",
            c.where(),
            "该得分不是有理数，且离取舍界限太近，不能确定。",
            "The figure is not rational and too close to a rounding boundary to decide.",
        )
        return Scored(None, self.blank(node, c.unit, c.period, (found,)), problems=(found,))

    def limited(self, node: Node, unit: Unit, scored: Scored) -> Scored:
        """The node's own cap and floor, then its declared rounding, once."""
        if scored.value is None:
            return scored
        c = self.context(unit, node.id)
        value, steps = scored.value, list(scored.explained.steps)
        try:
            cap = number(node.cap, c) if node.cap is not None else None
            floor = number(node.floor, c) if node.floor is not None else None
        except UnknownError as unknown:
            return Scored(
                None, replace(scored.explained, exact=None, problems=unknown.problems), problems=unknown.problems
            )
        if cap is not None and value > cap:
            value = cap
            steps.append(Text(f"封顶 {shown(cap)}。", f"Capped at {shown(cap)}."))
        if floor is not None and value < floor:
            value = floor
            steps.append(Text(f"保底 {shown(floor)}。", f"Raised to the floor {shown(floor)}."))
        rule = self.rounding_of(node)
        rounded = round_to(value, rule.digits, rule.mode) if rule is not None else None
        explained = replace(scored.explained, exact=value, rounded=rounded, steps=tuple(steps))
        return replace(scored, value=value if rounded is None else rounded, explained=explained)

    def rounding_of(self, node: Node) -> RoundingRule | None:
        """The one rounding that applies to the node: its own, the item's, or the part's."""
        if node.settings.row("rounding") is not None:
            return node.rounding
        if node.rule is not None:
            return self.scheme.rounding_item
        return self.scheme.rounding_part if any(place.parent in self._tops for place in node.places) else None

    def blank(self, node: Node, unit: Unit, period: str, problems: tuple[Problem, ...]) -> Explained:
        """The explanation of a node before it has a figure."""
        if node.id not in self._blanks:
            self._blanks[node.id] = _blank(node)
        shown_period = "" if period == self.scheme.period else period
        return replace(self._blanks[node.id], problems=problems, unit=unit.id, period=shown_period)


def _blank(node: Node) -> Explained:
    rule = node.rule
    choices = tuple(node.settings.choices()) + (tuple(rule.settings.choices()) if rule is not None else ())
    return Explained(
        id=node.id,
        name=node.name,
        sentence=node.sentence,
        function=rule.function if rule is not None else "sum",
        settings=rule.settings.as_json() if rule is not None else {},
        choice=choices,
        full=node.full,
        cite=node.cite,
    )
