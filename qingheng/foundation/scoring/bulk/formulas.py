"""算式编译: a formula of the scheme to a column, exact, three-valued, missing and not applicable apart.

States follow the order of evaluation: the first figure that is not there decides which of them it is. What is not
compiled here raises UnsupportedError, and the scheme runs in the walker.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from qingheng.foundation.kernel.points import Rounding, format_figure
from qingheng.foundation.scoring.bulk import rational as q
from qingheng.foundation.scoring.bulk.cells import (
    Cell,
    UnsupportedError,
    fault,
    first_bad,
    is_there,
    is_unknown,
    quoted,
)
from qingheng.foundation.scoring.bulk.rational import Rational
from qingheng.foundation.scoring.bulk.sources import Sources
from qingheng.foundation.scoring.bulk.stages import Stages
from qingheng.foundation.scoring.formula import (
    FACTS,
    Binary,
    Call,
    Compare,
    Formula,
    In,
    Logic,
    Name,
    Number,
    String,
    Unary,
    id_of,
)

_SIGNS = {"==": "=", "!=": "<>", "<": "<", "<=": "<=", ">": ">", ">=": ">="}

#: Partition of the windows over a ranking group.
GROUP = "county, grp"


@dataclass(slots=True)
class Formulas:
    """The compiler of formulas over one stage of columns."""

    stages: Stages
    sources: Sources
    peers_missing: str
    #: Scores of other nodes, by id.
    score: Callable[[str], Cell]
    #: Names that stand for something here: `full`, `total`, `rank`, …
    facts: dict[str, Cell]
    period: str = ""
    #: Calls that need other tables: `events`, `vote_share`.
    calls: dict[str, Callable[[tuple[Formula, ...]], Cell]] | None = None
    #: Whether figures of the item that the unit gave itself are refused.
    recused: bool = False

    def hold(self, cell: Cell) -> Cell:
        """The cell with each of its expressions in a column."""
        return Cell(
            None if cell.figure is None else self.stages.figure(cell.figure),
            None if cell.truth is None else self.stages.let(cell.truth),
            cell.text,
            None if cell.state is None else self.stages.let(cell.state),
        )

    def number(self, tree: Formula) -> Cell:
        """A formula that must be a figure."""
        cell = self.cell(tree)
        if cell.text is not None and cell.figure is not None:
            # A property that is no figure is as good as missing.
            bad = fault(f"{cell.figure.num} IS NULL")
            return self.hold(Cell(cell.figure, state=first_bad([cell.state, bad])))
        return self.hold(cell.number())

    def truth(self, tree: Formula) -> Cell:
        """A formula that must hold or not; a figure holds where it is not zero."""
        cell = self.cell(tree)
        if cell.truth is not None:
            return cell
        if cell.text is not None and cell.figure is None:
            return Cell(truth=f"({cell.text} <> '')", state=cell.state)
        if cell.text is not None:
            return Cell(truth=f"(coalesce({cell.value.num}, 1) <> 0)", state=cell.state)
        return Cell(truth=f"({cell.value.num} <> 0)", state=cell.state)

    def cell(self, tree: Formula) -> Cell:
        """Any formula."""
        match tree:
            case Number(value):
                return Cell(q.constant(value))
            case String(value):
                return Cell(text=quoted(value))
            case Name(path):
                return self.name(path)
            case Unary("-", arg):
                inner = self.number(arg)
                return Cell(q.negative(inner.value), state=inner.state)
            case Unary(_, arg):
                inner = self.truth(arg)
                return Cell(truth=f"(NOT {inner.truth})", state=inner.state)
            case Binary(op, left, right):
                return self.hold(self.arithmetic(op, self.number(left), self.number(right)))
            case Compare(op, left, right):
                return self.hold(self.compare(op, self.cell(left), self.cell(right)))
            case Logic(op, args):
                return self.hold(self.logic(op == "and", [self.truth(arg) for arg in args]))
            case In(arg, items, negated):
                return self.hold(self.member(self.cell(arg), items, negated))
            case Call(name, args):
                return self.call(name, args)

    def name(self, path: str) -> Cell:
        """What a bare name stands for."""
        if path.startswith("p."):
            return self.sources.property(path[2:])
        if path in self.facts:
            return self.facts[path]
        if path in ("unit", "class", "group", "parent"):
            column = {"unit": "unit", "class": "class", "group": "grp", "parent": "parent"}[path]
            return Cell(text=column)
        if path in FACTS:
            raise UnsupportedError(f"the name {path!r} here")
        return self.hold(self._value(path, self.period))

    def _value(self, item: str, period: str) -> Cell:
        return self.sources.value(item, period, recused=self.recused)

    def arithmetic(self, op: str, left: Cell, right: Cell) -> Cell:
        """a op b; division by zero is unknown."""
        states = [left.state, right.state]
        if op == "/":
            zero = fault(f"{right.value.num} = 0")
            found = Rational("NULL::BIGINT", 0) if right.value.known == 0 else q.divide(left.value, right.value)
            return Cell(found, state=first_bad([*states, None if right.value.known else zero]))
        work = {"+": q.add, "-": q.subtract, "*": q.multiply}[op]
        return Cell(work(left.value, right.value), state=first_bad(states))

    def compare(self, op: str, left: Cell, right: Cell) -> Cell:
        """Two figures by size, two texts by equality."""
        state = first_bad([left.state, right.state])
        if left.text is not None or right.text is not None:
            if op not in ("==", "!="):
                one, other = self._plain(left), self._plain(right)
                return Cell(
                    truth=q.compare(one.value, _SIGNS[op], other.value), state=first_bad([one.state, other.state])
                )
            return Cell(truth=f"({_as_text(left)} {_SIGNS[op]} {_as_text(right)})", state=state)
        return Cell(truth=q.compare(left.number().value, _SIGNS[op], right.number().value), state=state)

    def _plain(self, cell: Cell) -> Cell:
        """A figure, or a property that must be one."""
        if cell.text is None or cell.figure is None:
            return cell.number()
        bad = fault(f"{cell.figure.num} IS NULL")
        return Cell(cell.figure, state=first_bad([cell.state, bad]))

    def logic(self, every: bool, args: list[Cell]) -> Cell:
        """Kleene: what is unknown matters only where the known parts do not decide."""
        decides = [f"({is_there(arg.state)} AND {arg.truth} = {'FALSE' if every else 'TRUE'})" for arg in args]
        decided = self.stages.let("(" + " OR ".join(f"coalesce({one}, FALSE)" for one in decides) + ")")
        states = [arg.state for arg in args if arg.state is not None]
        truth = f"(CASE WHEN {decided} THEN {str(not every).upper()} ELSE {str(every).upper()} END)"
        if not states:
            return Cell(truth=truth)
        kinds = " ".join(
            f"WHEN {' OR '.join(f'{state} = {kind}' for state in states)} THEN {kind}" for kind in (3, 1, 2)
        )
        state = f"(CASE WHEN {decided} THEN 0 {kinds} ELSE 0 END)"
        return Cell(truth=truth, state=state)

    def member(self, arg: Cell, items: tuple[Formula, ...], negated: bool) -> Cell:
        """Whether the value is one of some constants."""
        cells = [self.cell(item) for item in items]
        if any(not isinstance(item, Number | String) for item in items):
            raise UnsupportedError("a list of anything but constants")
        same = " OR ".join(str(self.compare("==", arg, cell).truth) for cell in cells)
        return Cell(truth=f"(({same}) = {'FALSE' if negated else 'TRUE'})", state=arg.state)

    def call(self, name: str, args: tuple[Formula, ...]) -> Cell:
        """A function of `formula.FUNCTIONS`."""
        if self.calls and name in self.calls:
            return self.hold(self.calls[name](args))
        match name:
            case "min" | "max":
                return self._extreme(name, [self.number(arg) for arg in args])
            case "abs":
                inner = self.number(args[0])
                return self.hold(Cell(q.absolute(inner.value), state=inner.state))
            case "floor" | "ceil":
                inner = self.number(args[0])
                mode = Rounding.FLOOR if name == "floor" else Rounding.CEIL
                return self.hold(Cell(q.whole(inner.value, mode), state=inner.state))
            case "round":
                return self._round(args)
            case "if":
                return self._if(args)
            case "has":
                return self._has(args[0].path if isinstance(args[0], Name) else id_of(args[0]))
            case "value" if len(args) == 1:
                return self.hold(self._value(id_of(args[0]), self.period))
            case "value":
                return self.hold(self._value(id_of(args[0]), id_of(args[1])))
            case "common":
                return self.hold(self.sources.value(id_of(args[0]), self.period, common=True, recused=self.recused))
            case "last" | "before":
                return self._earlier(name, args)
            case "score":
                return self.score(id_of(args[0]))
            case "group_count":
                counted = f"count(*) FILTER ({self.sources.scored}) OVER (PARTITION BY {GROUP})"
                return self.hold(Cell(Rational(counted, self.sources.profile.most_units)))
            case "group_mean" | "group_sum" | "group_max" | "group_min":
                return self.group(name, self._for_peers().number(args[0]))
            case "class_mean":
                self.sources.everybody = True
                members = f"coalesce(class = {quoted(id_of(args[0]))}, FALSE)"
                return self.group("group_mean", self._for_peers().number(args[1]), "county", members)
            case "peers_mean" | "peers_min":
                return self._fellows(name, args)
        raise UnsupportedError(f"the function {name}")

    def _fellows(self, name: str, args: tuple[Formula, ...]) -> Cell:
        """A figure over all units, scored or not, of which a property is the same as the unit's."""
        self.sources.everybody = True
        key = self._for_peers().cell(args[0])
        if key.figure is not None and key.text is None and key.figure.den_sql is not None:
            raise UnsupportedError("units with the same ratio")
        same = key.text or key.truth or key.value.num
        within = self.stages.let(f"(CASE WHEN {is_there(key.state)} THEN {same} END)")
        state = None if key.state is None else self.stages.let(key.state)
        found = self.group(f"group_{name[6:]}", self._for_peers().number(args[1]), f"county, {within}", "TRUE")
        return self.hold(Cell(found.figure, state=first_bad([state, found.state])))

    def level(self, cell: Cell, within: str = GROUP, members: str = "") -> Rational:
        """The figures of the members of a partition over one denominator, null for all others."""
        counts = f"({members or self.sources.scored} AND {is_there(cell.state)})"
        figure = cell.value
        if counts != "(TRUE AND TRUE)":
            figure = self.stages.figure(q.choose(self.stages.let(counts), figure, Rational("NULL::BIGINT", 0)))
        if figure.den_sql is None:
            return figure
        den = self.stages.let(f"(CASE WHEN {figure.num} IS NOT NULL THEN {figure.den_sql} END)::HUGEINT")
        dens = self.stages.let(f"list({den}) FILTER ({den} IS NOT NULL) OVER (PARTITION BY {within})")
        whole = self.stages.let(q.whole_of(dens))
        return q.moving(self.stages.let(f"({figure.num})::HUGEINT * ({whole} // {den})"), whole)

    def _has(self, path: str) -> Cell:
        """Whether a figure is there; of one that is no figure that cannot be said."""
        truth = is_there(self.name(path).state)
        if path.startswith("p.") or path in FACTS:
            return Cell(truth=truth)
        return self.hold(
            Cell(truth=truth, state=fault(f"coalesce({self.sources.value(path, self.period).value.num}n, 1) = 3"))
        )

    def group(self, name: str, cell: Cell, within: str = GROUP, members: str = "") -> Cell:
        """A figure over the ranking group, or over the members of another partition.

        What is not applicable is left out, what is missing refuses or is skipped.
        """
        over, most = f"OVER (PARTITION BY {within})", self.sources.profile.most_units
        figure, members = self.level(cell, within, members), members or self.sources.scored
        count = self.stages.let(f"count({figure.num}) {over}")
        state = "0"
        if cell.state is not None and self.peers_missing == "refuse":
            state = f"coalesce(max({cell.state}) FILTER ({members} AND {is_unknown(cell.state)}) {over}, 0)"
        empty = fault(f"{count} = 0")
        if name in ("group_max", "group_min"):
            found = replace(figure, num=f"{name[6:]}({figure.num}) {over}", known=None)
        else:
            top = figure.top * most if figure.den_sql is None else figure.top
            summed = self.stages.let(f"coalesce(sum({figure.num}) {over}, 0)::{q.kind_of(top)}")
            found = Rational(summed, top, figure.den, figure.den_sql)
        if name == "group_sum":
            return self.hold(Cell(self._only(found, state), state=state))
        if name == "group_mean":
            found = q.divide(found, Rational(count, most))
        state = self.stages.let(first_bad([self.stages.let(state), empty]) or "0")
        return self.hold(Cell(self._only(found, state), state=state))

    def _only(self, figure: Rational, state: str) -> Rational:
        """The figure where the state is 0, else null."""
        held = self.stages.let(state)
        if figure.den_sql is None:
            return Rational(f"(CASE WHEN {held} = 0 THEN {figure.num} END)", figure.top, figure.den)
        num, den = self.stages.let(figure.num), self.stages.let(figure.den_sql)
        return Rational(
            f"(CASE WHEN {held} = 0 THEN {num} END)", figure.top, figure.den, f"(CASE WHEN {held} = 0 THEN {den} END)"
        )

    def _for_peers(self) -> "Formulas":
        """Peers are read without the names that stand for something of this item alone."""
        return replace(self, facts={})

    def _extreme(self, name: str, cells: list[Cell]) -> Cell:
        found = cells[0]
        for cell in cells[1:]:
            pick = q.at_most if name == "min" else q.at_least
            found = self.hold(Cell(pick(found.value, cell.value), state=first_bad([found.state, cell.state])))
        return found

    def _round(self, args: tuple[Formula, ...]) -> Cell:
        inner = self.number(args[0])
        if not isinstance(args[1], Number):
            raise UnsupportedError("rounding to a computed number of decimals")
        return self.hold(Cell(q.rounded(inner.value, int(args[1].value), Rounding.HALF_UP), state=inner.state))

    def _if(self, args: tuple[Formula, ...]) -> Cell:
        condition = self.hold(self.truth(args[0]))
        one, other = self.number(args[1]), self.number(args[2])
        branch = None
        if one.state is not None or other.state is not None:
            branch = f"(CASE WHEN {condition.truth} THEN {one.state or 0} ELSE {other.state or 0} END)"
        figure = q.choose(str(condition.truth), one.value, other.value)
        return self.hold(Cell(figure, state=first_bad([condition.state, branch])))

    def _earlier(self, name: str, args: tuple[Formula, ...]) -> Cell:
        if name == "before" and not isinstance(args[1], Number):
            raise UnsupportedError("a computed number of years")
        years = int(args[1].value) if name == "before" and isinstance(args[1], Number) else 1
        here = self.period or self.sources.period
        period = str(int(here[:4]) - years) + here[4:]
        return replace(self, facts={}, period=period).cell(args[0])


def _as_text(cell: Cell) -> str:
    """A cell as text for equality: a constant figure in its shortest form."""
    if cell.text is not None:
        return cell.text
    if cell.figure is not None and cell.figure.known is not None:
        return quoted(format_figure(cell.figure.known))
    raise UnsupportedError("comparing a text with a computed figure")
