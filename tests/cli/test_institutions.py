"""The list of the mission's institutions, and what proves them."""

import json

import pytest

from qingheng.cli.institutions import institutions
from qingheng.cli.main import main
from qingheng.foundation.kernel.problems import ProblemsError


def test_all_76_institutions_of_the_mission_are_listed():
    ids = [institution.id for institution in institutions()]
    assert ids == [f"I-{n:02}" for n in range(1, 67)] + [f"B-{n:02}" for n in range(1, 11)]


def test_a_marked_journey_proves_its_institutions(tmp_path):
    (tmp_path / "test_year.py").write_text(
        '@pytest.mark.journey("I-28", "I-32")\ndef test_a_year_is_walked(): ...\n', encoding="utf-8"
    )
    proven = {one.id: one.journeys for one in institutions(tmp_path) if one.journeys}
    walked = ("tests/journeys/test_year.py::test_a_year_is_walked",)
    assert proven == {"I-28": walked, "I-32": walked}


def test_a_mark_with_an_unknown_id_is_refused(tmp_path):
    (tmp_path / "test_x.py").write_text('@pytest.mark.journey("I-99")\ndef test_x(): ...\n', encoding="utf-8")
    with pytest.raises(ProblemsError) as refused:
        institutions(tmp_path)
    assert [problem.code for problem in refused.value.problems] == ["unknown_institution"]


def test_the_command_prints_every_id_with_its_test_or_not_yet(capsys):
    assert main(["--lang", "en", "institutions"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len([line for line in lines if line.startswith(("I-", "B-"))]) == 76
    assert all("tests/journeys/" in line or line.endswith("not yet") for line in lines[:76])


def test_the_list_of_one_room_is_asked_for_by_name(capsys):
    assert main(["--json", "institutions", "--room", "training"]) == 0
    assert {row["id"] for row in json.loads(capsys.readouterr().out)["institutions"]} == {
        "I-48",
        "I-49",
        "I-50",
        "I-51",
        "I-52",
    }


def test_an_unknown_room_is_a_problem(capsys):
    assert main(["institutions", "--room", "kitchen"]) == 2
    assert "[unknown_room]" in capsys.readouterr().out
