"""没有总分的原因: why a unit of a range has no total, from the states of its items and the sums of its marks.

Nothing of it is computed for units that have one; a range with others costs two more queries over its sums.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import duckdb

from qingheng.foundation.kernel.points import format_figure
from qingheng.foundation.kernel.problems import Problem, Severity, Where
from qingheng.foundation.kernel.text import Text
from qingheng.foundation.scoring.bulk.cells import quoted
from qingheng.foundation.scoring.model import Node, Scheme

#: So many problems of a kind are listed; of the others only the number is said.
MOST = 20
_MEND = Text("改正数据或方案后重新计分。", "Mend the data or the scheme and score again.")
_RATED = ("panel", "rank_votes")


@dataclass(slots=True)
class Listing:
    """问题清单: at most `MOST` problems of a kind, each once, and how many there are in all."""

    listed: dict[tuple[str, str], Problem] = field(default_factory=dict)
    found: Counter[str] = field(default_factory=Counter)

    def room(self, code: str) -> int:
        """How many problems of the kind may still be listed."""
        return max(0, MOST - sum(1 for kind, _ in self.listed if kind == code))

    def add(self, code: str, path: str, text: Text, severity: Severity = Severity.ERROR) -> None:
        """One problem; nothing where the same is listed."""
        if (code, path) in self.listed:
            return
        self.found[code] += 1
        if self.room(code):
            self.listed[code, path] = Problem(code, text, _MEND, Where(path=path), severity)

    def count(self, code: str, more: int) -> None:
        """So many more of a kind, one of which is listed."""
        self.found[code] += more

    def as_json(self) -> dict[str, Any]:
        """`{listed, found}`, so that a run that goes on knows what the killed one found."""
        rows = [[*key, *one.text.as_json().values(), one.severity.value] for key, one in self.listed.items()]
        return {"listed": rows, "found": dict(self.found)}

    def take(self, other: Mapping[str, Any]) -> None:
        """Add what another one found, in the form of its JSON."""
        again = Counter[str]()
        for code, path, zh, en, severity in other["listed"]:
            again[code] += 1
            self.add(code, path, Text(zh, en), Severity(severity))
        self.found += Counter(other["found"]) - again

    def problems(self) -> list[Problem]:
        """What is listed, and for each kind how many more."""
        found: list[Problem] = []
        for code, number in self.found.items():
            own = [one for (kind, _), one in self.listed.items() if kind == code]
            found += own
            if (more := number - len(own)) > 0:
                text = Text(f"另有 {more} 处同类问题，未逐一列出。", f"{more} more of this kind are not listed.")
                found.append(Problem(code, text, _MEND, Where(), own[0].severity))
        return found


@dataclass(frozen=True, slots=True)
class Lost:
    """没有总分的单位: its group and tree, and the state of every node, in the order of the plan."""

    county: str
    unit: str
    group: str
    tree: int
    states: Sequence[int]


def explain(
    database: duckdb.DuckDBPyConnection, scheme: Scheme, nodes: Sequence[str], lost: Sequence[Lost], to: Listing
) -> None:
    """List why each of these units of the range in the table `folded` has no total."""
    if lost:
        _Reasons(database, scheme, nodes, lost, to).explain()


class _Reasons:
    """The units of one range that have no total."""

    def __init__(
        self,
        database: duckdb.DuckDBPyConnection,
        scheme: Scheme,
        nodes: Sequence[str],
        lost: Sequence[Lost],
        to: Listing,
    ) -> None:
        self.database, self.scheme, self.lost, self.to = database, scheme, lost, to
        self.at = {id: place for place, id in enumerate(nodes)}
        self.groups = {(one.county, one.unit): one.group for one in lost}
        self.extremes = self._extremes()
        #: Items that nobody of a group can have, for a rater marked one of its units twice.
        self.twice = {
            (county, self.groups.get((county, unit)), item)
            for (county, unit, item), (_, _, twice) in self.extremes.items()
            if twice
        }

    def explain(self) -> None:
        """One problem for each item that a unit lacks, or one for the unit."""
        open_items: list[tuple[Lost, Node]] = []
        for one in self.lost:
            nodes = self._culprits(one, self.scheme.trees[one.tree].root)
            open_items += [(one, node) for node in nodes if not self._marked_wrongly(one, node)]
            if not nodes:
                self.to.add(
                    "nothing_applies",
                    f"{one.county}/{one.unit}",
                    Text(
                        f"“{one.unit}”没有适用的项目，没有总分。", f"No item applies to {one.unit!r}: it has no total."
                    ),
                )
        shown = open_items[: self.to.room("no_score")]
        counts = self._counts([one for one, _ in shown])
        for one, node in shown:
            self._add("no_score", one, node, self._why(one, node, counts))
        self.to.count("no_score", len(open_items) - len(shown))

    def _state(self, one: Lost, id: str) -> int:
        return one.states[self.at[id]] if id in self.at else 0

    def _culprits(self, one: Lost, id: str) -> list[Node]:
        """The lowest nodes that have no score although they apply."""
        if self._state(one, id) == 2:
            return []
        node = self.scheme.nodes[id]
        below = [found for child in node.children for found in self._culprits(one, child)]
        return below or ([node] if self._state(one, id) in (1, 3) else [])

    def _extremes(self) -> Mapping[tuple[str, str, str], tuple[int | None, int | None, bool]]:
        """Least and greatest mark of whoever has one that cannot be, and whether a rater stands there twice."""
        tests = ["twice"]
        for node in self.scheme.nodes.values():
            for item, (low, high) in limits(node).items():
                over = f" OR greatest > {high.numerator // high.denominator}" if high is not None else ""
                tests.append(f"(item = {quoted(item)} AND (least < {low}{over}))")
        rows = self.database.execute(
            "SELECT county, unit, item, min(least), max(greatest), bool_or(twice) FROM folded "
            f"WHERE {' OR '.join(tests)} GROUP BY ALL"
        ).fetchall()
        return {(row[0], row[1], row[2]): (row[3], row[4], row[5]) for row in rows}

    def _marked_wrongly(self, one: Lost, node: Node) -> bool:
        """Whether marks that cannot be are the reason, which is listed."""
        told = False
        for item, (low, high) in limits(node).items():
            least, greatest, twice = self.extremes.get((one.county, one.unit, item), (None, None, False))
            marks = [mark for mark in (least, greatest) if mark is not None]
            wrong = [mark for mark in marks if mark < low or (high is not None and mark > high)]
            for mark in dict.fromkeys(wrong):
                most = "" if high is None else format_figure(high)
                zh = f"不是名次（从 {low} 起的整数）" if high is None else f"超出 {low} 至 {most}"
                en = f"is no place (whole, from {low})" if high is None else f"lies outside {low} to {most}"
                said = Text(f"打分 {mark} {zh}", f"the mark {mark} {en}")
                self._add("bad_place" if high is None else "out_of_range", one, node, said)
            # A rater who marked this unit twice is listed with the marks of the range.
            told = told or bool(wrong) or twice
            if not told and (one.county, one.group, item) in self.twice:
                said = Text("有评价人对同组一单位打了两次分", "a rater marked a unit of the group twice")
                self._add("marked_twice", one, node, said)
                told = True
        return told

    def _counts(self, lost: Iterable[Lost]) -> Mapping[tuple[str, str, str, str], int]:
        """How many marks these units got, by item and rater group."""
        wanted = ", ".join(
            f"({quoted(county)}, {quoted(unit)})" for county, unit in {(one.county, one.unit) for one in lost}
        )
        if not wanted:
            return {}
        rows = self.database.execute(
            f"SELECT county, unit, item, rater_group, n FROM folded WHERE (county, unit) IN ({wanted})"
        ).fetchall()
        return {(row[0], row[1], row[2], row[3]): row[4] for row in rows}

    def _why(self, one: Lost, node: Node, counts: Mapping[tuple[str, str, str, str], int]) -> Text:
        """Rater groups that are too small; else what the state tells."""
        if node.rule is not None and node.rule.function in _RATED:
            s = node.rule.settings
            needs = {row.text("id"): max(row.count("min", s.count("min_raters")), 1) for row in s.rows("groups")}
            for item in limits(node):
                had = {id: counts.get((one.county, one.unit, item, id), 0) for id in needs}
                short = {id: number for id, number in had.items() if number < needs[id]}
                if short and (len(short) == len(needs) or s.text("empty_group") == "error"):
                    return Text(
                        "评价主体的评分太少：" + "、".join(f"{id} {had[id]} 份，至少 {needs[id]} 份" for id in short),
                        "rater groups have too few marks: "
                        + ", ".join(f"{id} {had[id]} of at least {needs[id]}" for id in short),
                    )
        if self._state(one, node.id) == 1:
            return Text("缺少所需的数据", "data that it needs are missing")
        if node.rule is not None and node.rule.function in _RATED:
            return Text(
                "有效评分太少（其余无效、回避或不属任何主体）",
                "too few marks are valid (others are void, recused or of no group)",
            )
        return Text("所需的数据不能用于计算", "data that it needs cannot be used")

    def _add(self, code: str, one: Lost, node: Node, why: Text) -> None:
        self.to.add(
            code,
            f"{one.county}/{one.unit}/{node.id}",
            Text(
                f"“{one.unit}”的“{node.name.zh}”没有得分，因而没有总分：{why.zh}。",
                f"{one.unit!r} has no score in {node.name.en!r} and so no total: {why.en}.",
            ),
        )


def limits(node: Node) -> dict[str, tuple[int, Fraction | None]]:
    """The least and the greatest mark of each item that a node reads; places have no greatest."""
    if node.rule is None or node.rule.function not in _RATED:
        return {}
    s = node.rule.settings
    if node.rule.function == "rank_votes":
        return {node.id: (1, None)}
    indicators = s.scale("indicators") or {node.id: s.figure("scale", node.full or Fraction(0))}
    return {item: (0, points) for item, points in indicators.items()}
