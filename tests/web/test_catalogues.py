"""The English catalogues are complete, and the checker sees what is not."""

from pathlib import Path

import pytest

from qingheng.web import catalogues

PO = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\nPlural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A small product: one template, one module, one catalogue to be written by the test."""
    (tmp_path / "templates").mkdir()
    (tmp_path / "locale/en/LC_MESSAGES").mkdir(parents=True)
    (tmp_path / "templates" / "page.html").write_text(
        "{% load i18n %}<c-figure label=\"{% translate '总分' %}\" />"
        "{% blocktranslate count n=n %}{{ n }} 名干部{% plural %}{{ n }} 名干部{% endblocktranslate %}",
        encoding="utf-8",
    )
    (tmp_path / "words.py").write_text(
        "from django.utils.translation import gettext_lazy as later\nNAME = later('单位')\nOTHER = print('不译')\n",
        encoding="utf-8",
    )
    return tmp_path


def write(package: Path, text: str) -> list[str]:
    (package / "locale/en/LC_MESSAGES/django.po").write_text(PO + text, encoding="utf-8")
    return catalogues.check(package)


GOOD = (
    'msgid "总分"\nmsgstr "Total"\n\nmsgid "单位"\nmsgstr "Unit"\n\n'
    'msgid "%(n)s 名干部"\nmsgid_plural "%(n)s 名干部"\nmsgstr[0] "%(n)s cadre"\nmsgstr[1] "%(n)s cadres"\n\n'
)


def test_the_product_is_complete_in_english():
    assert catalogues.check() == []


def test_a_complete_catalogue_has_no_complaints(package):
    assert write(package, GOOD) == []


def test_a_sentence_without_english_is_reported_with_its_place(package):
    assert write(package, GOOD.replace('msgid "单位"\nmsgstr "Unit"', "")) == ["words.py:2: no English for '单位'"]


def test_an_unused_a_fuzzy_and_an_empty_entry_are_reported(package):
    complaints = write(package, GOOD.replace("Total", "") + '#, fuzzy\nmsgid "旧词"\nmsgstr "old"\n')
    assert [line.split(": ", 1)[1] for line in complaints] == [
        "empty: '总分'",
        "fuzzy: '旧词'",
        "not used any more: '旧词'",
    ]


def test_a_lost_placeholder_is_reported(package):
    (complaint,) = write(package, GOOD.replace("%(n)s cadres", "cadres"))
    assert "placeholders differ ['n']" in complaint


def test_one_sentence_in_two_ways_is_reported(package):
    other = package / "web/locale/en/LC_MESSAGES"
    other.mkdir(parents=True)
    (other / "django.po").write_text(PO + 'msgid "总分"\nmsgstr "Score"\n', encoding="utf-8")
    (complaint,) = write(package, GOOD)
    assert "translated differently elsewhere: '总分'" in complaint


def test_compile_writes_what_django_reads(package):
    write(package, GOOD)
    assert [path.name for path in catalogues.compile_all(package)] == ["django.mo"]


def test_a_wrong_call_says_how_to_call(capsys):
    assert catalogues.main(["extract"]) == 2
    assert "compile | check" in capsys.readouterr().err
