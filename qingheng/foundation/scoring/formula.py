"""算式: the small expressions inside a scheme: references, predicates, coefficients.

`parse` turns text into a frozen tree of exact numbers, names and calls; nothing here evaluates. The grammar is that of
the policy packs (且 或 非 ≥ ≤ are accepted), over figures instead of facts. A name is the id of an input value
(`grain.target`), `p.x` a property of the unit, `full` the full marks of the item.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from qingheng.foundation.kernel.points import parse_figure
from qingheng.foundation.kernel.problems import nearest
from qingheng.foundation.kernel.text import Text


@dataclass(frozen=True, slots=True)
class Number:
    """数: an exact constant."""

    value: Fraction


@dataclass(frozen=True, slots=True)
class String:
    """字符串: a quoted constant."""

    value: str


@dataclass(frozen=True, slots=True)
class Name:
    """名称: an input value's id, `p.x`, or one of `FACTS`."""

    path: str


@dataclass(frozen=True, slots=True)
class Unary:
    """一元: op is `-` or `not`."""

    op: str
    arg: "Formula"


@dataclass(frozen=True, slots=True)
class Binary:
    """四则: op is one of `+ - * /`."""

    op: str
    left: "Formula"
    right: "Formula"


@dataclass(frozen=True, slots=True)
class Compare:
    """比较: op is one of `== != < <= > >=`."""

    op: str
    left: "Formula"
    right: "Formula"


@dataclass(frozen=True, slots=True)
class Logic:
    """且或: op is `and` or `or`; three-valued, unknown never becomes false."""

    op: str
    args: tuple["Formula", ...]


@dataclass(frozen=True, slots=True)
class In:
    """属于: whether the value is one of the list."""

    arg: "Formula"
    items: tuple["Formula", ...]
    negated: bool


@dataclass(frozen=True, slots=True)
class Call:
    """函数: one of `FUNCTIONS`."""

    name: str
    args: tuple["Formula", ...]


Formula = Number | String | Name | Unary | Binary | Compare | Logic | In | Call


@dataclass(frozen=True, slots=True)
class FormulaFunction:
    """算式函数: how many arguments, what it gives, an example."""

    least: int
    most: int
    doc: Text
    example: str


#: What a formula may call. `group_*` run over the unit's ranking group; a peer that is not applicable is left out.
FUNCTIONS: dict[str, FormulaFunction] = {
    "min": FormulaFunction(1, 9, Text("最小者", "the least"), "min(a, b)"),
    "max": FormulaFunction(1, 9, Text("最大者", "the greatest"), "max(a, b)"),
    "abs": FormulaFunction(1, 1, Text("绝对值", "absolute value"), "abs(a - b)"),
    "floor": FormulaFunction(1, 1, Text("向下取整", "down to the integer"), "floor(a)"),
    "ceil": FormulaFunction(1, 1, Text("向上取整", "up to the integer"), "ceil(a)"),
    "round": FormulaFunction(2, 2, Text("四舍五入到若干位小数", "half up to so many decimals"), "round(a, 2)"),
    "if": FormulaFunction(
        3,
        3,
        Text("条件成立取前者，否则取后者", "the second if the first holds, else the third"),
        "if(p.firms < 10, 1, 1/2)",
    ),
    "has": FormulaFunction(
        1, 1, Text("该数是否已填报（含“不适用”则否）", "whether the value is there and applicable"), "has(grain.target)"
    ),
    "value": FormulaFunction(
        1, 2, Text("按编号（及期间）取数", "the value of an id (in a period)"), "value('grain', '2006')"
    ),
    "last": FormulaFunction(1, 1, Text("上一年同期的值", "the same expression one year earlier"), "last(grain)"),
    "before": FormulaFunction(
        2, 2, Text("若干年前同期的值", "the same expression n years earlier"), "before(grain, 3)"
    ),
    "common": FormulaFunction(
        1, 1, Text("全体共用的数（单位栏为 *）", "a value common to all units (unit is *)"), "common(province.grain)"
    ),
    "group_mean": FormulaFunction(1, 1, Text("本组平均", "mean of the ranking group"), "group_mean(grain)"),
    "group_max": FormulaFunction(1, 1, Text("本组最大", "greatest of the group"), "group_max(grain)"),
    "group_min": FormulaFunction(1, 1, Text("本组最小", "least of the group"), "group_min(grain)"),
    "group_sum": FormulaFunction(1, 1, Text("本组合计", "sum of the group"), "group_sum(grain)"),
    "group_count": FormulaFunction(0, 0, Text("本组单位数", "number of units in the group"), "group_count()"),
    "class_mean": FormulaFunction(
        2, 2, Text("另一类单位的平均", "mean of another class"), "class_mean('party', grain)"
    ),
    "peers_mean": FormulaFunction(
        2,
        2,
        Text("某属性相同者（如同考场）的平均", "mean of those with the same property"),
        "peers_mean(p.room, interview)",
    ),
    "peers_min": FormulaFunction(
        2, 2, Text("某属性相同者的最低值", "least of those with the same property"), "peers_min(p.room, interview)"
    ),
    "score": FormulaFunction(1, 1, Text("方案中另一项的得分", "the score of another node"), "score(key_work)"),
    "events": FormulaFunction(
        2,
        3,
        Text("某项下某类（某级）事件的次数", "number of events of an item by kind (and level)"),
        "events(safety, 'accident')",
    ),
    "vote_share": FormulaFunction(
        2,
        9,
        Text("若干等次的得票率（占有效票）", "share of the valid votes with these grades"),
        "vote_share(rating, '优秀', '称职') >= 2/3",
    ),
    "times": FormulaFunction(
        2,
        2,
        Text("此前若干年中该数为 1 的年数", "in how many of the n years before the value was 1"),
        "times(history.bottom, 4)",
    ),
    "streak": FormulaFunction(
        1, 1, Text("此前连续为 1 的年数", "how many years in a row before now the value was 1"), "streak(history.veto)"
    ),
}

#: Names that are not values: of the unit, of the item, and (in consequences, grades and ties) of the result.
UNIT_FACTS = ("unit", "class", "group", "parent")
ITEM_FACTS = ("full", "share")
RESULT_FACTS = (
    "total",
    "base",
    "bonus",
    "penalty",
    "rank",
    "of",
    "from_bottom",
    "tied",
    "grade",
    "vetoed",
    "completed",
)
CONTEST_FACTS = ("seats", "entrants", "competitive")
FACTS = UNIT_FACTS + ITEM_FACTS + RESULT_FACTS + CONTEST_FACTS

_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?%?)|(?P<string>'[^']*'|\"[^\"]*\")"
    r"|(?P<name>[A-Za-z_\u4e00-\u9fff][\w]*(?:\.[\w]+)*)|(?P<op>==|!=|>=|<=|[-+*/(),<>]))"
)
_WIDE = str.maketrans({"（": "(", "）": ")", "，": ",", "“": "'", "”": "'", "≥": "≥"})
_WORDS = {
    "\uff1e": ">",
    "\uff1c": "<",
    "\uff1d": "=",
    "且": " and ",
    "或": " or ",
    "非": " not ",
    "≥": ">=",
    "≤": "<=",
    "≠": "!=",
    "×": "*",
    "÷": "/",
}


class FormulaError(ValueError):
    """The text is no formula; `text` says why in both languages, `suggestion` may name a near miss."""

    def __init__(self, text: Text, suggestion: str | None = None) -> None:
        self.text = text
        self.suggestion = suggestion
        super().__init__(text.en)


def parse(source: str) -> Formula:
    """The tree of `source`. Raises FormulaError."""
    try:
        return _Parser(_tokens(source)).whole()
    except RecursionError:
        raise FormulaError(Text("算式的括号层数太多。", "The formula is nested too deeply.")) from None


def parse_number(source: str | int) -> Fraction:
    """An exact figure, `"60%"` included. Raises ValueError."""
    text = str(source).strip()
    return parse_figure(text[:-1]) / 100 if text.endswith("%") else parse_figure(text)


def _tokens(source: str) -> list[tuple[str, str]]:
    text = "".join(_plain(part) for part in re.split(r"('[^']*'|\"[^\"]*\")", source.translate(_WIDE)))
    found, at = [], 0
    while text[at:].strip():
        match = _TOKEN.match(text, at)
        if not match:
            odd = text[at:].strip()[:1]
            raise FormulaError(Text(f"算式中有不认识的字符“{odd}”。", f"Unexpected character {odd!r} in the formula."))
        found.append((str(match.lastgroup), match.group(str(match.lastgroup))))
        at = match.end()
    return found


def _plain(part: str) -> str:
    if part[:1] in ("'", '"'):
        return part
    for wide, plain in _WORDS.items():
        part = part.replace(wide, plain)
    return part


class _Parser:
    """Recursive descent over the tokens, weakest binding first."""

    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self.tokens = tokens
        self.at = 0

    def whole(self) -> Formula:
        if not self.tokens:
            raise FormulaError(Text("算式是空的。", "The formula is empty."))
        tree = self.either()
        if self.at < len(self.tokens):
            self.fail(self.tokens[self.at][1])
        return tree

    def fail(self, word: str) -> None:
        raise FormulaError(Text(f"算式在“{word}”处不成立。", f"The formula breaks at {word!r}."))

    def peek(self) -> str:
        return self.tokens[self.at][1] if self.at < len(self.tokens) else ""

    def take(self, *words: str) -> str:
        word = self.peek()
        if word not in words or self.tokens[self.at][0] == "string":
            return ""
        self.at += 1
        return word

    def need(self, word: str) -> None:
        if not self.take(word):
            self.fail(self.peek() or "…")

    def either(self) -> Formula:
        args = [self.both()]
        while self.take("or"):
            args.append(self.both())
        return args[0] if len(args) == 1 else Logic("or", tuple(args))

    def both(self) -> Formula:
        args = [self.denial()]
        while self.take("and"):
            args.append(self.denial())
        return args[0] if len(args) == 1 else Logic("and", tuple(args))

    def denial(self) -> Formula:
        return Unary("not", self.denial()) if self.take("not") else self.comparison()

    def comparison(self) -> Formula:
        left = self.sum()
        if op := self.take("==", "!=", "<", "<=", ">", ">="):
            return Compare(op, left, self.sum())
        negated = bool(self.take("not"))
        if self.take("in"):
            self.need("(")
            return In(left, self.arguments(), negated)
        if negated:
            self.fail("not")
        return left

    def sum(self) -> Formula:
        left = self.product()
        while op := self.take("+", "-"):
            left = Binary(op, left, self.product())
        return left

    def product(self) -> Formula:
        left = self.factor()
        while op := self.take("*", "/"):
            left = Binary(op, left, self.factor())
        return left

    def factor(self) -> Formula:
        if self.take("-"):
            return Unary("-", self.factor())
        if self.take("("):
            inner = self.either()
            self.need(")")
            return inner
        if self.at >= len(self.tokens):
            self.fail("…")
        kind, word = self.tokens[self.at]
        self.at += 1
        if kind == "number":
            return Number(parse_number(word))
        if kind == "string":
            return String(word[1:-1])
        if kind != "name" or word in ("and", "or", "not", "in"):
            self.fail(word)
        return self.call(word) if self.take("(") else Name(word)

    def call(self, name: str) -> Formula:
        if name not in FUNCTIONS:
            raise FormulaError(Text(f"没有函数“{name}”。", f"There is no function {name!r}."), nearest(name, FUNCTIONS))
        args = self.arguments()
        spec = FUNCTIONS[name]
        if not spec.least <= len(args) <= spec.most:
            raise FormulaError(
                Text(
                    f"函数 {name} 的参数个数不对，例：{spec.example}",
                    f"Wrong number of arguments to {name}; example: {spec.example}",
                )
            )
        return Call(name, args)

    def arguments(self) -> tuple[Formula, ...]:
        found: list[Formula] = []
        if self.take(")"):
            return ()
        while True:
            found.append(self.either())
            if self.take(")"):
                return tuple(found)
            self.need(",")


def walk(tree: Formula) -> Iterator[Formula]:
    """Every node of the tree, the tree itself first."""
    yield tree
    for child in children(tree):
        yield from walk(child)


def children(tree: Formula) -> tuple[Formula, ...]:
    """The parts directly below."""
    match tree:
        case Unary(_, arg):
            return (arg,)
        case Binary(_, left, right) | Compare(_, left, right):
            return (left, right)
        case Logic(_, args) | Call(_, args):
            return args
        case In(arg, items, _):
            return (arg, *items)
    return ()


def id_of(argument: Formula) -> str:
    """The id that an argument names, quoted or not; empty where it names none."""
    match argument:
        case Name(path):
            return path
        case String(value):
            return value
    return ""


def value_ids(tree: Formula) -> set[str]:
    """The ids of input values that the formula reads."""
    found: set[str] = set()
    match tree:
        case Name(path) if path not in FACTS and not path.startswith("p."):
            found.add(path)
        case Call("value" | "common" | "has" | "times" | "streak", args):
            found.add(id_of(args[0]))
        case Call("score" | "events" | "vote_share", _):
            return found
        case Call("class_mean" | "peers_mean" | "peers_min", args):
            return value_ids(args[1])
    for child in children(tree):
        found |= value_ids(child)
    return found - {""}


def called(tree: Formula, name: str) -> set[str]:
    """The ids that calls of a function name first."""
    found = set().union(*(called(child, name) for child in children(tree)))
    return found | {id_of(tree.args[0])} if isinstance(tree, Call) and tree.name == name else found


def written(tree: Formula) -> str:
    """The formula as text that parses to the same tree (fully bracketed where it matters)."""
    match tree:
        case Number(value):
            return str(value)
        case String(value):
            return f"'{value}'"
        case Name(path):
            return path
        case Unary(op, arg):
            return f"{op} ({written(arg)})" if op == "not" else f"-({written(arg)})"
        case Binary(op, left, right) | Compare(op, left, right):
            return f"{_bracket(left)} {op} {_bracket(right)}"
        case Logic(op, args):
            return f" {op} ".join(_bracket(arg) for arg in args)
        case In(arg, items, negated):
            return f"{_bracket(arg)} {'not ' if negated else ''}in ({', '.join(map(written, items))})"
        case Call(name, args):
            return f"{name}({', '.join(map(written, args))})"


def _bracket(tree: Formula) -> str:
    simple = isinstance(tree, Name | String | Call) or (isinstance(tree, Number) and tree.value.denominator == 1)
    return written(tree) if simple else f"({written(tree)})"
