"""节点编译: the tree of a scheme to columns: applicability, periods, policies, limits and roundings in the walker's order."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from qingheng.foundation.scoring.bulk import rational as q
from qingheng.foundation.scoring.bulk.asks import NOTHING, ZERO, Ask
from qingheng.foundation.scoring.bulk.cells import Cell, UnsupportedError, fault, first_bad, is_unknown, quoted
from qingheng.foundation.scoring.bulk.formulas import GROUP, Formulas
from qingheng.foundation.scoring.bulk.items import COMPILED
from qingheng.foundation.scoring.bulk.rational import Rational
from qingheng.foundation.scoring.bulk.sources import TWICE, Sources
from qingheng.foundation.scoring.bulk.stages import Stages
from qingheng.foundation.scoring.formula import Formula, Number, String, id_of
from qingheng.foundation.scoring.model import Combine, Kind, Node, RoundingRule, Scheme

#: Items that read one ballot, panel or list of events a cycle.
_WHOLE_CYCLE = ("votes", "panel", "rank_votes", "events", "awards")


@dataclass(slots=True)
class Nodes:
    """The scores of all nodes, each compiled once."""

    scheme: Scheme
    stages: Stages
    sources: Sources
    done: dict[str, Cell] = field(default_factory=dict)
    parts: dict[tuple[str, str], Cell] = field(default_factory=dict)
    open: list[str] = field(default_factory=list)
    #: SQL: the node has no parts: it does not apply, or none of its parts does.
    all_out: dict[str, str] = field(default_factory=dict)

    def formulas(self, node: Node | None = None, period: str = "") -> Formulas:
        """The compiler of formulas for an item, or for none."""
        facts: dict[str, Cell] = {}
        if node is not None:
            full = node.full if node.full is not None else Fraction(0)
            facts = {
                "full": Cell(q.constant(full)),
                "share": Cell(q.constant(node.places[0].share if node.places else full)),
            }
        f = Formulas(self.stages, self.sources, self.scheme.peers_missing, self.score, facts, period)
        f.recused = node is not None and bool(node.organs.scoring) and node.organs.self_scoring == "delegate"
        f.calls = {"events": self._event_count, "vote_share": self._vote_share}
        return f

    def score(self, id: str) -> Cell:
        """The score of a node over the cycle; the state is 2 where it is left out as not applicable."""
        if id not in self.done:
            if id in self.open or id not in self.scheme.nodes:
                raise UnsupportedError("scores that refer to one another in a circle")
            self.open.append(id)
            self.done[id] = self._final(self.scheme.nodes[id])
            self.open.pop()
        return self.done[id]

    def _final(self, node: Node) -> Cell:
        raw = self._cycle(node)
        if raw.state is not None and node.missing == "zero":
            state = self.stages.let(f"(CASE WHEN {raw.state} = 1 THEN 0 ELSE {raw.state} END)")
            raw = self._hold(Cell(q.choose(f"({raw.state} = 1)", q.constant(0), raw.value), state=state))
        if raw.state is not None:
            raw = self._not_applicable(node, raw)
        return self._limited(node, raw)

    def _cycle(self, node: Node) -> Cell:
        if node.periods is None:
            return self._raw(node, "")
        rule, cycle = node.periods, self.scheme.period
        if not cycle.isdigit():
            raise UnsupportedError("subperiods of a cycle that is a part of a year")
        labels = {
            "month": [f"{cycle}-{month:02}" for month in range(1, 13)],
            "quarter": [f"{cycle}Q{quarter}" for quarter in range(1, 5)],
            "half": [f"{cycle}H{half}" for half in (1, 2)],
            "year": [str(int(cycle) - back) for back in range(rule.count - 1, -1, -1)],
        }[rule.each]
        if node.children or (node.rule is not None and node.rule.function in _WHOLE_CYCLE):
            raise UnsupportedError("periods of a ballot, of events or of a whole part")
        weights = rule.weights if rule.rollup == "weighted" else (Fraction(1),) * len(labels)
        cells = [(self._raw(node, label), weight) for label, weight in zip(labels, weights, strict=False)]
        return self._rolled(rule.rollup, rule.missing, cells)

    def _rolled(self, how: str, missing: str, cells: Sequence[tuple[Cell, Fraction]]) -> Cell:
        there = [self.stages.let(f"({cell.state or 0} = 0)") for cell, _ in cells]
        absent = [is_unknown(cell.state or "0") for cell, _ in cells]
        none = f"NOT ({' OR '.join([*there, *absent])})"
        no_figure = f"NOT ({' OR '.join(there)})"
        refused = f"({' OR '.join(absent)})" if missing == "refuse" else "FALSE"
        faulty = " OR ".join(f"{cell.state or 0} = 3" for cell, _ in cells)
        why = f"CASE WHEN {faulty} THEN 3 ELSE 1 END"
        state = self.stages.let(f"(CASE WHEN {none} THEN 2 WHEN {refused} OR {no_figure} THEN {why} ELSE 0 END)")
        if how in ("last", "best", "worst"):
            found = cells[0][0].value
            for (cell, _), here in zip(cells[1:], there[1:], strict=True):
                better = {
                    "last": "TRUE",
                    "best": q.compare(cell.value, ">", found),
                    "worst": q.compare(cell.value, "<", found),
                }[how]
                found = self.stages.figure(
                    q.choose(f"({here} AND ({found.num} IS NULL OR {better}))", cell.value, found)
                )
            return self._hold(Cell(self._when(state, found), state=state))
        total, weight = q.constant(0), q.constant(0)
        for (cell, share), here in zip(cells, there, strict=True):
            total = self.stages.figure(q.add(total, q.choose(here, q.scale(cell.value, share), q.constant(0))))
            weight = self.stages.figure(q.add(weight, q.choose(here, q.constant(share), q.constant(0))))
        found = total if how == "sum" else q.divide(total, weight)
        return self._hold(Cell(self._when(state, self.stages.figure(found)), state=state))

    def _when(self, state: str, figure: Rational) -> Rational:
        return q.choose(f"({state} = 0)", figure, Rational("NULL::BIGINT", 0))

    def _raw(self, node: Node, period: str) -> Cell:
        found = self._inner(node) if node.children else self._item(node, period)
        before = [self._applies(node, period), self._recused(node)]
        if (out := first_bad(before)) is not None and node.children:
            self.all_out[node.id] = self.stages.let(f"({out} <> 0 OR {self.all_out.get(node.id, 'FALSE')})")
        return self._hold(Cell(found.figure, state=first_bad([*before, found.state])))

    def _applies(self, node: Node, period: str) -> str | None:
        if node.applies is None:
            return None
        applies = replace(self.formulas(node, period), facts={}).truth(node.applies)
        fails = f"(CASE WHEN {applies.truth} THEN 0 ELSE 2 END)"
        return self.stages.let(first_bad([applies.state, fails]) or fails)

    def _recused(self, node: Node) -> str | None:
        organs = node.organs
        if not organs.scoring or (organs.self_scoring not in ("not_applicable", "refuse") and organs.delegate):
            return None
        state = 2 if organs.self_scoring == "not_applicable" else 3
        return self.stages.let(f"(CASE WHEN unit = {quoted(organs.scoring)} THEN {state} ELSE 0 END)")

    def _item(self, node: Node, period: str) -> Cell:
        rule = node.rule
        if rule is None:
            return NOTHING
        if rule.function not in COMPILED:
            raise UnsupportedError(f"the item function {rule.function}")
        ask = Ask(node, rule.settings, self.formulas(node, period))
        found = COMPILED[rule.function](ask)
        if node.exempt is None:
            return found
        exempt = ask.hold(ask.f.truth(node.exempt))
        return ask.branch(f"coalesce({exempt.truth}, FALSE)", ask.constant(ask.full), found, exempt.state)

    def _inner(self, node: Node) -> Cell:
        """Children make their parent; excluded ones reweight."""
        children = [self.scheme.nodes[id] for id in node.children]
        for child in children:
            if child.kind not in (node.kind, Kind.NOTE):
                self.score(child.id)
        counted = [(child, self.score(child.id)) for child in children if child.kind is node.kind]
        total = ZERO.value
        for child, cell in counted:
            part = self._part(node, child, cell)
            self.parts[node.id, child.id] = part
            total = self.stages.figure(q.add(total, self._or_zero(part)))
        states = [cell.state for _, cell in counted if cell.state is not None]
        if not states:
            return Cell(total)
        faulty, missing = (" OR ".join(f"{state} = {kind}" for state in states) for kind in (3, 1))
        all_out = " AND ".join(f"{state} = 2" for state in states) if len(states) == len(counted) else "FALSE"
        if all_out != "FALSE":
            self.all_out[node.id] = self.stages.let(f"({all_out})")
        state = self.stages.let(f"(CASE WHEN {all_out} THEN 2 WHEN {faulty} THEN 3 WHEN {missing} THEN 1 ELSE 0 END)")
        if node.kind is Kind.BASE:
            factor = self._factor(node, counted)
            total = self.stages.figure(q.multiply(total, factor))
            for child, _ in counted:
                part = self.parts[node.id, child.id]
                self.parts[node.id, child.id] = self._hold(Cell(q.multiply(part.value, factor), state=part.state))
        return self._hold(Cell(self._when(state, total), state=state))

    def _or_zero(self, cell: Cell) -> Rational:
        if cell.state is None:
            return cell.value
        return q.choose(f"({cell.state} = 0)", cell.value, q.constant(0))

    def _factor(self, node: Node, counted: Sequence[tuple[Node, Cell]]) -> Rational:
        """Full marks of all parts over those of the parts that apply; 1 where the latter are none."""
        whole = sum((child.share_in(node.id) for child, _ in counted), Fraction(0))
        left = q.constant(0)
        for child, cell in counted:
            share = q.constant(child.share_in(node.id))
            left = q.add(left, share if cell.state is None else q.choose(f"({cell.state} <> 2)", share, q.constant(0)))
        held = self.stages.figure(left)
        return self.stages.figure(q.divide(q.constant(whole), held))

    def _part(self, node: Node, child: Node, cell: Cell) -> Cell:
        share = child.share_in(node.id)
        if node.kind is not Kind.BASE or child.full is None or child.full == 0:
            return cell
        factor = share / child.full
        if node.combine is Combine.WEIGHTS:
            factor = factor / node.weights_total * (node.full or Fraction(1))
        return cell if factor == 1 else self._hold(Cell(q.scale(cell.value, factor), state=cell.state))

    def _not_applicable(self, node: Node, raw: Cell) -> Cell:
        """The declared policy of an item that does not apply."""
        policy = node.not_applicable
        give = "exclude" if policy is None else policy.give
        if policy is None or give == "exclude":
            return raw
        if give == "refuse":
            return self._hold(Cell(raw.figure, state=f"(CASE WHEN {raw.state} = 2 THEN 3 ELSE {raw.state} END)"))
        full = node.full or Fraction(0)
        if give == "group_mean":
            return self._mean_of(node, raw, GROUP, self.sources.scored)
        if give == "class_mean":
            self.sources.everybody = True
            return self._mean_of(node, raw, "county", f"coalesce(class = {quoted(policy.of_class)}, FALSE)")
        given = {"full": full, "share": full * policy.share, "zero": Fraction(0)}[give]
        figure = q.choose(f"({raw.state} = 2)", q.constant(given), raw.value)
        return self._hold(Cell(figure, state=f"(CASE WHEN {raw.state} = 2 THEN 0 ELSE {raw.state} END)"))

    def _mean_of(self, node: Node, raw: Cell, within: str, members: str) -> Cell:
        """The mean of the members' final scores, of those to whom the item applies."""
        state = raw.state or "0"
        mean = self.formulas().group("group_mean", self._limited(node, raw), within, members)
        figure = q.choose(f"({state} = 2)", mean.value, raw.value)
        return self._hold(Cell(figure, state=f"(CASE WHEN {state} = 2 THEN {mean.state} ELSE {state} END)"))

    def _limited(self, node: Node, cell: Cell) -> Cell:
        """The node's own cap and floor, then its declared rounding, once."""
        figure = cell.value
        for limit, pick in ((node.cap, q.at_most), (node.floor, q.at_least)):
            if limit is not None:
                if not isinstance(limit, Number):
                    raise UnsupportedError("a limit of a node that is computed")
                figure = self.stages.figure(pick(figure, q.constant(limit.value)))
        rule = self.rounding_of(node)
        if rule is not None:
            figure = q.rounded(figure, rule.digits, rule.mode)
        if cell.state is not None:
            figure = self._when(cell.state, self.stages.figure(figure))
        return self._hold(Cell(figure, state=cell.state))

    def rounding_of(self, node: Node) -> RoundingRule | None:
        """The one rounding that applies to the node: its own, the item's, or the part's."""
        if node.settings.row("rounding") is not None:
            return node.rounding
        if node.rule is not None:
            return self.scheme.rounding_item
        roots = {tree.root for tree in self.scheme.trees}
        return self.scheme.rounding_part if any(place.parent in roots for place in node.places) else None

    def _event_count(self, args: tuple[Formula, ...]) -> Cell:
        """How many events of an item, by kind and level."""
        item, kind, level = (*(id_of(arg) for arg in args), "")[:3]
        name = f"j{len(self.sources.joined)}"
        here = f"kind = {quoted(kind)}" + (f" AND level = {quoted(level)}" if level else "")
        self.sources.join(
            f"SELECT county, unit, (sum(count) FILTER ({here}))::BIGINT AS {name}_n, bool_or(refused) AS {name}_bad "
            f"FROM events WHERE item = {quoted(item)} GROUP BY county, unit"
        )
        state = fault(f"{name}_bad") if item in self.sources.profile.refused else None
        return Cell(Rational(f"coalesce({name}_n, 0)", self.sources.profile.most_events), state=state)

    def _vote_share(self, args: tuple[Formula, ...]) -> Cell:
        """The share of the valid votes of an item's ballot with one of these grades."""
        item, grades = id_of(args[0]), [id_of(arg) for arg in args[1:]]
        rule = self.scheme.nodes[item].rule if item in self.scheme.nodes else None
        scale = [quoted(grade) for grade in (rule.settings.scale("scale") if rule is not None else {})]
        chosen = [quoted(grade) for grade in grades]
        if not scale or any(not isinstance(arg, String) for arg in args[1:]):
            raise UnsupportedError("a vote share of something that is no ballot")
        name, most = f"j{len(self.sources.joined)}", self.sources.profile.most_votes
        valid = f"FILTER (grade IN ({', '.join(scale)}))"
        hit = f"FILTER (grade IN ({', '.join(scale)}) AND grade IN ({', '.join(chosen)}))"
        self.sources.join(
            f"SELECT county, unit, coalesce(sum(count) {valid}, 0)::BIGINT AS {name}_v, coalesce(sum(count) {hit}, 0)::BIGINT AS {name}_h, "
            f"(bool_or(refused) OR {TWICE}) AS {name}_bad "
            f"FROM votes WHERE item = {quoted(item)} GROUP BY county, unit"
        )
        state = fault(f"{name}_bad OR coalesce({name}_v, 0) = 0")
        return Cell(q.divide(Rational(f"{name}_h", most), Rational(f"{name}_v", most)), state=state)

    def _hold(self, cell: Cell) -> Cell:
        return Cell(
            None if cell.figure is None else self.stages.figure(cell.figure),
            state=None if cell.state is None else self.stages.let(cell.state),
        )
