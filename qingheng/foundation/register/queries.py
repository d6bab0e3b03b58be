"""查名册: units, names and facts as they stood on a day."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from qingheng.foundation.kernel.text import Text
from qingheng.foundation.record.offices import Office
from qingheng.foundation.record.rights import define, offices
from qingheng.foundation.register.models import Fact, Person, Unit, UnitName, holding_on

# fmt: off
#: The vocabulary in which facts about a person are handed to the rules; what is not on file is null, which is unknown.
FACT_KEYS = (
    "id", "name", "sex", "birth", "ethnicity", "party", "party_since", "work_since", "rank", "rank_since", "post",
    "post_since", "unit", "unit_class", "level", "post_basis", "authority", "status", "education_full_time",
    "education_in_service", "degree", "grassroots_months", "posts_held", "training_hours_year", "grades",
    "sanction", "sanction_date", "admonition_date", "investigation", "probation_until", "unit_rank", "unit_count",
    "veto_years", "exceptional", "target_rank", "target_post", "kin_in_chain",
)
# fmt: on


def units_on(on: date) -> QuerySet[Unit]:
    """The units that existed on a day, each with `name_zh` and `name_en` of that day."""
    names = UnitName.objects.filter(holding_on(on), unit=OuterRef("pk"), kind=UnitName.Kind.OFFICIAL)
    return (
        Unit.objects.filter(holding_on(on))
        .annotate(name_zh=Subquery(names.values("zh")[:1]), name_en=Subquery(names.values("en")[:1]))
        .order_by("code")
    )


def units_matching(units: QuerySet[Unit], *, words: str = "", kind: str = "") -> QuerySet[Unit]:
    """Narrow `units` to a kind, and to those whose code or any name (aliases too) contains the words."""
    if kind:
        units = units.filter(kind=kind)
    if words:
        named = UnitName.objects.filter(Q(zh__icontains=words) | Q(en__icontains=words)).values("unit")
        units = units.filter(Q(code__icontains=words) | Q(pk__in=named))
    return units


def facts_of(person: Person, on: date, keys: Iterable[str] = FACT_KEYS) -> dict[str, Any]:
    """What was known to hold about a person on a day, ready for the policy engine; null where nothing is on file."""
    facts: dict[str, Any] = dict.fromkeys(keys)
    held = Fact.objects.filter(holding_on(on), person=person, key__in=list(facts))
    facts.update(held.values_list("key", "value"))
    if "id" in facts:
        facts["id"] = person.code
    return facts


def date_asked(text: str, today: date) -> date:
    """The day of `?on=`, today where none is asked for. Raises ValueError for what is no date."""
    return date.fromisoformat(text) if text else today


#: 单位名册: public within the county's offices.
SEE_UNITS = define(
    "register.see_units",
    Text("查看单位名册", "see the register of units"),
    offices(
        Office.ASSESSMENT_OFFICE,
        Office.ORGANISATION_DEPARTMENT,
        Office.COUNTY_LEADER,
        Office.DISCIPLINE_COMMISSION,
        Office.UNIT_HEAD,
        Office.PANEL_MEMBER,
    ),
)
