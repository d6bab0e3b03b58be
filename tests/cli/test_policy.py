"""`qingheng policy check|value|explain|diff`: exit codes, JSON as promised, both languages, no traceback for bad input."""

import json
import shutil
from pathlib import Path

import pytest

from qingheng.cli.main import main

SPECIMENS = Path(__file__).parents[1] / "foundation" / "policy" / "packs"
LOWER, UPPER = str(SPECIMENS / "lower"), str(SPECIMENS / "upper")
FACTS = {"rank": "deputy", "target_rank": "chief", "rank_since": "2023-09-01", "exceptional": False, "sanction": "none"}


def called(capsys, *words, code=0):
    assert main(["--json", "policy", *words]) == code
    out = capsys.readouterr()
    assert "Traceback" not in out.out + out.err
    return json.loads(out.out)


@pytest.fixture
def facts(tmp_path):
    path = tmp_path / "facts.json"
    path.write_text(json.dumps(FACTS), "utf-8")
    return str(path)


@pytest.mark.parametrize("pack", ["national", "gansu", "qingshui", LOWER])
def test_the_packs_that_ship_have_nothing_to_mend(pack, capsys):
    found = called(capsys, "check", pack)
    assert found["ok"] is True
    assert [one for one in found["problems"] if one["severity"] != "warning"] == []


def test_a_broken_pack_exits_with_1_and_the_form_of_every_problem(tmp_path, capsys):
    shutil.copytree(SPECIMENS, tmp_path / "packs")
    file = tmp_path / "packs" / "upper" / "params" / "values.toml"
    file.write_text(file.read_text("utf-8").replace("direction", "directoin", 1), "utf-8")
    found = called(capsys, "check", str(tmp_path / "packs" / "lower"), code=1)
    assert found["ok"] is False
    first = found["problems"][0]
    assert first.keys() == {"code", "severity", "where", "zh", "en", "mend", "suggestion"}
    assert (first["code"], first["where"]["line"], first["suggestion"]) == ("missing_key", 1, None)
    assert ("unknown_key", "direction") in [(one["code"], one["suggestion"]) for one in found["problems"]]


def test_a_value_comes_with_its_first_day_and_its_basis(capsys):
    found = called(capsys, "value", LOWER, "least_years", "--on", "2026-01-01")
    assert (found["status"], found["value"], found["from"], found["unit"]) == ("value", 4, "2019-03-03", "year")
    assert found["cite"] == [{"source": "county", "article": "2.5", "verified": True, "status": "in_force"}]
    assert found["pack"].keys() == {"id", "hash"}


def test_in_the_declared_gap_the_value_is_no_edition(capsys):
    found = called(capsys, "value", LOWER, "p.least_years", "--on", "2016-01-01")
    assert (found["status"], found["value"]) == ("no_edition", None)
    assert found["reason"]["zh"]
    assert main(["policy", "value", LOWER, "least_years", "--on", "2016-01-01"]) == 0
    assert "no_edition" in capsys.readouterr().out


def test_an_exact_figure_is_a_string_and_a_list_shows_its_items(capsys):
    assert called(capsys, "value", LOWER, "cap", "--on", "2026-01-01")["value"] == "0.2"
    items = called(capsys, "value", LOWER, "two_checks", "--on", "2026-01-01")["value"]
    assert [one["id"] for one in items] == ["archive", "grades"]


def test_explain_gives_the_promised_json(facts, capsys):
    found = called(capsys, "explain", LOWER, "--facts", facts, "--on", "2026-03-01")
    assert found["overall"] == "barred"
    assert found["problems"] == []
    [years] = [one for one in found["rules"] if one["id"] == "years"]
    assert (years["outcome"], years["earliest"]) == ("not_met", "2027-09-01")
    only = called(
        capsys, "explain", UPPER, "--facts", facts, "--on", "2026-03-01", "--rule", "years", "lock", "--rule", "lock"
    )
    assert [one["id"] for one in only["rules"]] == ["years", "lock"]
    gate = called(capsys, "explain", UPPER, "--facts", facts, "--on", "2026-03-01", "--gate", "inspection")
    assert [one["id"] for one in gate["rules"]] == ["lock"]


@pytest.mark.parametrize(("lang", "word"), [("zh", "不符合"), ("en", "not met")])
def test_explain_reads_in_both_languages(facts, lang, word, capsys):
    assert main(["--lang", lang, "policy", "explain", UPPER, "--facts", facts, "--on", "2026-03-01"]) == 0
    assert word in capsys.readouterr().out


def test_facts_that_cannot_be_read_exit_with_1_and_still_give_the_result(tmp_path, capsys):
    path = tmp_path / "facts.json"
    path.write_text(json.dumps(FACTS | {"rank_since": "soon"}), "utf-8")
    found = called(capsys, "explain", UPPER, "--facts", str(path), "--on", "2026-03-01", code=1)
    assert found["overall"] == "to_verify"
    assert [one["code"] for one in found["problems"]] == ["fact_wrong_type"]
    assert found["problems"][0]["where"]["file"] == str(path)


def test_diff_counts_everybody_and_explains_who_changes(tmp_path, capsys):
    people = tmp_path / "people.csv"
    people.write_text(
        "id,rank,target_rank,rank_since,exceptional,sanction\nA,deputy,chief,2023-01-01,false,none\nB,clerk,,,,none\n",
        "utf-8",
    )
    found = called(capsys, "diff", UPPER, LOWER, "--people", str(people), "--on", "2026-03-01")
    assert (found["people"], found["changed"]) == (2, 1)
    [change] = found["changes"]
    assert (change["id"], change["overall"]) == ("A", {"a": "no_obstacle", "b": "barred"})
    dated = called(capsys, "diff", f"{UPPER}@2026-03-01", f"{UPPER}@2016-03-01", "--people", str(people))
    assert dated["b"]["edition"] is None
    assert main(["--lang", "en", "policy", "diff", UPPER, LOWER, "--people", str(people), "--on", "2026-03-01"]) == 0
    assert "1 of 2 people" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["check", "qingshiu"], "pack_missing"),
        (["value", LOWER, "leest_years"], "bad_call"),
        (["value", LOWER, "least_years", "--on", "2026-02-30"], "bad_call"),
        (["explain", LOWER, "--facts", "nowhere.json"], "unreadable_json"),
        (["explain", LOWER], "bad_call"),
        (["explain", LOWER, "--facts", "FACTS", "--rule", "yeers"], "bad_call"),
        (["explain", LOWER, "--facts", "FACTS", "--gate", "heaven"], "bad_call"),
        (["diff", LOWER, UPPER, "--people", "nowhere.csv"], "unreadable_file"),
        (["diff", LOWER, f"{UPPER}@yesterday", "--people", "nowhere.csv"], "bad_call"),
        ([], "bad_call"),
    ],
)
def test_a_wrong_call_exits_with_2_and_one_problem_list(words, code, facts, capsys):
    found = called(capsys, *[facts if word == "FACTS" else word for word in words], code=2)
    assert [one["code"] for one in found["problems"]] == [code]


@pytest.mark.parametrize("content", [b"", b"[1, 2]", b"{", b"\xff\xfe", b"null", b"[" * 100_000])
def test_a_file_of_facts_that_is_no_object_is_unreadable(content, tmp_path, capsys):
    path = tmp_path / "facts.json"
    path.write_bytes(content)
    found = called(capsys, "explain", LOWER, "--facts", str(path), code=2)
    assert [one["code"] for one in found["problems"]] == ["unreadable_json"]


def test_a_misspelt_key_or_rule_is_answered_with_a_suggestion(facts, capsys):
    assert called(capsys, "value", LOWER, "leest_years", code=2)["problems"][0]["suggestion"] == "least_years"
    found = called(capsys, "explain", LOWER, "--facts", facts, "--rule", "yeers", code=2)
    assert found["problems"][0]["suggestion"] == "years"


@pytest.mark.parametrize(
    "text", ['{"unit_count": ' + "9" * 5000 + "}", '{"id": "a", "id": "b"}', "[" * 100000, "[1]", ""]
)
def test_a_file_of_facts_that_nobody_could_read_is_refused_without_a_traceback(text, tmp_path, capsys):
    path = tmp_path / "facts.json"
    path.write_text(text, "utf-8")
    assert main(["--json", "policy", "explain", "qingshui", "--facts", str(path), "--on", "2026-03-01"]) == 2
    [one] = json.loads(capsys.readouterr().out)["problems"]
    assert one["code"] == "unreadable_json"


@pytest.mark.parametrize(
    ("text", "code", "row"),
    [
        ("", "missing_key", None),
        ("id,rank\nA,1\nB\n", "row_length", 3),
        ("id,rank\nA,1\nB,1,2\n", "row_length", 3),
        ("id,rank\nA,1\n\nB,1\n\n", "row_length", 3),
        ("id,rank,rank\nA,1,2\n", "item_twice", None),
        ('id,rank\nA,"1\n', "unreadable_file", None),
    ],
)
def test_a_table_of_people_that_is_no_table_is_refused_with_the_row(text, code, row, tmp_path, capsys):
    people = tmp_path / "people.csv"
    people.write_text(text, "utf-8")
    found = called(capsys, "diff", UPPER, LOWER, "--people", str(people), "--on", "2026-03-01", code=2)
    [one] = found["problems"]
    assert (one["code"], one["where"]["row"]) == (code, row)


@pytest.mark.parametrize("header", ["id", "编号"])
def test_somebody_who_stands_in_the_table_twice_is_a_problem(header, tmp_path, capsys):
    people = tmp_path / "people.csv"
    people.write_text(f"{header},rank\nA,clerk\nB,clerk\nA,deputy\n\n", "utf-8")
    found = called(capsys, "diff", UPPER, LOWER, "--people", str(people), "--on", "2026-03-01", code=1)
    [one] = [one for one in found["problems"] if one["code"] == "item_twice"]
    assert (one["where"]["row"], found["people"]) == (4, 3)
