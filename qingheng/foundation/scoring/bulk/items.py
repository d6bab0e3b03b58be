"""计分函数编译: one short function each, from the declarations in `functions`; what is not here runs in the walker."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from math import lcm

from qingheng.foundation.scoring.bulk import rational as q
from qingheng.foundation.scoring.bulk.asks import NOTHING, ZERO, Ask
from qingheng.foundation.scoring.bulk.ballots import panel, votes
from qingheng.foundation.scoring.bulk.cells import Cell, UnsupportedError, fault, first_bad
from qingheng.foundation.scoring.bulk.others import aggregate, inherited, shared
from qingheng.foundation.scoring.bulk.ranks import rank_votes
from qingheng.foundation.scoring.bulk.rational import Rational
from qingheng.foundation.scoring.bulk.recorded import awards, events, limited_bonus
from qingheng.foundation.scoring.declare import Settings


def completion(ask: Ask) -> Cell:
    """完成率: full × actual ÷ target."""
    ratio = _ratio_to(ask, ask.actual(), ask.number("target"))
    score = ask.floored(ask.scaled(ask.at_most(ratio, ask.limit("cap")), ask.full))
    minimum = ask.limit("minimum")
    if minimum is None:
        return score
    return ask.branch(q.compare(ratio.value, "<", minimum.value), ZERO, score, ratio.state)


def _ratio_to(ask: Ask, top: Cell, bottom: Cell) -> Cell:
    """top ÷ bottom, which must be positive."""
    return ask.over(top, ask.guard(bottom, q.compare(bottom.value, "<=", q.constant(0))))


def gap_of(ask: Ask) -> Cell:
    """Actual less target, in the value's unit or in percentage points of the target."""
    actual, target = ask.actual(), ask.number("target")
    gap = ask.minus(actual, target)
    if ask.s.text("gap") != "percent":
        return gap
    size = ask.guard(ask.size(target), f"{target.value.num} = 0")
    return ask.scaled(ask.over(gap, size), Fraction(100))


def step_points(ask: Ask, gap: Cell, step: str, points: str, mode: str) -> Cell:
    """The points of a gap (not negative) in steps."""
    size, rate = ask.number(step), ask.number(points)
    size = ask.guard(size, q.compare(size.value, "<=", q.constant(0))) if size.state or not _positive(size) else size
    count = ask.stepped(
        ask.hold(Cell(q.divide(gap.value, size.value), state=first_bad([gap.state, size.state]))),
        ask.s.text(mode, "linear"),
    )
    return ask.times(count, rate)


def _positive(cell: Cell) -> bool:
    known = cell.value.known
    return known is not None and known > 0


def steps(ask: Ask) -> Cell:
    """超欠计步: full at the target, more above, less below."""
    gap = gap_of(ask)
    gap = ask.negative(gap) if ask.s.text("direction") == "lower" else gap
    full = ask.constant(ask.full)
    over = limited_bonus(ask, full, step_points(ask, gap, "over_step", "over_points", "over_mode"), "over_cap")
    if ask.s.text("under") == "ratio":
        actual, target = ask.actual(), ask.number("target")
        lower = ask.s.text("direction") == "lower"
        ratio = _ratio_to(ask, target, actual) if lower else _ratio_to(ask, actual, target)
        under = ask.scaled(ratio, ask.full)
    else:
        short = step_points(ask, ask.negative(gap), "under_step", "under_points", "under_mode")
        under = ask.minus(full, short)
    return ask.floored(ask.branch(f"{gap.value.num} >= 0", over, under, gap.state))


def baseline(ask: Ask) -> Cell:
    """达标得基准分: a share of full at the target, a slope on both sides."""
    gap = gap_of(ask)
    points = step_points(ask, ask.size(gap), "step", "points", "mode")
    return ask.clamp(_either_side(ask, ask.constant(ask.full * ask.s.figure("share")), gap, points, points))


def _either_side(ask: Ask, start: Cell, gap: Cell, above: Cell, below: Cell) -> Cell:
    return ask.branch(f"{gap.value.num} >= 0", ask.plus(start, above), ask.minus(start, below), gap.state)


def brackets(ask: Ask) -> Cell:
    """分档累进: every bracket of the gap earns its own rate."""
    gap = gap_of(ask)
    size = ask.size(gap)
    above = _marginal(ask, size, ask.s.rows("above"))
    below = above if ask.s.flag("symmetric") else _marginal(ask, size, ask.s.rows("below"))
    return ask.clamp(_either_side(ask, ask.constant(ask.full * ask.s.figure("share")), gap, above, below))


def _marginal(ask: Ask, gap: Cell, rows: Sequence[Settings]) -> Cell:
    total, left = ZERO, gap
    for row in rows:
        width = row.get("width", Fraction)
        rate = ask.number("rate", row)
        if rate.state is not None:
            raise UnsupportedError("a rate that may be missing")
        part = left if width is None else ask.at_most(left, ask.constant(width))
        total = ask.plus(total, ask.times(part, rate))
        left = ask.minus(left, part)
    return total


def relative(ask: Ask) -> Cell:
    """与本组最好（最差）相比."""
    actual = ask.actual()
    higher, best = ask.s.text("direction") == "higher", ask.s.text("to") == "best"
    peer = _over_peers(ask, "group_max" if higher == best else "group_min")
    ordered = peer.with_state(first_bad([actual.state, peer.state]))
    top, bottom = (actual, ordered) if higher == best else (ordered, actual.with_state(ordered.state))
    ratio = _ratio_to(ask, top, bottom)
    ratio = ratio if best else ask.minus(ask.constant(1), ratio)
    return ask.clamp(ask.scaled(ratio, ask.full))


def _over_peers(ask: Ask, how: str) -> Cell:
    f = ask.f
    return f.group(how, replace(f, facts={}).number(ask.actual_formula()))


def minmax(ask: Ask) -> Cell:
    """极差标准化: a straight line; the exponential curve is not rational."""
    if ask.s.text("curve") != "linear":
        raise UnsupportedError("the exponential curve, which is not rational")
    actual, start, end = ask.actual(), ask.number("from"), ask.number("to")
    low, high = ask.number("low"), ask.number("high")
    states = first_bad([actual.state, start.state, end.state, low.state, high.state])
    span = ask.hold(Cell(q.subtract(end.value, start.value)))
    way = ask.hold(Cell(q.subtract(actual.value, start.value)))
    share = ask.hold(Cell(q.divide(way.value, span.value)))
    outside = f"({q.compare(share.value, '<', q.constant(0))} OR {q.compare(share.value, '>', q.constant(1))})"
    refused = None
    if ask.s.text("outside") == "clamp":
        share = ask.at_least(ask.at_most(share, ask.constant(1)), ZERO)
    elif ask.s.text("outside") == "refuse":
        refused = fault(outside)
    line = ask.plus(Cell(low.value), ask.times(ask.hold(Cell(q.subtract(high.value, low.value))), share)).with_state(
        refused
    )
    equal = {"low": low, "high": high, "middle": ask.scaled(ask.plus(low, high), Fraction(1, 2)), "refuse": NOTHING}
    flat = equal[ask.s.text("equal", "refuse")]
    flat = flat if flat is NOTHING else flat.with_state(None)
    return ask.branch(f"{span.value.num} = 0", flat, line, None if states is None else ask.f.stages.let(states))


def bands(ask: Ask) -> Cell:
    """分段给分: the first interval that holds the figure."""
    actual = ask.actual()
    found = NOTHING
    for row in reversed(ask.s.rows("bands")):
        found = ask.branch(_inside(actual.value, row), ask.number("points", row), found)
    return ask.hold(Cell(found.figure, state=first_bad([actual.state, found.state])))


def _inside(value: Rational, row: Settings) -> str:
    signs = {"ge": ">=", "gt": ">", "le": "<=", "lt": "<"}
    tests = [q.compare(value, sign, q.constant(row.figure(name))) for name, sign in signs.items() if name in row]
    return f"({' AND '.join(tests) or 'TRUE'})"


def cases(ask: Ask) -> Cell:
    """分情形给分: the first condition that holds."""
    otherwise = ask.limit("otherwise")
    found = NOTHING if otherwise is None else otherwise
    conditions = []
    for row in reversed(ask.s.rows("cases")):
        when = row.formula("when")
        condition = ask.f.hold(ask.f.truth(when)) if when is not None else Cell(truth="FALSE")
        conditions.append(condition)
        found = ask.branch(f"coalesce({condition.truth}, FALSE)", ask.number("points", row), found, condition.state)
    if ask.s.text("order") == "first":
        return found
    met = " + ".join(f"coalesce({condition.truth}, FALSE)::INT" for condition in conditions)
    state = first_bad([condition.state for condition in reversed(conditions)])
    several = fault(f"{met} > 1")
    return ask.hold(Cell(found.figure, state=first_bad([state, several, found.state])))


def ladder(ask: Ask) -> Cell:
    """名次给分: place in the group by the figure, then the ladder's points, as a list of the scheme."""
    mine = ask.actual()
    peers = _over_peers(ask, "group_max")
    let, partition = ask.f.stages.let, "PARTITION BY county, grp"
    figure = ask.f.level(mine)
    there = let(f"{figure.num} IS NOT NULL")
    order = "DESC" if ask.s.text("direction") == "higher" else "ASC"
    place = let(f"(CASE WHEN {there} THEN rank() OVER ({partition} ORDER BY {figure.num} {order} NULLS LAST) END)")
    size = let(f"count({figure.num}) OVER ({partition})")
    same = let(f"count({figure.num}) OVER ({partition}, {figure.num})")
    most = ask.f.sources.profile.most_units
    found = NOTHING
    for row in reversed(ask.s.rows("ladders")):
        up_to = row.get("up_to", int)
        points = _tied_points(ask, row, place, same, most)
        found = points if up_to is None else ask.branch(f"{size} <= {up_to}", points, found)
    found = ask.hold(Cell(found.figure, state=first_bad([mine.state, peers.state, found.state])))
    # A unit that no tree scores has no place in any group.
    return ask.floored(found if ask.f.sources.scored == "TRUE" else ask.guard(found, "NOT scored"))


def _tied_points(ask: Ask, row: Settings, place: str, same: str, most: int) -> Cell:
    points = [_place_points(ask, row, number) for number in range(1, most + 1)]
    known = [value for value in points if value is not None]
    den = lcm(1, *(value.denominator for value in known))
    top = max((abs(int(value * den)) for value in known), default=0)
    listed = ask.f.stages.let(
        "[" + ", ".join("NULL" if value is None else str(int(value * den)) for value in points) + "]::HUGEINT[]"
    )
    kind, how = q.kind_of(top * most), ask.s.text("ties")
    last = f"{place} + {same} - 1"
    gone = f"list_count(list_slice({listed}, {place}, {last})) < {same}"
    if how == "mean":
        summed = Rational(ask.f.stages.let(f"list_sum(list_slice({listed}, {place}, {last}))::{kind}"), top * most, den)
        cell = ask.hold(Cell(q.divide(summed, Rational(same, most))))
    else:
        at = place if how == "best" else f"({last})"
        cell = ask.hold(Cell(Rational(f"list_extract({listed}, {at})::{q.kind_of(top)}", top, den)))
    return ask.guard(cell, gone)


def _place_points(ask: Ask, row: Settings, place: int) -> Fraction | None:
    """The points of a place, None beyond the ladder where that is refused."""
    if "places" in row:
        listed = row.figures("places")
        return listed[place - 1] if place <= len(listed) else _beyond(ask, listed[-1] if listed else Fraction(0))
    first = row.figure("first")
    step = row.figure("step") if "step" in row else first * row.figure("percent")
    points = first - (place - 1) * step
    return points if points >= 0 else _beyond(ask, Fraction(0))


def _beyond(ask: Ask, last: Fraction) -> Fraction | None:
    match ask.s.text("beyond"):
        case "last":
            return last
        case "zero":
            return Fraction(0)
    return None


def gap(ask: Ask) -> Cell:
    """差距扣分: each step of the gap deducts."""
    over = ask.minus(ask.actual(), ask.number("target"))
    size = {"both": ask.size, "over": lambda cell: cell, "under": ask.negative}[ask.s.text("bad")](over)
    points = step_points(ask, ask.at_least(size, ZERO), "step", "points", "mode")
    return ask.floored(ask.minus(ask.constant(ask.full), points))


def two_sided(ask: Ask) -> Cell:
    """双向增减: up adds, down deducts, each with its cap."""
    distance = gap_of(ask)
    size, base = ask.size(distance), ask.number("base")
    sides = {
        side: ask.at_most(step_points(ask, size, f"{side}_step", f"{side}_points", "mode"), ask.limit(f"{side}_cap"))
        for side in ("up", "down")
    }
    return _either_side(ask, base, distance, sides["up"], sides["down"])


def imported(ask: Ask) -> Cell:
    """引用评定分: as is, or converted from its own full marks."""
    given, scale = ask.actual(), ask.limit("scale")
    score = (
        given
        if scale is None
        else ask.scaled(ask.hold(Cell(q.divide(given.value, scale.value), state=given.state)), ask.full)
    )
    if ask.s.text("beyond") == "allow" or ask.node.full is None:
        return score
    if ask.s.text("beyond") == "clamp":
        return ask.at_most(ask.at_least(score, ZERO), ask.constant(ask.full))
    outside = f"{q.compare(score.value, '<', q.constant(0))} OR {q.compare(score.value, '>', q.constant(ask.full))}"
    return ask.guard(score, outside)


def formula(ask: Ask) -> Cell:
    """算式."""
    return ask.clamp(ask.number("points"))


#: Item functions that the bulk engine computes.
COMPILED: dict[str, Callable[[Ask], Cell]] = {
    function.__name__: function
    for function in (
        completion, steps, baseline, brackets, relative, minmax, bands, cases, ladder, events, awards, gap, two_sided,
        imported, formula, votes, panel, rank_votes, aggregate, inherited, shared,
    )
}  # fmt: skip
