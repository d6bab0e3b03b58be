"""How long a person waits for an explanation: one unit's rank down to its inputs, cold and warm, at growing sizes.

python bench/explain_latency.py [--units 102 1000 5000]
"""

import argparse
import statistics
import time
from datetime import date
from pathlib import Path

from qingheng.foundation.kernel.chance import Chance
from qingheng.foundation.scoring.inputs import Inputs
from qingheng.foundation.scoring.load import load_scheme
from qingheng.foundation.scoring.scoring import Scoring

SCHEME = Path(__file__).parent / "reference" / "county.toml"


def main() -> None:
    """One line for each size: the first explanation scores everybody, the next ones only open a figure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--units", type=int, nargs="+", default=[102, 1000])
    args = parser.parse_args()
    scheme = load_scheme(SCHEME).scheme
    assert scheme is not None
    print("  units   first s   then ms (median of 50)   worst ms")
    for units in args.units:
        scoring = Scoring(scheme, county(units), date(2026, 12, 31))
        start = time.process_time()
        scoring.explain("U00000").as_json()
        first = time.process_time() - start
        waits = []
        for number in range(50):
            start = time.process_time()
            scoring.explain(f"U{number * 2 % units:05d}").as_json()
            waits.append((time.process_time() - start) * 1000)
        print(f"{units:7,} {first:9.2f} {statistics.median(waits):24.2f} {max(waits):10.2f}", flush=True)


def county(units: int) -> Inputs:
    """One county of so many units, drawn from a fixed seed."""
    chance = Chance("bench-explain")
    names = [f"U{number:05d}" for number in range(units)]
    ranges = (("grain", 50, 110), ("income", 50, 110), ("review", 60, 100), ("extra", 0, 25), ("safety", 0, 4))
    values = [
        {"unit": unit, "item": item, "value": str(chance.between(low, high))}
        for unit in names
        for item, low, high in ranges
    ]
    values += [
        {"unit": unit, "item": f"{item}.target", "value": "80"} for unit in names for item in ("grain", "income")
    ]
    given = Inputs.from_rows("units", [{"unit": unit, "class": "unit", "group": "all"} for unit in names])
    return given.merged(Inputs.from_rows("values", values))


if __name__ == "__main__":
    main()
