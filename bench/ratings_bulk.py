"""Rating rows at scale: `score bulk` beside hand-written exact SQL, in bounded memory, killed once and resumed.

    python bench/ratings_bulk.py [--rows 3000000] [--memory 1000] [--keep DIR]

Rows are generated in chunks into parquet files of a temporary folder; 300000000 rows take about 3 GB there. The
hand-written SQL in `bench/reference/ratings.sql` must give the same bytes. Times are of whole processes; on a shared
machine only the ratio means something.
"""

import argparse
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import duckdb

HERE = Path(__file__).parent
SCHEME = HERE / "reference" / "ratings.toml"
REFERENCE = HERE / "reference" / "ratings.sql"
UNITS, RATERS, ITEMS = 102, 100, 10
ROWS_A_COUNTY = UNITS * RATERS * ITEMS
COUNTIES_A_FILE = 50


def main() -> None:
    """Generate, run both, kill and resume, compare, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=3_000_000)
    parser.add_argument("--memory", type=int, default=1000, help="MB for the engine")
    parser.add_argument("--keep", type=Path, help="generate here and keep the files")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder = args.keep or Path(made)
        folder.mkdir(parents=True, exist_ok=True)
        counties = max(1, round(args.rows / ROWS_A_COUNTY))
        generate(folder, counties)
        rows = counties * ROWS_A_COUNTY
        print(f"{rows:,} rating rows, {counties} counties, memory limit {args.memory} MB")
        bulk = run(folder, args.memory, folder / "out")
        hand = by_hand(folder, args.memory)
        expected, found = (folder / "hand.csv").read_bytes(), (folder / "out" / "scores.csv").read_bytes()
        assert expected == found, "the hand-written SQL and score bulk differ"
        print(f"score bulk   {bulk[0]:8.1f} s wall {bulk[1]:8.1f} s processor {bulk[2]:6.0f} MB")
        print(f"by hand      {hand[0]:8.1f} s wall {hand[1]:8.1f} s processor {hand[2]:6.0f} MB (largest of both)")
        print(f"ratio        {bulk[0] / hand[0]:8.2f}        {bulk[1] / hand[1]:8.2f}             same bytes: yes")
        killed_and_resumed(folder, args.memory, bulk[0], expected)


def generate(folder: Path, counties: int) -> None:
    """Units and ratings; the same rows every time (a value is a hash of its place)."""
    with duckdb.connect() as database:
        database.execute(
            f"""COPY (SELECT printf('%06d', c) AS county, printf('U%03d', u) AS unit,
                CASE WHEN u < 18 THEN 'township' ELSE 'department' END AS "group", 'unit' AS class
                FROM range({counties}) a(c), range({UNITS}) b(u)) TO '{folder / "units.parquet"}' (FORMAT parquet)"""
        )
        for start in range(0, counties, COUNTIES_A_FILE):
            path = folder / f"ratings-{start:06d}.parquet"
            if path.exists():
                continue
            stop = min(start + COUNTIES_A_FILE, counties)
            database.execute(
                f"""COPY (SELECT printf('%06d', c) AS county, printf('U%03d', u) AS unit, printf('i%02d', i + 1) AS item,
                    CASE WHEN r < 10 THEN 'leaders' WHEN r < 40 THEN 'peers' ELSE 'masses' END AS rater_group,
                    r::BIGINT AS rater,
                    CASE WHEN hash(c, u, i, r) % 200 = 0 THEN NULL
                         ELSE 60 + hash(u, c, r, i) % 41 END::INTEGER AS value
                    FROM range({start}, {stop}) a(c), range({UNITS}) b(u), range({RATERS}) d(r), range({ITEMS}) e(i))
                    TO '{path}' (FORMAT parquet)"""
            )


def command(folder: Path, memory: int, out: Path, *more: str) -> list[str]:
    """The command line of `score bulk`."""
    ratings = sorted(map(str, folder.glob("ratings-*.parquet")))
    words = [sys.executable, "-m", "qingheng", "score", "bulk", str(SCHEME), "--ratings", *ratings]
    return [*words, "--units", str(folder / "units.parquet"), "--out", str(out), "--memory", str(memory), *more]


def run(folder: Path, memory: int, out: Path, *more: str) -> tuple[float, float, float]:
    """Seconds (wall, processor) and peak megabytes of one whole process."""
    return measured(
        lambda: subprocess.run(
            command(folder, memory, out, *more), check=True, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL
        )
    )


def by_hand(folder: Path, memory: int) -> tuple[float, float, float]:
    """The same by the hand-written SQL, as a process of its own."""
    program = f"""
import duckdb
with duckdb.connect() as database:
    database.execute("SET memory_limit = '{memory}MB'; SET temp_directory = '{folder}/spill'; SET threads = {os.cpu_count()}; SET enable_progress_bar = FALSE")
    database.execute("CREATE VIEW ratings AS SELECT * FROM read_parquet('{folder}/ratings-*.parquet')")
    database.execute("CREATE VIEW units AS SELECT * FROM read_parquet('{folder}/units.parquet')")
    query = open('{REFERENCE}', encoding='utf-8').read()
    database.execute("COPY (" + query + ") TO '{folder}/hand.csv' (FORMAT csv, HEADER true)")
"""
    return measured(lambda: subprocess.run([sys.executable, "-c", program], check=True))


def measured(work: Callable[[], object]) -> tuple[float, float, float]:
    """Wall seconds, processor seconds, and the largest resident size of a child so far."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    work()
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, after.ru_maxrss / 1024


def killed_and_resumed(folder: Path, memory: int, seconds: float, expected: bytes) -> None:
    """Kill -9 in the middle, resume, and hold the bytes equal."""
    out = folder / "resumed"
    process = subprocess.Popen(command(folder, memory, out), stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    time.sleep(seconds * 0.6)
    process.send_signal(signal.SIGKILL)
    process.wait()
    start = time.perf_counter()
    subprocess.run(
        command(folder, memory, out, "--resume"), check=True, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL
    )
    spent = time.perf_counter() - start
    assert (out / "scores.csv").read_bytes() == expected, "the resumed run differs"
    print(f"killed at 60%, resumed in {spent:.1f} s ({spent / seconds:.2f} of a whole run), same bytes: yes")


if __name__ == "__main__":
    main()
