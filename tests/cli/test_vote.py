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


PACK_MEETINGS = Path(__file__).parents[2] / "qingheng" / "packs" / "qingshui" / "meetings.toml"


@pytest.mark.parametrize(
    ("day", "source"),
    [
        ("2012-03-01", "standing_committee_practice"),
        ("2014-01-13", "standing_committee_practice"),
        ("2019-03-03", "selection_2019"),
    ],
)
def test_a_meeting_of_a_pack_is_the_one_of_its_edition_on_the_day(day, source, tmp_path, capsys):
    counts = COUNTS | {"meeting": "standing_committee_cadre", "on": day}
    path = tmp_path / "counts.json"
    path.write_text(json.dumps(counts), "utf-8")
    assert main(["--json", "vote", "decide", str(PACK_MEETINGS), "--counts", str(path)]) == 0
    assert json.loads(capsys.readouterr().out)["candidates"][0]["cite"][1]["source"] == source


def test_in_a_gap_between_editions_no_meeting_of_the_pack_decides(tmp_path, capsys):
    counts = COUNTS | {"meeting": "standing_committee_cadre"}
    found = called(capsys, tmp_path, counts, "--on", "2016-01-01", meeting=PACK_MEETINGS, code=2)
    [one] = found["problems"]
    assert (one["code"], one["suggestion"]) == ("meeting_unknown", None)
    assert "2016-01-01" in one["zh"]


@pytest.mark.parametrize("wrong", [{"meeting": 5}, {"meeting": ["x"]}, {"on": 20260301}, {"on": "2026-02-30"}])
def test_a_meeting_or_day_of_a_wrong_type_is_a_problem(wrong, tmp_path, capsys):
    path = tmp_path / "counts.json"
    path.write_text(json.dumps(COUNTS | wrong), "utf-8")
    assert main(["--json", "vote", "decide", str(MEETINGS), "--counts", str(path)]) == 2
    [one] = json.loads(capsys.readouterr().out)["problems"]
    assert (one["code"], one["where"]["path"]) == ("wrong_type", next(iter(wrong)))


def test_a_vote_of_nobody_or_about_nobody_is_a_problem(tmp_path, capsys):
    nobody = {"members": {"due": 0, "present": 0}, "ballots": {"issued": 0, "returned": 0}, "candidates": [{"id": "a"}]}
    [one] = called(capsys, tmp_path, nobody, code=1)["problems"]
    assert (one["code"], one["where"]["path"]) == ("out_of_range", "members.due")
    [one] = called(capsys, tmp_path, COUNTS | {"candidates": []}, code=1)["problems"]
    assert (one["code"], one["where"]["path"]) == ("missing_key", "candidates")


def test_a_sheet_that_marks_somebody_unknown_is_a_problem_and_no_blank(tmp_path, capsys):
    sheets = [{"a": "yes"}, {"a": "no"}, {"aa": "yes"}]
    counts = {"members": {"due": 3, "present": 3}, "ballots": {"issued": 3, "returned": 3}}
    found = called(capsys, tmp_path, counts | {"candidates": [{"id": "a"}], "sheets": sheets}, code=1)
    [one] = found["problems"]
    assert (one["code"], one["where"]["path"]) == ("bad_choice", "sheets[2].aa")
