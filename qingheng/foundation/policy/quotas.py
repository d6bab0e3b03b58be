"""名额分配: caps and their division among groups, on exact fractions. "Not more than" rounds down.

`divide` knows largest remainders (Hamilton), Hare and Droop quotas for votes, and per-group caps; `linked` gives each
group the share that its own result allows (the team's grade, institutions 29).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from qingheng.foundation.kernel.chance import Chance
from qingheng.foundation.kernel.points import Rounding, round_to
from qingheng.foundation.policy.chain import Chain
from qingheng.foundation.policy.model import Link, Quota


@dataclass(frozen=True, slots=True)
class Division:
    """分配结果: the total, each group's seats, its exact claim, and who was tied for the last seat."""

    total: int
    seats: Mapping[str, int]
    claims: Mapping[str, Fraction]
    tied: tuple[str, ...] = ()
    #: Group -> the grade that its chief must stay below.
    chief_below: Mapping[str, str] | None = None

    def as_json(self) -> dict[str, Any]:
        """Total, seats and claims at the border."""
        return {
            "total": self.total,
            "seats": dict(self.seats),
            "claims": {group: str(claim) for group, claim in self.claims.items()},
            "tied": list(self.tied),
            "chief_below": dict(self.chief_below or {}),
        }


def cap(share: Fraction, size: int | Fraction, rounding: str = "floor") -> int:
    """Not more than a share of a number of people: 20% of 128 is 25; half up only where a rule says so."""
    mode = Rounding.HALF_UP if rounding == "half_up" else Rounding.FLOOR
    return int(round_to(share * size, 0, mode))


def largest_remainder(
    claims: Mapping[str, Fraction],
    seats: int,
    *,
    tie: str = "larger_group",
    sizes: Mapping[str, int] | None = None,
    chance: Chance | None = None,
) -> tuple[dict[str, int], tuple[str, ...]]:
    """Whole parts first, then a seat each to the largest remainders; with those tied for the last seat.

    `tie`: larger_group (then the order given), order, or draw (needs `chance`). Raises ValueError where the claims come
    to less than `seats` minus one seat a group or their whole parts to more than `seats`.
    """
    whole = {group: claim.numerator // claim.denominator for group, claim in claims.items()}
    left = seats - sum(whole.values())
    if not 0 <= left <= len(claims):
        raise ValueError(f"{left} seats are left for {len(claims)} groups")
    remainders = {group: claims[group] - whole[group] for group in claims}
    order = _tie_order(list(claims), tie, sizes or {}, chance)
    ranked = sorted(order, key=lambda group: -remainders[group])
    border = remainders[ranked[left - 1]] if left else None
    at_border = [group for group in order if remainders[group] == border]
    sure = sum(remainders[group] > border for group in order) if border is not None else 0
    tied = tuple(at_border) if border is not None and len(at_border) > left - sure else ()
    for group in ranked[:left]:
        whole[group] += 1
    return whole, tied


def _tie_order(groups: list[str], tie: str, sizes: Mapping[str, int], chance: Chance | None) -> list[str]:
    if tie == "draw":
        if chance is None:
            raise ValueError("a draw needs a recorded chance")
        return chance.shuffled(groups)
    if tie == "larger_group":
        return sorted(groups, key=lambda group: -sizes.get(group, 0))
    return groups


def by_votes(votes: Mapping[str, int], seats: int, method: str = "hare") -> dict[str, int]:
    """Seats by the Hare quota (votes / seats) or the Droop quota (floor(votes / (seats + 1)) + 1), largest remainders.

    So few votes that the whole Droop quota would not give out the seats are divided by the Hare quota. Raises ValueError
    without votes or seats.
    """
    total = sum(votes.values())
    if total <= 0 or seats <= 0:
        raise ValueError("votes and seats must be positive")
    quota, droop = Fraction(total, seats), Fraction(total // (seats + 1) + 1)
    if method == "droop" and total >= droop * seats:
        quota = droop
    claims = {group: count / quota for group, count in votes.items()}
    return largest_remainder(claims, seats, sizes=votes)[0]


def divide(
    sizes: Mapping[str, int], share: Fraction, *, rounding: str = "floor", allocation: str = "largest_remainder",
    tie: str = "larger_group", chance: Chance | None = None,
) -> Division:  # fmt: skip
    """A capped share of all people, divided among groups; never more in a group than it has people.

    `per_group` caps each group by itself; `none` leaves the division open.
    """
    people = sum(sizes.values())
    total = cap(share, people, rounding)
    if allocation == "per_group":
        seats = {group: cap(share, size, rounding) for group, size in sizes.items()}
        return Division(sum(seats.values()), seats, {group: share * size for group, size in sizes.items()})
    if allocation == "none" or not people:
        return Division(total, {}, {})
    if allocation in ("hare", "droop"):
        seats = by_votes(sizes, total, allocation) if total else dict.fromkeys(sizes, 0)
        return Division(total, seats, {group: Fraction(total * size, people) for group, size in sizes.items()})
    claims = {group: Fraction(total * size, people) for group, size in sizes.items()}
    seats, tied = largest_remainder(claims, total, tie=tie, sizes=sizes, chance=chance)
    return Division(total, seats, claims, tied)


def linked(
    sizes: Mapping[str, int], share: Fraction, own: Mapping[str, Fraction], *, rounding: str = "floor",
    tie: str = "larger_group", chance: Chance | None = None,
) -> Division:  # fmt: skip
    """A common cap divided among groups of which some have a share of their own (`own`), which none may pass.

    A group's claim is its own share of its size, else the common share; all together never pass the common cap. What a
    group's own cap does not let it take goes to the next remainder.
    """
    people = sum(sizes.values())
    claims = {group: own.get(group, share) * size for group, size in sizes.items()}
    wanted = sum(claims.values(), Fraction(0))
    total = min(cap(share, people, rounding), cap(Fraction(1), wanted, rounding))
    if wanted > total:
        claims = {group: claim * total / wanted for group, claim in claims.items()}
    caps = {group: cap(own[group], size, rounding) for group, size in sizes.items() if group in own}
    seats = {group: min(int(claim), caps.get(group, sizes[group])) for group, claim in claims.items()}
    order = _tie_order(list(sizes), tie, sizes, chance)
    remainders = {group: claim - int(claim) for group, claim in claims.items()}
    open_groups = [group for group in order if seats[group] < caps.get(group, sizes[group])]
    ranked = sorted(open_groups, key=lambda group: -remainders[group])
    chosen = ranked[: max(0, total - sum(seats.values()))]
    for group in chosen:
        seats[group] += 1
    at_border = [group for group in open_groups if chosen and remainders[group] == remainders[chosen[-1]]]
    tied = () if set(at_border) <= set(chosen) else tuple(at_border)
    return Division(sum(seats.values()), seats, claims, tied)


def apply_quota(
    chain: Chain, quota: Quota, sizes: Mapping[str, int], on: Any, *, properties: Mapping[str, str] | None = None,
    chance: Chance | None = None,
) -> Division:  # fmt: skip
    """A quota of the pack on a day; with links, the groups' own results (`properties`) set their caps.

    Raises LookupError where the share has no value that day.
    """
    share = chain.share(quota.share, on)
    if share is None:
        raise LookupError(quota.share)
    known = properties or {}
    if not quota.links:
        return divide(sizes, share, rounding=quota.rounding, allocation=quota.allocation, tie=quota.tie, chance=chance)
    by_result = {link.when: _link_share(chain, link, on) for link in quota.links}
    own = {group: by_result[known[group]] for group in sizes if known.get(group) in by_result}
    below = {
        group: link.chief_below
        for group in sizes
        for link in quota.links
        if link.chief_below is not None and known.get(group) == link.when
    }
    found = linked(sizes, share, own, rounding=quota.rounding, tie=quota.tie, chance=chance)
    return replace(found, chief_below=below)


def _link_share(chain: Chain, link: Link, on: Any) -> Fraction:
    share = chain.share(link.share, on)
    if share is None:
        raise LookupError(link.share)
    return share
