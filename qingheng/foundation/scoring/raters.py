"""测评与评分表: votes by grade, named panel sheets, rank votes, answers that are not scored.

A secret ballot has counts and nothing else. A named sheet has rows: a rater's rows over all units and indicators of a
panel are one sheet, whose validity is judged as a whole.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from qingheng.foundation.kernel.text import Text
from qingheng.foundation.scoring.ask import Ask
from qingheng.foundation.scoring.declare import Settings
from qingheng.foundation.scoring.evaluate import InapplicableError, UnknownError, fail, holds
from qingheng.foundation.scoring.inputs import Mark
from qingheng.foundation.scoring.judged import valid_marks
from qingheng.foundation.scoring.ladder import place_points
from qingheng.foundation.scoring.result import Node, shown
from qingheng.foundation.scoring.validity import refuse_repeated, refuse_two_sheets
from qingheng.foundation.scoring.words.formulas import percent_words
from qingheng.foundation.scoring.words.said import joined, option

ZERO = Fraction(0)


@dataclass(frozen=True)
class Group:
    """一个主体的结果: its mean as a share of full marks, None where empty or too small; `count` valid sheets."""

    id: str
    weight: Fraction
    mean: Fraction | None
    count: int


def weighted(ask: Ask, groups: Sequence[Group], item: str = "", part: Fraction = Fraction(1)) -> Fraction:
    """The groups' weighted mean; an empty or small group is treated as the scheme chose.

    `item` is the indicator that the groups judged and `part` its share of the sheet, where each is judged by itself.
    """
    there = [group for group in groups if group.mean is not None]
    empty = [group for group in groups if group.mean is None]
    if empty:
        treated = option("empty_group", ask.s.text("empty_group"), ())
        names = joined([called(ask, group.id) for group in empty])
        ask.say(f"{names.zh}无有效票或人数不足：{treated.zh}。", f"Empty or too small: {names.en}; {treated.en}.")
    if not there or (empty and ask.s.text("empty_group") == "error"):
        shorts = [_short(ask, group) for group in empty]
        fail(
            "empty_group",
            ask.where,
            f"评价主体{'；'.join(short.zh for short in shorts)}。",
            f"Too few valid sheets: {'; '.join(short.en for short in shorts)}.",
        )
    weights = _weights(groups, ask.s.text("empty_group"))
    ask.children += [_explained(ask, group, weight, item, part) for group, weight in zip(groups, weights, strict=True)]
    return sum((group.mean * weight for group, weight in zip(groups, weights, strict=True) if group.mean), ZERO)


def _short(ask: Ask, group: Group) -> Text:
    """How many raters a group has and how many it must have."""
    need = least(ask, next(row for row in ask.s.rows("groups") if row.text("id") == group.id))
    return Text(
        f" {group.id} 有效 {group.count} 份，至少须 {need} 份", f"{group.id} has {group.count} of at least {need}"
    )


def _weights(groups: Sequence[Group], empty: str) -> list[Fraction]:
    """What each group weighs in the end, the weight of those that are not there being shared out or lost."""
    there = [group.weight for group in groups if group.mean is not None]
    missing = sum((group.weight for group in groups if group.mean is None), ZERO)
    whole = sum(there, ZERO) if empty == "reweight" else Fraction(1)
    extra = missing / len(there) if empty == "impute" else ZERO
    return [ZERO if group.mean is None else group.weight / whole + extra for group in groups]


def called(ask: Ask, id: str) -> Text:
    """What the scheme calls a rater group."""
    row = next((row for row in ask.s.rows("groups") if row.text("id") == id), None)
    name = row.texts("name") if row is not None else None
    return name or Text(f"评价主体“{id}”", f"rater group {id}")


def _explained(ask: Ask, group: Group, weight: Fraction, item: str, part: Fraction) -> Node:
    """One group's mean on the scale of the item (of the indicator), and what it gives in the end."""
    name = called(ask, group.id)
    if item:
        name = Text(f"指标 {item}，{name.zh}", f"indicator {item}, {name.en}")
    step = Text(
        f"有效 {group.count} 份，权重 {percent_words(group.weight).zh}",
        f"{group.count} valid, weight {percent_words(group.weight).en}",
    )
    exact = None if group.mean is None else group.mean * ask.full * part
    return Node(
        "/".join(filter(None, (ask.node.id, item, group.id))),
        name,
        name,
        "mean",
        exact=exact,
        full=ask.full * part,
        steps=(step,),
        unit=ask.unit.id,
        contribution=None if exact is None else exact * weight,
    )


def least(ask: Ask, row: Settings) -> int:
    """The least number of raters of a group, at least one."""
    return max(row.count("min", ask.s.count("min_raters")), 1)


def enough(ask: Ask, row: Settings, count: int) -> bool:
    """Whether a group has its least number of raters."""
    return count >= least(ask, row)


#: A rater's figure as a share of full marks, with group and rater.
Rated = tuple[Fraction, str, str]


def trimmed(ask: Ask, rated: Iterable[Rated]) -> list[Rated]:
    """Without the highest and lowest, where there are more than so many; whose they were is said."""
    high, low, above = ask.s.count("trim_high"), ask.s.count("trim_low"), ask.s.count("trim_above")
    ordered = sorted(rated)
    if high + low == 0 or len(ordered) <= max(above, high + low):
        return ordered
    kept, top, bottom = ordered[low : len(ordered) - high], ordered[len(ordered) - high :], ordered[:low]
    ask.say(
        f"去掉最高 {high} 个（{_whose(ask, top).zh}）、最低 {low} 个（{_whose(ask, bottom).zh}），余 {len(kept)} 个。",
        f"The highest {high} ({_whose(ask, top).en}) and lowest {low} ({_whose(ask, bottom).en}) are dropped; {len(kept)} remain.",
    )
    return kept


def _whose(ask: Ask, rated: Sequence[Rated]) -> Text:
    """Group, rater and what the sheet came to on its own scale; by one indicator among several, as a share."""
    whole = sum(ask.s.scale("indicators").values(), ZERO) or ask.s.figure("scale", ask.full)
    alone = ask.s.text("order") == "per_indicator"
    said = [
        (called(ask, id), f"{rater} {percent_words(value).zh if alone else shown(value * whole)}")
        for value, id, rater in rated
    ]
    return joined([Text(f"{name.zh} {of}", f"{name.en} {of}") for name, of in said]) if said else Text("—", "—")


def mean(values: Sequence[Fraction]) -> Fraction | None:
    """The mean, None of nothing."""
    return sum(values, ZERO) / len(values) if values else None


def votes(ask: Ask) -> Fraction:
    """民主测评: grades to shares of full marks, over the declared denominator."""
    scale, void = ask.s.scale("scale"), ask.s.strings("void")
    present = ask.s.text("present")
    item = ask.s.text("item", ask.node.id)
    ask.walker.readable(ask.c, "votes", item)
    rows = ask.walker.inputs.votes.get((ask.unit.id, item), [])
    refuse_repeated(rows)
    counts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for vote in sorted(rows, key=lambda vote: (vote.rater_group, vote.grade)):
        ask.c.note(f"{vote.rater_group}/{vote.grade}", str(vote.count), vote.source, "count")
        if vote.grade not in scale and vote.grade not in void and vote.grade != present:
            fail(
                "unknown_grade",
                vote.source.where("grade"),
                f"等次“{vote.grade}”没有规定分数。",
                f"No points are declared for the grade {vote.grade!r}.",
            )
        counts[vote.rater_group][vote.grade] += vote.count
    declared = [row.text("id") for row in ask.s.rows("groups")]
    for stray in sorted(set(counts) - set(declared)):
        fail(
            "unknown_group",
            ask.where,
            f"评价主体“{stray}”不在方案中。",
            f"The rater group {stray!r} is not in the scheme.",
        )
    return ask.full * weighted(
        ask, [_ballot(ask, row, counts[row.text("id")], scale, void, present) for row in ask.s.rows("groups")]
    )


def _ballot(
    ask: Ask,
    row: Settings,
    counts: Mapping[str, int],
    scale: Mapping[str, Fraction],
    void: Sequence[str],
    present: str,
) -> Group:
    id, weight = row.text("id"), row.figure("weight")
    valid = sorted((share, counts.get(grade, 0)) for grade, share in scale.items())
    count = sum(votes for _, votes in valid)
    if not enough(ask, row, count):
        return Group(id, weight, None, count)
    match ask.s.text("denominator"):
        case "valid":
            kept = _trimmed_votes(ask, valid, count)
            base = sum(votes for _, votes in kept)
            _counted(ask, id, kept, base)
            return Group(id, weight, _points(kept) / base, count)
        case "returned":
            base = count + sum(counts.get(grade, 0) for grade in void)
        case _:
            base = counts.get(present, 0)
    if base < count:
        fail(
            "bad_denominator",
            ask.where,
            f"主体 {id} 的到会人数 {base} 少于有效票 {count}。",
            f"Group {id}: {base} present, but {count} valid votes.",
        )
    _counted(ask, id, valid, base)
    return Group(id, weight, _points(valid) / base, count)


def _counted(ask: Ask, id: str, votes: Sequence[tuple[Fraction, int]], base: int) -> None:
    """The ballot as a sum that one can do by hand."""
    parts = " + ".join(f"{count} × {percent_words(share).zh}" for share, count in reversed(votes) if count) or "0"
    name = called(ask, id)
    ask.say(f"{name.zh}：({parts}) ÷ {base}", f"{name.en}: ({parts}) ÷ {base}")


def _points(votes: Sequence[tuple[Fraction, int]]) -> Fraction:
    return sum((share * count for share, count in votes), ZERO)


def _trimmed_votes(ask: Ask, votes: Sequence[tuple[Fraction, int]], count: int) -> list[tuple[Fraction, int]]:
    """The histogram, worst grade first, without so many votes at each end."""
    high, low = ask.s.count("trim_high"), ask.s.count("trim_low")
    if high + low == 0 or count <= max(ask.s.count("trim_above"), high + low):
        return list(votes)
    ask.say(f"去掉最高 {high} 票、最低 {low} 票。", f"The highest {high} and lowest {low} votes are dropped.")
    return _without(list(reversed(_without(list(votes), low))), high)


def _without(votes: list[tuple[Fraction, int]], drop: int) -> list[tuple[Fraction, int]]:
    """Without the first so many votes."""
    kept = []
    for share, count in votes:
        gone = min(drop, count)
        drop -= gone
        kept.append((share, count - gone))
    return kept


def panel(ask: Ask) -> Fraction:
    """实名评分表: valid sheets, then means within groups, then weights."""
    indicators = ask.s.scale("indicators") or {ask.node.id: ask.s.figure("scale", ask.full)}
    marks = valid_marks(ask, list(indicators))
    mine = [mark for mark in marks if mark.unit == ask.unit.id and mark.figure is not None]
    for mark in mine:
        ask.c.note(f"{mark.rater_group}/{mark.rater}/{mark.item}", mark.text, mark.source, "value")
    for mark in mine:
        if mark.figure is not None and not 0 <= mark.figure <= indicators[mark.item]:
            fail(
                "out_of_range",
                mark.source.where("value"),
                f"打分 {mark.text} 超出 0 至 {shown(indicators[mark.item])}。",
                f"The mark {mark.text} lies outside 0 to {shown(indicators[mark.item])}.",
            )
    members = memberships(ask, mine)
    whole = sum(indicators.values(), ZERO)
    if ask.s.text("order") == "per_indicator":
        return ask.full * _per_indicator(ask, members, indicators, whole)
    sheets = {id: _sheet_totals(rows, indicators, whole) for id, rows in members.items()}
    for id, rater in sorted({(id, mark.rater) for id, rows in members.items() for mark in rows}):
        if rater not in sheets[id]:
            ask.say(
                f"评价人 {rater} 未填满，没有合计，不计。",
                f"Rater {rater} left cells open: the sheet has no total and does not count.",
            )
    return ask.full * weighted(ask, _means(ask, sheets))


def _means(ask: Ask, sheets: Mapping[str, Mapping[str, Fraction]]) -> list[Group]:
    """Each group's mean of its raters' figures, trimmed within the group or over all."""
    kept = {id: dict(of) for id, of in sheets.items()}
    if ask.s.text("trim_scope") == "all":
        kept = {id: {} for id in sheets}
        for value, id, rater in trimmed(ask, ((v, id, rater) for id, of in sheets.items() for rater, v in of.items())):
            kept[id][rater] = value
    groups = []
    for row in ask.s.rows("groups"):
        of = kept.get(row.text("id"), {})
        values = list(of.values())
        valid = len(sheets.get(row.text("id"), {}))
        if not enough(ask, row, valid):
            groups.append(Group(row.text("id"), row.figure("weight"), None, valid))
            continue
        if ask.s.text("trim_scope", "group") == "group":
            of = {rater: value for value, _, rater in trimmed(ask, ((v, row.text("id"), r) for r, v in of.items()))}
        groups.append(Group(row.text("id"), row.figure("weight"), mean(list(of.values())), len(values)))
    return groups


def _sheet_totals(rows: Iterable[Mark], indicators: Mapping[str, Fraction], whole: Fraction) -> dict[str, Fraction]:
    """Each rater's total over the indicators, as a share of the sheet; an incomplete sheet has none."""
    cells: dict[str, dict[str, Fraction]] = defaultdict(dict)
    for mark in rows:
        if mark.figure is not None:
            cells[mark.rater][mark.item] = mark.figure
    return {rater: sum(marks.values(), ZERO) / whole for rater, marks in cells.items() if len(marks) == len(indicators)}


def _per_indicator(
    ask: Ask, members: Mapping[str, list[Mark]], indicators: Mapping[str, Fraction], whole: Fraction
) -> Fraction:
    total = ZERO
    for item, points in indicators.items():
        sheets = {
            id: {mark.rater: mark.figure / points for mark in rows if mark.item == item and mark.figure is not None}
            for id, rows in members.items()
        }
        share = weighted(ask, _means(ask, sheets), item, points / whole)
        working = f"{shown(share)} × {shown(points)} = {shown(share * points)}"
        ask.say(f"指标 {item}：{working}", f"indicator {item}: {working}")
        total += share * points / whole
    return total


def memberships(ask: Ask, marks: Sequence[Mark]) -> dict[str, list[Mark]]:
    """Which marks count in which group: by the sheet's group, by the rater's relation to the unit, or by attribute."""
    members: dict[str, list[Mark]] = defaultdict(list)
    for mark in marks:
        groups = [row.text("id") for row in ask.s.rows("groups") if _belongs(ask, row, mark)]
        if not groups:
            ask.warn(
                "unknown_rater",
                mark.source,
                f"评价人 {mark.rater} 不属于方案中的任何主体，未计。",
                f"Rater {mark.rater} belongs to no group of the scheme: not counted.",
                "rater_group",
            )
        for id in groups if ask.s.text("several_groups") == "each" else groups[:1]:
            members[id].append(mark)
    for id, rows in members.items():
        refuse_two_sheets(id, rows)
    return members


def _belongs(ask: Ask, row: Settings, mark: Mark) -> bool:
    if "relation" not in row and "when" not in row:
        return mark.rater_group == row.text("id")
    person = ask.walker.inputs.person(mark.rater)
    if "relation" in row:
        on = ask.walker.on
        ask.walker.related(ask.c, row.text("relation"), person, ask.unit.id)
        related = any(
            r.target == ask.unit.id and r.relation == row.text("relation") and r.holds(on)
            for r in ask.walker.lookups.relations_from(person)
        )
        if not related:
            return False
    when = row.formula("when")
    if when is None:
        return True
    rater = ask.walker.inputs.units.get(person)
    if rater is None:
        return False
    try:
        return holds(when, replace(ask.c, unit=rater))
    except (UnknownError, InapplicableError):
        return False


def rank_votes(ask: Ask) -> Fraction:
    """排名票: each place earns the ladder's points, then the mean."""
    marks = [mark for mark in valid_marks(ask, [ask.node.id]) if mark.unit == ask.unit.id and mark.figure is not None]
    ladder, scale = ask.s.row("ladder"), ask.s.figure("scale", 1)
    sheets: dict[str, dict[str, Fraction]] = {}
    for id, rows in memberships(ask, marks).items():
        for mark in rows:
            ask.c.note(f"{mark.rater_group}/{mark.rater}", mark.text, mark.source, "value")
            if mark.figure is None or mark.figure.denominator != 1 or mark.figure < 1 or ladder is None:
                fail(
                    "bad_place",
                    mark.source.where("value"),
                    f"名次“{mark.text}”应为正整数。",
                    f"The place {mark.text!r} must be a positive whole number.",
                )
            sheets.setdefault(id, {})[mark.rater] = place_points(ask, ladder, int(mark.figure)) / scale
    return ask.full * weighted(ask, _means(ask, sheets))


def opinions(ask: Ask) -> Fraction:
    """非计分栏目: counted answer by answer, never scored."""
    answers: dict[str, int] = defaultdict(int)
    for mark in ask.walker.inputs.marks.get((ask.unit.id, ask.s.text("item", ask.node.id)), []):
        ask.c.note(f"{mark.rater_group}/{mark.rater}", mark.text, mark.source, "value")
        if mark.text:
            answers[mark.text] += 1
    for answer, count in sorted(answers.items(), key=lambda pair: (-pair[1], pair[0])):
        ask.say(f"“{answer}” {count} 份", f"{answer!r}: {count}")
    return ZERO


RATERS: dict[str, Callable[[Ask], Fraction]] = {
    "votes": votes,
    "panel": panel,
    "rank_votes": rank_votes,
    "opinions": opinions,
}
