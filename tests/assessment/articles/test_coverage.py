"""I-28: all four categories complete, and every deviation told at once."""

from qingheng.assessment.articles.coverage import CoverageFacts, coverage
from qingheng.assessment.terms import COVERAGE
from qingheng.foundation.kernel.findings import Outcome


def county() -> dict[str, str]:
    return {f"{group[0].upper()}{number:02}": group for group, count in COVERAGE.items() for number in range(count)}


def test_the_mission_names_one_hundred_and_two_units() -> None:
    assert (list(COVERAGE.values()), sum(COVERAGE.values())) == ([18, 18, 41, 25], 102)


def test_a_complete_county_meets_every_category() -> None:
    found = coverage(CoverageFacts(county(), county(), COVERAGE))
    assert [finding.outcome for finding in found] == [Outcome.MET] * 4


def test_every_deviation_is_told_at_once_with_its_next_step() -> None:
    covered = county()
    del covered["T00"]
    covered |= {"X01": "party", "G00": "party"}
    found = coverage(CoverageFacts(county(), covered, COVERAGE))
    wrong = [finding for finding in found if finding.outcome is Outcome.NOT_MET]
    assert [finding.id for finding in wrong] == [
        "coverage.township",
        "coverage.party",
        "coverage.government",
        "coverage.left_out",
        "coverage.not_registered",
        "coverage.other_category",
    ]
    assert all(finding.next_step.zh and finding.next_step.en and finding.cite for finding in wrong)
