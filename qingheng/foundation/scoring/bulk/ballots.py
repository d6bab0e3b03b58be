"""测评编译: votes by grade and named panel sheets: counts and sums by rater group, then the weighted mean."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from qingheng.foundation.scoring.bulk import rational as q
from qingheng.foundation.scoring.bulk.asks import Ask
from qingheng.foundation.scoring.bulk.cells import Cell, UnsupportedError, first_bad, quoted
from qingheng.foundation.scoring.bulk.formulas import GROUP
from qingheng.foundation.scoring.bulk.rational import Rational
from qingheng.foundation.scoring.bulk.sources import Scale
from qingheng.foundation.scoring.declare import Settings


@dataclass(frozen=True, slots=True)
class Group:
    """一个主体: its weight, whether it has enough (SQL), its mean as a share of full marks (null where it has not)."""

    weight: Fraction
    there: str
    mean: Rational


def weighted(ask: Ask, groups: Sequence[Group]) -> Cell:
    """The groups' weighted mean; an empty or small group is treated as the scheme chose."""
    let, how = ask.f.stages.let, ask.s.text("empty_group")
    total, some = q.constant(0), let("(" + " OR ".join(group.there for group in groups) + ")") if groups else "FALSE"
    for group in groups:
        total = ask.f.stages.figure(q.add(total, q.scale(_or_zero(ask, group), group.weight)))
    every = "(" + " AND ".join(group.there for group in groups) + ")"
    bad = f"(CASE WHEN {every if how == 'error' else some} THEN 0 ELSE 1 END)"
    if how == "reweight":
        total = q.divide(total, _sum_there(ask, groups, [group.weight for group in groups]))
    elif how == "impute":
        mean = q.divide(_sum_of_means(ask, groups), _sum_there(ask, groups, [Fraction(1)] * len(groups)))
        whole = sum((group.weight for group in groups), Fraction(0))
        missing = q.subtract(q.constant(whole), _sum_there(ask, groups, [group.weight for group in groups]))
        total = q.add(total, q.multiply(ask.f.stages.figure(missing), ask.f.stages.figure(mean)))
    return ask.hold(Cell(total, state=bad))


def _or_zero(ask: Ask, group: Group) -> Rational:
    return ask.f.stages.figure(q.choose(group.there, group.mean, q.constant(0)))


def _sum_there(ask: Ask, groups: Sequence[Group], weights: Sequence[Fraction]) -> Rational:
    total = q.constant(0)
    for group, weight in zip(groups, weights, strict=True):
        total = q.add(total, q.choose(group.there, q.constant(weight), q.constant(0)))
    return ask.f.stages.figure(total)


def _sum_of_means(ask: Ask, groups: Sequence[Group]) -> Rational:
    total = q.constant(0)
    for group in groups:
        total = ask.f.stages.figure(q.add(total, _or_zero(ask, group)))
    return total


def _enough(ask: Ask, row: Settings, count: str) -> str:
    return f"({count} >= {max(row.count('min', ask.s.count('min_raters')), 1)})"


def votes(ask: Ask) -> Cell:
    """民主测评: grades to shares of full marks, over the declared denominator."""
    scale, void, present = ask.s.scale("scale"), ask.s.strings("void"), ask.s.text("present")
    grades = [*scale, *(grade for grade in void if grade not in scale)]
    grades += [present] if present and present not in grades else []
    rows = ask.s.rows("groups")
    name = f"j{len(ask.f.sources.joined)}"
    columns = [
        f"coalesce(sum(count) FILTER (rater_group = {quoted(row.text('id'))} AND grade = {quoted(grade)}), 0)::BIGINT AS {name}_g{at}_{number}"
        for at, row in enumerate(rows)
        for number, grade in enumerate(grades)
    ]
    known = ", ".join(quoted(grade) for grade in grades) or "''"
    declared = ", ".join(quoted(row.text("id")) for row in rows) or "''"
    columns.append(f"bool_or(refused OR grade NOT IN ({known}) OR rater_group NOT IN ({declared})) AS {name}_bad")
    item = ask.s.text("item", ask.node.id)
    ask.f.sources.join(
        f"SELECT county, unit, {', '.join(columns)} FROM votes WHERE item = {quoted(item)} GROUP BY county, unit"
    )
    groups, bad = [], [f"(CASE WHEN {name}_bad THEN 1 ELSE 0 END)"]
    for at, row in enumerate(rows):
        counts = {grade: f"coalesce({name}_g{at}_{number}, 0)" for number, grade in enumerate(grades)}
        groups.append(_ballot(ask, row, counts, bad))
    found = ask.scaled(weighted(ask, groups), ask.full)
    return ask.hold(Cell(found.figure, state=first_bad([*bad, found.state])))


def _ballot(ask: Ask, row: Settings, counts: dict[str, str], bad: list[str]) -> Group:
    let, most = ask.f.stages.let, ask.f.sources.profile.most_votes
    scale = ask.s.scale("scale")
    valid = let("(" + (" + ".join(counts[grade] for grade in scale) or "0") + ")")
    there = let(_enough(ask, row, valid))
    how = ask.s.text("denominator")
    if how == "valid":
        used, number = _trimmed_counts(ask, {grade: counts[grade] for grade in scale}, valid)
    else:
        used = {grade: counts[grade] for grade in scale}
        voids = [counts[grade] for grade in ask.s.strings("void") if grade in counts]
        number = let(" + ".join([valid, *voids])) if how == "returned" else let(counts.get(ask.s.text("present"), "0"))
        bad.append(let(f"(CASE WHEN {there} AND {number} < {valid} THEN 1 ELSE 0 END)"))
    total = q.constant(0)
    for grade, share in scale.items():
        total = q.add(total, q.scale(Rational(used[grade], most), share))
    mean = q.divide(ask.f.stages.figure(total), Rational(number, most * 4))
    return Group(row.figure("weight"), there, ask.f.stages.figure(mean))


def _trimmed_counts(ask: Ask, counts: dict[str, str], valid: str) -> tuple[dict[str, str], str]:
    """How many votes of each grade are left after the trim, and how many in all."""
    high, low, let = ask.s.count("trim_high"), ask.s.count("trim_low"), ask.f.stages.let
    if high + low == 0:
        return counts, valid
    cut = let(f"({valid} > {max(ask.s.count('trim_above'), high + low)})")
    scale, below, left = ask.s.scale("scale"), "0", {}
    for grade in sorted(counts, key=lambda grade: scale[grade]):
        upto = let(f"{below} + {counts[grade]}")
        kept = f"greatest(0, least({upto}, {valid} - {high}) - greatest({below}, {low}))"
        left[grade] = let(f"(CASE WHEN {cut} THEN {kept} ELSE {counts[grade]} END)")
        below = upto
    return left, let(f"(CASE WHEN {cut} THEN {valid} - {high + low} ELSE {valid} END)")


def panel(ask: Ask) -> Cell:
    """实名评分表: means within groups, then weights."""
    rows = ask.s.rows("groups")
    if ask.s.row("validity") is not None or any("relation" in row or "when" in row for row in rows):
        raise UnsupportedError("the validity of whole sheets, or groups by relation or attribute")
    if ask.s.strings("recuse"):
        raise UnsupportedError("raters who are recused by relation")
    if ask.s.text("trim_scope", "group") == "all" and ask.s.count("trim_high") + ask.s.count("trim_low"):
        raise UnsupportedError("trimming over all groups")
    indicators = ask.s.scale("indicators") or {ask.node.id: ask.s.figure("scale", ask.full)}
    if any(points <= 0 for points in indicators.values()):
        raise UnsupportedError("an indicator without points")
    whole = sum(indicators.values(), Fraction(0))
    if ask.s.text("order") == "sheet_totals" and len(indicators) > 1:
        return _sheets(ask, indicators, whole)
    states: list[str] = []
    total = Cell(q.constant(0))
    for item, points in indicators.items():
        share = weighted(ask, _marked(ask, item, points, states))
        total = ask.plus(total, ask.scaled(share, points / whole))
    found = ask.scaled(total, ask.full)
    return ask.hold(Cell(found.figure, state=first_bad([*states, found.state])))


def _marked(ask: Ask, item: str, points: Fraction, states: list[str]) -> list[Group]:
    """The groups of one indicator, from the sums that the marks table was folded into."""
    scale = ask.f.sources.profile.marks.get(item, Scale())
    name, rows = f"j{len(ask.f.sources.joined)}", ask.s.rows("groups")
    high, low = ask.s.count("trim_high"), ask.s.count("trim_low")
    columns = []
    for at, row in enumerate(rows):
        here = f"FILTER (rater_group = {quoted(row.text('id'))})"
        columns += [f"max(n) {here} AS {name}_n{at}", f"max(s) {here} AS {name}_s{at}"]
        if high + low:
            off = [f" - list_sum(tops[1:{high}])"] * (high > 0) + [f" - list_sum(lows[1:{low}])"] * (low > 0)
            columns.append(f"max(s{''.join(off)}) {here} AS {name}_t{at}")
    limit = int(points * scale.den)
    columns.append(f"bool_or(least < 0 OR greatest > {limit}) AS {name}_bad")
    fold = ask.f.sources.fold_marks(item, own=ask.s.text("self_rating") == "exclude")
    states.append(f"(CASE WHEN {name}_bad THEN 1 ELSE 0 END)")
    if ask.f.sources.profile.twice:
        columns.append(f"bool_or(twice) AS {name}_twice")
        # A rater who marked a unit twice leaves the whole panel of the group undecided.
        twice = ask.f.stages.let(f"bool_or(coalesce({name}_twice, FALSE)) OVER (PARTITION BY {GROUP})")
        states.append(f"(CASE WHEN {twice} THEN 1 ELSE 0 END)")
    ask.f.sources.join(f"SELECT county, unit, {', '.join(columns)} FROM ({fold}) GROUP BY county, unit")
    return [
        _mean(ask, row, f"{name}_n{at}", f"{name}_s{at}", f"{name}_t{at}", points, scale) for at, row in enumerate(rows)
    ]


def _mean(ask: Ask, row: Settings, count: str, total: str, trimmed: str, points: Fraction, scale: Scale) -> Group:
    let, most = ask.f.stages.let, ask.f.sources.profile.most_marks
    number = let(f"coalesce({count}, 0)")
    there = let(_enough(ask, row, number))
    top = max(scale.top, 1) * most
    summed = let(f"{total}::{q.kind_of(top)}")
    high, low = ask.s.count("trim_high"), ask.s.count("trim_low")
    if high + low:
        cut = let(f"({number} > {max(ask.s.count('trim_above'), high + low)})")
        summed = let(f"(CASE WHEN {cut} THEN {trimmed} ELSE {total} END)::{q.kind_of(top)}")
        number = let(f"(CASE WHEN {cut} THEN {number} - {high + low} ELSE {number} END)")
    mean = q.scale(q.divide(Rational(summed, top, scale.den), Rational(number, most)), 1 / points)
    return Group(row.figure("weight"), there, ask.f.stages.figure(mean))


def _sheets(ask: Ask, indicators: dict[str, Fraction], whole: Fraction) -> Cell:
    """Whole sheets: each rater's total over the indicators; an incomplete sheet counts nowhere."""
    if ask.s.count("trim_high") + ask.s.count("trim_low"):
        raise UnsupportedError("trimming sheet totals of several indicators")
    profile = ask.f.sources.profile
    den = lcm(1, *(profile.marks.get(item, Scale()).den for item in indicators))
    top = sum(
        profile.marks.get(item, Scale()).top * (den // profile.marks.get(item, Scale()).den) for item in indicators
    )
    name, rows = f"j{len(ask.f.sources.joined)}", ask.s.rows("groups")
    factor = (
        "CASE item "
        + " ".join(f"WHEN {quoted(item)} THEN {den // profile.marks.get(item, Scale()).den}" for item in indicators)
        + " END"
    )
    limit = (
        "CASE item "
        + " ".join(
            f"WHEN {quoted(item)} THEN {int(points * profile.marks.get(item, Scale()).den)}"
            for item, points in indicators.items()
        )
        + " END"
    )
    items = ", ".join(quoted(item) for item in indicators)
    own = ask.f.sources.own_marks() if ask.s.text("self_rating") == "exclude" else "TRUE"
    inner = (
        f"SELECT county, unit, rater_group, rater, sum(num * {factor}) AS v, count(DISTINCT item) = {len(indicators)} AS whole, "
        f"bool_or(num < 0 OR num > {limit}) AS bad FROM marks WHERE item IN ({items}) AND num IS NOT NULL AND {own} "
        "GROUP BY county, unit, rater_group, rater"
    )
    columns = []
    for at, row in enumerate(rows):
        here = f"FILTER (whole AND rater_group = {quoted(row.text('id'))})"
        columns += [f"count(*) {here} AS {name}_n{at}", f"sum(v) {here} AS {name}_s{at}"]
    columns.append(f"bool_or(bad) AS {name}_bad")
    ask.f.sources.join(f"SELECT county, unit, {', '.join(columns)} FROM ({inner}) GROUP BY county, unit")
    scale = Scale(den, top)
    groups = [_mean(ask, row, f"{name}_n{at}", f"{name}_s{at}", "NULL", whole, scale) for at, row in enumerate(rows)]
    found = ask.scaled(weighted(ask, groups), ask.full)
    return ask.hold(Cell(found.figure, state=first_bad([f"(CASE WHEN {name}_bad THEN 1 ELSE 0 END)", found.state])))
