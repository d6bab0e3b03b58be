"""事实: from the JSON border to typed facts, all problems at once."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from qingheng.foundation.kernel.points import parse_figure
from qingheng.foundation.kernel.problems import Problem, Where, nearest
from qingheng.foundation.kernel.text import Text
from qingheng.foundation.policy.expression.columns import DENOMINATOR_BOUND, INT_BOUND, NUMERATOR_BOUND, SEPARATOR
from qingheng.foundation.policy.expression.problems import kind_name
from qingheng.foundation.policy.expression.types import Field, Kind, Type, Value, Vocabulary

#: Every code that `read_facts` can report.
CODES = ("fact_unknown_key", "fact_wrong_type", "fact_not_a_member", "fact_out_of_range")


class _BadFactError(Exception):
    def __init__(self, code: str, text: Text, suggestion: str | None = None) -> None:
        super().__init__(text.en)
        self.code = code
        self.text = text
        self.suggestion = suggestion


def read_facts(raw: Mapping[str, Any], vocabulary: Vocabulary) -> tuple[dict[str, Value | None], tuple[Problem, ...]]:
    """The facts of one case, typed by the vocabulary, with every problem of theirs.

    `raw` is what JSON holds: dates as `"2004-02-29"`, exact numbers as `"871.70"` or `"2615/3"`, maps with years as
    keys; values that are typed already pass. A fact with a problem is left out, which makes it unknown.
    """
    facts: dict[str, Value | None] = {}
    problems: list[Problem] = []
    for key, value in raw.items():
        one = vocabulary.fields.get(key)
        try:
            if one is None:
                text = Text(f"词表中没有事项“{key}”", f"the vocabulary has no fact {key!r}")
                raise _BadFactError("fact_unknown_key", text, nearest(key, vocabulary.fields))
            facts[key] = None if value is None else _read(value, one.type, one)
        except _BadFactError as bad:
            label = Text(key, key) if one is None else one.label
            problems.append(_problem(key, label, bad))
    return facts, tuple(problems)


def _problem(key: str, label: Text, bad: _BadFactError) -> Problem:
    text = Text(f"{label.zh}：{bad.text.zh}", f"{label.en}: {bad.text.en}")
    mend = Text("按词表改正该项。", "Mend the fact as the vocabulary says.")
    return Problem(bad.code, text, mend, Where(path=key), suggestion=bad.suggestion)


def _wrong(kind: Type, value: object) -> _BadFactError:
    name = kind_name(kind)
    return _BadFactError(
        "fact_wrong_type", Text(f"应为{name.zh}，实为 {value!r}", f"expected {name.en}, found {value!r}")
    )


def _read(value: Any, kind: Type, one: Field) -> Any:
    match kind.kind:
        case Kind.BOOL if isinstance(value, bool):
            return value
        case Kind.INT | Kind.FRACTION:
            return _read_number(value, kind, one)
        case Kind.DATE:
            return _read_date(value, kind, one)
        case Kind.TEXT if isinstance(value, str):
            return value
        case Kind.ENUM if isinstance(value, str):
            if value not in kind.members:
                text = Text(f"“{value}”不是该项的选项", f"{value!r} is not one of the choices")
                raise _BadFactError("fact_not_a_member", text, nearest(value, kind.members))
            return value
        case Kind.LIST if isinstance(value, list | tuple) and kind.item is not None:
            return tuple(_read_item(item, kind, one) for item in value)
        case Kind.MAP if isinstance(value, Mapping) and kind.item is not None:
            return {
                _read_year(year, kind): None if item is None else _read(item, kind.item, one)
                for year, item in value.items()
            }
    raise _wrong(kind, value)


def _read_item(item: Any, kind: Type, one: Field) -> Any:
    if item is None or kind.item is None or (isinstance(item, str) and SEPARATOR in item):
        raise _wrong(kind, item)
    return _read(item, kind.item, one)


def _read_year(year: object, kind: Type) -> int:
    if isinstance(year, str) and year.isascii() and year.isdigit() and len(year) == 4:
        return int(year)
    if type(year) is int and 1 <= year <= 9999:
        return year
    raise _wrong(kind, year)


def _read_number(value: Any, kind: Type, one: Field) -> int | Fraction:
    number = _exact(value, kind)
    if kind.kind is Kind.FRACTION:
        if abs(number.numerator) > NUMERATOR_BOUND or number.denominator > DENOMINATOR_BOUND:
            raise _out_of_range(value)
    elif number.denominator != 1:
        raise _wrong(kind, value)
    low = one.low if isinstance(one.low, int) else -INT_BOUND
    high = one.high if isinstance(one.high, int) else INT_BOUND
    if not low <= number <= high:
        raise _out_of_range(value)
    return number if kind.kind is Kind.FRACTION else number.numerator


def _exact(value: Any, kind: Type) -> Fraction:
    if isinstance(value, int | Fraction) and not isinstance(value, bool):
        return Fraction(value)
    try:
        return parse_figure(value)
    except (ValueError, AttributeError, TypeError):
        raise _wrong(kind, value) from None


def _read_date(value: Any, kind: Type, one: Field) -> date:
    try:
        day = value if type(value) is date else date.fromisoformat(value)
    except (ValueError, TypeError):
        raise _wrong(kind, value) from None
    if (isinstance(one.low, date) and day < one.low) or (isinstance(one.high, date) and day > one.high):
        raise _out_of_range(value)
    return day


def _out_of_range(value: object) -> _BadFactError:
    return _BadFactError("fact_out_of_range", Text(f"{value} 超出可能的范围", f"{value} is beyond what is possible"))
