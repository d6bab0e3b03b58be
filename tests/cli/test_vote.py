"""`qingheng vote decide`: a vote that fails is a result; counts that contradict each other are problems; files may be broken."""

import json
from pathlib import Path

import pytest

from qingheng.cli.main import main

MEETINGS = Path(__file__).parents[1] / "foundation" / "policy" / "packs" / "upper" / "meetings.toml"
COUNTS = {
    "members": {"due": 13, "present": 11},
    "ballots": {"issued": 11, "returned": 11},
    "candidates": [{"id": "a", "yes": 7, "no": 4}, {"id": "b", "yes": 6, "no": 3, "abstain": 1, "blank": 1}],
}


def called(capsys, tmp_path, counts=COUNTS, *more, meeting=MEETINGS, code=0):
    path = tmp_path / "counts.json"
    path.write_text(json.dumps(counts), "utf-8")
    assert main(["--json", "vote", "decide", str(meeting), "--counts", str(path), "--on", "2026-03-01", *more]) == code
    out = capsys.readouterr()
    assert "Traceback" not in out.out + out.err
    return json.loads(out.out)


def test_the_result_has_the_promised_keys(tmp_path, capsys):
    found = called(capsys, tmp_path)
    assert found["valid"] is True
    assert {"have", "need", "base", "met"} <= found["quorum"].keys()
    assert (found["quorum"]["have"], found["quorum"]["need"], found["quorum"]["base"]) == (11, 9, 13)
    a, b = found["candidates"]
    assert {"id", "yes", "no", "abstain", "void", "base", "need", "outcome", "cite"} <= a.keys()
    assert (a["outcome"], b["outcome"], b["abstain"]) == ("passed", "failed", 2)
    assert a["cite"] == [{"source": "rules_2019", "article": "24", "verified": False, "status": "assumed"}]


def test_a_void_vote_is_a_result(tmp_path, capsys):
    counts = COUNTS | {"ballots": {"issued": 11, "returned": 12}, "candidates": [{"id": "a", "yes": 12}]}
    found = called(capsys, tmp_path, counts)
    assert (found["valid"], found["candidates"][0]["outcome"]) == (False, "deferred")
    assert found["findings"][0]["id"] == "returned_exceeds_issued"


def test_counts_that_do_not_add_up_exit_with_1(tmp_path, capsys):
    found = called(capsys, tmp_path, COUNTS | {"candidates": [{"id": "a", "yes": 7}]}, code=1)
    assert [one["code"] for one in found["problems"]] == ["count_mismatch"]


def test_one_meeting_may_stand_by_itself_in_a_file(tmp_path, capsys):
    file = tmp_path / "one.toml"
    file.write_text(MEETINGS.read_text("utf-8").replace("[[meeting]]\n", ""), "utf-8")
    found = called(capsys, tmp_path, meeting=file)
    assert [one["outcome"] for one in found["candidates"]] == ["passed", "failed"]
    assert found["candidates"][0]["cite"][0]["source"] == "rules_2019"


def test_an_open_parameter_must_be_chosen(tmp_path, capsys):
    file = tmp_path / "one.toml"
    file.write_text(MEETINGS.read_text("utf-8").replace('tie = "defer"\n', "").replace("proxy = false\n", ""), "utf-8")
    found = called(capsys, tmp_path, meeting=file, code=2)
    assert [(one["code"], one["severity"]) for one in found["problems"]] == [
        ("meeting_parameter_missing", "choice")
    ] * 2


@pytest.mark.parametrize(
    ("content", "code"),
    [("x = ", "toml_syntax"), ("", "missing_key"), ("[[meeting]]\nid = 1\n", "wrong_type")],
)
def test_a_broken_file_of_meetings_is_refused_with_all_its_problems(content, code, tmp_path, capsys):
    file = tmp_path / "broken.toml"
    file.write_text(content, "utf-8")
    assert code in [one["code"] for one in called(capsys, tmp_path, meeting=file, code=2)["problems"]]


def test_a_meeting_is_chosen_by_name(tmp_path, capsys):
    assert called(capsys, tmp_path, COUNTS, "--meeting", "committee")["meeting"] == "committee"
    found = called(capsys, tmp_path, COUNTS, "--meeting", "comittee", code=2)
    assert found["problems"][0]["suggestion"] == "committee"


@pytest.mark.parametrize(("lang", "word"), [("zh", "通过"), ("en", "passed")])
def test_the_decision_reads_in_both_languages(lang, word, tmp_path, capsys):
    path = tmp_path / "counts.json"
    path.write_text(json.dumps(COUNTS), "utf-8")
    assert main(["--lang", lang, "vote", "decide", str(MEETINGS), "--counts", str(path), "--on", "2026-03-01"]) == 0
    assert word in capsys.readouterr().out


@pytest.mark.parametrize(
    "counts",
    [
        {},
        {"members": 3},
        COUNTS | {"extra": 1},
        COUNTS | {"ballots": {"issued": -1, "returned": 0}},
        COUNTS | {"candidates": [{"id": "a", "yes": "7"}]},
    ],
)
def test_counts_of_a_wrong_shape_are_problems(counts, tmp_path, capsys):
    found = called(capsys, tmp_path, counts, code=1)
    assert found["problems"]
