"""方案写到的指标: which ids a row of the inputs may carry, so that a misspelt one is found before it is imported."""

from collections.abc import Iterator

from qingheng.foundation.scoring.formula import Call, id_of, walk
from qingheng.foundation.scoring.lint import formulas
from qingheng.foundation.scoring.model import Scheme
from qingheng.foundation.scoring.scoring import used_ids


def named_ids(scheme: Scheme) -> set[str]:
    """方案写到的指标: every item that the scheme scores, and every id that its rules and formulas read."""
    return used_ids(scheme) | set(_of_rules(scheme)) | set(_of_calls(scheme)) - {""}


def _of_rules(scheme: Scheme) -> Iterator[str]:
    """Items with a rule, notes included; the item that a rule reads in place of its own; the indicators of a sheet."""
    for node in scheme.nodes.values():
        if node.rule is not None:
            yield node.id
            yield node.rule.settings.text("item", node.id)
            yield from node.rule.settings.scale("indicators")


def _of_calls(scheme: Scheme) -> Iterator[str]:
    """The items whose events or votes a formula counts."""
    for _, formula in formulas(scheme):
        for part in walk(formula):
            if isinstance(part, Call) and part.name in ("events", "vote_share") and part.args:
                yield id_of(part.args[0])
