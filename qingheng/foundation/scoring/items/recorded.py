"""按事件和评定计分: events, awards, imported and shared figures."""

from fractions import Fraction

from qingheng.foundation.kernel.text import Text
from qingheng.foundation.scoring.ask import Ask
from qingheng.foundation.scoring.declare import Settings
from qingheng.foundation.scoring.evaluate import fail, number
from qingheng.foundation.scoring.inputs import Event
from qingheng.foundation.scoring.items.limits import floored, limited_bonus
from qingheng.foundation.scoring.result import shown

ZERO = Fraction(0)


def matching(ask: Ask, event: Event) -> Settings | None:
    """The first declared rate for the event's kind and level."""
    for row in ask.s.rows("rates"):
        if _is_of(row, event):
            return row
    if ask.s.text("unlisted") == "refuse":
        fail(
            "unlisted_event",
            event.source.where("kind"),
            f"事件“{' '.join(filter(None, (event.kind, event.level)))}”没有规定分数。",
            f"No points are declared for the event {' '.join(filter(None, (event.kind, event.level)))!r}.",
        )
    return None


def _is_of(row: Settings, event: Event) -> bool:
    return row.text("kind") == event.kind and row.text("level") in ("", event.level)


def named(row: Settings) -> Text:
    """What a line of rates is called: its name, else kind and level."""
    codes = " ".join(filter(None, (row.text("kind"), row.text("level"))))
    return row.texts("name") or Text(f"“{codes}”", codes)


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
    name = next((named(row) for row in ask.s.rows("rates") if _is_of(row, event)), Text(f"“{event.kind}”", event.kind))
    if start is not None and event.day < start:
        ask.say(
            f"{event.day} 的{name.zh}属上一周期，不计。",
            f"{name.en} of {event.day} belongs to the cycle before: not counted.",
        )
        return False
    if end is not None and event.day > end:
        ask.say(f"{event.day} 的{name.zh}计入下一周期。", f"{name.en} of {event.day} counts in the next cycle.")
        return False
    return True


def listed_events(ask: Ask) -> list[tuple[Event, Settings]]:
    """The unit's events of the item inside the window, each with its rate, in a fixed order."""
    found = []
    ask.walker.readable(ask.c, "events", ask.node.id)
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
            else:
                ask.say(f"“{event.kind}”未列入，不计。", f"{event.kind} is not listed: not counted.")
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
        name = named(row)
        if row.count("zero_after") and count >= row.count("zero_after"):
            ask.say(
                f"{name.zh}达到 {count} 次，本项记零分。",
                f"{name.en} happened {count} times: the item is zero.",
            )
            return ZERO
        points = _line(ask, row, count * ask.number("points", row))
        ask.say(
            f"{name.zh} {count} 次：{shown(points)}",
            f"{name.en} × {count}: {shown(points)}",
        )
        added, taken = added + max(points, ZERO), taken + min(points, ZERO)
    return floored(ask, limited_bonus(ask, start + taken, added, "cap"))


def _line(ask: Ask, row: Settings, points: Fraction) -> Fraction:
    least, most = row.get("least", Fraction), row.get("most", Fraction)
    points = points if least is None else max(points, least)
    return points if most is None else min(points, most)


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
    lookups, on = ask.walker.lookups, ask.walker.on
    for name in shares:
        ask.walker.related(ask.c, name, ask.unit.id, None)
    mine = {
        (r.target, r.relation): r for r in lookups.relations_from(ask.unit.id) if r.relation in shares and r.holds(on)
    }
    for relation in (mine[key] for key in sorted(mine)):
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
        ask.walker.related(ask.c, relation.relation, None, matter.id)
        amount = number(tree, ask.c.other(matter))
        among = len(
            {r.origin for r in lookups.relations_to(matter.id) if r.relation == relation.relation and r.holds(on)}
        )
        part = amount * shares[relation.relation] / (among if ask.s.text("several") == "divide" else 1)
        ask.say(
            f"{matter.name}：{shown(amount)} 中分担 {shown(part)}", f"{matter.name}: {shown(part)} of {shown(amount)}"
        )
        deducted += part
    return floored(ask, ask.number("start") - deducted)


def awards(ask: Ask) -> Fraction:
    """奖项加分: one matter once, evidence, window, cap."""
    matters: dict[str, list[tuple[Fraction, int]]] = {}
    lines = ask.s.rows("rates")
    for at, (event, row) in enumerate(listed_events(ask)):
        if ask.s.text("evidence") == "required" and not event.evidence:
            ask.warn(
                "no_evidence",
                event.source,
                f"“{event.kind} {event.level}”没有证明文件，未计分。",
                f"{event.kind} {event.level}: no evidence, not counted.",
                "evidence",
            )
            ask.say(
                f"{named(row).zh}{event.key}没有证明文件，不计。",
                f"{named(row).en} {event.key}: no document, not counted.",
            )
            continue
        key = event.key if event.key and ask.s.text("dedupe") != "none" else f"#{at}"
        line = next(number for number, each in enumerate(lines) if each is row)
        matters.setdefault(key, []).extend([(ask.number("points", row), line)] * event.count)
    earned: dict[int, Fraction] = {}
    for key in sorted(matters):
        given = sorted(matters[key], key=lambda one: (-one[0], one[1]))
        parts = _one_matter(ask, given, key)
        _said_of_matter(ask, key, given, parts)
        for points, line in parts:
            earned[line] = earned.get(line, ZERO) + points
    total = sum((_within_line(ask, lines[line], earned[line]) for line in sorted(earned)), ZERO)
    cap = ask.limit("cap")
    if cap is not None and total > cap:
        ask.say(f"{shown(total)} 封顶 {shown(cap)}", f"{shown(total)} capped at {shown(cap)}")
        return cap
    return total


def _within_line(ask: Ask, row: Settings, points: Fraction) -> Fraction:
    """What a line of rates earned, between the line's own limits."""
    limited = _line(ask, row, points)
    if limited != points:
        ask.say(
            f"“{row.text('kind')} {row.text('level')}”合计 {shown(points)}，限为 {shown(limited)}",
            f"{row.text('kind')} {row.text('level')}: {shown(points)}, limited to {shown(limited)}",
        )
    return limited


def _said_of_matter(ask: Ask, key: str, given: list[tuple[Fraction, int]], counted: list[tuple[Fraction, int]]) -> None:
    """What the awards of one matter give and what of them counts; an award that stands alone is named by its kind."""
    if not given:
        return
    alone = key.startswith("#")
    name = named(ask.s.rows("rates")[given[0][1]]) if alone else Text(f"事项 {key}", f"matter {key}")
    result = shown(sum((points for points, _ in counted), ZERO))
    terms = [str(shown(points)) for points, _ in given]
    if ask.s.text("dedupe") == "decreasing" and not alone:
        factors = [*ask.s.figures("factors"), *[ZERO] * len(given)]
        terms = [f"{term} × {shown(factor)}" for term, factor in zip(terms, factors, strict=False)]
    if terms == [result]:
        ask.say(f"{name.zh}：{result}", f"{name.en}: {result}")
    elif ask.s.text("dedupe") == "highest" and not alone:
        ask.say(
            f"{name.zh}：{'、'.join(terms)} 中只计最高 {result}",
            f"{name.en}: the highest of {', '.join(terms)} counts, {result}",
        )
    else:
        ask.say(f"{name.zh}：{' + '.join(terms)} = {result}", f"{name.en}: {' + '.join(terms)} = {result}")


def _one_matter(ask: Ask, points: list[tuple[Fraction, int]], key: str) -> list[tuple[Fraction, int]]:
    """What of one matter counts, the highest first: points, and the line of rates that gave them."""
    if ask.s.text("dedupe") == "none" or key.startswith("#"):
        return points
    if ask.s.text("dedupe") == "highest":
        return points[:1]
    return [(point * factor, line) for (point, line), factor in zip(points, ask.s.figures("factors"), strict=False)]
