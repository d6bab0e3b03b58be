"""The county is generated from its seed alone, and what is generated fits together."""

import itertools
from collections import Counter
from datetime import date

import pytest

from qingheng.cli.demonstration.build import YEARS, scheme_text
from qingheng.cli.demonstration.people import Standing, people
from qingheng.cli.demonstration.units import GROUPS, all_units, in_group
from qingheng.cli.demonstration.workbooks import workbooks
from qingheng.cli.demonstration.year import year_inputs
from qingheng.foundation.kernel.chance import Chance
from qingheng.foundation.register.queries import FACT_KEYS
from qingheng.foundation.scoring import Inputs, Scheme, Scoring, parse_scheme

SIZES = {"township": 18, "party": 18, "government": 41, "vertical": 25}
LOWEST = "一般"
SEEDS = ["2007", "1", "清水"]


def scheme(year: int) -> Scheme:
    of = next(given for given in YEARS if given.year == year)
    found = parse_scheme(scheme_text(of), f"{year}.toml").scheme
    assert found is not None
    return found


def test_the_102_units_stand_in_their_groups_with_the_promised_codes() -> None:
    units = all_units(Chance("2007"))
    assert {group: len(in_group(units, group)) for group in GROUPS.values()} == SIZES
    codes = [f"{letter}{number:02}" for letter, group in GROUPS.items() for number in range(1, SIZES[group] + 1)]
    assert [unit.code for unit in units] == codes


@pytest.mark.parametrize("year", [2007, 2025])
def test_names_are_unique_in_every_year_and_language(year: int) -> None:
    names = [unit.name(year) for unit in all_units(Chance("2007"))]
    assert len({name.zh for name in names}) == len({name.en for name in names}) == 102


def test_some_towns_of_today_were_townships_in_2007() -> None:
    townships = in_group(all_units(Chance("2007")), "township")
    assert sum("镇" in unit.name(2007).zh for unit in townships) == 6
    assert sum("镇" in unit.name(2025).zh for unit in townships) == 15


def test_family_planning_has_its_office_in_2007_and_none_today() -> None:
    units = all_units(Chance("2007"))
    assert any("计划生育" in unit.name(2007).zh for unit in units)
    assert not any("计划生育" in unit.name(2025).zh for unit in units)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("year", [2007, 2025])
def test_the_workbooks_of_a_seed_are_always_the_same(seed: str, year: int) -> None:
    def made() -> dict[str, bytes]:
        chance = Chance(seed)
        units = all_units(chance)
        return workbooks(year_inputs(chance, scheme(year), units, year), units)

    assert made() == made()


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("year", [2007, 2025])
def test_what_counts_against_a_unit_is_drawn_only_where_its_name_carries_the_mark(seed: str, year: int) -> None:
    chance = Chance(seed)
    units = all_units(chance)
    marked = {unit.code for unit in units if unit.marked}
    made = year_inputs(chance, scheme(year), units, year)
    assert made.weak <= marked
    assert made.vetoed in made.weak
    for tables in made.by_department.values():
        for row in tables.get("events", []):
            assert row["kind"] == "award" or row["unit"] in marked


@pytest.mark.parametrize("seed", ["2007", "1"])
@pytest.mark.parametrize("year", [2007, 2025])
def test_no_bad_result_meets_a_unit_whose_name_does_not_carry_the_mark(seed: str, year: int) -> None:
    chance = Chance(seed)
    units = all_units(chance)
    tables: dict[str, list[dict[str, str]]] = {}
    for handed_in in year_inputs(chance, scheme(year), units, year).by_department.values():
        for name, rows in handed_in.items():
            tables.setdefault(name, []).extend(rows)
    parts = [Inputs.from_rows(name, rows, f"{name}.csv") for name, rows in tables.items()]
    result = Scoring(scheme(year), parts[0].merged(*parts[1:]), date(year + 1, 1, 14)).result()
    marked = {unit.code for unit in units if unit.marked}
    good = {"reward", "priority"}
    met = {
        found.unit
        for found in result.units
        if found.grade == LOWEST or found.vetoes or {one["kind"] for one in found.consequences} - good
    }
    assert len(met) >= 3 * len(GROUPS)
    assert met <= marked


@pytest.mark.parametrize("year", [2007, 2025])
def test_a_year_has_figures_that_do_not_apply_and_a_mark_never_given(year: int) -> None:
    chance = Chance("2007")
    made = year_inputs(chance, scheme(year), all_units(chance), year)
    figures = [row["value"] for tables in made.by_department.values() for row in tables.get("values", [])]
    marks = [row["value"] for tables in made.by_department.values() for row in tables.get("sheets", [])]
    assert "NA" in figures
    assert marks.count("") == 1


def facts(count: int = 600, seed: str = "2007") -> dict[str, list[object]]:
    units = all_units(Chance(seed))
    known = [Standing(date(2008, 1, 20), 3, 18), Standing(date(2026, 1, 20), 4, 18, (2025,))]
    return people(Chance(seed), count, units, {unit.code: known for unit in units})


def test_people_are_the_same_for_the_same_seed_and_others_for_another() -> None:
    assert facts(120) == facts(120)
    assert facts(120) != facts(120, seed="1")


def test_no_two_facts_of_one_key_overlap() -> None:
    for held in facts().values():
        by_key: dict[str, list[object]] = {}
        for fact in held:
            by_key.setdefault(fact.key, []).append(fact)
            assert fact.end is None or fact.start < fact.end
        for same in by_key.values():
            same.sort(key=lambda fact: fact.start)
            assert all(one.end is not None and one.end <= two.start for one, two in itertools.pairwise(same))


@pytest.mark.parametrize("on", [date(2007, 12, 1), date(2025, 12, 1)])
def test_the_vocabulary_is_filled_and_something_is_always_missing(on: date) -> None:
    keys: Counter[str] = Counter()
    working = 0
    for held in facts(2000).values():
        standing = {fact.key for fact in held if fact.start <= on and (fact.end is None or on < fact.end)}
        working += "unit" in standing
        keys.update(standing if "unit" in standing else ())
    assert 1000 < working < 2000
    known_later = {"id", "unit_rank", "unit_count", "veto_years"}
    assert set(FACT_KEYS) - known_later <= set(keys)
    assert all(keys[key] < working for key in ("rank", "birth", "party_since", "sanction", "grades"))


def test_every_name_says_that_it_is_invented() -> None:
    names = [fact.value for held in facts().values() for fact in held if fact.key == "name"]
    assert len(names) == 600
    assert all(name.endswith("（虚构）") for name in names)
    assert any(set(name) & set("䶮喆堃珺") for name in names)
