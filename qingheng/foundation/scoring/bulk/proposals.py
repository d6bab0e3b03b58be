"""结果运用的提出: what a consequence that holds proposes, for the unit or for each person of its roles but the spared."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from qingheng.foundation.kernel.points import format_figure
from qingheng.foundation.scoring.bulk.persons import SPARED
from qingheng.foundation.scoring.bulk.tables import vetoes_of
from qingheng.foundation.scoring.inputs import Inputs
from qingheng.foundation.scoring.model import Consequence, Scheme

#: State or SPARED of every person of the units table, for each consequence that spares persons.
Spared = Mapping[int, Mapping[str, int]]


_INAPPLICABLE = 2


@dataclass(frozen=True, slots=True)
class Proposals:
    """提出的运用: the proposals; `unknown` where it hangs on a person of whom a figure is missing."""

    found: tuple[dict[str, Any], ...]
    unknown: bool


@dataclass(frozen=True, slots=True)
class Proposer:
    """What holds for all units of one run."""

    scheme: Scheme
    inputs: Inputs
    on: date
    spared: Spared

    def propose(self, unit: str, holding: Sequence[tuple[int, Fraction | None]]) -> Proposals:
        """Everything for one unit from the consequences that hold, given by their place in the scheme, with amounts."""
        found: list[dict[str, Any]] = []
        unknown = False
        for at, amount in holding:
            given = self._one(at, self.scheme.consequences[at], unit, amount)
            found += given.found
            unknown = unknown or given.unknown
        return Proposals(tuple(found), unknown)

    def _one(self, at: int, rule: Consequence, unit: str, amount: Fraction | None) -> Proposals:
        """One consequence; nobody can be proposed where it is not known of somebody whether to spare them."""
        one = _blank(rule, amount)
        if rule.on == "unit" or not rule.roles:
            return Proposals((one,), unknown=False)
        spared, found = self.spared.get(at, {}), list[dict[str, Any]]()
        for role in rule.roles:
            people = self._people(rule, role, unit)
            states = {person: spared.get(person, 0) for person in people}
            bad = next((state for state in states.values() if state not in (0, SPARED)), None)
            if bad is not None:
                return Proposals((), unknown=bad != _INAPPLICABLE)
            held = [person for person, state in states.items() if state != SPARED] if people else [None]
            found += [{**one, "role": role, "person": person} for person in held]
        return Proposals(tuple(found), unknown=False)

    def _people(self, rule: Consequence, role: str, unit: str) -> list[str]:
        """Who holds the role on the days that count, by id."""
        return sorted(
            {
                held.origin
                for day in self._days(rule, unit)
                for held in self.inputs.relations
                if held.relation == role and held.target == unit and held.holds(day)
            }
        )

    def _days(self, rule: Consequence, unit: str) -> list[date]:
        """The days on which a role counts: that of the assessment, or those of the vetoes that were applied."""
        if rule.held_on != "veto":
            return [self.on]
        domains = {veto.domain for veto in vetoes_of(self.scheme, self.inputs, unit, self.on)}
        first: dict[str, date | None] = {}
        facts = sorted(self.inputs.vetoes.get(unit, []), key=lambda fact: (fact.domain, str(fact.day), fact.basis))
        for fact in facts:
            if fact.domain in domains and self._listed(fact.domain, fact.day or self.on):
                first.setdefault(fact.domain, fact.day)
        days = [first[domain] for domain in sorted(first)]
        return [day for day in days if day is not None] or [self.on]

    def _listed(self, domain: str, day: date) -> bool:
        return any(
            veto.domain == domain
            and (veto.valid_from is None or veto.valid_from <= day)
            and (veto.valid_to is None or day <= veto.valid_to)
            for veto in self.scheme.vetoes
        )


def _blank(rule: Consequence, amount: Fraction | None) -> dict[str, Any]:
    """What is proposed, before the person."""
    one: dict[str, Any] = {
        "kind": rule.kind,
        "zh": rule.name.zh,
        "en": rule.name.en,
        "on": rule.on,
        "cite": rule.cite,
        "status": "proposed",
    }
    if rule.months:
        one["months"] = rule.months
    if rule.needs:
        one["needs"] = rule.needs
    if rule.amount is not None:
        one["amount"] = None if amount is None else format_figure(amount)
        one["amount_unit"] = rule.amount_unit
    return one
