"""The thirteen published rules of voting, V01 to V13: each can be said in a meeting of the packs, and decides as it says."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from qingheng.foundation.policy.ballots import read_counts
from qingheng.foundation.policy.meetings import Meeting
from qingheng.foundation.policy.votes import VoteResult, decide

ON = date(2026, 3, 2)
HALF, TWO_THIRDS, FOUR_FIFTHS = Fraction(1, 2), Fraction(2, 3), Fraction(4, 5)


@pytest.fixture
def held(county):
    """The meeting of an id, in force today."""
    return lambda id_: county.meeting(id_, ON)


def vote(meeting: Meeting, *candidates: dict[str, Any], due: int, present: int, **more: Any) -> VoteResult:
    """What a count comes to; unless said otherwise every member present got a ballot and gave it back."""
    ballots = {"issued": present, "returned": present} | more.pop("ballots", {})
    members = {"due": due, "present": present} | more.pop("members", {})
    raw = {"members": members, "ballots": ballots, "candidates": list(candidates)} | more
    counts, problems = read_counts(meeting, raw)
    assert counts is not None, [one.text.en for one in problems]
    return decide(meeting, counts)


def one(meeting: Meeting, yes: int, *, due: int, present: int, **more: Any) -> str:
    """The outcome for one candidate with so many votes, the rest being against."""
    fields = {key: more.pop(key) for key in ("failures", "failed_at_this_meeting", "absent_written") if key in more}
    candidate = {"id": "a", "yes": yes, "no": present - yes} | fields
    seats = {"seats": 1} if meeting.motion == "elect" else {}
    return vote(meeting, candidate, due=due, present=present, **seats, **more).outcome("a")


def ids(result: VoteResult) -> set[str]:
    return {finding.id for finding in result.findings}


def quorum(meeting: Meeting) -> tuple[bool, Fraction, str]:
    return meeting.quorum.strict, meeting.quorum.share, meeting.quorum.of


def passing(meeting: Meeting) -> tuple[bool, Fraction, str]:
    return meeting.passing.strict, meeting.passing.share, meeting.passing.of


def test_v01_a_standing_committee_counts_on_those_due_and_bars_who_failed_twice(held):
    meeting = held("standing_committee_cadre")
    assert (quorum(meeting), passing(meeting)) == ((False, TWO_THIRDS, "due"), (True, HALF, "due"))
    assert (meeting.options, meeting.write_in) == (("yes", "no", "abstain"), "forbidden")
    assert not meeting.conduct["proxy"]
    assert not meeting.conduct["late_vote"]
    assert (meeting.conduct["count_at"], meeting.conduct["announce_at"]) == ("on_the_spot", "on_the_spot")
    assert [one(meeting, yes, due=13, present=9) for yes in (7, 6)] == ["passed", "failed"]
    assert one(meeting, 8, due=13, present=8) == "deferred"  # eight of thirteen are no two thirds
    assert one(meeting, 9, due=13, present=9, failures=1) == "passed"
    assert one(meeting, 9, due=13, present=9, failures=2) == "barred"
    assert one(meeting, 9, due=13, present=9, failed_at_this_meeting=True) == "barred"
    for ground in ("large_disagreement", "unclear_question"):
        put_off = vote(meeting, {"id": "a"}, due=13, present=9, defer=ground)
        assert (put_off.valid, put_off.outcome("a")) == (True, "deferred")


def test_v02_a_county_committee_leaves_written_opinions_out_and_postpones_an_even_split(held):
    ordinary, cadre = held("standing_committee_ordinary"), held("standing_committee_cadre")
    assert (quorum(ordinary), passing(ordinary)) == ((True, HALF, "due"), (True, HALF, "due"))
    assert quorum(cadre) == (False, TWO_THIRDS, "due")
    assert set(ordinary.conduct["method"]) == {"oral", "show_of_hands", "secret", "named"}
    assert one(ordinary, 6, due=11, present=8, absent_written={"yes": 3}) == "passed"
    assert one(ordinary, 5, due=11, present=8, absent_written={"yes": 3}) == "failed"
    assert one(ordinary, 4, due=11, present=8) == "deferred"


def test_v03_a_plenary_committee_names_two_independent_scrutineers_who_vote_first(held):
    meeting = held("plenary_committee_vote")
    assert meeting.conduct["scrutineers"] == {"count": 2, "who": "members_not_candidates"}
    assert meeting.conduct["voting_order"] == "scrutineers_first"
    assert meeting.conduct["prior_consent"]
    assert vote(meeting, {"id": "a", "yes": 21}, due=31, present=21, ballots={"proxy": 1}).valid is False


def test_v04_more_ballots_than_were_issued_void_the_vote_and_too_many_marks_the_ballot(held):
    meeting = held("department_party_election")
    assert (quorum(meeting), passing(meeting)) == ((True, TWO_THIRDS, "due"), (True, HALF, "due"))
    assert one(meeting, 8, due=12, present=8) == "deferred"  # exactly two thirds are not more
    over = vote(meeting, {"id": "a", "yes": 10}, due=12, present=9, seats=1, ballots={"returned": 10})
    assert (over.valid, ids(over)) == (False, {"returned_exceeds_issued"})
    sheets = [{"a": "yes", "b": "yes"}, *[{"a": "yes", "b": "no"}] * 6, {"b": "no"}, {"a": "no", "w": "yes"}]
    candidates = ({"id": "a"}, {"id": "b"}, {"id": "w", "write_in": True})
    result = vote(meeting, *candidates, due=11, present=9, seats=1, sheets=sheets)
    a, b, written = result.candidates
    assert (a.yes, a.no, a.abstain, a.outcome) == (6, 1, 1, "passed")  # one sheet marked two for one seat
    assert (b.abstain, written.yes) == (1, 1)


def test_v05_in_a_discipline_commission_only_a_no_opens_a_write_in(held):
    meeting = held("discipline_commission_election")
    assert (quorum(meeting), meeting.write_in) == ((True, FOUR_FIFTHS, "due"), "with_no_only")
    assert one(meeting, 4, due=5, present=4) == "deferred"  # four fifths are not more than four fifths
    sheets = [{"a": "yes"}] * 3 + [{"a": "no", "w": "yes"}, {"a": "abstain", "w": "yes"}]
    result = vote(meeting, {"id": "a"}, {"id": "w", "write_in": True}, due=5, present=5, seats=1, sheets=sheets)
    assert [(found.id, found.yes, found.void) for found in result.candidates] == [("a", 3, 0), ("w", 1, 1)]


def test_v06_a_party_congress_counts_on_those_present(held):
    meeting = held("party_members_election")
    assert (quorum(meeting), passing(meeting)) == ((True, FOUR_FIFTHS, "due"), (True, HALF, "present"))
    assert meeting.conduct["preliminary"]
    assert [one(meeting, yes, due=100, present=90) for yes in (46, 45)] == ["passed", "failed"]
    assert one(meeting, 80, due=100, present=80) == "deferred"


def test_v07_a_consultative_conference_needs_half_of_all_and_votes_again_among_the_tied(held):
    meeting = held("cppcc_election")
    assert (quorum(meeting), passing(meeting)) == ((True, HALF, "all_members"), (True, HALF, "all_members"))
    assert meeting.conduct["candidate_order"] == "strokes"
    of_all = {"all_members": 40}
    assert [one(meeting, yes, due=38, present=30, members=of_all) for yes in (21, 20)] == ["passed", "failed"]
    tied = [{"id": key, "yes": yes, "no": 38 - yes} for key, yes in (("a", 28), ("b", 24), ("c", 24), ("d", 0))]
    result = vote(meeting, *tied, due=38, present=38, seats=2, members=of_all)
    assert [found.outcome for found in result.candidates] == ["passed", "tie", "tie", "failed"]
    assert {"tie", "surplus"} <= ids(result)


def test_v08_villagers_judge_each_column_alone_and_void_ballots_count_in_the_total(held):
    meeting = held("villagers_committee_election")
    assert (meeting.quorum.have, quorum(meeting)) == ("voters", (True, HALF, "all_members"))
    assert (meeting.void_by, passing(meeting)) == ("column", (True, HALF, "returned"))
    sheets = [{"a": "yes", "b": "void"}] * 6 + [{"a": "void", "b": "yes"}] * 5
    result = vote(
        meeting, {"id": "a"}, {"id": "b"}, due=20, present=11, seats=2, sheets=sheets, members={"all_members": 20}
    )
    assert [(found.yes, found.base, found.outcome) for found in result.candidates] == [
        (6, 11, "passed"),
        (5, 11, "failed"),
    ]
    assert (meeting.tie, meeting.shortfall) == ("revote_among_tied", "next_candidates")
    men = [{"id": "m", "yes": 9, "no": 2}, {"id": "n", "yes": 7, "no": 4}]
    woman = {"id": "w", "yes": 6, "no": 5, "properties": {"sex": "female"}}
    elected = vote(meeting, *men, woman, due=20, present=11, seats=2, members={"all_members": 20})
    assert [found.outcome for found in elected.candidates] == ["passed", "failed", "passed"]


def test_v09_a_local_party_committee_fills_a_shortfall_by_a_separate_election(held):
    meeting = held("party_committee_election")
    assert (passing(meeting), meeting.shortfall) == ((True, HALF, "due"), "separate_election")
    columns = [{"id": key, "yes": yes, "no": 90 - yes} for key, yes in (("a", 51), ("b", 50))]
    short = vote(meeting, *columns, due=100, present=90, seats=2)
    assert ([found.outcome for found in short.candidates], "shortfall" in ids(short)) == (["passed", "failed"], True)
    more = [{"id": key, "yes": yes, "no": 90 - yes} for key, yes in (("a", 65), ("b", 60), ("c", 55))]
    surplus = vote(meeting, *more, due=100, present=90, seats=2)
    assert [found.outcome for found in surplus.candidates] == ["passed", "passed", "failed"]


def test_v10_a_public_nomination_asks_for_a_fifth_and_then_two_fifths_more_candidates(held):
    meeting, committee = held("public_nomination"), held("public_nomination_committee")
    tens = [{"id": f"c{number}", "yes": 200, "no": 177} for number in range(12)]
    assert vote(meeting, *tens, due=377, present=377, seats=10).valid is True
    assert ids(vote(meeting, *tens[:11], due=377, present=377, seats=10)) == {"too_few_candidates"}
    sevens = [{"id": f"c{number}", "yes": 5, "no": 4} for number in range(7)]
    assert vote(committee, *sevens, due=9, present=9, seats=5).valid is True
    assert vote(committee, *sevens[:6], due=9, present=9, seats=5).valid is False


def test_v11_a_county_government_weighs_written_opinions_for_closeness_and_its_head_may_override(held):
    meeting = held("government_executive_meeting")
    assert (passing(meeting), meeting.absent_written) == ((True, HALF, "due"), "closeness_only")
    assert one(meeting, 7, due=11, present=10) == "passed"
    assert one(meeting, 6, due=11, present=11) == "deferred"  # six to five is close
    assert one(meeting, 6, due=11, present=9, absent_written={"no": 2}) == "deferred"  # close with the absent
    assert meeting.conduct["override"] == "head_with_reasons"


def test_v12_a_party_branch_votes_twice_at_most_and_a_voter_may_be_helped(held):
    meeting = held("party_branch_election")
    assert (quorum(meeting), passing(meeting)) == ((True, FOUR_FIFTHS, "due"), (True, HALF, "present"))
    assert (meeting.least_candidates_over_seats, meeting.max_rounds) == (Fraction(1, 5), 2)
    assert (meeting.conduct["assistance"], meeting.conduct["proxy"]) == ("trusted_person", False)
    six = [{"id": f"c{number}", "yes": 11, "no": 7} for number in range(6)]
    assert vote(meeting, *six, due=20, present=18, seats=5, round=2).valid is True
    assert ids(vote(meeting, *six, due=20, present=18, seats=5, round=3)) == {"too_many_rounds"}
    assert vote(meeting, *six, due=20, present=18, seats=5, ballots={"proxy": 1}).valid is False


def test_v13_a_township_congress_needs_half_of_all_deputies_and_a_no_before_a_write_in(held):
    meeting = held("peoples_congress_election")
    assert passing(meeting) == (True, HALF, "all_members")
    assert (meeting.conduct["candidate_order"], meeting.write_in) == ("strokes", "with_no_only")
    of_all = {"all_members": 60}
    assert [one(meeting, yes, due=58, present=50, members=of_all) for yes in (31, 30)] == ["passed", "failed"]
    candidates = [{"id": "a", "yes": 40, "abstain": 10}, {"id": "w", "yes": 1, "write_in": True}]
    result = vote(meeting, *candidates, due=58, present=50, seats=1, members=of_all)
    assert "write_in_excess" in ids(result)
