"""抽样重算: one scheme over many drawn panels of the same inputs, in one query: each draw is a county of its own.

What a draw does not touch (values, properties, events, vetoes) is loaded once and shared by all of them.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Protocol

import duckdb
import numpy as np
from numpy.typing import NDArray

from qingheng.foundation.scoring.bulk.cells import UnsupportedError
from qingheng.foundation.scoring.bulk.compiler import compile_scheme
from qingheng.foundation.scoring.bulk.engine import UNIT, figure
from qingheng.foundation.scoring.bulk.passes import settle
from qingheng.foundation.scoring.bulk.sources import Profile, fold, trims_of
from qingheng.foundation.scoring.bulk.tables import COLUMNS, fill, load
from qingheng.foundation.scoring.inputs import NOT_APPLICABLE, Inputs, Mark
from qingheng.foundation.scoring.model import Scheme

COUNTY = 0
#: Tables that every draw has alike.
SHARED = ("units", "values", "properties", "events", "relations")


class Drawn(Protocol):
    """抽取的一组评分: places of marks, the copy of its rater that each belongs to, a count for each row of votes."""

    @property
    def places(self) -> NDArray[np.int64]: ...
    @property
    def copies(self) -> NDArray[np.int64]: ...
    @property
    def counts(self) -> NDArray[np.int64]: ...


def redrawn(scheme: Scheme, inputs: Inputs, panels: Sequence[Drawn], on: date) -> list[dict[str, Fraction | None]]:
    """For each panel, every unit's total, None where it does not exist.

    Places count the marks and votes of the inputs in their order. Raises UnsupportedError or TooWideError where the
    walker must score the panels, `duckdb.OutOfRangeException` where a figure passed 128 bits.
    """
    _refuse(scheme, inputs)
    with duckdb.connect() as database:
        profile = load(database, scheme, {"": inputs}, on)
        profile = _spread(database, scheme, inputs, panels, profile)
        plan = compile_scheme(scheme, profile, on, lean=True)
        settle(database, plan.passes)
        rows = database.execute(plan.sql).fetchall()
    found: list[dict[str, Fraction | None]] = [{} for _ in panels]
    for row in rows:
        found[int(row[COUNTY])][row[UNIT]] = figure(row, plan.figures["total"])
    return found


def _refuse(scheme: Scheme, inputs: Inputs) -> None:
    """A copy of a rater has no name of its own, so nothing may hang on who a rater is; every mark must be one figure."""
    panels = [node for node in scheme.nodes.values() if node.rule is not None and node.rule.function == "panel"]
    items: set[str] = set()
    for node in panels:
        s = node.rule.settings if node.rule is not None else node.settings
        named = any("relation" in row or "when" in row for row in s.rows("groups"))
        if named or s.strings("recuse") or s.row("validity") is not None:
            raise UnsupportedError("sheets judged as a whole, or raters known by name")
        items |= set(s.scale("indicators") or [node.id])
    for (_, item), marks in inputs.marks.items():
        if len({(mark.rater_group, mark.rater) for mark in marks}) < len(marks):
            raise UnsupportedError("a rater who marked a unit twice")
        if item in items and any(mark.figure is None and mark.text not in ("", NOT_APPLICABLE) for mark in marks):
            raise UnsupportedError("a mark that is no figure")
    if any(one.table == "sheets" for one in inputs.refused):
        raise UnsupportedError("a mark that could not be read")


def _spread(
    database: duckdb.DuckDBPyConnection, scheme: Scheme, inputs: Inputs, panels: Sequence[Drawn], profile: Profile
) -> Profile:
    """Make a county of every draw; the profile with the greatest number of marks that some draw gives a unit."""
    database.execute(f"CREATE TABLE draws AS SELECT range::VARCHAR AS county FROM range({len(panels)})")
    for table in SHARED:
        database.execute(f'ALTER TABLE "{table}" RENAME TO once')
        database.execute(
            f'CREATE TABLE "{table}" AS SELECT draws.county, once.* EXCLUDE (county) FROM once CROSS JOIN draws'
        )
        database.execute("DROP TABLE once")
    marks = [mark for rows in inputs.marks.values() for mark in rows]
    own = _own(scheme, inputs, marks)
    _draw_marks(database, marks, own, panels, profile)
    _draw_votes(database, inputs, panels)
    most = database.execute("SELECT max(n) FROM (SELECT count(*) AS n FROM marks GROUP BY county, unit, item)")
    database.execute(f"CREATE OR REPLACE TABLE folded AS {fold('SELECT * FROM marks', *trims_of(scheme))}")
    return replace(
        profile, own_marks=False, twice=False, most_marks=max(profile.most_marks, most.fetchall()[0][0] or 1)
    )


def _own(scheme: Scheme, inputs: Inputs, marks: Sequence[Mark]) -> set[int]:
    """Places of marks on the rater's own unit that do not count: a drawn copy no longer bears its rater's name."""
    belongs = {rater: unit.parent for rater, unit in inputs.units.items()}
    own = {at for at, mark in enumerate(marks) if mark.unit in (mark.rater, belongs.get(mark.rater))}
    rules = [node.rule for node in scheme.nodes.values() if node.rule is not None and node.rule.function == "panel"]
    excluded = {rule.settings.text("self_rating") == "exclude" for rule in rules}
    if own and len(excluded) > 1:
        raise UnsupportedError("own ratings that count on one panel and not on another")
    return own if True in excluded else set()


def _draw_marks(
    database: duckdb.DuckDBPyConnection, marks: Sequence[Mark], own: set[int], panels: Sequence[Drawn], profile: Profile
) -> None:
    given = (
        (at, mark.unit, mark.item, mark.rater_group, mark.rater, int(mark.figure * profile.marks[mark.item].den), False)
        for at, mark in enumerate(marks)
        if mark.figure is not None and at not in own
    )
    fill(database, "given_marks", {"place": "BIGINT", **COLUMNS["marks"]}, given)
    chosen = {
        "draw": np.repeat(np.arange(len(panels)), [len(panel.places) for panel in panels]),
        "place": np.concatenate([panel.places for panel in panels]),
        "copy": np.concatenate([panel.copies for panel in panels]),
    }
    database.register("chosen", chosen)
    database.execute(
        "CREATE OR REPLACE TABLE marks AS SELECT draw::VARCHAR AS county, unit, item, rater_group, "
        "rater || '#' || copy AS rater, num, word FROM chosen JOIN given_marks USING (place)"
    )


def _draw_votes(database: duckdb.DuckDBPyConnection, inputs: Inputs, panels: Sequence[Drawn]) -> None:
    """Drawn counts; a row that could not be read stands in every draw."""
    votes = [vote for rows in inputs.votes.values() for vote in rows]
    names = ("unit", "item", "rater_group", "grade")
    given = ((at, vote.unit, vote.item, vote.rater_group, vote.grade) for at, vote in enumerate(votes))
    fill(database, "given_votes", {"place": "BIGINT", **dict.fromkeys(names, "VARCHAR")}, given)
    counted = {
        "draw": np.repeat(np.arange(len(panels)), len(votes)),
        "place": np.tile(np.arange(len(votes)), len(panels)),
        "number": np.concatenate([panel.counts for panel in panels]),
    }
    database.register("counted", counted)
    database.execute("ALTER TABLE votes RENAME TO once")
    database.execute(
        f"CREATE TABLE votes AS SELECT draw::VARCHAR AS county, {', '.join(names)}, number::BIGINT AS count, "
        "FALSE AS refused FROM counted JOIN given_votes USING (place) UNION ALL BY NAME "
        "SELECT draws.county, once.* EXCLUDE (county) FROM once CROSS JOIN draws WHERE refused"
    )
