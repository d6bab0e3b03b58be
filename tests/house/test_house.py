"""The house keeps its own promises: what must never be in the repository, what must mirror what."""

import re
import subprocess
from pathlib import Path

import pytest

from qingheng.cli.institutions import institutions

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("selection", "assessment", "training", "supervision")
TEXT = {".py", ".md", ".toml", ".html", ".css", ".js", ".txt", ".lock", ".yaml", ".yml", ".po", ".typ", ".csv", ""}


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    return [ROOT / name for name in listed.decode().split("\0") if name and (ROOT / name).is_file()]


def own_text() -> list[tuple[Path, str]]:
    """Our own text files; what is vendored is somebody else's."""
    return [
        (path, path.read_text(encoding="utf-8", errors="replace"))
        for path in tracked()
        if path.suffix in TEXT and "vendor" not in path.parts and path != Path(__file__)
    ]


def test_no_machine_path_and_no_registry_address_is_committed():
    forbidden = re.compile(
        r"/home/\w+/|/root/|/work/\w+|--(extra-)?index-url|--find-links|pypi\.org/simple|registry\.npmjs"
    )
    found = [
        f"{path.relative_to(ROOT)}: {match.group()}" for path, text in own_text() for match in forbidden.finditer(text)
    ]
    assert found == []


def test_nothing_is_unfinished_skipped_or_excused():
    unfinished = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b|NotImplementedError|mark\.(skip|xfail)\b|pragma: no cover")
    found = [
        f"{path.relative_to(ROOT)}: {match.group()}"
        for path, text in own_text()
        if path.suffix in {".py", ".js", ".html"}
        for match in unfinished.finditer(text)
    ]
    assert found == []


def test_every_suppression_says_why():
    silent = re.compile(r"# (noqa|type: ignore)(?!.*--)")
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path, text in own_text()
        if path.suffix == ".py" and path.is_relative_to(ROOT / "qingheng")
        for number, line in enumerate(text.splitlines(), 1)
        if silent.search(line)
    ]
    assert found == []


def test_both_readmes_quote_the_count_of_proven_institutions():
    proven = sum(bool(institution.journeys) for institution in institutions())
    assert f"{proven} of 76 institutions" in (ROOT / "README.md").read_text(encoding="utf-8")
    assert f"76 项制度中的 {proven} 项" in (ROOT / "README.zh.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("room", ROOMS)
def test_every_article_quotes_one_institution_of_its_own_room(room):
    home = {institution.id: institution.room for institution in institutions()}
    for article in sorted((ROOT / "qingheng" / room / "articles").glob("[a-z]*.py")):
        first = article.read_text(encoding="utf-8").split('"""')[1]
        ids = re.findall(r"\b[IB]-\d\d\b", first)
        assert ids, f"{article.name} names no institution in its docstring"
        assert "seed#" in first or "B-" in first, f"{article.name} cites no paragraph of the mission"
        assert home[ids[0]] == room, f"{article.name} stands in the wrong room"


def test_no_institution_has_two_homes():
    homes: dict[str, list[str]] = {}
    for room in ROOMS:
        for article in (ROOT / "qingheng" / room / "articles").glob("[a-z]*.py"):
            for id_ in re.findall(r"\b[IB]-\d\d\b", article.read_text(encoding="utf-8").split('"""')[1])[:1]:
                homes.setdefault(id_, []).append(article.name)
    assert {id_: names for id_, names in homes.items() if len(names) > 1} == {}


def test_every_package_of_the_foundation_that_has_code_has_tests():
    foundation = ROOT / "qingheng" / "foundation"
    with_code = {path.name for path in foundation.iterdir() if len(list(path.glob("*.py"))) > 1}
    with_tests = {path.name for path in (ROOT / "tests" / "foundation").iterdir() if list(path.rglob("test_*.py"))}
    assert with_code <= with_tests


def test_the_readme_map_names_only_folders_that_exist():
    for name in re.findall(r"`(qingheng/[\w/]+/)`", (ROOT / "README.md").read_text(encoding="utf-8")):
        assert (ROOT / name).is_dir(), name


def test_packs_hold_no_python():
    assert list((ROOT / "qingheng" / "packs").rglob("*.py")) == []
