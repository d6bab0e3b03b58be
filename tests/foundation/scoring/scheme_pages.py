"""Running the pages of docs/schemes: what each command and each broken example really prints.

`python -m tests.foundation.scoring.scheme_pages` writes the printed answers of the pages anew, after a sentence of the
program has changed; the tests compare them.
"""

import contextlib
import io
import re
import shlex
import tempfile
from dataclasses import replace
from pathlib import Path

from qingheng.cli.main import main
from qingheng.foundation.kernel.problems import Problem, Where
from qingheng.foundation.kernel.text import Lang
from qingheng.foundation.scoring import load_scheme

DOCS = Path(__file__).parents[3] / "docs" / "schemes"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_NAMED = re.compile(r"# (\S+\.(?:toml|csv))\n")
_SECTION = re.compile(r"^(?=### `\w+`)", re.MULTILINE)
TUTORIALS = ("tutorial.md", "tutorial.en.md")


def page(name: str) -> str:
    """The page as it stands."""
    return (DOCS / name).read_text(encoding="utf-8")


def sections(name: str) -> dict[str, str]:
    """The text below each heading `### `id` …`."""
    parts = re.split(r"^### `(\w+)`.*\n", page(name), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def tutorial(name: str) -> str:
    """A tutorial with what its commands print now; a block that names a file is that file."""
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        return BLOCK.sub(_ran, page(name))


def _ran(block: re.Match[str]) -> str:
    kind, text = block[1], block[2]
    if kind == "console":
        command = text.partition("\n")[0]
        with contextlib.redirect_stdout(io.StringIO()) as out:
            main(shlex.split(command.removeprefix("$ "))[1:])
        return f"```console\n{command}\n{out.getvalue()}```"
    named = _NAMED.match(text)
    assert named, text.partition("\n")[0]
    Path(named[1]).write_text(text if kind == "toml" else text[named.end() :], encoding="utf-8")
    return block[0]


def tables(text: str) -> dict[str, str]:
    """The tables of a scheme's text by their header, each with its lines."""
    found: dict[str, str] = {}
    for part in re.split(r"^(?=\[)", text, flags=re.MULTILINE):
        if part.startswith("["):
            found[part.partition("\n")[0]] = found.get(part.partition("\n")[0], "") + part
    return found


def example_of(fragment: str, name: str) -> str:
    """The page's scheme with the tables of the example in the place of its own."""
    base = next(text for kind, text in BLOCK.findall(page(name)) if kind == "toml")
    return "".join({**tables(base), **tables(fragment)}.values())


def codes() -> str:
    """The page of codes with what the check prints now."""
    head, *parts = _SECTION.split(page("codes.md"))
    return head + "".join(_refused(part) for part in parts)


def _refused(section: str) -> str:
    code = section.split("`")[1]
    fragment = next((text for kind, text in BLOCK.findall(section) if kind == "toml"), None)
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        if fragment is not None:
            # What is no TOML stands alone: it cannot be put together with anything.
            text = fragment if code == "not_toml" else example_of(fragment, "codes.md")
            Path("scheme.toml").write_text(text, encoding="utf-8")
        problems = load_scheme("scheme.toml").problems
    found = next(problem for problem in problems if problem.code == code)
    printed = "".join(f"{_without_place(found, lang)}\n" for lang in ("zh", "en"))
    return re.sub(r"^```text\n.*?^```$", lambda _: f"```text\n{printed}```", section, flags=re.DOTALL | re.MULTILINE)


def _without_place(problem: Problem, lang: Lang) -> str:
    """The printed line; of its place only the path, since an example is part of a file."""
    return replace(problem, where=Where(path=problem.where.path)).line(lang)


def rewrite() -> None:
    """All pages with what the program prints now."""
    for name in TUTORIALS:
        (DOCS / name).write_text(tutorial(name), encoding="utf-8")
    (DOCS / "codes.md").write_text(codes(), encoding="utf-8")


if __name__ == "__main__":
    rewrite()
