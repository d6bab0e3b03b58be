"""指标的计分函数: one short function each; the declarations stand in `functions`."""

from collections.abc import Callable
from fractions import Fraction

from qingheng.foundation.scoring.ask import Ask
from qingheng.foundation.scoring.irrational import Irrational
from qingheng.foundation.scoring.items.compared import bands, cases, ladder, minmax, relative
from qingheng.foundation.scoring.items.drawn import aggregate, formula, inherited
from qingheng.foundation.scoring.items.measured import baseline, brackets, completion, gap, steps, two_sided
from qingheng.foundation.scoring.items.recorded import awards, events, imported, shared
from qingheng.foundation.scoring.raters import RATERS

Evaluator = Callable[[Ask], Fraction | Irrational]

EVALUATORS: dict[str, Evaluator] = {
    function.__name__: function
    for function in (
        completion, steps, baseline, brackets, gap, two_sided, relative, minmax, bands, cases, ladder, events, imported, shared, awards, aggregate, inherited, formula,
    )
}  # fmt: skip
EVALUATORS.update(RATERS)

__all__ = ["EVALUATORS", "Ask"]
