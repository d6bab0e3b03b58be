"""政策包文件: finds a pack and reads its TOML files. The only module of the house that opens a pack's files."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path as FilePath
from typing import Any

from qingheng.foundation.kernel.problems import Problem, Where
from qingheng.foundation.policy.codes import problem
from qingheng.foundation.policy.lines import Path, key_lines
from qingheng.foundation.policy.reading import read_text, syntax_problem, unreadable
from qingheng.foundation.policy.schema import FILES, FOLDERS
from qingheng.foundation.policy.shapes import BAD, Reader

#: Folders that a pack may have beside the ones read here.
OTHERS = ("schemes",)


@dataclass(frozen=True, slots=True)
class PackFolder:
    """政策包文件夹: where a pack is, and its raw texts by the name of the file inside the pack."""

    root: FilePath
    texts: Mapping[str, str]
    schemes: tuple[str, ...]

    def text(self, name: str) -> str:
        """The text of a scheme; what is no text counts by its bytes."""
        return (self.root / name).read_bytes().decode("utf-8", errors="backslashreplace")


@dataclass(frozen=True, slots=True)
class Document:
    """一个文件: its cleaned content, raw content and the lines of its keys."""

    name: str
    file: str
    content: dict[str, Any]
    raw: dict[str, Any]
    lines: Mapping[Path, int]

    def where(self, path: Path) -> Where:
        """The place of `path`."""
        return Reader(self.file, self.lines).where(path)


def built_in() -> tuple[str, ...]:
    """The ids of the packs that come with the product."""
    root = FilePath(str(files("qingheng"))) / "packs"
    return tuple(sorted(one.name for one in root.iterdir() if (one / "pack.toml").is_file()))


def find_pack(name: str, beside: FilePath | None = None) -> FilePath | None:
    """The folder of a pack: a path, a neighbour of `beside`, or a built-in id; None where there is none."""
    candidates = [] if beside is not None else [FilePath(name)]
    if beside is not None:
        candidates.append(beside.parent / name)
    if name.isidentifier():
        candidates.append(FilePath(str(files("qingheng"))) / "packs" / name)
    return next((one for one in candidates if (one / "pack.toml").is_file()), None)


def read_folder(root: FilePath, problems: list[Problem]) -> PackFolder:
    """All TOML files of a pack, as text. What is no file of a pack, or no UTF-8 text, goes to `problems`."""
    texts: dict[str, str] = {}
    schemes: list[str] = []
    for one in sorted(root.rglob("*")):
        name = one.relative_to(root).as_posix()
        folder = one.is_dir() and not one.is_symlink()  # what lies behind a link is not read
        if folder or "__pycache__" in name or name == "__init__.py":
            continue
        if name.split("/")[0] in OTHERS:
            schemes.append(name)
        elif _expected(name):
            try:
                texts[name] = read_text(one)
            except (OSError, ValueError) as error:
                problems.append(unreadable(Where(file=str(one)), error))
        elif one.suffix == ".toml" or name in FOLDERS:
            problems.append(problem("unknown_file", Where(file=str(one)), file=name))
    return PackFolder(root, texts, tuple(schemes))


def _expected(name: str) -> bool:
    folder, _, rest = name.partition("/")
    return name in FILES or (folder in FOLDERS and rest.endswith(".toml") and "/" not in rest)


def parse_folder(folder: PackFolder, problems: list[Problem]) -> list[Document]:
    """The cleaned documents of a pack; every problem of shape goes to `problems`."""
    documents = []
    for name, text in folder.texts.items():
        file = str(folder.root / name)
        shape = FILES.get(name) or FOLDERS[name.partition("/")[0]]
        found = parse_text(file, text, problems)
        if found is None:
            continue
        raw, lines = found
        reader = Reader(file, lines, problems)
        content = shape(reader, (), raw)
        documents.append(Document(name, file, {} if content is BAD else content, raw, lines))
    return documents


def parse_text(file: str, text: str, problems: list[Problem]) -> tuple[dict[str, Any], Mapping[Path, int]] | None:
    """Raw content and lines of one TOML text, or None with the syntax error in `problems`."""
    try:
        return tomllib.loads(text), key_lines(text)
    except (ValueError, RecursionError) as error:  # a number of thousands of digits is a plain ValueError
        problems.append(syntax_problem(file, text, error))
        return None


def read_scheme(root: FilePath, name: str) -> Document | None:
    """A scheme's raw tables with the lines of their keys; None where it is no TOML, which `score check` reports."""
    file = root / name
    try:
        found = parse_text(str(file), read_text(file), [])
    except (OSError, ValueError):
        return None
    return Document(name, str(file), {}, *found) if found is not None else None
