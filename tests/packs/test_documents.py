"""What is said about the packs names keys that exist, and what the schemes cite stands in the sources."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "packs" / "contents.md"


def test_every_key_that_the_page_names_exists(county):
    named = re.findall(r"`(p|list|table|rule|meeting)\.(\w+)`", PAGE.read_text(encoding="utf-8"))
    rules = {rule.id for rule in county.rules()}
    meetings = {meeting.id for meeting in county.meetings()}
    known = {"rule": rules, "meeting": meetings}
    missing = [
        f"{kind}.{key}"
        for kind, key in named
        if (key not in known[kind] if kind in known else county.entry(f"{kind}.{key}") is None)
    ]
    assert len(named) > 30
    assert missing == []


def citations(node):
    """Every citation of a scheme, wherever it stands."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key == "cite":
                yield from [value] if isinstance(value, str) else value
            else:
                yield from citations(value)
    elif isinstance(node, list):
        for one in node:
            yield from citations(one)


SCHEMES = sorted((ROOT / "qingheng" / "packs" / "qingshui" / "schemes").glob("*.toml"))


@pytest.mark.parametrize("path", SCHEMES, ids=[path.stem for path in SCHEMES])
def test_what_a_scheme_cites_stands_in_the_sources(county, path):
    cited = set(citations(tomllib.loads(path.read_text(encoding="utf-8"))))
    unknown = []
    for cite in cited:
        source, _, article = cite.partition("#")
        found = county.sources().get(source)
        if found is None or (article and article not in found.articles):
            unknown.append(cite)
    assert cited
    assert sorted(unknown) == []
