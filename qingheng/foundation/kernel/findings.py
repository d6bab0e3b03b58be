"""研判结果: what a rule or an article finds about a case; never a bare boolean.

Five outcomes (design: "unknown never collapses into met or not met"). A finding carries its sentence, its citation and
the next step, so that every page, document and API answer can say why.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from qingheng.foundation.kernel.text import Text


class Outcome(StrEnum):
    """研判结论."""

    #: 符合
    MET = "met"
    #: 不符合
    NOT_MET = "not_met"
    #: 待核: a fact is missing, and `Finding.missing` names it.
    UNKNOWN = "unknown"
    #: 不适用: outside the rule's scope.
    NOT_APPLICABLE = "not_applicable"
    #: 需审批: an exception is claimed, and people must approve it.
    NEEDS_APPROVAL = "needs_approval"


@dataclass(frozen=True, slots=True)
class Citation:
    """依据: source id and article; `verified` is whether the text was read, `status` e.g. in_force or assumed."""

    source: str
    article: str = ""
    verified: bool = False
    status: str = "in_force"

    def as_json(self) -> dict[str, Any]:
        """`{source, article, verified, status}`."""
        return {
            "source": self.source,
            "article": self.article,
            "verified": self.verified,
            "status": self.status,
        }


@dataclass(frozen=True, slots=True)
class Finding:
    """研判结果: stable id, outcome, sentence, citations, the next step, and the facts that are missing."""

    id: str
    outcome: Outcome
    say: Text
    next_step: Text = field(default_factory=lambda: Text("", ""))
    cite: tuple[Citation, ...] = ()
    missing: tuple[str, ...] = ()
