"""解析: text to typed tree, through `ast` and a whitelist; never eval. All problems at once."""

import ast
from dataclasses import dataclass
from functools import lru_cache

from qingheng.foundation.kernel.problems import Problem
from qingheng.foundation.kernel.text import Text
from qingheng.foundation.policy.expression.functions import CHINESE_NAMES, FUNCTIONS, call
from qingheng.foundation.policy.expression.nodes import (
    And,
    Arith,
    At,
    Compare,
    Fact,
    IfElse,
    In,
    Literal,
    Negate,
    Node,
    Not,
    On,
    Or,
    Param,
)
from qingheng.foundation.policy.expression.problems import KIND_NAMES, Report, kind_name
from qingheng.foundation.policy.expression.tokens import Lexicon, Source, read_source
from qingheng.foundation.policy.expression.types import BOOL, DATE, TEXT, WRONG, Kind, Type, Vocabulary
from qingheng.foundation.policy.expression.units import arithmetic, comparable, fit, fit_all, join_types

MAX_LENGTH = 4000
MAX_DEPTH = 30
MAX_NODES = 600
_COMPARE = {ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}
_ARITH: dict[type[ast.operator], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.FloorDiv: "//",
    ast.Mod: "%",
}


@dataclass(frozen=True, slots=True)
class Parsed:
    """解析结果: the typed tree, or None with every problem that stands in its way."""

    expr: Node | None
    problems: tuple[Problem, ...]


def parse(text: str, vocabulary: Vocabulary, *, boolean: bool = True) -> Parsed:
    """Read an expression over a vocabulary.

    `boolean` asks for a condition (是/否), as `when`, `need` and `unless` are; False allows any result, as the
    placeholders of a sentence are. Never raises: whatever is wrong is in `problems`, each naming its column in `text`.
    """
    report = Report()
    expr = _parse(text, vocabulary, report)
    if expr is not None and not report.problems and boolean and expr.type.kind is not Kind.BOOL:
        name = kind_name(expr.type)
        report.add(
            "expr_not_boolean",
            expr.at,
            Text(f"结果应为是/否，实为{name.zh}", f"the result should be true or false, it is a {name.en}"),
            Text("补上比较，例如 ≥ 3。", "Add a comparison, e.g. >= 3."),
        )
    return Parsed(None if report.problems else expr, tuple(report.problems))


def _parse(text: str, vocabulary: Vocabulary, report: Report) -> Node | None:
    if not text.strip():
        report.add(
            "expr_empty", 1, Text("表达式为空", "the expression is empty"), Text("写出条件。", "Write a condition.")
        )
        return None
    if len(text) > MAX_LENGTH:
        _too_long(report, f"{MAX_LENGTH} 个字符", f"{MAX_LENGTH} characters")
        return None
    source = read_source(text, _lexicon(vocabulary), report)
    tree = _read_python(source, report)
    return None if tree is None else _Builder(source, vocabulary, report).build(tree)


@lru_cache(maxsize=64)
def _lexicon(vocabulary: Vocabulary) -> Lexicon:
    return Lexicon.of(vocabulary, CHINESE_NAMES)


def _too_long(report: Report, zh: str, en: str) -> None:
    report.add(
        "expr_too_long",
        1,
        Text(f"表达式过长（最多 {zh}）", f"the expression is too long ({en} at most)"),
        Text("拆成几条规则。", "Split it into several rules."),
    )


def _too_deep(report: Report, at: int) -> None:
    report.add(
        "expr_too_deep",
        at,
        Text(f"嵌套过深（最多 {MAX_DEPTH} 层）", f"nested too deeply ({MAX_DEPTH} levels at most)"),
        Text("拆成几条规则，或去掉多余的括号。", "Split it into several rules, or drop needless parentheses."),
    )


def _read_python(source: Source, report: Report) -> ast.expr | None:
    depth = 0
    for offset, character in enumerate(source.python):
        depth += (character in "([") - (character in ")]")
        if depth > MAX_DEPTH:
            _too_deep(report, source.column(offset))
            return None
    lead = len(source.python) - len(source.python.lstrip())
    try:
        tree = ast.parse(source.python[lead:], mode="eval").body
    except (RecursionError, MemoryError):
        _too_deep(report, 1)
        return None
    except (SyntaxError, ValueError) as error:
        offset = getattr(error, "offset", None) or len(source.python)
        offset += lead - 1
        _syntax(report, source.column(offset))
        return None
    del source.origin[:lead]
    return tree if _within_limits(tree, source, report) else None


def _within_limits(tree: ast.expr, source: Source, report: Report) -> bool:
    count, level = 0, [(tree, 1)]
    while level:
        node, depth = level.pop()
        count += isinstance(node, ast.expr)
        if depth > MAX_DEPTH:
            _too_deep(report, source.column(getattr(node, "col_offset", 0)))
            return False
        level += [(child, depth + 1) for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr)]
    if count > MAX_NODES:
        _too_long(report, f"{MAX_NODES} 个成分", f"{MAX_NODES} parts")
        return False
    return True


def _syntax(report: Report, at: int) -> None:
    report.add(
        "expr_syntax",
        at,
        Text("语法错误", "syntax error"),
        Text(
            "检查此处前后的括号、逗号和运算符是否完整。", "Check the brackets, commas and operators around this place."
        ),
    )


class _Builder:
    """Turns Python's tree into ours and checks every type on the way."""

    def __init__(self, source: Source, vocabulary: Vocabulary, report: Report) -> None:
        self.source = source
        self.vocabulary = vocabulary
        self.report = report

    def at(self, tree: ast.expr) -> int:
        return self.source.column(tree.col_offset)

    def build(self, tree: ast.expr) -> Node:
        match tree:
            case ast.BoolOp():
                return self._logic(tree)
            case ast.UnaryOp(op=ast.Not()):
                return Not(BOOL, self.at(tree), self._condition(tree.operand))
            case ast.UnaryOp(op=ast.USub()):
                item = self._number(tree.operand)
                return Negate(item.type, self.at(tree), item)
            case ast.Compare():
                return self._compare(tree)
            case ast.BinOp(op=op) if type(op) in _ARITH:
                left, right = self.build(tree.left), self.build(tree.right)
                sign = _ARITH[type(op)]
                return Arith(
                    arithmetic(sign, left, right, self.at(tree), self.report), self.at(tree), sign, left, right
                )
            case ast.IfExp():
                return self._if_else(tree)
            case ast.Call():
                return self._call(tree)
            case ast.Subscript():
                return self._index(tree)
            case ast.Attribute(value=ast.Name(id="p"), attr=key):
                return self._parameter(key, self.at(tree))
            case ast.Name(id=name):
                return self._name(name, self.at(tree))
            case ast.Constant(value=bool(value)):
                return Literal(BOOL, self.at(tree), value)
            case ast.Constant(value=int(value)):
                return Literal(Type(Kind.INT, None), self.at(tree), value)
        return self._not_allowed(tree)

    def _not_allowed(self, tree: ast.expr) -> Node:
        self.report.add(
            "expr_not_allowed",
            self.at(tree),
            Text("表达式中不能这样写", "this cannot be written in an expression"),
            Text(
                "只用比较、且或非、加减乘除、若…否则和列出的函数；判断有无记载用 known()。",
                "Use comparisons, and/or/not, arithmetic, if/else and the listed functions; known() asks whether a fact is on record.",
            ),
        )
        return Literal(WRONG, self.at(tree), 0)

    def _condition(self, tree: ast.expr) -> Node:
        node = self.build(tree)
        if node.type.kind not in (Kind.BOOL, Kind.WRONG):
            self.report.wrong_type(node.at, KIND_NAMES[Kind.BOOL], node.type)
        return node

    def _number(self, tree: ast.expr) -> Node:
        node = self.build(tree)
        if not node.type.is_number and node.type.kind is not Kind.WRONG:
            self.report.wrong_type(node.at, KIND_NAMES[Kind.FRACTION], node.type)
        return node

    def _logic(self, tree: ast.BoolOp) -> Node:
        items = tuple(self._condition(value) for value in tree.values)
        return (And if isinstance(tree.op, ast.And) else Or)(BOOL, self.at(tree), items)

    def _compare(self, tree: ast.Compare) -> Node:
        if any(isinstance(op, ast.In | ast.NotIn) for op in tree.ops):
            if len(tree.ops) > 1:
                return self._not_allowed(tree)
            return self._in(tree)
        if not all(type(op) in _COMPARE for op in tree.ops):
            return self._not_allowed(tree)
        items = fit_all(tuple(self.build(one) for one in (tree.left, *tree.comparators)))
        ops = tuple(_COMPARE[type(op)] for op in tree.ops)
        for op, left, right in zip(ops, items, items[1:], strict=False):
            self._check_pair(op, left, right)
        return Compare(BOOL, self.at(tree), ops, items)

    def _check_pair(self, op: str, left: Node, right: Node) -> None:
        if left.type.kind is Kind.TEXT and right.type.kind is Kind.ENUM:
            left, right = right, left
        if left.type.kind in (Kind.LIST, Kind.MAP):
            self.report.wrong_type(left.at, Text("单个的值", "a single value"), left.type)
            return
        if not comparable(left.type, right, self.report) or op in ("==", "!="):
            return
        if not (left.type.is_number or left.type.kind is Kind.DATE or left.type.ordered):
            self.report.wrong_type(left.at, Text("有大小次序的值", "a value with an order"), left.type)

    def _in(self, tree: ast.Compare) -> Node:
        item = self.build(tree.left)
        right = tree.comparators[0]
        negated = isinstance(tree.ops[0], ast.NotIn)
        if isinstance(right, ast.Tuple | ast.List):
            item, *rest = fit_all((item, *(self.build(one) for one in right.elts)))
            choices = tuple(rest)
            for choice in choices:
                comparable(item.type, choice, self.report)
        else:
            collection = self.build(right)
            choices = (collection,)
            if collection.type.kind is Kind.LIST and collection.type.item is not None:
                item = fit(collection.type.item, item)
                self._check_item(collection, collection.type.item, item)
            else:
                comparable(item.type, collection, self.report)
        if not choices:
            _syntax(self.report, self.source.column(right.col_offset))
        elif item.type.kind in (Kind.LIST, Kind.MAP):
            self.report.wrong_type(item.at, Text("单个的值", "a single value"), item.type)
        return In(BOOL, self.at(tree), item, choices, negated)

    def _check_item(self, collection: Node, wanted: Type, item: Node) -> None:
        if wanted.kind is Kind.INT and item.type.kind is Kind.FRACTION and isinstance(collection, Fact):
            self.report.wrong_type(item.at, KIND_NAMES[Kind.INT], item.type)
        elif comparable(wanted, item, self.report) and item.type.kind in (Kind.LIST, Kind.MAP):
            self.report.wrong_type(item.at, Text("单个的值", "a single value"), item.type)

    def _if_else(self, tree: ast.IfExp) -> Node:
        then, other = fit_all((self.build(tree.body), self.build(tree.orelse)))
        condition = self._condition(tree.test)
        joined = join_types(then.type, other.type)
        if joined is None:
            comparable(then.type, other, self.report)
        elif joined.kind is Kind.ENUM:
            for branch in (then, other):
                comparable(joined, branch, self.report)
        return IfElse(joined or WRONG, self.at(tree), then, condition, other)

    def _call(self, tree: ast.Call) -> Node:
        name = tree.func.id if isinstance(tree.func, ast.Name) else ""
        if tree.keywords or any(isinstance(arg, ast.Starred) for arg in tree.args) or not name:
            return self._not_allowed(tree)
        args = tuple(self.build(arg) for arg in tree.args)
        if name in FUNCTIONS:
            return call(name, args, self.at(tree), self.report)
        word = self.source.unknown.get(name, name)
        known = [*FUNCTIONS, *CHINESE_NAMES]
        self.report.unknown("expr_unknown_function", self.at(tree), word, known, Text("函数", "function"))
        return Literal(WRONG, self.at(tree), 0)

    def _index(self, tree: ast.Subscript) -> Node:
        base, index = self.build(tree.value), self.build(tree.slice)
        if base.type.kind is Kind.WRONG or index.type.kind is Kind.WRONG:
            return Literal(WRONG, self.at(tree), 0)
        if not isinstance(base, Fact | Param) or base.type.kind is not Kind.MAP or base.type.item is None:
            self.report.wrong_type(base.at, Text("分项表", "a table"), base.type)
            return Literal(WRONG, self.at(tree), 0)
        texts = (Kind.TEXT, Kind.ENUM)
        fits = index.type.kind in texts if base.type.index is Kind.TEXT else index.type.kind is Kind.INT
        if not fits:
            self.report.wrong_type(index.at, KIND_NAMES[base.type.index], index.type)
        return At(base.type.item, self.at(tree), base, index)

    def _parameter(self, key: str, at: int) -> Node:
        parameter = self.vocabulary.parameters.get(key)
        if parameter is None:
            known = [f"p.{one}" for one in self.vocabulary.parameters]
            word = "p." + self.source.unknown.get(key, key)
            self.report.unknown("expr_unknown_parameter", at, word, known, Text("参数", "parameter"))
            return Literal(WRONG, at, 0)
        return Param(parameter.type, at, key)

    def _name(self, name: str, at: int) -> Node:
        if name == "on":
            return On(DATE, at)
        if name in self.source.literals:
            value = self.source.literals[name]
            return Literal(TEXT if isinstance(value, str) else Type(Kind.FRACTION, None), at, value)
        if name in self.vocabulary.fields:
            return Fact(self.vocabulary.fields[name].type, at, name)
        word = self.source.unknown.get(name, name)
        labels = [one.label.zh for one in self.vocabulary.fields.values()]
        known = [*self.vocabulary.fields, *labels, *self.vocabulary.members]
        self.report.unknown("expr_unknown_name", at, word, known, Text("事项", "fact"))
        return Literal(WRONG, at, 0)
