"""按事件计分的编译: events and awards, counted in a table of one row a unit."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import accumulate
from math import lcm

from qingheng.foundation.scoring.bulk.asks import ZERO, Ask
from qingheng.foundation.scoring.bulk.cells import Cell, UnsupportedError, fault, first_bad, quoted
from qingheng.foundation.scoring.bulk.rational import Rational, kind_of
from qingheng.foundation.scoring.declare import Settings


def events(ask: Ask) -> Cell:
    """事件计分: a start, then each kind's points, each line between its own limits."""
    rows = ask.s.rows("rates")
    name = ask.f.sources.join(_event_counts(ask, rows))
    start = ask.number("start")
    added, taken, zero = ZERO, ZERO, []
    for at, row in enumerate(rows):
        count = Rational(f"coalesce({name}_e{at}, 0)", ask.f.sources.profile.most_events)
        there = f"({name}_e{at} IS NOT NULL)"
        points = _line(ask, row, ask.times(ask.hold(Cell(count)), ask.number("points", row)))
        if points.state is not None:
            raise UnsupportedError("points of an event that may be missing")
        added = ask.plus(added, ask.branch(f"({there} AND {points.value.num} > 0)", points, ZERO))
        taken = ask.plus(taken, ask.branch(f"({there} AND {points.value.num} < 0)", points, ZERO))
        if row.count("zero_after"):
            zero.append(f"{count.num} >= {row.count('zero_after')}")
    score = ask.floored(limited_bonus(ask, ask.plus(start, taken), added, "cap"))
    score = ask.branch(f"({' OR '.join(zero)})", ZERO, score, start.state) if zero else score
    bad = fault(f"{name}_bad")
    return ask.hold(Cell(score.figure, state=first_bad([start.state, bad, score.state])))


def _event_counts(ask: Ask, rows: Sequence[Settings]) -> str:
    """One row a unit: how many events of each line, and whether one cannot be counted."""
    line, (inside, bad) = _line_of(rows), _window(ask, _line_of(rows))
    name = f"j{len(ask.f.sources.joined)}"
    columns = [f"sum(count) FILTER ({inside} AND {line} = {at})::BIGINT AS {name}_e{at}" for at in range(len(rows))]
    columns.append(f"bool_or({bad}) AS {name}_bad")
    return f"SELECT county, unit, {', '.join(columns)} FROM events WHERE item = {quoted(ask.node.id)} GROUP BY county, unit"


def _line_of(rows: Sequence[Settings]) -> str:
    """SQL: the place of the first declared line for an event, null where there is none."""
    matches = []
    for at, row in enumerate(rows):
        level = f" AND level = {quoted(row.text('level'))}" if row.text("level") else ""
        matches.append(f"WHEN kind = {quoted(row.text('kind'))}{level} THEN {at}")
    return f"(CASE {' '.join(matches)} END)"


def _window(ask: Ask, line: str) -> tuple[str, str]:
    """SQL: the event belongs to this cycle; it, or what could not be read, leaves the item without a score."""
    inside, undated = "TRUE", "FALSE"
    start, end = ask.s.day("window_from"), ask.s.day("window_to")
    if start is not None or end is not None:
        undated = "day IS NULL"
        tests = [f"day >= DATE '{start}'"] * (start is not None) + [f"day <= DATE '{end}'"] * (end is not None)
        inside = " AND ".join(tests)
    stray = f"({inside} AND {line} IS NULL)" if ask.s.text("unlisted") == "refuse" else "FALSE"
    return f"({inside})", f"(refused OR {undated} OR {stray})"


def limited_bonus(ask: Ask, start: Cell, bonus: Cell, cap_name: str) -> Cell:
    """A start and what is added to it, under a cap on what is added or on the total."""
    cap = ask.limit(cap_name)
    if cap is not None and ask.s.text("cap_scope") == "bonus":
        return ask.plus(start, ask.at_most(bonus, cap))
    return ask.at_most(ask.plus(start, bonus), cap)


def _line(ask: Ask, row: Settings, points: Cell) -> Cell:
    least, most = row.get("least", Fraction), row.get("most", Fraction)
    points = points if least is None else ask.at_least(points, ask.constant(least))
    return points if most is None else ask.at_most(points, ask.constant(most))


def awards(ask: Ask) -> Cell:
    """奖项加分: one matter once, evidence, window, cap."""
    rows = ask.s.rows("rates")
    points = [_constant(ask, row) for row in rows]
    factors = _factors(ask)
    den = lcm(1, *(factor.denominator for factor in factors))
    top = ask.f.sources.profile.most_events * max([den, *(abs(int(factor * den)) for factor in factors)])
    name = ask.f.sources.join(_earned(ask, points, [int(factor * den) for factor in factors], den, kind_of(top)))
    total = ZERO
    for at, (row, value) in enumerate(zip(rows, points, strict=True)):
        counted = ask.hold(Cell(Rational(f"coalesce({name}_e{at}, 0)", top, den)))
        earned = _line(ask, row, ask.scaled(counted, value))
        total = ask.plus(total, ask.branch(f"({name}_e{at} IS NOT NULL)", earned, ZERO))
    bad = f"coalesce({name}_bad, FALSE)"
    return ask.guard(ask.at_most(total, ask.limit("cap")), bad)


def _constant(ask: Ask, row: Settings) -> Fraction:
    """The points of a line; the order of awards within a matter hangs on them."""
    cell = ask.number("points", row)
    if cell.state is not None or cell.value.known is None:
        raise UnsupportedError("points of an award that the data decides")
    return Fraction(cell.value.known)


def _factors(ask: Ask) -> list[Fraction]:
    """What the first, second, third … award of one matter counts; empty where a matter does not matter."""
    match ask.s.text("dedupe"):
        case "highest":
            return [Fraction(1)]
        case "decreasing":
            return list(ask.s.figures("factors"))
    return []


def _earned(ask: Ask, points: Sequence[Fraction], factors: Sequence[int], den: int, kind: str) -> str:
    """One row a unit: how often each line counts, in units of 1/den, null where it never does.

    Within a matter the awards stand in order of their points, so a line's awards take places `since` to `since + n`,
    and count the sum of the factors at those places.
    """
    rows = ask.s.rows("rates")
    line = _line_of(rows)
    inside, bad = _window(ask, line)
    proven = "coalesce(evidence, '') <> ''" if ask.s.text("evidence") == "required" else "TRUE"
    alone = "(coalesce(matter, '') = '' OR starts_with(matter, '#'))" if ask.s.text("dedupe") != "none" else "TRUE"
    order = sorted(range(len(rows)), key=lambda at: (-points[at], at))
    place = " ".join(f"WHEN {at} THEN {number}" for number, at in enumerate(order))
    sums = f"[{', '.join(map(str, accumulate(factors, initial=0)))}]::HUGEINT[]"
    last = f"least(since + n, {len(factors)})"
    listed = (
        f"SELECT county, unit, {line} AS line, count, matter, {alone} AS alone, {bad} AS bad, {inside} AND {proven} "
        f"AND {line} IS NOT NULL AS counted FROM events WHERE item = {quoted(ask.node.id)}"
    )
    grouped = (
        "SELECT county, unit, matter, line, sum(count) AS n FROM listed WHERE counted AND NOT alone AND count > 0 "
        "GROUP BY county, unit, matter, line"
    )
    placed = (
        "SELECT county, unit, line, n, sum(n) OVER (PARTITION BY county, unit, matter "
        f"ORDER BY CASE line {place} END) - n AS since FROM grouped"
    )
    until, before = f"list_extract({sums}, {last}::BIGINT + 1)", f"list_extract({sums}, since::BIGINT + 1)"
    parts = (
        "SELECT county, unit, NULL AS line, 0::HUGEINT AS times, bad FROM listed",
        f"SELECT county, unit, line, count::HUGEINT * {den}, FALSE FROM listed WHERE counted AND alone AND count > 0",
        f"SELECT county, unit, line, {until} - {before}, FALSE FROM placed WHERE since < {len(factors)}",
    )
    name = f"j{len(ask.f.sources.joined)}"
    columns = [f"(sum(times) FILTER (line = {at}))::{kind} AS {name}_e{at}" for at in range(len(rows))]
    columns.append(f"bool_or(bad) AS {name}_bad")
    return (
        f"WITH listed AS ({listed}), grouped AS ({grouped}), placed AS ({placed}), "
        f"times AS ({' UNION ALL '.join(parts)}) SELECT county, unit, {', '.join(columns)} FROM times GROUP BY county, unit"
    )
