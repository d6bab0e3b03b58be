"""政策包的内容: what a pack holds once it has been read. Frozen, so that an article may be handed any part of it.

`place` is the file and line an entry stands at, for problems and for the pages that show a pack.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from qingheng.foundation.kernel.findings import Citation
from qingheng.foundation.kernel.problems import Where
from qingheng.foundation.kernel.text import Text

#: What a dated value may be.
Scalar = bool | int | Fraction | date | str
Value = Scalar | Mapping[str, Scalar]


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """期间: first and last day, both included; no last day means still in force."""

    start: date
    end: date | None = None

    def covers(self, on: date) -> bool:
        """Whether `on` lies in the span."""
        return self.start <= on and (self.end is None or on <= self.end)

    def meets(self, other: "Span") -> bool:
        """Whether the two spans share a day."""
        return (other.end is None or self.start <= other.end) and (self.end is None or other.start <= self.end)


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition(Span):
    """版本: a period in which the pack speaks."""

    id: str
    title: Text
    historical: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap(Span):
    """空档: a declared period without an edition or a value, with the reason."""

    reason: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """条款: its number, a paraphrase of a few words, and whether somebody has read the text."""

    no: str
    gist: Text
    verified: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """文件: a document that is cited."""

    id: str
    title: Text
    short: Text
    issuer: Text
    number: str
    date: date
    span: Span
    level: str
    status: str
    verified: bool
    read_at: str
    numbering: str
    articles: Mapping[str, Article]
    note: Text | None
    place: Where


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """依据: raw citations with what the entry says about them; resolved against the sources of the chain."""

    cite: tuple[str, ...]
    status: str = "in_force"
    verified: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """取值: one value of an enumeration."""

    id: str
    label: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """事实: one key of the vocabulary, with what the law on personal information asks for."""

    key: str
    label: Text
    type: str
    unit: str | None
    members: tuple[Member, ...]
    ordered: bool
    nullable: bool
    #: Whether a day of this fact may lie after the day asked about, such as the end of a period.
    future: bool
    map_key: str | None
    of: str | None
    least: int | None
    most: int | None
    purpose: Text
    legal_basis: tuple[str, ...]
    sensitivity: str
    retention: Text
    readers: tuple[str, ...]
    note: Text | None
    place: Where

    def named(self) -> dict[str, str | int]:
        """What each member may be called in facts -> its value: the id, or the number where members name numbers from `least` up."""
        values = [one.id if self.type != "int" else (self.least or 0) + at for at, one in enumerate(self.members)]
        pairs = list(zip(self.members, values, strict=True))
        return {member.id: value for member, value in pairs} | {member.label.zh: value for member, value in pairs}

    def label_of(self, value: object) -> Text | None:
        """What a value is called; None where it has no name."""
        names = self.named()
        return next((one.label for one in self.members if names[one.id] == value), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """术语: a word of the field in both languages."""

    id: str
    zh: str
    en: str
    definition: Text
    cite: tuple[str, ...]
    #: Id of the institution of the mission that the term names, as I-17.
    institution: str | None
    not_to_confuse: tuple[str, ...]
    rejected_zh: tuple[str, ...]
    rejected_en: tuple[str, ...]
    place: Where


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated(Span):
    """定期值: a value, list, or table that holds from a day, with its basis; `declared_end` is the `to` as written."""

    value: Any
    basis: Basis
    decision: str | None
    note: Text | None
    declared_end: date | None
    place: Where


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """参数、清单、表: a key with its dated values. `kind` is p, list or table; `pack` is who says it."""

    kind: str
    key: str
    pack: str
    label: Text
    type: str
    values: tuple[Dated, ...]
    gaps: tuple[Gap, ...]
    unit: str | None = None
    direction: str = "free"
    map_key: str | None = None
    of: str | None = None
    promised: int | None = None
    origin: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    indicator: str | None = None
    note: Text | None = None
    place: Where = field(default_factory=Where)

    def at(self, on: date) -> Dated | None:
        """The value that holds on the day, if any."""
        return next((dated for dated in reversed(self.values) if dated.covers(on)), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """清单条目."""

    id: str
    label: Text
    least: int | None = None
    note: Text | None = None
    evidence: Text | None = None
    lead: Text | None = None
    optional: bool = False
    indicator: str | None = None
    decision: str | None = None
    cite: tuple[str, ...] = ()
    status: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """联动: the share of a group whose property has this value, and the grade its chief must stay below."""

    when: str
    share: str | Fraction
    chief_below: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Quota:
    """名额: a share with its rounding, and how it is divided among groups."""

    id: str
    pack: str
    label: Text
    span: Span
    basis: Basis
    share: str | Fraction
    rounding: str
    rounding_cite: tuple[str, ...]
    allocation: str
    tie: str
    link_by: str | None
    links: tuple[Link, ...]
    note: Text | None
    place: Where


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleException:
    """例外: an expression, and what it does: review (people approve) or not_applicable."""

    id: str
    when: str
    effect: str
    cite: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """规则: scope, condition, requirement and exceptions as expressions; sentence, citation, gate and period."""

    id: str
    pack: str
    title: Text
    gate: str
    span: Span
    basis: Basis
    applies_to: str
    scope: Text | None
    when: str | None
    need: str
    exceptions: tuple[RuleException, ...]
    severity: str
    reference: str
    say: Text
    mend: Text | None
    extends: str | None
    decision: str | None
    note: Text | None
    place: Where


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarYear:
    """年度工作日历: public holidays and worked weekends of one year."""

    year: int
    holidays: frozenset[date]
    workdays: frozenset[date]
    basis: Basis
    place: Where


@dataclass(frozen=True, slots=True, kw_only=True)
class Contested:
    """有争议的指标: words or bare facts that later national guidance restricts, from a day on."""

    id: str
    label: Text
    start: date
    words: tuple[str, ...]
    facts: tuple[str, ...]
    why: Text
    cite: tuple[str, ...]
    place: Where


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """用例: a person, a meeting or a quota with the outcome it must have."""

    id: str
    title: Text
    kind: str
    on: date
    subject: str | None
    given: Mapping[str, Any]
    expect: Mapping[str, Any]
    overall: str | None
    earliest: Mapping[str, date]
    rules: tuple[str, ...] | None
    place: Where


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """取值结果: a value on a day, or why there is none. `status`: value, no_edition or no_value."""

    key: str
    on: date
    status: str
    value: Any = None
    start: date | None = None
    end: date | None = None
    pack: str | None = None
    edition: str | None = None
    unit: str | None = None
    label: Text | None = None
    cite: tuple[Citation, ...] = ()
    reason: Text | None = None
