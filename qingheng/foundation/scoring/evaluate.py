"""求值: a formula over one unit's data in one period; exact, three-valued, and every figure it reads is noted."""

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TYPE_CHECKING, NoReturn

from qingheng.foundation.kernel.points import format_figure, round_to
from qingheng.foundation.kernel.problems import Problem, Severity, Where
from qingheng.foundation.kernel.text import Text
from qingheng.foundation.scoring.formula import (
    UNIT_FACTS,
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
from qingheng.foundation.scoring.inputs import Refusal, Source, Unit, property_figure
from qingheng.foundation.scoring.lookups import Figures
from qingheng.foundation.scoring.result import Input, Readings

if TYPE_CHECKING:
    from qingheng.foundation.scoring.walk import Walker

Plain = Fraction | str | bool


class UnknownError(Exception):
    """缺数或无法确定: the figure does not exist; `problems` says why."""

    def __init__(self, *problems: Problem) -> None:
        self.problems = problems
        super().__init__("; ".join(problem.text.en for problem in problems))


class InapplicableError(Exception):
    """不适用: the value is NA, or the item does not apply to the unit."""


def problem(code: str, where: Where, zh: str, en: str, severity: Severity = Severity.ERROR) -> Problem:
    """A problem of a run."""
    mend = Text("补齐或改正数据后重新计分。", "Complete or mend the data and score again.")
    return Problem(code, Text(zh, en), mend, where, severity)


def unknown(code: str, where: Where, zh: str, en: str) -> UnknownError:
    """Why a figure does not exist, to be raised."""
    return UnknownError(problem(code, where, zh, en))


def fail(code: str, where: Where, zh: str, en: str) -> NoReturn:
    """The figure does not exist."""
    raise unknown(code, where, zh, en)


def unread(refused: Refusal, c: "Context") -> Problem:
    """Why a figure does not exist that hangs on a refused row; it points at the row."""
    why, item = refused.problem, refused.item or "?"
    return problem(
        "refused_row",
        replace(why.where, path=c.where().path),
        f"“{item}”有一行没有读入，{c.unit.id} 的这一项不能确定：{why.text.zh}",
        f"A row of {item!r} was not read, which leaves {c.unit.id} undecided here: {why.text.en}",
    )


@dataclass
class Context:
    """取数的环境: whose data, of which period, and what has been read so far."""

    walker: "Walker"
    unit: Unit
    period: str
    path: str = ""
    #: Whether figures are noted with their unit: where one among several is read, nobody's figure goes without a name.
    apart: bool = False
    facts: Mapping[str, Plain | None] = field(default_factory=dict)
    read: Readings = field(default_factory=Readings)

    def where(self) -> Where:
        """The place that problems name."""
        return Where(path=f"{self.unit.id}/{self.path}" if self.path else self.unit.id)

    def note(self, name: str, value: str, source: Source, column: str | None) -> None:
        """Remember a figure that was read, once."""
        self.read.note(Input(name, value, source, column))

    def other(self, unit: Unit, period: str | None = None) -> "Context":
        """The same reading list, another unit or period."""
        return replace(self, unit=unit, period=self.period if period is None else period, facts={})

    def value(self, item: str, unit: str | None = None, period: str | None = None) -> Fraction:
        """An input value. Raises UnknownError where missing, InapplicableError where NA."""
        whose, when = unit or self.unit.id, period or self.period
        found = self.walker.find(whose, item, when)
        label = item if whose == self.unit.id and not self.apart else f"{whose}/{item}"
        label += f"/{when}" if when != self.walker.scheme.period else ""
        if found is None:
            self.note(label, "", Source(), None)
            fail(
                "missing_value",
                self.where(),
                f"{whose} 的“{item}”（{when}）没有填报。",
                f"{whose} has no value {item!r} ({when}).",
            )
        self.note(label, found.text, found.source, "value")
        if not found.applicable:
            raise InapplicableError(item)
        if found.figure is None:
            place = replace(found.source.where("value"), path=self.where().path)
            if found.text:
                fail(
                    "bad_figure",
                    place,
                    f"{whose} 的“{item}”（{when}）填的“{found.text}”不是一个数。",
                    f"{whose}: the value {item!r} ({when}), {found.text!r}, is not one figure.",
                )
            fail(
                "missing_value",
                place,
                f"{whose} 的“{item}”（{when}）是空的。",
                f"{whose}: the value {item!r} ({when}) is empty.",
            )
        self.walker.check_organ(self, found)
        return found.figure

    def property(self, name: str) -> Plain:
        """A property of the unit. Raises UnknownError where absent."""
        text = self.unit.properties.get(name)
        self.note(f"{self.unit.id}/p_{name}", text or "", self.unit.source, f"p_{name}")
        if text is None:
            fail(
                "missing_property",
                self.where(),
                f"{self.unit.id} 缺属性 p_{name}。",
                f"{self.unit.id} has no property p_{name}.",
            )
        figure = property_figure(text)
        return text if figure is None else figure

    def name(self, path: str) -> Plain:
        """What a bare name stands for."""
        if path.startswith("p."):
            return self.property(path[2:])
        if path in UNIT_FACTS:
            return self.unit_fact(path)
        if path in self.facts:
            known = self.facts[path]
            if known is None:
                fail(
                    "no_result",
                    self.where(),
                    f"{self.unit.id} 的“{path}”还不存在。",
                    f"{self.unit.id}: {path!r} does not exist.",
                )
            return known
        return self.value(path)

    def unit_fact(self, name: str) -> str:
        """unit, class, group or parent."""
        if name == "group":
            return self.walker.group_of(self.unit)
        return {"unit": self.unit.id, "class": self.unit.cls, "parent": self.unit.parent}[name]


def evaluate(tree: Formula, c: Context) -> Plain:
    """The value of a formula. Raises UnknownError or InapplicableError."""
    match tree:
        case Number(figure):
            return figure
        case String(text):
            return text
        case Name(path):
            return c.name(path)
        case Unary("-", arg):
            return -number(arg, c)
        case Unary(_, arg):
            return not holds(arg, c)
        case Binary(op, left, right):
            return _arithmetic(op, number(left, c), number(right, c), c)
        case Compare(op, left, right):
            return _compare(op, evaluate(left, c), evaluate(right, c), c)
        case Logic(op, args):
            return _logic(op == "and", args, c)
        case In(arg, items, negated):
            value = evaluate(arg, c)
            return any(_same(value, evaluate(item, c)) for item in items) != negated
        case Call(name, args):
            return _CALLS[name](args, c)


def number(tree: Formula, c: Context) -> Fraction:
    """A formula that must be a figure."""
    value = evaluate(tree, c)
    if isinstance(value, bool):
        return Fraction(int(value))
    if isinstance(value, Fraction):
        return value
    fail("not_a_figure", c.where(), f"“{value}”不是数。", f"{value!r} is no figure.")


def holds(tree: Formula, c: Context) -> bool:
    """A formula that must hold or not; a figure holds where it is not zero."""
    value = evaluate(tree, c)
    return value != 0 if isinstance(value, Fraction) else bool(value)


def _arithmetic(op: str, a: Fraction, b: Fraction, c: Context) -> Fraction:
    match op:
        case "+":
            return a + b
        case "-":
            return a - b
        case "*":
            return a * b
    if b == 0:
        fail("division_by_zero", c.where(), "除数为零。", "Division by zero.")
    return a / b


def _same(a: Plain, b: Plain) -> bool:
    if isinstance(a, str) != isinstance(b, str):
        return as_text(a) == as_text(b)
    return a == b


def as_text(value: Plain) -> str:
    """What two plain values have in common where they are the same."""
    return format_figure(value) if isinstance(value, Fraction) else str(value)


def _compare(op: str, a: Plain, b: Plain, c: Context) -> bool:
    if op in ("==", "!="):
        return _same(a, b) == (op == "==")
    if isinstance(a, str) or isinstance(b, str):
        fail("not_a_figure", c.where(), f"“{a}”与“{b}”不能比大小。", f"{a!r} and {b!r} have no order.")
    return {"<": a < b, "<=": a <= b, ">": a > b, ">=": a >= b}[op]


def _logic(every: bool, args: Iterable[Formula], c: Context) -> bool:
    """Kleene: an unknown part only matters where the known parts do not decide."""
    unknown: list[Problem] = []
    inapplicable = False
    for arg in args:
        try:
            if holds(arg, c) != every:
                return not every
        except UnknownError as missing:
            unknown += missing.problems
        except InapplicableError:
            inapplicable = True
    if unknown:
        raise UnknownError(*unknown)
    if inapplicable:
        raise InapplicableError("logic")
    return every


Arguments = tuple[Formula, ...]


def _has(args: Arguments, c: Context) -> bool:
    try:
        evaluate(args[0] if isinstance(args[0], Name) else Name(id_of(args[0])), c)
    except InapplicableError:
        return False
    except UnknownError as unknown:
        if any(found.code == "bad_figure" for found in unknown.problems):
            raise
        return False
    return True


def _peers(args: Arguments, c: Context) -> Figures:
    return c.walker.over(c.walker.peers(c.unit), args[0], c)


def _some(values: Figures, c: Context) -> Figures:
    if not values:
        fail("no_reference", c.where(), "没有可供比较的单位。", "There is no unit to compare with.")
    return values


def _of_class(args: Arguments, c: Context) -> Figures:
    return c.walker.over(c.walker.lookups.of_class(id_of(args[0])), args[1], c)


def _fellows(args: Arguments, c: Context) -> Figures:
    return c.walker.over(c.walker.fellows(args[0], c, evaluate(args[0], c)), args[1], c)


def _earlier(tree: Formula, years: int, c: Context) -> Plain:
    return evaluate(tree, c.other(c.unit, str(int(c.period[:4]) - years) + c.period[4:]))


def _value(args: Arguments, c: Context) -> Fraction:
    return c.value(id_of(args[0]), period=id_of(args[1]) if len(args) > 1 else None)


def _streak(args: Arguments, c: Context) -> Fraction:
    years = 0
    while c.walker.happened(c, id_of(args[0]), years + 1):
        years += 1
    return Fraction(years)


def _times(args: Arguments, c: Context) -> Fraction:
    span = int(number(args[1], c))
    return Fraction(sum(c.walker.happened(c, id_of(args[0]), back) for back in range(1, span + 1)))


_CALLS: dict[str, Callable[[Arguments, Context], Plain]] = {
    "min": lambda args, c: min(number(arg, c) for arg in args),
    "max": lambda args, c: max(number(arg, c) for arg in args),
    "abs": lambda args, c: abs(number(args[0], c)),
    "floor": lambda args, c: Fraction(math.floor(number(args[0], c))),
    "ceil": lambda args, c: Fraction(math.ceil(number(args[0], c))),
    "round": lambda args, c: round_to(number(args[0], c), int(number(args[1], c))),
    "if": lambda args, c: evaluate(args[1] if holds(args[0], c) else args[2], c),
    "has": _has,
    "value": _value,
    "last": lambda args, c: _earlier(args[0], 1, c),
    "before": lambda args, c: _earlier(args[0], int(number(args[1], c)), c),
    "common": lambda args, c: c.value(id_of(args[0]), "*"),
    "group_mean": lambda args, c: _some(_peers(args, c), c).mean,
    "group_max": lambda args, c: _some(_peers(args, c), c).greatest,
    "group_min": lambda args, c: _some(_peers(args, c), c).least,
    "group_sum": lambda args, c: _peers(args, c).sum,
    "group_count": lambda args, c: Fraction(len(c.walker.peers(c.unit))),
    "class_mean": lambda args, c: _some(_of_class(args, c), c).mean,
    "peers_mean": lambda args, c: _some(_fellows(args, c), c).mean,
    "peers_min": lambda args, c: _some(_fellows(args, c), c).least,
    "score": lambda args, c: c.walker.score_of(id_of(args[0]), c),
    "events": lambda args, c: c.walker.event_count(c, [id_of(arg) for arg in args]),
    "vote_share": lambda args, c: c.walker.vote_share(c, id_of(args[0]), [id_of(arg) for arg in args[1:]]),
    "times": _times,
    "streak": _streak,
}
