"""What the property tests share: a vocabulary with every kind of field, people at the boundaries, drawn expressions."""

from datetime import date
from fractions import Fraction
from functools import cache
from typing import Any

from hypothesis import strategies as st

from qingheng.foundation.kernel.chance import Chance
from qingheng.foundation.kernel.text import Text
from qingheng.foundation.policy.expression import BOOL, DATE, INT, TEXT, Field, Kind, Parameter, Type, Vocabulary

GRADES = ("优秀", "称职", "基本称职", "不称职")
RANKS = ("科员", "副科", "正科", "副处", "正处")
GRADE = Type(Kind.ENUM, members=GRADES)
RANK = Type(Kind.ENUM, members=RANKS, ordered=True)
YEARS = tuple(range(2000, 2012))


def _field(key: str, zh: str, kind: Type, low: int | None = None, high: int | None = None) -> Field:
    return Field(key, Text(zh, key.replace("_", " ")), kind, low, high)


FIELDS = (
    _field("birth", "出生日期", DATE),
    _field("rank_since", "任现职级时间", DATE),
    _field("probation_until", "试用期（至）", DATE),
    _field("rank", "职级", RANK),
    _field("target_rank", "拟任职级", RANK),
    _field("sex", "性别", Type(Kind.ENUM, members=("男", "女"))),
    _field("post", "现任职务", TEXT),
    _field("target_post", "拟任职务", TEXT),
    _field("investigation", "接受调查", BOOL),
    _field("exceptional", "破格", BOOL),
    _field("unit_rank", "班子位次", INT, 1, 500),
    _field("unit_count", "班子总数", INT, 0, 500),
    _field("points", "加减分", INT, -1000, 1000),
    _field("grassroots_months", "基层月数", Type(Kind.INT, "month"), 0, 720),
    _field("tenure", "任职年数", Type(Kind.INT, "year"), 0, 60),
    _field("score", "得分", Type(Kind.FRACTION)),
    _field("grades", "年度考核等次", Type(Kind.MAP, item=GRADE)),
    _field("scores", "年度得分", Type(Kind.MAP, item=Type(Kind.FRACTION))),
    _field("hours", "年度学时", Type(Kind.MAP, item=Type(Kind.INT))),
    _field("veto_years", "一票否决年度", Type(Kind.LIST, item=INT)),
    _field("languages", "通晓语言", Type(Kind.LIST, item=TEXT)),
    _field("held", "任过职级", Type(Kind.LIST, item=RANK)),
)
PARAMETERS = (
    Parameter("least_years", Text("最低年限", "least years"), Type(Kind.INT, "year")),
    Parameter("lock_months", Text("影响期", "lock"), Type(Kind.MAP, index=Kind.TEXT, item=Type(Kind.INT, "month"))),
    Parameter("share", Text("比例", "share"), Type(Kind.FRACTION)),
    Parameter("shares", Text("分档比例", "shares"), Type(Kind.MAP, index=Kind.INT, item=Type(Kind.FRACTION))),
    Parameter("bottom", Text("末位数", "bottom"), INT),
    Parameter("zero", Text("零", "zero"), INT),
    Parameter("span", Text("考核年数", "span"), INT),
    Parameter("poor", Text("较差等次", "poor grades"), Type(Kind.LIST, item=GRADE)),
    Parameter("start", Text("施行日", "start"), DATE),
    Parameter("absent", Text("尚未施行", "not yet in force"), Type(Kind.INT, "year")),
)
VOCABULARY = Vocabulary.of(FIELDS, PARAMETERS)
PARAMS: dict[str, Any] = {
    "least_years": 3,
    "lock_months": {"科员": 6, "副科": 12, "正科": 18, "副处": 24},
    "share": Fraction(2, 3),
    "shares": {1: Fraction(1, 3), 2: Fraction(1, 2), 3: Fraction(-3, 4)},
    "bottom": 3,
    "zero": 0,
    "span": 3,
    "poor": ("基本称职", "不称职"),
    "start": date(2002, 7, 9),
    "absent": None,
}
DAYS = (
    date(2004, 2, 29),
    date(2007, 2, 28),
    date(2007, 3, 1),
    date(2008, 2, 29),
    date(2007, 12, 31),
    date(2010, 1, 31),
)
_EDGES = (
    *DAYS,
    date(2000, 2, 29),
    date(2001, 3, 1),
    date(2002, 7, 9),
    date(2004, 3, 1),
    date(1962, 8, 31),
    date(2003, 9, 30),
    date(2006, 11, 30),
    date(2012, 2, 29),
    date(2031, 5, 31),
    date(1, 1, 1),
    date(9999, 12, 31),
)
_WORDS = ("党委书记", "副乡长", "it's", 'a "b"', "a,b", "", "书记", "%_\\", "𠮷")


def people(chance: Chance, count: int) -> list[dict[str, Any]]:
    """People whose dates lie at boundaries, a fifth of whose facts are missing."""
    return [_person(chance) for _ in range(count)]


def _person(chance: Chance) -> dict[str, Any]:
    person = {}
    for one in FIELDS:
        person[one.key] = None if chance.below(5) == 0 else _value(one, one.type, chance)
    return person


def _value(one: Field, kind: Type, chance: Chance) -> Any:
    low = one.low if isinstance(one.low, int) else -40
    high = one.high if isinstance(one.high, int) else 40
    match kind.kind:
        case Kind.BOOL:
            return chance.below(2) == 1
        case Kind.INT if one.key == "veto_years":
            return chance.between(2003, 2009)
        case Kind.INT:
            near = [low, low + 1, 3, 12, 18, 24, high, chance.between(low, high)]
            return min(max(chance.choose(near), low), high)
        case Kind.FRACTION:
            return Fraction(chance.between(-40, 40), chance.choose([1, 2, 3, 7, 100]))
        case Kind.DATE:
            return chance.choose(_EDGES)
        case Kind.TEXT:
            return chance.choose([word for word in _WORDS if "," not in word] if one.type.kind is Kind.LIST else _WORDS)
        case Kind.ENUM:
            return chance.choose(kind.members)
        case Kind.LIST:
            return tuple(_value(one, kind.item, chance) for _ in range(chance.below(4)))
    return {year: None if chance.below(5) == 0 else _value(one, kind.item, chance) for year in YEARS}


# Expressions, drawn by type; `depth` is how much may still be nested.

_YEAR_NUMBERS = st.sampled_from(
    ["2003", "2006", "year(on) - 1", "year(rank_since)", "unit_rank", "年份（任现职级时间） + 1"]
)
_LITERALS = ("0", "1", "3", "7", "\uff12\uff14", "100", "0.5", "12.25")


@cache
def dates(depth: int) -> st.SearchStrategy[str]:
    """A day."""
    plain = st.sampled_from(
        ["birth", "rank_since", "试用期（至）", "on", "基准日", "date(2004, 2, 29)", "日期（2007，3，1）", "p.start"]
    )
    if depth <= 0:
        return plain
    deeper = dates(depth - 1)
    return st.one_of(
        plain,
        plain,
        st.builds("{}({}, {})".format, st.sampled_from(["min", "max", "最小"]), deeper, deeper),
        st.builds("({} if {} else {})".format, deeper, conditions(depth - 1), deeper),
    )


_PLAIN = {
    "": ["unit_rank", "班子总数", "points", "score", "p.share", "p.bottom", "p.zero", "len(veto_years)", "项数(languages)",
         "times(veto_years, 3)", "times(grades, p.span, 优秀)", "年度次数（年度考核等次，2，p.poor）", "steps(rank, target_rank)",
         "级差（职级，正处）"],
    "year": ["tenure", "p.least_years", "p.absent", "任职年数"],
    "month": ["grassroots_months", "p.lock_months[rank]", "影响期[target_rank]", "p.lock_months[正科]"],
    "day": [],
}  # fmt: skip
_SPANS = {"year": ("years", "满年数"), "month": ("months", "满月数"), "day": ("days", "满日数")}


@cache
def numbers(unit: str, depth: int) -> st.SearchStrategy[str]:
    """A number of a unit."""
    options: list[st.SearchStrategy[str]] = [st.sampled_from(_LITERALS)]
    if _PLAIN[unit]:
        options += [st.sampled_from(_PLAIN[unit])] * 2
    if unit:
        names = st.sampled_from(_SPANS[unit])
        options += [st.builds("{}({})".format, names, dates(depth - 1))] * 2
        options.append(st.builds("{}({}, {})".format, names, dates(depth - 1), dates(depth - 1)))
    else:
        options.append(st.builds("{}({})".format, st.sampled_from(["year", "年份"]), dates(depth - 1)))
        options.append(st.builds("{}[{}]".format, st.sampled_from(["scores", "hours", "p.shares"]), _YEAR_NUMBERS))
    if depth > 0:
        options += [_deeper_number(unit, depth - 1)] * 3
    return st.one_of(options)


@cache
def _deeper_number(unit: str, depth: int) -> st.SearchStrategy[str]:
    inner, plain = numbers(unit, depth), numbers("", depth)
    options = [
        st.builds("({} {} {})".format, inner, st.sampled_from(["+", "-", "\uff0d"]), inner),
        st.builds("({} * {})".format, inner, plain),
        st.builds("({} {} {})".format, inner, st.sampled_from(["/", "//", "÷"]), plain),
        st.builds("(-{})".format, inner),
        st.builds("{}({}, {})".format, st.sampled_from(["min", "max", "最大"]), inner, inner),
        st.builds("({} if {} else {})".format, inner, conditions(depth), inner),
        st.builds("（{} 若 {} 否则 {}）".format, inner, conditions(depth), inner),
    ]
    if not unit:
        same = st.sampled_from(["year", "month", "day"]).flatmap(
            lambda one: st.tuples(numbers(one, depth), numbers(one, depth))
        )
        whole = st.sampled_from(["unit_rank", "points", "班子总数", "7", "p.bottom", "(-3)", "p.zero"])
        options += [
            same.map(lambda pair: f"({pair[0]} / {pair[1]})"),
            st.builds("({} % {})".format, whole, whole),
            st.builds("count({}, {})".format, conditions(depth), conditions(depth)),
        ]
    return st.one_of(options)


@cache
def conditions(depth: int) -> st.SearchStrategy[str]:
    """A condition."""
    plain = st.sampled_from(
        ["investigation", "破格", "是", "false", "rank >= 正科", "target_rank > rank", "拟任职级 != 职级", "sex = 女",
         "性别 属于（男、女）", "grades[year(on) - 1] in (基本称职, 不称职)", "grades[year(rank_since)] == '优秀'",
         "每年都是(grades, 3, 优秀, 称职)", "every(grades, p.span, p.poor)", "曾有一年是（grades，2，“不称职”）",
         "grades[2005] 不属于 p.poor", "contains(post, '书记')", "包含(post, \"it's\")", "post == target_post",
         "post in (党委书记, '副乡长')".replace("党委书记", "'党委书记'"), "rank in held", "rank not in held", "post in languages",
         "target_post not in languages", "year(on) - 1 in veto_years", "unit_rank in veto_years", "rank in (科员, target_rank)",
         "known(rank_since)", "已知(grades[2006])", "known(score)", "known(held)", "investigation == exceptional",
         "unit_rank in (1, 2, 3)", "score in (unit_rank, 0.5)", "some(grades, p.bottom, p.poor)"]
    )  # fmt: skip
    if depth <= 0:
        return plain
    inner = conditions(depth - 1)
    sign = st.sampled_from(["<", "<=", "≥", ">", "==", "≠", "="])
    units = st.sampled_from(["", "", "year", "month", "day"])
    pairs = units.flatmap(lambda unit: st.tuples(numbers(unit, depth - 1), sign, numbers(unit, depth - 1)))
    triples = units.flatmap(lambda unit: st.tuples(*[numbers(unit, depth - 1)] * 3))
    return st.one_of(
        plain,
        pairs.map(lambda pair: " ".join(pair)),
        pairs.map(lambda pair: " ".join(pair)),
        st.builds("{} {} {}".format, dates(depth - 1), sign, dates(depth - 1)),
        triples.map(lambda three: f"{three[0]} <= {three[1]} < {three[2]}"),
        triples.map(lambda three: f"{three[0]} in ({three[1]}, {three[2]})"),
        st.builds("({} {} {})".format, inner, st.sampled_from(["and", "且"]), inner),
        st.builds("({} {} {})".format, inner, st.sampled_from(["or", "或"]), inner),
        st.builds("{} ({})".format, st.sampled_from(["not", "非"]), inner),
        st.builds("({} if {} else {})".format, inner, inner, inner),
        st.builds("known({})".format, numbers("", depth - 1)),
    )
