"""I-44 to I-47: what a place proposes, at its boundaries on both sides; never more than a proposal."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from qingheng.assessment.articles.bottom_three import freeze
from qingheng.assessment.articles.demotion import demotion, demotion_facts
from qingheng.assessment.articles.key_management import key_management
from qingheng.assessment.articles.top_three import reward
from qingheng.assessment.terms import Proposal, Standing
from qingheng.foundation.kernel.findings import Outcome

PLACE = Standing("T01", "township", 9, 10, 18)
Article = Callable[[Standing], Iterator[Proposal]]


@pytest.mark.parametrize(
    ("article", "standing", "proposed"),
    [
        (reward, replace(PLACE, rank=3), 1),
        (reward, replace(PLACE, rank=4), 0),
        (reward, replace(PLACE, rank=1, vetoes=("safety",)), 0),
        (reward, replace(PLACE, rank=None), 0),
        (freeze, replace(PLACE, last=3), 1),
        (freeze, replace(PLACE, last=4), 0),
        (freeze, replace(PLACE, last=None), 0),
        (key_management, replace(PLACE, last=1), 0),
        (key_management, replace(PLACE, last=2), 1),
        (key_management, replace(PLACE, last=3), 1),
        (key_management, replace(PLACE, last=4), 0),
        (demotion, replace(PLACE, last=3, unfinished=True), 1),
        (demotion, replace(PLACE, last=3, unfinished=False), 0),
        (demotion, replace(PLACE, last=3, unfinished=None), 0),
        (demotion, replace(PLACE, last=4, unfinished=True), 0),
    ],
)
def test_an_article_proposes_at_its_boundary_and_not_beyond(
    article: Article, standing: Standing, proposed: int
) -> None:
    found = list(article(standing))
    assert len(found) == proposed
    for proposal in found:
        assert all(getattr(proposal, name).zh for name in ("say", "decide", "notice", "remedy"))
        assert all(getattr(proposal, name).en for name in ("say", "decide", "notice", "remedy"))
        assert proposal.cite[0].article == "2.5"


def test_demotion_shows_both_facts_and_an_unestablished_one_stays_unknown() -> None:
    found = demotion_facts(replace(PLACE, last=2))
    assert [(finding.id, finding.outcome) for finding in found] == [
        ("demotion.rank", Outcome.MET),
        ("demotion.tasks", Outcome.UNKNOWN),
    ]
    assert [finding.outcome for finding in demotion_facts(replace(PLACE, last=None, unfinished=True))] == [
        Outcome.UNKNOWN,
        Outcome.MET,
    ]


def test_only_reward_is_not_adverse() -> None:
    place = replace(PLACE, rank=1, last=2, unfinished=True)
    adverse = {p.kind: p.adverse for article in (reward, freeze, key_management, demotion) for p in article(place)}
    assert adverse == {"reward": False, "freeze": True, "key_management": True, "demotion": True}
