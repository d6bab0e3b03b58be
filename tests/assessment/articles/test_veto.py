"""I-43: a veto stands on the list, with day and basis; what is missing is told at once."""

from datetime import date

import pytest

from qingheng.assessment.articles.veto import VetoFacts, proposal, veto_stands
from qingheng.foundation.kernel.findings import Outcome
from qingheng.foundation.kernel.text import Text

SAFETY = Text("安全生产", "Production safety")
DAY = date(2007, 8, 1)


@pytest.mark.parametrize(
    ("domain", "day", "basis", "ids"),
    [
        ("safety", DAY, "认定书", ["veto.stands"]),
        ("family", DAY, "认定书", ["veto.not_listed"]),
        ("safety", None, "认定书", ["veto.date"]),
        ("safety", DAY, "  ", ["veto.basis"]),
        ("family", None, "", ["veto.not_listed", "veto.date", "veto.basis"]),
    ],
)
def test_a_veto_needs_list_day_and_basis(domain: str, day: date | None, basis: str, ids: list[str]) -> None:
    found = veto_stands(VetoFacts("T02", domain, SAFETY, day, basis, frozenset({"safety"})))
    assert [finding.id for finding in found] == ids


def test_what_is_missing_is_unknown_and_names_the_fact() -> None:
    found = veto_stands(VetoFacts("T02", "safety", SAFETY, None, "", frozenset({"safety"})))
    assert [(finding.outcome, finding.missing) for finding in found] == [
        (Outcome.UNKNOWN, ("date",)),
        (Outcome.UNKNOWN, ("basis",)),
    ]


def test_a_veto_comes_with_notice_and_remedy() -> None:
    found = proposal(SAFETY, "认定书")
    assert "认定书" in found.say.zh
    assert all((found.notice.zh, found.notice.en, found.remedy.zh, found.remedy.en))
