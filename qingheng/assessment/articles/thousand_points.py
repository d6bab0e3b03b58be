"""I-32 千分制 重点工作提高分值 (seed#2.3).

“综合考核实行基础分千分制考核，对重点工作相应提高分值，突出其重要地位。”

"The assessment has a base of one thousand points; key work carries raised points, so that its weight shows."
"""

from dataclasses import dataclass
from fractions import Fraction

from qingheng.assessment.terms import seed
from qingheng.foundation.kernel.findings import Finding, Outcome
from qingheng.foundation.kernel.points import format_figure
from qingheng.foundation.kernel.text import Text

CITE = (seed("2.3"),)

#: 千分制.
BASE = Fraction(1000)


@dataclass(frozen=True, slots=True)
class PointsFacts:
    """分值的事实: full marks of the base, and for every key item by how much its points are raised."""

    base: Fraction
    raised: tuple[tuple[Text, Fraction], ...]


def thousand_points(facts: PointsFacts) -> tuple[Finding, ...]:
    """基础分千分制, and 对重点工作相应提高分值."""
    base = format_figure(facts.base)
    zh = "、".join(name.zh for name, _points in facts.raised)
    en = ", ".join(name.en for name, _points in facts.raised)
    lifted = bool(facts.raised) and all(points > 0 for _name, points in facts.raised)
    return (
        Finding(
            "thousand_points.base",
            Outcome.MET if facts.base == BASE else Outcome.NOT_MET,
            Text(f"基础分合计 {base} 分。", f"The base comes to {base} points."),
            Text("", "") if facts.base == BASE else Text("基础分应为 1000 分。", "The base should be 1000 points."),
            CITE,
        ),
        Finding(
            "thousand_points.raised",
            Outcome.MET if lifted else Outcome.NOT_MET,
            Text(
                f"提高分值的重点工作：{zh}。" if lifted else "没有提高分值的重点工作。",
                f"Key work with raised points: {en}." if lifted else "No key work has raised points.",
            ),
            Text("", "")
            if lifted
            else Text("在方案中标明重点工作及其提高的分值。", "Mark key work and its raised points."),
            CITE,
        ),
    )
