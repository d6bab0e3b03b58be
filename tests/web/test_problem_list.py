"""A list of problems stays readable however many there are."""

import pytest
from django.template import engines
from django.utils import translation
from django_cotton.compiler_regex import CottonCompiler

from qingheng.foundation.kernel.problems import Problem
from qingheng.foundation.kernel.text import Text

LIST = CottonCompiler().process('<c-problems :problems="problems" />')


def shown(count: int, lang: str) -> str:
    problems = [Problem(f"code_{place}", Text("错", "wrong"), Text("改", "mend")) for place in range(count)]
    with translation.override(lang):
        return engines["django"].from_string(LIST).render({"problems": problems})


@pytest.mark.parametrize(("lang", "said"), [("zh-hans", "共 1000 个问题"), ("en", "1000 problems, of which")])
def test_a_thousand_problems_are_counted_and_two_hundred_listed(lang: str, said: str) -> None:
    page = shown(1000, lang)
    assert page.count("<li ") == 200
    assert said in page


def test_a_list_that_is_whole_says_nothing_of_more() -> None:
    assert "200 个" not in shown(200, "zh-hans")
