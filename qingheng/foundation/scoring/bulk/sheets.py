"""整份评分表的编译: sheets judged as a whole over all units of a group, raters' groups by relation or attribute, recusal.

A rater's marks on all units and indicators of a panel in one ranking group are one sheet. What is left of the valid
sheets is folded to one row a unit: number, sum and number used, by indicator and rater group.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor, lcm

from qingheng.foundation.scoring.bulk import rational as q
from qingheng.foundation.scoring.bulk.asks import Ask
from qingheng.foundation.scoring.bulk.cells import Cell, fault, first_bad, quoted
from qingheng.foundation.scoring.bulk.groups import Group, enough, weighted
from qingheng.foundation.scoring.bulk.rational import Rational
from qingheng.foundation.scoring.bulk.sources import Scale
from qingheng.foundation.scoring.declare import Settings

#: A sheet: the marks of one rater of one group of raters in one ranking group.
_SHEET = "OVER (PARTITION BY county, grp, rater_group, rater)"


@dataclass(slots=True)
class Sheets:
    """评分表: the marks of one panel, over a common denominator `den`."""

    ask: Ask
    indicators: dict[str, Fraction]

    @property
    def scales(self) -> dict[str, Scale]:
        """How the marks of each indicator are held."""
        return {item: self.ask.f.sources.profile.marks.get(item, Scale()) for item in self.indicators}

    @property
    def den(self) -> int:
        """The denominator of all marks taken together."""
        return lcm(1, *(scale.den for scale in self.scales.values()))

    @property
    def groups(self) -> Sequence[Settings]:
        """The rater groups, which the columns name by their places."""
        return self.ask.s.rows("groups")

    @property
    def parts(self) -> int:
        """How many figures a rater has: one a sheet, or one an indicator."""
        return len(self.indicators) if self.ask.s.text("order") == "per_indicator" else 1

    def scale(self, part: int) -> Scale:
        """How a rater's figures of a part are held."""
        tops = [scale.top * (self.den // scale.den) for scale in self.scales.values()]
        return Scale(self.den, sum(tops) if self.parts == 1 else tops[part])

    def join(self) -> str:
        """The table with one row a unit that the panel is scored from; gives its name."""
        return self.ask.f.sources.join_late(self._folded)

    def _folded(self, name: str) -> str:
        columns = ["coalesce(r.bad, FALSE) OR coalesce(b.bad, FALSE) AS " + f"{name}_bad"]
        columns.append(f"coalesce(b.stray, FALSE) AS {name}_stray")
        columns += [
            f"f.{column}{part}_{at} AS {name}_{column}{part}_{at}"
            for part in range(self.parts)
            for at in range(len(self.groups))
            for column in ("n", "m", "s")
        ]
        tables = {
            "given": self._given(),
            "refused": self._refused(),
            "asides": self._asides(),
            "kept": "SELECT * FROM given ANTI JOIN asides USING (county, rater, unit)",
            "valid": self._valid(),
            "placed": self._placed(),
            "members": self._members(),
            "spoilt": self._spoilt(),
            "figures": self._figures(),
            "ordered": self._ordered(),
            "folds": self._folds(),
        }
        listed = ", ".join(f"{table} AS ({select})" for table, select in tables.items())
        return (
            f"WITH {listed} SELECT t.county, t.unit, {', '.join(columns)} FROM trees t "
            "LEFT JOIN refused r USING (county, grp) LEFT JOIN spoilt b USING (county, unit) "
            "LEFT JOIN folds f USING (county, unit)"
        )

    def _by_item(self, values: dict[str, str]) -> str:
        """SQL: what holds for the indicator of a mark."""
        return f"(CASE item {' '.join(f'WHEN {quoted(item)} THEN {value}' for item, value in values.items())} END)"

    def _given(self) -> str:
        """Every cell on a unit that some tree scores, with its figure over the common denominator."""
        factor = self._by_item({item: str(self.den // scale.den) for item, scale in self.scales.items()})
        items = ", ".join(quoted(item) for item in self.indicators)
        return (
            f"SELECT m.county, m.unit, t.grp, item, rater_group, rater, num::HUGEINT * {factor} AS v, word "
            f"FROM marks m JOIN trees t USING (county, unit) WHERE t.fits = 1 AND item IN ({items})"
        )

    def _refused(self) -> str:
        """A rater who marked a unit twice leaves the panel of the whole group undecided; so does a word in a judged sheet."""
        once = "count(DISTINCT (unit, item, rater_group, rater))" if self.ask.f.sources.profile.twice else "count(*)"
        word = "bool_or(word)" if self.ask.s.row("validity") is not None else "FALSE"
        return f"SELECT county, grp, {word} OR count(*) <> {once} AS bad FROM given GROUP BY county, grp"

    def _asides(self) -> str:
        """Which rater may not rate which unit: its own, or one that it leads or liaises with."""
        pairs = []
        if self.ask.s.text("self_rating") == "exclude":
            pairs.append("SELECT county, unit AS rater, unit FROM units")
            pairs.append("SELECT county, unit AS rater, parent AS unit FROM units")
        if relations := self.ask.s.strings("recuse"):
            related = self.ask.f.sources.relations(list(relations))
            pairs.append(f"SELECT county, origin AS rater, target AS unit FROM ({related})")
        return " UNION ".join(pairs) or "SELECT county, unit AS rater, unit FROM units WHERE FALSE"

    # --- validity ---

    def _valid(self) -> str:
        """The marks that count, without void sheets or void cells."""
        rules = self.ask.s.row("validity")
        if rules is None:
            return "SELECT * FROM kept WHERE v IS NOT NULL"
        cell = self._cell_fault(rules)
        whole = [*self._sheet_faults(rules), "FALSE"]
        if rules.text("effect") == "sheet":
            whole.append(f"bool_or({cell}) {_SHEET}")
        sized = (
            "SELECT k.*, size - coalesce(off, 0) AS expected FROM kept k "
            "JOIN (SELECT county, grp, count(*) AS size FROM trees WHERE fits = 1 GROUP BY county, grp) "
            "USING (county, grp) LEFT JOIN (SELECT county, grp, rater, count(*) AS off FROM asides "
            "JOIN (SELECT county, unit, grp FROM trees WHERE fits = 1) USING (county, unit) "
            "GROUP BY county, grp, rater) USING (county, grp, rater)"
        )
        judged = f"SELECT *, {' OR '.join(whole)} AS void, {cell} AS fault FROM ({sized})"
        return f"SELECT * FROM ({judged}) WHERE v IS NOT NULL AND NOT void AND NOT fault"

    def _cell_fault(self, rules: Settings) -> str:
        """SQL: a figure has too many decimals or lies out of range."""
        faults = ["FALSE"]
        decimals, low, high = rules.get("decimals", int), rules.get("low", Fraction), rules.get("high", Fraction)
        if decimals is not None:
            faults.append(f"(v * {10**decimals}) % {self.den} <> 0")
        if low is not None:
            faults.append(f"v < {ceil(low * self.den)}")
        if high is not None:
            faults.append(f"v > {floor(high * self.den)}")
        return f"coalesce({' OR '.join(faults)}, FALSE)"

    def _sheet_faults(self, rules: Settings) -> list[str]:
        """SQL of what voids a whole sheet."""
        faults = []
        if rules.flag("complete"):
            faults.append(f"count(v) {_SHEET} < {len(self.indicators)} * expected")
        if rules.flag("not_all_equal"):
            equal = f"coalesce(min(v) {_SHEET} = max(v) {_SHEET}, FALSE)"
            faults.append(f"(count(v) {_SHEET} > 1 AND {equal})")
        if rules.flag("not_all_full"):
            full = self.ask.s.scale("indicators") or dict.fromkeys(self.indicators, self.ask.s.figure("scale", 100))
            whole = {item: self._equal(points) for item, points in full.items()}
            faults.append(f"bool_and(coalesce({self._by_item(whole)}, FALSE)) {_SHEET}")
        for name, sign in (("at_most", ">"), ("at_least", "<")):
            faults += [
                f"count(*) FILTER ({self._in_range(row)}) {_SHEET} {sign} {row.count('count')}"
                for row in rules.rows(name)
            ]
        return faults

    def _equal(self, points: Fraction) -> str:
        scaled = points * self.den
        return f"v = {scaled.numerator}" if scaled.denominator == 1 else "FALSE"

    def _in_range(self, row: Settings) -> str:
        low, high = row.get("ge", Fraction), row.get("lt", Fraction)
        tests = ["v IS NOT NULL"]
        tests += [f"v >= {ceil(low * self.den)}"] if low is not None else []
        tests += [f"v < {ceil(high * self.den)}"] if high is not None else []
        return " AND ".join(tests)

    # --- rater groups ---

    def _placed(self) -> str:
        """Each valid mark with the rater groups that it counts in: the first that fits, or all."""
        belongs = {at: self._fits(row) for at, row in enumerate(self.groups)}
        if self.ask.s.text("several_groups") == "each":
            fitting = ", ".join(f"CASE WHEN {fits} THEN {at} END" for at, fits in belongs.items())
            listed = f"list_filter([{fitting}], lambda x: x IS NOT NULL)"
        else:
            fitting = " ".join(f"WHEN {fits} THEN [{at}]" for at, fits in belongs.items())
            listed = f"CASE {fitting} ELSE []::INTEGER[] END"
        return f"SELECT *, {listed} AS ats FROM valid"

    def _fits(self, row: Settings) -> str:
        """SQL: the mark counts in the group of this line."""
        if "relation" not in row and "when" not in row:
            return f"rater_group = {quoted(row.text('id'))}"
        tests = ["TRUE"]
        if "relation" in row:
            related = self.ask.f.sources.relations([row.text("relation")])
            tests.append(f"(county, rater, unit) IN (SELECT (county, origin, target) FROM ({related}))")
        when = row.formula("when")
        if when is not None:
            f = self.ask.f
            holds = f.sources.of_others((self.ask.node.id, f.period, when), lambda: f.truth(when))
            tests.append(
                f"(county, rater) IN (SELECT (county, unit) FROM others WHERE {holds}_s = 0 AND {holds}_n <> 0)"
            )
        return f"({' AND '.join(tests)})"

    def _members(self) -> str:
        return "SELECT county, unit, item, rater, v, unnest(ats) AS place FROM placed"

    def _spoilt(self) -> str:
        """Whose marks cannot count: one out of range, or a rater twice in one group; and who has a stray rater."""
        limit = self._by_item({item: str(floor(points * self.den)) for item, points in self.indicators.items()})
        twice = (
            "SELECT county, unit, TRUE AS bad, FALSE AS stray FROM members GROUP BY county, unit, item, rater, place "
            "HAVING count(*) > 1"
        )
        return (
            f"SELECT county, unit, bool_or(bad) AS bad, bool_or(stray) AS stray FROM ("
            f"SELECT county, unit, v < 0 OR v > {limit} AS bad, len(ats) = 0 AS stray FROM placed UNION ALL {twice} "
            "UNION ALL SELECT county, unit, TRUE, FALSE FROM given WHERE word) "
            "GROUP BY county, unit"
        )

    # --- figures ---

    def groups_of(self, name: str, part: int, points: Fraction) -> list[Group]:
        """The mean of each line of rater groups, as a share of the points, from the table joined as `name`."""
        let, most = self.ask.f.stages.let, self.ask.f.sources.profile.most_marks
        scale, found = self.scale(part), []
        top = max(scale.top, 1) * most
        for place, row in enumerate(self.groups):
            at = f"{part}_{place}"
            number, used = let(f"coalesce({name}_n{at}, 0)"), let(f"coalesce({name}_m{at}, 0)")
            there = let(f"({enough(self.ask, row, number)} AND {used} > 0)")
            summed = Rational(let(f"{name}_s{at}::{q.kind_of(top)}"), top, scale.den)
            mean = q.scale(q.divide(summed, Rational(used, most)), 1 / points)
            found.append(Group(row.figure("weight"), there, self.ask.f.stages.figure(mean)))
        return found

    def _figures(self) -> str:
        """A rater's figures in a group: one an indicator, or the total of a complete sheet."""
        if self.parts > 1:
            part = self._by_item({item: str(at) for at, item in enumerate(self.indicators)})
            return f"SELECT county, unit, place, rater, {part} AS part, v FROM members"
        return (
            "SELECT county, unit, place, rater, 0 AS part, sum(v)::HUGEINT AS v FROM members "
            f"GROUP BY county, unit, place, rater HAVING count(DISTINCT item) = {len(self.indicators)}"
        )

    def _ordered(self) -> str:
        """The figures with what the trim leaves of them."""
        high, low = self.ask.s.count("trim_high"), self.ask.s.count("trim_low")
        if high + low == 0:
            return "SELECT *, TRUE AS used FROM figures"
        whole = self.ask.s.text("trim_scope") == "all"
        within = "county, unit, part" if whole else "county, unit, part, place"
        name = self._name_of_group() if whole else "place"
        order = f"row_number() OVER (PARTITION BY {within} ORDER BY v, {name}, rater)"
        number = f"count(*) OVER (PARTITION BY {within})"
        least = max(self.ask.s.count("trim_above"), high + low)
        return (
            f"SELECT * EXCLUDE (row, number), number <= {least} OR (row > {low} AND row <= number - {high}) AS used "
            f"FROM (SELECT *, {order} AS row, {number} AS number FROM figures)"
        )

    def _name_of_group(self) -> str:
        """SQL: the name of the group, which breaks ties between equal figures."""
        named = " ".join(f"WHEN {at} THEN {quoted(row.text('id'))}" for at, row in enumerate(self.groups))
        return f"CASE place {named} END"

    def _folds(self) -> str:
        columns = []
        for part in range(self.parts):
            for at in range(len(self.groups)):
                here = f"part = {part} AND place = {at}"
                columns += [
                    f"count(*) FILTER ({here}) AS n{part}_{at}",
                    f"count(*) FILTER ({here} AND used) AS m{part}_{at}",
                    f"sum(v) FILTER ({here} AND used)::HUGEINT AS s{part}_{at}",
                ]
        return f"SELECT county, unit, {', '.join(columns)} FROM ordered GROUP BY county, unit"


def judged(ask: Ask, indicators: dict[str, Fraction], whole: Fraction) -> Cell:
    """A panel of which every sheet must be looked at."""
    sheets = Sheets(ask, indicators)
    name = sheets.join()
    points = [whole] if sheets.parts == 1 else list(indicators.values())
    total = Cell(q.constant(0))
    for part, own in enumerate(points):
        share = weighted(ask, sheets.groups_of(name, part, own))
        total = ask.plus(total, ask.scaled(share, own / whole))
    ask.f.sources.attention.append(f"{name}_stray")
    bad = fault(f"{name}_bad")
    found = ask.scaled(total, ask.full)
    return ask.hold(Cell(found.figure, state=first_bad([bad, found.state])))


def needs_sheets(ask: Ask, indicators: dict[str, Fraction]) -> bool:
    """Whether sums by unit and rater group do not tell the score: single sheets must be looked at."""
    groups = any("relation" in row or "when" in row for row in ask.s.rows("groups"))
    over_all = ask.s.text("trim_scope") == "all" and ask.s.count("trim_high") + ask.s.count("trim_low") > 0
    totals = ask.s.text("order") == "sheet_totals" and len(indicators) > 1
    return ask.s.row("validity") is not None or bool(ask.s.strings("recuse")) or groups or over_all or totals
