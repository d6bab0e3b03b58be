"""计分: the frozen scheme over the rows that count, and what the articles make of each unit's place."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from qingheng.assessment.articles.bottom_three import freeze
from qingheng.assessment.articles.demotion import demotion
from qingheng.assessment.articles.key_management import key_management
from qingheng.assessment.articles.top_three import reward
from qingheng.assessment.models import Cycle
from qingheng.assessment.queries.attention import attention
from qingheng.assessment.queries.inputs import inputs_of
from qingheng.assessment.queries.years import scheme_of
from qingheng.assessment.terms import PERSON_REMEDY, UNIT_REMEDY, Proposal, Standing
from qingheng.foundation.kernel.text import Text
from qingheng.foundation.scoring import Result, Scheme, UnitResult
from qingheng.foundation.scoring.scoring import Scoring

#: Who proposes what: kind in the scheme -> the article that says what it means.
ARTICLES = {
    "reward": reward,
    "freeze": freeze,
    "demotion": demotion,
    "key_management": key_management,
}


@dataclass(frozen=True, slots=True)
class Scored:
    """一次计分: the result, the explanation of every unit, and the digest of the inputs."""

    scheme: Scheme
    result: Result
    explanations: dict[str, dict[str, Any]]
    inputs_hash: str


def scored(cycle: Cycle, on: date) -> Scored:
    """Score a year from its frozen scheme and the rows that count; reads only."""
    scheme = scheme_of(cycle)
    inputs, digest = inputs_of(cycle)
    scoring = Scoring(scheme, inputs, on)
    result = scoring.result()
    covered = [unit.unit for unit in result.units]
    return Scored(scheme, result, {unit: scoring.explain(unit).as_json() for unit in covered}, digest)


def standing(unit: UnitResult, peers: Sequence[UnitResult], kinds: set[str]) -> Standing:
    """A unit's place as the articles see it; the scheme's own finding says whether tasks are unfinished."""
    ranked = [peer.rank for peer in peers if peer.group == unit.group and peer.rank is not None]
    last = None if unit.rank is None else sum(rank >= unit.rank for rank in ranked) - ranked.count(unit.rank) + 1
    return Standing(unit.unit, unit.group, unit.rank, last, unit.of, unit.vetoes, "demotion" in kinds or None)


def proposals(
    scheme: Scheme, unit: UnitResult, peers: Sequence[UnitResult]
) -> Iterator[tuple[dict[str, Any], Proposal]]:
    """What the scheme proposes about a unit, each with the article's words, or the scheme's where no article has any."""
    place = standing(unit, peers, {found["kind"] for found in unit.consequences})
    # The scheme proposes for each role by itself; what is proposed about the unit is one thing.
    once = {(found["kind"], found["on"], found["cite"]): found for found in reversed(unit.consequences)}
    for found in reversed(once.values()):
        name = Text(found["zh"], found["en"])
        if found.get("needs"):
            yield found, attention(found["kind"], name, found["on"], place)
            continue
        article = ARTICLES.get(found["kind"]) if _of_the_mission(found["cite"]) else None
        said = next(iter(article(place)), None) if article else None
        yield found, said or _in_the_scheme_words(found, name)


def _of_the_mission(cite: str) -> bool:
    """Whether the scheme rests the proposal on the mission's own sentence, whose words the articles say."""
    return cite.partition("#")[0] == "seed"


def whom(unit: UnitResult, found: dict[str, Any]) -> Text:
    """对象: the unit, or the persons of the roles that the scheme names for this proposal."""
    if found["on"] == "unit":
        return Text("本单位", "the unit")
    same = (one for one in unit.consequences if one["kind"] == found["kind"] and one["cite"] == found["cite"])
    roles = {one.get("role", "") for one in same}
    if roles == {"principal"}:
        return Text("党政主要领导", "the Party and government heads")
    return Text("班子成员（含党政主要领导）" if "principal" in roles else "班子成员", _TEAM_EN["principal" in roles])


_TEAM_EN = {True: "members of the team, the heads included", False: "members of the team"}


def _in_the_scheme_words(found: dict[str, Any], name: Text) -> Proposal:
    return Proposal(
        found["kind"],
        Text(f"方案建议：{name.zh}。", f"The scheme proposes: {name.en}."),
        Text("由有权机关研究决定。", "To be decided by the competent body."),
        Text("决定应当书面通知当事人。", "The decision is served in writing."),
        PERSON_REMEDY if found["on"] == "person" else UNIT_REMEDY,
        (),
        adverse=found["kind"] not in {"reward", "priority"},
    )
