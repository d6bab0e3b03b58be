"""总分、名次、等次、结果运用的编译: the declared order of operations, ties broken tier by tier, all as columns."""

from dataclasses import dataclass, field

from qingheng.foundation.kernel.points import Rounding
from qingheng.foundation.scoring.bulk import rational as q
from qingheng.foundation.scoring.bulk.cells import (
    Cell,
    UnsupportedError,
    fault,
    first_bad,
    is_there,
    is_unknown,
    quoted,
    worst,
)
from qingheng.foundation.scoring.bulk.formulas import GROUP, Formulas
from qingheng.foundation.scoring.bulk.nodes import Nodes
from qingheng.foundation.scoring.bulk.rational import Rational
from qingheng.foundation.scoring.model import GradeRule, Grading, Kind, Repeat, Scheme, TieKey


@dataclass(slots=True)
class Standing:
    """名次的各列: rank, ranked units of the group, tied, from the bottom."""

    rank: str
    of: str
    tied: str
    from_bottom: str


@dataclass(slots=True)
class Totals:
    """The columns of the result, over the scores of the nodes."""

    scheme: Scheme
    nodes: Nodes
    parts: dict[int, dict[str, Cell]] = field(default_factory=dict)
    #: SQL conditions under which a sentence must say something about the unit.
    attention: list[str] = field(default_factory=list)
    base: Cell = field(default_factory=Cell)
    bonus: Cell = field(default_factory=Cell)
    penalty: Cell = field(default_factory=Cell)
    total: Cell = field(default_factory=Cell)
    exact: Cell = field(default_factory=Cell)

    def compile(self) -> tuple[Standing, Standing]:
        """Totals, then the standings with and without the bonus."""
        self._sums()
        plain = {rounded: self._pipeline(Cell(q.constant(0)), rounded) for rounded in (True, False)}
        self.total, self.exact = self._pipeline(self.bonus, True), self._pipeline(self.bonus, False)
        self.attention += [f"NOT {is_there(self.total.state)}"]
        return self._standing(self.total, self.exact, True), self._standing(plain[True], plain[False], False)

    def _let(self, sql: str) -> str:
        return self.nodes.stages.let(sql)

    def _by_tree(self, cells: dict[int, Cell]) -> Cell:
        """The cell of the tree that scores the unit."""
        found = None
        for tree, cell in cells.items():
            if found is None:
                found = cell
                continue
            state = None
            if cell.state is not None or found.state is not None:
                state = f"(CASE WHEN tree = {tree} THEN {cell.state or 0} ELSE {found.state or 0} END)"
            found = self._hold(Cell(q.choose(f"(tree = {tree})", cell.value, found.value), state=state))
        return found or Cell(q.constant(0))

    def _sums(self) -> None:
        """Base, bonus and penalty of each tree, and its parts."""
        sums: dict[Kind, dict[int, Cell]] = {Kind.BASE: {}, Kind.BONUS: {}, Kind.PENALTY: {}}
        for at, tree in enumerate(self.scheme.trees):
            root = self.scheme.nodes[tree.root]
            score = self.nodes.score(root.id)
            sums[Kind.BASE][at] = score
            self.parts[at] = {}
            outside = {Kind.BONUS: Cell(q.constant(0)), Kind.PENALTY: Cell(q.constant(0))}
            for id in root.children:
                child = self.scheme.nodes[id]
                if child.kind is Kind.NOTE:
                    continue
                cell = self.nodes.score(id)
                self.parts[at][id] = self.nodes.parts[root.id, id] if child.kind is Kind.BASE else cell
                if child.kind is not Kind.BASE:
                    outside[child.kind] = self._plus_applicable(outside[child.kind], cell)
            for kind, cell in outside.items():
                sums[kind][at] = self._unless_nothing(root.id, cell)
        self.base, self.bonus, self.penalty = (
            self._by_tree(sums[kind]) for kind in (Kind.BASE, Kind.BONUS, Kind.PENALTY)
        )

    def _unless_nothing(self, root: str, cell: Cell) -> Cell:
        """Nothing outside the base counts for a unit to which no part of the base applies."""
        nothing = self.nodes.all_out.get(root)
        if nothing is None or cell.value.known == 0:
            return cell
        state = None if cell.state is None else f"(CASE WHEN {nothing} THEN 0 ELSE {cell.state} END)"
        return self._hold(Cell(q.choose(nothing, q.constant(0), cell.value), state=state))

    def _plus_applicable(self, total: Cell, cell: Cell) -> Cell:
        """A bonus or penalty that does not apply adds nothing; one that is missing leaves no sum."""
        if cell.state is None:
            return self._hold(Cell(q.add(total.value, cell.value), state=total.state))
        value = q.choose(f"({cell.state} = 0)", cell.value, q.constant(0))
        missing = f"(CASE WHEN {cell.state} = 2 THEN 0 ELSE {cell.state} END)"
        return self._hold(
            Cell(q.add(total.value, self.nodes.stages.figure(value)), state=worst([total.state, missing]))
        )

    def _pipeline(self, bonus: Cell, rounded: bool) -> Cell:
        # A unit that no tree scores has no total.
        unscored = None if self.nodes.sources.scored == "TRUE" else fault("NOT scored")
        base = self.base.state and f"(CASE WHEN {self.base.state} = 2 THEN 3 ELSE {self.base.state} END)"
        state = worst([unscored, base, self.bonus.state, self.penalty.state])
        held = None if state is None else self._let(state)
        value, rule = q.constant(0), self.scheme.rounding_total
        for step in self.scheme.order:
            match step:
                case "base":
                    value = q.add(value, self.base.value)
                case "bonus":
                    value = q.add(value, bonus.value)
                case "penalty":
                    value = q.add(value, self.penalty.value)
                case "round" if rounded and rule is not None:
                    value = q.rounded(self.nodes.stages.figure(value), rule.digits, rule.mode)
                case "veto" if self.scheme.vetoes:
                    value = self._vetoed(value)
        value = self.nodes.stages.figure(value)
        if held is not None:
            value = q.choose(f"({held} = 0)", value, Rational("NULL::BIGINT", 0))
        return self._hold(Cell(value, state=held))

    def _one(self, cell: Cell) -> str | None:
        """Not there for any reason is 1."""
        return None if cell.state is None else f"(CASE WHEN {cell.state} <> 0 THEN 1 ELSE 0 END)"

    def _vetoed(self, value: Rational) -> Rational:
        for at, veto in enumerate(self.scheme.vetoes):
            if "deduct" in veto.effects:
                deduct = q.choose(f"veto_{at}", q.constant(veto.deduct), q.constant(0))
                value = self.nodes.stages.figure(q.subtract(value, deduct))
        zero = [f"veto_{at}" for at, veto in enumerate(self.scheme.vetoes) if "zero" in veto.effects]
        return q.choose(f"({' OR '.join(zero)})", q.constant(0), value) if zero else value

    def _effect(self, effect: str) -> str:
        """SQL: some veto of the unit has this effect."""
        with_it = [f"veto_{at}" for at, veto in enumerate(self.scheme.vetoes) if effect in veto.effects]
        return f"({' OR '.join(with_it)})" if with_it else "FALSE"

    # --- ranking ---

    def _standing(self, total: Cell, exact: Cell, official: bool) -> Standing:
        ranking = self.scheme.ranking
        figure = (exact if ranking.basis == "exact" else total).value
        ranked = self._let(f"({figure.num} IS NOT NULL AND NOT {self._effect('unranked')})")
        last = self._let(f"(CASE WHEN {self._effect('rank_last')} THEN 1 ELSE 0 END)")
        tier = self._let(
            f"(CASE WHEN {ranked} THEN dense_rank() OVER (PARTITION BY {GROUP}, {ranked} ORDER BY {last}, {', '.join(f'{key} DESC' for key in self.keys(figure))}) END)"
        )
        tier, undecided = self.chain(tier, ranked, self._stand(tier, ranked), exact, official)
        return self._placed(tier, ranked, undecided, official)

    def chain(self, tier: str, ranked: str, stand: str, exact: Cell, official: bool) -> tuple[str, str]:
        """The tiers after the declared chain of tie keys, and SQL of whether the scheme leaves a tie to people.

        Tiers for which `stand` holds are not broken. A tie that stands because a key is missing is left to people
        where the chain ends so.
        """
        meant = stand
        for key in self.scheme.ranking.ties:
            if key.by == "shared":
                break
            if key.by == "refuse":
                several = self._let(f"count(*) OVER (PARTITION BY {GROUP}, {tier})")
                return tier, self._let(f"({ranked} AND NOT {meant} AND {several} > 1)")
            tier, stand = self._broken(tier, stand, ranked, key, exact, official)
        return tier, "FALSE"

    def keys(self, figure: Rational) -> list[str]:
        """Columns that order as the figure does and are equal exactly where it is.

        Two different fractions with denominators up to D lie at least 1/D² apart: the whole part, then the rest in
        units of 1/(2D²), tell them apart. What that makes too wide the database refuses.
        """
        if figure.den_sql is None:
            return [figure.num]
        num, den = self._let(figure.num), self._let(f"({figure.den_sql})::HUGEINT")
        most = self._let(f"max({den}) OVER (PARTITION BY {GROUP})")
        return [self._let(f"{num} // {den}"), self._let(f"(({num} % {den}) * 2 * {most} * {most}) // {den}")]

    def _stand(self, tier: str, ranked: str) -> str:
        """SQL: the tie is not to be broken, for it does not straddle the cut."""
        if self.scheme.ranking.tie_scope == "all":
            return "FALSE"
        size = self._let(f"count(*) OVER (PARTITION BY {GROUP}, {tier})")
        before = self._let(f"rank() OVER (PARTITION BY {GROUP}, {ranked} ORDER BY {tier}) - 1")
        cut = self.scheme.ranking.cut
        return self._let(f"NOT ({before} < {cut} AND {cut} < {before} + {size})")

    def _broken(self, tier: str, stand: str, ranked: str, key: TieKey, exact: Cell, official: bool) -> tuple[str, str]:
        """The tiers split by one more key, and which tiers stand because the key is missing somewhere."""
        over = f"OVER (PARTITION BY {GROUP}, {tier})"
        several = self._let(f"(count(*) {over} > 1)")
        cell = exact if key.by == "exact" else self._mark(key)
        marks, missing = self.keys(cell.value), "FALSE" if cell.state is None else f"NOT {is_there(cell.state)}"
        lost = self._let(f"({ranked} AND {several} AND NOT {stand} AND coalesce(bool_or({missing}) {over}, FALSE))")
        if official and missing != "FALSE" and key.by != "exact":
            self.attention.append(lost)
        stands = self._let(f"({stand} OR {lost})")
        used = [self._let(f"(CASE WHEN {stands} OR NOT {several} THEN NULL ELSE {mark} END)") for mark in marks]
        order = f"ORDER BY {tier}, {', '.join(f'{mark} DESC NULLS LAST' for mark in used)}"
        split = self._let(f"(CASE WHEN {ranked} THEN dense_rank() OVER (PARTITION BY {GROUP}, {ranked} {order}) END)")
        return split, stands

    def _mark(self, key: TieKey) -> Cell:
        """The figure of one tie key, the greater wins."""
        if key.formula is None:
            return Cell(q.constant(0))
        f = self.formulas()
        if key.listed:
            cell = f.cell(key.formula)
            if cell.text is None:
                raise UnsupportedError("a list of categories for a figure")
            places = " ".join(f"WHEN {cell.text} = {quoted(text)} THEN {-at}" for at, text in enumerate(key.listed))
            mark = f"(CASE {places} ELSE {-len(key.listed)} END)::BIGINT"
            return self._hold(Cell(Rational(mark, len(key.listed)), state=cell.state))
        cell = f.number(key.formula)
        return cell if key.order == "high" else self._hold(Cell(q.negative(cell.value), state=cell.state))

    def _placed(self, tier: str, ranked: str, undecided: str, official: bool) -> Standing:
        of = self._let(f"count(*) FILTER ({ranked}) OVER (PARTITION BY {GROUP})")
        size = self._let(f"count(*) OVER (PARTITION BY {GROUP}, {tier})")
        first = self._let(f"rank() OVER (PARTITION BY {GROUP}, {ranked} ORDER BY {tier})")
        style = self.scheme.ranking.style
        place = {"dense": tier, "shared_next": f"{first} + {size} - 1"}.get(style, first)
        if official and undecided != "FALSE":
            self.attention.append(undecided)
        return Standing(
            rank=self._let(f"(CASE WHEN {ranked} AND NOT {undecided} THEN {place} END)"),
            of=of,
            tied=self._let(f"({ranked} AND {size} > 1)"),
            from_bottom=self._let(
                f"(CASE WHEN {ranked} AND NOT {undecided} THEN {of} - ({first} - 1) - {size} + 1 END)"
            ),
        )

    # --- grades and consequences ---

    def formulas(self, standing: Standing | None = None, grade: str | None = None) -> Formulas:
        """The compiler of formulas over the result."""
        f = self.nodes.formulas()
        most = self.nodes.sources.profile.most_units
        vetoed = " OR ".join(f"veto_{at}" for at in range(len(self.scheme.vetoes))) or "FALSE"
        f.facts = {
            "total": self._fact(self.total),
            "base": self._fact(self.base),
            "bonus": self._fact(self.bonus),
            "penalty": self._fact(self.penalty),
            "vetoed": Cell(truth=f"({vetoed})"),
        }
        if standing is not None:
            f.facts |= {
                "rank": self._place(standing.rank, most),
                "of": Cell(Rational(standing.of, most)),
                "from_bottom": self._place(standing.from_bottom, most),
                "tied": Cell(truth=standing.tied),
            }
        if grade is not None:
            f.facts["grade"] = Cell(text=grade, state=self._let(f"(CASE WHEN {grade} IS NULL THEN 1 ELSE 0 END)"))
        return f

    def _fact(self, cell: Cell) -> Cell:
        one = self._one(cell)
        return Cell(cell.figure, state=None if one is None else self._let(one))

    def _place(self, column: str, most: int) -> Cell:
        return Cell(Rational(column, most), state=self._let(f"(CASE WHEN {column} IS NULL THEN 1 ELSE 0 END)"))

    def grade(self, standing: Standing) -> str | None:
        """SQL of the grade; None where the scheme has none."""
        grading = self.scheme.grading
        if grading is None:
            return None
        names = [rule.grade for rule in grading.rules]
        best, unknown = self._best(names, standing)
        known = self._let(f"(NOT {unknown} AND {is_there(self.total.state)})")
        fits = [self._fits(at, standing) for at in range(len(names))]
        if grading.by in ("quota", "both"):
            known = self._let(f"({known} AND {standing.rank} IS NOT NULL)")
            fits = self._by_quota(grading, known, best, standing)
        tried = range(len(fits)) if grading.by in ("quota", "both") else grading.tried
        chosen = " ".join(f"WHEN {fits[at]} THEN {at}" for at in tried)
        given = self._let(f"(CASE {chosen} ELSE {len(names)} END)")
        return self._let(f"(CASE WHEN {known} THEN {self._named(given, best, names)} END)")

    def _by_quota(self, grading: Grading, known: str, best: str, standing: Standing) -> list[str]:
        """SQL, for each rule, whether it takes the unit: in rank order, who may not have a grade does not use it up."""
        most, left, taken = self.nodes.sources.profile.most_units, known, list[str]()
        size = Rational(self._let(f"count(*) FILTER ({known}) OVER (PARTITION BY {GROUP})"), most)
        for at, rule in enumerate(grading.rules):
            fit = self._let(f"({left} AND {best} <= {at} AND {self._within(rule)})")
            room = self._room(rule, size)
            if room is not None:
                first = f"rank() OVER (PARTITION BY {GROUP}, {fit} ORDER BY {standing.rank})"
                same = f"count(*) OVER (PARTITION BY {GROUP}, {fit}, {standing.rank})"
                # All who share a place are in, or are out where the quota ends among them.
                end = first if grading.quota_tie == "all" else f"{first} + {same} - 1"
                fit = self._let(f"({fit} AND {q.compare(Rational(self._let(end), most), '<=', room)})")
            taken.append(fit)
            left = self._let(f"({left} AND NOT {fit})")
        return taken

    def _room(self, rule: GradeRule, size: Rational) -> Rational | None:
        """How many a rule admits in a group of this size; None where it has no quota."""
        if rule.count is not None:
            return q.constant(rule.count)
        if rule.share is None:
            return None
        share = self.nodes.stages.figure(q.scale(size, rule.share))
        return self.nodes.stages.figure(q.rounded(share, 0, rule.rounding or Rounding.FLOOR))

    def _within(self, rule: GradeRule) -> str:
        """SQL: the total, which is there, lies within the rule's limits."""
        limits = ((">=", rule.ge), (">", rule.gt))
        tests = [q.compare(self.total.value, sign, q.constant(limit)) for sign, limit in limits if limit is not None]
        return f"({' AND '.join(tests) or 'TRUE'})"

    def _named(self, given: str, best: str, names: list[str]) -> str:
        """The grade given, or the best that is allowed where that is lower."""
        grading = self.scheme.grading
        otherwise = grading.otherwise if grading is not None else ""
        # A grade named twice counts where it stands first; `otherwise` may itself be one of the grades.
        first = {name: names.index(name) for name in names}
        placed = " ".join(f"WHEN {at} THEN {first[name]}" for at, name in enumerate(names))
        standing = f"(CASE {given} {placed} ELSE {first.get(otherwise, 10**6)} END)"
        shown = [*names, otherwise]
        plain = (
            "CASE " + given + " " + " ".join(f"WHEN {at} THEN {quoted(name)}" for at, name in enumerate(shown)) + " END"
        )
        limited = (
            "CASE "
            + best
            + " "
            + " ".join(f"WHEN {at} THEN {quoted(name)}" for at, name in enumerate(names))
            + f" ELSE {quoted(otherwise or names[-1])} END"
        )
        return f"nullif((CASE WHEN {standing} < {best} THEN {limited} ELSE {plain} END), '')"

    def _fits(self, at: int, standing: Standing) -> str:
        rule = self.scheme.grading.rules[at] if self.scheme.grading is not None else None
        if rule is None:
            return "FALSE"
        tests = [is_there(self.total.state), self._within(rule)]
        tests += [f"coalesce({standing.rank} <= {rule.first}, FALSE)"] if rule.first is not None else []
        tests += (
            [f"({standing.rank} IS NOT NULL AND {standing.from_bottom} <= {rule.last})"]
            if rule.last is not None
            else []
        )
        return f"({' AND '.join(tests)})"

    def _best(self, names: list[str], standing: Standing) -> tuple[str, str]:
        """The best grade that nothing forbids, and whether a condition is unknown."""
        f = self.formulas(standing)
        floors, unknown = ["0"], ["FALSE"]
        if self._effect("exclude_excellence") != "FALSE":
            floors.append(f"(CASE WHEN {self._effect('exclude_excellence')} THEN 1 ELSE 0 END)")
        for at, veto in enumerate(self.scheme.vetoes):
            if "grade_ceiling" in veto.effects and veto.ceiling:
                floors.append(f"(CASE WHEN veto_{at} THEN {_index(names, veto.ceiling)} ELSE 0 END)")
        for block in self.scheme.grading.blocks if self.scheme.grading is not None else ():
            truth = f.hold(f.truth(block.when))
            floors.append(
                f"(CASE WHEN {is_there(truth.state)} AND coalesce({truth.truth}, FALSE) THEN {_index(names, block.ceiling)} ELSE 0 END)"
            )
            if truth.state is not None:
                unknown.append(is_unknown(truth.state))
        lost = self._let(f"({' OR '.join(unknown)})")
        self.attention.append(lost)
        return self._let(f"greatest({', '.join(floors)})"), lost

    def consequences(self, standing: Standing, grade: str | None) -> list[tuple[str, Cell | None]]:
        """For each consequence of the scheme: SQL whether it is proposed, and its amount."""
        f = self.formulas(standing, grade or "NULL::VARCHAR")
        if grade is None:
            f.facts["grade"] = Cell(text="''", state="1")
        found: list[tuple[str, Cell | None]] = []
        for rule in self.scheme.consequences:
            when = f.hold(f.truth(rule.when))
            states, truth = [when.state], [f"coalesce({when.truth}, FALSE)"]
            unless = f.hold(f.truth(rule.unless)) if rule.unless is not None else None
            if unless is not None:
                # The exception is read only where the condition holds.
                states.append(
                    f"(CASE WHEN {truth[0]} THEN {unless.state} ELSE 0 END)" if unless.state is not None else None
                )
                truth.append(f"NOT coalesce({unless.truth}, FALSE)")
            if rule.repeat is not None:
                again = self._repeated(rule.repeat)
                held_so_far = " AND ".join(truth)
                states.append(
                    f"(CASE WHEN {held_so_far} THEN {again.state} ELSE 0 END)" if again.state is not None else None
                )
                truth.append(f"coalesce({again.truth}, FALSE)")
            amount = f.number(rule.amount) if rule.amount is not None else None
            if amount is not None and amount.state is not None:
                states.append(f"(CASE WHEN {' AND '.join(truth)} THEN {amount.state} ELSE 0 END)")
            state = first_bad(states)
            held = None if state is None else self._let(state)
            if held is not None:
                self.attention.append(
                    f"({is_unknown(held)} AND {standing.rank} IS NOT NULL AND {is_there(self.total.state)})"
                )
            found.append((self._let(f"({is_there(held)} AND {' AND '.join(truth)})"), amount))
        return found

    def _repeated(self, repeat: Repeat) -> Cell:
        """This year and so many before it: in a row, or within the years named."""
        span = repeat.times - 1 if repeat.mode == "consecutive" else repeat.years - 1
        before = [self._happened(repeat.of, back) for back in range(1, span + 1)]
        if repeat.mode == "consecutive":
            # Years are read backwards until one in which it did not happen.
            found = Cell(truth="TRUE")
            for year in reversed(before):
                rest = f"(CASE WHEN {year.truth} THEN {found.state} ELSE 0 END)" if found.state is not None else None
                state = first_bad([year.state, rest])
                held = None if state is None else self._let(state)
                found = Cell(truth=self._let(f"(coalesce({year.truth}, FALSE) AND {found.truth})"), state=held)
            return found
        known = self._let(" + ".join(["1", *(f"coalesce({year.truth}, FALSE)::INT" for year in before)]))
        lost = " + ".join(["0", *(f"({year.state} <> 0)::INT" for year in before if year.state is not None)])
        # Unknown years count only where they decide.
        decide = f"{known} < {repeat.times} AND {repeat.times} <= {known} + {self._let(lost)}"
        state = first_bad([year.state for year in before])
        held = None if state is None else self._let(f"(CASE WHEN {decide} THEN {state} ELSE 0 END)")
        return Cell(truth=self._let(f"({known} >= {repeat.times})"), state=held)

    def _happened(self, item: str, back: int) -> Cell:
        value = self._hold(
            self.nodes.sources.value(item, str(int(self.scheme.period[:4]) - back) + self.scheme.period[4:])
        )
        return Cell(truth=self._let(q.compare(value.value, "=", q.constant(1))), state=value.state)

    def _hold(self, cell: Cell) -> Cell:
        return Cell(
            None if cell.figure is None else self.nodes.stages.figure(cell.figure),
            state=None if cell.state is None else self.nodes.stages.let(cell.state),
        )


def _index(names: list[str], grade: str) -> int:
    return names.index(grade) if grade in names else len(names)
