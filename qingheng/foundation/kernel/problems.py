"""问题清单: what is wrong with an input, where, and how to mend it.

Every command, import and check reports **all** problems at once, as a list of `Problem`. A negative finding about a
person or a vote is a result, not a problem (`qingheng.foundation.kernel.findings`).
"""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from qingheng.foundation.kernel.text import Lang, Text


class Severity(StrEnum):
    """严重程度: how much a problem stops."""

    #: The input cannot be used as it is.
    ERROR = "error"
    #: The input leaves something open that a person must choose.
    CHOICE = "choice"
    #: The input can be used, and somebody should look.
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Where:
    """位置: as much of the place as is known; `line`, `row` count from 1, `column` is a letter or a header."""

    file: str | None = None
    line: int | None = None
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    path: str | None = None

    def as_json(self) -> dict[str, Any]:
        """The six keys of `design/interfaces`, unknown ones null."""
        return {
            "file": self.file,
            "line": self.line,
            "sheet": self.sheet,
            "row": self.row,
            "column": self.column,
            "path": self.path,
        }

    def __str__(self) -> str:
        if self.column and self.row and self.column.isascii() and self.column.isupper() and self.column.isalpha():
            cell: tuple[object, ...] = (f"{self.column}{self.row}",)  # B14, as a spreadsheet names it
        else:
            cell = (self.row, self.column)
        parts = [self.file, self.line, self.sheet, *cell, self.path]
        return ":".join(str(part) for part in parts if part not in (None, ""))


@dataclass(frozen=True, slots=True)
class Problem:
    """问题: a stable code, a place, a sentence in both languages, and how to mend it."""

    code: str
    text: Text
    mend: Text
    where: Where = field(default_factory=Where)
    severity: Severity = Severity.ERROR
    suggestion: str | None = None

    def as_json(self) -> dict[str, Any]:
        """The form promised for every command and API answer."""
        return {
            "code": self.code,
            "severity": self.severity.value,
            "where": self.where.as_json(),
            "zh": self.text.zh,
            "en": self.text.en,
            "mend": self.mend.as_json(),
            "suggestion": self.suggestion,
        }

    def line(self, lang: Lang) -> str:
        """One printed line: place, code, sentence, suggestion, mend."""
        place = str(self.where)
        hint = ""
        if self.suggestion:
            hint = f"（是否想写 {self.suggestion}？）" if lang == "zh" else f" (did you mean {self.suggestion}?)"
        arrow = "→"
        return f"{place + ': ' if place else ''}[{self.code}] {self.text[lang]}{hint} {arrow} {self.mend[lang]}"


class ProblemsError(Exception):
    """Input could not be read at all; `problems` says why, all of it at once."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__("; ".join(problem.line("en") for problem in self.problems))


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that `word` most likely misspells, or None: for "did you mean"."""
    found = difflib.get_close_matches(word, sorted(known), n=1, cutoff=0.6)
    return found[0] if found else None
