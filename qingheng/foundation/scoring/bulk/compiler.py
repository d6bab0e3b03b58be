"""编译方案: a scheme and a profile of the data to one query; refuses what it does not compute, before anything runs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from qingheng.foundation.scoring.bulk.cells import Cell, UnsupportedError, is_there, quoted
from qingheng.foundation.scoring.bulk.contests import Contests
from qingheng.foundation.scoring.bulk.formulas import GROUP
from qingheng.foundation.scoring.bulk.nodes import Nodes
from qingheng.foundation.scoring.bulk.passes import Passes, doubtful, levels, read_by_others
from qingheng.foundation.scoring.bulk.persons import Persons
from qingheng.foundation.scoring.bulk.rational import Rational
from qingheng.foundation.scoring.bulk.sources import Profile, Sources, trims_of
from qingheng.foundation.scoring.bulk.stages import Stages
from qingheng.foundation.scoring.bulk.totals import Totals
from qingheng.foundation.scoring.formula import Formula
from qingheng.foundation.scoring.model import Kind, Scheme


@dataclass(frozen=True, slots=True)
class Column:
    """结果的一列: where numerator and denominator of a figure stand in a row; a known denominator has no place."""

    num: int
    den: int
    den_at: int | None


@dataclass(frozen=True, slots=True)
class Plan:
    """执行方案: the query, and where each figure stands in its rows."""

    sql: str
    #: Rows: county, unit, grp, tree, rank, of, tied, rank_without_bonus, grade, attention, nothing, …
    figures: Mapping[str, Column]
    parts: Mapping[int, Mapping[str, Column]]
    consequences: tuple[tuple[int, Column | None], ...]
    #: SELECT of the number of units that several trees fit.
    several_trees: str
    #: SELECT of county, unit and number of trees of the units of a group that not exactly one tree fits.
    unscored: str
    vetoed: int
    from_bottom: int
    #: What must be computed before the query may run.
    passes: Passes
    contest: "ContestColumns | None" = None
    #: SELECT of every unit's id, then, for the consequences that spare persons, a state or `SPARED`; None where none do.
    spared: str | None = None
    sparing: tuple[int, ...] = ()
    #: Nodes, and where a row holds the list of their states if the unit has no total; only in a lean plan.
    nodes: tuple[str, ...] = ()
    states: int = 0
    #: Where a row of a lean plan says whether others stand level with the unit.
    tied: int = 0


@dataclass(frozen=True, slots=True)
class StageColumns:
    """竞争一个环节的各列."""

    outcome: int
    score: Column
    place: int
    of: int
    floor: Column | None


@dataclass(frozen=True, slots=True)
class ContestColumns:
    """竞争性选拔的各列: the outcome, and the stages."""

    outcome: int
    stages: tuple[StageColumns, ...]


HEAD = ("county", "unit", "grp", "tree")


def compile_scheme(scheme: Scheme, profile: Profile, on: date, *, lean: bool = False) -> Plan:
    """The plan of a scheme over data of this profile; a lean one gives total and rank only, and computes no more.

    Raises UnsupportedError for what only the walker computes, TooWideError where figures could pass 128 bits.
    """
    _refuse(scheme)
    sources = Sources(profile, scheme.period, trims_of(scheme))
    plan = _plan(scheme, sources, lean=lean)
    if not sources.everybody or all(tree.when is None for tree in scheme.trees):
        return plan
    # Figures are read of units that no tree scores: they are computed too, and stand in nobody's group.
    return _plan(scheme, Sources(profile, scheme.period, trims_of(scheme), "scored"), lean=lean)


def _plan(scheme: Scheme, sources: Sources, *, lean: bool) -> Plan:
    units = _Units(scheme, sources)
    stages = Stages("graded", "c")
    nodes = Nodes(scheme, stages, sources)
    totals = Totals(scheme, nodes)
    official, plain = totals.compile()
    grade = totals.grade(official)
    consequences = totals.consequences(official, grade)
    persons = Persons(nodes)
    persons.compile()
    contests = None if scheme.contest is None else Contests(totals, scheme.contest)
    outcome = None if contests is None else contests.compile()
    read = read_by_others(sources, totals.total)
    telling = [*totals.attention, *sources.attention]
    attention = "(" + " OR ".join(f"coalesce({one}, FALSE)" for one in telling) + ")"
    out = _Output(list(HEAD))
    shown = (official.rank, official.of, official.tied, plain.rank, grade or "NULL", attention, _nothing(scheme, nodes))
    for name in (official.rank,) if lean else shown:
        out.add(name)
    figures = {"total": out.figure(totals.total)}
    parts: dict[int, dict[str, Column]] = {}
    proposed: tuple[tuple[int, Column | None], ...] = ()
    if not lean:
        figures |= {name: out.figure(cell) for name, cell in _named(totals).items()}
        parts = {tree: {id: out.figure(cell) for id, cell in cells.items()} for tree, cells in totals.parts.items()}
        proposed = tuple(
            (out.add(held), None if amount is None else out.figure(amount)) for held, amount in consequences
        )
    contest = None if contests is None else _contest(contests, outcome or "", out)
    vetoed = out.add("(" + (" OR ".join(f"veto_{at}" for at in range(len(scheme.vetoes))) or "FALSE") + ")")
    from_bottom = out.add(official.from_bottom)
    states, tied = (out.add(_states(totals)), out.add(official.tied)) if lean else (0, 0)
    scored = out.add("scored")
    base = [*sources.columns(len(scheme.vetoes)), "grp", "tree", "scored", *sources.late_columns()]
    inner = stages.query(", ".join(f"{sql} AS o{at}" for at, sql in enumerate(out.columns)), base)
    sql = f"WITH {units.graded()} SELECT * FROM ({inner}) WHERE o{scored} ORDER BY o0, o1"
    others = f"WITH {units.graded()} SELECT * FROM ({stages.query(', '.join(read), base)})"
    passes = Passes(others, len(sources.read), levels(sources, stages, read), doubtful(scheme))
    several = f"WITH {units.graded()} SELECT count(*) FROM trees WHERE fits > 1"
    unscored = f"WITH {units.graded()} SELECT county, unit, fits FROM trees WHERE fits > 1 OR (fits = 0 AND own_group <> '') ORDER BY ALL"
    asked = persons.query(base)
    spared = None if asked is None else f"WITH {units.graded()} SELECT * FROM ({asked})"
    sparing = tuple(persons.columns)
    return Plan(
        sql, figures, parts, proposed, several, unscored, vetoed, from_bottom, passes, contest, spared, sparing,
        tuple(nodes.done), states, tied,
    )  # fmt: skip


def _refuse(scheme: Scheme) -> None:
    for tree in scheme.trees:
        root = scheme.nodes[tree.root]
        if root.kind is not Kind.BASE:
            raise UnsupportedError("a root outside the base")


def _contest(contests: Contests, outcome: str, out: "_Output") -> ContestColumns:
    stages = tuple(
        StageColumns(
            out.add(stage.outcome),
            out.figure(stage.score),
            out.add(stage.place),
            out.add(stage.of),
            None if stage.floor is None else out.figure(stage.floor),
        )
        for stage in contests.stages
    )
    return ContestColumns(out.add(outcome), stages)


def _nothing(scheme: Scheme, nodes: Nodes) -> str:
    """SQL: no part of the unit's tree applies, so it has no parts."""
    tests = []
    for at, tree in enumerate(scheme.trees):
        nothing = nodes.all_out.get(tree.root)
        if nothing is not None:
            tests.append(f"(tree = {at} AND {nothing})")
    return f"({' OR '.join(tests)})" if tests else "FALSE"


def _states(totals: Totals) -> str:
    """SQL: where the unit has no total, the list of the states of all nodes, in the order they were compiled in."""
    states = ", ".join(cell.state or "0" for cell in totals.nodes.done.values())
    return f"(CASE WHEN NOT {is_there(totals.total.state)} THEN [{states}] END)"


def _named(totals: Totals) -> dict[str, Cell]:
    return {
        "base": totals.base,
        "bonus": totals.bonus,
        "penalty": totals.penalty,
        "exact": totals.exact,
    }


class _Output:
    """The columns of the result, each with its place."""

    def __init__(self, columns: list[str]) -> None:
        self.columns = columns

    def add(self, sql: str) -> int:
        self.columns.append(sql)
        return len(self.columns) - 1

    def figure(self, cell: Cell) -> Column:
        value: Rational = cell.value
        num = self.add(value.num if cell.state is None else f"(CASE WHEN {is_there(cell.state)} THEN {value.num} END)")
        return Column(num, value.den, None if value.den_sql is None else self.add(value.den_sql))


class _Units:
    """The units that one tree scores, with their ranking group."""

    def __init__(self, scheme: Scheme, sources: Sources) -> None:
        self.scheme, self.sources = scheme, sources
        self.stages = Stages("wide", "g")
        nodes = Nodes(scheme, self.stages, sources)
        f = nodes.formulas()
        f.facts = {"group": Cell(text="own_group")}

        def fits(when: Formula) -> str:
            cell = f.hold(f.truth(when))
            return f"({is_there(cell.state)} AND coalesce({cell.truth}, FALSE))"

        groups = " ".join(f"WHEN {fits(rule.when)} THEN {quoted(rule.id)}" for rule in scheme.ranking.groups)
        self.group = self.stages.let(f"(CASE {groups} ELSE own_group END)") if groups else "own_group"
        f.facts = {"group": Cell(text=self.group)}
        self.trees = [self.stages.let(fits(tree.when)) if tree.when is not None else "TRUE" for tree in scheme.trees]
        if any(f"PARTITION BY {GROUP}" in column for column in self.stages.known):
            raise UnsupportedError("a condition on trees or groups that compares the units of a group")

    def graded(self) -> str:
        """The tables `wide`, `trees` and `graded`, as parts of a WITH."""
        fits = " + ".join(f"({tree})::INT" for tree in self.trees)
        which = " ".join(f"WHEN {tree} THEN {at}" for at, tree in enumerate(self.trees))
        base = self.sources.columns(len(self.scheme.vetoes))
        columns = f"{', '.join(base)}, {self.group} AS grp, {fits} AS fits, {fits} = 1 AS scored, CASE WHEN {fits} = 1 THEN CASE {which} END END AS tree"
        kept = "MATERIALIZED " if self.sources.late else ""
        return (
            f"wide AS {self.sources.query()}, trees AS {kept}({self.stages.query(columns, base)}), "
            f"graded AS ({self.sources.graded()})"
        )
