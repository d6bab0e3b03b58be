"""Writes docs/packs/assumed-values.md: `python -m tests.packs.assumed_values`."""

from pathlib import Path
from typing import Any

from qingheng.foundation.policy.chain import Chain
from qingheng.foundation.policy.citations import citation_text
from qingheng.foundation.policy.explain import plain
from qingheng.foundation.policy.loading import load_chain

HEAD = """# 待县里核定的拟定值 · Assumed values that the county must confirm

下列各项原文未载或者未核对，由系统拟定或者类比外地办法，请县里逐项核定。本页由政策包生成。
Composed by the system, or taken from elsewhere by analogy; the county confirms or corrects each. Generated from the pack.

| 键 key | 名称 label | 自 from | 值 value | 依据 basis |
|---|---|---|---|---|
"""


def _value(kind: str, value: Any) -> str:
    if kind == "list":
        return "；".join(item.label.zh for item in value)
    if kind == "table":
        return f"{len(value)} 行 rows"
    return str(plain(value))


def page(chain: Chain) -> str:
    """The whole page: parameters, lists and tables, then rules and meetings, as they stand in the chain."""
    rows = []
    for entry in sorted(chain.parameters(), key=lambda one: (one.kind, one.key)):
        for dated in entry.values:
            cites = chain.cite(dated.basis)
            if any(cite.status == "assumed" for cite in cites):
                basis = "；".join(citation_text(chain, cite).zh for cite in cites)
                shown = _value(entry.kind, dated.value)
                rows.append(f"| `{entry.kind}.{entry.key}` | {entry.label.zh} | {dated.start} | {shown} | {basis} |")
    for rule in sorted(chain.rules(), key=lambda one: one.id):
        if rule.basis.status == "assumed":
            basis = "；".join(citation_text(chain, cite).zh for cite in chain.cite(rule.basis))
            rows.append(
                f"| `rule.{rule.id}` | {rule.title.zh} | {rule.span.start} | {rule.scope.zh if rule.scope else ''} | {basis} |"
            )
    for meeting in sorted(chain.meetings(), key=lambda one: (one.id, one.span.start)):
        if meeting.basis.status == "assumed":
            basis = "；".join(citation_text(chain, cite).zh for cite in chain.cite(meeting.basis))
            rows.append(
                f"| `meeting.{meeting.id}` | {meeting.label.zh} | {meeting.span.start} | 各项参数 all parameters | {basis} |"
            )
    return HEAD + "\n".join(rows) + "\n"


if __name__ == "__main__":
    target = Path(__file__).parents[2] / "docs" / "packs" / "assumed-values.md"
    target.write_text(page(load_chain("qingshui")), encoding="utf-8")
