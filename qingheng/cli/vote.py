"""`qingheng vote decide MEETING.toml --counts FILE.json`: what a count comes to under a meeting's rules."""

import argparse
import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from qingheng.cli.main import day
from qingheng.cli.output import DONE, Console, exit_code
from qingheng.cli.policy import read_json
from qingheng.foundation.kernel.clock import clock
from qingheng.foundation.kernel.problems import Problem, ProblemsError, Where
from qingheng.foundation.kernel.text import Lang, Text
from qingheng.foundation.policy.ballots import read_counts
from qingheng.foundation.policy.codes import problem
from qingheng.foundation.policy.meeting_file import choose_meeting, read_meetings
from qingheng.foundation.policy.votes import CandidateResult, VoteResult, decide

_OUTCOMES = {
    "passed": {"zh": "通过", "en": "passed"},
    "failed": {"zh": "未通过", "en": "failed"},
    "tie": {"zh": "得票相等", "en": "tie"},
    "deferred": {"zh": "暂缓", "en": "deferred"},
    "barred": {"zh": "不得提名", "en": "barred"},
}


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the command."""
    commands = parser.add_subparsers(dest="what", required=True, metavar="decide")
    one = commands.add_parser("decide", allow_abbrev=False)
    one.add_argument("file", type=Path, metavar="MEETING.toml")
    one.add_argument("--counts", required=True, type=Path)
    one.add_argument("--meeting")
    one.add_argument("--on", type=day)


def run(args: argparse.Namespace, console: Console) -> int:
    """Decide the vote; a vote that fails is a result (exit 0), counts that contradict each other are problems (1)."""
    meetings = read_meetings(args.file)
    raw = read_json(args.counts)
    name = args.meeting or _text_of(raw, "meeting", args.counts)
    meeting, cite = choose_meeting(meetings, name, args.on or _day_of(raw, args.counts) or clock().today())
    counts, problems = read_counts(meeting, raw, str(args.counts))
    if counts is None:
        return console.problems(problems)
    result = decide(meeting, counts, cite)
    shown = {**result.as_json(), "problems": [one.as_json() for one in problems]}
    console.result(shown, lambda: _text(result, problems, console.lang))
    return exit_code(problems) if problems else DONE


def _text_of(raw: Mapping[str, Any], key: str, file: Path) -> str | None:
    """A text of the counts that is needed before the rest can be read. Raises ProblemsError for anything else."""
    found = raw.get(key)
    if found is None or isinstance(found, str):
        return found
    raise _wrong(key, found, file, Text("文字", "text"))


def _day_of(raw: Mapping[str, Any], file: Path) -> date | None:
    """The day of the vote, where the counts name it."""
    written = _text_of(raw, "on", file)
    try:
        return date.fromisoformat(written) if written is not None else None
    except ValueError:
        raise _wrong("on", written, file, Text("日期 YYYY-MM-DD", "a date YYYY-MM-DD")) from None


def _wrong(key: str, found: object, file: Path, expected: Text) -> ProblemsError:
    where = Where(file=str(file), path=key)
    words = {"key": key, "expected": expected.zh, "expected_en": expected.en, "found": json.dumps(found)}
    return ProblemsError([problem("wrong_type", where, **words)])


def _text(result: VoteResult, problems: tuple[Problem, ...], lang: Lang) -> str:
    quorum: Any = result.quorum
    lines = [
        {
            "zh": f"到会 {quorum['have']}，法定人数 {quorum['need']}（基数 {quorum['base']}）：{'足够' if quorum['met'] else '不足'}；表决{'有效' if result.valid else '无效'}",
            "en": f"present {quorum['have']}, quorum {quorum['need']} of {quorum['base']}: {'met' if quorum['met'] else 'not met'}; the vote is {'valid' if result.valid else 'void'}",
        }[lang]
    ]
    lines += [_line(one, lang) for one in result.candidates]
    lines += [f"  {finding.say[lang]}" for finding in result.findings]
    return "\n".join([*lines, *(one.line(lang) for one in problems)])


def _line(one: CandidateResult, lang: Lang) -> str:
    return {
        "zh": f"{one.id}：{_OUTCOMES[one.outcome][lang]}（同意 {one.yes}，须 {one.need}；反对 {one.no}，弃权 {one.abstain}，无效 {one.void}）",
        "en": f"{one.id}: {_OUTCOMES[one.outcome][lang]} (yes {one.yes}, needs {one.need}; no {one.no}, abstain {one.abstain}, void {one.void})",
    }[lang]
