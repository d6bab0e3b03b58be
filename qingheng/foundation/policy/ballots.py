"""计票单: reads counts or single sheets from JSON, checks that they agree with each other, and gives `Counts`.

Sheets are tallied by the meeting's rules: void by sheet or by column, blanks, illegible marks, over-votes, write-ins.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from qingheng.foundation.kernel.problems import Problem
from qingheng.foundation.policy.meetings import Meeting
from qingheng.foundation.policy.shapes import BAD, Key, Reader, count, flag, many, named, one_of, optional, table, words
from qingheng.foundation.policy.votes import Column, Counts

_NUMBER = optional(count, 0)
CANDIDATE = table({
    "id": Key(words),
    "yes": _NUMBER, "no": _NUMBER, "abstain": _NUMBER, "defer": _NUMBER,
    "blank": _NUMBER, "illegible": _NUMBER, "void": _NUMBER,
    "write_in": optional(flag, False),
    "recused": optional(count),
    "failures": _NUMBER,
    "failed_at_this_meeting": optional(flag, False),
    "absent_written": optional(table({"yes": _NUMBER, "no": _NUMBER})),
    "properties": optional(named(words), {}),
})  # fmt: skip
MARKS = ("yes", "no", "abstain", "defer", "blank", "illegible", "void")
COUNTS = table({
    "meeting": optional(words),
    "on": optional(words),
    "round": optional(count, 1),
    "seats": optional(count),
    "defer": optional(words),
    "members": Key(table({"all_members": optional(count), "due": Key(count), "present": Key(count), "recused": _NUMBER})),
    "ballots": Key(table({
        "issued": Key(count), "returned": Key(count), "voters": optional(count), "void_sheets": _NUMBER,
        "proxy": _NUMBER, "late": _NUMBER,
    })),
    "candidates": Key(many(CANDIDATE)),
    "sheets": optional(many(named(one_of(*MARKS), key=words))),
})  # fmt: skip


def read_counts(meeting: Meeting, raw: Any, file: str = "") -> tuple[Counts | None, tuple[Problem, ...]]:
    """The counts of a JSON or TOML value and every problem; None where they cannot be read or contradict each other."""
    reader = Reader(file, {})
    cleaned = COUNTS(reader, (), raw)
    if cleaned is BAD or reader.problems:
        return None, tuple(reader.problems)
    counts = _counts(meeting, cleaned)
    _known(cleaned, reader)
    _asked(meeting, cleaned, reader)
    _agree(meeting, counts, reader)
    return (None if reader.problems else counts), tuple(reader.problems)


def _counts(meeting: Meeting, cleaned: Mapping[str, Any]) -> Counts:
    members, ballots = cleaned["members"], cleaned["ballots"]
    columns = tuple(_column(one) for one in cleaned["candidates"])
    counts = Counts(
        all_members=members["due"] if members["all_members"] is None else members["all_members"],
        due=members["due"],
        present=members["present"],
        recused=members["recused"],
        seats=cleaned["seats"],
        round=cleaned["round"],
        defer=cleaned["defer"],
        columns=columns,
        **{name: ballots[name] for name in ("issued", "returned", "voters", "void_sheets", "proxy", "late")},
    )
    return counts if cleaned["sheets"] is None else tally(meeting, counts, cleaned["sheets"])


def _column(raw: Mapping[str, Any]) -> Column:
    written = raw["absent_written"] or {"yes": 0, "no": 0}
    same = (*MARKS, "id", "write_in", "recused", "failures", "failed_at_this_meeting", "properties")
    return Column(written_yes=written["yes"], written_no=written["no"], **{name: raw[name] for name in same})


def _known(cleaned: Mapping[str, Any], reader: Reader) -> None:
    """Note a vote of nobody or about nobody, and marks for somebody who is no candidate."""
    for path in (("members", "due"), ("round",), ("seats",)):
        if (cleaned if len(path) == 1 else cleaned["members"])[path[-1]] == 0:
            reader.note("out_of_range", path, found=0, range="≥ 1")
    ids = [one["id"] for one in cleaned["candidates"]]
    if not ids:
        reader.note("missing_key", ("candidates",))
    for number, sheet in enumerate(cleaned["sheets"] or ()):
        for one in sheet:
            if one not in ids:
                reader.note("bad_choice", ("sheets", number, one), found=one, allowed=", ".join(ids))


def _asked(meeting: Meeting, cleaned: Mapping[str, Any], reader: Reader) -> None:
    """Note what this meeting needs and is not told, and what it has no use for."""
    bases = (meeting.quorum.of, meeting.quorum.have, meeting.passing.of)
    if "all_members" in bases and cleaned["members"]["all_members"] is None:
        reader.note("missing_key", ("members", "all_members"))
    if meeting.motion == "elect" and cleaned["seats"] is None:
        reader.note("missing_key", ("seats",))
    if meeting.motion == "approve" and cleaned["seats"] is not None:
        reader.note("unknown_key", ("seats",))
    if cleaned["sheets"] is not None:
        ballots = cleaned["ballots"]
        sheets = ballots["returned"] - ballots["void_sheets"]
        if len(cleaned["sheets"]) != sheets:
            reader.note("count_mismatch", ("sheets",), candidate="sheets", found=len(cleaned["sheets"]), sheets=sheets)


@dataclass(frozen=True, slots=True)
class _Sheet:
    """One sheet against the candidates."""

    meeting: Meeting
    counts: Counts
    marks: Mapping[str, str]

    def _mark(self, column: Column) -> str:
        return self.marks.get(column.id, "void" if column.write_in else "blank")

    def is_void(self) -> bool:
        """Whether the sheet as a whole does not count."""
        printed = [column for column in self.counts.columns if not column.write_in]
        yes = sum(mark == "yes" for mark in self.marks.values())
        seats = self.counts.seats
        if self.meeting.motion == "elect" and seats is not None:
            if yes > seats and self.meeting.over_vote == "void":
                return True
            if yes < seats and self.meeting.under_vote == "void":
                return True
        spoiled = [self._mark(column) in self._spoiling() for column in printed]
        return self.meeting.void_by == "sheet" and any(spoiled)

    def _spoiling(self) -> set[str]:
        spoils = {"void"}
        spoils |= {"illegible"} if self.meeting.illegible == "void" else set()
        return spoils | ({"blank"} if self.meeting.blank == "void" else set())

    def mark(self, column: Column) -> str | None:
        """The mark that counts for a column; None for a name not written in on this sheet."""
        if not column.write_in:
            return self._mark(column)
        if column.id not in self.marks:
            return None
        refused = any(self.marks.get(one.id) == "no" for one in self.counts.columns if not one.write_in)
        allowed = {"allowed": True, "forbidden": False, "with_no_only": refused}[self.meeting.write_in]
        return self.marks[column.id] if allowed else "void"


def tally(meeting: Meeting, counts: Counts, sheets: Sequence[Mapping[str, str]]) -> Counts:
    """The counts with their columns filled from single sheets, each `{candidate: mark}`; a missing mark is blank."""
    read = [_Sheet(meeting, counts, sheet) for sheet in sheets]
    good = [sheet for sheet in read if not sheet.is_void()]
    columns = []
    for column in counts.columns:
        marks = [mark for sheet in good if (mark := sheet.mark(column)) is not None]
        counted: dict[str, Any] = {name: marks.count(name) for name in MARKS}
        columns.append(replace(column, **counted))
    return replace(counts, columns=tuple(columns), void_sheets=counts.void_sheets + len(read) - len(good))


def _agree(meeting: Meeting, counts: Counts, reader: Reader) -> None:
    """Note what in the counts contradicts the rest."""
    _at_most(reader, "members.present", counts.present, "members.due", counts.due)
    _at_most(reader, "members.due", counts.due, "members.all_members", counts.all_members)
    _at_most(reader, "members.recused", counts.recused, "members.present", counts.present)
    _at_most(reader, "ballots.void_sheets", counts.void_sheets, "ballots.returned", counts.returned)
    if counts.voters is not None:
        _at_most(reader, "ballots.voters", counts.voters, "ballots.issued", counts.issued)
    leaves = meeting.recusal == "deliberation_and_vote"
    voting = counts.present - (counts.recused if leaves else 0)
    if counts.issued > max(voting, 0):
        reader.note("count_exceeds", ("ballots", "issued"), found=counts.issued, other="members.present", limit=voting)
    if counts.defer is not None and counts.defer not in meeting.defer_before_vote:
        allowed = ", ".join(meeting.defer_before_vote)
        reader.note("bad_choice", ("defer",), found=counts.defer, allowed=allowed)
    ids = [column.id for column in counts.columns]
    for one in sorted({one for one in ids if ids.count(one) > 1}):
        reader.note("item_twice", ("candidates",), id=one)
    _columns_agree(meeting, counts, reader)


def _at_most(reader: Reader, name: str, found: int, other: str, limit: int) -> None:
    if found > limit:
        reader.note("count_exceeds", tuple(name.split(".")), found=found, other=other, limit=limit)


def _columns_agree(meeting: Meeting, counts: Counts, reader: Reader) -> None:
    """Each printed column was read from every valid sheet, unless the vote was put off before it."""
    if counts.defer is not None:
        return
    sheets = counts.returned - counts.void_sheets
    for index, column in enumerate(counts.columns):
        path = ("candidates", index)
        for option in ("no", "abstain", "defer"):
            if getattr(column, option) and option not in meeting.options and meeting.motion == "approve":
                reader.note("bad_choice", (*path, option), found=option, allowed=", ".join(meeting.options))
        if column.write_in or (meeting.motion == "elect" and column.marks <= sheets):
            if column.marks > sheets:
                reader.note("count_mismatch", path, candidate=column.id, found=column.marks, sheets=sheets)
        elif column.marks != sheets:
            reader.note("count_mismatch", path, candidate=column.id, found=column.marks, sheets=sheets)
    if counts.seats is not None:  # a ballot with more names than seats is void: nobody can have given more
        chosen = sum(column.yes for column in counts.columns)
        _at_most(reader, "candidates.yes", chosen, "seats × ballots", counts.seats * max(sheets, 0))
