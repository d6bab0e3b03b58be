"""The county pack over a million generated people, beside hand-written SQL for the same rules.

    python bench/policy_people.py [--people 1000000] [--openfisca PYTHON]

`--openfisca` is the interpreter of an environment with openfisca-core (`python -m venv DIR; DIR/bin/pip install
openfisca-core`): five rules are then computed by it too, over people of whom every fact is known. A seventh of all other
facts is missing. The hand-written SQL is `bench/reference/policy_rules.sql`; all answers must be equal. On a shared
machine only the ratios mean something.
"""

import argparse
import json
import subprocess
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb

from qingheng.foundation.policy.bulk import Judge, People
from qingheng.foundation.policy.chain import Chain
from qingheng.foundation.policy.check import check
from qingheng.foundation.policy.explain import explain
from qingheng.foundation.policy.expression import Kind, Type, parse
from qingheng.foundation.policy.expression.columns import Columns
from qingheng.foundation.policy.expression.sql import to_sql
from qingheng.foundation.policy.judge import parse_rules
from qingheng.foundation.policy.loading import load_chain

HERE = Path(__file__).parent
ON = date(2025, 6, 30)
YEARS = tuple(range(2015, 2026))
HAND = HERE / "reference" / "policy_rules.sql"
#: The same five as in bench/reference/policy_openfisca.py.
FIVE = {
    "work_years": "years(work_since) >= 5",
    "posts": "posts_held >= 2",
    "level_years": "rank != target_rank - 1 or years(rank_since) >= 2",
    "not_bottom": "unit_rank <= unit_count - 3",
    "not_investigated": "not investigation",
}
PERSON = {
    "rank": 1,
    "target_rank": 2,
    "rank_since": "2023-09-01",
    "work_since": "2008-07-01",
    "status": "civil_servant",
    "authority": "county",
    "exceptional": False,
    "unit_class": "township",
    "unit_rank": 16,
    "unit_count": 18,
    "investigation": False,
    "sanction": "warning",
    "sanction_date": "2025-03-01",
    "grades": {"2024": "competent", "2023": "excellent"},
}


def main() -> None:
    """Generate, judge three ways, compare, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=1_000_000)
    parser.add_argument("--openfisca", help="an interpreter that has openfisca-core")
    args = parser.parse_args()
    chain = load_chain("qingshui")
    with duckdb.connect() as database:
        generate(database, Columns(chain.vocabulary, YEARS), args.people)
        bulk(database, chain, args.people)
        if args.openfisca:
            openfisca(database, chain, args.openfisca)
    single(chain)


def generate(database: duckdb.DuckDBPyConnection, columns: Columns, count: int) -> None:
    """The table `people`: every fact a hash of its place, one in seven missing."""
    chosen = ["i AS _row"]
    for key, one in columns.vocabulary.fields.items():
        kind = one.type.item if one.type.kind is Kind.MAP and one.type.item is not None else one.type
        names = [f"{key}_{year}" for year in YEARS] if one.type.kind is Kind.MAP else [key]
        for name in names:
            draw = f"(hash(i, '{name}') % 1000003)::BIGINT"
            missing = f"hash(i, '{name}', 0) % 7 = 0"
            chosen.append(f'CASE WHEN {missing} THEN NULL ELSE {_drawn(kind, draw, columns, key)} END AS "{name}"')
            if kind.kind is Kind.FRACTION:
                chosen.append(f'CASE WHEN {missing} THEN NULL ELSE 100::BIGINT END AS "{name}__den"')
    database.execute(f"CREATE TABLE people AS SELECT {', '.join(chosen)} FROM range({count}) t(i)")


def _drawn(kind: Type, draw: str, columns: Columns, key: str) -> str:
    low, high = columns.bounds(key)
    match kind.kind:
        case Kind.BOOL:
            return f"{draw} % 5 = 0"
        case Kind.INT:
            return f"{low} + {draw} % ({min(high, low + 400)} - {low} + 1)"
        case Kind.FRACTION:
            return f"{draw} % 10001"
        case Kind.DATE:
            return f"(2000 + {draw} % 25) * 10000 + (1 + {draw} % 12) * 100 + 1 + {draw} % 28"
        case Kind.ENUM:
            return f"[{', '.join(repr(member) for member in kind.members)}][1 + {draw} % {len(kind.members)}]"
        case Kind.LIST:
            items = kind.item.members if kind.item is not None and kind.item.members else tuple(map(str, YEARS))
            return f"[',', {', '.join(repr(f',{item},') for item in items)}][1 + {draw} % {len(items) + 1}]"
    return f"'text ' || {draw} % 50"


def timed(work: Callable[[], object], times: int = 3) -> float:
    """The best of a few runs."""
    best = float("inf")
    for _ in range(times):
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
    return best


def bulk(database: duckdb.DuckDBPyConnection, chain: Chain, count: int) -> None:
    """The pack's rules by generated SQL and by hand, over everybody; equal, cell by cell."""
    parsed, _problems = parse_rules(chain)
    database.execute(f"CREATE TABLE raw AS SELECT i AS _row FROM range({count}) t(i)")
    judge = Judge(People(database, "", (), count), chain, ON, "bench")
    judge.years, judge.columns = YEARS, Columns(chain.vocabulary, YEARS)
    reference = HAND.read_text(encoding="utf-8")

    def by_hand() -> None:
        database.execute("DROP TABLE IF EXISTS by_hand")
        database.execute(reference)

    hand = timed(by_hand)
    rules = [row[0] for row in database.execute("DESCRIBE by_hand").fetchall() if row[0] != "_row"]
    start = time.perf_counter()
    written = ", ".join(f'{judge._outcome(parsed[rule])} AS "{rule}"' for rule in rules)
    writing = time.perf_counter() - start
    ours = timed(lambda: database.execute(f"CREATE OR REPLACE TABLE ours AS SELECT _row, {written} FROM people"))
    for rule in rules:
        differ = f'SELECT count(*) FROM ours o JOIN by_hand h USING (_row) WHERE o."{rule}" IS DISTINCT FROM h."{rule}"'
        found = database.execute(differ).fetchone()
        assert found == (0,), f"{rule}: {found} people differ"
    everything = [one for one in parsed.values() if one.rule in chain.rules(ON)]
    whole = ", ".join(f'{judge._outcome(one)} AS "{one.rule.id}"' for one in everything)
    pack = timed(lambda: database.execute(f"CREATE OR REPLACE TABLE whole AS SELECT _row, {whole} FROM people"))
    print(f"{count:,} people, {len(rules)} rules, every outcome kept in a table; equal: yes")
    print(f"generated SQL   {ours:8.3f} s   written in {writing * 1000:.0f} ms")
    print(f"by hand         {hand:8.3f} s")
    print(f"ratio           {ours / hand:8.2f}")
    print(f"whole pack      {pack:8.3f} s   {len(everything)} rules")


def openfisca(database: duckdb.DuckDBPyConnection, chain: Chain, python: str) -> None:
    """Five rules over people with no fact missing, by OpenFisca and by generated SQL."""
    columns = Columns(chain.vocabulary, YEARS)
    facts = "work_since, rank_since, posts_held, rank, target_rank, unit_rank, unit_count, investigation"
    known = " AND ".join(f"{fact.strip()} IS NOT NULL" for fact in facts.split(","))
    database.execute(f"CREATE TABLE known AS SELECT {facts} FROM people WHERE {known}")
    exprs = {name: parse(text, chain.vocabulary).expr for name, text in FIVE.items()}
    sql = {name: to_sql(expr, "duckdb", columns, {}, ON) for name, expr in exprs.items() if expr is not None}
    counts = ", ".join(f"count(*) FILTER (WHERE {text})" for text in sql.values())
    ours = timed(lambda: database.execute(f"SELECT {counts} FROM known").fetchone())
    met = database.execute(f"SELECT {counts} FROM known").fetchone() or ()
    with tempfile.TemporaryDirectory() as made:
        file = Path(made) / "known.csv"
        cast = facts.replace("investigation", "investigation::INT AS investigation")
        database.execute(f"COPY (SELECT {cast} FROM known) TO '{file}' (HEADER)")
        script = HERE / "reference" / "policy_openfisca.py"
        done = subprocess.run([python, str(script), str(file)], check=True, capture_output=True, text=True)
    theirs = json.loads(done.stdout.splitlines()[-1])
    assert dict(zip(sql, met, strict=True)) == theirs["met"], (met, theirs)
    size = (database.execute("SELECT count(*) FROM known").fetchone() or (0,))[0]
    print(f"\n{size:,} people with every fact known, 5 rules; equal: yes")
    print(f"generated SQL   {ours:8.3f} s")
    print(f"OpenFisca       {theirs['compute']:8.3f} s   and {theirs['load']:.3f} s to load arrays")
    print(f"ratio           {ours / theirs['compute']:8.2f}")


def single(chain: Chain) -> None:
    """Explaining one person by the whole pack, and checking the pack."""
    one = timed(lambda: explain(chain, PERSON, ON), 5)
    checked = timed(lambda: check(load_chain("qingshui")), 1)
    print(f"\nexplaining one person, all rules, with earliest days and what would change: {one * 1000:.1f} ms")
    print(f"reading and checking the pack with its cases: {checked:.2f} s")


if __name__ == "__main__":
    main()
