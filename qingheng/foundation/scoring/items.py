"""指标的计分函数: one short function each; the declarations stand in `functions`."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction

from qingheng.foundation.scoring.ask import Ask, stepped
from qingheng.foundation.scoring.declare import Settings
from qingheng.foundation.scoring.evaluate import InapplicableError, UnknownError, fail, number, unknown
from qingheng.foundation.scoring.inputs import Event, Unit
from qingheng.foundation.scoring.irrational import Irrational, power, times
from qingheng.foundation.scoring.ladder import ladder_points, place_points
from qingheng.foundation.scoring.lint import inside, interval
from qingheng.foundation.scoring.raters import RATERS
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


def floored(ask: Ask, score: Fraction) -> Fraction:
    """Not below the item's floor."""
    floor = ask.limit("floor")
    return score if floor is None else max(floor, score)


def limited_bonus(ask: Ask, start: Fraction, bonus: Fraction, cap_name: str) -> Fraction:
    """A start and what is added to it, under a cap on what is added or on the total, as the scheme chose."""
    cap = ask.limit(cap_name)
    if cap is None:
        return start + bonus
    if ask.s.text("cap_scope") == "bonus":
        return start + min(bonus, cap)
    return min(start + bonus, cap)


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


def relative(ask: Ask) -> Fraction:
    """与本组最好（最差）相比."""
    actual = ask.actual()
    values = ask.walker.over(ask.walker.peers(ask.unit), ask.actual_formula(), ask.c)
    higher, best = ask.s.text("direction") == "higher", ask.s.text("to") == "best"
    peer = max(values) if higher == best else min(values)
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
    better = sum(value > mine if ask.s.text("direction") == "higher" else value < mine for value in values)
    same = sum(value == mine for value in values)
    places = range(better + 1, better + same + 1)
    row = ladder_points(ask, len(values))
    ask.say(
        f"第 {better + 1} 名，并列 {same} 个，共 {len(values)} 个", f"place {better + 1}, {same} tied, of {len(values)}"
    )
    points = [place_points(ask, row, place) for place in places]
    how = ask.s.text("ties")
    score = points[0] if how == "best" else points[-1] if how == "worst" else sum(points, ZERO) / len(points)
    return floored(ask, score)


def matching(ask: Ask, event: Event) -> Settings | None:
    """The first declared rate for the event's kind and level."""
    for row in ask.s.rows("rates"):
        if row.text("kind") == event.kind and row.text("level") in ("", event.level):
            return row
    if ask.s.text("unlisted") == "refuse":
        fail(
            "unlisted_event",
            event.source.where("kind"),
            f"事件“{event.kind} {event.level}”没有规定分数。",
            f"No points are declared for the event {event.kind!r} {event.level!r}.",
        )
    return None


def in_window(ask: Ask, event: Event) -> bool:
    """Whether the event belongs to this cycle; what does not is listed."""
    start, end = ask.s.day("window_from"), ask.s.day("window_to")
    if start is None and end is None:
        return True
    if event.day is None:
        fail(
            "no_date",
            event.source.where("date"),
            f"事件“{event.kind}”没有日期，不能判断归属期。",
            f"The event {event.kind!r} has no date: its window is unknown.",
        )
    if start is not None and event.day < start:
        ask.say(
            f"{event.day} 的“{event.kind}”属上一周期，不计。",
            f"{event.kind} of {event.day} belongs to the cycle before: not counted.",
        )
        return False
    if end is not None and event.day > end:
        ask.say(f"{event.day} 的“{event.kind}”计入下一周期。", f"{event.kind} of {event.day} counts in the next cycle.")
        return False
    return True


def listed_events(ask: Ask) -> list[tuple[Event, Settings]]:
    """The unit's events of the item inside the window, each with its rate, in a fixed order."""
    found = []
    for event in sorted(ask.walker.inputs.events.get((ask.unit.id, ask.node.id), []), key=event_order):
        ask.c.note(
            " ".join(part for part in (event.kind, event.level, event.key) if part),
            str(event.count),
            event.source,
            "count",
        )
        if in_window(ask, event):
            row = matching(ask, event)
            if row is not None:
                found.append((event, row))
    return found


def event_order(event: Event) -> tuple[str, ...]:
    """A fixed order of events, whatever the order of the rows."""
    return (str(event.day), event.kind, event.level, event.key, event.evidence, str(event.count))


def events(ask: Ask) -> Fraction:
    """事件计分: a start, then each kind's points, each line between its own limits."""
    start = ask.number("start")
    lines: dict[int, tuple[Settings, int]] = {}
    for _, (event, row) in enumerate(listed_events(ask)):
        lines[id(row)] = (row, lines.get(id(row), (row, 0))[1] + event.count)
    added, taken = ZERO, ZERO
    for row, count in (lines[id(row)] for row in ask.s.rows("rates") if id(row) in lines):
        if row.count("zero_after") and count >= row.count("zero_after"):
            ask.say(
                f"“{row.text('kind')}”达到 {count} 次，本项记零分。",
                f"{row.text('kind')} happened {count} times: the item is zero.",
            )
            return ZERO
        points = _line(ask, row, count * ask.number("points", row))
        ask.say(
            f"“{row.text('kind')} {row.text('level')}” {count} 次：{shown(points)}",
            f"{row.text('kind')} {row.text('level')} {count} times: {shown(points)}",
        )
        added, taken = added + max(points, ZERO), taken + min(points, ZERO)
    return floored(ask, limited_bonus(ask, start + taken, added, "cap"))


def _line(ask: Ask, row: Settings, points: Fraction) -> Fraction:
    least, most = row.get("least", Fraction), row.get("most", Fraction)
    points = points if least is None else max(points, least)
    return points if most is None else min(points, most)


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


def imported(ask: Ask) -> Fraction:
    """引用评定分: as is, or converted from its own full marks."""
    given, scale = ask.actual(), ask.limit("scale")
    score = given if scale is None else given / scale * ask.full
    ask.say(
        f"{ask.s.text('source')} 评定 {shown(given)}" + (f" ÷ {shown(scale)} × {shown(ask.full)}" if scale else ""),
        f"given by {ask.s.text('source')}: {shown(given)}"
        + (f" ÷ {shown(scale)} × {shown(ask.full)}" if scale else ""),
    )
    beyond = ask.s.text("beyond")
    if beyond == "allow" or 0 <= score <= ask.full or ask.node.full is None:
        return score
    if beyond == "refuse":
        ask.fail(
            "out_of_range",
            f"评定分 {shown(score)} 超出 0 至 {shown(ask.full)}。",
            f"The score {shown(score)} lies outside 0 to {shown(ask.full)}.",
        )
    return min(max(score, ZERO), ask.full)


def shared(ask: Ask) -> Fraction:
    """扣分分担: the unit's share of each matter's deduction."""
    shares = ask.s.scale("shares")
    tree = ask.s.formula("amount")
    deducted = ZERO
    relations = [r for r in ask.walker.inputs.relations if r.relation in shares and r.holds(ask.walker.on)]
    for relation in sorted((r for r in relations if r.origin == ask.unit.id), key=lambda r: (r.target, r.relation)):
        matter = ask.walker.inputs.units.get(relation.target)
        if matter is None or tree is None:
            fail(
                "unknown_unit",
                relation.source.where("to"),
                f"没有事项“{relation.target}”。",
                f"There is no matter {relation.target!r}.",
            )
        ask.c.note(
            f"{relation.relation} {relation.target}", str(shares[relation.relation]), relation.source, "relation"
        )
        amount = number(tree, ask.c.other(matter))
        among = len({r.origin for r in relations if r.target == relation.target and r.relation == relation.relation})
        part = amount * shares[relation.relation] / (among if ask.s.text("several") == "divide" else 1)
        ask.say(
            f"{matter.name}：{shown(amount)} 中分担 {shown(part)}", f"{matter.name}: {shown(part)} of {shown(amount)}"
        )
        deducted += part
    return floored(ask, ask.number("start") - deducted)


def awards(ask: Ask) -> Fraction:
    """奖项加分: one matter once, evidence, window, cap."""
    matters: dict[str, list[Fraction]] = {}
    for at, (event, row) in enumerate(listed_events(ask)):
        if ask.s.text("evidence") == "required" and not event.evidence:
            ask.warn(
                "no_evidence",
                event.source,
                f"“{event.kind} {event.level}”没有证明文件，未计分。",
                f"{event.kind} {event.level}: no evidence, not counted.",
                "evidence",
            )
            continue
        key = event.key if event.key and ask.s.text("dedupe") != "none" else f"#{at}"
        matters.setdefault(key, []).extend([ask.number("points", row)] * event.count)
    total = ZERO
    for key in sorted(matters):
        part = _one_matter(ask, sorted(matters[key], reverse=True), key)
        ask.say(f"事项 {key}：{shown(part)}", f"matter {key}: {shown(part)}")
        total += part
    cap = ask.limit("cap")
    if cap is not None and total > cap:
        ask.say(f"{shown(total)} 封顶 {shown(cap)}", f"{shown(total)} capped at {shown(cap)}")
        return cap
    return total


def _one_matter(ask: Ask, points: list[Fraction], key: str) -> Fraction:
    if ask.s.text("dedupe") == "none" or key.startswith("#"):
        return sum(points, ZERO)
    if ask.s.text("dedupe") == "highest":
        return points[0]
    return sum((point * factor for point, factor in zip(points, ask.s.figures("factors"), strict=False)), ZERO)


def aggregate(ask: Ask) -> Fraction:
    """汇总下级或分管单位: the weighted mean of their scores."""
    total, weights = ZERO, ZERO
    tree = ask.s.formula("weight")
    for unit in _related(ask):
        if tree is None:
            break
        weight = number(tree, ask.c.other(unit))
        score = _score_of(ask, unit)
        ask.say(f"{unit.name} {shown(score)} × {shown(weight)}", f"{unit.name} {shown(score)} × {shown(weight)}")
        total, weights = total + score * weight, weights + weight
    if weights == 0:
        raise InapplicableError("no related unit")
    return _scaled(ask, total / weights)


def _related(ask: Ask) -> list[Unit]:
    over = ask.s.text("over")
    if over == "children":
        return [
            unit for unit in ask.walker.units if unit.parent == ask.unit.id and ask.walker.root_of(unit) is not None
        ]
    relations = [
        r
        for r in ask.walker.inputs.relations
        if r.origin == ask.unit.id and r.relation == over and r.holds(ask.walker.on)
    ]
    for relation in relations:
        ask.c.note(f"{over} {relation.target}", relation.target, relation.source, "to")
        if relation.target not in ask.walker.inputs.units:
            fail(
                "unknown_unit",
                relation.source.where("to"),
                f"没有单位“{relation.target}”。",
                f"There is no unit {relation.target!r}.",
            )
    return [ask.walker.inputs.units[id] for id in sorted({relation.target for relation in relations})]


def _score_of(ask: Ask, unit: Unit) -> Fraction:
    of = ask.s.text("of")
    if of == "total":
        return ask.walker.total_of(unit)
    return ask.walker.score_of(of, replace(ask.c, unit=unit))


def _scaled(ask: Ask, score: Fraction) -> Fraction:
    scale = ask.limit("scale")
    if scale == 0:
        ask.fail("bad_scale", "原满分为零。", "The other scale's full marks are zero.")
    return score if scale is None else score / scale * ask.full


def inherited(ask: Ask) -> Fraction:
    """随单位得分: the share of the unit's score that the role takes."""
    unit = ask.walker.inputs.units.get(ask.unit.parent)
    if unit is None:
        fail(
            "unknown_unit",
            ask.unit.source.where("parent"),
            f"{ask.unit.id} 所在单位“{ask.unit.parent}”不在单位表中。",
            f"{ask.unit.id}: the unit {ask.unit.parent!r} is not in the units table.",
        )
    share = Fraction(1)
    role_formula = ask.s.formula("role")
    if "roles" in ask.s and role_formula is not None:
        role = ask.text(role_formula)
        roles = ask.s.scale("roles")
        if role not in roles:
            fail(
                "unknown_role", ask.where, f"职务“{role}”没有规定比例。", f"No share is declared for the role {role!r}."
            )
        share = roles[role]
    score = _score_of(ask, unit)
    ask.say(f"{unit.name} {shown(score)}，比例 {shown(share)}", f"{unit.name} {shown(score)}, share {shown(share)}")
    return _scaled(ask, score) * share


def formula(ask: Ask) -> Fraction:
    """算式."""
    return ask.clamp(ask.number("points"))


Evaluator = Callable[[Ask], Fraction | Irrational]

EVALUATORS: dict[str, Evaluator] = {
    function.__name__: function
    for function in (
        completion, steps, baseline, brackets, relative, minmax, bands, cases, ladder, events, gap, two_sided,
        imported, shared, awards, aggregate, inherited, formula,
    )
}  # fmt: skip
EVALUATORS.update(RATERS)

__all__ = ["EVALUATORS", "Ask", "UnknownError"]
