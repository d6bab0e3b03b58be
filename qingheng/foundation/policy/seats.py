"""席位: who of those that passed is elected. By votes alone: nobody takes a seat kept for others, and the order of a list decides nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from qingheng.foundation.policy.meetings import Reserved


class Candidate(Protocol):
    """人选: what the seats look at."""

    @property
    def id(self) -> str: ...
    @property
    def yes(self) -> int: ...
    @property
    def properties(self) -> Mapping[str, str]: ...


@dataclass(slots=True)
class Seating:
    """席位分配: those elected, those tied with the seats that they are tied for, and the seats left empty."""

    empty: int
    #: How many of the empty seats are kept, by the rules of the meeting in their order.
    kept: list[int]
    elected: list[str] = field(default_factory=list)
    tied: list[tuple[tuple[str, ...], int]] = field(default_factory=list)


def seat(passed: Sequence[Candidate], seats: int, reserved: Sequence[Reserved]) -> Seating:
    """Fill the seats from the most votes down; whoever is neither elected nor tied has failed."""
    found = Seating(seats, [])
    for rule in reserved:
        found.kept.append(min(rule.seats, seats - sum(found.kept)))
    for votes in sorted({one.yes for one in passed}, reverse=True):
        _level(found, [one for one in passed if one.yes == votes], reserved)
    return found


def _level(found: Seating, level: Sequence[Candidate], reserved: Sequence[Reserved]) -> None:
    """Seat those with equal votes: all of them, or as many as fit without a tie; the rest are tied, or fail."""
    groups: list[list[str]] = [[] for _ in reserved]
    others: list[str] = []
    for one in level:
        at = _kept_for(one, found.kept, reserved)
        (others if at is None else groups[at]).append(one.id)
    kept, free = list(found.kept), found.empty - sum(found.kept)
    over = [at for at, group in enumerate(groups) if len(group) > kept[at]]
    crowded = [*others, *(id_ for at in over for id_ in groups[at])]
    wanted = len(crowded) - sum(kept[at] for at in over)
    found.kept = [left - min(len(group), left) for group, left in zip(groups, kept, strict=True)]
    if wanted <= free:
        found.elected += [one.id for one in level]
        found.empty -= len(level)
        return
    found.elected += [id_ for at, group in enumerate(groups) if at not in over for id_ in group]
    if free:
        found.tied.append((tuple(crowded), free + sum(kept[at] for at in over)))
    else:
        found.tied += [(tuple(groups[at]), kept[at]) for at in over if kept[at]]
    found.empty = sum(found.kept)


def _kept_for(one: Candidate, kept: Sequence[int], reserved: Sequence[Reserved]) -> int | None:
    """The first reserved seat still empty that a candidate may take."""
    rules = enumerate(zip(reserved, kept, strict=True))
    return next((at for at, (rule, left) in rules if left and one.properties.get(rule.property) == rule.value), None)
