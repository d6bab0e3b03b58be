"""算式读法: a formula as one reads it aloud, `score(key_work)` as 重点工作得分."""

from collections.abc import Mapping
from fractions import Fraction

from qingheng.foundation.kernel.points import format_figure, is_decimal
from qingheng.foundation.kernel.text import Text
from qingheng.foundation.scoring.formula import (
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
from qingheng.foundation.scoring.words.labels import CALLS, FACTS, TAILS

#: Names of the scheme's nodes, by id.
Names = Mapping[str, Text]

_SIGNS = {"*": "×", "/": "÷", "+": "+", "-": "−"}
_COMPARED = {
    "==": Text("等于", "is"),
    "!=": Text("不等于", "is not"),
    "<": Text("小于", "is less than"),
    "<=": Text("不大于", "is at most"),
    ">": Text("大于", "is more than"),
    ">=": Text("不小于", "is at least"),
}
_JOINED = {"and": Text("，且", " and "), "or": Text("，或", " or ")}


def formula_words(tree: Formula, names: Names) -> Text:
    """The formula in words."""
    match tree:
        case Number(value):
            return figure_words(value)
        case String(value):
            return Text(f"“{value}”", f"“{value}”")
        case Name(path):
            return id_words(path, names)
        case Unary(op, arg):
            inner = formula_words(arg, names)
            return Text(f"不属{inner.zh}", f"not {inner.en}") if op == "not" else Text(f"−{inner.zh}", f"−{inner.en}")
        case Binary(op, left, right):
            a, b = _part(left, names), _part(right, names)
            if op == "*" and isinstance(right, Number) and 0 < right.value < 1:
                b = percent_words(right.value)
            return Text(f"{a.zh}{_SIGNS[op]}{b.zh}", f"{a.en} {_SIGNS[op]} {b.en}")
        case Compare(op, left, right):
            a, b, word = formula_words(left, names), formula_words(right, names), _COMPARED[op]
            return Text(f"{a.zh}{word.zh}{b.zh}", f"{a.en} {word.en} {b.en}")
        case Logic(op, args):
            parts = [formula_words(arg, names) for arg in args]
            word = _JOINED[op]
            return Text(word.zh.join(part.zh for part in parts), word.en.join(part.en for part in parts))
        case In(arg, items, negated):
            return _among(formula_words(arg, names), [formula_words(item, names) for item in items], negated)
        case Call(name, args):
            return _called(name, args, names)


def figure_words(value: Fraction) -> Text:
    """A constant as the border writes it."""
    written = format_figure(value)
    return Text(written, written)


def percent_words(value: Fraction) -> Text:
    """A share as a percentage, where it has one in figures."""
    if not is_decimal(value):
        return figure_words(value)
    written = f"{format_figure(value * 100)}%"
    return Text(written, written)


def id_words(id: str, names: Names) -> Text:
    """The id of an input value, of a node, of a property or a fact."""
    if id in FACTS:
        return FACTS[id]
    if id in names:
        return names[id]
    head, _, tail = id.rpartition(".")
    if head == "p":
        return Text(f"单位属性“{tail}”", f"the unit's “{tail}”")
    if head in names:
        known = TAILS.get(tail, Text(f"（{tail}）", f"({tail})"))
        return Text(f"{names[head].zh}{known.zh}", f"{names[head].en}, {known.en}")
    if tail in TAILS and head:
        return Text(f"“{head}”{TAILS[tail].zh}", f"“{head}”, {TAILS[tail].en}")
    return Text(f"“{id}”", f"“{id}”")


def _part(tree: Formula, names: Names) -> Text:
    found = formula_words(tree, names)
    simple = isinstance(tree, Number | Name | String | Call)
    return found if simple else Text(f"（{found.zh}）", f"({found.en})")


def _among(arg: Text, items: list[Text], negated: bool) -> Text:
    zh = f"{arg.zh}{'不' if negated else ''}是{'、'.join(item.zh for item in items)}之一"
    return Text(zh, f"{arg.en} is {'not ' if negated else ''}one of {', '.join(item.en for item in items)}")


def _called(name: str, args: tuple[Formula, ...], names: Names) -> Text:
    word = CALLS.get(name, Text(name, name))
    if name == "score":
        item = id_words(id_of(args[0]), names)
        return Text(f"{item.zh}{word.zh}", f"{word.en} {item.en}")
    given = [formula_words(arg, names) for arg in args]
    if not given:
        return word
    return Text(
        f"{word.zh}（{'、'.join(one.zh for one in given)}）", f"{word.en} ({', '.join(one.en for one in given)})"
    )
