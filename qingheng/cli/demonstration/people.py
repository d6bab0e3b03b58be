"""人员: generated cadres with dated facts under the keys of the fact vocabulary.

Everybody has a whole working life, so the register can be asked for any day between 2007 and today: people who are at
work in one year have not begun, or have retired, in another. About one fact in thirty is missing on purpose: unknown
must stay unknown. Sanctions, admonitions, investigations, probation, claims of an exception and kinship in the chain of
decision occur often enough that every outcome of the rules does.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from qingheng.cli.demonstration.names import full_name
from qingheng.cli.demonstration.posts import post_title
from qingheng.cli.demonstration.units import Unit
from qingheng.foundation.kernel.calendar import add_months
from qingheng.foundation.kernel.chance import Chance

BORN = (1948, 2000)
RETIRES = {"male": 60, "female": 55}
#: What ended before this day is not on file, and nothing after the other is generated.
ON_FILE_FROM = date(2005, 1, 1)
HORIZON = date(2026, 12, 31)
SOURCE = "演示：生成的干部名册（虚构）"
#: Levels of post as the vocabulary counts them: clerk, deputy and chief at section level, deputy at division level.
CLERK, DEPUTY, CHIEF, DIVISION = -1, 1, 2, 3
RANKS = (CLERK, DEPUTY, CHIEF)
#: One fact in so many is missing. Never these keys: without them a person cannot be listed.
_MISSING_EVERY = 30
_ALWAYS = frozenset({"name", "sex", "unit", "unit_class", "status"})


@dataclass(frozen=True, slots=True)
class Fact:
    """事实: one key, one value, and the period in which it held (end excluded, None while it lasts)."""

    key: str
    value: Any
    start: date
    end: date | None = None
    source: str = SOURCE


@dataclass(frozen=True, slots=True)
class Standing:
    """上年考核结果: a unit's place in its group, known from a day on; the facts unit_rank, unit_count, veto_years."""

    known: date
    rank: int | None
    count: int
    vetoes: tuple[int, ...] = ()


@dataclass(slots=True)
class _Life:
    """What one person's facts are drawn from."""

    chance: Chance
    sex: str
    birth: date
    work: date
    retires: date
    unit: Unit
    #: (rank, since), in order.
    ranks: list[tuple[int, date]]
    facts: list[Fact] = field(default_factory=list)

    def add(self, key: str, value: Any, start: date, end: date | None = None) -> None:
        """Keep a fact, unless this one is to be missing."""
        if key in _ALWAYS or self.chance.below(_MISSING_EVERY):
            self.facts.append(Fact(key, value, start, end))

    def often(self, one_in: int) -> bool:
        """True once in so many draws."""
        return self.chance.below(one_in) == 0


def people(
    chance: Chance, count: int, units: Sequence[Unit], standings: Mapping[str, Sequence[Standing]]
) -> dict[str, list[Fact]]:
    """`count` people by file number, each with dated facts; the first ones lead the units, in order.

    `standings`: unit code -> results, oldest first.
    """
    made: dict[str, list[Fact]] = {}
    for number in range(count):
        life = _life(chance.child(f"person/{number}"), units[number % len(units)], leads=number < 3 * len(units))
        _origins(life)
        _career(life)
        _assessments(life)
        _discipline(life)
        _prospects(life)
        _unit_results(life, standings.get(life.unit.code, ()))
        made[f"R{number + 1:05}"] = [fact for fact in life.facts if fact.end is None or fact.end > ON_FILE_FROM]
    return made


def _life(chance: Chance, unit: Unit, *, leads: bool) -> _Life:
    sex = "female" if chance.below(10) < 3 else "male"
    # Leaders of 2007 and of today: born so that they are at work on both days as often as not.
    year = chance.between(1958, 1978) if leads else chance.between(*BORN)
    birth = _day_in(chance, year)
    work = date(year + chance.between(19, 25), chance.choose((7, 8, 9, 12)), 1)
    retires = add_months(birth, 12 * RETIRES[sex])
    return _Life(chance, sex, birth, work, retires, unit, _promotions(chance, work, retires, leads=leads))


def _promotions(chance: Chance, work: date, retires: date, *, leads: bool) -> list[tuple[int, date]]:
    ranks = [(CLERK, work)]
    for rank, low, high in ((DEPUTY, 4, 14), (CHIEF, 2, 9)):
        since = _day_in(chance, ranks[-1][1].year + chance.between(low, high))
        if since >= min(retires, HORIZON) or (not leads and chance.below(5) < 3):
            break
        ranks.append((rank, since))
    return ranks


def _origins(life: _Life) -> None:
    chance, birth, work = life.chance, life.birth, life.work
    life.add("name", full_name(chance, life.sex, birth.year), birth)
    life.add("sex", life.sex, birth)
    life.add("birth", birth.isoformat(), birth)
    life.add("ethnicity", chance.choose(("汉族",) * 17 + ("回族",) * 3), birth)
    life.add("work_since", work.isoformat(), work)
    joined = _later(chance, work, 0, 12)
    if not life.often(8):
        life.add("party", "cpc", joined)
        life.add("party_since", joined.isoformat(), joined)
    else:
        life.add("party", chance.choose(("none", "none", "democratic_party")), work)
    schooling = chance.choose(("senior_middle", "college", "college", "bachelor", "bachelor", "postgraduate"))
    life.add("education_full_time", schooling, work)
    if schooling in ("senior_middle", "college") and not life.often(3):
        life.add("education_in_service", chance.choose(("college", "bachelor")), _later(chance, work, 3, 10))
    life.add("degree", {"bachelor": "bachelor", "postgraduate": "master"}.get(schooling, "none"), work)


def _career(life: _Life) -> None:
    chance = life.chance
    life.add("unit", life.unit.code, life.work, life.retires)
    life.add("unit_class", life.unit.group, life.work, life.retires)
    status = "civil_servant" if life.unit.group != "vertical" and chance.below(4) else "public_institution"
    life.add("status", status, life.work, life.retires)
    for place, (rank, since) in enumerate(life.ranks):
        until = life.ranks[place + 1][1] if place + 1 < len(life.ranks) else life.retires
        _period(life, rank, since, until, held=place + 1)
    township = life.unit.group == "township"
    _yearly(life, "grassroots_months", lambda year: 12 * (year - life.work.year) if township else chance.between(0, 36))
    _yearly(life, "training_hours_year", lambda year: chance.choose((0, 24, 40, 56, 90, 110, 120)))
    _yearly(life, "training_days_year", lambda year: chance.choose((0, 3, 5, 7, 12, 15)))
    _yearly(life, "training_hours_five_years", lambda year: chance.choose((120, 300, 450, 550, 600)))


def _period(life: _Life, rank: int, since: date, until: date, *, held: int) -> None:
    """What comes with a rank and ends with it."""
    elected = life.unit.group == "township" and rank == CHIEF and life.often(2)
    life.add("rank", rank, since, until)
    life.add("rank_since", since.isoformat(), since, until)
    life.add("level", "subsection" if rank == CLERK else "section", since, until)
    life.add("posts_held", held if not life.often(4) else held + 1, since, until)
    life.add("post", post_title(life.unit, rank, since.year, elected=elected), since, until)
    life.add("post_since", since.isoformat(), since, until)
    life.add("post_basis", _basis(life.unit, rank, elected=elected), since, until)
    vertical = life.unit.group == "vertical"
    life.add("authority", "vertical" if vertical else "unit" if rank == CLERK else "county", since, until)


def _basis(unit: Unit, rank: int, *, elected: bool) -> str:
    if rank == CHIEF and unit.group == "township":
        return "congress_election" if elected else "party_election"
    return "congress_appointment" if rank == CHIEF and unit.group == "government" else "appointment"


def _yearly(life: _Life, key: str, value: Any) -> None:
    """A fact of each year at work, for the years that the demonstration looks at."""
    for year in (2006, 2007, 2024, 2025):
        start, end = date(year, 1, 1), date(year + 1, 1, 1)
        if life.work <= start and start < life.retires:
            life.add(key, value(year), start, min(end, life.retires))


def _assessments(life: _Life) -> None:
    """Grades of the last three years, known from the spring that follows the last of them; in the words of the status."""
    institution = any(fact.value == "public_institution" for fact in life.facts)
    word, worst = ("qualified", "unqualified") if institution else ("competent", "incompetent")
    for last in (2006, 2007, 2023, 2024, 2025):
        start = date(last + 1, 3, 1)
        years = [year for year in range(last - 2, last + 1) if life.work.year < year]
        if years and start < life.retires:
            grades = {str(year): life.chance.choose(("excellent", *(word,) * 6)) for year in years}
            if life.often(25):
                grades[str(years[-1])] = life.chance.choose((f"basically_{word}", worst))
            life.add("grades", grades, start, _next_grades(last, life.retires))


def _next_grades(last: int, retires: date) -> date:
    following = {2006: 2008, 2007: 2009, 2023: 2025, 2024: 2026, 2025: 2027}[last]
    return min(date(following, 3, 1), retires)


def _discipline(life: _Life) -> None:
    """Sanctions, admonitions, investigations, probation: what holds for a while, and that nothing holds otherwise."""
    chance = life.chance
    sanctions, dates, admonitions, days, probes = [], [], [], [], []
    for year in (2006, 2024):
        day = _day_in(chance, year + chance.below(2))
        if life.often(40):
            kind = chance.choose(("warning", "demerit", "major_demerit", "grade_reduction", "removal"))
            sanctions.append((kind, day, 24))
            dates.append((day.isoformat(), day, 24))
        if life.often(40):
            admonitions.append((True, day, 12))
            days.append((day.isoformat(), day, 12))
        if life.often(80):
            probes.append((True, day, 6))
    _timeline(life, "sanction", "none", sanctions)
    _timeline(life, "sanction_date", None, dates)
    _timeline(life, "admonished", False, admonitions)
    _timeline(life, "admonition_date", None, days)
    _timeline(life, "investigation", False, probes)
    probation = [since for rank, since in life.ranks if rank != CLERK and since >= date(2003, 1, 1)][-1:]
    _timeline(life, "on_probation", False, [(True, since, 12) for since in probation])
    ends = [(add_months(since, 12).isoformat(), since, 12) for since in probation]
    _timeline(life, "probation_until", None, ends)
    grounds = ("low_acceptance", "organisational_measure", "other")
    _timeline(life, "negative_grounds", [], [([chance.choose(grounds)], life.work, 600)] if life.often(60) else [])


def _timeline(life: _Life, key: str, otherwise: Any, events: Sequence[tuple[Any, date, int]]) -> None:
    """Facts for the events (value, from, months), and `otherwise` in between; None in between is no fact."""
    if not life.chance.below(_MISSING_EVERY):
        return
    reached = life.work
    for value, day, months in events:
        start, end = max(day, life.work), min(add_months(day, months), life.retires)
        if start >= end:
            continue
        if otherwise is not None and reached < start:
            life.facts.append(Fact(key, otherwise, reached, start))
        life.facts.append(Fact(key, value, start, end))
        reached = end
    if otherwise is not None and reached < life.retires:
        life.facts.append(Fact(key, otherwise, reached, life.retires))


def _prospects(life: _Life) -> None:
    """Who is considered for what, in both years: the plans that the rules are asked about."""
    for on in (date(2007, 9, 1), date(2025, 9, 1)):
        rank = next((rank for rank, since in reversed(life.ranks) if since <= on), None)
        if rank is None or on >= life.retires or (rank == CHIEF and not life.often(4)):
            continue
        end = min(add_months(on, 12), life.retires)
        target = DIVISION if rank == CHIEF else RANKS[RANKS.index(rank) + 1]
        post = "副县级职务" if target == DIVISION else post_title(life.unit, target, on.year, elected=False)
        life.add("target_rank", target, on, end)
        life.add("target_post", post, on, end)
        life.add("exceptional", life.often(15), on, end)
        life.add("previous_exceptional", life.often(40), on, end)
        life.add("kin_in_chain", life.often(30), on, end)


def _unit_results(life: _Life, standings: Sequence[Standing]) -> None:
    """Places of the own unit, from the bulletins: they fall on people through their unit, so only generated ones."""
    for place, standing in enumerate(standings):
        following = standings[place + 1].known if place + 1 < len(standings) else HORIZON + timedelta(days=1)
        # A place counts for the year after the bulletin; what was true in 2008 says nothing about 2024.
        end = min(following, add_months(standing.known, 12), life.retires)
        if life.work >= standing.known or standing.known >= life.retires:
            continue
        if standing.rank is not None:
            life.facts.append(Fact("unit_rank", standing.rank, standing.known, end))
            life.facts.append(Fact("unit_count", standing.count, standing.known, end))
        life.facts.append(Fact("veto_years", list(standing.vetoes), standing.known, end))


def _day_in(chance: Chance, year: int) -> date:
    return date(year, 1, 1) + timedelta(days=chance.below(365))


def _later(chance: Chance, day: date, low: int, high: int) -> date:
    """A first of a month, some years after `day`."""
    return (
        date(day.year + chance.between(low, high), chance.between(1, 12), 1)
        if low
        else add_months(date(day.year, day.month, 1), chance.between(1, 12 * high))
    )
