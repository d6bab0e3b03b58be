"""What published voting rules need (V01f to V04f): each has cases calculated by hand, at the boundary too, and a meeting that is refused.

`features/<ID>.toml`: the lines of `change` stand in the place of those of the committee in `packs/upper/meetings.toml`.
"""

import re
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from qingheng.foundation.kernel.problems import ProblemsError
from qingheng.foundation.policy.ballots import read_counts
from qingheng.foundation.policy.meeting_file import choose_meeting, read_meetings
from qingheng.foundation.policy.votes import VoteResult, decide

HERE = Path(__file__).parent
COMMITTEE = (HERE / "packs" / "upper" / "meetings.toml").read_text(encoding="utf-8")
FILES = sorted((HERE / "features").glob("*.toml"))
ON = date(2026, 3, 2)


def read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


CASES = [pytest.param(case, id=f"{path.stem}-{at + 1}") for path in FILES for at, case in enumerate(read(path)["case"])]


def changed(change: str, folder: Path) -> Path:
    """A file of its own with the committee's rules, some lines exchanged."""
    text = COMMITTEE
    for line in change.strip().splitlines():
        key = line.partition(" =")[0]
        text, done = re.subn(rf"^{key} = .*$", lambda _, line=line: line, text, count=1, flags=re.M)
        assert done == 1, key
    path = folder / "meeting.toml"
    path.write_text(text, encoding="utf-8")
    return path


def decided(case: dict[str, Any], folder: Path) -> VoteResult:
    meeting, _ = choose_meeting(read_meetings(changed(case.get("change", ""), folder)), None, ON)
    counts, problems = read_counts(meeting, case["counts"])
    assert counts is not None, [problem.text.en for problem in problems]
    return decide(meeting, counts)


def test_every_feature_of_votes_has_plain_and_boundary_cases() -> None:
    assert [path.stem for path in FILES] == ["V01f", "V02f", "V03f", "V04f"]
    for path in FILES:
        assert {case["boundary"] for case in read(path)["case"]} == {True, False}


@pytest.mark.parametrize("case", CASES)
def test_the_vote_comes_to_the_result_of_the_hand_calculation(case: dict[str, Any], tmp_path: Path) -> None:
    result, wanted = decided(case, tmp_path), case["expect"]
    rows = {row.id: row for row in result.candidates}
    found: dict[str, Any] = {
        "outcomes": {id: row.outcome for id, row in rows.items()},
        "valid": result.valid,
        "quorum": result.quorum["need"],
        "base": next(iter(rows.values())).base,
        "need": next(iter(rows.values())).need,
        "findings": [id for id in wanted.get("findings", []) if id in {finding.id for finding in result.findings}],
    }
    for mark in ("yes", "abstain", "void"):
        found[mark] = {id: getattr(rows[id], mark) for id in wanted.get(mark, {})}
    assert {key: found[key] for key in wanted} == wanted


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_meeting_that_contradicts_itself_is_refused(path: Path, tmp_path: Path) -> None:
    refuse = read(path)["refuse"]
    with pytest.raises(ProblemsError) as refused:
        read_meetings(changed(refuse["change"], tmp_path))
    assert refuse["code"] in {problem.code for problem in refused.value.problems}
