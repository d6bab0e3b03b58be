"""期间: editions and gaps cover time without holes, values leave none, the calendar has every year between its first and last."""

import itertools
from collections.abc import Iterator
from datetime import date, timedelta

from qingheng.foundation.kernel.problems import Problem, Where
from qingheng.foundation.policy.build import Pack
from qingheng.foundation.policy.chain import Chain
from qingheng.foundation.policy.codes import problem
from qingheng.foundation.policy.model import Entry, Span

ONE_DAY = timedelta(days=1)


def check_periods(chain: Chain) -> list[Problem]:
    """Editions, declared gaps, gaps between the values of a key, years without a calendar."""
    found: list[Problem] = []
    for pack in chain.packs:
        found += _editions(pack, Where(file=pack.place.file, line=1))
        for entry in pack.entries.values():
            found += [*_value_gaps(pack, entry), *_gaps_with_values(entry)]
    return [*found, *_calendar(chain)]


def _editions(pack: Pack, where: Where) -> Iterator[Problem]:
    editions = sorted(pack.editions, key=lambda one: one.start)
    for one, following in itertools.pairwise(editions):
        if one.meets(following):
            yield problem("edition_overlap", where, id=following.id, other=one.id)
    spans: list[Span] = sorted([*pack.editions, *pack.gaps], key=lambda one: one.start)
    for gap in pack.gaps:
        if any(gap.meets(other) for other in spans if other is not gap):
            yield problem("gap_overlap", where, start=gap.start, to=gap.end)
    for start, end in _holes(spans):
        yield problem("edition_gap", where, start=start, to=end)


def _holes(spans: list[Span]) -> Iterator[tuple[date, date]]:
    """Days between the first and the last span that lie in none."""
    reached: date | None = None
    for span in spans:
        if reached is not None and span.start > reached + ONE_DAY:
            yield reached + ONE_DAY, span.start - ONE_DAY
        if span.end is None:
            return
        reached = span.end if reached is None else max(reached, span.end)


def _value_gaps(pack: Pack, entry: Entry) -> Iterator[Problem]:
    """Days inside an edition, between two values of a key, that neither carry a value nor a declared gap."""
    for edition in pack.editions:
        inside: list[Span] = [one for one in entry.values if edition.covers(one.start)]
        inside += [gap for gap in entry.gaps if gap.meets(edition)]
        for start, end in _holes(sorted(inside, key=lambda one: one.start)):
            yield problem("value_gap", entry.place, key=f"{entry.kind}.{entry.key}", start=start, to=end)


def _gaps_with_values(entry: Entry) -> Iterator[Problem]:
    """Declared gaps of a key on whose days a value holds all the same."""
    for gap in entry.gaps:
        if any(gap.meets(value) for value in entry.values):
            yield problem("gap_overlap", entry.place, start=gap.start, to=gap.end)


def _calendar(chain: Chain) -> Iterator[Problem]:
    years = chain.calendar()
    if not years:
        return
    first, last = min(years), max(years)
    for year in range(first, last):
        if year not in years:
            yield problem("calendar_year_missing", years[last].place, year=year, start=first, to=last)
