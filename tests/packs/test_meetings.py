"""Meetings: every parameter that published rules of procedure needed occurs, in both editions, with a citation."""

from datetime import date

import pytest

THEN, NOW = date(2012, 3, 5), date(2026, 3, 2)
IDS = [
    "standing_committee_cadre",
    "standing_committee_ordinary",
    "standing_committee_results",
    "joint_meeting",
    "plenary_committee_vote",
    "party_committee_election",
    "party_members_election",
    "party_branch_election",
    "peoples_congress_election",
    "cppcc_election",
    "villagers_committee_election",
    "department_party_election",
    "discipline_commission_election",
    "public_nomination",
    "public_nomination_committee",
    "government_executive_meeting",
]


@pytest.mark.parametrize("day", [THEN, NOW], ids=["2007", "present"])
@pytest.mark.parametrize("id_", IDS)
def test_a_meeting_stands_in_both_editions_with_its_basis(county, id_, day):
    meeting = county.meeting(id_, day)
    assert county.cite(meeting.basis)


def seen(county, attribute):
    return {getattr(county.meeting(id_, NOW), attribute) for id_ in IDS}


def test_the_kinds_that_the_collected_rules_name_all_occur(county):
    assert {meeting.passing.of for meeting in (county.meeting(id_, NOW) for id_ in IDS)} >= {
        "due",
        "present",
        "all_members",
        "returned",
        "voters",
    }
    assert seen(county, "write_in") == {"forbidden", "allowed", "with_no_only"}
    assert seen(county, "void_by") == {"column", "sheet"}
    assert seen(county, "absent_written") == {"not_counted", "closeness_only"}
    assert seen(county, "recusal") == {"deliberation_only", "deliberation_and_vote"}
    assert seen(county, "tie") >= {"revote_among_tied", "defer"}
    assert seen(county, "shortfall") >= {"separate_election", "next_candidates"}
    assert seen(county, "failures_before_bar") == {0, 2}
    conduct = [county.meeting(id_, NOW).conduct for id_ in IDS]
    assert {one["candidate_order"] for one in conduct} == {"given", "strokes"}
    assert {one["assistance"] for one in conduct} == {"none", "trusted_person"}
    assert any(one["override"] for one in conduct)
    assert any(one["prior_consent"] for one in conduct)
    assert any(one["preliminary"] for one in conduct)


def test_cadre_matters_need_two_thirds_present_and_half_of_those_due(county):
    for day in (THEN, NOW):
        meeting = county.meeting("standing_committee_cadre", day)
        assert (meeting.quorum.need(13), meeting.passing.need(13), meeting.passing.of) == (9, 7, "due")
        assert not meeting.conduct["proxy"]
        assert meeting.conduct["vote_of_record"] == "paper"


def test_the_chief_speaks_last_only_since_2019(county):
    assert not county.meeting("standing_committee_cadre", THEN).conduct["chief_speaks_last"]
    assert county.meeting("standing_committee_cadre", NOW).conduct["chief_speaks_last"]


def test_who_is_recused_from_a_plenary_deliberation_still_votes(county):
    assert county.meeting("plenary_committee_vote", NOW).recusal == "deliberation_only"
