"""Who changes between two packs or two days: SQL and walker agree on everybody, and each change says why."""

import csv
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from qingheng.foundation.kernel.chance import Chance
from qingheng.foundation.kernel.problems import ProblemsError
from qingheng.foundation.policy.bulk import Judge, read_people
from qingheng.foundation.policy.chain import Chain
from qingheng.foundation.policy.diff import Side, compare
from qingheng.foundation.policy.explain import explain
from qingheng.foundation.policy.loading import load_chain
from qingheng.foundation.policy.model import Field

SPECIMENS = Path(__file__).parent / "packs"
UPPER, LOWER = load_chain(str(SPECIMENS / "upper")), load_chain(str(SPECIMENS / "lower"))
DAY = date(2026, 9, 1)
YEARS = (2023, 2024, 2025)


def drawn_cell(chance: Chance, field: Field, kind: str) -> str:
    """A cell of a field, empty one time in five."""
    if chance.below(5) == 0:
        return ""
    match kind:
        case "bool":
            return chance.choose(["true", "false", "是", "否"])
        case "enum":
            member = chance.choose(field.members)
            return chance.choose([member.id, member.label.zh])
        case "int" if field.members and chance.below(2):
            return chance.choose(field.members).label.zh
        case "int":
            return str(chance.between(field.least or 0, field.most if field.most is not None else 60))
        case "decimal":
            return chance.choose(["0.5", "2/3", "66.67", "1", "90"])
        case "date":
            return date.fromordinal(chance.between(date(1980, 1, 1).toordinal(), DAY.toordinal())).isoformat()
        case "list":
            of_year = [str(year) for year in YEARS]
            items = [member.id for member in field.members] or of_year
            return chance.choose(["-", items[0], ";".join(items[:2])])
    return "x"


def write_people(path: Path, chain: Chain, count: int, seed: str) -> None:
    """A file of drawn people over every field of the chain."""
    chance = Chance(seed)
    columns = [
        (name, one, kind)
        for one in chain.fields.values()
        for name, kind in ([(f"{one.key}_{year}", one.of or "text") for year in YEARS] if one.type == "map" else [(one.key, one.type)])
    ]  # fmt: skip
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([name for name, _, _ in columns])
        for number in range(count):
            writer.writerow(
                [f"P{number}" if name == "id" else drawn_cell(chance, one, kind) for name, one, kind in columns]
            )


@pytest.mark.parametrize(
    ("chain", "on"),
    [(UPPER, DAY), (LOWER, date(2007, 12, 31)), (load_chain("qingshui"), date(2007, 12, 31)), (load_chain("qingshui"), DAY)],
    ids=["upper", "lower 2007", "qingshui 2007", "qingshui"],
)  # fmt: skip
def test_sql_and_walker_agree_on_every_rule_of_every_person(tmp_path: Path, chain: Chain, on: date) -> None:
    path = tmp_path / "people.csv"
    write_people(path, chain, 60, "agree")
    people = read_people(path)
    judge = Judge(people, chain, on, "one")
    judged = judge.judge()
    columns = ", ".join(f'"{one.rule.id}"' for one in judged.rules)
    table = people.connection.execute(f"SELECT _row, {columns} FROM {judged.table} ORDER BY _row").fetchall()  # noqa: S608 -- ids of a checked pack
    assert people.problems == []
    assert len(table) == 60
    assert len({word for row in table for word in row[1:]}) >= 3
    rows = people.rows([row[0] for row in table])
    for number, *words in table:
        found = explain(chain, judge.facts(rows[number]), on, outlook=False, replay=True)
        assert found.problems == ()
        assert [one.outcome.value for one in found.rules] == words


PEOPLE = """id,现任职级,target_rank,rank_since,exceptional,sanction
A,副职,chief,2023-09-01,否,无
B,deputy,chief,2022-09-01,false,none
C,deputy,chief,,false,none
D,clerk,,,,
E,deputy,chief,2023-09-01,true,none
"""


def written(tmp_path: Path, text: str = PEOPLE) -> Path:
    path = tmp_path / "people.csv"
    path.write_text(text, "utf-8-sig")
    return path


def test_a_tighter_value_bars_just_those_between_the_old_and_the_new(tmp_path: Path) -> None:
    found = compare(read_people(written(tmp_path)), Side(UPPER, DAY), Side(LOWER, DAY))
    assert (found.people, found.changed) == (5, 2)
    assert found.by_rule == (("years", "met", "needs_approval", 1), ("years", "met", "not_met", 1))
    first = found.changes[0].as_json()
    assert (first["id"], first["overall"]) == ("A", {"a": "no_obstacle", "b": "barred"})
    [rule] = first["rules"]
    assert rule["say_b"]["zh"] == "须满4年，现满3年"
    assert [(one["key"], one["a"], one["b"]) for one in rule["because"]] == [("p.least_years", 3, 4)]
    assert rule["because"][0]["cite"][0]["source"] == "county"
    assert found.changes[1].id == "E"


def test_the_counts_cover_everybody_and_the_list_only_as_many_as_asked(tmp_path: Path) -> None:
    found = compare(read_people(written(tmp_path)), Side(UPPER, DAY), Side(LOWER, DAY), limit=1)
    assert (found.changed, len(found.changes)) == (2, 1)
    assert sum(count for _, _, count in found.overall) == 5


def test_nobody_changes_between_a_pack_and_itself(tmp_path: Path) -> None:
    found = compare(read_people(written(tmp_path)), Side(UPPER, DAY), Side(UPPER, DAY))
    assert (found.changed, found.by_rule, found.changes) == (0, (), ())


def test_two_days_of_one_pack_may_be_compared(tmp_path: Path) -> None:
    found = compare(read_people(written(tmp_path)), Side(UPPER, date(2026, 8, 31)), Side(UPPER, DAY))
    assert [one.id for one in found.changes] == ["A", "E"]
    gap = compare(read_people(written(tmp_path)), Side(UPPER, date(2016, 1, 1)), Side(UPPER, DAY))
    assert gap.changed == 5
    assert {before for before, _, _ in gap.overall} == {"no_edition"}


def test_a_rule_that_measures_from_a_persons_own_day_is_judged_by_the_walker(
    tmp_path: Path, broken: Callable[..., str]
) -> None:
    rules = "upper/rules/rules.toml"
    pack = load_chain(
        broken((rules, 'gate = "recommendation"', 'gate = "recommendation"\nreference = "sanction_date"'), pack="upper")
    )
    people = "id,rank,target_rank,rank_since,exceptional,sanction,sanction_date\nA,deputy,chief,2020-01-01,false,none,2021-01-01\nB,deputy,chief,2020-01-01,false,none,2024-01-01\nC,deputy,chief,2020-01-01,false,none,\n"
    found = compare(read_people(written(tmp_path, people)), Side(UPPER, DAY), Side(pack, DAY))
    assert [(one.id, one.before, one.after) for one in found.changes] == [
        ("A", "no_obstacle", "barred"),
        ("C", "no_obstacle", "to_verify"),
    ]


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("rank", "boss"),
        ("rank_since", "2023-13-01"),
        ("exceptional", "maybe"),
        ("unit_rank", "99"),
        ("unit_rank", "1.5"),
        ("rank_since", "2023-9-1"),
    ],
)
def test_a_cell_that_cannot_be_read_is_named_by_row_and_column_and_unknown(
    tmp_path: Path, column: str, cell: str
) -> None:
    people = read_people(written(tmp_path, f"id,{column}\nA,\nB,{cell}\n"))
    found = compare(people, Side(UPPER, DAY), Side(UPPER, DAY))
    [one] = found.problems
    assert (one.code, one.where.row, one.where.column) == ("wrong_value", 3, column)


def test_an_unknown_column_is_a_problem_with_a_suggestion(tmp_path: Path) -> None:
    found = compare(read_people(written(tmp_path, "id,rank_sinse\nA,2020-01-01\n")), Side(UPPER, DAY), Side(UPPER, DAY))
    assert [(one.code, one.suggestion) for one in found.problems] == [("unknown_key", "rank_since")]


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe", b"id,id\nA,B\n", b'id,rank\nA,"deputy\n', b"id,rank\nA,deputy,more,more\n"]
)
def test_a_file_that_is_no_table_is_refused_with_a_problem(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "people.csv"
    path.write_bytes(content)
    with pytest.raises(ProblemsError):
        read_people(path)


def test_an_empty_table_changes_nobody(tmp_path: Path) -> None:
    found = compare(read_people(written(tmp_path, "id,rank\n")), Side(UPPER, DAY), Side(LOWER, DAY))
    assert (found.people, found.changed) == (0, 0)


def test_words_of_cells_never_become_sql(tmp_path: Path) -> None:
    people: Any = read_people(written(tmp_path, 'id,rank\n"A\'; DROP TABLE raw; --",deputy\n'))
    found = compare(people, Side(UPPER, DAY), Side(LOWER, date(2007, 12, 31)))
    assert found.people == 1
    assert [one.id for one in found.changes] == ["A'; DROP TABLE raw; --"]
