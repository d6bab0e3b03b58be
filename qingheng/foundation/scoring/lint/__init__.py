"""方案体检: what a published scheme gets wrong or leaves open, beyond what the declarations already ask for."""

import re

from qingheng.foundation.kernel.text import Text
from qingheng.foundation.scoring.lint.bands import Interval, inside, interval
from qingheng.foundation.scoring.lint.codes import CODES
from qingheng.foundation.scoring.lint.common import formulas
from qingheng.foundation.scoring.lint.tree import check_cycles, check_kinds, check_node, check_references, check_root
from qingheng.foundation.scoring.lint.whole import (
    check_grades,
    check_options,
    check_order,
    check_peers,
    check_rank_alone,
    check_ties,
    check_vetoes,
)
from qingheng.foundation.scoring.model import Scheme
from qingheng.foundation.scoring.parse import Sink

__all__ = ["CODES", "Interval", "formulas", "inside", "interval", "lint"]

#: A year, or a part of it: `2007`, `2007H1`, `2007Q3`, `2007-06`.
CYCLE = re.compile(r"\d{4}(H[12]|Q[1-4]|-(0[1-9]|1[0-2]))?")


def lint(scheme: Scheme, sink: Sink) -> None:
    """All problems of a scheme that its declarations alone cannot show."""
    if check_cycles(scheme, sink):
        return
    for node in scheme.nodes.values():
        check_node(scheme, node, sink)
    for tree in scheme.trees:
        check_root(scheme, tree.root, sink)
    check_peers(scheme, sink)
    check_ties(scheme, sink)
    check_order(scheme, sink)
    check_references(scheme, sink)
    check_grades(scheme, sink)
    check_vetoes(scheme, sink)
    check_kinds(scheme, sink)
    check_options(scheme, sink)
    check_rank_alone(scheme, sink)
    if scheme.period and not CYCLE.fullmatch(scheme.period):
        sink.add(
            "period_form",
            ("scheme", "period"),
            Text(
                f"考核周期“{scheme.period}”应写成四位年份。",
                f"The cycle {scheme.period!r} must be a year of four digits.",
            ),
            Text(
                '例：period = "2007"；季度、月份写在节点的 periods 中。',
                'E.g. period = "2007"; quarters and months go into a node\'s periods.',
            ),
        )
