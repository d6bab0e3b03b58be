"""批量研判: a table of people judged by every rule at once in DuckDB, with the walker's very outcomes.

People come as CSV: one column a fact, by key or Chinese label; a fact by year as `grades_2024`; a list as `2005;2006`, and
`-` for a list known to be empty. An empty cell is unknown. Cells that cannot be read are problems, and unknown.
"""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

import duckdb

from qingheng.foundation.kernel.problems import Problem, ProblemsError, Where, nearest
from qingheng.foundation.policy.chain import Chain
from qingheng.foundation.policy.codes import problem
from qingheng.foundation.policy.explain import read_case
from qingheng.foundation.policy.expression import Kind, Node, Params, Type
from qingheng.foundation.policy.expression.columns import Columns
from qingheng.foundation.policy.expression.sql import to_sql
from qingheng.foundation.policy.judge import REFERENCES, Parsed, judge, parse_rules, reference_day
from qingheng.foundation.policy.reading import unreadable

#: A list that is known to be empty.
EMPTY_LIST = "-"
#: At so many bad cells of a column the rest is counted, not listed.
SHOWN_CELLS = 20
_TRUE, _FALSE = ("true", "1", "是", "yes"), ("false", "0", "否", "no")


@dataclass(slots=True)
class People:
    """人员表: the raw cells in a table `raw` of the connection, numbered by `_row` as the lines of the file."""

    connection: duckdb.DuckDBPyConnection
    file: str
    header: tuple[str, ...]
    count: int
    problems: list[Problem] = field(default_factory=list)

    def rows(self, numbers: list[int]) -> dict[int, dict[str, str | None]]:
        """The raw cells of these lines, by line."""
        if not numbers:
            return {}
        found = self.connection.execute(
            "SELECT * FROM raw WHERE _row IN (SELECT unnest(?)) ORDER BY _row", [numbers]
        ).fetchall()
        return {row[0]: dict(zip(self.header, row[1:], strict=True)) for row in found}


def read_people(path: Path) -> People:
    """The people of a CSV file. Raises ProblemsError where it is no CSV in UTF-8, its rows differ in length, or it has a column twice."""
    where = Where(file=str(path))
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            lines = csv.reader(file, strict=True)
            header = tuple(name.strip() for name in next(lines, []))
            uneven = [*islice(_uneven(lines, len(header), where), SHOWN_CELLS)]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ProblemsError([_not_csv(where, error)]) from None
    if not any(header):
        raise ProblemsError([problem("missing_key", where, key="header")])
    twice = sorted({name for name in header if header.count(name) > 1})
    if twice or "_row" in header:
        raise ProblemsError([problem("item_twice", where, key="header", id=", ".join(twice) or "_row")])
    if uneven:
        raise ProblemsError(uneven)
    connection = duckdb.connect()
    connection.execute("SET preserve_insertion_order = true")
    columns = {f"c{index}": "VARCHAR" for index in range(len(header))}
    try:
        connection.execute(
            "CREATE TABLE raw AS SELECT (row_number() OVER ())::BIGINT + 1 AS _row, * FROM "
            "read_csv(?, header = true, columns = ?, delim = ',', quote = '\"', escape = '\"', null_padding = false)",
            [str(path), columns],
        )
    except duckdb.Error as error:
        raise ProblemsError([_not_csv(where, error)]) from None
    counted = connection.execute("SELECT count(*) FROM raw").fetchone()
    people = People(connection, str(path), header, int(counted[0]) if counted else 0)
    people.problems += _same_people(people, where)
    return people


def _not_csv(where: Where, error: Exception) -> Problem:
    if isinstance(error, csv.Error | duckdb.Error):
        said = str(error).splitlines()[0][:200]
        return problem("unreadable_file", where, reason=f"不是规范的 CSV（{said}）", reason_en=f"it is no CSV ({said})")
    return unreadable(where, error)


def _same_people(people: People, where: Where) -> Iterator[Problem]:
    """People who stand in the table twice."""
    key = next((name for name in ("id", "编号") if name in people.header), None)
    if key is None:
        return
    cell = f"trim(c{people.header.index(key)})"
    found = people.connection.execute(
        f"SELECT {cell}, max(_row) FROM raw WHERE {cell} <> '' GROUP BY 1 HAVING count(*) > 1 ORDER BY 2 LIMIT {SHOWN_CELLS}"  # noqa: S608 -- our own names
    ).fetchall()
    for id_, row in found:
        yield problem("item_twice", replace(where, row=row, column=key), key=key, id=id_)


def _uneven(lines: Iterator[list[str]], width: int, where: Where) -> Iterator[Problem]:
    """Rows that have more or fewer cells than the header, blank ones too; blank rows at the end are passed over."""
    blank: list[int] = []
    for number, cells in enumerate(lines, start=2):
        if not cells:
            blank.append(number)
        elif len(cells) != width or blank:
            wrong = [(row, 0) for row in blank] + [(number, len(cells))] * (len(cells) != width)
            blank = []
            for row, found in wrong:
                yield problem("row_length", replace(where, row=row), row=row, found=found, header=width)


@dataclass(frozen=True, slots=True)
class Judged:
    """研判结果表: the name of a table with `_row` and one column an asked rule, holding the outcome's word."""

    table: str
    rules: tuple[Parsed, ...]


class Judge:
    """Judges the people of one file by one chain on one day."""

    def __init__(self, people: People, chain: Chain, on: date, name: str) -> None:
        self.people, self.chain, self.on, self.name = people, chain, on, name
        self.params: Params = chain.params(on)
        #: Columns that hold no fact of this pack; the caller says whether that is a problem.
        self.unknown: dict[str, str | None] = {}
        self.places = self._places()
        self.years = tuple(sorted({year for key, year in self.places if year is not None}))
        self.columns = Columns(chain.vocabulary, self.years)

    def judge(self) -> Judged:
        """Judge everybody."""
        parsed, _ = parse_rules(self.chain)
        asked = tuple(parsed[rule.id] for rule in self.chain.rules(self.on) if rule.id in parsed)
        self._read_cells()
        written: list[str] = []
        by_hand: list[Parsed] = []
        for one in asked:
            try:
                written.append(f'{self._outcome(one)} AS "{one.rule.id}"')
            except ProblemsError:
                by_hand.append(one)
        table = f"judged_{self.name}"
        chosen = ", ".join(["_row", *written])
        self.people.connection.execute(f"CREATE TABLE {table} AS SELECT {chosen} FROM people_{self.name}")  # noqa: S608 -- built from checked ids and our own SQL
        if by_hand:
            self._walk(table, by_hand)
        return Judged(table, asked)

    def facts(self, raw: Mapping[str, str | None]) -> dict[str, Any]:
        """The facts of one line, as `explain` takes them."""
        facts: dict[str, Any] = {}
        for (key, year), column in self.places.items():
            cell = raw.get(column)
            if cell is None or not cell.strip():
                continue
            value = self._cell(self.chain.vocabulary.fields[key].type, cell.strip())
            if year is None:
                facts[key] = value
            else:
                facts.setdefault(key, {})[year] = value
        return facts

    def _cell(self, kind: Type, cell: str) -> Any:
        if kind.kind is Kind.MAP and kind.item is not None:
            return self._cell(kind.item, cell)
        if kind.kind is Kind.BOOL:
            return True if cell.lower() in _TRUE else False if cell.lower() in _FALSE else cell
        if kind.kind is Kind.LIST and kind.item is not None:
            parts = [] if cell == EMPTY_LIST else [part.strip() for part in cell.replace(";", ",").split(",")]
            return [self._cell(kind.item, part) for part in parts if part]
        return cell

    # --- reading the cells -------------------------------------------------------------------------------------

    def _places(self) -> dict[tuple[str, int | None], str]:
        """Which column holds which fact. Raises ProblemsError where two columns hold one fact: nobody could say which is meant."""
        labels = {one.label.zh: key for key, one in self.chain.fields.items()}
        fields = self.chain.vocabulary.fields
        places: dict[tuple[str, int | None], str] = {}
        twice: list[str] = []
        for column in self.people.header:
            stem, _, year = column.rpartition("_")
            key = column if column in fields else labels.get(column, column)
            by_year = labels.get(stem, stem)
            plain = key in fields and fields[key].type.kind is not Kind.MAP
            mapped = year.isdigit() and len(year) == 4 and by_year in fields and fields[by_year].type.kind is Kind.MAP
            place = (key, None) if plain else (by_year, int(year)) if mapped else None
            if place is None:
                self.unknown[column] = (
                    f"{column}_{self.on.year - 1}" if key in fields else nearest(column, [*fields, *labels])
                )
            elif place in places:
                twice.append(f"{places[place]}, {column}")
            else:
                places[place] = column
        if twice:
            where = Where(file=self.people.file, row=1)
            raise ProblemsError([problem("item_twice", where, key="header", id=one) for one in twice])
        return places

    def _read_cells(self) -> None:
        """The table `people_NAME` with typed columns, and problems for cells that cannot be read."""
        chosen = ["_row"]
        for key, one in self.chain.vocabulary.fields.items():
            of_year = one.type.kind is Kind.MAP
            for year in self.years if of_year else (None,):
                kind = one.type.item if of_year and one.type.item is not None else one.type
                name = key if year is None else f"{key}_{year}"
                column = self.places.get((key, year))
                chosen += self._typed(key, kind, name, column)
        listed = ", ".join(chosen)
        self.people.connection.execute(f"CREATE TABLE people_{self.name} AS SELECT {listed} FROM raw")  # noqa: S608 -- likewise
        for (key, year), column in self.places.items():
            self._bad_cells(key if year is None else f"{key}_{year}", column)

    def _typed(self, key: str, kind: Type, name: str, column: str | None) -> Iterator[str]:
        cell = "NULL" if column is None else f"nullif(trim(c{self.people.header.index(column)}), '')"
        match kind.kind:
            case Kind.BOOL:
                yield f'CASE WHEN lower({cell}) IN {_TRUE} THEN true WHEN lower({cell}) IN {_FALSE} THEN false END AS "{name}"'
            case Kind.INT:
                low, high = self.columns.bounds(key)
                whole = f"CASE WHEN regexp_full_match({cell}, '[+-]?[0-9]+') THEN try_cast({cell} AS BIGINT) END"
                if self.chain.fields[key].members:
                    whole = f"coalesce({whole}, {self._member(key, cell)})"
                yield f'CASE WHEN {whole} BETWEEN {low} AND {high} THEN {whole} END AS "{name}"'
            case Kind.DATE:
                written = f"regexp_full_match({cell}, '[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}')"
                day = f"CASE WHEN {written} THEN try_cast({cell} AS DATE) END"
                yield f'(year({day}) * 10000 + month({day}) * 100 + day({day}))::BIGINT AS "{name}"'
            case Kind.FRACTION:
                yield from _fraction(cell, name)
            case Kind.ENUM:
                yield f'{self._member(key, cell)} AS "{name}"'
            case Kind.LIST:
                yield f'{self._list(key, kind, cell)} AS "{name}"'
            case _:
                yield f'{cell} AS "{name}"'

    def _member(self, key: str, cell: str) -> str:
        """The value that a member's id or Chinese name stands for; NULL for any other word."""
        named = self.chain.fields[key].named()
        cases = " ".join(
            f"WHEN {cell} = {_text(word)} THEN {value if isinstance(value, int) else _text(value)}"
            for word, value in named.items()
        )
        return f"CASE {cases} END" if named else "NULL::VARCHAR"

    def _list(self, key: str, kind: Type, cell: str) -> str:
        """`,a,b,` of ids; NULL where an item is none."""
        items = f"(',' || replace(replace({cell}, ';', ','), ' ', '') || ',')"
        item = kind.item.kind if kind.item is not None else Kind.TEXT
        pattern = {Kind.INT: "[0-9]+", Kind.ENUM: "|".join(one.id for one in self.chain.fields[key].members)}.get(
            item, "[^,]+"
        )
        if item is Kind.ENUM:
            for one in self.chain.fields[key].members:
                for _ in range(2):  # neighbours share a comma
                    items = f"replace({items}, {_text(f',{one.label.zh},')}, {_text(f',{one.id},')})"
        good = f"CASE WHEN regexp_full_match({items}, ',(({pattern}),)+') THEN {items} END"
        return f"CASE WHEN {cell} = '{EMPTY_LIST}' THEN ',' ELSE {good} END"

    def _bad_cells(self, name: str, column: str) -> None:
        """Cells with something in them that came out unknown."""
        cell = f"c{self.people.header.index(column)}"
        found = self.people.connection.execute(
            f"SELECT r._row, r.{cell} FROM raw r JOIN people_{self.name} p USING (_row) "  # noqa: S608 -- likewise
            f"WHERE p.\"{name}\" IS NULL AND nullif(trim(r.{cell}), '') IS NOT NULL ORDER BY 1 LIMIT {SHOWN_CELLS}"
        ).fetchall()
        for row, value in found:
            where = Where(file=self.people.file, row=row, column=column)
            one = problem("wrong_value", where, key=column, found=value, type=self._type_word(name))
            if one not in self.people.problems:
                self.people.problems.append(one)

    def _type_word(self, name: str) -> str:
        stem, _, year = name.rpartition("_")
        key = stem if year.isdigit() and stem in self.chain.fields else name
        one = self.chain.fields[key]
        return one.of or "text" if one.type in ("map", "list") else one.type

    # --- judging -----------------------------------------------------------------------------------------------

    def _outcome(self, one: Parsed) -> str:
        """The table of `judge.outcome` as SQL. Raises ProblemsError where the walker must do it."""
        if one.rule.reference not in REFERENCES:
            raise ProblemsError([])
        on = reference_day(one.rule, {}, self.on) or self.on
        sql = {id(node): f"({to_sql(node, 'duckdb', self.columns, self.params, on)})" for node in one.nodes()}

        def written(nodes: list[Node], joint: str, empty: str) -> str:
            return "(" + (f" {joint} ".join(sql[id(node)] for node in nodes) or empty) + ")"

        applies = written([one.scope, *([one.when] if one.when is not None else [])], "AND", "true")
        by_effect = {
            effect: [exc.when for exc in one.exceptions if exc.rule.effect == effect]
            for effect in ("not_applicable", "review")
        }
        waived = written(by_effect["not_applicable"], "OR", "false")
        claimed = written(by_effect["review"], "OR", "false")
        need = sql[id(one.need)]
        return (
            f"CASE WHEN {applies} IS FALSE OR {waived} IS TRUE THEN 'not_applicable' "
            f"WHEN {applies} IS NULL OR {waived} IS NULL THEN 'unknown' "
            f"WHEN {need} IS TRUE THEN 'met' WHEN {need} IS NULL OR {claimed} IS NULL THEN 'unknown' "
            f"WHEN {claimed} THEN 'needs_approval' ELSE 'not_met' END"
        )

    def _walk(self, table: str, rules: list[Parsed]) -> None:
        """Rules that SQL cannot hold exactly, or that measure from a day of each person."""
        rows = self.people.rows(list(range(2, self.people.count + 2)))
        cases = {number: read_case(self.chain, self.facts(row))[0] for number, row in rows.items()}
        for one in rules:
            column = one.rule.id
            words = {number: judge(one, facts, self.params, self.on).outcome.value for number, facts in cases.items()}
            self.people.connection.execute(f'ALTER TABLE {table} ADD COLUMN "{column}" VARCHAR')
            self.people.connection.execute("CREATE OR REPLACE TEMP TABLE walked (n BIGINT, word VARCHAR)")
            self.people.connection.execute(
                "INSERT INTO walked SELECT unnest(?), unnest(?)", [list(words), list(words.values())]
            )
            self.people.connection.execute(f'UPDATE {table} SET "{column}" = word FROM walked WHERE n = _row')  # noqa: S608 -- likewise


def _text(word: str) -> str:
    return "'" + word.replace("'", "''") + "'"


def _fraction(cell: str, name: str) -> Iterator[str]:
    """`3/4` and decimals of at most six places."""
    over = f"split_part({cell}, '/', 2)"
    decimal = f"CASE WHEN regexp_full_match({cell}, '[+-]?[0-9]+([.][0-9]{{1,6}})?') THEN try_cast({cell} AS DECIMAL(18, 6)) END"
    yield (
        f"CASE WHEN contains({cell}, '/') THEN try_cast(split_part({cell}, '/', 1) AS BIGINT) "
        f'ELSE ({decimal} * 1000000)::BIGINT END AS "{name}"'
    )
    yield (
        f"CASE WHEN contains({cell}, '/') THEN nullif(try_cast({over} AS BIGINT), 0) "
        f'WHEN {decimal} IS NOT NULL THEN 1000000 END::BIGINT AS "{name}__den"'
    )
