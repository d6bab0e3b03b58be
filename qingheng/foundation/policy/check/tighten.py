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
from qingheng.foundation.policy.model import Dated, Entry, Quota


def check_tightening(chain: Chain) -> list[Problem]:
    """Parameters, lists, quotas and meetings of a lower pack that loosen or contradict a higher one."""
    found: list[Problem] = []
    for entries in chain.entries.values():
        for position, lower in enumerate(entries):
            for higher in entries[position + 1 :]:
                found += _compare(chain, lower, higher)
    for position, quota in enumerate(chain.quotas()):
        found += [one for higher in chain.quotas()[position + 1 :] for one in _compare_quotas(chain, quota, higher)]
    for position, meeting in enumerate(chain.meetings()):
        found += [one for higher in chain.meetings()[position + 1 :] for one in _compare_meetings(meeting, higher)]
    return found


def _compare(chain: Chain, lower: Entry, higher: Entry) -> Iterator[Problem]:
    key = f"{lower.kind}.{lower.key}"
    for what in ("type", "unit", "direction", "map_key", "promised"):
        ours, theirs = getattr(lower, what), getattr(higher, what)
        if ours != theirs:
            yield problem(
                "differs_from_parent", lower.place, key=key, what=what, found=ours, parent=higher.pack, other=theirs
            )
            return
    for day in sorted({value.start for value in (*lower.values, *higher.values)}):
        ours_on, theirs_on = lower.at(day), higher.at(day)
        if ours_on is None or theirs_on is None:
            continue
        if lower.kind == "list":
            yield from _dropped(key, ours_on, theirs_on, higher)
        elif lower.kind == "table":
            yield from _changed(key, ours_on, theirs_on, higher)
        if lower.kind != "p" or lower.direction == "free":
            continue
        if not _looser(lower.direction, *(_measure(chain, lower, one.value) for one in (ours_on, theirs_on))):
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


def _dropped(key: str, ours: Dated, theirs: Dated, higher: Entry) -> Iterator[Problem]:
    """A list whose name promises a length keeps every item of the higher pack: the county may not swap one for its own."""
    kept = {item.id for item in ours.value}
    gone = [item.label.zh for item in theirs.value if item.id not in kept]
    if gone and higher.promised is not None:
        words: dict[str, Any] = {"what": "items", "found": len(ours.value), "other": "、".join(gone)}
        yield problem("differs_from_parent", ours.place, key=key, parent=higher.pack, **words)


def _changed(key: str, ours: Dated, theirs: Dated, higher: Entry) -> Iterator[Problem]:
    """A table cannot be compared for strictness, so it stays as the higher pack has it."""
    if ours.value != theirs.value:
        words: dict[str, Any] = {"what": "rows", "found": len(ours.value), "other": len(theirs.value)}
        yield problem("differs_from_parent", ours.place, key=key, parent=higher.pack, **words)


def _measure(chain: Chain, entry: Entry, value: Any) -> Any:
    """What a value is compared by: the place of an ordered choice among its members, itself otherwise."""
    if isinstance(value, Mapping):
        return {key: _measure(chain, entry, one) for key, one in value.items()}
    field = chain.fields.get(entry.map_key or "")
    ids = [one.id for one in field.members] if field is not None and field.ordered else []
    return ids.index(value) if "enum" in (entry.type, entry.of) and value in ids else value


def _looser(direction: str, ours: Any, theirs: Any) -> bool:
    if isinstance(ours, Mapping) and isinstance(theirs, Mapping):
        return any(_looser(direction, ours[key], theirs[key]) for key in ours.keys() & theirs.keys())
    if isinstance(ours, str | tuple):  # neither more nor less: the same, or not
        return bool(ours != theirs)
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


#: How a quota is divided, rounded and linked: a lower pack takes these over and may only lower the share.
_SAME_IN_QUOTAS = ("rounding", "allocation", "link_by", "links")


def _compare_quotas(chain: Chain, lower: Quota, higher: Quota) -> Iterator[Problem]:
    day = _shared_day(lower, higher)
    if day is None:
        return
    key = f"quota.{lower.id}"
    for what in _SAME_IN_QUOTAS:
        ours, theirs = getattr(lower, what), getattr(higher, what)
        if ours != theirs:
            words: dict[str, Any] = {"what": what, "found": _words(ours), "other": _words(theirs)}
            yield problem("differs_from_parent", lower.place, key=key, parent=higher.pack, **words)
    share, most = _share(chain, lower, day), _share(chain, higher, day)
    if share is not None and most is not None and share > most:
        found: dict[str, Any] = {"day": day, "found": format_figure(share), "other": format_figure(most)}
        yield problem("loosens_parent", lower.place, key=key, parent=higher.pack, **found)


def _words(part: Any) -> str:
    return ", ".join(f"{one.when} {one.share}" for one in part) or "-" if isinstance(part, tuple) else str(part or "-")


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
    yield from _compare_conduct(lower, higher, day)
    for what, (ours, theirs) in pairs.items():
        key = f"meeting.{lower.id}.{what}"
        if (ours.of, ours.have) != (theirs.of, theirs.have):
            words: dict[str, Any] = {"what": "of", "found": _base(ours), "other": _base(theirs)}
            yield problem("differs_from_parent", lower.place, key=key, parent=higher.pack, **words)
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


#: What a meeting allows -> the words from strict to loose: a lower pack may move to the left only.
_STRICTNESS: Mapping[str, tuple[Any, ...]] = {
    "proxy": (False, True),
    "late_vote": (False, True),
    "absent_written": ("not_counted", "closeness_only", "counted"),
    "recusal": ("deliberation_and_vote", "deliberation_only"),
    "recusal_reduces_base": (False, True),
}


def _compare_conduct(lower: Meeting, higher: Meeting, day: date) -> Iterator[Problem]:
    for what, order in _STRICTNESS.items():
        ours, theirs = (one.conduct[what] if what in one.conduct else getattr(one, what) for one in (lower, higher))
        if order.index(ours) > order.index(theirs):
            words: dict[str, Any] = {"day": day, "found": ours, "other": theirs}
            yield problem("loosens_parent", lower.place, key=f"meeting.{lower.id}.{what}", parent=higher.pack, **words)


def _weaker(ours: Threshold, theirs: Threshold) -> bool:
    return (ours.share, ours.strict) < (theirs.share, theirs.strict)


def _base(one: Threshold) -> str:
    return one.of if one.have is None else f"{one.have} / {one.of}"


def _shown(one: Threshold) -> str:
    return f"{'>' if one.strict else '>='} {one.share}"
