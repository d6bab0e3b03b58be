"""大批量评分: ratings of many counties in parquet files to one table of scores, in bounded memory, resumable.

Counties are scored in ranges; inside a range the rating rows are folded to sums first, so that memory hangs on units,
not on raters. Every engine folds the same way and the rest is one query, so the bytes are the same.
"""

import csv
import io
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from math import lcm
from pathlib import Path

import duckdb

from qingheng.foundation.kernel.points import format_figure, parse_figure
from qingheng.foundation.kernel.problems import Problem, Severity, Where
from qingheng.foundation.kernel.text import Text
from qingheng.foundation.scoring.bulk.cells import UnsupportedError, quoted
from qingheng.foundation.scoring.bulk.chunks import Chunks, Progress, fingerprint, write_whole
from qingheng.foundation.scoring.bulk.compiler import Plan, compile_scheme
from qingheng.foundation.scoring.bulk.engine import GROUP, RANK, TREE, UNIT, Row, figure, official
from qingheng.foundation.scoring.bulk.passes import settle
from qingheng.foundation.scoring.bulk.sources import Profile, Scale, fold, trims_of
from qingheng.foundation.scoring.bulk.tables import COLUMNS, fill
from qingheng.foundation.scoring.bulk.unscored import MOST, Listing, Lost, explain
from qingheng.foundation.scoring.model import Scheme

RATINGS = ("county", "unit", "item", "rater_group", "rater", "value")
UNITS = ("county", "unit")
HEADER = b"county,unit,group,total,rank,vetoed,bottom\n"
#: Units from this place from the bottom on are marked in the column `bottom`.
LAST = 3
#: Rating rows of one range for each megabyte that the engine may use.
_ROWS_A_MEGABYTE = 10_000

#: Raters that one 128-bit integer can hold, one bit each.
_BITS = 126

#: Tables that ratings cannot fill; properties come from the units.
_EMPTY = ("properties", "values", "votes", "events", "relations")

#: Folds the ratings of a range of counties into the table `folded` of the database.
Fold = Callable[[duckdb.DuckDBPyConnection, str, str, str], None]


@dataclass(slots=True)
class Job:
    """一次大批量计分: scheme, files, where the result goes, memory in megabytes."""

    scheme: Scheme
    ratings: Sequence[Path]
    units: Sequence[Path]
    out: Path
    on: date
    memory: int = 2000
    resume: bool = False
    problems: list[Problem] = field(default_factory=list)

    @property
    def result(self) -> Path:
        """The table of scores."""
        return self.out / "scores.csv"


def score_ratings(job: Job, progress: Progress, fold_range: Fold | None = None) -> int:
    """Score everything; the number of ranges computed now. What is wrong with the input is in `job.problems`.

    Raises UnsupportedError or TooWideError where the scheme asks for more than ratings can give, StalePartsError where
    `resume` finds parts of another run.
    """
    if job.scheme.contest is not None:
        raise UnsupportedError("a contest, for whose stages the table of scores has no place")
    job.problems = []
    job.out.mkdir(parents=True, exist_ok=True)
    with duckdb.connect() as database:
        _configure(database, job)
        if not _readable(database, job):
            return 0
        database.execute(f"CREATE VIEW ratings AS SELECT * FROM read_parquet({_listed(job.ratings)})")
        database.execute(
            f"CREATE VIEW all_units AS SELECT * FROM read_parquet({_listed(job.units)}, union_by_name = TRUE)"
        )
        run = _Run(job, database, fold_range or _fold)
        chunks = Chunks(
            job.out / "parts", run.counties, run.size, fingerprint(job.scheme.hash, [*job.ratings, *job.units])
        )
        chunks.prepare(resume=job.resume)
        computed = chunks.run(run.range, progress)
        job.problems += run.problems()
        chunks.join(HEADER, job.result)
        return computed


#: The integers of DuckDB: marks of any other kind would be rounded on the way, without a word.
_WHOLE = frozenset(
    f"{sign}{size}" for sign in ("", "U") for size in ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT")
)


def _configure(database: duckdb.DuckDBPyConnection, job: Job) -> None:
    database.execute(f"SET memory_limit = '{max(100, job.memory * 7 // 10)}MB'")
    database.execute(f"SET temp_directory = {quoted(str(job.out / 'spill'))}")
    database.execute("SET preserve_insertion_order = FALSE")
    database.execute("SET enable_progress_bar = FALSE")


def _listed(paths: Sequence[Path]) -> str:
    return "[" + ", ".join(quoted(str(path)) for path in paths) + "]"


def _readable(database: duckdb.DuckDBPyConnection, job: Job) -> bool:
    """Whether every file can be read and has its columns; what cannot is a problem."""
    for paths, wanted in ((job.ratings, RATINGS), (job.units, UNITS)):
        for path in paths:
            try:
                found = database.execute(f"DESCRIBE SELECT * FROM read_parquet({quoted(str(path))})").fetchall()
            except duckdb.Error:
                job.problems.append(_unreadable(path, _BROKEN))
                continue
            absent = [name for name in wanted if name not in {row[0] for row in found}]
            if absent:
                names = ", ".join(absent)
                job.problems.append(_unreadable(path, Text(f"缺列 {names}", f"column {names} is missing")))
                continue
            for name, kind in ((row[0], row[1]) for row in found if wanted is RATINGS and row[0] in ("rater", "value")):
                if kind not in _WHOLE:
                    why = Text(
                        f"列 {name} 须为整数，现为 {kind}，取整会改变得分",
                        f"column {name} must hold integers, not {kind}: rounding would change scores",
                    )
                    job.problems.append(_unreadable(path, why))
    return not job.problems


_BROKEN = Text("文件已损坏，或不是 parquet 文件", "the file is damaged or no parquet file")


def _unreadable(path: Path, why: Text) -> Problem:
    return Problem(
        "unreadable",
        Text(f"读不出数据文件：{why.zh}。", f"The input cannot be read: {why.en}."),
        Text("检查路径、格式（parquet）和列名。", "Check the path, the format (parquet) and the columns."),
        Where(file=str(path)),
    )


def _fold(database: duckdb.DuckDBPyConnection, first: str, last: str, select: str) -> None:
    database.execute(f"CREATE OR REPLACE TEMP TABLE folded AS {select}")


class _Run:
    """What holds for all ranges of one run."""

    def __init__(self, job: Job, database: duckdb.DuckDBPyConnection, fold_range: Fold) -> None:
        self.job, self.database, self.fold_range = job, database, fold_range
        self.counties = tuple(
            row[0] for row in database.execute("SELECT DISTINCT county::VARCHAR FROM all_units ORDER BY 1").fetchall()
        )
        rows = (
            database.execute(f"SELECT sum(num_rows) FROM parquet_file_metadata({_listed(job.ratings)})").fetchall()[0][
                0
            ]
            or 1
        )
        share = job.memory * _ROWS_A_MEGABYTE / int(rows)
        self.size = max(1, int(len(self.counties) * min(1.0, share)))
        columns = [row[0] for row in database.execute("DESCRIBE all_units").fetchall()]
        self.properties = [name for name in columns if name.startswith("p_")]
        self.columns = {
            name: f"coalesce({_name(name)}::VARCHAR, '')" if name in columns else "''"
            for name in ("class", "group", "parent")
        }
        self.listing = Listing()

    def _listing_of(self, first: str) -> Path:
        """Where the problems of the range that begins with this county lie until the table is whole."""
        return self.job.out / "parts" / f"problems-{self.counties.index(first):06d}.json"

    def problems(self) -> list[Problem]:
        """The problems of all ranges, those of a killed run that this one goes on with among them."""
        self.listing = Listing()
        self._strange_counties()
        for at in range(0, len(self.counties), self.size):
            self.listing.take(json.loads(self._listing_of(self.counties[at]).read_text(encoding="utf-8")))
        return self.listing.problems()

    def range(self, first: str, last: str) -> Iterator[bytes]:
        """The lines of a range of counties, sorted."""
        self.listing = Listing()
        self._units(first, last)
        profile = self._marks(first, last)
        plan = compile_scheme(self.job.scheme, profile, self.job.on, lean=True)
        settle(self.database, plan.passes)
        lost: list[Lost] = []
        cursor = self.database.execute(plan.sql)
        while rows := cursor.fetchmany(5000):
            yield self._lines(rows, plan, lost)
        explain(self.database, self.job.scheme, plan.nodes, lost, self.listing)
        if any(tree.when is not None for tree in self.job.scheme.trees):
            self._no_tree(plan)
        write_whole(self._listing_of(first), [json.dumps(self.listing.as_json(), ensure_ascii=False).encode()])

    def _lines(self, rows: Sequence[Row], plan: Plan, lost: list[Lost]) -> bytes:
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        total = plan.figures["total"]
        for row in rows:
            points = figure(row, total)
            shown = "" if points is None else official(points, self.job.scheme)
            if points is None:
                lost.append(Lost(row[0], row[UNIT], row[GROUP], row[TREE], row[plan.states]))
            elif row[RANK] is None and row[plan.tied]:
                self._undecided(row)
            bottom = row[plan.from_bottom] is not None and row[plan.from_bottom] <= LAST
            vetoed, rank = str(row[plan.vetoed]).lower(), "" if row[RANK] is None else row[RANK]
            writer.writerow([row[0], row[UNIT], row[GROUP], shown, rank, vetoed, str(bottom).lower()])
        return text.getvalue().encode()

    def _undecided(self, row: Row) -> None:
        text = Text(
            f"“{row[UNIT]}”与他单位同分，方案未定先后，须由会议决定。",
            f"{row[UNIT]!r} is tied and the scheme leaves the order to a decision.",
        )
        self.listing.add("tie_undecided", f"{row[0]}/{row[UNIT]}", text)

    def _strange_counties(self) -> None:
        """Ratings of counties that the units table lacks are listed: no range holds them."""
        known = set(self.counties)
        rows = self.database.execute("SELECT county::VARCHAR AS county, count(*) FROM ratings GROUP BY 1 ORDER BY 1")
        for county, number in rows.fetchall():
            if county not in known:
                name = county or ""
                self.listing.add(
                    "unknown_county",
                    name,
                    Text(
                        f"县区“{name}”不在单位表中，其 {number} 条评分未采用。",
                        f"County {name!r} is not in the units table; its {number} ratings were not used.",
                    ),
                )

    def _no_tree(self, plan: Plan) -> None:
        """Units that not exactly one tree fits are listed: they have no line in the table."""
        for county, unit, fits in self.database.execute(plan.unscored).fetchall():
            zh, en = (
                ("同时适用几个分类方案", "several trees fit it")
                if fits
                else ("不适用任何一个分类方案", "no tree scores it")
            )
            text = Text(f"“{unit}”{zh}，没有总分。", f"{unit!r} has no total: {en}.")
            self.listing.add("several_trees" if fits else "no_tree", f"{county}/{unit}", text)

    def _units(self, first: str, last: str) -> None:
        """Units, properties and vetoes of the range; the other tables are empty."""
        database = self.database
        for table in ("units", *_EMPTY):
            database.execute(f'DROP TABLE IF EXISTS "{table}"')
        vetoes = [
            f"list_contains(string_split(coalesce(p_veto::VARCHAR, ''), ';'), {quoted(veto.domain)})"
            if "p_veto" in self.properties and self._valid(at)
            else "FALSE"
            for at, veto in enumerate(self.job.scheme.vetoes)
        ]
        more = "".join(f", {sql} AS veto_{at}" for at, sql in enumerate(vetoes))
        database.execute(
            f"CREATE TABLE units AS SELECT county::VARCHAR AS county, unit::VARCHAR AS unit, {self.columns['class']} AS class, "
            f"{self.columns['group']} AS own_group, {self.columns['parent']} AS parent{more} "
            f"FROM all_units WHERE county::VARCHAR BETWEEN {quoted(first)} AND {quoted(last)}"
        )
        for table in _EMPTY:
            fill(database, table, {"county": "VARCHAR", **COLUMNS[table]}, [])
        self._scales = {name[2:]: self._property(name, first, last) for name in self.properties}

    def _valid(self, at: int) -> bool:
        veto, on = self.job.scheme.vetoes[at], self.job.on
        return (veto.valid_from is None or veto.valid_from <= on) and (veto.valid_to is None or on <= veto.valid_to)

    def _property(self, name: str, first: str, last: str) -> Scale:
        """One property of all units of the range: each different text is read once."""
        here = f"county::VARCHAR BETWEEN {quoted(first)} AND {quoted(last)}"
        texts = [
            row[0]
            for row in self.database.execute(
                f"SELECT DISTINCT {_name(name)}::VARCHAR FROM all_units WHERE {here}"
            ).fetchall()
            if row[0]
        ]
        known = {text: number for text in texts if (number := _number(text)) is not None}
        den = 1
        for number in known.values():
            den = lcm(den, number.denominator)
        rows = [
            (
                text,
                int(known[text] * den) if text in known else None,
                format_figure(known[text]) if text in known else text,
            )
            for text in texts
        ]
        self.database.execute("DROP TABLE IF EXISTS texts")
        fill(self.database, "texts", {"written": "VARCHAR", "num": "HUGEINT", "text": "VARCHAR"}, rows)
        self.database.execute(
            f"INSERT INTO properties SELECT county::VARCHAR, unit::VARCHAR, {quoted(name[2:])}, num, text "
            f"FROM all_units JOIN texts ON {_name(name)}::VARCHAR = written WHERE {here}"
        )
        return Scale(den, max((abs(row[1]) for row in rows if row[1] is not None), default=0))

    def _marks(self, first: str, last: str) -> Profile:
        """Fold the ratings of the range, and see what the compiler must know of them."""
        here = f"county BETWEEN {self._typed(first)} AND {self._typed(last)}"
        self.database.execute(
            "CREATE OR REPLACE TEMP VIEW marks AS SELECT county::VARCHAR AS county, unit::VARCHAR AS unit, item::VARCHAR AS item, "
            f"rater_group::VARCHAR AS rater_group, rater::VARCHAR AS rater, value::BIGINT AS num, FALSE AS word FROM ratings WHERE {here}"
        )
        plain = f"SELECT county::VARCHAR AS county, unit::VARCHAR AS unit, item::VARCHAR AS item, rater_group::VARCHAR AS rater_group, rater, value::BIGINT AS num FROM ratings WHERE {here}"
        self.fold_range(self.database, first, last, fold(plain, *trims_of(self.job.scheme), self._twice(here)))
        self._check()
        marks = {
            row[0]: Scale(1, int(row[1]))
            for row in self.database.execute(
                "SELECT item, max(greatest(abs(greatest), abs(least))) FROM folded GROUP BY item"
            ).fetchall()
        }
        most_marks, twice = self.database.execute(
            "SELECT coalesce(max(n), 1), coalesce(bool_or(twice), FALSE) FROM folded"
        ).fetchall()[0]
        most_units = self.database.execute(
            "SELECT coalesce(max(n), 1) FROM (SELECT count(*) AS n FROM units GROUP BY county)"
        ).fetchall()[0][0]
        own = "SELECT count(*) FROM units WHERE parent <> '' OR regexp_full_match(unit, '-?[0-9]+')"
        own_marks = bool(self.database.execute(own).fetchall()[0][0])
        return Profile(
            marks=marks,
            properties=self._scales,
            most_units=most_units,
            most_marks=most_marks,
            own_marks=own_marks,
            twice=twice,
            related=False,
        )

    def _twice(self, here: str) -> str:
        """SQL of whether a rater stands twice in a group: one bit a rater where their numbers lie close together."""
        low, high = self.database.execute(f"SELECT min(rater), max(rater) FROM ratings WHERE {here}").fetchall()[0]
        if isinstance(low, int) and isinstance(high, int) and high - low < _BITS:
            return f"count(*) <> bit_count(bit_or(1::HUGEINT << (rater - ({low}))::INTEGER))"
        return "count(*) <> count(DISTINCT rater)"

    def _typed(self, county: str) -> str:
        """A county in the type of its column, so that whole row groups are skipped."""
        if not hasattr(self, "_kind"):
            self._kind = next(
                row[1] for row in self.database.execute("DESCRIBE ratings").fetchall() if row[0] == "county"
            )
        return f"{quoted(county)}::{self._kind}"

    def _check(self) -> None:
        """Ratings that count nowhere are listed: of unknown units, of items or rater groups that the scheme lacks."""
        rated = ("panel", "rank_votes")
        panels = [
            node for node in self.job.scheme.nodes.values() if node.rule is not None and node.rule.function in rated
        ]
        known = {
            item: {row.text("id") for row in node.rule.settings.rows("groups")}
            for node in panels
            if node.rule is not None
            for item in (list(node.rule.settings.scale("indicators")) or [node.id])
        }
        unknown = "SELECT DISTINCT county, unit FROM folded ANTI JOIN units USING (county, unit)"
        for county, unit in self._first("unknown_unit", unknown):
            self.listing.add(
                "unknown_unit",
                f"{county}/{unit}",
                Text(
                    f"单位“{unit}”不在单位表中，其评分未采用。",
                    f"{unit!r} is not in the units table; its ratings were not used.",
                ),
            )
        for county, unit, item in self._first(
            "duplicate_mark", "SELECT DISTINCT county, unit, item FROM folded WHERE twice"
        ):
            self.listing.add(
                "duplicate_mark",
                f"{county}/{unit}/{item}",
                Text(
                    f"有评价人对“{unit}”的“{item}”打了两次分，该组本项不出分。",
                    f"A rater marked {unit!r} twice on {item!r}: the item has no score in its group.",
                ),
            )
        pairs = self.database.execute("SELECT DISTINCT item, rater_group FROM folded ORDER BY ALL").fetchall()
        for item, group in pairs:
            if item not in known:
                text = Text(f"方案没有用到“{item}”。", f"The scheme does not use {item!r}.")
                self.listing.add("unused_item", item, text, Severity.WARNING)
            elif group not in known[item]:
                text = Text(
                    f"评价主体“{group}”不在方案中，未计。",
                    f"The rater group {group!r} is not in the scheme: not counted.",
                )
                self.listing.add("unknown_rater", f"{item}/{group}", text, Severity.WARNING)

    def _first(self, code: str, select: str) -> list[Row]:
        """The first rows of a problem; the others are counted."""
        counted = f"SELECT *, count(*) OVER () AS number FROM ({select}) ORDER BY ALL LIMIT {MOST}"
        rows = self.database.execute(counted).fetchall()
        if rows:
            self.listing.count(code, rows[0][-1] - len(rows))
        return [row[:-1] for row in rows]


def _name(column: str) -> str:
    return '"' + column.replace('"', '""') + '"'


def _number(text: str) -> Fraction | None:
    try:
        return parse_figure(text)
    except ValueError:
        return None
