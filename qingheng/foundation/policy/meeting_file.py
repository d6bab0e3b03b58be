"""会议规则文件: one file of meetings by itself, for `vote decide`: a pack's `meetings.toml`, or a single meeting."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from qingheng.foundation.kernel.findings import Citation
from qingheng.foundation.kernel.problems import Problem, ProblemsError, Severity, Where, nearest
from qingheng.foundation.policy.build import basis
from qingheng.foundation.policy.chain import Chain
from qingheng.foundation.policy.codes import problem
from qingheng.foundation.policy.files import parse_text
from qingheng.foundation.policy.loading import open_chain
from qingheng.foundation.policy.meetings import Meeting, build_meeting, contradictions
from qingheng.foundation.policy.reading import read_text, unreadable
from qingheng.foundation.policy.schema import MEETING, MEETINGS
from qingheng.foundation.policy.shapes import BAD, Reader


@dataclass(frozen=True, slots=True)
class MeetingFile:
    """会议规则文件: its meetings, and the pack around it where there is one."""

    file: str
    meetings: tuple[Meeting, ...]
    chain: Chain | None


def read_meetings(path: Path) -> MeetingFile:
    """The meetings of a file. Raises ProblemsError, with every problem, where they cannot be used."""
    file = str(path)
    problems: list[Problem] = []
    try:
        text = read_text(path)
    except (OSError, ValueError) as error:
        raise ProblemsError([unreadable(Where(file=file), error)]) from None
    parsed = parse_text(file, text, problems)
    if parsed is None:
        raise ProblemsError(problems)
    raw, lines = parsed
    reader = Reader(file, lines, problems)
    single = "meeting" not in raw
    content = MEETING(reader, (), raw) if single else MEETINGS(reader, (), raw)
    tables = [] if content is BAD else [content] if single else content["meeting"]
    meetings = []
    for one in tables:
        against = contradictions(one)
        problems += [
            problem(
                "meeting_contradiction", reader.where(one["path"]), meeting=one["id"], reason=text.zh, reason_en=text.en
            )
            for text in against
        ]
        if not against:
            meetings.append(build_meeting("", one, basis(one), reader.where(one["path"])))
    if any(one.severity is not Severity.WARNING for one in problems):
        raise ProblemsError(problems)
    chain = _chain_around(path)
    if chain is not None and path.name == "meetings.toml":
        # In a pack a meeting ends with its edition; the file alone does not say so.
        spans = {one.place.line: one.span for one in chain.packs[-1].meetings}
        meetings = [replace(one, span=spans.get(one.place.line, one.span)) for one in meetings]
    return MeetingFile(file, tuple(meetings), chain)


def _chain_around(path: Path) -> Chain | None:
    folder = path.resolve().parent
    if not (folder / "pack.toml").is_file():
        return None
    try:
        return open_chain(str(folder))
    except (ProblemsError, tomllib.TOMLDecodeError):
        return None


def choose_meeting(file: MeetingFile, name: str | None, on: date) -> tuple[Meeting, tuple[Citation, ...]]:
    """The meeting of that id in force on the day, and its citations. Raises ProblemsError.

    A file with one meeting and no pack around it is taken as it is; of several in force the latest decides.
    """
    known = sorted({one.id for one in file.meetings})
    named: Sequence[Meeting] = [one for one in file.meetings if name is None or one.id == name]
    fitting = [one for one in named if one.span.covers(on)]
    if len(named) == 1 and file.chain is None:
        fitting = list(named)
    if not fitting or len({one.id for one in fitting}) > 1:
        close = nearest(name, known) if name and name not in known else None
        raise ProblemsError(
            [
                problem(
                    "meeting_unknown",
                    Where(file=file.file),
                    meeting=name or "…",
                    day=on,
                    known=", ".join(known),
                    suggestion=close,
                )
            ]
        )
    meeting = max(fitting, key=lambda one: one.span.start or date.min)
    if file.chain is not None:
        return meeting, file.chain.cite(meeting.basis)
    found = []
    for cite in meeting.basis.cite:
        source, _, article = cite.partition("#")
        found.append(Citation(source, article, bool(meeting.basis.verified), meeting.basis.status))
    return meeting, tuple(found)
