"""取数: the wide row of each unit, pivoted from the long input tables; only what the scheme reads.

All tables carry `county`, so that one query scores one county or all of them. Figures lie in the tables as integers
over a denominator known for each item (`Profile`).
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from qingheng.foundation.scoring.bulk.cells import Cell, UnsupportedError, quoted
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
    #: Whether the data tell of relations between units at all.
    related: bool = True


@dataclass(slots=True)
class Sources:
    """Columns that the wide row must have, by table."""

    profile: Profile
    period: str
    #: How many of the highest and lowest marks some item drops.
    trims: tuple[int, int] = (0, 0)
    #: SQL: the unit is one that some tree scores; only those are anybody's peers.
    scored: str = "TRUE"
    values: dict[tuple[str, str, str], str] = field(default_factory=dict)
    #: Columns of values for which it matters that the unit gave the figure itself.
    recused: set[str] = field(default_factory=set)
    properties: dict[str, str] = field(default_factory=dict)
    #: Further tables with one row a unit: name -> SELECT with county, unit and columns of its own.
    joined: dict[str, str] = field(default_factory=dict)
    #: The same for what must know groups and trees first, read from the tables `trees` and `others`.
    late: dict[str, str] = field(default_factory=dict)
    #: Figures of each unit that others read, by what they are: how to compile them (None: the total).
    read: dict[object, Callable[[], Cell] | None] = field(default_factory=dict)
    #: Whether figures are wanted of units that no tree scores, too.
    everybody: bool = False
    #: SQL conditions under which a sentence must say something about the unit, whatever its score.
    attention: list[str] = field(default_factory=list)

    def value(self, item: str, period: str = "", *, common: bool = False, recused: bool = False) -> Cell:
        """An input value of the unit (or of all units: `common`), in a period, by default the cycle.

        With `recused`, a figure that the unit gave itself does not count.
        """
        key = (item, period or self.period, "*" if common else "")
        name = self.values.setdefault(key, f"v{len(self.values)}")
        scale = self.profile.values.get(item, Scale())
        figure = Rational(name, scale.top, scale.den)
        own = ""
        if recused:
            self.recused.add(name)
            own = f"WHEN {name} IS NOT NULL AND {name}o = unit THEN 3 "
        return Cell(figure, state=f"(CASE {own}WHEN {name} IS NOT NULL THEN 0 ELSE coalesce({name}n, 1) END)")

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

    def join_late(self, make: Callable[[str], str]) -> str:
        """A further table with one row a unit, made after groups and trees are known; `make` gets its name."""
        name = f"k{len(self.late)}"
        self.late[name] = make(name)
        return name

    def of_others(self, key: object, make: Callable[[], Cell] | None) -> str:
        """A figure that other units read: the name of its columns `_n`, `_d` and `_s` in the table `others`."""
        self.everybody = True
        self.read.setdefault(key, make)
        return f"e{list(self.read).index(key)}"

    def relations(self, names: list[str]) -> str:
        """The relations of these names that hold. Raises UnsupportedError where the data tell of none."""
        if not self.profile.related:
            raise UnsupportedError("relations between units")
        listed = ", ".join(quoted(name) for name in names) or "''"
        return f"SELECT county, origin, relation, target FROM relations WHERE relation IN ({listed})"

    def fold_marks(self, item: str, *, own: bool) -> str:
        """Sums of one item's marks by unit and rater group, without raters' own units where `own` says so."""
        if not own or not self.profile.own_marks:
            return f"SELECT * FROM folded WHERE item = {quoted(item)}"
        high, low = self.trims
        mine = fold(f"SELECT * FROM marks WHERE item = {quoted(item)} AND {self.own_marks()}", high, low)
        return (
            f"SELECT county, unit, item, rater_group, x.* EXCLUDE (county, unit, item, rater_group, twice, word), y.twice, y.word "
            f"FROM (SELECT * FROM folded WHERE item = {quoted(item)}) y LEFT JOIN ({mine}) x USING (county, unit, item, rater_group)"
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

    def late_columns(self) -> list[str]:
        """The names of the columns that are joined after groups and trees are known."""
        return [found for name, select in self.late.items() for found in re.findall(rf" AS ({name}_\w+)", select)]

    def graded(self) -> str:
        """The rows of all units that figures are wanted of, from the table `trees`."""
        columns = "".join(f", {name}.* EXCLUDE (county, unit)" for name in self.late)
        joins = " ".join(f"LEFT JOIN ({select}) {name} USING (county, unit)" for name, select in self.late.items())
        where = " WHERE fits = 1" if self.scored == "TRUE" else ""
        return f"SELECT trees.*{columns} FROM trees {joins}{where}"

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
            parts.append(f"max(num) {here}::{kind} AS {name}, max(state) {here} AS {name}n")
            parts += [f"max(organ) {here} AS {name}o"] * (name in self.recused)
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


#: SQL of whether some count of a ballot is given twice.
TWICE = "count(*) <> count(DISTINCT (rater_group, grade))"
#: SQL of whether a rater stands twice among the marks of a unit and group, and of whether some mark is no figure.
TWICE_MARKED, WORD = "count(*) <> count(DISTINCT rater)", "bool_or(word)"


def fold(marks: str, high: int, low: int, twice: str = "FALSE", word: str = "FALSE") -> str:
    """The marks of a SELECT folded by unit, item and rater group: number, sum, extremes, and what a trim may drop.

    `twice` is SQL of whether some rater stands in the group twice, `word` of whether some mark is no figure.
    """
    extra = [f"max(num, {high}) AS tops"] * (high > 0) + [f"min(num, {low}) AS lows"] * (low > 0)
    columns = ["count(num) AS n", "sum(num)::HUGEINT AS s", "min(num) AS least", "max(num) AS greatest", *extra]
    keys = "county, unit, item, rater_group"
    return f"SELECT {keys}, {', '.join(columns)}, {twice} AS twice, {word} AS word FROM ({marks}) GROUP BY {keys}"


def trims_of(scheme: Scheme) -> tuple[int, int]:
    """The greatest numbers of highest and lowest marks that the scheme drops."""
    rules = [
        node.rule.settings for node in scheme.nodes.values() if node.rule is not None and node.rule.function == "panel"
    ]
    return max((s.count("trim_high") for s in rules), default=0), max((s.count("trim_low") for s in rules), default=0)
