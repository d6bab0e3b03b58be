"""词法: an expression as officials write it, turned into Python's grammar, with every column remembered.

且 或 非 ≥ ≤ ≠ （ ） ， full-width digits, labels of facts and parameters, unquoted enum members and Chinese names of
functions become what `ast` reads. Texts and decimals become placeholders, so that no float is ever made.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

from qingheng.foundation.policy.expression.problems import Report
from qingheng.foundation.policy.expression.types import Vocabulary

#: Chinese (and shouted) words of the language itself.
WORDS = {
    "且": "and",
    "并且": "and",
    "或": "or",
    "或者": "or",
    "非": "not",
    "属于": "in",
    "在": "in",
    "不属于": "not in",
    "不在": "not in",
    "若": "if",
    "如果": "if",
    "否则": "else",
    "是": "True",
    "否": "False",
    "true": "True",
    "false": "False",
    "基准日": "on",
    "AND": "and",
    "OR": "or",
    "NOT": "not",
}
_SIGNS = {"≥": ">=", "≤": "<=", "≠": "!=", "×": "*", "÷": "/", "−": "-", "–": "-", "、": ","}
_QUOTES = {'"': '"', "'": "'", "“": "”“", "‘": "’‘", "「": "」", "\uff02": "\uff02", "\uff07": "\uff07"}
_OPERATORS = ("<>", ">=", "<=", "==", "!=", "//", "=<", "=>", *"+-*/%()[],<>=.")
_CANONICAL = {"<>": "!=", "=": "==", "=<": "<=", "=>": ">="}
_NUMBER = re.compile(r"[0-9]+(\.[0-9]+)?")
_RUN = re.compile(r"[^\W\d][\w·]*")
_PIECE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*|[0-9]+", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
MAX_DIGITS = 12


@dataclass
class Source:
    """原文: the translated text, `origin[i]` the column (from 1) of its i-th character, and the placeholders."""

    text: str
    python: str = ""
    origin: list[int] = field(default_factory=list)
    literals: dict[str, str | Fraction] = field(default_factory=dict)
    unknown: dict[str, str] = field(default_factory=dict)

    def put(self, piece: str, start: int) -> None:
        """Append a translated piece that stands at 0-based offset `start` of the original."""
        padded = f" {piece} "
        self.python += padded
        self.origin += [start + 1] * len(padded)

    def put_literal(self, value: str | Fraction, start: int) -> None:
        """Append a placeholder for a text or an exact decimal."""
        name = f"_k{len(self.literals)}"
        self.literals[name] = value
        self.put(name, start)

    def put_unknown(self, word: str, start: int) -> None:
        """Append a placeholder for a word that means nothing; the parser reports it."""
        name = f"_u{len(self.unknown)}"
        self.unknown[name] = word
        self.put(name, start)

    def column(self, offset: int) -> int:
        """The original column of the character at `offset` of the translated text."""
        if not self.origin:
            return 1
        return self.origin[min(max(offset, 0), len(self.origin) - 1)]


def normalise(text: str) -> str:
    """Full-width forms as ASCII, one character for one; the columns stay."""
    return "".join(chr(ord(c) - 0xFEE0) if "！" <= c <= "\uff5e" else " " if c == "\u3000" else c for c in text)


@dataclass(frozen=True)
class Lexicon:
    """词典: what each word stands for, and the enum members that may be written bare."""

    words: Mapping[str, str]
    members: frozenset[str]

    @classmethod
    def of(cls, vocabulary: Vocabulary, functions: Mapping[str, str]) -> "Lexicon":
        """Labels of facts first, then of parameters, then functions, then the language's own words."""
        words = dict(WORDS)
        words.update(functions)
        for parameter in vocabulary.parameters.values():
            words[normalise(parameter.label.zh)] = f"p.{parameter.key}"
        for one in vocabulary.fields.values():
            words[normalise(one.label.zh)] = one.key
        words.update({key: key for key in vocabulary.fields})
        words.pop("", None)
        return cls(words, vocabulary.members)

    @cached_property
    def longest_first(self) -> tuple[str, ...]:
        """Every word, the longest first."""
        return tuple(sorted({*self.words, *self.members}, key=len, reverse=True))

    @cached_property
    def by_first(self) -> dict[str, list[str]]:
        """The words by their first character, the longest first."""
        found: dict[str, list[str]] = {}
        for word in self.longest_first:
            found.setdefault(word[0], []).append(word)
        return found

    @cached_property
    def odd(self) -> tuple[str, ...]:
        """Words that are not one run of letters."""
        return tuple(word for word in self.longest_first if not _RUN.fullmatch(word))


class _Reader:
    """Reads one expression from left to right."""

    def __init__(self, text: str, lexicon: Lexicon, report: Report) -> None:
        self.source = Source(text)
        self.norm = normalise(text)
        self.lexicon = lexicon
        self.report = report

    def read(self) -> Source:
        place = 0
        steps: tuple[Callable[[int], int], ...] = (
            self._space,
            self._text,
            self._odd,
            self._number,
            self._run,
            self._sign,
        )
        while place < len(self.norm):
            place = next((after for step in steps if (after := step(place)) > place), place + 1)
        return self.source

    def _space(self, start: int) -> int:
        return start + 1 if self.norm[start].isspace() else start

    def _text(self, start: int) -> int:
        closers = _QUOTES.get(self.source.text[start])
        if closers is None:
            return start
        text = self.source.text
        end = next((i for i in range(start + 1, len(text)) if text[i] in closers), None)
        if end is None:
            self.report.open_text(start + 1)
            return len(text)
        content = text[start + 1 : end]
        if _CONTROL.search(content) or "\n" in content:
            self.report.bad_character(start + 1, content)
        self.source.put_literal(content, start)
        return end + 1

    def _odd(self, start: int) -> int:
        """A label that is not one run of letters, as 任职时间（现职级）."""
        word = next((word for word in self.lexicon.odd if self.norm.startswith(word, start)), None)
        if word is None:
            return start
        self._put_word(word, start)
        return start + len(word)

    def _number(self, start: int) -> int:
        found = _NUMBER.match(self.norm, start)
        if found is None:
            return start
        digits = found.group()
        if max(map(len, digits.split("."))) > MAX_DIGITS:
            self.report.long_number(start + 1)
            digits = "0"
        if "." in digits:
            self.source.put_literal(Fraction(digits), start)
        else:
            self.source.put(str(int(digits)), start)
        return found.end()

    def _run(self, start: int) -> int:
        found = _RUN.match(self.norm, start)
        if found is None:
            return start
        run = found.group()
        pieces = self._segment(run)
        if pieces is None:
            self.source.put_unknown(run, start)
            return found.end()
        offset = start
        for piece in pieces:
            self._put_word(piece, offset)
            offset += len(piece)
        return found.end()

    def _put_word(self, word: str, start: int) -> None:
        if self.source.python.endswith(" . "):
            self.source.put(word, start)
        elif word in self.lexicon.words:
            self.source.put(self.lexicon.words[word], start)
        elif word in self.lexicon.members:
            self.source.put_literal(word, start)
        elif word.startswith("_"):
            self.source.put_unknown(word, start)
        else:
            self.source.put(word, start)

    def _segment(self, run: str) -> list[str] | None:
        """`run` cut into known words, ASCII names and numbers, the longest first; None where that cannot be done."""
        dead: set[int] = set()

        def cut(place: int) -> list[str] | None:
            if place == len(run):
                return []
            if place in dead:
                return None
            ascii_piece = _PIECE.match(run, place)
            found = [word for word in self.lexicon.by_first.get(run[place], ()) if run.startswith(word, place)]
            if ascii_piece is not None:
                found = [ascii_piece.group(), *(word for word in found if len(word) > len(ascii_piece.group()))]
                found.sort(key=len, reverse=True)
            for word in found:
                rest = cut(place + len(word))
                if rest is not None:
                    return [word, *rest]
            dead.add(place)
            return None

        return cut(0)

    def _sign(self, start: int) -> int:
        original = _SIGNS.get(self.source.text[start])
        if original is not None:
            self.source.put(original, start)
            return start + 1
        sign = next((sign for sign in _OPERATORS if self.norm.startswith(sign, start)), None)
        if sign is None:
            self.report.bad_character(start + 1, self.source.text[start])
            return start + 1
        self.source.put(_CANONICAL.get(sign, sign), start)
        return start + len(sign)


def read_source(text: str, lexicon: Lexicon, report: Report) -> Source:
    """The translated text of an expression; what cannot be read goes to `report`."""
    return _Reader(text, lexicon, report).read()
