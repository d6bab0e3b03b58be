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
        if one.is_dir() or "__pycache__" in name or name == "__init__.py":
            continue
        if name.split("/")[0] in OTHERS:
            schemes.append(name)
        elif _expected(name):
            try:
                texts[name] = one.read_text(encoding="utf-8")
            except (OSError, UnicodeDecodeError) as error:
                problems.append(problem("unreadable_file", Where(file=str(one)), reason=type(error).__name__))
        elif one.suffix == ".toml":
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
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        problems.append(_syntax(file, text, str(error)))
        return None
    return raw, key_lines(text)


def read_scheme(root: FilePath, name: str) -> Document | None:
    """A scheme's raw tables with the lines of their keys; None where it is no TOML, which `score check` reports."""
    file = root / name
    try:
        found = parse_text(str(file), file.read_text(encoding="utf-8"), [])
    except (OSError, UnicodeDecodeError):
        return None
    return Document(name, str(file), {}, *found) if found is not None else None


def _syntax(file: str, text: str, message: str) -> Problem:
    """`tomllib` writes its place into the sentence: "… (at line 3, column 7)"."""
    reason, _, place = message.partition(" (at ")
    numbers = [int(word) for word in place.replace(",", " ").replace(")", " ").split() if word.isdigit()]
    line = numbers[0] if numbers else text.count("\n") + 1
    column = str(numbers[1]) if len(numbers) > 1 else None
    return problem("toml_syntax", Where(file=file, line=line, column=column), reason=reason)
