"""取别的单位的得分: aggregate, inherited and shared, from the table `others` that an earlier pass filled.

What a unit reads of another stands in `others` as numerator, denominator and state; sums over several others are exact,
over the least common multiple of their denominators.
"""

from dataclasses import replace
from fractions import Fraction

from qingheng.foundation.scoring.bulk import rational as q
from qingheng.foundation.scoring.bulk.asks import NOTHING, Ask
from qingheng.foundation.scoring.bulk.cells import Cell, UnsupportedError, fault, first_bad, quoted
from qingheng.foundation.scoring.formula import Formula
from qingheng.foundation.scoring.inputs import property_figure


def aggregate(ask: Ask) -> Cell:
    """汇总下级或分管单位: the weighted mean of their scores."""
    over, tree = ask.s.text("over"), ask.s.formula("weight")
    if tree is None:
        return NOTHING.with_state("2")
    when = ask.s.formula("when")
    taken = None if when is None else _truth_of(ask, when)
    score, weight = _score_of(ask), _formula_of(ask, tree)
    name = ask.f.sources.join_late(lambda name: _weighted(name, _pairs(ask, over), score, weight, taken))
    total, weights = q.moving(f"{name}_n", f"{name}_d"), q.moving(f"{name}_wn", f"{name}_wd")
    none = f"(CASE WHEN coalesce({name}_wn, 0) = 0 THEN 2 ELSE 0 END)"
    mean = ask.hold(Cell(q.divide(total, weights), state=first_bad([f"coalesce({name}_bad, 0)", none])))
    return _rescaled(ask, mean)


def _pairs(ask: Ask, over: str) -> str:
    """Who reads whom: sub-units that some tree scores, or the units of a relation."""
    if over == "children":
        return "SELECT county, parent AS unit, unit AS other FROM trees WHERE fits = 1"
    return f"SELECT county, origin AS unit, target AS other FROM ({ask.f.sources.relations([over])})"


def _weighted(name: str, pairs: str, score: str, weight: str, taken: str | None) -> str:
    """One row a unit: the weighted sum, the sum of weights, and the state of the first of its others that is not there.

    `taken` is the truth that tells which of its others count.
    """
    bad, where = _first(f"o.{weight}_s", f"o.{score}_s"), ""
    if taken is not None:
        bad = _first(f"o.{taken}_s", bad)
        where = f" WHERE NOT coalesce(o.{taken}_s = 0 AND o.{taken}_n = 0, FALSE)"
    terms = (
        f"SELECT p.county, p.unit, p.other, o.unit IS NULL AS stranger, {bad} AS bad, "
        f"o.{score}_n * o.{weight}_n AS n, o.{score}_d * o.{weight}_d AS d, o.{weight}_n AS wn, o.{weight}_d AS wd "
        f"FROM ({pairs}) p LEFT JOIN others o ON o.county = p.county AND o.unit = p.other{where}"
    )
    bad = "CASE WHEN bool_or(stranger) THEN 3 ELSE coalesce(arg_min(bad, other) FILTER (bad <> 0), 0) END"
    return _summed(terms, f"{bad} AS {name}_bad", {f"{name}_": ("n", "d"), f"{name}_w": ("wn", "wd")})


def _first(one: str, other: str) -> str:
    return f"CASE WHEN {one} <> 0 THEN {one} ELSE {other} END"


def _summed(terms: str, bad: str, sums: dict[str, tuple[str, str]]) -> str:
    """Fractions of a SELECT summed by unit over their least common denominator, and the column `bad`."""
    dens = {den: f"list({den}) FILTER ({den} IS NOT NULL)" for _, den in sums.values()}
    whole = ", ".join(f"{q.whole_of(listed)} AS whole_{den}" for den, listed in dens.items())
    columns = ", ".join(
        f"sum({num} * (whole_{den} // {den}))::HUGEINT AS {prefix}n, max(whole_{den})::HUGEINT AS {prefix}d"
        for prefix, (num, den) in sums.items()
    )
    return (
        f"WITH terms AS ({terms}), wholes AS (SELECT county, unit, {whole} FROM terms GROUP BY county, unit) "
        f"SELECT county, unit, {bad}, {columns} FROM terms JOIN wholes USING (county, unit) GROUP BY county, unit"
    )


def _score_of(ask: Ask) -> str:
    """The total or a node's score, read by others."""
    of = ask.s.text("of")
    if of == "total":
        return ask.f.sources.of_others("total", None)
    return ask.f.sources.of_others(("score", of), lambda: ask.f.score(of))


def _formula_of(ask: Ask, tree: Formula) -> str:
    """A formula evaluated on each unit, read by others."""
    f = replace(ask.f, facts={})
    return ask.f.sources.of_others((tree, f.period, f.recused), lambda: f.number(tree))


def _truth_of(ask: Ask, tree: Formula) -> str:
    """A condition asked of each unit, read by others."""
    f = replace(ask.f, facts={})
    return ask.f.sources.of_others(("holds", tree, f.period, f.recused), lambda: f.truth(tree))


def _rescaled(ask: Ask, cell: Cell) -> Cell:
    """The score converted from its own full marks to those of the item."""
    tree = ask.s.formula("scale")
    if tree is None:
        return cell
    scale = ask.f.number(tree)
    return ask.scaled(ask.over(cell, ask.guard(scale, f"{scale.value.num} = 0")), ask.full)


def inherited(ask: Ask) -> Cell:
    """随单位得分: the share of the unit's score that the role takes."""
    score = _score_of(ask)
    name = ask.f.sources.join_late(
        lambda name: (
            f"SELECT u.county, u.unit, o.{score}_n AS {name}_n, o.{score}_d AS {name}_d, o.{score}_s AS {name}_s "
            "FROM units u JOIN others o ON o.county = u.county AND o.unit = u.parent"
        )
    )
    there = fault(f"{name}_s IS NULL")
    share = _share(ask)
    states = [there, share.state, f"coalesce({name}_s, 0)"]
    found = ask.hold(Cell(q.moving(f"{name}_n", f"{name}_d"), state=first_bad(states)))
    return ask.times(_rescaled(ask, found), Cell(share.value))


def _share(ask: Ask) -> Cell:
    """The share that the person's role takes; 1 where the scheme does not tell roles apart."""
    tree = ask.s.formula("role")
    if "roles" not in ask.s or tree is None:
        return ask.constant(1)
    role = ask.hold(ask.f.cell(tree))
    found = NOTHING
    for named, share in ask.s.scale("roles").items():
        found = ask.branch(_is_called(role, named), ask.constant(share), found)
    return ask.hold(Cell(found.figure, state=first_bad([role.state, found.state])))


def _is_called(role: Cell, named: str) -> str:
    """SQL: the role is the one named; a figure is called as a fraction is written."""
    figure = property_figure(named)
    if role.text is None and role.figure is None:
        raise UnsupportedError("a role that is a condition")
    if role.figure is None:
        return f"coalesce({role.text} = {quoted(named)}, FALSE)"
    if figure is None or str(figure) != named:
        return "FALSE" if role.text is None or figure is not None else f"coalesce({role.text} = {quoted(named)}, FALSE)"
    return f"coalesce({q.compare(role.figure, '=', q.constant(figure))}, FALSE)"


def shared(ask: Ask) -> Cell:
    """扣分分担: the unit's share of each matter's deduction."""
    shares, tree = ask.s.scale("shares"), ask.s.formula("amount")
    if tree is None:
        return NOTHING
    amount = _formula_of(ask, tree)
    name = ask.f.sources.join_late(lambda name: _parts(ask, name, shares, amount))
    found = Cell(q.moving(f"coalesce({name}_n, 0)", f"coalesce({name}_d, 1)"), state=f"coalesce({name}_bad, 0)")
    start, deducted = ask.number("start"), ask.hold(found)
    return ask.floored(ask.minus(start, deducted).with_state(first_bad([deducted.state, start.state])))


def _parts(ask: Ask, name: str, shares: dict[str, Fraction], amount: str) -> str:
    """One row a unit: the sum of its parts of all matters, and the state of the first matter that has no amount."""
    related = ask.f.sources.relations(list(shares))
    named = {relation: quoted(relation) for relation in shares}
    top = " ".join(f"WHEN {named[relation]} THEN {share.numerator}" for relation, share in shares.items())
    bottom = " ".join(f"WHEN {named[relation]} THEN {share.denominator}" for relation, share in shares.items())
    among = "count(*) OVER (PARTITION BY county, relation, target)" if ask.s.text("several") == "divide" else "1"
    terms = (
        f"SELECT p.county, p.unit, p.other, coalesce(o.{amount}_s, 3) AS bad, "
        f"o.{amount}_n * CASE relation {top} END AS n, o.{amount}_d * CASE relation {bottom} END * among AS d "
        f"FROM (SELECT county, origin AS unit, relation, target AS other, {among} AS among FROM ({related})) p "
        "LEFT JOIN others o ON o.county = p.county AND o.unit = p.other"
    )
    bad = f"coalesce(arg_min(bad, other) FILTER (bad <> 0), 0) AS {name}_bad"
    return _summed(terms, bad, {f"{name}_": ("n", "d")})
