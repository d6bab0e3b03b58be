"""会议规则: a meeting with every parameter of its vote, as read from `meetings.toml`."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from qingheng.foundation.kernel.problems import Where
from qingheng.foundation.kernel.text import Text
from qingheng.foundation.policy.model import Basis, Span

#: The bases a fraction may be taken of.
BASES: dict[str, Text] = {
    "due": Text("应到会人数", "members due to attend"),
    "present": Text("实到会人数", "members present"),
    "all_members": Text("全体成员数", "all members"),
    "issued": Text("发出票数", "ballots issued"),
    "returned": Text("收回票数", "ballots returned"),
    "valid": Text("有效票数", "valid votes"),
    "voters": Text("投票人数", "voters"),
}


@dataclass(frozen=True, slots=True)
class Threshold:
    """门槛: at least (`strict`: more than) an exact fraction of a base; `have` is the base that must reach it."""

    of: str
    share: Fraction
    strict: bool
    have: str | None = None

    def need(self, base: int) -> int:
        """The least whole number that reaches the fraction of `base`: exact, no rounding of halves."""
        product = self.share * base
        floor = product.numerator // product.denominator
        if self.strict:
            return floor + 1
        return floor if product.denominator == 1 else floor + 1

    def met(self, have: int, base: int) -> bool:
        """Whether `have` reaches the fraction of `base`."""
        return have >= self.need(base)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reserved:
    """保留名额: seats for candidates with a property, e.g. at least one woman."""

    property: str
    value: str
    seats: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """会议: how it reaches quorum, votes, counts, decides and recuses. Names as in docs/packs/reference.md."""

    id: str
    pack: str
    label: Text
    span: Span
    basis: Basis
    motion: str
    quorum: Threshold
    passing: Threshold
    options: tuple[str, ...]
    write_in: str
    void_by: str
    blank: str
    illegible: str
    over_vote: str
    under_vote: str
    returned_exceeds_issued: str
    absent_written: str
    recusal: str
    recusal_reduces_base: bool
    tie: str
    surplus: str
    shortfall: str
    max_rounds: int
    failures_before_bar: int
    after_failure: str
    defer_before_vote: tuple[str, ...]
    reconsider: Threshold | None
    least_candidates_over_seats: Fraction | None
    reserved: tuple[Reserved, ...]
    close_within: Fraction | None
    #: The parameters that steer people, not the count: method, order of voting and speaking, scrutineers, paper.
    conduct: Mapping[str, Any]
    note: Text | None
    place: Where


#: Keys of `meetings.toml` that decide nothing in the count and are shown to people.
CONDUCT = (
    "method", "proxy", "late_vote", "scrutineers", "voting_order", "candidate_order", "chief_speaks_last",
    "each_states_opinion", "assistance", "count_at", "announce_at", "vote_of_record", "preliminary", "prior_consent",
    "override",
)  # fmt: skip


def threshold(raw: Mapping[str, Any]) -> Threshold:
    """A threshold of a cleaned table that has exactly one of `ge` and `gt`."""
    strict = raw["ge"] is None
    return Threshold(raw["of"], raw["gt"] if strict else raw["ge"], strict, raw.get("have"))


def build_meeting(pack: str, raw: Mapping[str, Any], basis: Basis, place: Where) -> Meeting:
    """A meeting from its cleaned table."""
    same = (
        "id", "label", "motion", "options", "write_in", "void_by", "blank", "illegible", "over_vote", "under_vote",
        "returned_exceeds_issued", "absent_written", "recusal", "recusal_reduces_base", "tie", "surplus", "shortfall",
        "max_rounds", "failures_before_bar", "after_failure", "defer_before_vote", "least_candidates_over_seats", "note",
    )  # fmt: skip
    return Meeting(
        pack=pack,
        span=Span(start=raw["from"], end=raw["to"]),
        basis=basis,
        quorum=threshold(raw["quorum"]),
        passing=threshold(raw["pass"]),
        reconsider=None if isinstance(raw["reconsider"], str) else threshold(raw["reconsider"]),
        reserved=tuple(
            Reserved(property=one["property"], value=one["value"], seats=one["seats"]) for one in raw["reserved"]
        ),
        close_within=raw["close_vote"]["within"] if raw["close_vote"] else None,
        conduct={
            key: {name: part for name, part in raw[key].items() if name != "path"}
            if isinstance(raw[key], dict)
            else raw[key]
            for key in CONDUCT
        },
        place=place,
        **{key: raw[key] for key in same},
    )


def contradictions(raw: Mapping[str, Any]) -> list[Text]:
    """What the parameters of one cleaned meeting say against each other."""
    found = []
    for name in ("quorum", "pass", "reconsider"):
        one = raw[name]
        if isinstance(one, Mapping) and (one["ge"] is None) == (one["gt"] is None):
            found.append(Text(f"{name} 须写 ge（≥）或 gt（>）之一", f"{name} needs exactly one of ge and gt"))
    if raw["quorum"]["of"] in ("valid", "returned", "present") and raw["quorum"]["have"] is None:
        found.append(
            Text("到会人数不能以实到会或票数为基数", "the quorum of those present cannot be a share of those present")
        )
    if not {"yes"} <= set(raw["options"]):
        found.append(Text("表决意见须含同意（yes）", "the options must contain yes"))
    if len(set(raw["options"])) < len(raw["options"]):
        found.append(Text("表决意见重复", "an option is listed twice"))
    if raw["motion"] == "approve" and raw["over_vote"] != "not_applicable" and raw["surplus"] == "most_votes":
        found.append(
            Text(
                "逐人表决没有超额当选，surplus 应为 not_applicable",
                "approval votes have no surplus: set not_applicable",
            )
        )
    if raw["motion"] == "elect" and "not_applicable" in (raw["surplus"], raw["shortfall"], raw["over_vote"]):
        found.append(
            Text(
                "选举须写明超额、缺额和多选如何处理",
                "an election must say what happens on surplus, shortfall and over-votes",
            )
        )
    if raw["write_in"] == "with_no_only" and "no" not in raw["options"]:
        found.append(
            Text("另选他人须投反对票，而意见中没有反对", "a write-in needs a no vote, which is not among the options")
        )
    if raw["tie"] == "revote_among_tied" and raw["max_rounds"] < 2:
        found.append(
            Text("得票相等须再投一轮，而 max_rounds 小于 2", "a tie asks for a second round, and max_rounds is below 2")
        )
    if raw["recusal"] == "deliberation_only" and raw["recusal_reduces_base"]:
        found.append(Text("回避者参加投票，就不能从基数中减去", "whoever votes after recusal cannot leave the base"))
    if "close_vote" in raw["defer_before_vote"] and raw["close_vote"] is None:
        found.append(Text("以票数接近为暂缓理由，须写 close_vote", "deferral of a close vote needs close_vote"))
    return found
