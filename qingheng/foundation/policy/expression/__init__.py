"""表达式语言: one small language for eligibility, roster search, warnings and reports.

    vocabulary = Vocabulary.of([Field("rank_since", Text("任现职级时间", "at the level since"), DATE), …],
                               [Parameter("chief_years", Text("最低年限", "least years"), Type(Kind.INT, "year"))])
    parsed = parse("满年数（任现职级时间） ≥ p.chief_years", vocabulary)   # Parsed(expr, problems)
    trace = evaluate(parsed.expr, facts, params, on)                     # Trace(value, missing, children)

One typed tree (`nodes`), read through `ast` with a whitelist and never by eval (`parse`), has these readers:

- `evaluate` walks it and keeps every step (`Trace`: value, missing, `facts()`, `params()`); three-valued and exact.
- `sql.to_sql(expr, dialect, columns, params, on)` writes it for SQLite, PostgreSQL or DuckDB with the same answers;
  `columns.Columns(vocabulary, years)` says how facts stand in a table, declares it and encodes rows.
- `sentence.sentence(expr, vocabulary, lang, params)` says it in Chinese or English.
- `outlook.earliest` finds the first day on which it will hold, `outlook.would_change` the facts that would change it.
- `facts.read_facts(raw, vocabulary)` brings facts in from JSON.

`facts`, `params`: mappings by key (parameters without `p.`), typed values: bool, int, Fraction, date, str, tuple (list),
mapping (by calendar year for facts). None or absent is unknown: `trace.value` is None and `trace.missing` names the
facts that may matter (`rank_since`, `grades[2006]`). Pure: no clock, no Django, `on` is handed in. The language itself is
described in docs/packs/expressions.md.
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
