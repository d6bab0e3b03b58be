"""测评编译: votes by grade and named panel sheets: counts and sums by rater group, then the weighted mean."""

from fractions import Fraction

from qingheng.foundation.scoring.bulk import rational as q
from qingheng.foundation.scoring.bulk.asks import Ask
from qingheng.foundation.scoring.bulk.cells import Cell, UnsupportedError, fault, first_bad, quoted
from qingheng.foundation.scoring.bulk.formulas import GROUP
from qingheng.foundation.scoring.bulk.groups import Group, enough, weighted
from qingheng.foundation.scoring.bulk.rational import Rational
from qingheng.foundation.scoring.bulk.sheets import judged, needs_sheets
from qingheng.foundation.scoring.bulk.sources import TWICE, Scale
from qingheng.foundation.scoring.declare import Settings


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
    bad_row, twice = f"refused OR grade NOT IN ({known}) OR rater_group NOT IN ({declared})", TWICE
    columns.append(f"(bool_or({bad_row}) OR {twice}) AS {name}_bad")
    item = ask.s.text("item", ask.node.id)
    ask.f.sources.join(
        f"SELECT county, unit, {', '.join(columns)} FROM votes WHERE item = {quoted(item)} GROUP BY county, unit"
    )
    groups, bad = [], [fault(f"{name}_bad")]
    for at, row in enumerate(rows):
        counts = {grade: f"coalesce({name}_g{at}_{number}, 0)" for number, grade in enumerate(grades)}
        groups.append(_ballot(ask, row, counts, bad))
    found = ask.scaled(weighted(ask, groups), ask.full)
    return ask.hold(Cell(found.figure, state=first_bad([*bad, found.state])))


def _ballot(ask: Ask, row: Settings, counts: dict[str, str], bad: list[str]) -> Group:
    let, most = ask.f.stages.let, ask.f.sources.profile.most_votes
    scale = ask.s.scale("scale")
    valid = let("(" + (" + ".join(counts[grade] for grade in scale) or "0") + ")")
    there = let(enough(ask, row, valid))
    how = ask.s.text("denominator")
    if how == "valid":
        used, number = _trimmed_counts(ask, {grade: counts[grade] for grade in scale}, valid)
    else:
        used = {grade: counts[grade] for grade in scale}
        voids = [counts[grade] for grade in ask.s.strings("void") if grade in counts]
        number = let(" + ".join([valid, *voids])) if how == "returned" else let(counts.get(ask.s.text("present"), "0"))
        bad.append(let(fault(f"{there} AND {number} < {valid}")))
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
    indicators = ask.s.scale("indicators") or {ask.node.id: ask.s.figure("scale", ask.full)}
    if any(points <= 0 for points in indicators.values()):
        raise UnsupportedError("an indicator without points")
    whole = sum(indicators.values(), Fraction(0))
    if needs_sheets(ask, indicators):
        return judged(ask, indicators, whole)
    # A unit that no tree scores stands in no group, so nobody's sheet covers it.
    states = ["0" if ask.f.sources.scored == "TRUE" else fault("NOT scored")]
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
    columns.append(f"(coalesce(bool_or(least < 0 OR greatest > {limit}), FALSE) OR bool_or(word)) AS {name}_bad")
    fold = ask.f.sources.fold_marks(item, own=ask.s.text("self_rating") == "exclude")
    states.append(fault(f"{name}_bad"))
    if ask.f.sources.profile.twice:
        columns.append(f"bool_or(twice) AS {name}_twice")
        # A rater who marked a unit twice leaves the whole panel of the group undecided.
        twice = ask.f.stages.let(
            f"bool_or(coalesce({name}_twice, FALSE)) FILTER ({ask.f.sources.scored}) OVER (PARTITION BY {GROUP})"
        )
        states.append(fault(twice))
    ask.f.sources.join(f"SELECT county, unit, {', '.join(columns)} FROM ({fold}) GROUP BY county, unit")
    return [
        _mean(ask, row, f"{name}_n{at}", f"{name}_s{at}", f"{name}_t{at}", points, scale) for at, row in enumerate(rows)
    ]


def _mean(ask: Ask, row: Settings, count: str, total: str, trimmed: str, points: Fraction, scale: Scale) -> Group:
    let, most = ask.f.stages.let, ask.f.sources.profile.most_marks
    number = let(f"coalesce({count}, 0)")
    there = let(enough(ask, row, number))
    top = max(scale.top, 1) * most
    summed = let(f"{total}::{q.kind_of(top)}")
    high, low = ask.s.count("trim_high"), ask.s.count("trim_low")
    if high + low:
        cut = let(f"({number} > {max(ask.s.count('trim_above'), high + low)})")
        summed = let(f"(CASE WHEN {cut} THEN {trimmed} ELSE {total} END)::{q.kind_of(top)}")
        number = let(f"(CASE WHEN {cut} THEN {number} - {high + low} ELSE {number} END)")
    mean = q.scale(q.divide(Rational(summed, top, scale.den), Rational(number, most)), 1 / points)
    return Group(row.figure("weight"), there, ask.f.stages.figure(mean))
