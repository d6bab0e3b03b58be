"""条文化: an expression as an official would read it, in Chinese and in English, made from the tree and the labels."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from qingheng.foundation.kernel.points import format_figure
from qingheng.foundation.kernel.text import Lang, Text
from qingheng.foundation.policy.expression import nodes as n
from qingheng.foundation.policy.expression.types import Kind, Params, Type, Vocabulary

_OPS = {"==": "=", "!=": "≠", "<": "<", "<=": "≤", ">": ">", ">=": "≥", "*": "×", "/": "÷"}
_UNITS = {
    "year": Text("年", "years"),
    "month": Text("个月", "months"),
    "day": Text("天", "days"),
    "hour": Text("学时", "hours"),
    "workday": Text("个工作日", "working days"),
    "count": Text("个", ""),
    "person": Text("人", "persons"),
    "point": Text("分", "points"),
    "percent": Text("%", "%"),
    "rank": Text("", ""),
}
_PHRASES = {
    "on": Text("基准日", "the day asked about"),
    "and": Text(" 且 ", " and "),
    "or": Text(" 或 ", " or "),
    "not": Text("并非{0}", "not {0}"),
    "not known": Text("{0}没有记载", "{0} is not on record"),
    "in": Text("{0} 属于{1}", "{0} is one of {1}"),
    "not in": Text("{0} 不属于{1}", "{0} is none of {1}"),
    "in list": Text("{1}中有 {0}", "{1} include {0}"),
    "not in list": Text("{1}中没有 {0}", "{1} do not include {0}"),
    "if": Text("若{0}则为{1}，否则为{2}", "if {0} then {1}, otherwise {2}"),
    "last year": Text("上一年", "last year"),
    "this year": Text("当年", "this year"),
    "at year": Text("{0}（{1}）", "{0} ({1})"),
    "at index": Text("{0}（按{1}）", "{0} (by {1})"),
    "years": Text("{0}至{1}的整年数", "whole years from {0} to {1}"),
    "months": Text("{0}至{1}的整月数", "whole months from {0} to {1}"),
    "days": Text("{0}至{1}的天数", "days from {0} to {1}"),
    "year": Text("{0}所在年份", "the year of {0}"),
    "min": Text("{0}中的最小者", "the least of {0}"),
    "max": Text("{0}中的最大者", "the greatest of {0}"),
    "len": Text("{0}的项数", "the number of {0}"),
    "count": Text("{0}中成立的项数", "how many hold of {0}"),
    "known": Text("{0}已有记载", "{0} is on record"),
    "contains": Text("{0}含有{1}", "{0} contains {1}"),
    "steps": Text("从{0}到{1}的级数", "the steps from {0} to {1}"),
    "every": Text("{0}在此前{1}年中每年都是{2}", "{0} are {2} in each of the {1} years before"),
    "some": Text("{0}在此前{1}年中至少有一年是{2}", "{0} are {2} in at least one of the {1} years before"),
    "times": Text("此前{1}年中{0}是{2}的年数", "the number of the {1} years before in which {0} is {2}"),
    "times list": Text("此前{1}年中属于“{0}”的年数", "the number of the {1} years before that are among “{0}”"),
}
#: How tightly an operation binds; an operand that binds less stands in parentheses.
_LOOSE = {n.IfElse: 0, n.Or: 1, n.And: 2, n.Not: 3, n.Compare: 4, n.In: 4}
_ARITH_LEVEL = {"+": 5, "-": 5, "*": 6, "/": 6, "//": 6, "%": 6}
_TIGHT = 9


def sentence(expr: n.Node, vocabulary: Vocabulary, lang: Lang, params: Params | None = None) -> str:
    """An expression in words, e.g. `任现职级时间至基准日的整年数 ≥ 3年`.

    With `params` (by key, as for `evaluate`) a parameter is shown by its value, without by its label.
    """
    return _Speaker(vocabulary, lang, params or {}).say(expr)


def both_sentences(expr: n.Node, vocabulary: Vocabulary, params: Params | None = None) -> Text:
    """`sentence` in both languages."""
    return Text(sentence(expr, vocabulary, "zh", params), sentence(expr, vocabulary, "en", params))


def show_value(value: Any, kind: Type, lang: Lang, unit: str | None = None) -> str:
    """A value as it is read: members by their name, days and exact figures in their usual form, with the unit."""
    if value is None:
        return "（待核）" if lang == "zh" else "(unknown)"
    if isinstance(value, bool):
        return {True: Text("是", "yes"), False: Text("否", "no")}[value][lang]
    if isinstance(value, tuple | list):
        item = kind.item or kind
        return ("、" if lang == "zh" else ", ").join(show_value(one, item, lang) for one in value)
    if isinstance(value, date):
        return f"{value.year}年{value.month}月{value.day}日" if lang == "zh" else value.isoformat()
    if isinstance(value, int | Fraction):
        return _figure(Fraction(value), unit or kind.unit or "", lang)
    names = dict(zip(kind.members, kind.names, strict=False))
    return names[value][lang] if value in names else str(value)


def _figure(value: Fraction, unit: str, lang: Lang) -> str:
    if unit == "percent" and "/" in format_figure(value):  # two thirds, and not 200/3 per cent
        value, unit = value / 100, ""
    name = _UNITS.get(unit, Text(unit, unit))[lang]
    name = name.removesuffix("s") if lang == "en" and value == 1 else name
    space = " " if lang == "en" and name not in ("", "%") else ""
    return f"{format_figure(value)}{space}{name}"


@dataclass(slots=True)
class _Speaker:
    """Says one expression in one language."""

    vocabulary: Vocabulary
    lang: Lang
    params: Params

    def phrase(self, name: str, *parts: str) -> str:
        return _PHRASES[name][self.lang].format(*parts)

    def say(self, node: n.Node, unit: str | None = None, level: int = 0) -> str:
        """`node` in words; a bare number takes `unit`; what binds less than `level` is put in parentheses."""
        text = self._say(node, unit)
        if _level(node) >= level:
            return text
        return f"（{text}）" if self.lang == "zh" else f"({text})"

    def _say(self, node: n.Node, unit: str | None) -> str:
        if _is_this_year(node):
            return self.phrase("this year")
        match node:
            case n.Arith(op="-", left=left, right=n.Literal(value=1)) if _is_this_year(left):
                return self.phrase("last year")
            case n.Literal():
                return self._literal(node, unit)
            case n.Fact(key=key):
                return self._label(key)
            case n.Param():
                return self._param(node)
            case n.On():
                return self.phrase("on")
            case n.At():
                return self._at(node)
            case n.Not(item=n.Call(function="known", args=args)):
                return self.phrase("not known", self._named_fact(args[0]))
            case n.Not(item=item):
                return self.phrase("not", self._named_fact(item, level=_TIGHT))
            case n.And(items=items):
                return self.phrase("and").join(self.say(item, level=3) for item in items)
            case n.Or(items=items):
                return self.phrase("or").join(self.say(item, level=2) for item in items)
            case n.Compare():
                return self._compare(node)
            case n.In():
                return self._in(node)
            case n.Arith(op=op, left=left, right=right):
                shared = node.type.unit if op in ("+", "-") else None
                level = _ARITH_LEVEL[op]
                one, two = self.say(left, shared, level), self.say(right, shared, level + 1)
                return f"{one} {_OPS.get(op, op)} {two}"
            case n.Negate(item=item):
                return f"-{self.say(item, unit, 7)}"
            case n.IfElse(then=then, condition=condition, other=other):
                parts = self.say(condition), self.say(then, unit, 1), self.say(other, unit, 1)
                return self.phrase("if", *parts)
            case n.Call():
                return self._call(node)
        raise TypeError(f"no words for {type(node).__name__}")

    def _named_fact(self, node: n.Node, level: int = 1) -> str:
        """A fact inside a phrase: in English between quotation marks, as a label is a clause as often as a noun."""
        said = self.say(node, level=level)
        return f"“{said}”" if self.lang == "en" and isinstance(node, n.Fact) else said

    def _label(self, key: str) -> str:
        return self.vocabulary.fields[key].label[self.lang] if key in self.vocabulary.fields else key

    def _literal(self, node: n.Literal, unit: str | None) -> str:
        if isinstance(node.value, str) and node.type.kind is not Kind.ENUM:
            return f"“{node.value}”" if self.lang == "zh" else f'"{node.value}"'
        return show_value(node.value, node.type, self.lang, unit)

    def _param(self, node: n.Param) -> str:
        value = self.params.get(node.key)
        if value is not None and not isinstance(value, Mapping):
            return show_value(value, node.type, self.lang)
        known = self.vocabulary.parameters.get(node.key)
        return known.label[self.lang] if known else f"p.{node.key}"

    def _at(self, node: n.At) -> str:
        if isinstance(node.base, n.Fact):
            return self.phrase("at year", self._label(node.base.key), self._year(node.index))
        table: Any = self.params.get(node.base.key)
        if isinstance(table, Mapping) and isinstance(node.index, n.Literal) and node.index.value in table:
            return show_value(table[node.index.value], node.type, self.lang)
        return self.phrase("at index", self._param(node.base), self.say(node.index))

    def _year(self, index: n.Node) -> str:
        if isinstance(index, n.Literal) and self.lang == "zh":
            return f"{index.value}年"
        if _is_this_year(index) or (isinstance(index, n.Arith) and _is_this_year(index.left) and index.right == _ONE):
            return self.say(index)
        return self.say(index, level=_TIGHT)

    def _compare(self, node: n.Compare) -> str:
        unit = next((item.type.unit for item in node.items if item.type.unit), None)
        words = self._named(node.items) or [self.say(item, unit, 5) for item in node.items]
        return "".join((words[0], *(f" {_OPS[op]} {word}" for op, word in zip(node.ops, words[1:], strict=False))))

    def _in(self, node: n.In) -> str:
        negation = "not " if node.negated else ""
        item = self.say(node.item, level=5)
        if node.in_list:
            listed = self.say(node.choices[0])
            if isinstance(node.choices[0], n.Fact):
                return self.phrase(f"{negation}in list", item, listed)
            return self.phrase(f"{negation}in", item, self._braces([listed]))
        unit = node.item.type.unit
        words = self._named((node.item, *node.choices))[1:] or [self.say(one, unit, 1) for one in node.choices]
        return self.phrase(f"{negation}in", item, self._braces(words))

    def _named(self, items: tuple[n.Node, ...]) -> list[str]:
        """A numbered level beside written numbers, these by the names of the level; empty where it is anything else."""
        facts = [item for item in items if isinstance(item, n.Fact)]
        numbers = [self._number(item) for item in items if not isinstance(item, n.Fact)]
        known = self.vocabulary.fields.get(facts[0].key) if len(facts) == 1 else None
        if known is None or known.type.kind is not Kind.INT or not isinstance(known.low, int):
            return []
        places = [number - known.low if number is not None else -1 for number in numbers]
        if not all(0 <= place < len(known.type.names) for place in places):
            return []
        words = iter(known.type.names[place][self.lang] for place in places)
        return [self.say(item) if isinstance(item, n.Fact) else next(words) for item in items]

    @staticmethod
    def _number(node: n.Node) -> int | None:
        sign, inner = (-1, node.item) if isinstance(node, n.Negate) else (1, node)
        value = inner.value if isinstance(inner, n.Literal) else None
        return sign * value if isinstance(value, int) and not isinstance(value, bool) else None

    def _braces(self, words: list[str]) -> str:
        return f"（{'、'.join(words)}）" if self.lang == "zh" else f"({', '.join(words)})"

    def _any_of(self, words: list[str]) -> str:
        return ("或" if self.lang == "zh" else " or ").join(words)

    def _call(self, node: n.Call) -> str:
        args = list(node.args)
        match node.function:
            case "years" | "months" | "days":
                until = self._named_fact(args[1]) if len(args) > 1 else self.phrase("on")
                return self.phrase(node.function, self._named_fact(args[0]), until)
            case "known":
                return self.phrase("known", self._named_fact(args[0]))
            case "min" | "max":
                return self.phrase(node.function, self._braces([self.say(arg, node.type.unit, 1) for arg in args]))
            case "count":
                return self.phrase("count", self._braces([self.say(arg, level=1) for arg in args]))
            case "every" | "some" | "times":
                span = self.say(args[1]).removesuffix("年" if self.lang == "zh" else " years")
                span = span if span.isdigit() else self._braces([span])
                members = self._any_of([self.say(arg) for arg in args[2:]])
                name = node.function if members else "times list"
                return self.phrase(name, self.say(args[0]), span, members)
        return self.phrase(node.function, *(self.say(arg, level=1) for arg in args))


_ONE = n.Literal(Type(Kind.INT, None), 0, 1)


def _is_this_year(node: n.Node) -> bool:
    return isinstance(node, n.Call) and node.function == "year" and isinstance(node.args[0], n.On)


def _level(node: n.Node) -> int:
    if isinstance(node, n.Arith):
        return _ARITH_LEVEL[node.op]
    if isinstance(node, n.Negate):
        return 6
    return _LOOSE.get(type(node), _TIGHT)
