"""Bad calls of the command give one problem list and exit code 2, never a traceback."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from qingheng.cli.main import COMMANDS, main

ROOT = Path(__file__).resolve().parents[2]


def test_an_unknown_command_is_a_problem_with_a_suggestion(capsys):
    assert main(["--json", "scroe"]) == 2
    problem = json.loads(capsys.readouterr().out)["problems"][0]
    assert (problem["code"], problem["suggestion"]) == ("bad_call", "score")


def test_a_forgotten_language_does_not_swallow_the_wish_for_json(capsys):
    assert main(["doctor", "--lang", "--json"]) == 2
    assert json.loads(capsys.readouterr().out)["problems"][0]["code"] == "bad_call"


@pytest.mark.parametrize("written", ["20200101", "2020-W01-1", "2020-1-1"])
def test_a_date_is_written_in_one_way_only(written, capsys):
    assert main(["policy", "value", "national", "x", "--on", written]) == 2
    assert f"参数 --on 的取值 '{written}' 不合要求" in capsys.readouterr().out


@pytest.mark.parametrize(("lang", "word"), [("zh", "用法：qingheng score"), ("en", "usage: qingheng score")])
def test_the_help_of_a_command_is_in_the_language_asked_for(lang, word, capsys):
    with pytest.raises(SystemExit):
        main(["score", "--help", "--lang", lang])
    shown = capsys.readouterr().out
    assert shown.startswith(word)
    assert ("show this help" in shown) is (lang == "en")


@pytest.mark.parametrize("words", [["--lang", "fr", "score"], ["--lang"], ["score"], ["vote", "--nonsense"]])
def test_a_wrong_call_exits_with_2_and_says_why(words, capsys):
    assert main(words) == 2
    out = capsys.readouterr()
    assert "[bad_call]" in out.out
    assert "Traceback" not in out.out + out.err


@pytest.mark.parametrize(
    ("words", "chinese"),
    [
        (["frobnicate"], "没有命令 'frobnicate'"),
        (["--lang", "fr"], "--lang 只能取 zh 或 en，不能取 'fr'"),
        (["demo", "--seed"], "参数 --seed 后面缺少取值"),
        (["demo", "--people", "abc"], "参数 --people 的取值 'abc' 不合要求"),
        (["doctor", "extra"], "不认识参数 extra"),
        (["score", "check"], "缺少参数 SCHEME"),
        (["policy", "value", "national", "x", "--on", "2026-02-30"], "参数 --on 的取值 '2026-02-30' 不合要求"),
        (["score", "nonsense"], "不能取 'nonsense'，可选："),
    ],
)
def test_the_chinese_sentence_of_a_wrong_call_is_chinese(words, chinese, capsys):
    assert main(words) == 2
    assert chinese in capsys.readouterr().out


def test_a_file_nested_without_end_is_a_problem_and_no_internal_error(tmp_path, capsys):
    deep = tmp_path / "deep.toml"
    deep.write_text("a = " + "[" * 100_000, encoding="utf-8")
    assert main(["--json", "vote", "decide", str(deep), "--counts", str(deep)]) == 2
    [problem] = json.loads(capsys.readouterr().out)["problems"]
    assert (problem["code"], problem["where"]["file"]) == ("toml_syntax", str(deep))


def test_a_result_that_cannot_be_written_is_told_on_standard_error():
    with Path("/dev/full").open("w") as full:
        ran = subprocess.run(
            [sys.executable, "-m", "qingheng", "institutions"],
            cwd=ROOT,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert ran.returncode == 2
    assert ran.stderr.startswith("[file_access]")
    assert "Traceback" not in ran.stderr


@pytest.mark.parametrize("words", [[], ["--help"], ["--lang", "en", "-h"]])
def test_help_names_every_command(words, capsys):
    assert main(words) == 0
    shown = capsys.readouterr().out
    assert all(name in shown for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_exists_and_explains_its_arguments(name, capsys):
    with pytest.raises(SystemExit) as stop:
        main([name, "--help"])
    assert stop.value.code == 0
    assert name in capsys.readouterr().out
