"""分步与进度: what is being done, how far, and how long it took, on stderr."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import perf_counter

from qingheng.cli.output import Console
from qingheng.foundation.kernel.text import Text

_WIDTH = 24


@dataclass(slots=True)
class Steps:
    """The steps of one run: `total` of them; seconds of each are kept by name."""

    console: Console
    total: int
    seconds: dict[str, float] = field(default_factory=dict)
    _shown: int = 0

    @contextmanager
    def step(self, name: str, said: Text) -> Iterator["Bar"]:
        """One step: prints its line when it is done, and moves a bar meanwhile where a person is watching."""
        bar = Bar(self, f"[{len(self.seconds) + 1}/{self.total}] {said[self.console.lang]}")
        bar.draw()
        started = perf_counter()
        yield bar
        self.seconds[name] = round(perf_counter() - started, 2)
        self.clear()
        self.console.say(f"{bar.label}：{self.seconds[name]:.2f} 秒", f"{bar.label}: {self.seconds[name]:.2f} s")

    def show(self, line: str) -> None:
        """Draw over the last line, on a terminal only."""
        stream = self.console.err or sys.stderr
        if stream.isatty():
            self.clear()
            stream.write(line)
            stream.flush()
            self._shown = 2 * len(line)

    def clear(self) -> None:
        """Take the moving line away."""
        stream = self.console.err or sys.stderr
        if self._shown and stream.isatty():
            stream.write("\r" + " " * min(self._shown, 100) + "\r")
        self._shown = 0


@dataclass(slots=True)
class Bar:
    """How far one step is."""

    steps: Steps
    label: str
    done: int = 0
    of: int = 0

    def expect(self, of: int) -> None:
        """So many pieces are to come."""
        self.of = of
        self.draw()

    def advance(self, pieces: int = 1) -> None:
        """Some more pieces are done."""
        self.done += pieces
        self.draw()

    def draw(self) -> None:
        """Show the bar."""
        filled = _WIDTH * self.done // self.of if self.of else 0
        count = f" {self.done}/{self.of}" if self.of else ""
        self.steps.show(f"{self.label} {'█' * filled}{'░' * (_WIDTH - filled)}{count}")
