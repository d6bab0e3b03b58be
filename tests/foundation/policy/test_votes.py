"""Votes by the meeting's own rules: quorum, bases, void ballots, write-ins, ties, surplus, shortfall, failures, deferral."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qingheng.foundation.policy.ballots import read_counts
from qingheng.foundation.policy.loading import load_chain
from qingheng.foundation.policy.meetings import Meeting, Reserved, Threshold
from qingheng.foundation.policy.votes import Column, Counts, VoteResult, decide

CHAIN = load_chain(str(Path(__file__).parent / "packs" / "upper"))
_FOUND = CHAIN.meeting("committee", date(2026, 3, 1))
assert _FOUND is not None
COMMITTEE: Meeting = _FOUND
ELECTION = replace(
    COMMITTEE, motion="elect", surplus="most_votes", shortfall="separate_election", tie="revote_among_tied", max_rounds=2,
    void_by="sheet", blank="void", write_in="with_no_only", passing=Threshold("present", Fraction(1, 2), True),
)  # fmt: skip


def counts(*columns: Column, due: int = 13, present: int = 11, **more: Any) -> Counts:
    given = {"all_members": due, "due": due, "present": present, "issued": present, "returned": present} | more
    return Counts(columns=columns, **given)


def one(meeting: Meeting, column: Column, **more: Any) -> str:
    return decide(meeting, counts(column, **more)).outcome(column.id)


def ids(result: VoteResult) -> list[str]:
    return [finding.id for finding in result.findings]


# Quorum and bases


@pytest.mark.parametrize(("due", "need"), [(13, 9), (12, 8), (11, 8), (31, 21), (3, 2)])
def test_two_thirds_of_those_due_is_rounded_up_exactly(due: int, need: int) -> None:
    result = decide(COMMITTEE, counts(Column(id="a", yes=need), due=due, present=need))
    assert (result.quorum["need"], result.quorum["base"], result.quorum["met"]) == (need, due, True)
    below = decide(COMMITTEE, counts(Column(id="a", yes=need - 1), due=due, present=need - 1))
    assert below.quorum["met"] is False
    assert below.valid is False
    assert below.outcome("a") == "deferred"


@pytest.mark.parametrize(("yes", "outcome"), [(7, "passed"), (6, "failed")])
def test_more_than_half_of_those_due_decides_not_of_the_ballots(yes: int, outcome: str) -> None:
    assert one(COMMITTEE, Column(id="a", yes=yes, no=11 - yes)) == outcome


def test_half_of_an_even_base_is_not_more_than_half() -> None:
    assert one(COMMITTEE, Column(id="a", yes=6, no=5), due=12) == "failed"
    at_least = replace(COMMITTEE, passing=Threshold("due", Fraction(1, 2), False))
    assert one(at_least, Column(id="a", yes=6, no=5), due=12) == "passed"


@pytest.mark.parametrize(
    ("base", "size"),
    [("due", 13), ("present", 11), ("all_members", 15), ("issued", 11), ("returned", 10), ("voters", 10), ("valid", 8)],
)
def test_each_base_is_taken_where_the_meeting_says(base: str, size: int) -> None:
    meeting = replace(COMMITTEE, passing=Threshold(base, Fraction(1, 2), True))
    column = Column(id="a", yes=6, no=2, illegible=1)
    result = decide(meeting, counts(column, all_members=15, returned=10, void_sheets=1))
    assert result.candidates[0].base == size
    assert result.candidates[0].need == size // 2 + 1


@given(st.integers(1, 60), st.fractions(0, 1, max_denominator=12), st.booleans())
def test_the_need_is_the_least_number_that_reaches_the_fraction(base: int, share: Fraction, strict: bool) -> None:
    rule = Threshold("due", share, strict)
    need = rule.need(base)
    reached = [votes for votes in range(base + 2) if (votes > share * base if strict else votes >= share * base)]
    assert need == reached[0]
    assert all(rule.met(votes, base) == (votes >= need) for votes in range(base + 2))


@given(st.integers(0, 11), st.integers(0, 11))
def test_an_abstention_never_helps_a_candidate(yes: int, abstain: int) -> None:
    votes = min(yes, 11 - abstain)
    before = one(COMMITTEE, Column(id="a", yes=votes, abstain=abstain, no=11 - votes - abstain))
    after = one(COMMITTEE, Column(id="a", yes=votes, no=11 - votes))
    assert before == after


# Recusal


def test_a_recused_member_leaves_the_base_only_where_the_meeting_says_so() -> None:
    column = Column(id="a", yes=6, no=4)
    kept = decide(COMMITTEE, counts(column, recused=1, issued=10, returned=10)).candidates[0]
    assert (kept.base, kept.need, kept.outcome) == (13, 7, "failed")
    reduced = replace(COMMITTEE, recusal_reduces_base=True)
    less = decide(reduced, counts(column, due=12, recused=1, issued=10, returned=10)).candidates[0]
    assert (less.base, less.need, less.outcome) == (11, 6, "passed")


def test_recusal_for_one_candidate_leaves_the_base_of_the_others() -> None:
    meeting = replace(COMMITTEE, recusal_reduces_base=True)
    result = decide(
        meeting, counts(Column(id="a", yes=6, no=4, recused=1), Column(id="b", yes=6, no=4, recused=0), due=12)
    )
    assert [row.base for row in result.candidates] == [11, 12]
    assert [row.outcome for row in result.candidates] == ["passed", "failed"]


def test_who_leaves_only_the_deliberation_still_gets_a_ballot() -> None:
    raw = {
        "members": {"due": 13, "present": 11, "recused": 1},
        "ballots": {"issued": 11, "returned": 11},
        "candidates": [{"id": "a", "yes": 7, "no": 4}],
    }
    assert read_counts(COMMITTEE, raw)[0] is None
    allowed = replace(COMMITTEE, recusal="deliberation_only")
    read, problems = read_counts(allowed, raw)
    assert problems == ()
    assert read is not None
    assert decide(allowed, read).outcome("a") == "passed"


# Void


def test_more_ballots_back_than_issued_voids_all() -> None:
    result = decide(COMMITTEE, counts(Column(id="a", yes=12), returned=12))
    assert (result.valid, result.outcome("a"), ids(result)) == (False, "deferred", ["returned_exceeds_issued"])


def test_proxies_and_late_votes_void_a_vote_that_forbids_them() -> None:
    result = decide(COMMITTEE, counts(Column(id="a", yes=11), proxy=1, late=1))
    assert ids(result) == ["proxy_vote", "late_vote"]
    assert result.valid is False


SHEETS = [
    {"a": "yes", "b": "yes"},
    {"a": "yes", "b": "illegible"},
    {"a": "yes"},
    {"a": "no", "b": "yes"},
    {"a": "yes", "b": "no"},
]


def tallied(meeting: Meeting, sheets: list[dict[str, str]], **more: Any) -> Counts:
    ballots = {"issued": len(sheets), "returned": len(sheets)}
    raw = {
        "members": {"due": 5, "present": 5},
        "ballots": ballots,
        "candidates": [{"id": "a"}, {"id": "b"}],
        "sheets": sheets,
    } | more
    read, problems = read_counts(meeting, raw)
    assert problems == (), [found.text.en for found in problems]
    assert read is not None
    return read


def test_one_bad_column_spoils_only_itself() -> None:
    read = tallied(COMMITTEE, SHEETS)
    a, b = read.columns
    assert (a.yes, a.no, read.void_sheets) == (4, 1, 0)
    assert (b.yes, b.no, b.blank, b.illegible) == (2, 1, 1, 1)
    result = decide(COMMITTEE, read)
    assert [row.outcome for row in result.candidates] == ["passed", "failed"]
    assert (result.candidates[1].abstain, result.candidates[1].void) == (1, 1)


def test_where_the_sheet_counts_as_one_a_bad_column_spoils_the_ballot() -> None:
    read = tallied(replace(COMMITTEE, void_by="sheet"), SHEETS)
    assert read.void_sheets == 1
    assert (read.columns[0].yes, read.columns[1].yes) == (3, 2)


def test_more_choices_than_seats_void_the_ballot_and_fewer_do_not() -> None:
    meeting = replace(ELECTION, blank="abstain")
    read = tallied(meeting, SHEETS, seats=1)
    assert read.void_sheets == 2  # the over-vote and the illegible mark
    assert [column.yes for column in read.columns] == [2, 1]
    strict = tallied(
        replace(meeting, under_vote="void"),
        [{"a": "no", "b": "no"}, {"a": "yes", "b": "no"}, {"b": "yes"}, {"a": "yes"}, {"a": "yes"}],
        seats=1,
    )
    assert strict.void_sheets == 1


def test_a_write_in_needs_a_no_vote_and_an_abstention_does_not_allow_it() -> None:
    sheets = [{"a": "no", "c": "yes"}, {"a": "abstain", "c": "yes"}, {"a": "yes"}, {"a": "yes"}, {"a": "yes"}]
    candidates = [{"id": "a"}, {"id": "c", "write_in": True}]
    meeting = replace(ELECTION, blank="abstain")
    read = tallied(meeting, sheets, seats=1, candidates=candidates)
    assert (read.columns[1].yes, read.columns[1].void) == (1, 1)
    assert decide(meeting, read).outcome("a") == "passed"


def test_forbidden_write_ins_get_no_votes() -> None:
    result = decide(COMMITTEE, counts(Column(id="a", yes=4, no=7), Column(id="x", yes=7, write_in=True)))
    assert [row.outcome for row in result.candidates] == ["failed", "failed"]
    assert result.candidates[1].void == 7
    assert "write_in_void" in ids(result)


def test_more_write_ins_than_no_votes_are_void() -> None:
    result = decide(ELECTION, counts(Column(id="a", yes=4, no=7), Column(id="x", yes=8, write_in=True), seats=1))
    assert "write_in_excess" in ids(result)
    assert result.outcome("x") == "failed"


# Choosing


def chosen(meeting: Meeting, votes: dict[str, int], seats: int, **more: Any) -> VoteResult:
    columns = [
        Column(id=name, yes=yes, properties={"sex": "female"} if name.startswith("f") else {})
        for name, yes in votes.items()
    ]
    return decide(meeting, counts(*columns, due=20, present=20, seats=seats, **more))


def test_of_more_who_passed_than_seats_those_with_most_votes_are_elected() -> None:
    result = chosen(ELECTION, {"a": 18, "b": 15, "c": 12, "d": 5}, 2)
    assert [row.outcome for row in result.candidates] == ["passed", "passed", "failed", "failed"]


def test_a_tie_for_the_last_seat_is_voted_again_among_those_tied() -> None:
    result = chosen(ELECTION, {"a": 18, "b": 15, "c": 15}, 2)
    assert [row.outcome for row in result.candidates] == ["passed", "tie", "tie"]
    assert "tie_revote_among_tied" in ids(result)
    last = chosen(ELECTION, {"b": 15, "c": 15}, 1, round=2)
    assert [row.outcome for row in last.candidates] == ["failed", "failed"]


def test_a_tie_that_fills_the_seats_is_no_tie() -> None:
    assert [row.outcome for row in chosen(ELECTION, {"a": 15, "b": 15}, 2).candidates] == ["passed", "passed"]


@pytest.mark.parametrize(
    ("policy", "outcome"), [("defer", "deferred"), ("lots", "tie"), ("chair", "tie"), ("failed", "failed")]
)
def test_every_tie_policy_has_its_outcome(policy: str, outcome: str) -> None:
    result = chosen(replace(ELECTION, tie=policy), {"a": 15, "b": 15}, 1)
    assert {row.outcome for row in result.candidates} == {outcome}


def test_fewer_who_passed_than_seats_is_a_shortfall_by_the_rule() -> None:
    result = chosen(ELECTION, {"a": 18, "b": 10}, 2)
    assert [row.outcome for row in result.candidates] == ["passed", "failed"]
    assert "shortfall" in ids(result)


def test_a_reserved_seat_goes_to_the_best_woman_who_passed() -> None:
    meeting = replace(ELECTION, reserved=(Reserved(property="sex", value="female", seats=1),))
    result = chosen(meeting, {"a": 18, "b": 15, "f1": 12, "f2": 11}, 2)
    assert {row.id for row in result.candidates if row.outcome == "passed"} == {"a", "f1"}


WOMAN = {"sex": "female"}


def _reserving(votes: dict[str, int], seats: int, kept: int = 1) -> VoteResult:
    """An election that keeps seats for women; names that begin with f are theirs."""
    meeting = replace(ELECTION, reserved=(Reserved(property="sex", value="female", seats=kept),))
    columns = [
        Column(id=key, yes=yes, no=20 - yes, properties=WOMAN if key.startswith("f") else {})
        for key, yes in votes.items()
    ]
    return decide(meeting, counts(*columns, due=20, present=20, seats=seats))


@pytest.mark.parametrize("order", [["m", "f1", "f2"], ["f2", "f1", "m"]])
def test_women_with_equal_votes_are_tied_for_the_reserved_seat_whoever_is_listed_first(order: list[str]) -> None:
    result = _reserving({key: {"m": 18, "f1": 12, "f2": 12}[key] for key in order}, 2)
    assert {row.id: row.outcome for row in result.candidates} == {"m": "passed", "f1": "tie", "f2": "tie"}


def test_women_elected_by_their_votes_fill_the_reserved_seat_and_leave_no_tie() -> None:
    result = _reserving({"f1": 15, "f2": 15, "m": 12}, 2)
    assert {row.id: row.outcome for row in result.candidates} == {"f1": "passed", "f2": "passed", "m": "failed"}
    assert not {"tie", "reserved_vacant"} & set(ids(result))


def test_a_man_and_a_woman_tied_at_the_open_seat_vote_again_once_the_reserved_seat_is_filled() -> None:
    result = _reserving({"f1": 18, "f2": 12, "m": 12}, 2)
    assert {row.id: row.outcome for row in result.candidates} == {"f1": "passed", "f2": "tie", "m": "tie"}


def test_a_reserved_seat_without_a_woman_stays_vacant_and_is_said_to() -> None:
    result = _reserving({"a": 18, "b": 15, "c": 12, "f": 9}, 3)
    assert [row.outcome for row in result.candidates] == ["passed", "passed", "failed", "failed"]
    assert {"reserved_vacant", "shortfall"} <= set(ids(result))


def test_no_more_seats_are_kept_than_there_are() -> None:
    result = _reserving({"m": 18, "f1": 12, "f2": 12}, 1, kept=2)
    assert {row.id: row.outcome for row in result.candidates} == {"m": "failed", "f1": "tie", "f2": "tie"}
    assert "0" not in next(one.say.en for one in result.findings if one.id == "tie").split("tied for")[1]


@given(
    st.lists(st.tuples(st.integers(11, 20), st.booleans()), min_size=1, max_size=7),
    st.integers(1, 4),
    st.integers(1, 2),
)
def test_men_never_take_the_seats_kept_for_women_and_no_order_of_the_list_decides(
    people: list[tuple[int, bool]], seats: int, kept: int
) -> None:
    kept = min(kept, seats)
    votes = {f"{'f' if woman else 'm'}{number}": yes for number, (yes, woman) in enumerate(people)}
    result = {row.id: row for row in _reserving(votes, seats, kept).candidates}
    backwards = {row.id: row.outcome for row in _reserving(dict(reversed(votes.items())), seats, kept).candidates}
    assert {key: row.outcome for key, row in result.items()} == backwards
    passed = [key for key, row in result.items() if row.outcome == "passed"]
    men = [key for key in passed if key.startswith("m")]
    assert len(passed) <= seats
    assert len(men) <= seats - kept
    for key, other in ((one, two) for one in result for two in result if one[0] == two[0]):
        if result[key].outcome == "failed" and result[other].outcome in ("passed", "tie"):
            assert result[other].yes > result[key].yes  # among women, and among men, only votes decide


def test_too_small_a_margin_of_candidates_over_seats_voids_the_election() -> None:
    meeting = replace(ELECTION, least_candidates_over_seats=Fraction(1, 5))
    assert chosen(meeting, {"a": 18, "b": 15}, 2).valid is False
    assert chosen(meeting, {"a": 18, "b": 15, "c": 2}, 2).valid is True


@given(st.lists(st.integers(0, 20), min_size=1, max_size=6), st.integers(1, 5))
def test_never_more_are_elected_than_seats_and_none_with_fewer_votes_than_one_who_failed(
    votes: list[int], seats: int
) -> None:
    result = chosen(ELECTION, {f"c{index}": yes for index, yes in enumerate(votes)}, seats)
    passed = [row.yes for row in result.candidates if row.outcome == "passed"]
    failed = [row.yes for row in result.candidates if row.outcome == "failed"]
    tied = {row.yes for row in result.candidates if row.outcome == "tie"}
    assert len(passed) <= seats
    assert not passed or not failed or min(passed) >= max(failed)
    assert len(tied) <= 1
    assert not tied or not passed or min(passed) > max(tied)


# Failing and deferring


def test_whoever_failed_twice_for_a_post_is_barred_whatever_the_votes() -> None:
    assert one(COMMITTEE, Column(id="a", yes=11, failures=2)) == "barred"
    result = decide(COMMITTEE, counts(Column(id="a", yes=2, no=9, failures=1)))
    assert result.outcome("a") == "failed"
    assert "barred_henceforth" in ids(result)


def test_a_candidate_who_failed_today_waits_for_another_meeting() -> None:
    assert one(COMMITTEE, Column(id="a", yes=11, failed_at_this_meeting=True)) == "barred"
    same = replace(COMMITTEE, after_failure="same_meeting")
    assert one(same, Column(id="a", yes=11, failed_at_this_meeting=True)) == "passed"


def test_a_deferral_before_the_vote_defers_everybody_and_fails_nobody() -> None:
    result = decide(COMMITTEE, counts(Column(id="a"), defer="large_disagreement"))
    assert (result.valid, result.outcome("a"), ids(result)) == (True, "deferred", ["large_disagreement"])


def test_evenly_split_opinions_are_postponed_where_the_rules_say_so() -> None:
    column = Column(id="a", yes=5, no=5, abstain=1)
    assert one(COMMITTEE, column) == "failed"
    split = replace(COMMITTEE, defer_before_vote=("evenly_split",))
    assert one(split, column) == "deferred"


def test_written_opinions_of_the_absent_count_only_as_the_meeting_says() -> None:
    column = Column(id="a", yes=6, no=5, written_yes=1)
    assert one(COMMITTEE, column) == "failed"
    assert one(replace(COMMITTEE, absent_written="counted"), column) == "passed"
    close = replace(
        COMMITTEE, absent_written="closeness_only", close_within=Fraction(1, 10), defer_before_vote=("close_vote",)
    )
    assert one(close, column) == "failed"  # 7 to 5 is no close vote
    assert one(close, replace(column, written_yes=0)) == "deferred"  # 6 to 5 is


# Attested rules (cases V01 to V13): the base decides


@pytest.mark.parametrize(
    ("case", "base", "present", "yes", "outcome"),
    [
        ("V02 more than half of those due", "due", 14, 11, "passed"),
        ("V02 more than half of those due", "due", 14, 10, "failed"),
        ("V06 more than half of those present", "present", 16, 9, "passed"),
        ("V06 more than half of those present", "present", 16, 8, "failed"),
        ("V07 more than half of all members", "all_members", 16, 11, "failed"),
        ("V07 more than half of all members", "all_members", 16, 12, "passed"),
    ],
)
def test_the_same_votes_pass_or_fail_by_their_base(case: str, base: str, present: int, yes: int, outcome: str) -> None:
    meeting = replace(COMMITTEE, passing=Threshold(base, Fraction(1, 2), True))
    column = Column(id="a", yes=yes, no=present - yes)
    assert one(meeting, column, due=20, present=present, all_members=23) == outcome, case


def test_a_quorum_may_be_counted_in_ballots() -> None:
    meeting = replace(COMMITTEE, quorum=Threshold("all_members", Fraction(1, 2), True, have="returned"))
    voted = counts(Column(id="a", yes=11), all_members=20, due=20, present=20, issued=20, returned=11)
    assert decide(meeting, voted).quorum["met"] is True
    assert decide(meeting, replace(voted, returned=10)).quorum["met"] is False


def test_a_name_written_in_once_and_a_name_nobody_marked_are_no_close_vote() -> None:
    close = replace(COMMITTEE, write_in="allowed", defer_before_vote=("close_vote",), close_within=Fraction(1, 10))
    assert one(close, Column(id="a", yes=6, no=5)) == "deferred"
    assert one(close, Column(id="w", yes=1, write_in=True)) == "failed"
    assert one(close, Column(id="a", abstain=11)) == "failed"


# Counts that cannot be


def _codes(meeting: Meeting, **raw: Any) -> list[tuple[str, str | None]]:
    given = {"members": {"due": 13, "present": 9}, "ballots": {"issued": 9, "returned": 9}} | raw
    read, problems = read_counts(meeting, given)
    assert (read is None) == bool(problems)
    return [(one.code, one.where.path) for one in problems]


def test_a_meeting_that_counts_on_all_members_must_be_told_how_many_there_are() -> None:
    of_all = replace(COMMITTEE, passing=Threshold("all_members", Fraction(1, 2), True))
    one = [{"id": "a", "yes": 7, "no": 2}]
    assert _codes(of_all, candidates=one) == [("missing_key", "members.all_members")]
    assert _codes(of_all, candidates=one, members={"all_members": 15, "due": 13, "present": 9}) == []
    assert _codes(COMMITTEE, candidates=one) == []


def test_fewer_sheets_than_ballots_that_came_back_are_a_problem() -> None:
    raw = {"candidates": [{"id": "a"}], "seats": 1}
    assert _codes(ELECTION, sheets=[{"a": "yes"}] * 5, **raw) == [("count_mismatch", "sheets")]
    assert _codes(ELECTION, sheets=[{"a": "yes"}] * 9, **raw) == []


def test_nobody_can_have_given_more_votes_than_ballots_times_seats() -> None:
    each = [{"id": key, "yes": 9} for key in "abc"]
    assert _codes(ELECTION, candidates=each, seats=2) == [("count_exceeds", "candidates.yes")]
    assert _codes(ELECTION, candidates=each[:2], seats=2) == []


def test_seats_and_rounds_begin_at_one_and_a_vote_on_each_person_has_no_seats() -> None:
    one = [{"id": "a", "yes": 7, "no": 2}]
    assert _codes(ELECTION, candidates=[{"id": "a", "no": 9}], seats=0, round=0) == [
        ("out_of_range", "round"),
        ("out_of_range", "seats"),
    ]
    assert _codes(COMMITTEE, candidates=one, seats=1) == [("unknown_key", "seats")]
