"""写错的关系、没有单位表: what the inputs say that the scheme has no use for, so that a slip of the pen is seen."""

from collections.abc import Iterator
from dataclasses import replace

from qingheng.foundation.kernel.problems import Problem, Severity, Where, nearest
from qingheng.foundation.kernel.text import Text
from qingheng.foundation.scoring.evaluate import problem
from qingheng.foundation.scoring.inputs import Inputs
from qingheng.foundation.scoring.model import Scheme


def read_relations(scheme: Scheme) -> set[str]:
    """Every relation that some item or consequence of the scheme looks for."""
    known = {role for rule in scheme.consequences for role in rule.roles}
    for node in scheme.nodes.values():
        if node.rule is not None:
            s = node.rule.settings
            known |= {s.text("over")} | set(s.scale("shares")) | set(s.strings("recuse"))
            known |= {row.text("relation") for row in s.rows("groups")}
    return known - {"", "children"}


def unread(scheme: Scheme, inputs: Inputs) -> Iterator[Problem]:
    """The first row of each relation that looks like one which the scheme reads; and that there are no units at all.

    Other relations may well be there: registers name more roles than a scheme needs.
    """
    known = read_relations(scheme)
    first = {relation.relation: relation for relation in reversed(inputs.relations)}
    for name, relation in sorted(first.items()):
        if name in known or nearest(name, known) is None:
            continue
        yield replace(
            problem(
                "unused_relation",
                relation.source.where("relation"),
                f"方案没有用到关系“{name}”。",
                f"The scheme does not use the relation {name!r}.",
                Severity.WARNING,
            ),
            suggestion=nearest(name, known),
        )
    if not inputs.units:
        found = problem("no_units", Where(), "数据中没有单位表，没有可计分的单位。", "The inputs hold no units table.")
        yield replace(found, mend=Text("加上单位表：unit、class、group 等列。", "Add it: columns unit, class, group."))
