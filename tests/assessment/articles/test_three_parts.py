"""I-31: three parts, every item with its department, and only that department hands in."""

import pytest

from qingheng.assessment.articles.three_parts import PARTS, HandedIn, PartsFacts, scored_by_its_department, three_parts
from qingheng.foundation.kernel.findings import Outcome
from qingheng.foundation.kernel.text import Text

GRAIN = Text("粮食总产", "Grain output")


def test_the_book_has_three_parts() -> None:
    assert len(PARTS) == 3


def test_three_parts_with_departments_are_met() -> None:
    found = three_parts(PartsFacts(PARTS, {"grain": "P02"}))
    assert [finding.outcome for finding in found] == [Outcome.MET, Outcome.MET]


def test_a_missing_part_and_an_item_of_nobody_are_both_told() -> None:
    found = three_parts(PartsFacts(PARTS[:2], {"grain": "", "study": "P01"}))
    assert [(finding.id, finding.outcome, finding.missing) for finding in found] == [
        ("three_parts.parts", Outcome.NOT_MET, ()),
        ("three_parts.routed", Outcome.UNKNOWN, ("grain",)),
    ]


@pytest.mark.parametrize(
    ("by", "departments", "ids"),
    [
        ("P02", {"P02"}, []),
        ("P01", {"P02"}, ["three_parts.other_department"]),
        ("", {"P02"}, ["three_parts.nobody"]),
        ("", set(), []),
        ("P01", set(), []),
    ],
)
def test_nobody_hands_in_for_another_department(by: str, departments: set[str], ids: list[str]) -> None:
    found = scored_by_its_department(HandedIn("grain", GRAIN, by, frozenset(departments)))
    assert [finding.id for finding in found] == ids
