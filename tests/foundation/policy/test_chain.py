"""Which edition, value and rule holds on a day; a gap answers no_edition, never the nearest; the hash is of the content."""

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qingheng.foundation.policy.citations import article_text, chinese_number, citation_text
from qingheng.foundation.policy.loading import load_chain

SPECIMENS = Path(__file__).parent / "packs"
LOWER = load_chain(str(SPECIMENS / "lower"))
Make = Callable[..., str]


def test_the_lowest_pack_that_has_a_value_on_the_day_decides() -> None:
    answer = LOWER.value("least_years", date(2020, 1, 1))
    assert (answer.value, answer.pack, answer.start) == (4, "lower", date(2019, 3, 3))
    answer = LOWER.value("p.least_years", date(2010, 1, 1))
    assert (answer.value, answer.pack, answer.end) == (2, "upper", date(2014, 1, 13))


@given(st.dates(date(2014, 1, 14), date(2019, 3, 2)))
def test_between_the_editions_the_answer_is_no_edition(on: date) -> None:
    answer = LOWER.value("least_years", on)
    assert answer.status == "no_edition"
    assert answer.value is None
    assert answer.reason is not None
    assert LOWER.rules(on) == ()
    assert LOWER.edition(on) is None
    assert LOWER.params(on) == {}


@pytest.mark.parametrize(("on", "edition"), [(date(2014, 1, 13), "l2007"), (date(2019, 3, 3), "l2019")])
def test_the_last_and_the_first_day_of_an_edition_belong_to_it(on: date, edition: str) -> None:
    found = LOWER.edition(on)
    assert found is not None
    assert found.id == edition


def test_before_the_countys_first_edition_there_is_none_although_the_nation_has_one() -> None:
    answer = LOWER.value("least_years", date(2005, 1, 1))
    assert answer.status == "no_edition"
    assert load_chain(str(SPECIMENS / "upper")).value("least_years", date(2005, 1, 1)).value == 2


def test_a_value_does_not_reach_into_the_next_edition(broken: Make) -> None:
    chain = load_chain(
        broken(("upper/params/values.toml", '  { from = 2019-03-03, value = 3, cite = "rules_2019#8(3)" },\n', ""))
    )
    assert chain.up_to("upper").value("least_years", date(2020, 1, 1)).status == "no_value"


def test_values_are_typed() -> None:
    on = date(2026, 1, 1)
    assert LOWER.value("cap", on).value == Fraction(1, 5)
    assert dict(LOWER.value("lock_months", on).value) == {"none": 0, "warning": 6}
    assert LOWER.value("good_grades", on).value == ("good",)
    assert [item.id for item in LOWER.list("two_checks", on) or ()] == ["archive", "grades"]
    assert [dict(row) for row in LOWER.table("steps", on) or ()] == [{"kind": "first", "months": 12, "note": None}]
    with pytest.raises(KeyError):
        LOWER.value("nothing", on)


def test_the_hash_is_of_the_content_not_of_comments_or_cases(broken: Make) -> None:
    plain = load_chain(broken()).hash
    assert load_chain(broken(("upper/params/values.toml", "", "# a remark\n"))).hash == plain
    assert load_chain(broken(("upper/cases/cases.toml", "2023-09-01", "2023-09-02"))).hash == plain
    assert load_chain(broken(("upper/params/values.toml", "warning = 6", "warning = 7"))).hash != plain
    assert len(plain) == 64


def test_a_citation_knows_whether_its_article_was_read() -> None:
    [cite] = LOWER.value("lock_months", date(2026, 1, 1)).cite
    assert (cite.source, cite.article, cite.verified, cite.status) == ("rules_2019", "24", False, "in_force")
    assert citation_text(LOWER, cite).zh == "《示例条例（2019）》第二十四条（条文待核）"
    [cite] = LOWER.value("bottom", date(2026, 1, 1)).cite
    assert cite.status == "assumed"
    assert citation_text(LOWER, cite).en == "County Rules §2.5 (assumed, to be confirmed)"


@pytest.mark.parametrize(
    ("number", "words"),
    [(1, "一"), (10, "十"), (12, "十二"), (20, "二十"), (65, "六十五"), (103, "一百零三"), (110, "一百一十")],
)
def test_articles_are_counted_in_chinese(number: int, words: str) -> None:
    assert chinese_number(number) == words


def test_an_article_with_item_reads_as_in_law() -> None:
    assert article_text("8(3)", "article").zh == "第八条第（三）项"
    assert article_text("8.2", "article").zh == "第八条第二款"
    assert article_text("附则", "article").zh == "附则"
