"""Reading expressions: as officials write them, with every problem named at its column, all at once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qingheng.foundation.kernel.text import Text
from qingheng.foundation.policy.expression import CODES, DATE, Field, Kind, Parameter, Type, Vocabulary, parse
from qingheng.foundation.policy.expression.nodes import walk
from tests.foundation.policy.expression.grammar import VOCABULARY

BROKEN = {
    "expr_empty": ("  ", 1),
    "expr_syntax": ("unit_rank >= 3 and ", 16),
    "expr_bad_character": ("unit_rank >= 3 & exceptional", 16),
    "expr_too_long": ("unit_rank > 1234567890123", 13),
    "expr_too_deep": ("(" * 40 + "exceptional" + ")" * 40, 31),
    "expr_not_allowed": ("exceptional and sex is None", 17),
    "expr_unknown_name": ("rank_sinse > on", 1),
    "expr_unknown_parameter": ("tenure >= p.least_yeers", 11),
    "expr_unknown_function": ("yeers(birth) > 3", 1),
    "expr_wrong_arguments": ("years(birth, on, on) > 3", 1),
    "expr_wrong_type": ("years(sex) > 3", 7),
    "expr_wrong_unit": ("years(birth) > months(birth)", 16),
    "expr_not_a_member": ("sex = '男性'", 7),
    "expr_not_boolean": ("years(birth)", 1),
    "expr_division_by_zero": ("unit_rank / 0 > 1", 13),
}
SAME = (
    ("满年数（任现职级时间）≥p.least_years", "years(rank_since) >= p.least_years"),
    ("职级在（正科、副科）且非接受调查", "rank in (正科, 副科) and not investigation"),
    ("职级不在（正科，“副科”） 或 接受调查", "rank not in ('正科', '副科') or investigation"),
    ("班子位次≤班子总数\uff0d\uff13", "unit_rank <= unit_count - 3"),
    ("试用期（至）\uff1c基准日", "probation_until < on"),
    ("性别\uff1d女", "sex == '女'"),
    ("性别≠女", "sex <> '女'"),
    ("得分×2\uff1e\uff1d1.50÷3", "score * 2 >= 1.50 / 3"),
    ("加减分 > （3 若 破格 否则 4）", "points > (3 if exceptional else 4)"),
    ("任职年数>=最低年限", "tenure >= p.least_years"),
    ("任职年数\n  ≥ 3\n且 破格", "tenure >= 3 and exceptional"),
)


@pytest.mark.parametrize(("chinese", "plain"), SAME)
def test_what_an_official_writes_means_the_same_as_the_plain_form(chinese: str, plain: str) -> None:
    one, two = parse(chinese, VOCABULARY), parse(plain, VOCABULARY)
    assert not one.problems, one.problems[0].text.zh
    assert one.expr == two.expr


@pytest.mark.parametrize("code", CODES)
def test_every_code_is_reported_at_its_column(code: str) -> None:
    text, column = BROKEN[code]
    parsed = parse(text, VOCABULARY)
    assert parsed.expr is None
    found = {problem.code: problem for problem in parsed.problems}
    assert code in found, parsed.problems
    assert found[code].where.column == str(column)
    assert found[code].text.zh.startswith(f"第{column}列：")
    assert found[code].mend.zh
    assert found[code].mend.en


def test_all_problems_come_at_once_each_with_its_column_in_the_original_text() -> None:
    text = "满年数（任现职级时问）≥p.least_yeers 且 性别 = '男性' 且 foo(1)"
    parsed = parse(text, VOCABULARY)
    found = [(problem.code, int(problem.where.column or 0), problem.suggestion) for problem in parsed.problems]
    assert sorted(found) == [
        ("expr_not_a_member", text.index("'男性'") + 1, "男"),
        ("expr_unknown_function", text.index("foo") + 1, None),
        ("expr_unknown_name", text.index("任现职级时问") + 1, "任现职级时间"),
        ("expr_unknown_parameter", text.index("p.") + 1, "p.least_years"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os').system('x')",
        "[one for one in held]",
        "(lambda: 1)()",
        "rank_since.year > 2000",
        "exceptional if True",
        "{1: 2}",
        "sex := '女'",
        "f'{sex}'",
        "exceptional and await_",
        "years(*grades)",
        "years(birth, until=on) > 1",
        "p",
        "p.least_years.real > 1",
        "_k0",
        "rank in ()",
        "grades",
        "grades == grades",
        "veto_years == 2006",
        "rank < sex",
        "post < '书记'",
        "known(grades)",
        "every(veto_years, 3, 优秀)",
        "times(grades, 60, 优秀) > 1",
        "grades[sex] == 优秀",
        "2 ** 3 > 1",
        "unit_rank << 2 > 1",
        "~unit_rank > 1",
        "0x10 > unit_rank",
        "1_000 > unit_rank",
        "1e9 > unit_rank",
    ],
)
def test_nothing_outside_the_language_is_read(text: str) -> None:
    parsed = parse(text, VOCABULARY)
    assert parsed.expr is None
    assert parsed.problems


@given(st.text(max_size=60) | st.text("()（）且或非andrk≥<[]'“”0.p,、 职级满年数", max_size=60))
def test_any_text_at_all_gets_a_tree_or_problems_and_never_an_exception(text: str) -> None:
    parsed = parse(text, VOCABULARY)
    assert (parsed.expr is None) == bool(parsed.problems)
    for problem in parsed.problems:
        assert 1 <= int(problem.where.column or 0) <= max(len(text), 1)


def test_every_node_remembers_its_column() -> None:
    parsed = parse("破格 且 满年数（任现职级时间）≥3", VOCABULARY)
    assert parsed.expr is not None
    assert sorted(node.at for node in walk(parsed.expr)) == [1, 1, 6, 6, 10, 18]


def test_a_label_may_contain_words_of_the_language_and_the_longest_wins() -> None:
    fields = [
        Field("age_or_rank", Text("年龄或职级", "age or rank"), Type(Kind.BOOL)),
        Field("age", Text("年龄", "age"), Type(Kind.INT)),
        Field("rank", Text("职级", "rank"), Type(Kind.BOOL)),
    ]
    vocabulary = Vocabulary.of(fields)
    assert parse("年龄或职级", vocabulary).expr == parse("age_or_rank", vocabulary).expr
    assert parse("年龄>3或职级", vocabulary).expr == parse("age > 3 or rank", vocabulary).expr


def test_the_name_of_a_choice_stands_for_its_member() -> None:
    sex = Type(Kind.ENUM, members=("male", "female"), names=(Text("男", "male"), Text("女", "female")))
    vocabulary = Vocabulary.of([Field("sex", Text("性别", "sex"), sex)])
    expected = parse("sex == 'female'", vocabulary).expr
    assert expected is not None
    for text in ("性别 = 女", "性别 = “女”", "sex = female", "女 = 性别"):
        found = parse(text, vocabulary)
        assert not found.problems
        assert {repr(node) for node in walk(found.expr) if "female" in repr(node)}
    assert parse("性别 在（男、女）", vocabulary).expr == parse("sex in ('male', 'female')", vocabulary).expr


@pytest.mark.parametrize("key", ["on", "p", "in", "class", "Sex", "1st", "_x", "a-b", ""])
def test_a_key_that_reads_as_a_word_of_the_language_is_refused(key: str) -> None:
    with pytest.raises(ValueError, match="usable"):
        Vocabulary.of([Field(key, Text("事项", "fact"), DATE)])


def test_parameters_and_facts_may_share_a_name() -> None:
    vocabulary = Vocabulary.of(
        [Field("share", Text("比例", "share"), Type(Kind.FRACTION))],
        [Parameter("share", Text("规定比例", "set share"), Type(Kind.FRACTION))],
    )
    assert parse("比例 ≥ 规定比例", vocabulary).expr == parse("share >= p.share", vocabulary).expr
