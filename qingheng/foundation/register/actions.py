"""登记: writing the register. Each act is one transaction with its record entry.

Facts of the past are never changed: a new fact ends the one before it, and both stay.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q

from qingheng.foundation.record.actions import Subject, enter
from qingheng.foundation.record.canonical import canonical_json
from qingheng.foundation.record.models import Account, Entry
from qingheng.foundation.register.models import Fact, Person, Unit, UnitName


@dataclass(frozen=True, slots=True)
class NewUnit:
    """待登记单位: what is known of a unit when it enters the register."""

    code: str
    kind: str
    zh: str
    en: str = ""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NewFact:
    """待登记事实: one dated fact about a person."""

    key: str
    value: Any
    start: date
    source: str
    end: date | None = None
    evidence: str = ""


@transaction.atomic
def register_units(units: Sequence[NewUnit], *, start: date, source: str, by: Account | None, on: date) -> list[Unit]:
    """Enter units with their official names and aliases, holding from `start`; one record entry names them all.

    Raises IntegrityError where a code is taken, ValueError for a kind that is none.
    """
    for unit in units:
        Unit.Kind(unit.kind)
    created = Unit.objects.bulk_create(Unit(code=unit.code, kind=unit.kind, start=start) for unit in units)
    names = []
    for row, new in zip(created, units, strict=True):
        names.append(UnitName(unit=row, zh=new.zh, en=new.en, start=start, source=source))
        names += [UnitName(unit=row, zh=zh, kind=UnitName.Kind.ALIAS, start=start, source=source) for zh in new.aliases]
    UnitName.objects.bulk_create(names)
    enter(
        act="register_units",
        by=by,
        on=on,
        subject=Subject("register", "units"),
        data={"source": source, "units": [{"code": unit.code, "kind": unit.kind, "name": unit.zh} for unit in units]},
    )
    return created


@transaction.atomic
def rename_unit(unit: Unit, zh: str, en: str, *, start: date, source: str, by: Account, on: date) -> UnitName:
    """Give a unit a new official name from `start`; the old one ends that day and stays on file."""
    current = UnitName.objects.select_for_update().filter(unit=unit, kind=UnitName.Kind.OFFICIAL, end__isnull=True)
    before = list(current.values_list("zh", flat=True))
    current.update(end=start)
    name = UnitName.objects.create(unit=unit, zh=zh, en=en, start=start, source=source)
    enter(
        act="rename_unit",
        by=by,
        on=on,
        subject=Subject("unit", unit.code),
        data={"before": before, "after": zh, "start": start.isoformat(), "source": source},
    )
    return name


@transaction.atomic
def register_people(
    people: Mapping[str, Sequence[NewFact]], *, source: str, by: Account | None, on: date
) -> list[Person]:
    """Enter people by file number with their facts, as one act.

    The entry holds the count and the digest of what was taken in, no personal content.
    Raises IntegrityError where a number is taken or two facts of one key overlap.
    """
    listed = [[code, [_as_json(fact) for fact in facts]] for code, facts in sorted(people.items())]
    entry = enter(
        act="register_people",
        by=by,
        on=on,
        subject=Subject("register", "people"),
        data={"source": source, "count": len(people), "sha256": _digest(listed)},
    )
    created = Person.objects.bulk_create((Person(code=code) for code in sorted(people)), batch_size=500)
    Fact.objects.bulk_create(
        (_fact(person, fact, entry) for person in created for fact in people[person.code]), batch_size=500
    )
    return created


@transaction.atomic
def record_fact(person: Person, fact: NewFact, *, by: Account, on: date) -> Fact:
    """Enter a new fact; one of the same key that still holds ends where the new one starts.

    Raises IntegrityError where the new period overlaps an ended one.
    """
    Person.objects.select_for_update().get(pk=person.pk)
    Fact.objects.filter(Q(start__lt=fact.start), person=person, key=fact.key, end__isnull=True).update(end=fact.start)
    entry = enter(
        act="record_fact",
        by=by,
        on=on,
        subject=Subject("person", person.code),
        data={"key": fact.key, "source": fact.source},
        payload=_as_json(fact),
    )
    row = _fact(person, fact, entry)
    row.save(force_insert=True)
    return row


def _fact(person: Person, fact: NewFact, entry: Entry) -> Fact:
    return Fact(
        person=person,
        key=fact.key,
        value=fact.value,
        start=fact.start,
        end=fact.end,
        source=fact.source,
        evidence=fact.evidence,
        entry=entry,
    )


def _as_json(fact: NewFact) -> dict[str, Any]:
    return {
        "key": fact.key,
        "value": fact.value,
        "start": fact.start.isoformat(),
        "end": fact.end.isoformat() if fact.end else None,
        "source": fact.source,
        "evidence": fact.evidence,
    }


def _digest(value: Any) -> str:
    return hashlib.sha256(canonical_json(value).encode()).hexdigest()
