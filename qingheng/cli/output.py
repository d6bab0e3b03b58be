"""Results to stdout, progress and problems in words to stderr; JSON on request. Never a traceback."""

import json
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TextIO

from qingheng.foundation.kernel.problems import Problem, Severity
from qingheng.foundation.kernel.text import Lang

#: Done, nothing refused.
DONE = 0
#: Done, with problems in the output.
PROBLEMS = 1
#: Wrong call or unreadable input.
UNREADABLE = 2


@dataclass(slots=True)
class Console:
    """Where a command speaks: `json` asks for JSON on stdout, `lang` for the language of sentences."""

    json: bool = False
    lang: Lang = "zh"
    out: TextIO | None = None
    err: TextIO | None = None

    def say(self, zh: str, en: str) -> None:
        """One line of progress on stderr."""
        print(zh if self.lang == "zh" else en, file=self.err or sys.stderr, flush=True)

    def result(self, value: dict[str, Any], as_text: Callable[[], str]) -> None:
        """The result on stdout: as JSON where asked for, else the text that `as_text` makes."""
        shown = json.dumps(value, ensure_ascii=False, indent=2) if self.json else as_text()
        print(shown, file=self.out or sys.stdout)

    def problems(self, problems: Iterable[Problem], code: int | None = None) -> int:
        """Show problems as the whole result, and give the exit code: `code`, else 1 where any is an error or choice."""
        found = list(problems)
        self.result(
            {"problems": [problem.as_json() for problem in found]},
            lambda: "\n".join(problem.line(self.lang) for problem in found) or self._none(),
        )
        return exit_code(found) if code is None else code

    def _none(self) -> str:
        return "没有问题。" if self.lang == "zh" else "No problems."


def exit_code(problems: Iterable[Problem]) -> int:
    """1 where something must be mended or chosen, 0 where there are at most warnings."""
    return PROBLEMS if any(problem.severity is not Severity.WARNING for problem in problems) else DONE
