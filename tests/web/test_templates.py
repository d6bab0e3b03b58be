"""House rules that hold for every template of every app."""

import re
from pathlib import Path

import pytest
from django.template.base import Lexer, TokenType
from django.template.loader import get_template
from django.utils.translation.template import block_re, endblock_re

ROOT = Path(__file__).resolve().parents[2] / "qingheng"
TEMPLATES = sorted(ROOT.rglob("templates/**/*.html"))
NAMES = [str(path.relative_to(ROOT)) for path in TEMPLATES]

#: Said in Chinese whatever the language of the page: the mark of a demonstration, the brand, the language's own name.
ALWAYS_CHINESE = ("虚构·演示", "清衡", "中文")
CHINESE = re.compile(r"[\u3400-\u9fff]")


def outside_translation(text: str) -> str:
    """The text of a template without its comments and without what is marked for translation."""
    kept, inside = [], False
    for token in Lexer(text).tokenize():
        if token.token_type is TokenType.BLOCK and block_re.match(token.contents):
            inside = True
        elif token.token_type is TokenType.BLOCK and endblock_re.match(token.contents):
            inside = False
        elif token.token_type is TokenType.TEXT and not inside:
            kept.append(token.contents)
    return "".join(kept)


@pytest.mark.parametrize("path", TEMPLATES, ids=NAMES)
def test_no_script_or_style_stands_inline(path):
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"<style\b|\sstyle\s*=|\son[a-z]+\s*=|javascript:", text)
    for script in re.findall(r"<script\b[^>]*>", text):
        assert re.search(r"\ssrc=", script), script


@pytest.mark.parametrize("path", TEMPLATES, ids=NAMES)
def test_no_address_of_another_host_is_named(path):
    text = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"""(src|href|action)\s*=\s*["']?(https?:)?//""", text)


@pytest.mark.parametrize("path", TEMPLATES, ids=NAMES)
def test_every_chinese_sentence_is_marked_for_translation(path):
    text = outside_translation(path.read_text(encoding="utf-8"))
    for word in ALWAYS_CHINESE:
        text = text.replace(word, "")
    assert CHINESE.findall(text) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=NAMES)
def test_every_template_compiles(path):
    get_template(str(path.relative_to(next(parent for parent in path.parents if parent.name == "templates"))))


@pytest.mark.parametrize("path", TEMPLATES, ids=NAMES)
def test_a_chart_brings_its_script_and_its_table(path):
    text = path.read_text(encoding="utf-8")
    for body in re.findall(r"<c-chart\b.*?</c-chart>", text, re.DOTALL):
        assert re.search(r"<c-table\b|<table\b|\{% include", body)
    if "<c-chart" in text and path.name.startswith("_") is False:
        assert "_charts.html" in text


def test_no_style_sheet_asks_another_host_or_slants_chinese():
    for path in (ROOT / "web" / "static" / "css").glob("*.css"):
        text = path.read_text(encoding="utf-8")
        assert "//" not in re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL), path.name
        assert "italic" not in text, path.name
