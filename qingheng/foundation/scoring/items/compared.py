"""与本组比较、分段与分情形: a place, an interval, a condition."""

from collections.abc import Sequence
from fractions import Fraction

from qingheng.foundation.scoring.ask import Ask
from qingheng.foundation.scoring.declare import Settings
from qingheng.foundation.scoring.evaluate import fail, unknown
from qingheng.foundation.scoring.irrational import Irrational, power, times
from qingheng.foundation.scoring.items.limits import floored
from qingheng.foundation.scoring.ladder import ladder_points, place_points
from qingheng.foundation.scoring.lint import inside, interval
from qingheng.foundation.scoring.result import shown

ZERO = Fraction(0)


def relative(ask: Ask) -> Fraction:
    """与本组最好（最差）相比."""
    actual = ask.actual()
    values = ask.walker.over(ask.walker.peers(ask.unit), ask.actual_formula(), ask.c)
    higher, best = ask.s.text("direction") == "higher", ask.s.text("to") == "best"
    peer = values.greatest if higher == best else values.least
    top, bottom = (actual, peer) if higher == best else (peer, actual)
    if bottom <= 0:
        ask.fail(
            "bad_reference", "分母不是正数，不能与本组相比。", "The denominator is not positive: there is no ratio."
        )
    ratio = top / bottom if best else 1 - top / bottom
    ask.say(f"参照 {shown(peer)}，比值 {shown(ratio)}", f"reference {shown(peer)}, ratio {shown(ratio)}")
    return ask.clamp(ask.full * ratio)


def minmax(ask: Ask) -> Fraction | Irrational:
    """极差标准化与功效系数."""
    actual, start, end = ask.actual(), ask.number("from"), ask.number("to")
    low, high = ask.number("low"), ask.number("high")
    if start == end:
        return _equal(ask, low, high)
    share = (actual - start) / (end - start)
    if not 0 <= share <= 1:
        match ask.s.text("outside"):
            case "refuse":
                ask.fail(
                    "outside",
                    f"{shown(actual)} 超出 {shown(start)} 至 {shown(end)}。",
                    f"{shown(actual)} lies outside {shown(start)} to {shown(end)}.",
                )
            case "clamp":
                share = min(max(share, ZERO), Fraction(1))
    ask.say(f"位置 {shown(share)}", f"position {shown(share)}")
    if ask.s.text("curve") == "linear":
        return low + (high - low) * share
    if low <= 0 or high <= 0:
        ask.fail("bad_curve", "指数曲线的两端须为正数。", "An exponential curve needs positive ends.")
    factor = power(high / low, share)
    return times(low, factor) if isinstance(factor, Irrational) else low * factor


def _equal(ask: Ask, low: Fraction, high: Fraction) -> Fraction:
    match ask.s.text("equal"):
        case "low":
            return low
        case "middle":
            return (low + high) / 2
        case "high":
            return high
    raise unknown(
        "equal_range", ask.where, "最大与最小相等，不能标准化。", "Largest and least are equal: there is no scale."
    )


def bands(ask: Ask) -> Fraction:
    """分段给分: the first interval that holds the figure."""
    actual = ask.actual()
    for row in ask.s.rows("bands"):
        if inside(actual, interval(row)):
            points = ask.number("points", row)
            limits = "，".join(f"{name} {row.figure(name)}" for name in ("ge", "gt", "le", "lt") if name in row)
            ask.say(
                f"{shown(actual)} 落入 {limits or '其余'}：{shown(points)}",
                f"{shown(actual)} falls into {limits or 'the rest'}: {shown(points)}",
            )
            return points
    raise unknown("no_band", ask.where, f"{shown(actual)} 不落入任何区间。", f"{shown(actual)} falls into no interval.")


def cases(ask: Ask) -> Fraction:
    """分情形给分: the first condition that holds."""
    met = []
    for at, row in enumerate(ask.s.rows("cases"), 1):
        when = row.formula("when")
        if when is not None and ask.holds(when):
            met.append((at, row))
            if ask.s.text("order") == "first":
                break
    if len(met) > 1:
        ask.fail(
            "cases_overlap",
            f"同时符合几个互斥的情形：{[at for at, _ in met]}。",
            f"Several exclusive rules hold: {[at for at, _ in met]}.",
        )
    if met:
        points = ask.number("points", met[0][1])
        ask.say(f"符合第 {met[0][0]} 个情形：{shown(points)}", f"rule {met[0][0]} holds: {shown(points)}")
        return points
    otherwise = ask.limit("otherwise")
    if otherwise is None:
        fail("no_case", ask.where, "没有一个情形符合。", "No rule holds.")
    ask.say(f"其余情形：{shown(otherwise)}", f"otherwise: {shown(otherwise)}")
    return otherwise


def ladder(ask: Ask) -> Fraction:
    """名次给分: place in the group by the figure, then the ladder's points."""
    mine = ask.actual()
    values = ask.walker.over(ask.walker.peers(ask.unit), ask.actual_formula(), ask.c)
    if ask.walker.root_of(ask.unit) is None:
        ask.fail("no_place", "本单位不在排名组中，没有名次。", "The unit stands in no ranking group: it has no place.")
    below, above = values.below(mine), values.above(mine)
    better, same = above if ask.s.text("direction") == "higher" else below, len(values) - below - above
    row = ladder_points(ask, len(values))
    ask.say(
        f"第 {better + 1} 名，并列 {same} 个，共 {len(values)} 个", f"place {better + 1}, {same} tied, of {len(values)}"
    )
    key = ("ladder", ask.node.id, len(values), better, same)
    score = ask.walker.kept.get(key)
    if not isinstance(score, Fraction):
        score = _shared_place(ask, row, range(better + 1, better + same + 1))
        ask.walker.kept[key] = score
    return floored(ask, score)


def _shared_place(ask: Ask, row: Settings, places: Sequence[int]) -> Fraction:
    """The points of units that tie on these places, as the scheme chose."""
    points = [place_points(ask, row, place) for place in places]
    how = ask.s.text("ties")
    return points[0] if how == "best" else points[-1] if how == "worst" else sum(points, ZERO) / len(points)
