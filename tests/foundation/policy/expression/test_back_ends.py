"""Every back end gives the same answer: the walker, SQLite, DuckDB and PostgreSQL, with values missing."""

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import duckdb
import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qingheng.foundation.kernel.chance import Chance
from qingheng.foundation.kernel.problems import ProblemsError
from qingheng.foundation.policy.expression import nodes as n
from qingheng.foundation.policy.expression.columns import Columns
from qingheng.foundation.policy.expression.functions import FUNCTIONS
from qingheng.foundation.policy.expression.parse import parse
from qingheng.foundation.policy.expression.sql import to_sql
from qingheng.foundation.policy.expression.walk import value_of
from tests.conftest import FUZZ
from tests.foundation.policy.expression.grammar import DAYS, PARAMS, VOCABULARY, YEARS, conditions, people
from tests.postgres import postgres

COLUMNS = Columns(VOCABULARY, YEARS)
PEOPLE = people(Chance("back ends"), 240)
#: What a draw may happen to write that the language rightly refuses.
REFUSED = {"expr_wrong_unit", "expr_division_by_zero"}
Select = Callable[[list[str]], list[tuple[Any, ...]]]


@pytest.fixture(scope="module")
def databases() -> Iterator[dict[str, Select]]:
    """The same people in the three databases: a function of SQL conditions to rows of answers."""
    create = COLUMNS.create_table("people").replace("(", '("i" BIGINT, ', 1)
    rows = [(i, *row) for i, row in enumerate(COLUMNS.rows(PEOPLE))]
    lite, duck = sqlite3.connect(":memory:"), duckdb.connect()
    marks = ", ".join("?" * len(rows[0]))
    for base in (lite, duck):
        base.execute(create)
        base.executemany(f'INSERT INTO "people" VALUES ({marks})', rows)  # noqa: S608 -- marks only
    with postgres() as url, psycopg.connect(url) as server:
        server.execute(create.replace("TABLE", "TEMPORARY TABLE", 1))
        with server.cursor() as cursor:
            cursor.executemany(f'INSERT INTO "people" VALUES ({marks.replace("?", "%s")})', rows)  # noqa: S608 -- likewise

        def select(base: Any) -> Select:
            return lambda parts: base.execute(f'SELECT {", ".join(parts)} FROM "people" ORDER BY "i"').fetchall()  # noqa: S608 -- our own SQL

        yield {"sqlite": select(lite), "duckdb": select(duck), "postgres": select(server)}
    lite.close()
    duck.close()


def _differences(texts: list[str], on: date, databases: dict[str, Select], seen: Counter[str]) -> list[str]:
    """Where a database answers otherwise than the walker; expressions that no database can hold are left out."""
    exprs, sqls = [], {dialect: [] for dialect in databases}
    for text in texts:
        parsed = parse(text, VOCABULARY)
        if parsed.expr is None:
            assert {problem.code for problem in parsed.problems} <= REFUSED, (text, parsed.problems)
            seen["refused"] += 1
            continue
        try:
            written = {dialect: to_sql(parsed.expr, dialect, COLUMNS, PARAMS, on) for dialect in databases}
        except ProblemsError:
            seen["not for bulk"] += 1
            continue
        exprs.append((text, parsed.expr))
        for dialect, sql in written.items():
            sqls[dialect].append(sql)
        seen.update(one.function if isinstance(one, n.Call) else type(one).__name__ for one in n.walk(parsed.expr))
    if not exprs:
        return []
    expected = [[value_of(expr, facts, PARAMS, on) for _text, expr in exprs] for facts in PEOPLE]
    seen.update(str(answer) for row in expected for answer in row)
    found = []
    for dialect, select in databases.items():
        answers = [[None if cell is None else bool(cell) for cell in row] for row in select(sqls[dialect])]
        for i, (want, got) in enumerate(zip(expected, answers, strict=True)):
            found += [
                f"{dialect} row {i}: {exprs[k][0]} on {on}: {got[k]}, not {want[k]}\n{sqls[dialect][k]}\n{PEOPLE[i]}"
                for k in range(len(exprs))
                if want[k] is not got[k]
            ]
    return found


def test_drawn_expressions_give_the_same_answer_on_every_back_end(databases: dict[str, Select]) -> None:
    """Three-valued answers are equal row by row, and the run has met every node type and every function."""
    seen: Counter[str] = Counter()

    @settings(max_examples=80 * FUZZ)
    @given(st.lists(conditions(3), min_size=4, max_size=4), st.sampled_from(DAYS))
    def run(texts: list[str], on: date) -> None:
        differences = _differences(texts, on, databases, seen)
        assert not differences, differences[0]

    run()
    names = {kind.__name__ for kind in n.NODE_TYPES if kind is not n.Call} | set(FUNCTIONS) - {"date"}
    assert names <= set(seen), names - set(seen)
    assert min(seen["True"], seen["False"], seen["None"]) > 1000
    assert seen["not for bulk"] + seen["refused"] < 80 * FUZZ
