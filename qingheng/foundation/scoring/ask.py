"""一次计分: what an item function may ask for: its settings evaluated, its full marks, and where to note its steps."""

import math
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, NoReturn

from qingheng.foundation.kernel.problems import Severity, Where
from qingheng.foundation.kernel.text import Text
from qingheng.foundation.scoring.declare import Settings
from qingheng.foundation.scoring.evaluate import Context, evaluate, fail, holds, number, problem
from qingheng.foundation.scoring.formula import Formula, Name
from qingheng.foundation.scoring.inputs import Source, Unit
from qingheng.foundation.scoring.model import Node
from qingheng.foundation.scoring.result import Node as Explained
from qingheng.foundation.scoring.result import shown

if TYPE_CHECKING:
    from qingheng.foundation.scoring.walk import Walker


@dataclass
class Ask:
    """The item, the unit and period in `c`, the settings in `s`."""

    walker: "Walker"
    node: Node
    c: Context
    s: Settings
    steps: list[Text] = field(default_factory=list)
    children: list[Explained] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.c.facts = {**self.c.facts, "full": self.full, "share": self.share}

    @property
    def unit(self) -> Unit:
        """The unit scored."""
        return self.c.unit

    @property
    def full(self) -> Fraction:
        """Full marks on the item's own scale; zero where it has none."""
        return self.node.full if self.node.full is not None else Fraction(0)

    @property
    def share(self) -> Fraction:
        """The points or weight under the first parent."""
        return self.node.places[0].share if self.node.places else self.full

    @property
    def where(self) -> Where:
        """The place that problems name."""
        return self.c.where()

    def actual(self) -> Fraction:
        """The achievement: the setting, else the value under the item's own id."""
        return number(self.actual_formula(), self.c)

    def actual_formula(self) -> Formula:
        """The formula of the achievement."""
        return self.s.formula("actual") or Name(self.node.id)

    def number(self, name: str, rows: Settings | None = None) -> Fraction:
        """A required figure."""
        tree = (rows or self.s).formula(name)
        if tree is None:
            fail("no_setting", self.where, f"缺设定 {name}。", f"The setting {name} is absent.")
        return number(tree, self.c)

    def limit(self, name: str) -> Fraction | None:
        """A cap or floor, None where there is none."""
        tree = self.s.formula(name)
        return None if tree is None else number(tree, self.c)

    def holds(self, tree: Formula) -> bool:
        """A predicate."""
        return holds(tree, self.c)

    def text(self, tree: Formula) -> str:
        """A formula that gives a text, such as a role."""
        value = evaluate(tree, self.c)
        return value if isinstance(value, str) else str(value)

    def clamp(self, value: Fraction, low: str = "floor", high: str = "cap") -> Fraction:
        """Between the item's floor and cap, noted where either bites."""
        cap, floor = self.limit(high), self.limit(low)
        if cap is not None and value > cap:
            self.say(f"封顶 {shown(cap)}。", f"Capped at {shown(cap)}.")
            value = cap
        if floor is not None and value < floor:
            self.say(f"保底 {shown(floor)}。", f"Raised to the floor {shown(floor)}.")
            value = floor
        return value

    def say(self, zh: str, en: str) -> None:
        """One line of the hand calculation."""
        self.steps.append(Text(zh, en))

    def warn(self, code: str, source: Source, zh: str, en: str, column: str | None = None) -> None:
        """Something that somebody should look at; the score stands."""
        self.walker.warnings.append(problem(code, source.where(column), zh, en, Severity.WARNING))

    def fail(self, code: str, zh: str, en: str) -> NoReturn:
        """The figure does not exist."""
        fail(code, self.where, zh, en)


def stepped(count: Fraction, mode: str) -> Fraction:
    """How many steps a number of steps counts as: linear, floor, ceil, half_up (half away from zero, count ≥ 0)."""
    match mode:
        case "floor":
            return Fraction(math.floor(count))
        case "ceil":
            return Fraction(math.ceil(count))
        case "half_up":
            return Fraction(math.floor(count + Fraction(1, 2)))
    return count
