"""计分: one scheme, one set of inputs, one date; everything computed once, then any figure explained."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Any, TypeVar

from qingheng.foundation.kernel.points import format_figure
from qingheng.foundation.kernel.problems import Problem, Severity, nearest
from qingheng.foundation.kernel.text import Text
from qingheng.foundation.scoring.checks import check
from qingheng.foundation.scoring.consequences import consequences
from qingheng.foundation.scoring.contest import contest
from qingheng.foundation.scoring.evaluate import problem
from qingheng.foundation.scoring.followed import followed
from qingheng.foundation.scoring.formula import called, value_ids
from qingheng.foundation.scoring.grading import grades
from qingheng.foundation.scoring.inputs import Inputs, Record, Value
from qingheng.foundation.scoring.lint import formulas
from qingheng.foundation.scoring.model import Kind, Scheme
from qingheng.foundation.scoring.ranking import Standing, standings
from qingheng.foundation.scoring.result import Node, Result, UnitResult
from qingheng.foundation.scoring.totals import Total
from qingheng.foundation.scoring.unread import unread
from qingheng.foundation.scoring.walk import Walker
from qingheng.foundation.scoring.words import Words

K = TypeVar("K", bound=tuple[str, ...])
T = TypeVar("T")


class Scoring:
    """一次计分. `result()` is the official result; `explain` opens one figure without computing again."""

    def __init__(self, scheme: Scheme, inputs: Inputs, on: date) -> None:
        self.scheme, self.inputs, self.on = scheme, inputs, on
        self.walker = Walker(scheme, inputs, on)
        self._found: list[Problem] = []
        self._explained: dict[tuple[str, str | None], Node] = {}

    @cached_property
    def totals(self) -> dict[str, Total]:
        """The total of every unit that some tree scores."""
        return {unit.id: self.walker.total(unit) for unit in self.walker.scored_units()}

    @cached_property
    def groups(self) -> dict[str, list[Total]]:
        """The ranking groups, by id."""
        found: dict[str, list[Total]] = {}
        for total in self.totals.values():
            found.setdefault(self.walker.group_of(total.unit), []).append(total)
        return dict(sorted(found.items()))

    @cached_property
    def standings(self) -> dict[str, Standing]:
        """The standing of every unit."""
        return self._standings(bonus=True)

    def _standings(self, bonus: bool) -> dict[str, Standing]:
        found: dict[str, Standing] = {}
        for members in self.groups.values():
            places, problems = standings(self.walker, members, bonus)
            found |= places
            if bonus:
                self._found += problems
        return found

    @cached_property
    def _result(self) -> Result:
        plain = self._standings(bonus=False)
        given: dict[str, str | None] = {}
        contests: dict[str, dict[str, Any]] = {}
        for members in self.groups.values():
            names, problems = grades(self.walker, members, self.standings)
            given |= names
            stages, more = contest(self.walker, members)
            contests |= stages
            self._found += problems + more
        units = tuple(
            self._unit(total, plain[id], given[id], contests.get(id)) for id, total in sorted(self.totals.items())
        )
        self._found += [found for total in self.totals.values() for found in total.problems]
        self._found += list(self._stray())
        for rule in self.scheme.checks:
            self._found += check(rule, self.inputs, self.scheme.period, list(self.totals), self._again)
        found = {id(one): one for one in (*self.inputs.problems, *self.walker.warnings, *self._found)}
        problems = sorted(set(found.values()), key=_order)
        return Result(
            self.scheme.id, self.scheme.hash, self.on.isoformat(), units, self.scheme.choices, tuple(problems)
        )

    def _again(self, unit: str, instead: Mapping[tuple[str, str, str], Value]) -> Fraction | None:
        if not instead:
            return self.totals[unit].exact
        return self.walker.again(instead).total(self.inputs.units[unit]).exact

    def _unit(self, total: Total, plain: Standing, grade: str | None, stages: dict[str, Any] | None) -> UnitResult:
        place = self.standings[total.unit.id]
        found, problems = consequences(self.walker, total, place, grade)
        self._found += problems
        digits = self.scheme.rounding_total.digits if self.scheme.rounding_total is not None else None
        return UnitResult(
            unit=total.unit.id,
            name=total.unit.name,
            group=self.walker.group_of(total.unit),
            parts={id: _shown(value) for id, value in total.parts.items()},
            base=_shown(total.base),
            bonus=_shown(total.bonus),
            penalty=_shown(total.penalty),
            total=None if total.total is None else _official(total.total, digits),
            exact=_shown(total.exact),
            rank=place.rank,
            of=place.of,
            tied=place.tied,
            rank_without_bonus=plain.rank,
            grade=grade,
            vetoes=tuple(veto.domain for veto, _ in total.vetoes),
            consequences=tuple(found),
            contest=stages,
        )

    def _stray(self) -> Iterator[Problem]:
        """What the inputs hold that the scheme does not score: rejected, listed, never dropped in silence."""
        for unit in self.walker.units:
            if self.walker.root_of(unit) is None and unit.group:
                yield problem(
                    "no_tree",
                    unit.source.where("class"),
                    f"{unit.id}（{unit.cls}）不适用任何一个分类方案。",
                    f"No tree scores {unit.id} ({unit.cls}).",
                    Severity.WARNING,
                )
        named = {"*", *self.inputs.units}
        for record in self.inputs.records():
            id = getattr(record, "unit", None)
            if isinstance(id, str) and id not in named:
                yield problem(
                    "unknown_unit",
                    record.source.where("unit"),
                    f"单位“{id}”不在单位表中，该行未采用。",
                    f"{id!r} is not in the units table; the row was not used.",
                )
        yield from self._given_twice()
        yield from self._unused()
        yield from unread(self.scheme, self.inputs)

    def _given_twice(self) -> Iterator[Problem]:
        """A value without a period belongs to the cycle; one with the cycle's period stands for the same."""
        for (unit, item, period), value in sorted(self.inputs.values.items()):
            other = self.inputs.values.get((unit, item, self.scheme.period))
            if not period and other is not None and other.text != value.text:
                yield problem(
                    "duplicate",
                    value.source.where("value"),
                    f"{unit} 的“{item}”另有 {self.scheme.period} 的数 {other.text}（{other.source.where()}），采用后者。",
                    f"{unit}: {item!r} is also given for {self.scheme.period} as {other.text!r} ({other.source.where()}), which counts.",
                )

    def _unused(self) -> Iterator[Problem]:
        known = used_ids(self.scheme)
        for item, record in unused(self.scheme, self.inputs):
            yield replace(
                problem(
                    "unused_item",
                    record.source.where("item"),
                    f"方案没有用到“{item}”。",
                    f"The scheme does not use {item!r}.",
                    Severity.WARNING,
                ),
                suggestion=nearest(item, known),
            )

    def result(self) -> Result:
        """The official result."""
        return self._result

    @cached_property
    def words(self) -> Words:
        """What explanations call the scheme's functions, settings and inputs."""
        return Words(self.scheme)

    def explain(self, unit: str, item: str | None = None) -> Node:
        """The tree behind a unit's rank, or behind one of its items. Raises KeyError for an unknown unit or item."""
        if (unit, item) not in self._explained:
            self._explained[unit, item] = self._explain(unit, item)
        return self._explained[unit, item]

    def _explain(self, unit: str, item: str | None) -> Node:
        total = self.totals[unit]
        place = self.standings[unit]
        ranking = tuple(choice for choice in self.scheme.choices if choice.path.startswith("rank."))
        top = Node(
            id="rank",
            name=Text("名次", "Rank"),
            sentence=_placed(total, place),
            function="rank",
            settings={
                "style": self.scheme.ranking.style,
                "on": self.scheme.ranking.basis,
                "group": self.walker.group_of(total.unit),
            },
            exact=None if place.rank is None else Fraction(place.rank),
            choice=ranking,
            children=(total.explained, *followed(self.walker, total, place, self.result().unit(unit))),
            steps=place.how,
            problems=total.problems,
            unit=unit,
            cite=self.scheme.cite,
            words=self.words,
        )
        return top if item is None else replace(find(top, item), words=self.words)


def _placed(total: Total, place: Standing) -> Text:
    """The unit and its place; English names it by `p_name_en` of the units table, else by its code."""
    unit = total.unit
    name = unit.properties.get("name_en") or unit.id
    if place.rank is None:
        return Text(f"{unit.name}没有名次，本组共 {place.of} 个单位有名次。", f"{name} has no place among {place.of}.")
    tied = Text("，与其他单位并列", ", tied") if place.tied else Text("", "")
    return Text(
        f"{unit.name}在本组 {place.of} 个单位中列第 {place.rank} 名{tied.zh}。",
        f"{name} has place {place.rank} of {place.of} in its group{tied.en}.",
    )


def find(tree: Node, id: str) -> Node:
    """The node of that id. Raises KeyError."""
    stack = [tree]
    while stack:
        node = stack.pop(0)
        if node.id == id:
            return node
        stack = [*node.children, *stack]
    raise KeyError(id)


def used_ids(scheme: Scheme) -> set[str]:
    """Every id of an input value that the scheme may read."""
    known = {id for _, formula in formulas(scheme) for id in value_ids(formula)}
    known |= {node.id for node in scheme.nodes.values() if node.rule is not None and node.kind is not Kind.NOTE}
    known |= {rule.published for rule in scheme.checks} | {item for rule in scheme.checks for item, _ in rule.inputs}
    known |= {rule.repeat.of for rule in scheme.consequences if rule.repeat is not None}
    if scheme.contest is not None:
        known.add(scheme.contest.withdrawn)
    return known


def unused(scheme: Scheme, inputs: Inputs) -> Iterator[tuple[str, Record]]:
    """Each item of each table that the scheme never reads, with its first row."""
    known = used_ids(scheme)
    yield from _first((key[1], value) for key, value in _by_key(inputs.values, known))
    read = _read_items(scheme)
    yield from _first((key[1], rows[0]) for key, rows in _by_key(inputs.votes, read["votes"]))
    yield from _first((key[1], rows[0]) for key, rows in _by_key(inputs.marks, read["sheets"]))
    yield from _first((key[1], rows[0]) for key, rows in _by_key(inputs.events, read["events"]))


def _by_key(table: Mapping[K, T], known: set[str]) -> Iterable[tuple[K, T]]:
    """The entries about other items than these, the last unit first."""
    return sorted(((key, found) for key, found in table.items() if key[1] not in known), reverse=True)


def _first(found: Iterable[tuple[str, Record]]) -> Iterable[tuple[str, Record]]:
    return sorted(dict(found).items())


def _read_items(scheme: Scheme) -> dict[str, set[str]]:
    """The items whose votes, sheets and events the scheme may read."""
    read: dict[str, set[str]] = {"votes": set(), "sheets": set(), "events": set()}
    for node in scheme.nodes.values():
        match node.rule.function if node.rule is not None else None:
            case "votes" | "opinions" as function if node.rule is not None:
                read["votes" if function == "votes" else "sheets"].add(node.rule.settings.text("item", node.id))
            case "panel" | "rank_votes" if node.rule is not None:
                read["sheets"] |= set(node.rule.settings.scale("indicators") or [node.id])
            case "events" | "awards":
                read["events"].add(node.id)
    for _, formula in formulas(scheme):
        read["events"] |= called(formula, "events")
        read["votes"] |= called(formula, "vote_share")
    return read


def _order(found: Problem) -> tuple[str, ...]:
    return (
        found.where.path or "",
        found.code,
        found.where.file or "",
        str(found.where.sheet),
        f"{found.where.row or 0:09}",
        found.text.zh,
    )


def _shown(value: Fraction | None) -> str | None:
    return None if value is None else format_figure(value)


def _official(value: Fraction, digits: int | None) -> str:
    """With the declared decimals, zeros included; as it is where a veto's deduction has more."""
    try:
        return format_figure(value, digits)
    except ValueError:
        return format_figure(value)


def run(scheme: Scheme, inputs: Inputs, on: date) -> Result:
    """The official result of one run."""
    return Scoring(scheme, inputs, on).result()


def explain(scheme: Scheme, inputs: Inputs, unit: str, item: str | None = None, *, on: date) -> Node:
    """The tree behind one unit's rank or item. Raises KeyError for an unknown unit or item."""
    return Scoring(scheme, inputs, on).explain(unit, item)
