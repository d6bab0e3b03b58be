"""Expressions in words: official Chinese and complete English, with the values where they are given."""

from fractions import Fraction

import pytest
from hypothesis import given

from qingheng.foundation.kernel.text import Text
from qingheng.foundation.policy.expression import Field, Kind, Type, Vocabulary, parse
from qingheng.foundation.policy.expression.sentence import both_sentences, sentence, show_value
from tests.foundation.policy.expression.grammar import PARAMS, VOCABULARY, conditions

SAID = (
    (
        "years(rank_since) >= p.least_years and not investigation",
        "任现职级时间至基准日的整年数 ≥ 3年 且 并非接受调查",
        "whole years from “rank since” to the day asked about ≥ 3 years and not “investigation”",
    ),
    (
        "(exceptional or sex = 女) and grades[year(on) - 1] not in (基本称职, 不称职)",
        "（破格 或 性别 = 女） 且 年度考核等次（上一年） 不属于（基本称职、不称职）",
        "(exceptional or sex = 女) and grades (last year) is none of (基本称职, 不称职)",
    ),
    (
        "months(rank_since) >= (p.lock_months[rank] if exceptional else 6)",
        "任现职级时间至基准日的整月数 ≥ （若破格则为影响期（按职级），否则为6个月）",
        "whole months from “rank since” to the day asked about ≥ (if exceptional then lock (by rank), otherwise 6 months)",
    ),
    (
        "every(grades, p.span, 优秀, 称职)",
        "年度考核等次在此前3年中每年都是优秀或称职",
        "grades are 优秀 or 称职 in each of the 3 years before",
    ),
    (
        "not known(probation_until) and not known(grades[2006])",
        "试用期（至）没有记载 且 年度考核等次（2006年）没有记载",
        "“probation until” is not on record and grades (2006) is not on record",
    ),
    (
        "times(veto_years, 3) < 2",
        "此前3年中属于“一票否决年度”的年数 < 2",
        "the number of the 3 years before that are among “veto years” < 2",
    ),
    (
        "tenure >= 1 and grassroots_months > 1",
        "任职年数 ≥ 1年 且 基层月数 > 1个月",
        "tenure ≥ 1 year and grassroots months > 1 month",
    ),
    ("unit_rank <= unit_count - p.bottom", "班子位次 ≤ 班子总数 - 3", "unit rank ≤ unit count - 3"),
    ("birth < date(1960, 1, 1)", "出生日期 < 1960年1月1日", "birth < 1960-01-01"),
    ("score / 2 >= 12.25", "得分 ÷ 2 ≥ 12.25", "score ÷ 2 ≥ 12.25"),
)


@pytest.mark.parametrize(("text", "zh", "en"), SAID)
def test_an_expression_is_said_in_both_languages(text: str, zh: str, en: str) -> None:
    expr = parse(text, VOCABULARY).expr
    assert expr is not None
    assert both_sentences(expr, VOCABULARY, PARAMS) == Text(zh, en)


def test_without_values_a_parameter_is_said_by_its_label() -> None:
    expr = parse("years(rank_since) >= p.least_years", VOCABULARY).expr
    assert expr is not None
    assert sentence(expr, VOCABULARY, "zh") == "任现职级时间至基准日的整年数 ≥ 最低年限"


def test_a_numbered_level_is_said_by_its_name() -> None:
    names = (Text("科员", "clerk"), Text("副科", "deputy"), Text("正科", "chief"))
    rank = Field("rank", Text("职务层次", "level"), Type(Kind.INT, members=("a", "b", "c"), names=names), -1, 1)
    vocabulary = Vocabulary.of([rank])
    compared, listed = parse("rank >= 1", vocabulary).expr, parse("rank in (-1, 0)", vocabulary).expr
    assert compared is not None
    assert listed is not None
    assert both_sentences(compared, vocabulary) == Text("职务层次 ≥ 正科", "level ≥ chief")
    assert both_sentences(listed, vocabulary) == Text("职务层次 属于（科员、副科）", "level is one of (clerk, deputy)")


@given(conditions(3))
def test_whatever_can_be_written_can_be_said(text: str) -> None:
    parsed = parse(text, VOCABULARY)
    if parsed.expr is not None:
        said = both_sentences(parsed.expr, VOCABULARY, PARAMS)
        assert said.zh
        assert said.en


def test_a_share_in_per_cent_that_is_no_decimal_is_said_as_a_fraction() -> None:
    percent = Type(Kind.FRACTION, "percent")
    assert show_value(Fraction(200, 3), percent, "zh") == "2/3"
    assert show_value(Fraction(70), percent, "en") == "70%"
    assert show_value(Fraction(25, 2), percent, "zh") == "12.5%"
