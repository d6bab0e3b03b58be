"""One county as a whole process: `qingheng score run` on 102 units, by the walker and in bulk, from the command line.

    python bench/scoring_county.py [--units 102]

Both write the same bytes. Processor seconds of the whole process, start-up and reading included.
"""

import argparse
import csv
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

from qingheng.foundation.kernel.chance import Chance

SCHEME = Path(__file__).parent / "reference" / "county.toml"


def main() -> None:
    """Generate one county, score it with both engines, hold the bytes equal."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--units", type=int, default=102)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        generate(folder / "in", args.units)
        seconds = {engine: run(folder, engine) for engine in ("walk", "bulk")}
        assert (folder / "walk.json").read_bytes() == (folder / "bulk.json").read_bytes(), "the engines differ"
        print(
            f"{args.units} units: walk {seconds['walk']:.2f} s, bulk {seconds['bulk']:.2f} s processor, same bytes: yes"
        )


def generate(folder: Path, units: int) -> None:
    """Units and values, drawn from a fixed seed."""
    folder.mkdir()
    chance = Chance("bench-county")
    names = [f"U{number:05d}" for number in range(units)]
    write(
        folder / "units.csv",
        ["unit", "class", "group"],
        [[unit, "unit", "township" if at < 18 else "department"] for at, unit in enumerate(names)],
    )
    rows = []
    for unit in names:
        for item, low, high in (
            ("grain", 50, 110),
            ("income", 50, 110),
            ("review", 60, 100),
            ("extra", 0, 25),
            ("safety", 0, 4),
        ):
            rows.append([unit, item, str(chance.between(low, high))])
        rows += [[unit, "grain.target", "90"], [unit, "income.target", "80"]]
    write(folder / "values.csv", ["unit", "item", "value"], rows)


def write(path: Path, header: list[str], rows: list[list[str]]) -> None:
    """A CSV file."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *rows])


def run(folder: Path, engine: str) -> float:
    """Processor seconds of one whole process."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    words = [
        sys.executable,
        "-m",
        "qingheng",
        "--json",
        "score",
        "run",
        str(SCHEME),
        "--in",
        str(folder / "in"),
        "--on",
        "2026-12-31",
    ]
    subprocess.run(
        [*words, "--engine", engine, "--out", str(folder / f"{engine}.json")], check=True, stdout=subprocess.DEVNULL
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    main()
