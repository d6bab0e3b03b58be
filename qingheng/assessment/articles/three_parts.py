"""I-31 公共 业务 附加三部分 分类考核 (seed#2.2).

“把综合目标管理责任书科学合理地设置为公共部分、业务部分、附加部分三部分，分类由不同的部门按年度责任书进行考核。”

"The target-responsibility book has three parts, common, professional and additional, each assessed by the department
that answers for it."
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from qingheng.assessment.terms import seed
from qingheng.foundation.kernel.findings import Finding, Outcome
from qingheng.foundation.kernel.text import Text

CITE = (seed("2.2"),)

#: 三部分: the number in the name is a promise.
PARTS = ("common", "professional", "additional")


@dataclass(frozen=True, slots=True)
class PartsFacts:
    """责任书的事实: the ids of the parts in order, and for every item the department that answers for it, "" for none."""

    parts: tuple[str, ...]
    departments: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class HandedIn:
    """报送的事实: a figure for an item, who handed it in, and the departments that the scheme names for the item."""

    item: str
    name: Text
    by: str
    departments: frozenset[str]


def three_parts(facts: PartsFacts) -> tuple[Finding, ...]:
    """三部分 and 分类由不同的部门考核: the parts are the three, and every item has its department."""
    return (*_parts(facts), *_routed(facts))


def scored_by_its_department(facts: HandedIn) -> tuple[Finding, ...]:
    """分类由不同的部门考核: nobody hands in figures for another department's item; silent where nobody is named."""
    if not facts.departments or facts.by in facts.departments:
        return ()
    listed = sorted(facts.departments)
    if not facts.by:
        return (_nobody(facts, listed),)
    return (
        Finding(
            "three_parts.other_department",
            Outcome.NOT_MET,
            Text(
                f"指标 {facts.item}“{facts.name.zh}”由 {'、'.join(listed)} 负责，{facts.by} 不得报送。",
                f"Item {facts.item} ({facts.name.en}) belongs to {', '.join(listed)}; {facts.by} may not hand it in.",
            ),
            Text("请由责任部门报送该项数据。", "Let the department that answers for it hand it in."),
            CITE,
        ),
    )


def _nobody(facts: HandedIn, listed: list[str]) -> Finding:
    return Finding(
        "three_parts.nobody",
        Outcome.UNKNOWN,
        Text(
            f"指标 {facts.item}“{facts.name.zh}”由 {'、'.join(listed)} 负责，本行没有写明报送部门。",
            f"Item {facts.item} ({facts.name.en}) belongs to {', '.join(listed)}; the row does not say who hands it in.",
        ),
        Text("在 source 一列写明报送部门。", "Name the department in the column source."),
        CITE,
        ("source",),
    )


def _parts(facts: PartsFacts) -> Iterator[Finding]:
    same = set(facts.parts) == set(PARTS)
    yield Finding(
        "three_parts.parts",
        Outcome.MET if same else Outcome.NOT_MET,
        Text(
            "责任书分为公共、业务、附加三部分。" if same else f"责任书的部分是：{'、'.join(facts.parts)}。",
            "The book has its three parts." if same else f"The parts of the book are: {', '.join(facts.parts)}.",
        ),
        Text("", "") if same else Text("按三部分设置责任书。", "Set up the book in its three parts."),
        CITE,
    )


def _routed(facts: PartsFacts) -> Iterator[Finding]:
    silent = [item for item, department in facts.departments.items() if not department]
    yield Finding(
        "three_parts.routed",
        Outcome.UNKNOWN if silent else Outcome.MET,
        Text(
            f"有 {len(silent)} 项指标未写明由哪个部门考核。" if silent else "每项指标都写明了考核部门。",
            f"{len(silent)} items do not name their department." if silent else "Every item names its department.",
        ),
        Text("在方案中写明考核部门。", "Name the department in the scheme.") if silent else Text("", ""),
        CITE,
        tuple(silent),
    )
