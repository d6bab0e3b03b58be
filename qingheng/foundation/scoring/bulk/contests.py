"""竞争性选拔的编译: stage by stage who enters, passes the floor and the line, then selection and replacement, all as columns.

Everything is set operations over the ranking group (one post): a stage's entrants are a column of truths, places and
the cut are windows over those that hold, and those of one score share a tier that only the tie rule may part.
"""

from dataclasses import dataclass, field
from fractions import Fraction

from qingheng.foundation.kernel.points import Rounding
from qingheng.foundation.scoring.bulk import rational as q
from qingheng.foundation.scoring.bulk.cells import Cell, fault, first_bad, is_there
from qingheng.foundation.scoring.bulk.formulas import GROUP, Formulas
from qingheng.foundation.scoring.bulk.rational import Rational
from qingheng.foundation.scoring.bulk.totals import Totals
from qingheng.foundation.scoring.model import Contest, Stage


@dataclass(frozen=True, slots=True)
class Passed:
    """一个环节的各列: outcome (null for who did not enter), score, place, of, and the floor where there is one."""

    outcome: str
    score: Cell
    place: str
    of: str
    floor: Cell | None


@dataclass(frozen=True, slots=True)
class _Field:
    """Who stands where: SQL of the entrants, of their tiers by score, and of those who passed the floor but not the line."""

    on: str
    tier: str = "0"
    rest: str = "FALSE"


@dataclass(slots=True)
class Contests:
    """The columns of a contest, over the totals."""

    totals: Totals
    contest: Contest
    stages: list[Passed] = field(default_factory=list)
    scored: str = "TRUE"

    def compile(self) -> str:
        """SQL of each candidate's outcome; the stages are in `stages`."""
        self.scored = self.totals.nodes.sources.scored
        seats = self._seats()
        # Only who is scored is a candidate; others may stand in the table for what is read of them.
        there = self._let(f"({self.scored} AND {is_there(seats.state)})")
        now = _Field(there)
        for stage in self.contest.stages:
            now = self._stage(stage, now, seats.value)
        settled = self._voted(now) if self.contest.decision == "vote" else self._settled(now, seats.value)
        return self._let(f"(CASE WHEN {there} THEN {settled} ELSE 'unknown' END)")

    def _seats(self) -> Cell:
        """The seats of the post, as the first candidate's data say: whole, not below zero, and the same for all."""
        f = self.totals.nodes.formulas()
        given = f.number(self.contest.seats)
        whole = q.whole(given.value, Rounding.FLOOR)
        bad = f"({q.compare(given.value, '<>', whole)} OR {q.compare(given.value, '<', q.constant(0))})"
        state = first_bad([given.state, fault(bad)])
        over = f"OVER (PARTITION BY {GROUP} ORDER BY NOT {self.scored}, unit)"
        held = self._let(f"first_value({self._let(state or '0')}) {over}")
        num = self._let(f"first_value({self._let(whole.num)}) {over}")
        other = f"{is_there(given.state)} AND ({bad} OR {whole.num} <> {num})"
        differ = self._let(f"coalesce(bool_or({other}) FILTER ({self.scored}) OVER (PARTITION BY {GROUP}), FALSE)")
        state = self._let(f"(CASE WHEN {held} = 0 AND {differ} THEN 3 ELSE {held} END)")
        self.totals.attention.append(f"({state} NOT IN (0, 2))")
        return Cell(Rational(num, whole.top), state=state)

    def _stage(self, stage: Stage, now: _Field, seats: Rational) -> _Field:
        """The stage's columns; who goes on, and who passed the floor but not the line."""
        entered = now.on
        f = self._formulas(entered, seats)
        score = f.hold(f.number(stage.score))
        floor = f.hold(f.number(stage.floor)) if stage.floor is not None else None
        below, states = "FALSE", [score.state]
        if floor is not None:
            binds = f.hold(f.truth(stage.floor_when)) if stage.floor_when is not None else Cell(truth="TRUE")
            bound = f"coalesce({binds.truth}, FALSE)"
            # The floor is read only where it binds.
            states += [
                binds.state,
                None if floor.state is None else f"(CASE WHEN {bound} THEN {floor.state} ELSE 0 END)",
            ]
            below = f"coalesce({bound} AND {q.compare(score.value, '<=' if stage.strict else '<', floor.value)}, FALSE)"
        bad = first_bad(states)
        state = None if bad is None else self._let(bad)
        if state is not None:
            self.totals.attention.append(f"({entered} AND {state} NOT IN (0, 2))")
        known = self._let(f"({entered} AND {is_there(state)})")
        under = self._let(f"({known} AND {below})")
        passed = self._let(f"({known} AND NOT {under})")
        cut = self._cut(stage, passed, score, seats)
        outcome = (
            f"(CASE WHEN NOT {entered} THEN NULL WHEN NOT {known} THEN 'unknown' WHEN {under} THEN 'below_floor' "
            f"WHEN {cut.going.on} THEN 'in' WHEN {cut.few} THEN 'cancelled' ELSE 'below_line' END)"
        )
        self.stages.append(Passed(outcome, score, cut.place, self._let(self._count(passed)), floor))
        return cut.going

    def _formulas(self, entered: str, seats: Rational) -> Formulas:
        """The compiler of a stage's formulas, which may name the seats, the entrants, and whether they compete."""
        entrants = Rational(self._let(self._count(entered)), self.totals.nodes.sources.profile.most_units)
        f = self.totals.nodes.formulas()
        f.facts = {
            "seats": Cell(seats),
            "entrants": Cell(entrants),
            "competitive": Cell(truth=self._let(q.compare(entrants, ">", seats))),
        }
        return f

    def _cut(self, stage: Stage, passed: str, score: Cell, seats: Rational) -> "_Cut":
        """The cut: so many per seat go on; too few are treated as the scheme chose."""
        keys = ", ".join(f"{key} DESC" for key in self.totals.keys(score.value))
        over = f"OVER (PARTITION BY {GROUP}, {passed} ORDER BY {keys})"
        tier = self._let(f"(CASE WHEN {passed} THEN dense_rank() {over} END)")
        place = self._let(f"(CASE WHEN {passed} THEN rank() {over} END)")
        if stage.ratio is None:
            return _Cut(_Field(passed, tier), place, "FALSE")
        size, of = self._let(f"count(*) OVER (PARTITION BY {GROUP}, {tier})"), self._let(self._count(passed))
        need = self._let(self._times(stage.ratio, seats))
        few = self._let(f"({of} <= {need})")
        short = "FALSE"
        if stage.too_few != "go_on":
            least = self._let(self._times(stage.fallback if stage.fallback is not None else stage.ratio, seats))
            short = self._let(f"coalesce({few} AND {of} < {least}, FALSE)")
            self.totals.attention.append(short)
        all_on = f"({few} AND NOT {short})" if stage.too_few == "cancel" else few
        fits = f"(NOT {few} AND {place} - 1 + {size} <= {need})"
        edge = self._let(f"({passed} AND NOT {few} AND {place} - 1 < {need} AND {place} - 1 + {size} > {need})")
        over_line = self._edge(stage, edge, self._let(f"{need} - {place} + 1"))
        on = self._let(f"({passed} AND coalesce({all_on} OR {fits} OR {over_line}, FALSE))")
        rest = self._let(f"({passed} AND NOT {on} AND NOT {few})")
        return _Cut(_Field(on, tier, rest), place, few)

    def _edge(self, stage: Stage, edge: str, room: str) -> str:
        """SQL of who goes on among the candidates tied at the line, `room` places being left."""
        if stage.ties == "none":
            return "FALSE"
        if stage.ties == "all":
            return edge
        tied = self._let(f"(CASE WHEN {edge} THEN 1 END)")
        part, undecided = self.totals.chain(tied, edge, "FALSE", self.totals.exact, official=True)
        self.totals.attention += [undecided] if undecided != "FALSE" else []
        before = self._let(f"rank() OVER (PARTITION BY {GROUP}, {edge} ORDER BY {part}) - 1")
        upto = self._let(f"{before} + count(*) OVER (PARTITION BY {GROUP}, {part})")
        self.totals.attention.append(f"({edge} AND {before} < {room} AND {upto} > {room})")
        return f"({edge} AND {upto} <= {room})"

    # --- the decision ---

    def _voted(self, now: _Field) -> str:
        return f"CASE WHEN {now.on} THEN 'put_to_vote' ELSE 'out' END"

    def _settled(self, now: _Field, seats: Rational) -> str:
        """Selected, withdrawn, replaced, reserve; whom the tie rule leaves tied over the last seat is left to people."""
        line = self._let(f"coalesce({now.on} OR {now.rest}, FALSE)")
        over = f"OVER (PARTITION BY {GROUP}, {line} ORDER BY NOT {now.on}, {now.tier})"
        scored = self._let(f"(CASE WHEN {line} THEN dense_rank() {over} END)")
        tier, _ = self.totals.chain(scored, line, "FALSE", self.totals.exact, official=True)
        before = self._let(f"rank() OVER (PARTITION BY {GROUP}, {line} ORDER BY {tier}) - 1")
        upto = self._let(f"{before} + count(*) OVER (PARTITION BY {GROUP}, {tier})")
        value = self.totals.nodes.sources.value(self.contest.withdrawn)
        gone = self._let(f"({is_there(value.state)} AND {q.compare(value.value, '=', q.constant(1))})")
        first, last, tied, ever = self._seated(line, tier, before, upto, gone, seats)
        self.totals.attention.append(f"({line} AND {ever})")
        return (
            f"CASE WHEN NOT {line} THEN 'out' WHEN {upto} <= {last} AND {gone} THEN 'withdrawn' "
            f"WHEN {upto} <= {first} THEN 'selected' WHEN {upto} <= {last} THEN 'replacement' "
            f"WHEN {before} = {tied} THEN 'tied' ELSE 'reserve' END"
        )

    def _seated(
        self, line: str, tier: str, before: str, upto: str, gone: str, seats: Rational
    ) -> tuple[str, str, str, str]:
        """How many of the line are seated at first and in the end, how many stand before whom a tie keeps out (-1: nobody),

        and whether a tie ever kept somebody out. In each round as many move up as were seated in the last one and
        withdrew; a tier goes whole or not at all.
        """
        count = self._let(self._count(line))
        place = self._let(f"row_number() OVER (PARTITION BY {GROUP}, {line} ORDER BY {tier}, unit)")
        withdrew = self._let(f"count(*) FILTER ({gone}) OVER (PARTITION BY {GROUP}, {line} ORDER BY {place})")
        over = f"OVER (PARTITION BY {GROUP} ORDER BY {place} ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)"
        # By place in the line: how many whole tiers hold, and how many withdrew, up to there.
        ends = self._let(f"list(CASE WHEN {place} = {upto} THEN {upto} ELSE {before} END) FILTER ({line}) {over}")
        lost = self._let(f"list({withdrew}) FILTER ({line}) {over}")
        first = self._let(f"coalesce({ends}[least({seats.num}, {count})::BIGINT], 0)")
        tied = self._let(f"(CASE WHEN {first} < least({seats.num}, {count}) THEN {first} ELSE -1 END)")
        rounds = min(self.contest.max_rounds, self.totals.nodes.sources.profile.most_units)
        if rounds == 0 or self.contest.replacement != "next":
            return first, first, tied, f"{tied} >= 0"
        free = f"coalesce({lost}[now[2]], 0) - coalesce({lost}[now[1]], 0)"
        wanted = f"least(now[2] + {free}, {count})"
        there = f"coalesce({ends}[{wanted}], 0)"
        kept_out = f"CASE WHEN {there} < {wanted} THEN {there} ELSE -1 END"
        # Seated before the last round, seated now, kept out now, kept out ever.
        step = f"[now[2], {there}, {kept_out}, greatest(now[4], {kept_out})]"
        held = self._let(
            f"list_reduce([[0, {first}, {tied}, {tied}]] || list_transform(range({rounds}), lambda each: [each, each, each, each]), "
            f"lambda now, round: CASE WHEN {free} = 0 THEN [now[2], now[2], now[3], now[4]] ELSE {step} END)"
        )
        return first, f"{held}[2]", f"{held}[3]", f"{held}[4] >= 0"

    # --- small change ---

    def _let(self, sql: str) -> str:
        return self.totals.nodes.stages.let(sql)

    def _count(self, holds: str) -> str:
        return f"count(*) FILTER ({holds}) OVER (PARTITION BY {GROUP})"

    def _times(self, ratio: Fraction, seats: Rational) -> str:
        """So many per seat, rounded up."""
        return q.whole(q.scale(seats, ratio), Rounding.CEIL).num


@dataclass(frozen=True, slots=True)
class _Cut:
    """What a cut gives: who goes on, each one's place, and SQL of whether there were too few to cut."""

    going: _Field
    place: str
    few: str
