"""一项的编译: what every item function needs: its settings as columns, guards, branches, limits."""

from dataclasses import dataclass
from fractions import Fraction

from qingheng.foundation.kernel.points import Rounding
from qingheng.foundation.scoring.bulk import rational as q
from qingheng.foundation.scoring.bulk.cells import Cell, UnsupportedError, fault, first_bad
from qingheng.foundation.scoring.bulk.formulas import Formulas
from qingheng.foundation.scoring.bulk.rational import Rational
from qingheng.foundation.scoring.declare import Settings
from qingheng.foundation.scoring.formula import Formula, Name
from qingheng.foundation.scoring.model import Node

ZERO = Cell(q.constant(0))
#: A figure that does not exist.
NOTHING = Cell(Rational("NULL::BIGINT", 0), state="3")
_STEP_MODES = {"floor": Rounding.FLOOR, "ceil": Rounding.CEIL, "half_up": Rounding.HALF_UP}


@dataclass(slots=True)
class Ask:
    """The item, its settings `s`, and the compiler of its formulas."""

    node: Node
    s: Settings
    f: Formulas

    @property
    def full(self) -> Fraction:
        """Full marks on the item's own scale; zero where it has none."""
        return self.node.full if self.node.full is not None else Fraction(0)

    def actual_formula(self) -> Formula:
        """The formula of the achievement."""
        return self.s.formula("actual") or Name(self.node.id)

    def actual(self) -> Cell:
        """The achievement."""
        return self.f.number(self.actual_formula())

    def number(self, name: str, rows: Settings | None = None) -> Cell:
        """A required figure."""
        tree = (rows or self.s).formula(name)
        return NOTHING if tree is None else self.f.number(tree)

    def limit(self, name: str) -> Cell | None:
        """A cap or floor that is always there, None where there is none. Raises UnsupportedError for any other."""
        tree = self.s.formula(name)
        if tree is None:
            return None
        cell = self.f.number(tree)
        if cell.state is not None:
            raise UnsupportedError("a limit that may be missing")
        return cell

    def hold(self, cell: Cell) -> Cell:
        """The cell in columns."""
        return self.f.hold(cell)

    def guard(self, cell: Cell, bad: str) -> Cell:
        """Unknown where the condition holds."""
        return self.hold(Cell(cell.figure, state=first_bad([cell.state, fault(bad)])))

    def branch(self, truth: str, one: Cell, other: Cell, before: str | None = None) -> Cell:
        """One or the other, each with its own state; `before` is the state of what the condition reads."""
        held = self.f.stages.let(truth)
        state = None
        if one.state is not None or other.state is not None:
            state = f"(CASE WHEN {held} THEN {one.state or 0} ELSE {other.state or 0} END)"
        return self.hold(Cell(q.choose(held, one.value, other.value), state=first_bad([before, state])))

    def plus(self, one: Cell, other: Cell) -> Cell:
        """one + other."""
        return self.hold(Cell(q.add(one.value, other.value), state=first_bad([one.state, other.state])))

    def minus(self, one: Cell, other: Cell) -> Cell:
        """one - other."""
        return self.hold(Cell(q.subtract(one.value, other.value), state=first_bad([one.state, other.state])))

    def times(self, one: Cell, other: Cell) -> Cell:
        """one * other."""
        return self.hold(Cell(q.multiply(one.value, other.value), state=first_bad([one.state, other.state])))

    def over(self, one: Cell, other: Cell) -> Cell:
        """one / other, which the caller has guarded."""
        return self.hold(Cell(q.divide(one.value, other.value), state=first_bad([one.state, other.state])))

    def scaled(self, cell: Cell, factor: Fraction) -> Cell:
        """cell * factor."""
        return self.hold(Cell(q.scale(cell.value, factor), state=cell.state))

    def at_most(self, cell: Cell, limit: Cell | None) -> Cell:
        """Capped."""
        if limit is None:
            return cell
        return self.hold(Cell(q.at_most(cell.value, limit.value), state=first_bad([cell.state, limit.state])))

    def at_least(self, cell: Cell, limit: Cell | None) -> Cell:
        """Floored."""
        if limit is None:
            return cell
        return self.hold(Cell(q.at_least(cell.value, limit.value), state=first_bad([cell.state, limit.state])))

    def floored(self, cell: Cell) -> Cell:
        """Not below the item's floor."""
        return self.at_least(cell, self.limit("floor"))

    def clamp(self, cell: Cell) -> Cell:
        """Between the item's floor and cap."""
        return self.floored(self.at_most(cell, self.limit("cap")))

    def negative(self, cell: Cell) -> Cell:
        """-cell."""
        return self.hold(Cell(q.negative(cell.value), state=cell.state))

    def size(self, cell: Cell) -> Cell:
        """|cell|."""
        return self.hold(Cell(q.absolute(cell.value), state=cell.state))

    def stepped(self, count: Cell, mode: str) -> Cell:
        """How many steps a number of steps counts as."""
        if mode not in _STEP_MODES:
            return count
        return self.hold(Cell(q.whole(count.value, _STEP_MODES[mode]), state=count.state))

    def constant(self, value: Fraction | int) -> Cell:
        """A constant."""
        return Cell(q.constant(value))

    def is_less(self, cell: Cell, than: Fraction | int) -> str:
        """SQL: cell < than."""
        return q.compare(cell.value, "<", q.constant(than))
