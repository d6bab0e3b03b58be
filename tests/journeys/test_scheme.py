"""I-32: a published scheme becomes data, is checked, simulated, scored exactly, explained to the cell, and carries a year.

The scheme is the thousand-point table of a county in Wenzhou, 2012 (`tests/cases/schemes/C03.toml`), with the hand
calculation beside it in `tests/cases/worked`.
"""

import io
import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pypdf import PdfReader

from qingheng.assessment.actions import open_cycle
from qingheng.assessment.models import Batch
from qingheng.cli.main import main
from qingheng.foundation.kernel.problems import ProblemsError
from qingheng.foundation.record.models import Account
from qingheng.foundation.register.actions import NewUnit, register_units
from qingheng.foundation.scoring import Scoring
from tests.cases.worked_cases import SCHEMES, cases_of, day_of, inputs_of, scheme_of
from tests.cast import DAY

PUBLISHED = next(path for path in SCHEMES if path.stem == "C03")
YEAR = 2012
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
#: The three offices of the worked case are three departments of the county.
UNITS = {"甲": "G01", "乙": "G02", "丙": "G03"}
TIES = re.compile(r"^ties = \{ value = \[\"shared\"\].*\n", re.MULTILINE)
#: The department that the scheme names for the one item that names any.
SCORERS = {"key_work": "县考核办"}


def values() -> list[list[str]]:
    """The figures of the worked case under the county's unit codes, each with who hands it in."""
    rows = [line.split(",") for line in cases_of(PUBLISHED)[0]["values"].split()]
    return [[UNITS[unit], item, str(YEAR), value, SCORERS.get(item, "P01")] for unit, item, _, value in rows[1:]]


def written(folder: Path, text: str) -> Path:
    """Scheme and inputs as files."""
    (folder / "in").mkdir(exist_ok=True)
    scheme = folder / "published.toml"
    scheme.write_text(text, encoding="utf-8")
    units = [
        ["unit", "name", "class", "group"],
        *([code, f"{name}局（虚构）", "government", "government"] for name, code in UNITS.items()),
    ]
    tables = {"units": units, "values": [["unit", "item", "period", "value", "source"], *values()]}
    for name, rows in tables.items():
        (folder / "in" / f"{name}.csv").write_text("\n".join(",".join(row) for row in rows), encoding="utf-8")
    return scheme


def asked(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, Any]:
    """A command and its answer."""
    capsys.readouterr()
    code = main(["--json", "score", *map(str, words)])
    return code, json.loads(capsys.readouterr().out)


def nodes(tree: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The node and everything below it."""
    yield tree
    for child in tree["children"]:
        yield from nodes(child)


def changed(found: dict[str, Any]) -> dict[str, list[Any]]:
    """Every unit that a simulation changes, with its new total and place."""
    return {one["unit"]: [one["total"]["after"], one["rank"]["after"]] for one in found["changed"]}


@pytest.mark.journey("I-32")
def test_a_published_scheme_is_checked_chosen_scored_simulated_and_explained_to_the_cell(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = PUBLISHED.read_text(encoding="utf-8")
    silent = TIES.sub("", text)
    assert silent != text
    scheme = written(tmp_path, silent)
    code, found = asked(capsys, "check", scheme)
    assert (code, [(one["code"], one["severity"]) for one in found["problems"]]) == (1, [("tie_missing", "choice")])
    code, found = asked(capsys, "run", scheme, "--in", tmp_path / "in", "--on", "2012-12-31")
    assert code == 1
    assert "units" not in found

    scheme = written(tmp_path, text)
    assert asked(capsys, "check", scheme)[0] == 0
    given = ("--in", tmp_path / "in", "--on", "2012-12-31")
    code, found = asked(capsys, "run", scheme, *given)
    assert code == 0
    assert {unit["unit"]: (unit["total"], unit["rank"]) for unit in found["units"]} == {
        "G01": ("933.90", 2),
        "G02": ("926.80", 3),
        "G03": ("937.45", 1),
    }
    code, bulk = asked(capsys, "run", scheme, *given, "--engine", "bulk")
    assert (code, bulk) == (0, found)

    code, found = asked(capsys, "simulate", scheme, *given, "--set", "node.learning.rule.ties=worst")
    assert (code, changed(found)) == (0, {"G01": ["933.50", 2], "G02": ["926.40", 3]})
    code, found = asked(capsys, "simulate", scheme, *given, "--set", "values.G02.key_work=480")
    assert (code, changed(found)["G02"]) == (0, ["956.80", 1])

    code, tree = asked(capsys, "explain", scheme, "G01", *given)
    assert code == 0
    service = next(node for node in nodes(tree) if node["id"] == "service")
    assert (service["exact"], service["function_label"]["zh"]) == ("29.4", "名次给分")
    own = next(item for item in service["inputs"] if item["name"] == "service")
    assert (own["value"], own["source"]["row"], own["source"]["column"]) == ("90", 5, "value")


@pytest.mark.journey("I-32")
@pytest.mark.parametrize("path", SCHEMES, ids=lambda path: path.stem)
def test_every_published_scheme_explains_every_figure_down_to_its_last_input(path: Path) -> None:
    scheme = scheme_of(path)
    for case in cases_of(path):
        scoring = Scoring(scheme, inputs_of(case), day_of(scheme))
        for unit in scoring.totals:
            tree = scoring.explain(unit)
            assert tree.as_text("zh")
            assert tree.as_text("en")
            for node in nodes(tree.as_json()):
                assert node["function_label"]["zh"]
                for item in node["inputs"]:
                    known = (
                        item["source"]["row"] is not None or item["value"] == "" or item["name"].startswith("score(")
                    )
                    assert known, (unit, node["id"], item)


def walk(client: Client, account: Account, path: str, data: dict[str, object] | None = None) -> str:
    """One step of a person: open a page, or send a form; what the person then sees."""
    client.force_login(account, backend=BACKEND)
    path = f"/assessment/{YEAR}/{path}"
    answer = client.get(path) if data is None else client.post(path, data, follow=True)
    assert answer.status_code == 200, path
    return answer.content.decode()


@pytest.mark.journey("I-32")
def test_the_same_scheme_carries_a_year_of_the_room_to_page_and_paper(
    client: Client, assessor: Account, leader: Account
) -> None:
    text = PUBLISHED.read_text(encoding="utf-8")
    new = [NewUnit(code, "government", f"{name}局（虚构）", f"Bureau {code}") for name, code in UNITS.items()]
    register_units(new, start=date(2000, 1, 1), source="试验", by=assessor, on=DAY)
    opening: dict[str, Any] = {"scheme_file": "published.toml", "edition": "2007", "by": assessor, "on": DAY}
    with pytest.raises(ProblemsError) as refused:
        open_cycle(YEAR, scheme_text=TIES.sub("", text), **opening)
    assert [problem.code for problem in refused.value.problems] == ["tie_missing"]
    open_cycle(YEAR, scheme_text=text, **opening)

    lines = [["unit", "item", "period", "value", "source"], *values()]
    content = "\n".join(",".join(line) for line in lines).encode()
    walk(client, assessor, "imports/", {"file": SimpleUploadedFile("figures.csv", content)})
    shown = walk(client, assessor, f"imports/{Batch.objects.latest('pk').pk}/import-inputs/", {})
    assert "已导入 27 行" in shown
    assert "第 1 次计分已完成" in walk(client, assessor, "score/", {})
    assert "正式结果" in walk(client, leader, "adopt-run/", {"run": "1"})

    ranking = walk(client, assessor, "ranking/")
    for figure in ("933.90", "926.80", "937.45"):
        assert figure in ranking
    card = walk(client, assessor, "units/G01/")
    for words in ("名次给分", "29.40", "figures.csv", "第 5 行", "同分单位", "推定，待县里确认"):
        assert words in card
    paper = client.get(f"/assessment/{YEAR}/units/G01.pdf")
    printed = "".join(page.extract_text() for page in PdfReader(io.BytesIO(paper.content)).pages)
    assert "933.90" in printed
    assert "名次给分" in printed
