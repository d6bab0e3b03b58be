"""逐轮计算: what units read of one another, computed pass by pass until a pass changes nothing, then the result.

The table `others` holds the figures that other units read. In the first pass nothing is there yet; a unit that reads
nobody is right after it, one that reads only such units after the second, and so on. Units that read one another in a
circle never get a figure, which is what a circle is: unknown.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from qingheng.foundation.scoring.bulk.cells import Cell, UnsupportedError, is_there
from qingheng.foundation.scoring.bulk.sources import Sources
from qingheng.foundation.scoring.bulk.stages import Stages
from qingheng.foundation.scoring.model import Scheme

#: More levels of units that draw on one another than any organisation has.
_MOST_PASSES = 100
#: What nobody knows yet, and a figure that a circle would keep.
_UNKNOWN, _SUPPOSED = "3", "0"


def read_by_others(sources: Sources, total: Cell) -> list[str]:
    """The columns of what units read of one another: numerator, denominator and state of each figure or truth."""
    columns, done = ["county", "unit"], 0
    # Compiling one figure may ask for another.
    while done < len(sources.read):
        make = list(sources.read.values())[done]
        cell = total if make is None else make()
        if cell.truth is not None:
            num, den = f"(CASE WHEN {cell.truth} THEN 1 ELSE 0 END)", "1"
        else:
            num, den = cell.value.num, cell.value.bottom
        there = is_there(cell.state)
        columns += [f"(CASE WHEN {there} THEN {num} END)::HUGEINT AS e{done}_n"]
        columns += [f"(CASE WHEN {there} THEN {den} END)::HUGEINT AS e{done}_d"]
        columns += [f"({cell.state or 0})::INTEGER AS e{done}_s"]
        done += 1
    return columns


def levels(sources: Sources, stages: Stages, columns: Sequence[str]) -> int | None:
    """How many passes are needed; None where what units read of one another may hang on itself, so that data decide."""
    depths: dict[str, int] = {}
    reads = {name: _read(sources, stages, columns, name) for name in (f"e{at}" for at in range(len(sources.read)))}
    while len(depths) < len(reads):
        ready = {name for name, others in reads.items() if name not in depths and others <= set(depths)}
        if not ready:
            return None
        depths |= {name: 1 + max((depths[other] for other in reads[name]), default=0) for name in ready}
    return max(depths.values(), default=0)


def _read(sources: Sources, stages: Stages, columns: Sequence[str], name: str) -> set[str]:
    """Which figures of other units a figure that others read hangs on itself."""
    words = stages.reads(
        " ".join(column for column in columns if column.endswith((f" {name}_n", f" {name}_d", f" {name}_s")))
    )
    joined = {word.partition("_")[0] for word in words}
    return {e for late, select in sources.late.items() if late in joined for e in re.findall(r"\b(e\d+)_", select)}


def doubtful(scheme: Scheme) -> bool:
    """Whether something passes over what is not there, so that a circle could settle on a figure."""
    return scheme.peers_missing == "skip" or any(
        (node.periods is not None and node.periods.missing == "skip")
        or (node.rule is not None and any("when" in row for row in node.rule.settings.rows("groups")))
        for node in scheme.nodes.values()
    )


@dataclass(frozen=True, slots=True)
class Passes:
    """逐轮计算的方案: what must be in the table `others` before the result is computed."""

    #: SELECT of `count` figures of each unit that others read, from the table `others` of the pass before.
    sql: str
    count: int
    #: How many passes; None where the data decide.
    levels: int | None
    #: Whether what is not there yet could be passed over, so that a circle of units could settle on figures.
    doubt: bool


def settle(database: duckdb.DuckDBPyConnection, passes: Passes) -> None:
    """Fill the table `others`; does nothing where units read nothing of one another.

    Raises UnsupportedError where a circle of units could settle on figures, or there are too many levels.
    """
    if passes.count == 0:
        return
    if passes.levels is None and passes.doubt:
        _repeat(database, passes, _SUPPOSED)
        database.execute("CREATE OR REPLACE TABLE supposed AS FROM others")
    _repeat(database, passes, _UNKNOWN)
    if passes.levels is None and passes.doubt and not _same(database, "others", "supposed"):
        raise UnsupportedError("scores of units that refer to one another in a circle")


def _repeat(database: duckdb.DuckDBPyConnection, passes: Passes, state: str) -> None:
    columns = (f", 0::HUGEINT AS e{at}_n, 1::HUGEINT AS e{at}_d, {state} AS e{at}_s" for at in range(passes.count))
    database.execute(f"CREATE OR REPLACE TABLE others AS SELECT county, unit{''.join(columns)} FROM units")
    # A chain in which each figure of each unit hangs on the next one is the longest that is no circle.
    units = database.execute("SELECT count(*) FROM units").fetchall()[0][0]
    most = min(_MOST_PASSES, int(units) * passes.count + 1)
    for _ in range(most if passes.levels is None else passes.levels):
        database.execute(f"CREATE OR REPLACE TABLE next AS {passes.sql}")
        settled = passes.levels is None and _same(database, "others", "next")
        database.execute("CREATE OR REPLACE TABLE others AS FROM next")
        if settled:
            return
    if passes.levels is None:
        raise UnsupportedError("scores of units that refer to one another over too many levels")


def _same(database: duckdb.DuckDBPyConnection, one: str, other: str) -> bool:
    """Whether two tables with a row for the same units hold the same."""
    return not database.execute(f"SELECT 1 FROM (FROM {one} EXCEPT FROM {other}) LIMIT 1").fetchall()
