"""查找表: what a run looks up for every unit, put in order once: units, relations, and the figures of a group."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from functools import cached_property
from typing import TypeVar

from qingheng.foundation.scoring.inputs import Inputs, Refusal, Relation, Unit

T = TypeVar("T")


class Members:
    """一组单位: the units of a group or class, by id. Two are the same only where they are one object."""

    __slots__ = ("_units",)

    def __init__(self, units: Iterable[Unit] = ()) -> None:
        self._units = tuple(units)

    def __iter__(self) -> Iterator[Unit]:
        return iter(self._units)

    def __len__(self) -> int:
        return len(self._units)


class Figures:
    """一组数: the figures of several units, which each of them is compared with."""

    def __init__(self, values: Iterable[Fraction]) -> None:
        self.values = tuple(values)

    def __len__(self) -> int:
        return len(self.values)

    @cached_property
    def sum(self) -> Fraction:
        """The sum, zero of nothing."""
        return sum(self.values, Fraction(0))

    @cached_property
    def mean(self) -> Fraction:
        """The mean. Raises ZeroDivisionError where there is no figure."""
        return self.sum / len(self.values)

    @cached_property
    def least(self) -> Fraction:
        """The least. Raises ValueError where there is no figure."""
        return min(self.values)

    @cached_property
    def greatest(self) -> Fraction:
        """The greatest. Raises ValueError where there is no figure."""
        return max(self.values)

    def below(self, value: Fraction) -> int:
        """How many are less."""
        return bisect_left(self._ordered, value)

    def above(self, value: Fraction) -> int:
        """How many are more."""
        return len(self.values) - bisect_right(self._ordered, value)

    @cached_property
    def _ordered(self) -> list[Fraction]:
        return sorted(self.values)


class Lookups:
    """查找表 of one set of inputs: units by class and parent, relations by either end, each in the order of its table."""

    def __init__(self, inputs: Inputs, units: Sequence[Unit]) -> None:
        self._inputs, self._units = inputs, units

    def of_class(self, name: str) -> Members:
        """The units of a class, by id."""
        return self._classes.get(name, _NOBODY)

    def under(self, parent: str) -> Members:
        """The units that name it as their parent, by id."""
        return self._children.get(parent, _NOBODY)

    def relations_from(self, origin: str) -> Sequence[Relation]:
        """The relations that begin there."""
        return self._from.get(origin, ())

    def relations_to(self, target: str) -> Sequence[Relation]:
        """The relations that end there."""
        return self._to.get(target, ())

    def refused(self, table: str, unit: str, item: str) -> Sequence[Refusal]:
        """The rows about a unit and item that could not be read."""
        return self._refused.get((table, unit, item), ())

    def refused_relations(self, relation: str) -> Sequence[Refusal]:
        """The rows of a relation that could not be read, whoever they are about."""
        return self._refused.get(("relations", "", relation), ())

    def refused_vetoes(self, unit: str) -> Sequence[Refusal]:
        """The vetoes of a unit that could not be read."""
        return self._refused.get(("vetoes", unit, ""), ())

    @cached_property
    def _refused(self) -> dict[tuple[str, str, str], list[Refusal]]:
        found: dict[tuple[str, str, str], list[Refusal]] = {}
        for one in self._inputs.refused:
            unit = "" if one.table == "relations" else one.unit
            item = "" if one.table == "vetoes" else one.item
            found.setdefault((one.table, unit, item), []).append(one)
        return found

    @cached_property
    def _classes(self) -> dict[str, Members]:
        return members_by((unit.cls, unit) for unit in self._units)

    @cached_property
    def _children(self) -> dict[str, Members]:
        return members_by((unit.parent, unit) for unit in self._units)

    @cached_property
    def _from(self) -> dict[str, list[Relation]]:
        return _lists((relation.origin, relation) for relation in self._inputs.relations)

    @cached_property
    def _to(self) -> dict[str, list[Relation]]:
        return _lists((relation.target, relation) for relation in self._inputs.relations)


_NOBODY = Members()


def _lists(pairs: Iterable[tuple[str, T]]) -> dict[str, list[T]]:
    found: dict[str, list[T]] = {}
    for key, one in pairs:
        found.setdefault(key, []).append(one)
    return found


def members_by(pairs: Iterable[tuple[str, Unit]]) -> dict[str, Members]:
    """The units of each label, in the order given."""
    return {label: Members(units) for label, units in _lists(pairs).items()}
