"""What the parts of a figure give adds up to the figure, in the explanation of every case."""

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest

from qingheng.foundation.scoring import Scheme, Scoring, parse_scheme
from qingheng.foundation.scoring.result import Node
from tests.foundation.scoring.test_cases import ON, cases, inputs_of, nodes, read, whole


def added(scheme: Scheme, tree: Node) -> Iterator[tuple[str, Fraction, Fraction]]:
    """Id, figure and sum of the parts of every figure that is a sum: not where a cap or floor bites, or points are gone."""
    for node in nodes(tree):
        given = [child.contribution for child in node.children if child.contribution is not None]
        own = scheme.nodes.get(node.id)
        limited = own is not None and (own.cap is not None or own.floor is not None)
        zeroed = any("zero" in child.settings.get("effects", ()) for child in node.children)
        if given and node.exact is not None and not limited and not zeroed:
            yield node.id, node.exact, sum(given, Fraction(0))


@pytest.mark.parametrize(("path", "at"), cases())
def test_the_parts_add_up_to_the_whole(path: Path, at: int) -> None:
    file = read(path)
    loaded = parse_scheme(whole(file["scheme"]), path.name)
    assert loaded.scheme is not None
    scoring = Scoring(loaded.scheme, inputs_of(file["case"][at], file["inputs"]), ON)
    for unit in scoring.totals:
        for id, figure, parts in added(loaded.scheme, scoring.explain(unit)):
            assert figure == parts, (unit, id)


def test_the_groups_of_a_panel_add_up_by_indicator_whatever_is_done_with_an_empty_one() -> None:
    rule = """
[node.x]
name = { zh = "评议", en = "Panel" }
in = "all"
points = 100

[node.x.rule]
do = "panel"
indicators = { report = 40, site = 60 }
order = "per_indicator"
empty_group = "%s"
self_rating = "allow"
groups = [{ id = "a", weight = "50%%" }, { id = "b", weight = "30%%" }, { id = "c", weight = "20%%" }]
"""
    marks = "unit,item,rater_group,rater,value\nA,report,a,1,30\nA,site,a,1,33\nA,report,b,2,37\nA,site,b,2,41\n"
    for empty in ("reweight", "impute", "zero"):
        loaded = parse_scheme(whole(rule % empty))
        assert loaded.scheme is not None
        inputs = inputs_of({"sheets": marks}, {"units": "unit,class,group\nA,x,g\n"})
        found = Scoring(loaded.scheme, inputs, ON).explain("A", "x")
        assert found.exact == sum((child.contribution or Fraction(0) for child in found.children), Fraction(0))
        assert [child.id for child in found.children] == [f"x/{i}/{g}" for i in ("report", "site") for g in "abc"]
        if empty == "reweight":
            # report: (30/40 × 5 + 37/40 × 3) ÷ 8 × 40; site: (33/60 × 5 + 41/60 × 3) ÷ 8 × 60
            assert found.exact == Fraction(30 * 5 + 37 * 3, 8) + Fraction(33 * 5 + 41 * 3, 8)
