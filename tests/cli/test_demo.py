"""The command `demo` as a newcomer meets it: one folder, made whole, found again, never half made."""

import hashlib
import json
import os
import signal
import socket
import sqlite3
import stat
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from qingheng.cli.main import main

ROOT = Path(__file__).resolve().parents[2]
PEOPLE = "120"


def command(*arguments: str, **environ: str) -> tuple[list[str], dict[str, str]]:
    line = [sys.executable, "-m", "qingheng", "--json", "demo", *arguments]
    return line, {**os.environ, "DATABASE_URL": "", "QINGHENG_TODAY": "", "NO_SERVE": "1", **environ}


def demo(*arguments: str, **environ: str) -> tuple[int, dict[str, Any]]:
    line, environment = command(*arguments, **environ)
    done = subprocess.run(line, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr
    return done.returncode, json.loads(done.stdout)


def digests(folder: Path) -> dict[str, str]:
    return {
        str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.rglob("*"))
        if file.is_file() and not file.name.endswith(("-shm", "-wal"))
    }


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("home") / "县"
    code, result = demo("--home", str(home), "--people", PEOPLE)
    assert (code, result["made"], result["problems"]) == (0, True, [])
    return home


@pytest.fixture(scope="module")
def scores(county: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((county / "out" / "scores.json").read_text(encoding="utf-8"))
    return found


def test_what_is_promised_stands_in_the_folder(county: Path) -> None:
    accounts = json.loads((county / "demo.json").read_text(encoding="utf-8"))
    assert accounts["years"] == [2007, 2025, 2026]
    assert accounts["base_url"] == "http://127.0.0.1:8000"
    offices = [account["office"] for account in accounts["accounts"]]
    assert len(set(offices)) == len(offices) >= 9
    assert all(account["username"] and account["password"] for account in accounts["accounts"])
    assert (county / "out" / "bulletin.pdf").read_bytes().startswith(b"%PDF")
    assert len(list((county / "inbox").glob("*.xlsx"))) > 5
    assert not (county / "building").exists()


@pytest.mark.parametrize(("year", "folder"), [("2007", "inbox"), ("2025", "inbox/2025")])
def test_the_scoring_command_on_one_folder_of_workbooks_gives_the_published_scores(
    county: Path, scores: dict[str, Any], year: str, folder: str, capsys: pytest.CaptureFixture[str]
) -> None:
    scheme = ROOT / "qingheng" / "packs" / "qingshui" / "schemes" / f"{year}.toml"
    code = main(["--json", "score", "run", str(scheme), "--in", str(county / folder)])
    found = json.loads(capsys.readouterr().out)
    assert (code, len(found["units"])) == (0, 102)
    published = {unit["unit"]: unit["exact"] for unit in scores[year]["units"]}
    assert {unit["unit"]: unit["exact"] for unit in found["units"]} == published


def test_only_the_owner_reads_the_passwords(county: Path) -> None:
    for name in ("demo.json", "db.sqlite3"):
        assert stat.S_IMODE((county / name).stat().st_mode) == 0o600


def test_the_three_officers_have_a_second_factor(county: Path) -> None:
    accounts = json.loads((county / "demo.json").read_text(encoding="utf-8"))["accounts"]
    with_one = {account["office"] for account in accounts if account["totp_secret"]}
    assert with_one == {"system_admin", "security_admin", "auditor"}


def test_a_second_start_changes_nothing(county: Path) -> None:
    before = digests(county)
    assert demo("--home", str(county), "--people", PEOPLE) == (0, demo_result(county))
    assert digests(county) == before


def demo_result(county: Path) -> dict[str, Any]:
    return {
        "made": False,
        "home": str(county),
        "seed": "2007",
        "people": int(PEOPLE),
        "years": [2007, 2025, 2026],
        "base_url": "http://127.0.0.1:8000",
        "accounts_file": str(county / "demo.json"),
        "bulletin": str(county / "out" / "bulletin.pdf"),
        "scores": str(county / "out" / "scores.json"),
        "seconds": {},
        "problems": [],
    }


def test_a_killed_run_leaves_no_county_and_the_next_one_gives_the_same_bytes(county: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    line, environment = command("--home", str(home), "--people", PEOPLE, PYTHONHASHSEED="7")
    half = subprocess.Popen(line, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while half.poll() is None and not list((home / "building").glob("inbox/2025/*.xlsx")):
        time.sleep(0.02)
    half.send_signal(signal.SIGKILL)
    half.wait()
    assert not (home / "db.sqlite3").exists()
    code, result = demo("--home", str(home), "--people", PEOPLE)
    assert (code, result["made"]) == (0, True)
    for folder in ("inbox", "out"):
        assert digests(home / folder) == digests(county / folder)


def test_another_seed_wants_another_folder(county: Path) -> None:
    code, result = demo("--home", str(county), "--seed", "8", "--people", PEOPLE)
    assert (code, result["problems"][0]["code"]) == (2, "another_county")


def test_a_real_database_is_never_touched(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "db.sqlite3")) as connection:
        connection.execute("CREATE TABLE record_entry (act TEXT, data TEXT)")
    before = digests(tmp_path)
    code, result = demo("--home", str(tmp_path))
    assert (code, result["problems"][0]["code"]) == (2, "not_a_demonstration")
    assert digests(tmp_path)["db.sqlite3"] == before["db.sqlite3"]


def test_bad_calls_are_answered_all_at_once(tmp_path: Path) -> None:
    code, result = demo(
        "--home", str(tmp_path), "--people", "3", "--seed", "", DATABASE_URL="postgres://somewhere/else"
    )
    assert code == 2
    assert [problem["code"] for problem in result["problems"]] == ["people_out_of_range", "bad_seed", "database_is_set"]
    assert not list(tmp_path.iterdir())


def test_a_folder_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"x")
    for home in (tmp_path / "file", tmp_path / "file" / "below", Path("/proc/nowhere")):
        code, result = demo("--home", str(home))
        assert (code, result["problems"][0]["code"]) == (2, "home_unusable")
        assert result["problems"][0]["where"]["file"] == str(home)


@pytest.mark.parametrize("day", ["tomorrow", "2026-02-30", "0001-01-01"])
def test_a_wrong_setting_is_named(tmp_path: Path, day: str) -> None:
    code, result = demo("--home", str(tmp_path), QINGHENG_TODAY=day)
    assert (code, result["problems"][0]["code"]) == (2, "settings_wrong")
    assert day in result["problems"][0]["en"]


def test_two_runs_in_one_folder_do_not_meet(county: Path) -> None:
    import fcntl  # noqa: PLC0415 -- only here

    with (county / ".demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        code, result = demo("--home", str(county), "--people", PEOPLE)
    assert (code, result["problems"][0]["code"]) == (2, "already_building")


def test_a_taken_port_is_a_problem_and_the_county_stands(county: Path) -> None:
    with closing(socket.socket()) as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            other.bind(("127.0.0.1", 8000))
            other.listen()
        except OSError:
            pass  # somebody else holds it, which serves the test as well
        code, result = demo("--home", str(county), "--people", PEOPLE, NO_SERVE="")
    assert (code, [problem["code"] for problem in result["problems"]]) == (1, ["port_taken"])


def test_all_units_of_both_years_are_scored_in_four_groups(scores: dict[str, Any]) -> None:
    for year in ("2007", "2025"):
        units = scores[year]["units"]
        assert [unit["unit"] for unit in units][:2] == ["G01", "G02"]
        sizes = {group: sum(unit["group"] == group for unit in units) for group in {unit["group"] for unit in units}}
        assert sizes == {"township": 18, "party": 18, "government": 41, "vertical": 25}
        assert all(unit["total"] is not None for unit in units)
        assert scores[year]["problems"] == []


def test_bad_results_fall_only_on_units_that_carry_the_mark(county: Path, scores: dict[str, Any]) -> None:
    names = _names(county)
    for year in ("2007", "2025"):
        for unit in scores[year]["units"]:
            if unit["rank"] > unit["of"] - 3 or unit["vetoes"]:
                assert "（虚构）" in names[year, unit["unit"]]


def test_each_year_has_one_veto_and_a_tie(scores: dict[str, Any]) -> None:
    for year in ("2007", "2025"):
        units = scores[year]["units"]
        assert sum(bool(unit["vetoes"]) for unit in units) == 1
        assert sum(unit["tied"] for unit in units) >= 2


def test_a_bonus_decides_between_neighbours(scores: dict[str, Any]) -> None:
    for year in ("2007", "2025"):
        units = scores[year]["units"]
        equal = [
            (one, two)
            for one in units
            for two in units
            if one["group"] == two["group"] and one["base"] == two["base"] and one["rank"] < two["rank"]
        ]
        assert equal
        assert all(one["bonus"] != two["bonus"] for one, two in equal)


def test_the_database_is_marked_for_good_and_holds_the_people(county: Path) -> None:
    with closing(sqlite3.connect(f"file:{county / 'db.sqlite3'}?mode=ro", uri=True)) as connection:
        assert connection.execute("SELECT count(*) FROM record_demonstration").fetchone() == (1,)
        assert connection.execute("SELECT count(*) FROM register_person").fetchone() == (int(PEOPLE),)
        assert connection.execute("SELECT count(*) FROM register_unit").fetchone() == (102,)
        names = connection.execute("SELECT value FROM register_fact WHERE key = 'name'").fetchall()
    assert all("（虚构）" in json.loads(name) for (name,) in names)


def _names(county: Path) -> dict[tuple[str, str], str]:
    asked = (
        "SELECT c.year, u.code, p.name_zh FROM assessment_participant p "
        "JOIN assessment_cycle c ON c.id = p.cycle_id JOIN register_unit u ON u.id = p.unit_id"
    )
    with closing(sqlite3.connect(f"file:{county / 'db.sqlite3'}?mode=ro", uri=True)) as connection:
        return {(str(year), code): name for year, code, name in connection.execute(asked)}
