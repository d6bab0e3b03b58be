"""I-28 综合目标管理考核范围 (seed#2.1).

“把全县18个乡镇党委、政府，县直18个党群部门，41个政府部门和25个省市垂直管理单位全部纳入综合目标管理考核范围。”

"18 townships, 18 Party and mass-organisation departments, 41 government departments and 25 vertically managed units
are all brought into the scope of target assessment."
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from qingheng.assessment.terms import GROUP_NAMES, seed
from qingheng.foundation.kernel.findings import Finding, Outcome
from qingheng.foundation.kernel.text import Text

CITE = (seed("2.1"),)


@dataclass(frozen=True, slots=True)
class CoverageFacts:
    """考核范围的事实: `registered` and `covered` map unit code to category; `expected` category to count."""

    registered: Mapping[str, str]
    covered: Mapping[str, str]
    expected: Mapping[str, int]


def coverage(facts: CoverageFacts) -> tuple[Finding, ...]:
    """全部纳入: every category complete, nobody left out, nobody from outside, nobody in a foreign category."""
    return (*_complete(facts), *_left_out(facts), *_strangers(facts), *_moved(facts))


def _complete(facts: CoverageFacts) -> Iterator[Finding]:
    """18 个乡镇、18 个党群部门、41 个政府部门、25 个垂直管理单位。"""
    counts = Counter(facts.covered.values())
    for group, expected in facts.expected.items():
        name, have = GROUP_NAMES[group], counts[group]
        yield Finding(
            f"coverage.{group}",
            Outcome.MET if have == expected else Outcome.NOT_MET,
            Text(f"{name.zh}：应纳入 {expected} 个，已纳入 {have} 个。", f"{name.en}: {expected} due, {have} covered."),
            Text("", "") if have == expected else _MEND,
            CITE,
        )


def _left_out(facts: CoverageFacts) -> Iterator[Finding]:
    """全部纳入。"""
    missing = sorted(set(facts.registered) - set(facts.covered))
    if missing:
        yield _finding("left_out", Text("在册而未纳入考核的单位", "On the register but not covered"), missing)


def _strangers(facts: CoverageFacts) -> Iterator[Finding]:
    extra = sorted(set(facts.covered) - set(facts.registered))
    if extra:
        yield _finding("not_registered", Text("纳入考核而不在册的单位", "Covered but not on the register"), extra)


def _moved(facts: CoverageFacts) -> Iterator[Finding]:
    both = set(facts.covered) & set(facts.registered)
    moved = sorted(code for code in both if facts.covered[code] != facts.registered[code])
    if moved:
        yield _finding("other_category", Text("考核类别与名册不一致的单位", "Covered in another category"), moved)


_MEND = Text("核对名册，报考核领导小组确认。", "Check the register and have the leading group confirm.")


def _finding(slug: str, say: Text, codes: Sequence[str]) -> Finding:
    listed = "、".join(codes)
    return Finding(
        f"coverage.{slug}",
        Outcome.NOT_MET,
        Text(f"{say.zh}：{listed}。", f"{say.en}: {', '.join(codes)}."),
        _MEND,
        CITE,
    )
