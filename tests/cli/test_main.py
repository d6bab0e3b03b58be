"""Bad calls of the command give one problem list and exit code 2, never a traceback."""

import json

import pytest

from qingheng.cli.main import COMMANDS, main


def test_an_unknown_command_is_a_problem_with_a_suggestion(capsys):
    assert main(["--json", "scroe"]) == 2
    problem = json.loads(capsys.readouterr().out)["problems"][0]
    assert (problem["code"], problem["suggestion"]) == ("bad_call", "score")


@pytest.mark.parametrize("words", [["--lang", "fr", "score"], ["--lang"], ["score"], ["vote", "--nonsense"]])
def test_a_wrong_call_exits_with_2_and_says_why(words, capsys):
    assert main(words) == 2
    out = capsys.readouterr()
    assert "[bad_call]" in out.out
    assert "Traceback" not in out.out + out.err


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
