"""The list of assumed values that the county must confirm stands in the documentation, and is complete."""

from pathlib import Path

from tests.packs.assumed_values import page

PAGE = Path(__file__).parents[2] / "docs" / "packs" / "assumed-values.md"


def test_the_documentation_lists_every_assumed_value(county):
    assert PAGE.read_text(encoding="utf-8") == page(county), "run: python -m tests.packs.assumed_values"
