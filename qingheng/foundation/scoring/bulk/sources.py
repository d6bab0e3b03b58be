"""取数: the wide row of each unit, pivoted from the long input tables; only what the scheme reads.

All tables carry `county`, so that one query scores one county or all of them. Figures lie in the tables as integers
over a denominator known for each item (`Profile`).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from qingheng.foundation.scoring.bulk.cells import Cell, quoted
from qingheng.foundation.scoring.bulk.rational import Rational, kind_of
from qingheng.foundation.scoring.model import Scheme


@dataclass(frozen=True, slots=True)
class Scale:
    """定标: the common denominator of an item's figures, and the greatest size of their numerators."""

    den: int = 1
    top: int = 0


@dataclass(frozen=True, slots=True)
class Profile:
    """数据概貌: what the compiler must know of the data to choose widths: scales by item, greatest counts."""

    values: Mapping[str, Scale] = field(default_factory=dict)
    marks: Mapping[str, Scale] = field(default_factory=dict)
    properties: Mapping[str, Scale] = field(default_factory=dict)
    most_units: int = 1
    most_marks: int = 1
    most_votes: int = 1
    most_events: int = 1
    #: Items of which some event could not be read.
    refused: frozenset[str] = frozenset()
    #: Whether some rater may belong to the unit that it rates.
    own_marks: bool = True
    #: Whether some rater may have marked a unit twice.
    twice: bool = True


@dataclass(slots=True)
class Sources:
    """Columns that the wide row must have, by table."""

    profile: Profile
    period: str
    #: How many of the highest and lowest marks some item drops.
    trims: tuple[int, int] = (0, 0)
    values: dict[tuple[str, str, str], str] = field(default_factory=dict)
    #: Columns of values for which it matters that the unit gave the figure itself.
    recused: set[str] = field(default_factory=set)
    properties: dict[str, str] = field(default_factory=dict)
    #: Further tables with one row a unit: name -> SELECT with county, unit and columns of its own.
    joined: dict[str, str] = field(default_factory=dict)

    def value(self, item: str, period: str = "", *, common: bool = False, recused: bool = False) -> Cell:
        """An input value of the unit (or of all units: `common`), in a period, by default the cycle.

        With `recused`, a figure that the unit gave itself counts as missing.
        """
        key = (item, period or self.period, "*" if common else "")
        name = self.values.setdefault(key, f"v{len(self.values)}")
        scale = self.profile.values.get(item, Scale())
        figure = Rational(name, scale.top, scale.den)
        own = ""
        if recused and not common:
            self.recused.add(name)
            own = f"WHEN {name} IS NOT NULL AND {name}o THEN 1 "
        return Cell(figure, state=f"(CASE {own}WHEN {name} IS NOT NULL THEN 0 WHEN {name}n THEN 2 ELSE 1 END)")

    def property(self, name: str) -> Cell:
        """A property of the unit: its text, and its figure where it is one."""
        column = self.properties.setdefault(name, f"q{len(self.properties)}")
        scale = self.profile.properties.get(name, Scale())
        state = f"(CASE WHEN {column}t IS NULL THEN 1 ELSE 0 END)"
        return Cell(Rational(column, scale.top, scale.den), text=f"{column}t", state=state)

    def join(self, select: str) -> str:
        """A further table with one row a unit; gives its name."""
        for name, known in self.joined.items():
            if known == select:
                return name
        name = f"j{len(self.joined)}"
        self.joined[name] = select
        return name

    def fold_marks(self, item: str, *, own: bool) -> str:
        """Sums of one item's marks by unit and rater group, without raters' own units where `own` says so."""
        if not own or not self.profile.own_marks:
            return f"SELECT * FROM folded WHERE item = {quoted(item)}"
        high, low = self.trims
        mine = fold(f"SELECT * FROM marks WHERE item = {quoted(item)} AND {self.own_marks()}", high, low, "NULL")
        return (
            f"SELECT x.* EXCLUDE (twice), y.twice FROM ({mine}) x "
            "JOIN (SELECT county, unit, item, rater_group, twice FROM folded) y USING (county, unit, item, rater_group)"
        )

    def own_marks(self) -> str:
        """SQL: the mark is not the unit's own."""
        mine = "SELECT 1 FROM units r WHERE r.county = marks.county AND r.unit = marks.rater AND r.parent = marks.unit"
        return f"(marks.rater <> marks.unit AND NOT EXISTS ({mine}))"

    def columns(self, vetoes: int) -> list[str]:
        """The names of the columns of the wide row."""
        own = ["county", "unit", "class", "own_group", "parent", *(f"veto_{at}" for at in range(vetoes))]
        own += [column for name in self.values.values() for column in (name, f"{name}n")]
        own += [f"{name}o" for name in self.values.values() if name in self.recused]
        own += [column for name in self.properties.values() for column in (name, f"{name}t")]
        return own + [name for select in self.joined.values() for name in re.findall(r" AS (j\d+_\w+)", select)]

    def query(self) -> str:
        """The wide rows, before any computation."""
        joins, columns = [], ["units.*"]
        for own, mark in (("", "o"), ("*", "w")):
            if select := self._pivot(own):
                columns.append(f"{mark}.* EXCLUDE (county{', unit' if not own else ''})")
                joins.append(f"LEFT JOIN ({select}) {mark} USING (county{', unit' if not own else ''})")
        if self.properties:
            columns.append("p.* EXCLUDE (county, unit)")
            joins.append(f"LEFT JOIN ({self._property_pivot()}) p USING (county, unit)")
        for name, select in self.joined.items():
            columns.append(f"{name}.* EXCLUDE (county, unit)")
            joins.append(f"LEFT JOIN ({select}) {name} USING (county, unit)")
        return f"(SELECT {', '.join(columns)} FROM units {' '.join(joins)})"

    def _pivot(self, own: str) -> str:
        wanted = {key: name for key, name in self.values.items() if key[2] == own}
        if not wanted:
            return ""
        parts = []
        for (item, period, _), name in wanted.items():
            kind = kind_of(self.profile.values.get(item, Scale()).top)
            here = f"FILTER (item = {quoted(item)} AND period = {quoted(period)})"
            parts.append(f"max(num) {here}::{kind} AS {name}, coalesce(bool_or(na) {here}, FALSE) AS {name}n")
            parts += [f"coalesce(bool_or(own) {here}, FALSE) AS {name}o"] * (name in self.recused)
        keys = "county" if own else "county, unit"
        where = "unit = '*'" if own else "unit <> '*'"
        items = ", ".join(sorted({quoted(item) for item, _, _ in wanted}))
        return f'SELECT {keys}, {", ".join(parts)} FROM "values" WHERE {where} AND item IN ({items}) GROUP BY {keys}'

    def _property_pivot(self) -> str:
        parts = []
        for name, column in self.properties.items():
            here = f"FILTER (name = {quoted(name)})"
            kind = kind_of(self.profile.properties.get(name, Scale()).top)
            parts.append(f"max(num) {here}::{kind} AS {column}, max(text) {here} AS {column}t")
        return f"SELECT county, unit, {', '.join(parts)} FROM properties GROUP BY county, unit"


def fold(marks: str, high: int, low: int, twice: str = "FALSE") -> str:
    """The marks of a SELECT folded by unit, item and rater group: number, sum, extremes, and what a trim may drop.

    `twice` is SQL of whether some rater stands in the group twice.
    """
    extra = [f"max(num, {high}) AS tops"] * (high > 0) + [f"min(num, {low}) AS lows"] * (low > 0)
    columns = ["count(num) AS n", "sum(num)::HUGEINT AS s", "min(num) AS least", "max(num) AS greatest", *extra]
    keys = "county, unit, item, rater_group"
    return f"SELECT {keys}, {', '.join(columns)}, {twice} AS twice FROM ({marks}) GROUP BY {keys}"


def trims_of(scheme: Scheme) -> tuple[int, int]:
    """The greatest numbers of highest and lowest marks that the scheme drops."""
    rules = [
        node.rule.settings for node in scheme.nodes.values() if node.rule is not None and node.rule.function == "panel"
    ]
    return max((s.count("trim_high") for s in rules), default=0), max((s.count("trim_low") for s in rules), default=0)
