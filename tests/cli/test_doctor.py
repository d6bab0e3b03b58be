"""The doctor says what is wrong with an installation and how to mend it."""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def doctor(tmp_path: Path, **environ: str) -> tuple[int, dict]:
    ran = subprocess.run(
        [sys.executable, "-m", "qingheng", "--json", "doctor", "--home", str(tmp_path)],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": "", **environ},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in ran.stdout + ran.stderr
    return ran.returncode, json.loads(ran.stdout)


def test_a_new_installation_is_healthy_and_says_that_there_is_no_database_yet(tmp_path):
    code, found = doctor(tmp_path)
    assert code == 0
    assert [problem["code"] for problem in found["problems"]] == ["database_missing"]
    assert all(check["ok"] for check in found["checks"])


def test_a_missing_folder_is_named(tmp_path):
    code, found = doctor(tmp_path / "nowhere")
    assert code == 0
    assert "home_missing" in [problem["code"] for problem in found["problems"]]
    assert not (tmp_path / "nowhere").exists(), "a check changes nothing"


def test_what_only_wants_a_look_is_not_ticked_off(tmp_path):
    words = [sys.executable, "-m", "qingheng", "doctor", "--lang", "en", "--home", str(tmp_path / "nowhere")]
    said = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert "! data folder" in said
    assert "✗" not in said


def test_a_file_in_the_place_of_the_folder_is_named(tmp_path):
    (tmp_path / "file").write_bytes(b"x")
    code, found = doctor(tmp_path / "file")
    assert code == 1
    assert [problem["code"] for problem in found["problems"]] == ["home_no_folder"]


def test_a_wrong_setting_stops_with_its_name(tmp_path):
    code, found = doctor(tmp_path, QINGHENG_ZONE="middle")
    wrong = [problem for problem in found["problems"] if problem["code"] == "settings_wrong"]
    assert code == 1
    assert len(wrong) == 1
    assert "QINGHENG_ZONE must be one of inner, outer, single" in wrong[0]["en"]
    assert wrong[0]["zh"] == "环境变量 QINGHENG_ZONE 的值不对。"


def test_a_database_that_does_not_answer_is_a_problem(tmp_path):
    code, found = doctor(tmp_path, DATABASE_URL="postgres://nobody:x@127.0.0.1:9/none")
    assert code == 1
    assert "database_unreachable" in [problem["code"] for problem in found["problems"]]
