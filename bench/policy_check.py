"""How long an officer waits for the check: the packs as they are, part by part, and a county that grows rule by rule.

    python bench/policy_check.py [--rules 10 100]

The floor beside each line is reading the same files as TOML and nothing else: what is above it is the check's own work.
"""

import argparse
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable
from functools import partial
from pathlib import Path

from qingheng.foundation.kernel.problems import Severity
from qingheng.foundation.policy.chain import Chain
from qingheng.foundation.policy.check import CHECKS, check
from qingheng.foundation.policy.files import built_in
from qingheng.foundation.policy.loading import load_chain, open_chain

PACK = """
id = "grown"
title = { zh = "某县", en = "a county" }
parent = "gansu"
[[edition]]
id = "2026"
from = 2026-01-01
title = { zh = "2026年版", en = "2026 edition" }
"""
SOURCES = """
[source.rules]
title = { zh = "某县办法", en = "rules of a county" }
short = { zh = "县办法", en = "county rules" }
issuer = { zh = "某县委", en = "county committee" }
number = "1"
date = 2025-12-20
from = 2026-01-01
level = "county"
status = "in_force"
verified = true
articles = [{ no = "6", zh = "条件", en = "conditions" }]
"""
RULE = """
[rule.grown_{n}]
title = {{ zh = "第{n}条", en = "number {n}" }}
gate = "recommendation"
from = 2026-01-01
cite = "rules#6"
applies_to = "rank = -1 and target_rank = 1"
scope = {{ zh = "科员", en = "clerks" }}
need = "grassroots_months >= {months} and years(rank_since) >= 2"
unless = "exceptional"
severity = "bar"
say = {{ zh = "现有{{grassroots_months}}个月", en = "has {{grassroots_months}} months" }}
"""
CASES = """
[[case]]
id = "enough_{n}"
title = {{ zh = "够", en = "enough" }}
on = 2026-03-01
facts = {{ rank = "科员", target_rank = 1, grassroots_months = {months}, rank_since = 2020-01-01 }}
expect = {{ grown_{n} = "met" }}

[[case]]
id = "short_{n}"
title = {{ zh = "不够", en = "short" }}
on = 2026-03-01
facts = {{ rank = "科员", target_rank = 1, grassroots_months = {less}, rank_since = 2020-01-01, exceptional = false }}
expect = {{ grown_{n} = "not_met" }}
"""


def main() -> None:
    """One line a pack, one line a part of the check, one line a size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rules", type=int, nargs="+", default=[10, 100])
    args = parser.parse_args()
    print("pack              rules  cases  TOML alone s   reading s   whole check s   problems")
    for pack in built_in():
        line(pack)
    chain = load_chain("qingshui")
    print("\nparts of the check of qingshui")
    for part in CHECKS:
        print(f"  {part.__name__:22} {timed(partial(part, chain)) * 1000:9.1f} ms")
    print("\na county of generated rules below gansu, two cases a rule")
    for count in args.rules:
        with tempfile.TemporaryDirectory() as folder:
            line(str(grown(Path(folder), count)))


def line(pack: str) -> None:
    """Measure one pack."""
    chain = open_chain(pack)
    floor, reading = timed(lambda: toml_alone(chain)), timed(lambda: open_chain(pack))
    whole = timed(lambda: check(open_chain(pack)))
    problems = check(chain)
    sizes = f"{len(chain.rules()):5}  {len(chain.cases()):5}"
    print(f"{chain.id:16}  {sizes}  {floor:12.3f}  {reading:10.3f}  {whole:14.2f}  {len(problems):9}", flush=True)
    errors = [problem for problem in problems if problem.severity is Severity.ERROR]
    if errors:
        sys.exit(f"{chain.id} is not sound: {errors[0].line('en')}")


def toml_alone(chain: Chain) -> None:
    """Read every file of the chain as TOML."""
    for file in chain.lines:
        tomllib.loads(Path(file).read_text("utf-8"))


def grown(folder: Path, count: int) -> Path:
    """A county's pack with so many rules, each a little different, and a case on either side of each."""
    pack = folder / "grown"
    for name in ("rules", "cases"):
        (pack / name).mkdir(parents=True)
    numbers = [{"n": n, "months": 12 + n % 48, "less": 11 + n % 48} for n in range(count)]
    (pack / "pack.toml").write_text(PACK, "utf-8")
    (pack / "sources.toml").write_text(SOURCES, "utf-8")
    (pack / "rules" / "grown.toml").write_text("".join(RULE.format(**one) for one in numbers), "utf-8")
    (pack / "cases" / "grown.toml").write_text("".join(CASES.format(**one) for one in numbers), "utf-8")
    return pack


def timed(work: Callable[[], object]) -> float:
    """The shortest processor time of three runs, as the machine may be shared."""
    spans = []
    for _ in range(3):
        start = time.process_time()
        work()
        spans.append(time.process_time() - start)
    return min(spans)


if __name__ == "__main__":
    main()
