"""表达式语言: one small language for eligibility, roster search, warnings and reports.

    vocabulary = Vocabulary.of([Field("rank_since", Text("任现职级时间", "in rank since"), DATE), …],
                               [Parameter("chief_years", Text("最低年限", "least years"), Type(Kind.INT, "year"))])
    parsed = parse("满年数（任现职级时间） ≥ p.chief_years", vocabulary)      # Parsed(expr, problems)
    trace = evaluate(parsed.expr, facts, params, on)                        # Trace(value, missing, children)

`facts`, `params`: mappings by key (parameters without `p.`), typed values: bool, int, Fraction, date, str, tuple (list),
mapping (by calendar year for facts). None or absent is unknown. `trace.value` is None for unknown and `trace.missing`
names the facts that may matter. Pure: no clock, no Django; `on` is handed in.
"""

from qingheng.foundation.policy.expression.nodes import Node, fact_keys, param_keys
from qingheng.foundation.policy.expression.parse import Parsed, parse
from qingheng.foundation.policy.expression.problems import CODES
from qingheng.foundation.policy.expression.types import (
    BOOL,
    DATE,
    INT,
    TEXT,
    Facts,
    Field,
    Kind,
    Parameter,
    Params,
    Type,
    Value,
    Vocabulary,
)
from qingheng.foundation.policy.expression.walk import Trace, evaluate, value_of

__all__ = [
    "BOOL",
    "CODES",
    "DATE",
    "INT",
    "TEXT",
    "Facts",
    "Field",
    "Kind",
    "Node",
    "Parameter",
    "Params",
    "Parsed",
    "Trace",
    "Type",
    "Value",
    "Vocabulary",
    "evaluate",
    "fact_keys",
    "param_keys",
    "parse",
    "value_of",
]
