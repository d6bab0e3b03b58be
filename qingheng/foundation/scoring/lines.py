"""行号: from a key of a TOML text to the line where it stands; `tomllib` knows lines only for syntax errors."""

import re
from collections.abc import Sequence

_HEADER = re.compile(r"^\s*(\[\[?)\s*([^\]]+?)\s*\]\]?\s*(#.*)?$")
_KEY = re.compile(r"^\s*((?:\"[^\"]*\"|'[^']*'|[\w-]+)(?:\s*\.\s*(?:\"[^\"]*\"|'[^']*'|[\w-]+))*)\s*=")
_PART = re.compile(r"\"([^\"]*)\"|'([^']*)'|([\w-]+)")

Path = tuple[str | int, ...]


class Lines:
    """Finds the line of the longest known beginning of a path."""

    def __init__(self, text: str) -> None:
        self.at: dict[Path, int] = {}
        self._tables: dict[Path, int] = {}
        self._scan(text)

    def __getitem__(self, path: Sequence[str | int]) -> int | None:
        known = tuple(path)
        while known:
            if known in self.at:
                return self.at[known]
            known = known[:-1]
        return None

    def _scan(self, text: str) -> None:
        table: Path = ()
        key: Path = ()
        depth, index = 0, -1
        for number, line in enumerate(text.splitlines(), 1):
            if depth == 0 and (header := _HEADER.match(line)):
                table = self._table(header, number)
            elif depth == 0 and (match := _KEY.match(line)):
                key = table + _parts(match.group(1))
                self.at.setdefault(key, number)
                depth, index = _depth(line[match.end() :]), -1
            elif depth > 0:
                if line.strip()[:1] not in ("", "#", "]", "}"):
                    index += 1
                    self.at.setdefault((*key, index), number)
                depth += _depth(line)

    def _table(self, header: re.Match[str], number: int) -> Path:
        path = self._inside(_parts(header.group(2)))
        if header.group(1) == "[[":
            self._tables[path] = self._tables.get(path, -1) + 1
            path = (*path, self._tables[path])
        self.at.setdefault(path, number)
        return path

    def _inside(self, parts: Path) -> Path:
        path: Path = ()
        for at, part in enumerate(parts):
            path = (*path, part)
            if path in self._tables and at < len(parts) - 1:
                path = (*path, self._tables[path])
        return path


def _parts(written: str) -> Path:
    return tuple(a or b or c for a, b, c in _PART.findall(written))


def _depth(rest: str) -> int:
    plain = re.sub(r"\"[^\"]*\"|'[^']*'", "", rest).partition("#")[0]
    return sum(plain.count(mark) for mark in "[{") - sum(plain.count(mark) for mark in "]}")
