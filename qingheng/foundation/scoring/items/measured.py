"""按实绩计分: an achievement against a reference."""

from collections.abc import Sequence
from fractions import Fraction

from qingheng.foundation.scoring.ask import Ask, stepped
from qingheng.foundation.scoring.declare import Settings
from qingheng.foundation.scoring.items.limits import floored, limited_bonus
from qingheng.foundation.scoring.result import shown

ZERO = Fraction(0)


def completion(ask: Ask) -> Fraction:
    """完成率: full × actual ÷ target."""
    actual, target = ask.actual(), ask.number("target")
    if target <= 0:
        ask.fail(
            "bad_target",
            f"目标值为 {shown(target)}，不能计算完成率。",
            f"The target is {shown(target)}: there is no completion ratio.",
        )
    ratio = actual / target
    ask.say(
        f"完成率 {shown(actual)} ÷ {shown(target)} = {shown(ratio)}",
        f"completion {shown(actual)} ÷ {shown(target)} = {shown(ratio)}",
    )
    minimum = ask.limit("minimum")
    if minimum is not None and ratio < minimum:
        ask.say(f"低于最低完成率 {shown(minimum)}，记零分。", f"Under the minimum completion {shown(minimum)}: zero.")
        return ZERO
    cap = ask.limit("cap")
    if cap is not None and ratio > cap:
        ratio = cap
        ask.say(f"完成率封顶 {shown(cap)}。", f"Ratio capped at {shown(cap)}.")
    score = ask.full * ratio
    ask.say(
        f"{shown(ask.full)} × {shown(ratio)} = {shown(score)}", f"{shown(ask.full)} × {shown(ratio)} = {shown(score)}"
    )
    floor = ask.limit("floor")
    return score if floor is None else max(floor, score)


def gap_of(ask: Ask) -> Fraction:
    """Actual less target, in the value's unit or in percentage points of the target."""
    actual, target = ask.actual(), ask.number("target")
    if ask.s.text("gap") == "percent":
        if target == 0:
            ask.fail(
                "bad_target",
                "目标值为零，不能按百分点计。",
                "The target is zero: there are no percentage points of it.",
            )
        gap = (actual - target) / abs(target) * 100
    else:
        gap = actual - target
    ask.say(
        f"差距 {shown(actual)} 比 {shown(target)}：{shown(gap)}",
        f"gap of {shown(actual)} to {shown(target)}: {shown(gap)}",
    )
    return gap


def step_points(ask: Ask, gap: Fraction, step: str, points: str, mode: str) -> Fraction:
    """The points of a gap (not negative) in steps."""
    size, rate = ask.number(step), ask.number(points)
    if size <= 0:
        ask.fail("bad_step", f"步长为 {shown(size)}。", f"The step is {shown(size)}.")
    count = stepped(gap / size, ask.s.text(mode, "linear"))
    ask.say(f"{shown(count)} 步 × {shown(rate)}", f"{shown(count)} steps × {shown(rate)}")
    return count * rate


def steps(ask: Ask) -> Fraction:
    """超欠计步: full at the target, more above, less below."""
    gap = gap_of(ask) * (-1 if ask.s.text("direction") == "lower" else 1)
    if gap >= 0:
        bonus = step_points(ask, gap, "over_step", "over_points", "over_mode")
        return floored(ask, limited_bonus(ask, ask.full, bonus, "over_cap"))
    if ask.s.text("under") == "ratio":
        return floored(ask, ask.full * _ratio(ask))
    return floored(ask, ask.full - step_points(ask, -gap, "under_step", "under_points", "under_mode"))


def _ratio(ask: Ask) -> Fraction:
    actual, target = ask.actual(), ask.number("target")
    top, bottom = (target, actual) if ask.s.text("direction") == "lower" else (actual, target)
    if bottom <= 0:
        ask.fail("bad_target", "分母不是正数，不能计算完成率。", "The denominator is not positive: there is no ratio.")
    return top / bottom


def baseline(ask: Ask) -> Fraction:
    """达标得基准分: a share of full at the target, a slope on both sides."""
    gap = gap_of(ask)
    points = step_points(ask, abs(gap), "step", "points", "mode")
    return ask.clamp(ask.full * ask.s.figure("share") + (points if gap >= 0 else -points))


def brackets(ask: Ask) -> Fraction:
    """分档累进: every bracket of the gap earns its own rate."""
    gap = gap_of(ask)
    below = ask.s.rows("above") if ask.s.flag("symmetric") else ask.s.rows("below")
    points = _marginal(ask, abs(gap), ask.s.rows("above") if gap >= 0 else below)
    return ask.clamp(ask.full * ask.s.figure("share") + (points if gap >= 0 else -points))


def _marginal(ask: Ask, gap: Fraction, rows: Sequence[Settings]) -> Fraction:
    total = ZERO
    for row in rows:
        width = row.get("width", Fraction)
        part = gap if width is None else min(gap, width)
        rate = ask.number("rate", row)
        total += part * rate
        ask.say(f"本档 {shown(part)} × {shown(rate)}", f"bracket {shown(part)} × {shown(rate)}")
        gap -= part
        if gap <= 0:
            break
    return total


def gap(ask: Ask) -> Fraction:
    """差距扣分: each step of the gap deducts."""
    actual, target = ask.actual(), ask.number("target")
    over = actual - target
    bad = ask.s.text("bad")
    size = abs(over) if bad == "both" else over if bad == "over" else -over
    ask.say(
        f"差距 {shown(actual)} 比 {shown(target)}：{shown(over)}",
        f"gap of {shown(actual)} to {shown(target)}: {shown(over)}",
    )
    return floored(ask, ask.full - step_points(ask, max(size, ZERO), "step", "points", "mode"))


def two_sided(ask: Ask) -> Fraction:
    """双向增减: up adds, down deducts, each with its cap."""
    distance = gap_of(ask)
    side = "up" if distance >= 0 else "down"
    points = step_points(ask, abs(distance), f"{side}_step", f"{side}_points", "mode")
    cap = ask.limit(f"{side}_cap")
    points = points if cap is None else min(points, cap)
    return ask.number("base") + (points if side == "up" else -points)
