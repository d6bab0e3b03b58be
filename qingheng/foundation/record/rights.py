"""权限: one table of rights, closed until opened, asked by page, list, export and API alike.

A `Who` says the same thing twice from one definition: as a predicate over an account and an object, and as a filter
for querysets, so that a list cannot show what the detail refuses. Combine with `|` and `&`. A room defines its rights
once (`define`); a right that nobody defined is an error of the program, not a refusal.

    define("assessment.see_ranking", Text("查看排名", "see the ranking"), offices(A, B) | (offices(C) & published))
    may(account, "assessment.see_ranking", cycle)      ->  Answer
    visible(account, "assessment.see_ranking", Cycle.objects.all())  ->  the same, as a queryset
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from typing import Any, TypeVar

import rules
from django.contrib.auth.models import AnonymousUser
from django.db.models import Model, Q, QuerySet

from qingheng.foundation.kernel.findings import Finding, Outcome
from qingheng.foundation.kernel.text import Text
from qingheng.foundation.record.models import Account
from qingheng.foundation.record.offices import Office

M = TypeVar("M", bound=Model)

EVERYTHING = ~Q(pk__in=[])
NOTHING = Q(pk__in=[])


class UnknownRightError(LookupError):
    """A right that is in no table: the program asks for something nobody defined."""


class RefusedError(Exception):
    """拒绝: not yours to see or do; `answer` names the office that may."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        super().__init__(answer.say.en)


@dataclass(frozen=True, slots=True)
class Who:
    """何人: who may, as a named predicate, as a queryset filter, and in words."""

    predicate: Any
    as_q: Callable[[Account], Q]
    say: Text

    def __or__(self, other: Who) -> Who:
        return Who(
            self.predicate | other.predicate,
            lambda account: self.as_q(account) | other.as_q(account),
            Text(f"{self.say.zh}，或者{other.say.zh}", f"{self.say.en}, or {other.say.en}"),
        )

    def __and__(self, other: Who) -> Who:
        return Who(
            self.predicate & other.predicate,
            lambda account: self.as_q(account) & other.as_q(account),
            Text(f"{self.say.zh}（{other.say.zh}）", f"{self.say.en} ({other.say.en})"),
        )


def offices(*names: Office) -> Who:
    """Whoever acts in one of these offices."""
    slugs = {name.value for name in names}

    @rules.predicate(name=f"office:{'+'.join(sorted(slugs))}")
    def in_office(account: Account, obj: object = None) -> bool:
        return account.office in slugs

    return Who(
        in_office,
        lambda account: EVERYTHING if account.office in slugs else NOTHING,
        Text("、".join(name.title.zh for name in names), ", ".join(name.title.en for name in names)),
    )


def own_unit(path: str) -> Who:
    """Whoever belongs to the unit of the object; `path` leads from the object to the unit's code, as in a filter.

    Without an object the answer is whether the account belongs to any unit at all: the list then shows its own.
    """

    @rules.predicate(name=f"own unit:{path}")
    def belongs(account: Account, obj: object = None) -> bool:
        return bool(account.unit) and (obj is None or follow(obj, path) == account.unit)

    return Who(
        belongs,
        lambda account: Q(**{path: account.unit}) if account.unit else NOTHING,
        Text("限本单位", "of the own unit only"),
    )


def where(path: str, values: frozenset[str], say: Text) -> Who:
    """Only while the object's field (a stored slug, for instance a state) is one of `values`.

    Without an object it holds: the list then shows only the objects for which it does.
    """

    @rules.predicate(name=f"{path} in {'+'.join(sorted(values))}")
    def holds(account: Account, obj: object = None) -> bool:
        return obj is None or follow(obj, path) in values

    return Who(holds, lambda account: Q(**{f"{path}__in": sorted(values)}), say)


def follow(obj: object, path: str) -> object:
    """The value at the end of a filter path, read from the object; a missing link on the way ends in None."""
    return reduce(lambda value, name: getattr(value, name, None), path.split("__"), obj)


@dataclass(frozen=True, slots=True)
class Right:
    """一项权限: its name in the program, what it is for, and who has it."""

    name: str
    what: Text
    who: Who


@dataclass(frozen=True, slots=True)
class Answer:
    """答复: yes or no, and in both cases why. True in a boolean context exactly when the right is given."""

    right: Right
    allowed: bool

    def __bool__(self) -> bool:
        return self.allowed

    @property
    def say(self) -> Text:
        """The reason, naming the office that may."""
        what, who = self.right.what, self.right.who.say
        if self.allowed:
            return Text(f"可以{what.zh}。", f"May {what.en}.")
        return Text(
            f"您不能{what.zh}；有权限的是：{who.zh}。",
            f"You may not {what.en}; this belongs to: {who.en}.",
        )

    @property
    def finding(self) -> Finding:
        """The answer as a finding, for pages that list findings."""
        return Finding(
            f"right.{self.right.name}",
            Outcome.MET if self.allowed else Outcome.NOT_MET,
            self.say,
            Text("", "") if self.allowed else Text("需要时请与上述岗位联系。", "Ask that office where you need it."),
        )


_TABLE: dict[str, Right] = {}


def define(name: str, what: Text, who: Who) -> Right:
    """Put a right into the table; the same name twice is refused, so that nobody widens another's right."""
    if name in _TABLE:
        raise ValueError(f"right defined twice: {name}")
    _TABLE[name] = Right(name, what, who)
    return _TABLE[name]


def table() -> tuple[Right, ...]:
    """Every right, by name."""
    return tuple(_TABLE[name] for name in sorted(_TABLE))


def right_named(name: str) -> Right:
    """The right of that name. Raises UnknownRightError."""
    try:
        return _TABLE[name]
    except KeyError:
        raise UnknownRightError(name) from None


def may(account: Account | AnonymousUser, right: str, obj: object = None) -> Answer:
    """Whether `account` has `right` (over `obj`), and why. Nobody signed in, or a closed account: no."""
    found = right_named(right)
    known = isinstance(account, Account) and account.is_active
    return Answer(found, bool(known and found.who.predicate.test(account, obj)))


def require(account: Account | AnonymousUser, right: str, obj: object = None) -> None:
    """Raise RefusedError unless `may`."""
    answer = may(account, right, obj)
    if not answer:
        raise RefusedError(answer)


def visible(account: Account | AnonymousUser, right: str, objects: QuerySet[M]) -> QuerySet[M]:
    """The objects over which `account` has `right`: the same definition as `may`, as a filter."""
    found = right_named(right)
    if not (isinstance(account, Account) and account.is_active):
        return objects.none()
    return objects.filter(found.who.as_q(account))


#: 纪实: who reads the record. Administrators of the machine do not.
SEE_RECORD = define(
    "record.see",
    Text("查看全程纪实", "read the record"),
    offices(Office.AUDITOR, Office.DISCIPLINE_COMMISSION, Office.ASSESSMENT_OFFICE, Office.ORGANISATION_DEPARTMENT),
)
