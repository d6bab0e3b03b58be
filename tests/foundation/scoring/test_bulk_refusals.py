"""What the bulk engine leaves to the walker is said in each language by itself."""

import re
from pathlib import Path

import pytest

from qingheng.foundation.scoring.bulk import refusals
from qingheng.foundation.scoring.bulk.cells import UnsupportedError
from qingheng.foundation.scoring.bulk.rational import TooWideError

SOURCES = Path(refusals.__file__).parent
RAISED = sorted(
    {
        said
        for path in SOURCES.glob("*.py")
        for said in re.findall(r'UnsupportedError\(\s*f?"([^"]*)"', path.read_text("utf-8"))
    }
)


def test_every_refusal_of_the_bulk_engine_has_chinese_words_and_no_others_do() -> None:
    plain = {said for said in RAISED if "{" not in said}
    named = {said.partition("{")[0] for said in RAISED if "{" in said}
    assert (plain, named) == (set(refusals.REASONS), set(refusals.NAMED))


@pytest.mark.parametrize("said", RAISED)
def test_the_chinese_sentence_has_no_english_words(said: str) -> None:
    found = refusals.reason(UnsupportedError(said.partition("{")[0] + "'x' here" if "{" in said else said))
    assert not re.search(r"[A-Za-z]{2}", found.zh)


def test_a_figure_that_is_too_wide_is_said_too() -> None:
    assert refusals.reason(TooWideError()).zh == "超出 128 位整数的数"
