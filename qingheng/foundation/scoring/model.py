"""考核方案: the parsed scheme, frozen, with no evaluation in it.

This module, `declare`, `formula` and `functions` are all that the two engines share. Trees are held flat: `Scheme.nodes`
by id, in the order of the file; a node names its places (parent and share), so one indicator may stand in several
trees with different weights.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction

from qingheng.foundation.kernel.points import Rounding
from qingheng.foundation.kernel.problems import Problem, Severity
from qingheng.foundation.kernel.text import Text
from qingheng.foundation.scoring.declare import Choice, Settings
from qingheng.foundation.scoring.formula import Formula


class Kind(StrEnum):
    """节点种类: what a part counts as."""

    #: 基础分: counts in the base.
    BASE = "base"
    #: 加分: outside the base.
    BONUS = "bonus"
    #: 扣分: outside the base, its score is negative.
    PENALTY = "penalty"
    #: 记载事项: asked on the sheet, never scored.
    NOTE = "note"


class Combine(StrEnum):
    """合成方式: how children make their parent."""

    #: 分值相加: children carry points, each converted from its own full marks.
    POINTS = "points"
    #: 按权重: children carry weights.
    WEIGHTS = "weights"


@dataclass(frozen=True, slots=True)
class RoundingRule:
    """取舍: so many decimals in this mode; None in its place means no rounding."""

    digits: int
    mode: Rounding


@dataclass(frozen=True, slots=True)
class Place:
    """位置: under which parent, with which points or weight."""

    parent: str
    share: Fraction


@dataclass(frozen=True, slots=True)
class Rule:
    """计分规则: a function of `functions.FUNCTIONS` and its settings."""

    function: str
    settings: Settings


@dataclass(frozen=True, slots=True)
class Periods:
    """考核周期: the subperiods of the cycle and how their scores are rolled up."""

    each: str
    rollup: str
    count: int
    weights: tuple[Fraction, ...]
    missing: str


@dataclass(frozen=True, slots=True)
class NotApplicable:
    """不适用的处理: give a share of the full marks, the mean of the group or of a class, exclude, zero, full, refuse."""

    give: str
    share: Fraction
    of_class: str


@dataclass(frozen=True, slots=True)
class Organs:
    """责任机关: who answers for the item, supplies its data, scores it; who scores in the scorer's own case."""

    lead: str = ""
    data: str = ""
    scoring: str = ""
    delegate: str = ""
    self_scoring: str = ""


@dataclass(frozen=True)
class Node:
    """指标: an inner part of the tree (children) or an item (rule)."""

    id: str
    name: Text
    sentence: Text
    kind: Kind
    places: tuple[Place, ...]
    children: tuple[str, ...]
    #: Full marks on the node's own scale; None where the node has none (notes, open bonus).
    full: Fraction | None
    raised: Fraction
    combine: Combine
    weights_total: Fraction
    rule: Rule | None
    cap: Formula | None
    floor: Formula | None
    rounding: RoundingRule | None
    not_applicable: NotApplicable | None
    missing: str
    applies: Formula | None
    exempt: Formula | None
    periods: Periods | None
    organs: Organs
    key: bool
    cite: str
    settings: Settings
    line: int | None = None

    def share_in(self, parent: str) -> Fraction:
        """The points or weight under that parent."""
        return next(place.share for place in self.places if place.parent == parent)


@dataclass(frozen=True, slots=True)
class Tree:
    """分类方案: units for which `when` holds are scored by the tree under `root`."""

    id: str
    root: str
    when: Formula | None


@dataclass(frozen=True, slots=True)
class GroupRule:
    """排名组: units for which `when` holds are ranked together."""

    id: str
    name: Text
    when: Formula


@dataclass(frozen=True, slots=True)
class TieKey:
    """同分处理的一步: `by` is exact, shared, refuse, or a formula; `order` high or low; `listed` for categories."""

    by: str
    formula: Formula | None
    order: str
    listed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ranking:
    """排名: groups, style, basis, ties."""

    style: str
    basis: str
    ties: tuple[TieKey, ...]
    tie_scope: str
    cut: int
    groups: tuple[GroupRule, ...]


@dataclass(frozen=True, slots=True)
class Veto:
    """一票否决: a domain and what it does to score, rank and grade."""

    domain: str
    name: Text
    effects: tuple[str, ...]
    ceiling: str
    deduct: Fraction
    valid_from: date | None
    valid_to: date | None
    decision: str
    cite: str


@dataclass(frozen=True, slots=True)
class GradeRule:
    """等次的一档: by band (limits on the total), by quota (share or count of the group), by rank (first or last n)."""

    grade: str
    ge: Fraction | None
    gt: Fraction | None
    share: Fraction | None
    count: int | None
    first: int | None
    last: int | None
    rounding: Rounding | None

    @property
    def limited(self) -> bool:
        """Whether anything but the other grades keeps a unit out of it."""
        limits = (self.ge, self.gt, self.share, self.count, self.first, self.last)
        return any(limit is not None for limit in limits)


@dataclass(frozen=True, slots=True)
class GradeBlock:
    """等次限制: where `when` holds, the grade is at most `ceiling`."""

    when: Formula
    ceiling: str
    cite: str


@dataclass(frozen=True, slots=True)
class Grading:
    """等次评定: from the best grade to the worst; `by` band, quota, rank or both."""

    by: str
    rules: tuple[GradeRule, ...]
    blocks: tuple[GradeBlock, ...]
    quota_tie: str
    otherwise: str

    @property
    def tried(self) -> tuple[int, ...]:
        """The rules in the order in which they are tried: what no limit binds takes what the others leave."""
        return tuple(sorted(range(len(self.rules)), key=lambda at: not self.rules[at].limited))


@dataclass(frozen=True, slots=True)
class Repeat:
    """重复发生: this year and earlier ones, read from a value that is 1 in the years it happened."""

    of: str
    times: int
    mode: str
    years: int


@dataclass(frozen=True)
class Consequence:
    """结果运用: what is proposed, for whom, when; people decide."""

    kind: str
    name: Text
    on: str
    roles: tuple[str, ...]
    held_on: str
    when: Formula
    unless: Formula | None
    unless_person: Formula | None
    months: int
    repeat: Repeat | None
    amount: Formula | None
    amount_unit: str
    needs: str
    decision: str
    cite: str
    path: str


@dataclass(frozen=True, slots=True)
class Check:
    """复算核对: a published total must follow from published, rounded inputs."""

    published: str
    digits: int
    inputs: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Stage:
    """竞争的一个环节: who goes on, by which partial score."""

    id: str
    name: Text
    score: Formula
    ratio: Fraction | None
    fallback: Fraction | None
    too_few: str
    ties: str
    floor: Formula | None
    floor_when: Formula | None
    strict: bool


@dataclass(frozen=True, slots=True)
class Contest:
    """竞争性选拔: seats per post (the ranking group), stages, replacement, and whether a vote decides."""

    seats: Formula
    stages: tuple[Stage, ...]
    replacement: str
    max_rounds: int
    withdrawn: str
    decision: str


@dataclass(frozen=True)
class Scheme:
    """考核方案: everything that the file says, checked."""

    id: str
    title: Text
    period: str
    base: Fraction
    valid_from: date | None
    cite: str
    file: str
    hash: str
    nodes: Mapping[str, Node]
    trees: tuple[Tree, ...]
    rounding_item: RoundingRule | None
    rounding_part: RoundingRule | None
    rounding_total: RoundingRule | None
    peers_missing: str
    order: tuple[str, ...]
    ranking: Ranking
    vetoes: tuple[Veto, ...]
    grading: Grading | None
    consequences: tuple[Consequence, ...]
    checks: tuple[Check, ...]
    contest: Contest | None
    choices: tuple[Choice, ...]
    settings: Mapping[str, object] = field(default_factory=dict)

    def below(self, id: str) -> Iterator[Node]:
        """The node and everything under it, parents first, each once."""
        seen, stack = set(), [id]
        while stack:
            here = stack.pop()
            if here not in seen:
                seen.add(here)
                yield self.nodes[here]
                stack.extend(reversed(self.nodes[here].children))

    def items(self, root: str) -> Iterator[Node]:
        """The items (leaves with a rule) under a root."""
        return (node for node in self.below(root) if node.rule is not None)


@dataclass(frozen=True, slots=True)
class Loaded:
    """读入的方案: None where something must be mended or chosen first; `problems` says all of it at once."""

    scheme: Scheme | None
    problems: tuple[Problem, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing but warnings was found."""
        return all(problem.severity is Severity.WARNING for problem in self.problems)
