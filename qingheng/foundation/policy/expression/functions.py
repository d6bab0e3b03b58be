"""函数表: every function of the language, its names, and what it asks of its arguments."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from qingheng.foundation.kernel.text import Text
from qingheng.foundation.policy.expression.nodes import Call, Literal, Node, Param
from qingheng.foundation.policy.expression.problems import KIND_NAMES, Report, kind_name
from qingheng.foundation.policy.expression.types import BOOL, DATE, INT, WRONG, Kind, Type
from qingheng.foundation.policy.expression.units import comparable, fit, fit_all, join_types

#: How far back `every`, `some` and `times` may look.
MAX_YEARS = 50
Check = Callable[[tuple[Node, ...], Report], Type]


@dataclass(frozen=True, slots=True)
class Function:
    """函数: English and Chinese name, one sentence, number of arguments (most None: any), and the check of types."""

    name: str
    zh: str
    say: Text
    least: int
    most: int | None
    check: Check


def _span(unit: str) -> Check:
    def check(args: tuple[Node, ...], report: Report) -> Type:
        for arg in args:
            _expect(arg, Kind.DATE, report)
        return Type(Kind.INT, unit)

    return check


def _expect(arg: Node, kind: Kind, report: Report) -> bool:
    if arg.type.kind in (kind, Kind.WRONG):
        return arg.type.kind is kind
    report.wrong_type(arg.at, KIND_NAMES[kind], arg.type)
    return False


def _year(args: tuple[Node, ...], report: Report) -> Type:
    _expect(args[0], Kind.DATE, report)
    return INT


def _extreme(args: tuple[Node, ...], report: Report) -> Type:
    result = args[0].type
    for arg in args:
        if arg.type.kind is Kind.WRONG:
            return WRONG
        if not (arg.type.is_number or arg.type.kind is Kind.DATE):
            report.wrong_type(arg.at, Text("数值或日期", "a number or a date"), arg.type)
            return WRONG
    for arg in args[1:]:
        joined = join_types(result, arg.type)
        if joined is None:
            _mismatch(arg, result, report)
            return WRONG
        result = joined
    return result


def _mismatch(arg: Node, wanted: Type, report: Report) -> None:
    if arg.type.is_number and wanted.is_number:
        report.wrong_unit(arg.at, wanted.unit, arg.type.unit)
    else:
        report.wrong_type(arg.at, kind_name(wanted), arg.type)


def _len(args: tuple[Node, ...], report: Report) -> Type:
    _expect(args[0], Kind.LIST, report)
    return INT


def _count(args: tuple[Node, ...], report: Report) -> Type:
    for arg in args:
        _expect(arg, Kind.BOOL, report)
    return INT


def _known(args: tuple[Node, ...], report: Report) -> Type:
    if args[0].type.kind is Kind.MAP:
        report.wrong_type(
            args[0].at, Text("某一年的值，例如 grades[2006]", "the value of one year, e.g. grades[2006]"), args[0].type
        )
    return BOOL


def _contains(args: tuple[Node, ...], report: Report) -> Type:
    _expect(args[0], Kind.TEXT, report)
    needle = args[1]
    if not (isinstance(needle, Literal) and isinstance(needle.value, str) and needle.value):
        report.wrong_type(needle.at, Text("非空的文本常量", "a written text that is not empty"), needle.type)
    return BOOL


def _steps(args: tuple[Node, ...], report: Report) -> Type:
    for arg in args:
        if arg.type.kind is Kind.WRONG:
            return WRONG
    ordered = next((arg.type for arg in args if arg.type.ordered), None)
    for arg in args:
        if ordered is None or not comparable(ordered, arg, report):
            if ordered is None:
                report.wrong_type(arg.at, Text("有高低次序的选项", "a choice with an order"), arg.type)
            return WRONG
    return INT


def _date(args: tuple[Node, ...], report: Report) -> Type:
    if written_date(args) is None and all(arg.type.kind is not Kind.WRONG for arg in args):
        report.add(
            "expr_wrong_arguments",
            args[0].at,
            Text(
                "date() 的年、月、日须为写明的数字，且为真实日期",
                "date() takes a written year, month and day of the calendar",
            ),
            Text("例如 date(2019, 3, 3)。", "For example date(2019, 3, 3)."),
        )
    return DATE


def written_date(args: tuple[Node, ...]) -> date | None:
    """The day that `date(y, m, d)` names, or None where the numbers are no day."""
    numbers = [arg.value for arg in args if isinstance(arg, Literal) and type(arg.value) is int]
    try:
        return date(*numbers) if len(numbers) == 3 else None
    except ValueError:
        return None


def _history(result: Type, *, needs_members: bool) -> Check:
    def check(args: tuple[Node, ...], report: Report) -> Type:
        base, span, *members = args
        kinds = (Kind.MAP, Kind.WRONG) if needs_members else (Kind.MAP, Kind.LIST, Kind.WRONG)
        item = base.type.item
        if base.type.kind not in kinds or base.type.index is not Kind.INT or isinstance(base, Param):
            report.wrong_type(base.at, Text("按年度记载的事项", "a fact by year"), base.type)
            return result
        _check_span(span, report)
        if base.type.kind is Kind.LIST:
            if item is not None and item.kind is not Kind.INT:
                report.wrong_type(base.at, Text("年份列表", "a list of years"), base.type)
            for member in members:
                report.wrong_type(member.at, Text("仅两个参数", "two arguments only"), member.type)
        elif item is not None:
            if not members:
                report.wrong_type(base.at, Text("年度事项后面的等次", "grades after the number of years"), base.type)
            for member in members:
                _check_member(item, member, report)
        return result

    return check


def _check_span(span: Node, report: Report) -> None:
    written = isinstance(span, Literal) and type(span.value) is int and 1 <= span.value <= MAX_YEARS
    given = isinstance(span, Param) and span.type.kind is Kind.INT
    if not (written or given or span.type.kind is Kind.WRONG):
        report.wrong_type(
            span.at,
            Text(f"1 至 {MAX_YEARS} 的年数或参数", f"a number of years from 1 to {MAX_YEARS}, or a parameter"),
            span.type,
        )


def _check_member(item: Type, member: Node, report: Report) -> None:
    if isinstance(member, Param) and member.type.kind is Kind.LIST:
        return
    if not isinstance(member, Literal):
        if member.type.kind is not Kind.WRONG:
            report.wrong_type(
                member.at, Text("写明的等次或列表参数", "a written grade or a list parameter"), member.type
            )
        return
    comparable(item, member, report)


_SPAN = Text("从某日到基准日（或到第二个日期）的{zh}", "{en} from a day to the day asked about (or to a second day)")


def _span_say(zh: str, en: str) -> Text:
    return Text(_SPAN.zh.format(zh=zh), _SPAN.en.format(en=en))


FUNCTIONS: dict[str, Function] = {
    one.name: one
    for one in (
        Function("years", "满年数", _span_say("整年数", "whole years"), 1, 2, _span("year")),
        Function("months", "满月数", _span_say("整月数", "whole months"), 1, 2, _span("month")),
        Function("days", "满日数", _span_say("天数", "days"), 1, 2, _span("day")),
        Function("year", "年份", Text("某日所在的公历年", "the calendar year of a day"), 1, 1, _year),
        Function("date", "日期", Text("写明的一天", "a written day"), 3, 3, _date),
        Function("min", "最小", Text("最小者", "the least"), 2, None, _extreme),
        Function("max", "最大", Text("最大者", "the greatest"), 2, None, _extreme),
        Function("len", "项数", Text("列表有几项", "how many items a list has"), 1, 1, _len),
        Function("count", "成立数", Text("几个条件成立", "how many of the conditions hold"), 1, None, _count),
        Function("known", "已知", Text("是否已有记载", "whether it is on record"), 1, 1, _known),
        Function("contains", "包含", Text("文本是否含有某字样", "whether a text contains some words"), 2, 2, _contains),
        Function(
            "steps", "级差", Text("从前者到后者高几级", "how many steps the second is above the first"), 2, 2, _steps
        ),
        Function(
            "every",
            "每年都是",
            Text("此前 n 个年度是否每年都属其中", "whether each of the n years before is one of these"),
            3,
            None,
            _history(BOOL, needs_members=True),
        ),
        Function(
            "some",
            "曾有一年是",
            Text("此前 n 个年度是否有一年属其中", "whether one of the n years before is one of these"),
            3,
            None,
            _history(BOOL, needs_members=True),
        ),
        Function(
            "times",
            "年度次数",
            Text("此前 n 个年度有几年属其中", "how many of the n years before are one of these"),
            2,
            None,
            _history(INT, needs_members=False),
        ),
    )
}
#: The Chinese names, for the tokens.
CHINESE_NAMES = {one.zh: one.name for one in FUNCTIONS.values()}


def call(name: str, args: tuple[Node, ...], at: int, report: Report) -> Node:
    """The typed call of a known function; what is wrong with its arguments goes to `report`."""
    function = FUNCTIONS[name]
    args = _fitted(name, args)
    if len(args) < function.least or (function.most is not None and len(args) > function.most):
        wanted = _arity(function)
        report.add(
            "expr_wrong_arguments",
            at,
            Text(
                f"函数 {name} 应有{wanted.zh}个参数，实有 {len(args)} 个",
                f"{name} takes {wanted.en} arguments, found {len(args)}",
            ),
            Text(f"{name}：{function.say.zh}。", f"{name}: {function.say.en}."),
        )
        return Call(WRONG, at, name, args)
    result = function.check(args, report)
    written = written_date(args) if name == "date" else None
    if written is not None:
        return Literal(DATE, at, written)
    return Call(result, at, name, args)


def _fitted(name: str, args: tuple[Node, ...]) -> tuple[Node, ...]:
    if name == "steps":
        return fit_all(args)
    if name in ("every", "some", "times") and args and args[0].type.item is not None:
        item = args[0].type.item
        return (*args[:2], *(fit(item, arg) for arg in args[2:]))
    return args


def _arity(function: Function) -> Text:
    if function.most is None:
        return Text(f"至少 {function.least} ", f"at least {function.least}")
    if function.most == function.least:
        return Text(f" {function.least} ", str(function.least))
    return Text(f" {function.least} 至 {function.most} ", f"{function.least} to {function.most}")
