"""Published tables: what follows from its scheme is reproduced exactly, what does not is found.

Each folder of `results/` holds a scheme, the published inputs (`units.csv`, `values.csv`), the published table, and what
the audit must find, with the hand calculation.
"""

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

from qingheng.cli.main import main
from qingheng.foundation.scoring import load_scheme, read_inputs, run
from qingheng.foundation.scoring.audit import Audit, audit, read_published
from qingheng.foundation.scoring.engines import run_bulk
from tests.cases.worked_cases import HERE, scheme_of

FOLDERS = sorted(path.parent for path in (HERE / "results").glob("*/scheme.toml"))
FOLDER = pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)


def expected(folder: Path) -> dict[str, Any]:
    return tomllib.loads((folder / "expected.toml").read_text(encoding="utf-8"))


def audited(folder: Path) -> Audit:
    rows, problems = read_published(folder / "published" / "table.csv")
    assert problems == ()
    return audit(scheme_of(folder / "scheme.toml"), read_inputs([folder]), expected(folder)["on"], rows)


def test_the_published_tables_are_here() -> None:
    names = ("yichang", "wuxue", "fengzhou", "exam_rows", "zhangjiachuan")
    assert all(any(folder.name.startswith(name) for folder in FOLDERS) for name in names)


@FOLDER
def test_the_scheme_leaves_nothing_open(folder: Path) -> None:
    assert [problem.line("en") for problem in load_scheme(folder / "scheme.toml").problems] == []


@FOLDER
def test_the_audit_finds_exactly_what_is_wrong(folder: Path) -> None:
    found, wanted = audited(folder), expected(folder)
    assert [problem.line("en") for problem in found.problems] == []
    keys = ("kind", "about", "published", "computed")
    assert [{key: getattr(finding, key) for key in keys} for finding in found.findings] == wanted["findings"]
    assert found.compared == wanted["compared"]
    assert wanted["hand"]["zh"]
    assert wanted["hand"]["en"]


@FOLDER
def test_the_command_prints_the_findings_and_ends_with_zero(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table, day = folder / "published" / "table.csv", expected(folder)["on"].isoformat()
    call = ["score", "audit", str(folder / "scheme.toml"), "--in", str(folder), "--published", str(table), "--on", day]
    assert main(["--json", *call]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed["findings"] == [finding.as_json() for finding in audited(folder).findings]
    assert printed["problems"] == []
    assert main(["--lang", "en", *call]) == 0
    assert f"{len(printed['findings'])} disagree" in capsys.readouterr().out


@FOLDER
def test_both_engines_give_the_same_bytes(folder: Path) -> None:
    scheme, inputs, on = scheme_of(folder / "scheme.toml"), read_inputs([folder]), expected(folder)["on"]
    walked, bulk = run(scheme, inputs, on), run_bulk(scheme, inputs, on)
    assert json.dumps(bulk.as_json(), ensure_ascii=False) == json.dumps(walked.as_json(), ensure_ascii=False)
