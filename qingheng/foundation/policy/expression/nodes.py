"""表达式树: the typed tree that every back end reads. Immutable; equal trees are equal whatever their columns."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from qingheng.foundation.policy.expression.types import Type


@dataclass(frozen=True, slots=True)
class Node:
    """节点: `type` of the result, `at` the column (from 1) in the text as it was written."""

    type: Type = field(compare=False)
    at: int = field(compare=False)

    @property
    def children(self) -> "tuple[Node, ...]":
        """The operands, from left to right."""
        return ()


@dataclass(frozen=True, slots=True)
class Literal(Node):
    """常量."""

    value: bool | int | Fraction | str | date


@dataclass(frozen=True, slots=True)
class Fact(Node):
    """事项: a fact of the case."""

    key: str


@dataclass(frozen=True, slots=True)
class Param(Node):
    """参数: `p.key`."""

    key: str


@dataclass(frozen=True, slots=True)
class On(Node):
    """基准日: the day asked about."""


@dataclass(frozen=True, slots=True)
class At(Node):
    """取值: `grades[year]` (a fact by calendar year) or `p.months[sanction]` (a parameter by index)."""

    base: Fact | Param
    index: Node

    @property
    def children(self) -> tuple[Node, ...]:
        return (self.index,)


@dataclass(frozen=True, slots=True)
class Not(Node):
    """非."""

    item: Node

    @property
    def children(self) -> tuple[Node, ...]:
        return (self.item,)


@dataclass(frozen=True, slots=True)
class And(Node):
    """且."""

    items: tuple[Node, ...]

    @property
    def children(self) -> tuple[Node, ...]:
        return self.items


@dataclass(frozen=True, slots=True)
class Or(Node):
    """或."""

    items: tuple[Node, ...]

    @property
    def children(self) -> tuple[Node, ...]:
        return self.items


@dataclass(frozen=True, slots=True)
class Compare(Node):
    """比较: `a < b <= c`; `ops[i]` (`== != < <= > >=`) stands between item i and i + 1."""

    ops: tuple[str, ...]
    items: tuple[Node, ...]

    @property
    def children(self) -> tuple[Node, ...]:
        return self.items


@dataclass(frozen=True, slots=True)
class In(Node):
    """属于: one of the written `choices`, or of a list fact or list parameter (then `choices` is that one node)."""

    item: Node
    choices: tuple[Node, ...]
    negated: bool = False

    @property
    def in_list(self) -> bool:
        """Whether the choices are one list fact or parameter."""
        return len(self.choices) == 1 and self.choices[0].type.item is not None

    @property
    def children(self) -> tuple[Node, ...]:
        return (self.item, *self.choices)


@dataclass(frozen=True, slots=True)
class Arith(Node):
    """四则: `+ - * / // %`, exact; `/` gives a fraction, `//` rounds down."""

    op: str
    left: Node
    right: Node

    @property
    def children(self) -> tuple[Node, ...]:
        return (self.left, self.right)


@dataclass(frozen=True, slots=True)
class Negate(Node):
    """相反数."""

    item: Node

    @property
    def children(self) -> tuple[Node, ...]:
        return (self.item,)


@dataclass(frozen=True, slots=True)
class IfElse(Node):
    """若 … 否则: `then if condition else other`; unknown where the condition is."""

    then: Node
    condition: Node
    other: Node

    @property
    def children(self) -> tuple[Node, ...]:
        return (self.condition, self.then, self.other)


@dataclass(frozen=True, slots=True)
class Call(Node):
    """函数: one of `functions.FUNCTIONS`."""

    function: str
    args: tuple[Node, ...]

    @property
    def children(self) -> tuple[Node, ...]:
        return self.args


NODE_TYPES = (Literal, Fact, Param, On, At, Not, And, Or, Compare, In, Arith, Negate, IfElse, Call)


def walk(node: Node) -> Iterator[Node]:
    """`node` and everything beneath it (the base of an `At` too), each before its operands."""
    yield node
    if isinstance(node, At):
        yield node.base
    for child in node.children:
        yield from walk(child)


def fact_keys(node: Node) -> tuple[str, ...]:
    """The keys of the facts that an expression reads, in order of appearance."""
    return tuple(dict.fromkeys(one.key for one in walk(node) if isinstance(one, Fact)))


def param_keys(node: Node) -> tuple[str, ...]:
    """The keys of the parameters that an expression reads, in order of appearance."""
    return tuple(dict.fromkeys(one.key for one in walk(node) if isinstance(one, Param)))
