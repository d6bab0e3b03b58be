"""I-43 一票否决 (seed#2.5).

“对计生、综治、安全生产、党风廉政等工作实行一票否决。”

"One-vote veto for family planning, public security governance, production safety, Party conduct and integrity."
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from qingheng.assessment.terms import UNIT_REMEDY, Proposal, seed
from qingheng.foundation.kernel.findings import Finding, Outcome
from qingheng.foundation.kernel.text import Text

CITE = (seed("2.5"),)


@dataclass(frozen=True, slots=True)
class VetoFacts:
    """否决认定的事实: the domain and its name, day and basis of the finding, and the domains of the year's list."""

    unit: str
    domain: str
    name: Text
    date: date | None
    basis: str
    listed: frozenset[str]


def veto_stands(facts: VetoFacts) -> tuple[Finding, ...]:
    """否决须在清单之内、有认定日期、有认定依据: everything that is missing, at once."""
    return tuple(_faults(facts)) or (
        Finding(
            "veto.stands", Outcome.MET, Text(f"{facts.name.zh}一票否决成立。", f"Veto: {facts.name.en}."), cite=CITE
        ),
    )


def _faults(facts: VetoFacts) -> Iterator[Finding]:
    if facts.domain not in facts.listed:
        yield Finding(
            "veto.not_listed",
            Outcome.NOT_MET,
            Text(f"{facts.domain} 不在一票否决事项清单之内。", f"{facts.domain} is not on the list of vetoes."),
            Text("核对当年的否决事项清单。", "Check the year's list of vetoes."),
            CITE,
        )
    if facts.date is None:
        yield _unknown("date", Text("没有认定日期。", "The day of the finding is missing."))
    if not facts.basis.strip():
        yield _unknown("basis", Text("没有认定依据。", "The basis of the finding is missing."))


def _unknown(fact: str, say: Text) -> Finding:
    step = Text("请认定部门补齐认定书。", "Ask the competent department for its written finding.")
    return Finding(f"veto.{fact}", Outcome.UNKNOWN, say, step, CITE, (fact,))


def proposal(name: Text, basis: str) -> Proposal:
    """否决的告知: what a veto means for the unit, and what may be done against it."""
    return Proposal(
        "veto",
        Text(f"{name.zh}一票否决（依据：{basis}）。", f"One-vote veto: {name.en} (basis: {basis})."),
        Text(
            "由主管部门认定，报考核领导小组确认。", "Found by the competent department, confirmed by the leading group."
        ),
        Text("将认定书送达该单位。", "The written finding is served on the unit."),
        UNIT_REMEDY,
        CITE,
    )
