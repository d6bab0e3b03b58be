"""译文目录: `python -m qingheng.web.catalogues compile | check`.

The English catalogues are `qingheng/**/locale/en/LC_MESSAGES/django.po`; only they are committed. `compile` writes the
.mo beside each (no gettext tools are needed). `check` collects every Chinese source sentence of the templates and the
Python code, and reports what is missing in English, unused, fuzzy, translated in two ways, or has lost a placeholder; exit 1 then.
"""

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.template.base import Lexer, TokenType
from django.utils.translation import trim_whitespace
from django.utils.translation.template import block_re, constant_re, endblock_re, inline_re, plural_re

PACKAGE = Path(__file__).resolve().parents[1]

#: Python calls that mark a sentence, and how many of their first arguments are sentences.
MARKERS = {"_": 1, "gettext": 1, "gettext_lazy": 1, "gettext_noop": 1, "ngettext": 2, "ngettext_lazy": 2}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|%[sd]")


@dataclass(frozen=True, slots=True)
class Source:
    """原文: one source sentence, its plural where it has one, and where it stands."""

    text: str
    plural: str
    place: str


def catalogue_files(package: Path = PACKAGE) -> list[Path]:
    """Every English .po of the product."""
    return sorted(package.rglob("locale/en/LC_MESSAGES/*.po"))


def read(path: Path) -> Catalog:
    """The catalogue in a .po file."""
    with path.open("rb") as file:
        return read_po(file, locale="en", domain=path.stem, abort_invalid=True)


def compile_all(package: Path = PACKAGE) -> list[Path]:
    """Write the .mo beside each .po and return what was written."""
    written = []
    for path in catalogue_files(package):
        target = path.with_suffix(".mo")
        with target.open("wb") as file:
            write_mo(file, read(path))
        written.append(target)
    return written


def sources(package: Path = PACKAGE) -> Iterator[Source]:
    """Every marked sentence of the templates and the code."""
    for path in sorted(package.rglob("*.html")) + sorted(package.rglob("templates/**/*.txt")):
        yield from template_sources(path.read_text(encoding="utf-8"), str(path.relative_to(package)))
    for path in sorted(package.rglob("*.py")):
        yield from python_sources(path.read_text(encoding="utf-8"), str(path.relative_to(package)))


def template_sources(text: str, name: str) -> Iterator[Source]:
    """The sentences of a Django template; attributes of components are read too, they are part of the text."""
    block: list[str] | None = None
    plural: list[str] | None = None
    trimmed = False
    # A tag inside a component's attribute is seen by the lexer like any other.
    for token in Lexer(text).tokenize():
        place = f"{name}:{token.lineno}"
        if block is not None:
            if token.token_type is TokenType.BLOCK and endblock_re.match(token.contents):
                parts = ("".join(block), "".join(plural or []))
                yield Source(*(trim_whitespace(part) if trimmed else part for part in parts), place)
                block = plural = None
            elif token.token_type is TokenType.BLOCK and plural_re.match(token.contents):
                plural = []
            else:
                shown = f"%({token.contents})s" if token.token_type is TokenType.VAR else token.contents
                (block if plural is None else plural).append(shown)
        elif token.token_type is TokenType.BLOCK:
            inline = inline_re.match(token.contents)
            if inline:
                yield Source(inline[1].strip("\"'"), "", place)
            elif block_re.match(token.contents):
                block, trimmed = [], " trimmed" in token.contents
            for constant in constant_re.findall(token.contents):
                yield Source(constant.strip("\"'"), "", place)
        elif token.token_type is TokenType.VAR:
            for constant in constant_re.findall(token.contents):
                yield Source(constant.strip("\"'"), "", place)


def python_sources(text: str, name: str) -> Iterator[Source]:
    """The sentences in calls of the marker functions, whatever they are imported as."""
    tree = ast.parse(text)
    names = dict(MARKERS)
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
            names |= {alias.asname or alias.name: MARKERS[alias.name] for alias in node.names if alias.name in MARKERS}
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names):
            continue
        words = [word.value for word in node.args[: names[node.func.id]] if isinstance(word, ast.Constant)]
        if words and all(isinstance(word, str) for word in words):
            yield Source(str(words[0]), str(words[1]) if len(words) > 1 else "", f"{name}:{node.lineno}")


def check(package: Path = PACKAGE) -> list[str]:
    """What is wrong with the English catalogues, one line each, all at once."""
    used: dict[str, Source] = {}
    for source in sources(package):
        if source.text and not (source.text in used and used[source.text].plural):
            used[source.text] = source
    complaints: list[str] = []
    translated: dict[str, tuple[str, ...]] = {}
    for path in catalogue_files(package):
        name = str(path.relative_to(package))
        for message in read(path):
            if message.id:
                complaints += _message_complaints(message, name, used, translated)
    complaints += [
        f"{source.place}: no English for {text!r}" for text, source in used.items() if text not in translated
    ]
    return complaints


def _message_complaints(
    message: Message, name: str, used: dict[str, Source], translated: dict[str, tuple[str, ...]]
) -> Iterator[str]:
    ids = [message.id] if isinstance(message.id, str) else list(message.id)
    texts = [message.string] if isinstance(message.string, str) else list(message.string)
    place = f"{name}:{message.lineno}"
    if message.fuzzy:
        yield f"{place}: fuzzy: {ids[0]!r}"
    if not all(texts):
        yield f"{place}: empty: {ids[0]!r}"
    if ids[0] not in used:
        yield f"{place}: not used any more: {ids[0]!r}"
    elif used[ids[0]].plural and len(ids) == 1:
        yield f"{place}: needs a plural: {ids[0]!r}"
    if translated.setdefault(ids[0], tuple(texts)) != tuple(texts):
        yield f"{place}: translated differently elsewhere: {ids[0]!r}"
    for text in texts:
        lost = set(PLACEHOLDER.findall(ids[-1])) ^ set(PLACEHOLDER.findall(text))
        if text and lost:
            yield f"{place}: placeholders differ {sorted(lost)}: {ids[0]!r}"


def main(arguments: list[str]) -> int:
    """Run one of the two commands; 2 for a wrong call."""
    if arguments == ["compile"]:
        for path in compile_all():
            print(path.relative_to(PACKAGE.parent))  # noqa: T201 -- the command's result
        return 0
    if arguments == ["check"]:
        complaints = check()
        for line in complaints:
            print(line)  # noqa: T201 -- the command's result
        return 1 if complaints else 0
    print("用法 / usage: python -m qingheng.web.catalogues compile | check", file=sys.stderr)  # noqa: T201 -- the command's complaint
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
