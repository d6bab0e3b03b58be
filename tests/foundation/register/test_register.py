"""Units have the name of the day, people the facts of the day, and no day has two truths."""

import threading
from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from qingheng.foundation.record.models import Account, Entry
from qingheng.foundation.register.actions import (
    NewFact,
    NewUnit,
    record_fact,
    register_people,
    register_units,
    rename_unit,
)
from qingheng.foundation.register.models import Fact, Person, Unit, UnitName
from qingheng.foundation.register.queries import FACT_KEYS, facts_of, units_matching, units_on
from tests.cast import DAY, Office, member

SINCE = date(2000, 1, 1)


def units(by: Account) -> list[Unit]:
    new = [
        NewUnit("T01", "township", "永清镇", "Yongqing Town"),
        NewUnit("G01", "government", "发展和改革局", "Development and Reform Bureau", ("发改局",)),
    ]
    return register_units(new, start=SINCE, source="试验", by=by, on=DAY)


def fact(key: str, value: object, start: date, end: date | None = None) -> NewFact:
    return NewFact(key, value, start, "试验", end)


def person(by: Account, *facts: NewFact) -> Person:
    return register_people({"P1": facts}, source="试验", by=by, on=DAY)[0]


def test_units_enter_with_one_record_entry(assessor: Account) -> None:
    units(assessor)
    assert [(unit.code, unit.name_zh) for unit in units_on(DAY)] == [("G01", "发展和改革局"), ("T01", "永清镇")]
    assert list(Entry.objects.values_list("act", flat=True)) == ["register_units"]


def test_a_renamed_unit_has_the_name_of_the_day(assessor: Account) -> None:
    unit = units(assessor)[0]
    rename_unit(unit, "红堡镇", "Hongpu Town", start=date(2010, 6, 1), source="试验", by=assessor, on=DAY)
    names = {day: units_on(day).get(code="T01").name_zh for day in (date(2010, 5, 31), date(2010, 6, 1))}
    assert list(names.values()) == ["永清镇", "红堡镇"]


@pytest.mark.parametrize(("words", "found"), [("发改局", ["G01"]), ("yongqing", ["T01"]), ("t01", ["T01"]), ("无", [])])
def test_a_unit_is_found_by_code_name_and_alias(assessor: Account, words: str, found: list[str]) -> None:
    units(assessor)
    assert [unit.code for unit in units_matching(units_on(DAY), words=words)] == found


def test_a_unit_of_no_kind_is_refused_and_nothing_stays(assessor: Account) -> None:
    with pytest.raises(ValueError, match="village"):
        register_units([NewUnit("X01", "village", "某村")], start=SINCE, source="试验", by=assessor, on=DAY)
    assert not Unit.objects.exists()


def test_two_official_names_on_one_day_are_refused_by_the_database(assessor: Account) -> None:
    unit = units(assessor)[0]
    with pytest.raises(IntegrityError, match="overlap"), transaction.atomic():
        UnitName.objects.create(unit=unit, zh="别的镇", start=date(2005, 1, 1), source="试验")
    UnitName.objects.create(unit=unit, zh="别名", kind="alias", start=date(2005, 1, 1), source="试验")


def test_facts_are_those_of_the_day_and_null_where_nothing_is_on_file(assessor: Account) -> None:
    someone = person(
        assessor, fact("rank", "副科级", SINCE, date(2005, 1, 1)), fact("rank", "正科级", date(2005, 1, 1))
    )
    before, after = facts_of(someone, date(2004, 12, 31)), facts_of(someone, date(2005, 1, 1))
    assert (before["rank"], after["rank"], after["birth"], after["id"]) == ("副科级", "正科级", None, "P1")
    assert tuple(after) == FACT_KEYS


def test_a_new_fact_ends_the_one_before_and_both_stay(assessor: Account) -> None:
    someone = person(assessor, fact("post", "副镇长", SINCE))
    record_fact(someone, fact("post", "镇长", date(2006, 3, 1)), by=assessor, on=DAY)
    assert list(Fact.objects.values_list("value", "start", "end")) == [
        ("副镇长", SINCE, date(2006, 3, 1)),
        ("镇长", date(2006, 3, 1), None),
    ]
    assert [entry.act for entry in Entry.objects.all()] == ["register_people", "record_fact"]
    assert "镇长" not in Entry.objects.latest("sequence").data


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (date(1999, 1, 1), date(2000, 1, 2)),
        (date(2001, 1, 1), date(2002, 1, 1)),
        (date(2004, 12, 31), None),
        (date(1999, 1, 1), None),
    ],
)
def test_an_overlapping_fact_is_refused_by_the_database(assessor: Account, start: date, end: date | None) -> None:
    someone = person(assessor, fact("rank", "科员", SINCE, date(2005, 1, 1)))
    with pytest.raises(IntegrityError), transaction.atomic():
        record_fact(someone, fact("rank", "副科级", start, end), by=assessor, on=DAY)
    assert Fact.objects.count() == 1


def test_a_fact_that_ends_before_it_starts_is_refused(assessor: Account) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        person(assessor, fact("rank", "科员", DAY, DAY))


@pytest.mark.django_db(transaction=True)
def test_of_two_officers_who_enter_at_once_neither_leaves_two_truths() -> None:
    by = member(Office.ORGANISATION_DEPARTMENT)
    someone = person(by)
    together = threading.Barrier(4)
    failures: list[Exception] = []

    def write(month: int) -> None:
        try:
            together.wait(10)
            new = fact("rank", f"{month}", date(2007, month, 1), date(2008, 1, 1))
            record_fact(someone, new, by=by, on=DAY)
        except IntegrityError as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=(month,)) for month in range(1, 5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (Fact.objects.count(), len(failures)) == (1, 3)
