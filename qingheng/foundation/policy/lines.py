"""行号: on which line of a TOML file a key stands. `tomllib` reads the values and forgets where they stood.

The text has been read by `tomllib` before, so this scanner may trust that it is well formed: it only walks over keys
and values and notes the line where each begins.
"""

import re
from collections.abc import Mapping

#: A path into a document: keys and positions in arrays.
Path = tuple[str | int, ...]

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_SPACE = re.compile(r"[ \t]*")
_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_SCALAR = re.compile(r"[^,\]}\n#]+")
_STRINGS = (
    re.compile(r'"""(?:\\.|[^\\])*?"{3,5}(?!")', re.DOTALL),
    re.compile(r"'''.*?'{3,5}(?!')", re.DOTALL),
    re.compile(r'"(?:\\.|[^"\\\n])*"'),
    re.compile(r"'[^'\n]*'"),
)


def key_lines(text: str) -> dict[Path, int]:
    """Line of every key, table header and array item of a TOML text that `tomllib` accepts, counted from 1."""
    return _Scanner(text).scan()


def line_of(lines: Mapping[Path, int], path: Path) -> int | None:
    """The line of `path`, or of the nearest part above it that is known."""
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path)


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.lines: dict[Path, int] = {}
        self.counts: dict[Path, int] = {}
        self.line, self.counted = 1, 0

    def scan(self) -> dict[Path, int]:
        table: Path = ()
        self.skip(_BLANK)
        while self.at < len(self.text):
            if self.text[self.at] == "[":
                table = self.header()
            else:
                self.pair(table)
            self.skip(_BLANK)
        return self.lines

    def skip(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self.text, self.at)
        taken = found.group() if found else ""
        self.at += len(taken)
        return taken

    def note(self, path: Path) -> None:
        self.line += self.text.count("\n", self.counted, self.at)
        self.counted = self.at
        self.lines.setdefault(path, self.line)

    def header(self) -> Path:
        array = self.text.startswith("[[", self.at)
        start = self.at
        self.at += 2 if array else 1
        path = self.within(self.keys())
        for length in range(1, len(path)):
            self.noted(path[:length], start)  # a table that has no header of its own begins with its first part
        if array:
            index = self.counts[path] = self.counts.get(path, -1) + 1
            self.noted(path, start)
            path = (*path, index)
        self.noted(path, start)
        self.at += 2 if array else 1
        return path

    def noted(self, path: Path, start: int) -> None:
        here, self.at = self.at, start
        self.note(path)
        self.at = here

    def within(self, keys: list[str]) -> Path:
        """Keys as a path; a key that names an array of tables means its latest table."""
        path: Path = ()
        for position, key in enumerate(keys):
            path = (*path, key)
            if path in self.counts and position < len(keys) - 1:
                path = (*path, self.counts[path])
        return path

    def keys(self) -> list[str]:
        found = [self.key()]
        self.skip(_SPACE)
        while self.text.startswith(".", self.at):
            self.at += 1
            found.append(self.key())
            self.skip(_SPACE)
        return found

    def key(self) -> str:
        self.skip(_SPACE)
        if self.text[self.at] in "\"'":
            return self.string()[1:-1]
        return self.skip(_BARE)

    def string(self) -> str:
        for pattern in _STRINGS:
            if found := self.skip(pattern):
                return found
        raise ValueError(f"no string at {self.at}")

    def pair(self, table: Path) -> None:
        start = self.at
        path = table
        for key in self.keys():
            path = (*path, key)
            self.noted(path, start)
        self.skip(_SPACE)
        self.at += 1  # the equals sign
        self.skip(_SPACE)
        self.value(path)

    def value(self, path: Path) -> None:
        self.note(path)
        match self.text[self.at]:
            case '"' | "'":
                self.string()
            case "[":
                self.array(path)
            case "{":
                self.inline(path)
            case _:
                self.skip(_SCALAR)

    def array(self, path: Path) -> None:
        self.at += 1
        index = 0
        self.skip(_BLANK)
        while self.text[self.at] != "]":
            self.value((*path, index))
            index += 1
            self.skip(_BLANK)
            if self.text[self.at] == ",":
                self.at += 1
                self.skip(_BLANK)
        self.at += 1

    def inline(self, path: Path) -> None:
        self.at += 1
        self.skip(_BLANK)
        while self.text[self.at] != "}":
            self.pair(path)
            self.skip(_BLANK)
            if self.text[self.at] == ",":
                self.at += 1
                self.skip(_BLANK)
        self.at += 1
