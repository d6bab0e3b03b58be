"""只能从严: what a lower pack sets again is compared, day by day, with what the packs above it say."""

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from qingheng.foundation.kernel.points import format_figure
from qingheng.foundation.kernel.problems import Problem
from qingheng.foundation.policy.chain import Chain
from qingheng.foundation.policy.codes import problem
from qingheng.foundation.policy.explain import plain
from qingheng.foundation.policy.meetings import Meeting, Threshold
from qingheng.foundation.policy.model import Entry, Quota


def check_tightening(chain: Chain) -> list[Problem]:
    """Parameters, lists, quotas and meetings of a lower pack that loosen or contradict a higher one."""
    found: list[Problem] = []
    for entries in chain.entries.values():
        for position, lower in enumerate(entries):
            for higher in entries[position + 1 :]:
                found += _compare(lower, higher)
    for position, quota in enumerate(chain.quotas()):
        found += [one for higher in chain.quotas()[position + 1 :] for one in _compare_quotas(chain, quota, higher)]
    for position, meeting in enumerate(chain.meetings()):
        found += [one for higher in chain.meetings()[position + 1 :] for one in _compare_meetings(meeting, higher)]
    return found


def _compare(lower: Entry, higher: Entry) -> Iterator[Problem]:
    key = f"{lower.kind}.{lower.key}"
    for what in ("type", "unit", "direction", "map_key", "promised"):
        ours, theirs = getattr(lower, what), getattr(higher, what)
        if ours != theirs:
            yield problem(
                "differs_from_parent", lower.place, key=key, what=what, found=ours, parent=higher.pack, other=theirs
            )
            return
    if lower.kind != "p" or lower.direction == "free":
        return
    for day in sorted({value.start for value in (*lower.values, *higher.values)}):
        ours_on, theirs_on = lower.at(day), higher.at(day)
        if ours_on is None or theirs_on is None or not _looser(lower.direction, ours_on.value, theirs_on.value):
            continue
        yield problem(
            "loosens_parent",
            ours_on.place,
            key=key,
            day=day,
            found=plain(ours_on.value),
            parent=higher.pack,
            other=plain(theirs_on.value),
        )


def _looser(direction: str, ours: Any, theirs: Any) -> bool:
    if isinstance(ours, Mapping) and isinstance(theirs, Mapping):
        return any(_looser(direction, ours[key], theirs[key]) for key in ours.keys() & theirs.keys())
    match direction:
        case "min":
            return bool(ours < theirs)
        case "max":
            return bool(ours > theirs)
    return bool(ours != theirs)


def _shared_day(lower: Meeting | Quota, higher: Meeting | Quota) -> date | None:
    """The first day on which both hold."""
    if lower.id != higher.id or lower.pack == higher.pack or not lower.span.meets(higher.span):
        return None
    return max(lower.span.start, higher.span.start)


def _compare_quotas(chain: Chain, lower: Quota, higher: Quota) -> Iterator[Problem]:
    day = _shared_day(lower, higher)
    if day is None:
        return
    ours, theirs = _share(chain, lower, day), _share(chain, higher, day)
    if ours is not None and theirs is not None and ours > theirs:
        yield problem(
            "loosens_parent",
            lower.place,
            key=f"quota.{lower.id}",
            day=day,
            found=format_figure(ours),
            parent=higher.pack,
            other=format_figure(theirs),
        )


def _share(chain: Chain, quota: Quota, day: date) -> Fraction | None:
    try:
        return chain.share(quota.share, day)
    except KeyError:
        return None


def _compare_meetings(lower: Meeting, higher: Meeting) -> Iterator[Problem]:
    day = _shared_day(lower, higher)
    if day is None:
        return
    pairs = {"quorum": (lower.quorum, higher.quorum), "pass": (lower.passing, higher.passing)}
    for what, (ours, theirs) in pairs.items():
        key = f"meeting.{lower.id}.{what}"
        if ours.of != theirs.of:
            yield problem(
                "differs_from_parent",
                lower.place,
                key=key,
                what="of",
                found=ours.of,
                parent=higher.pack,
                other=theirs.of,
            )
        elif _weaker(ours, theirs):
            yield problem(
                "loosens_parent",
                lower.place,
                key=key,
                day=day,
                found=_shown(ours),
                parent=higher.pack,
                other=_shown(theirs),
            )


def _weaker(ours: Threshold, theirs: Threshold) -> bool:
    return (ours.share, ours.strict) < (theirs.share, theirs.strict)


def _shown(one: Threshold) -> str:
    return f"{'>' if one.strict else '>='} {one.share}"
