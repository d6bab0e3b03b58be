"""表决判定: what a count of votes comes to under a meeting's rules. Pure, on exact fractions; people announce the result.

`decide(meeting, counts, cite)` looks at the meeting first (quorum, ballots, deferral) and then at each candidate. A
vote that is void decides nothing: its candidates are deferred, and nobody's failures are counted up.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from qingheng.foundation.kernel.findings import Citation
from qingheng.foundation.kernel.text import Text
from qingheng.foundation.policy.meetings import BASES, Meeting, Threshold
from qingheng.foundation.policy.seats import seat

PASSED, FAILED, TIE, DEFERRED, BARRED = "passed", "failed", "tie", "deferred", "barred"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """一名人选的计票: marks as counted on valid sheets; `failures` counts earlier failed votes for the same post."""

    id: str
    yes: int = 0
    no: int = 0
    abstain: int = 0
    defer: int = 0
    blank: int = 0
    illegible: int = 0
    void: int = 0
    write_in: bool = False
    recused: int | None = None
    failures: int = 0
    failed_at_this_meeting: bool = False
    written_yes: int = 0
    written_no: int = 0
    properties: Mapping[str, str] = field(default_factory=dict)

    @property
    def marks(self) -> int:
        """How many sheets this column was read from."""
        return self.yes + self.no + self.abstain + self.defer + self.blank + self.illegible + self.void


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """计票单: members, ballots and columns. `void_sheets` are whole ballots set aside before the columns were read."""

    all_members: int
    due: int
    present: int
    recused: int = 0
    issued: int
    returned: int
    voters: int | None = None
    void_sheets: int = 0
    proxy: int = 0
    late: int = 0
    seats: int | None = None
    round: int = 1
    defer: str | None = None
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class VoteFinding:
    """表决情况说明: a stable id and a sentence."""

    id: str
    say: Text
    candidate: str | None = None

    def as_json(self) -> dict[str, Any]:
        """`{id, candidate, zh, en}`."""
        return {"id": self.id, "candidate": self.candidate, **self.say.as_json()}


@dataclass(frozen=True, slots=True)
class CandidateResult:
    """一名人选的结果."""

    id: str
    yes: int
    no: int
    abstain: int
    void: int
    of: str
    base: int
    need: int
    outcome: str
    cite: tuple[Citation, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """One entry of `candidates`."""
        names = ("id", "yes", "no", "abstain", "void", "of", "base", "need", "outcome")
        return {name: getattr(self, name) for name in names} | {"cite": [one.as_json() for one in self.cite]}


@dataclass(frozen=True, slots=True)
class VoteResult:
    """表决结果."""

    meeting: str
    valid: bool
    quorum: Mapping[str, Any]
    candidates: tuple[CandidateResult, ...]
    findings: tuple[VoteFinding, ...]

    def outcome(self, candidate: str) -> str:
        """The outcome of one candidate. Raises KeyError."""
        return {one.id: one.outcome for one in self.candidates}[candidate]

    def as_json(self) -> dict[str, Any]:
        """The JSON of `vote decide`, without problems of input."""
        return {
            "meeting": self.meeting,
            "valid": self.valid,
            "quorum": dict(self.quorum),
            "candidates": [one.as_json() for one in self.candidates],
            "findings": [one.as_json() for one in self.findings],
        }


def decide(meeting: Meeting, counts: Counts, cite: tuple[Citation, ...] = ()) -> VoteResult:
    """What the counts come to. The counts must be consistent (`ballots.read_counts` checks them)."""
    quorum = _quorum(meeting, counts)
    against = [*_void_vote(meeting, counts, bool(quorum["met"]))]
    if against:
        results = [_result(meeting, counts, column, DEFERRED, cite) for column in counts.columns]
        return VoteResult(meeting.id, False, quorum, tuple(results), tuple(against))
    if counts.defer is not None:
        results = [_result(meeting, counts, column, DEFERRED, cite) for column in counts.columns]
        return VoteResult(meeting.id, True, quorum, tuple(results), (_deferral(counts.defer),))
    decision = _Decision(meeting, counts)
    outcomes = decision.outcomes()
    results = [_result(meeting, counts, column, outcomes[column.id], cite) for column in decision.columns]
    return VoteResult(meeting.id, True, quorum, tuple(results), tuple(decision.findings))


# --- the meeting -----------------------------------------------------------------------------------------------


def base_of(meeting: Meeting, counts: Counts, name: str, column: Column | None = None) -> int:
    """The size of a base. For a candidate, recused members leave the base where the meeting says so."""
    if name == "valid":
        void = column.void + _silent(meeting, column, "void") if column else 0
        return counts.returned - counts.void_sheets - void
    size = {
        "due": counts.due,
        "present": counts.present,
        "all_members": counts.all_members,
        "issued": counts.issued,
        "returned": counts.returned,
        "voters": counts.returned if counts.voters is None else counts.voters,
    }[name]
    if column is not None and meeting.recusal_reduces_base and name in ("due", "present", "all_members"):
        size -= counts.recused if column.recused is None else column.recused
    return size


def _silent(meeting: Meeting, column: Column, treated: str) -> int:
    """Blank and illegible marks that the meeting treats as `void`, or as `abstain`."""
    return (column.blank if meeting.blank == treated else 0) + (column.illegible if meeting.illegible == treated else 0)


def _quorum(meeting: Meeting, counts: Counts) -> dict[str, Any]:
    rule = meeting.quorum
    have = base_of(meeting, counts, rule.have or "present")
    base = base_of(meeting, counts, rule.of)
    return {"have": have, "need": rule.need(base), "base": base, "of": rule.of, "met": rule.met(have, base)}


def _void_vote(meeting: Meeting, counts: Counts, quorum_met: bool) -> Iterable[VoteFinding]:
    """Everything that voids the vote as a whole."""
    if not quorum_met:
        yield VoteFinding("no_quorum", Text("到会人数不足法定人数，表决无效", "there is no quorum: the vote is void"))
    if counts.returned > counts.issued:
        again = {
            "void_all": Text(
                "收回票多于发出票，表决全部作废，重新投票",
                "more ballots came back than were issued: all are void; vote again",
            ),
            "recount": Text("收回票多于发出票，须重新清点", "more ballots came back than were issued: count again"),
        }
        yield VoteFinding("returned_exceeds_issued", again[meeting.returned_exceeds_issued])
    if counts.proxy and not meeting.conduct["proxy"]:
        yield VoteFinding(
            "proxy_vote",
            Text("会议不允许委托投票，而有委托票", "the meeting allows no proxies, and there are proxy votes"),
        )
    if counts.late and not meeting.conduct["late_vote"]:
        yield VoteFinding(
            "late_vote", Text("会议不允许会后补投，而有补投票", "the meeting allows no late votes, and there are some")
        )
    if meeting.least_candidates_over_seats is not None and counts.seats is not None:
        product = counts.seats * (1 + meeting.least_candidates_over_seats)
        least = -(-product.numerator // product.denominator)
        named = sum(not column.write_in for column in counts.columns)
        if named < least:
            yield VoteFinding(
                "too_few_candidates",
                Text(
                    f"候选人 {named} 名，差额不足，至少应有 {least} 名",
                    f"{named} candidates; the margin over the seats asks for {least}",
                ),
            )
    if meeting.max_rounds and counts.round > meeting.max_rounds:
        yield VoteFinding(
            "too_many_rounds", Text(f"最多投 {meeting.max_rounds} 轮", f"at most {meeting.max_rounds} rounds are held")
        )


_GROUNDS = {
    "large_disagreement": Text("意见分歧较大", "opinions differ widely"),
    "unclear_question": Text("有重大问题不清楚", "a major question is unclear"),
    "evenly_split": Text("赞成与反对票数相等", "yes and no are equal"),
    "close_vote": Text("票数接近", "the vote is close"),
}


def _deferral(ground: str, candidate: str | None = None) -> VoteFinding:
    words = _GROUNDS[ground]
    return VoteFinding(ground, Text(f"{words.zh}，暂缓表决", f"{words.en}: deferred"), candidate)


# --- the candidates --------------------------------------------------------------------------------------------


class _Decision:
    """Decides the candidates of a valid vote, and notes why."""

    def __init__(self, meeting: Meeting, counts: Counts) -> None:
        self.meeting = meeting
        self.counts = counts
        self.findings: list[VoteFinding] = []
        self.columns = [self._counted(column) for column in counts.columns]

    def note(self, id_: str, zh: str, en: str, candidate: str | None = None) -> None:
        self.findings.append(VoteFinding(id_, Text(zh, en), candidate))

    def _counted(self, column: Column) -> Column:
        """The column with written opinions and forbidden write-ins dealt with."""
        if column.written_yes + column.written_no:
            if self.meeting.absent_written == "counted":
                self.note(
                    "written_counted", "缺席者书面意见计入票数", "written opinions of absent members count", column.id
                )
                column = replace(column, yes=column.yes + column.written_yes, no=column.no + column.written_no)
            else:
                self.note(
                    "written_not_counted",
                    "缺席者书面意见不计入票数",
                    "written opinions of absent members do not count",
                    column.id,
                )
        if column.write_in and self.meeting.write_in == "forbidden":
            self.note(
                "write_in_void", "本次表决不得另选他人，所填无效", "no write-ins: these votes are void", column.id
            )
            column = replace(column, void=column.void + column.yes, yes=0)
        return column

    def outcomes(self) -> dict[str, str]:
        self._limit_write_ins()
        found = {column.id: self._alone(column) for column in self.columns}
        if self.counts.seats is not None:
            self._fill_seats(found, self.counts.seats)
        for column in self.columns:
            if found[column.id] == FAILED:
                self._after_failure(column)
        return found

    def _limit_write_ins(self) -> None:
        """`with_no_only`: names written in can never outnumber the no votes that allow them."""
        allowed = sum(column.no for column in self.columns if not column.write_in)
        written = sum(column.yes for column in self.columns if column.write_in)
        if self.meeting.write_in == "with_no_only" and written > allowed:
            self.note(
                "write_in_excess",
                f"另选他人 {written} 票多于反对票 {allowed} 票，另选无效",
                f"{written} write-ins against {allowed} no votes: the write-ins are void",
            )
            self.columns = [
                replace(column, void=column.void + column.yes, yes=0) if column.write_in else column
                for column in self.columns
            ]

    def _alone(self, column: Column) -> str:
        """What a candidate's own votes come to."""
        limit = self.meeting.failures_before_bar
        if limit and column.failures >= limit:
            self.note(
                "barred",
                f"曾 {column.failures} 次未获通过，不得再提名该职位",
                f"failed {column.failures} times: not to be proposed for this post again",
                column.id,
            )
            return BARRED
        if column.failed_at_this_meeting and self.meeting.after_failure != "same_meeting":
            self.note(
                "failed_today",
                "本次会议已未获通过，须另行召开会议",
                "already failed at this meeting: another meeting is needed",
                column.id,
            )
            return BARRED
        if self._passes(column):
            return DEFERRED if self._close(column) else PASSED
        if "evenly_split" in self.meeting.defer_before_vote and column.yes == column.no > 0:
            self.findings.append(_deferral("evenly_split", column.id))
            return DEFERRED
        return DEFERRED if self._close(column) else FAILED

    def _passes(self, column: Column) -> bool:
        rule = self.meeting.passing
        return rule.met(column.yes, base_of(self.meeting, self.counts, rule.of, column))

    def _close(self, column: Column) -> bool:
        within = self.meeting.close_within
        if within is None or "close_vote" not in self.meeting.defer_before_vote:
            return False
        yes, no = column.yes, column.no
        if self.meeting.absent_written == "closeness_only":
            yes, no = yes + column.written_yes, no + column.written_no
        if column.write_in or yes == no == 0:  # nobody was asked about a name written in: its votes divide nobody
            return False
        base = base_of(self.meeting, self.counts, self.meeting.passing.of, column)
        if abs(yes - no) > within * base:
            return False
        self.findings.append(_deferral("close_vote", column.id))
        return True

    def _fill_seats(self, found: dict[str, str], seats: int) -> None:
        """Of those who passed the seats take as many as there are; the others fail or are tied."""
        passed = [column for column in self.columns if found[column.id] == PASSED]
        seating = seat(passed, seats, self.meeting.reserved)
        tied = {id_ for ids, _seats in seating.tied for id_ in ids}
        for column in passed:
            if column.id not in seating.elected:
                found[column.id] = self._tie(column) if column.id in tied else FAILED
        for ids, open_seats in seating.tied:
            zh, en = (
                f"{'、'.join(ids)} 得票相等，尚余 {open_seats} 席",
                f"{', '.join(ids)} are tied for {open_seats} seats",
            )
            self.note("tie", zh, en)
        vacant = sum(seating.kept)
        if vacant:
            self.note(
                "reserved_vacant",
                f"保留名额缺 {vacant} 名，不由其他人选递补",
                f"{vacant} reserved seats are not filled, and nobody else takes them",
            )
        if len(passed) > seats:
            self.note(
                "surplus",
                f"过半数者 {len(passed)} 名，多于 {seats} 席，以得票多者当选",
                f"{len(passed)} passed for {seats} seats: most votes are elected",
            )
        if seating.empty:
            self._shortfall(seating.empty)

    def _tie(self, column: Column) -> str:
        policy = self.meeting.tie
        if policy == "revote_among_tied" and self.counts.round >= self.meeting.max_rounds:
            self.note("no_more_rounds", "得票相等且轮次已满", "tied, and no round is left", column.id)
            return FAILED
        words = {
            "revote_among_tied": Text("在得票相等者中重新投票", "vote again among those tied"),
            "chair": Text("由主持人决定", "the chair decides"),
            "lots": Text("抽签决定，并记入记录", "decide by lot, on record"),
            "defer": Text("暂缓，下次会议再议", "deferred to another meeting"),
            "failed": Text("得票相等者均不当选", "none of those tied is elected"),
        }[policy]
        self.note(f"tie_{policy}", words.zh, words.en, column.id)
        return {"defer": DEFERRED, "failed": FAILED}.get(policy, TIE)

    def _shortfall(self, missing: int) -> None:
        words = {
            "leave_vacant": Text("空缺名额保留", "the seats stay vacant"),
            "separate_election": Text("另行选举", "another election is held"),
            "next_candidates": Text("由下一批候选人另行选举", "another election among the next candidates"),
            "reduce_seats": Text("经会议决定可减少名额", "the meeting may reduce the seats"),
            "not_applicable": Text("会议规则未作规定", "the meeting has no rule for it"),
        }[self.meeting.shortfall]
        self.note("shortfall", f"当选人数缺 {missing} 名：{words.zh}", f"{missing} seats are not filled: {words.en}")

    def _after_failure(self, column: Column) -> None:
        limit = self.meeting.failures_before_bar
        if limit and column.failures + 1 >= limit:
            self.note(
                "barred_henceforth",
                f"累计 {column.failures + 1} 次未获通过，今后不得再提名该职位",
                f"failed {column.failures + 1} times: never again for this post",
                column.id,
            )
        elif self.meeting.after_failure == "not_renominated":
            self.note("not_renominated", "一般不再提名该职位", "as a rule not proposed for this post again", column.id)
        elif self.meeting.after_failure == "another_meeting":
            self.note("another_meeting", "再次提名须另行召开会议", "a new proposal needs another meeting", column.id)


def _result(
    meeting: Meeting, counts: Counts, column: Column, outcome: str, cite: tuple[Citation, ...]
) -> CandidateResult:
    rule: Threshold = meeting.passing
    base = base_of(meeting, counts, rule.of, column)
    return CandidateResult(
        id=column.id,
        yes=column.yes,
        no=column.no,
        abstain=column.abstain + column.defer + _silent(meeting, column, "abstain"),
        void=column.void + _silent(meeting, column, "void"),
        of=rule.of,
        base=base,
        need=rule.need(base),
        outcome=outcome,
        cite=cite,
    )


def threshold_text(rule: Threshold) -> Text:
    """A threshold in words: 同意票超过应到会人数的1/2."""
    base = BASES[rule.of]
    return Text(
        f"{'超过' if rule.strict else '不少于'}{base.zh}的{rule.share}",
        f"{'more than' if rule.strict else 'at least'} {rule.share} of {base.en}",
    )
