"""`qingheng institutions`: the 76 institutions of the mission, each with the journey test that proves it, or "not yet".

A journey test is a function in `tests/journeys/` marked `@pytest.mark.journey("I-28", …)`. The marks are read from the
source, without importing or running anything; whether the tests pass is `make test`'s business.
"""

import argparse
import ast
import csv
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from qingheng.cli.output import DONE, UNREADABLE, Console
from qingheng.foundation.kernel.problems import Problem, ProblemsError, Where
from qingheng.foundation.kernel.text import Text

#: Where a checkout keeps its journeys.
JOURNEYS = Path(__file__).resolve().parents[2] / "tests" / "journeys"


@dataclass(frozen=True, slots=True)
class Institution:
    """制度: one institution of the mission; `journeys` are `file::function` names, none while it is not yet walkable."""

    id: str
    seed: str
    name: Text
    room: str
    journey: str
    journeys: tuple[str, ...] = ()


def institutions(folder: Path = JOURNEYS) -> list[Institution]:
    """All institutions in the mission's order. Raises ProblemsError where a mark names an id that does not exist."""
    proofs: dict[str, list[str]] = {}
    for id_, test in _marks(folder):
        proofs.setdefault(id_, []).append(test)
    listed = [
        Institution(row[0], row[1], Text(row[2], row[3]), row[4], row[5], tuple(proofs.pop(row[0], ())))
        for row in _rows()
    ]
    if proofs:
        raise ProblemsError([_unknown(id_, tests) for id_, tests in sorted(proofs.items())])
    return listed


def _rows() -> list[list[str]]:
    source = resources.files("qingheng").joinpath("packs/institutions.csv").read_text(encoding="utf-8")
    return list(csv.reader(source.splitlines()))[1:]


def _marks(folder: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(folder.glob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                for id_ in _ids(node):
                    yield id_, f"tests/journeys/{path.name}::{node.name}"


def _ids(function: ast.FunctionDef) -> Iterator[str]:
    for mark in function.decorator_list:
        if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.journey":
            yield from (str(argument.value) for argument in mark.args if isinstance(argument, ast.Constant))


def _unknown(id_: str, tests: list[str]) -> Problem:
    return Problem(
        code="unknown_institution",
        text=Text(f"走查测试写了不存在的制度编号 {id_}", f"a journey test names {id_}, which is no institution"),
        mend=Text("改正 journey 标记中的编号。", "Correct the id in the journey mark."),
        where=Where(file=tests[0]),
    )


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--room", help="selection assessment training supervision foundation web")


def run(args: argparse.Namespace, console: Console) -> int:
    """Print the list and the count of institutions that a journey proves."""
    every = institutions()
    rooms = sorted({institution.room for institution in every})
    if args.room and args.room not in rooms:
        return console.problems([_no_room(args.room, rooms)], UNREADABLE)
    listed = [institution for institution in every if args.room in (None, institution.room)]
    proven = sum(bool(institution.journeys) for institution in listed)
    console.result(
        {
            "institutions": [
                {
                    "id": institution.id,
                    "seed": institution.seed,
                    **institution.name.as_json(),
                    "room": institution.room,
                    "journey": institution.journey,
                    "tests": list(institution.journeys),
                    "status": "proven" if institution.journeys else "not yet",
                }
                for institution in listed
            ],
            "proven": proven,
            "of": len(listed),
            "problems": [],
        },
        lambda: _table(listed, proven, console),
    )
    return DONE


def _table(listed: list[Institution], proven: int, console: Console) -> str:
    not_yet = "尚未实现 not yet" if console.lang == "zh" else "not yet"
    lines = [
        f"{institution.id}  {institution.name[console.lang]}  [{institution.room}]  "
        + (", ".join(institution.journeys) or not_yet)
        for institution in listed
    ]
    total = f"已走通 {proven} 项，共 {len(listed)} 项" if console.lang == "zh" else f"{proven} of {len(listed)} proven"
    return "\n".join([*lines, "", total])


def _no_room(room: str, rooms: list[str]) -> Problem:
    return Problem(
        code="unknown_room",
        text=Text(f"没有名为 {room} 的机制目录", f"there is no room {room!r}"),
        mend=Text(f"可选：{'、'.join(rooms)}", f"choose one of {', '.join(rooms)}"),
    )
