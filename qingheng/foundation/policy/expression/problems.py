"""表达式的问题: every code an expression can be refused with, each with its sentence and its mend."""

from collections.abc import Iterable

from qingheng.foundation.kernel.problems import Problem, Where, nearest
from qingheng.foundation.kernel.text import Text
from qingheng.foundation.policy.expression.types import Kind, Type

#: Every code that `parse` can report; the documentation's list equals it.
CODES = (
    "expr_empty",
    "expr_syntax",
    "expr_bad_character",
    "expr_too_long",
    "expr_too_deep",
    "expr_not_allowed",
    "expr_unknown_name",
    "expr_unknown_parameter",
    "expr_unknown_function",
    "expr_wrong_arguments",
    "expr_wrong_type",
    "expr_wrong_unit",
    "expr_not_a_member",
    "expr_not_boolean",
    "expr_division_by_zero",
)
KIND_NAMES = {
    Kind.BOOL: Text("是/否", "true/false"),
    Kind.INT: Text("整数", "whole number"),
    Kind.FRACTION: Text("数值", "number"),
    Kind.DATE: Text("日期", "date"),
    Kind.TEXT: Text("文本", "text"),
    Kind.ENUM: Text("选项", "choice"),
    Kind.LIST: Text("列表", "list"),
    Kind.MAP: Text("分项表", "table"),
    Kind.WRONG: Text("错误", "error"),
}
UNIT_NAMES = {
    "": Text("无单位", "no unit"),
    "year": Text("年", "years"),
    "month": Text("月", "months"),
    "day": Text("日", "days"),
    "hour": Text("学时", "hours"),
    "workday": Text("工作日", "working days"),
    "count": Text("个数", "a count"),
    "person": Text("人数", "persons"),
    "point": Text("分", "points"),
    "percent": Text("百分数", "per cent"),
    "rank": Text("位次", "a rank"),
}


def kind_name(kind: Type) -> Text:
    """How a type is called in a message."""
    return KIND_NAMES[kind.kind]


def unit_name(unit: str | None) -> Text:
    """How a unit is called in a message."""
    return UNIT_NAMES.get(unit or "", Text(unit or "", unit or ""))


class Report:
    """问题收集: gathers the problems of one expression; each sentence names the column of the original text."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def add(self, code: str, at: int, text: Text, mend: Text, suggestion: str | None = None) -> None:
        """One problem at column `at`."""
        sentence = Text(f"第{at}列：{text.zh}", f"column {at}: {text.en}")
        problem = Problem(code, sentence, mend, Where(column=str(at)), suggestion=suggestion)
        if problem not in self.problems:
            self.problems.append(problem)

    def open_text(self, at: int) -> None:
        """A quotation mark that is never closed."""
        self.add(
            "expr_syntax",
            at,
            Text("引号没有配对", "a quotation mark is never closed"),
            Text("补上右引号。", "Add the closing quotation mark."),
        )

    def bad_character(self, at: int, character: str) -> None:
        """A character that means nothing here."""
        self.add(
            "expr_bad_character",
            at,
            Text(f"不能使用字符 {character!r}", f"the character {character!r} cannot be used here"),
            Text("删去该字符；“且”“或”“非”或 and、or、not 表示逻辑关系。", "Remove it; write and, or, not for logic."),
        )

    def long_number(self, at: int) -> None:
        """A number of more digits than any official figure has."""
        self.add(
            "expr_too_long",
            at,
            Text("数字位数过多（最多 12 位）", "the number has too many digits (12 at most)"),
            Text("检查该数字。", "Check the number."),
        )

    def unknown(self, code: str, at: int, word: str, known: Iterable[str], what: Text) -> None:
        """A name that the vocabulary does not have, with "did you mean"."""
        self.add(
            code,
            at,
            Text(f"没有名为“{word}”的{what.zh}", f"there is no {what.en} named {word!r}"),
            Text(
                f"改用词表中已有的{what.zh}，或先在词表中登记。",
                f"Use a {what.en} of the vocabulary, or declare it there first.",
            ),
            nearest(word, known),
        )

    def wrong_type(self, at: int, expected: Text, got: Type) -> None:
        """An operand of a kind that the operation does not take."""
        name = kind_name(got)
        self.add(
            "expr_wrong_type",
            at,
            Text(f"此处应为{expected.zh}，实为{name.zh}", f"expected {expected.en}, found {name.en}"),
            Text(f"换成{expected.zh}。", f"Put {expected.en} here."),
        )

    def wrong_unit(self, at: int, left: str | None, right: str | None) -> None:
        """Two spans of different units put side by side."""
        one, two = unit_name(left), unit_name(right)
        self.add(
            "expr_wrong_unit",
            at,
            Text(f"单位不一致：{one.zh}与{two.zh}", f"the units differ: {one.en} and {two.en}"),
            Text("两边使用同一单位，例如都用 months()。", "Use one unit on both sides, e.g. months() on both."),
        )
