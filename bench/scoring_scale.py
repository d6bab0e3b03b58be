"""1, 10, 100, 2,850 counties: the compiled query beside hand-written exact SQL for the same scheme.

    python bench/scoring_scale.py [--counties 1 10 100 2850]

Both read the same tables and must give the same totals and ranks. Printed are processor seconds (the compiled query
with and without its compilation), the ratio, and the growth exponent from one size to the next (1 is linear).
"""

import argparse
import math
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TypeVar

import duckdb

from qingheng.foundation.scoring.bulk.compiler import Plan, compile_scheme
from qingheng.foundation.scoring.bulk.sources import Profile, Scale
from qingheng.foundation.scoring.bulk.tables import COLUMNS, fill
from qingheng.foundation.scoring.load import load_scheme
from qingheng.foundation.scoring.model import Scheme

REFERENCE = Path(__file__).parent / "reference"
ITEMS = ("grain", "grain.target", "income", "income.target", "safety", "review", "extra")
UNITS = 102
T = TypeVar("T")


def main() -> None:
    """Run every size and print one line each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--counties", type=int, nargs="+", default=[1, 10, 100, 2850])
    args = parser.parse_args()
    scheme = load_scheme(REFERENCE / "county.toml").scheme
    assert scheme is not None
    hand = (REFERENCE / "county.sql").read_text(encoding="utf-8")
    print("counties     units   compile s   bulk s   hand s   ratio   growth bulk   growth hand")
    before: tuple[int, float, float] | None = None
    for counties in args.counties:
        compiled, bulk, by_hand = measure(scheme, hand, counties)
        line = f"{counties:8,} {counties * UNITS:9,} {compiled:11.2f} {bulk:8.2f} {by_hand:8.2f} {bulk / by_hand:7.2f}"
        if before is not None:
            step = math.log(counties / before[0])
            line += f" {math.log(bulk / before[1]) / step:13.2f} {math.log(by_hand / before[2]) / step:13.2f}"
        print(line, flush=True)
        before = (counties, bulk, by_hand)


def measure(scheme: Scheme, hand: str, counties: int) -> tuple[float, float, float]:
    """Processor seconds of compiling, of the compiled query, of the hand-written one; the results held equal."""
    with duckdb.connect() as database:
        profile = generate(database, counties)
        compiled, plan = timed(lambda: compile_scheme(scheme, profile, date(2026, 12, 31), lean=True))
        assert isinstance(plan, Plan)
        bulk, _ = timed(lambda: database.execute(f"CREATE TABLE scored AS {plan.sql}"))
        by_hand, _ = timed(lambda: database.execute(f"CREATE TABLE by_hand AS {hand}"))
        total = plan.figures["total"]
        assert total.den == 100
        differ = (
            f"SELECT count(*) FROM scored FULL JOIN by_hand ON o0 = county AND o1 = unit "
            f"WHERE o{total.num} IS DISTINCT FROM total OR o4 IS DISTINCT FROM place"
        )
        assert database.execute(differ).fetchall() == [(0,)], "the two differ"
        return compiled, bulk, by_hand


def generate(database: duckdb.DuckDBPyConnection, counties: int) -> Profile:
    """Units and values of so many counties: hundredths, from hashes of their place."""
    database.execute(
        f"CREATE TABLE units AS SELECT printf('%06d', c) AS county, printf('U%03d', u) AS unit, 'unit' AS class, "
        "CASE WHEN u < 18 THEN 'township' ELSE 'department' END AS own_group, '' AS parent "
        f"FROM range({counties}) a(c), range({UNITS}) b(u)"
    )
    places = ", ".join(f"'{item}'" for item in ITEMS)
    database.execute(
        "CREATE TABLE \"values\" AS SELECT county, unit, item, '2026' AS period, "
        "CASE item WHEN 'safety' THEN 100 * (hash(county, unit, item) % 5) WHEN 'extra' THEN hash(county, unit, item) % 2500 "
        "WHEN 'grain.target' THEN 9000 WHEN 'income.target' THEN 8000 ELSE 5000 + hash(county, unit, item) % 6000 END::BIGINT AS num, "
        f"0 AS state FROM units, (SELECT unnest([{places}]) AS item)"
    )
    for table in ("properties", "marks", "votes", "events", "relations"):
        fill(database, table, {"county": "VARCHAR", **COLUMNS[table]}, [])
    return Profile(values={item: Scale(100, 11000) for item in ITEMS}, most_units=UNITS)


def timed(work: Callable[[], T]) -> tuple[float, T]:
    """Processor seconds of all threads, and what came out."""
    start = time.process_time()
    found = work()
    return time.process_time() - start, found


if __name__ == "__main__":
    main()
