"""类型规则: which types go together, and what comes out."""

from qingheng.foundation.kernel.problems import nearest
from qingheng.foundation.kernel.text import Text
from qingheng.foundation.policy.expression.nodes import Literal, Node
from qingheng.foundation.policy.expression.problems import Report, kind_name
from qingheng.foundation.policy.expression.types import WRONG, Kind, Type


def join_units(left: str | None, right: str | None) -> tuple[bool, str | None]:
    """Whether two units go together, and the unit of the result: a bare number takes its neighbour's."""
    if left is None:
        return True, right
    return right is None or left == right, left


def join_types(left: Type, right: Type) -> Type | None:
    """The one type that two branches or bounds share, or None: whole numbers widen to fractions."""
    if Kind.WRONG in (left.kind, right.kind):
        return WRONG
    if left.is_number and right.is_number:
        fits, unit = join_units(left.unit, right.unit)
        kind = Kind.INT if left.kind is right.kind is Kind.INT else Kind.FRACTION
        return Type(kind, unit) if fits else None
    if left.kind is Kind.ENUM and right.kind is Kind.TEXT:
        return left
    if left.kind is Kind.TEXT and right.kind is Kind.ENUM:
        return right
    return left if left == right else None


def fit(wanted: Type, node: Node) -> Node:
    """A written text beside a choice, as that choice's member: 女 as `female`; everything else as it is."""
    if wanted.kind is not Kind.ENUM or not isinstance(node, Literal) or not isinstance(node.value, str):
        return node
    if node.value in wanted.members:
        return Literal(wanted, node.at, node.value)
    for member, name in zip(wanted.members, wanted.names, strict=False):
        if node.value in (name.zh, name.en):
            return Literal(wanted, node.at, member)
    return node


def fit_all(nodes: tuple[Node, ...]) -> tuple[Node, ...]:
    """`fit` for values that are held against each other: the first choice among them sets the members."""
    wanted = next((node.type for node in nodes if node.type.kind is Kind.ENUM), None)
    return nodes if wanted is None else tuple(fit(wanted, node) for node in nodes)


def comparable(wanted: Type, node: Node, report: Report) -> bool:
    """Whether `node` can be held against a value of type `wanted`; says why not."""
    got = node.type
    if Kind.WRONG in (wanted.kind, got.kind):
        return False
    if wanted.is_number and got.is_number:
        fits, _unit = join_units(wanted.unit, got.unit)
        if not fits:
            report.wrong_unit(node.at, wanted.unit, got.unit)
        return fits
    if wanted.kind is Kind.ENUM and isinstance(node, Literal) and isinstance(node.value, str):
        return _member(wanted, node, report)
    if wanted.kind is got.kind and wanted.kind in (Kind.BOOL, Kind.DATE, Kind.TEXT):
        return True
    if wanted.kind is got.kind is Kind.ENUM and wanted.members == got.members:
        return True
    report.wrong_type(node.at, kind_name(wanted), got)
    return False


def _member(wanted: Type, node: Literal, report: Report) -> bool:
    word = str(node.value)
    if word in wanted.members:
        return True
    names = wanted.names or tuple(Text(member, member) for member in wanted.members)
    listed = "、".join(name.zh for name in names)
    report.add(
        "expr_not_a_member",
        node.at,
        Text(f"“{word}”不是该项的选项", f"{word!r} is not one of the choices"),
        Text(f"可用的选项：{listed}。", f"The choices are: {', '.join(wanted.members)}."),
        nearest(word, [*wanted.members, *(name.zh for name in names)]),
    )
    return False


def arithmetic(op: str, left: Node, right: Node, at: int, report: Report) -> Type:
    """The type of `left op right`; says what is wrong and gives WRONG."""
    for side in (left, right):
        if side.type.kind is Kind.WRONG:
            return WRONG
        if not side.type.is_number or (op == "%" and side.type.kind is not Kind.INT):
            wanted = Text("整数", "a whole number") if op == "%" else Text("数值", "a number")
            report.wrong_type(side.at, wanted, side.type)
            return WRONG
    if op in ("/", "//", "%") and isinstance(right, Literal) and right.value == 0:
        report.add(
            "expr_division_by_zero",
            right.at,
            Text("除数为零", "division by zero"),
            Text("改正除数。", "Mend the divisor."),
        )
        return WRONG
    fits, unit = _result_unit(op, left.type.unit, right.type.unit)
    if not fits:
        report.wrong_unit(at, left.type.unit, right.type.unit)
        return WRONG
    whole = left.type.kind is right.type.kind is Kind.INT and op != "/"
    return Type(Kind.INT if whole or op == "//" else Kind.FRACTION, unit)


def _result_unit(op: str, left: str | None, right: str | None) -> tuple[bool, str | None]:
    if op in ("+", "-"):
        return join_units(left, right)
    if op == "*":
        if left and right:
            return False, None
        return True, left or right or (None if left is right is None else "")
    if left and left == right:
        return True, left if op == "%" else ""
    if right:
        return False, None
    return True, left if left or right is None else ""
