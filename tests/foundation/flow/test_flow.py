"""A procedure is one table: what it opens, what is wrong with it, and its picture."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from qingheng.foundation.flow import Flow, Stage, Step, diagram, flaws, mermaid, openings
from qingheng.foundation.kernel.findings import Finding, Outcome
from qingheng.foundation.kernel.text import Text


def ready(facts: dict[str, Outcome]) -> Iterator[Finding]:
    if "ready" in facts:
        yield Finding("ready", facts["ready"], Text("须备齐", "must be ready"))


def calm(facts: dict[str, Outcome]) -> Iterator[Finding]:
    if "calm" in facts:
        yield Finding("calm", facts["calm"], Text("须平静", "must be calm"))


BEGIN = Step("begin", Text("开始", "begin"), None, "drafted", ("office",), "seed#1")
ISSUE = Step("issue", Text("印发", "issue"), "drafted", "issued", ("leader", "office"), "seed#2", (ready, calm))
FLOW = Flow(
    Text("试验", "trial"),
    (Stage("drafted", Text("起草", "drafted")), Stage("issued", Text("已发", "issued"))),
    (BEGIN, ISSUE, Step("amend", Text("修改", "amend"), "drafted", "drafted", ("office",), "seed#3")),
)


def test_a_well_formed_table_has_no_flaws() -> None:
    assert flaws(FLOW) == ()


def test_all_flaws_are_told_at_once() -> None:
    broken = replace(
        FLOW,
        stages=(*FLOW.stages, FLOW.stages[0], Stage("lost", Text("孤立", "lost"))),
        steps=(ISSUE, ISSUE, Step("leave", Text("离开", "leave"), "drafted", "nowhere", (), "")),
    )
    assert flaws(broken) == (
        "stage drafted stands twice",
        "act issue from drafted stands twice",
        "act leave names the unknown stage nowhere",
        "act leave names no office",
        "act leave cites no article",
        "no act begins the case",
        "stage drafted cannot be reached",
        "stage issued cannot be reached",
        "stage drafted cannot be reached",
        "stage lost cannot be reached",
    )


def test_an_act_is_open_to_the_offices_of_its_row_only() -> None:
    opened = {
        office: [o.step.act for o in openings(FLOW, "drafted", office, {}) if o.open]
        for office in ["office", "leader", "x"]
    }
    assert opened == {"office": ["issue", "amend"], "leader": ["issue"], "x": []}


@pytest.mark.parametrize("outcome", Outcome)
def test_anything_but_met_or_not_applicable_closes_an_act(outcome: Outcome) -> None:
    opening = openings(FLOW, "drafted", "leader", {"ready": outcome})[0]
    assert opening.open is (outcome in (Outcome.MET, Outcome.NOT_APPLICABLE))


def test_every_finding_is_told_and_not_only_the_first() -> None:
    facts = {"ready": Outcome.NOT_MET, "calm": Outcome.UNKNOWN}
    assert [finding.id for finding in openings(FLOW, "drafted", "leader", facts)[0].findings] == ["ready", "calm"]


def test_the_first_act_is_open_before_there_is_a_case() -> None:
    assert [opening.step.act for opening in openings(FLOW, None, "office", {})] == ["begin"]


def test_the_picture_shows_where_a_case_stands() -> None:
    picture = diagram(FLOW, "issued")
    assert [(node.slug, node.column, node.status) for node in picture.nodes] == [
        ("drafted", 0, "done"),
        ("issued", 1, "current"),
    ]
    assert [(edge.act, edge.start, edge.end, edge.forward) for edge in picture.edges] == [
        ("begin", -1, 0, True),
        ("issue", 0, 1, True),
        ("amend", 0, 0, False),
    ]


def test_the_mermaid_text_comes_from_the_same_rows() -> None:
    assert mermaid(FLOW, "en").splitlines() == [
        "stateDiagram-v2",
        "    drafted: drafted",
        "    issued: issued",
        "    [*] --> drafted: begin",
        "    drafted --> issued: issue",
        "    drafted --> drafted: amend",
    ]


def test_a_stage_or_step_that_is_not_in_the_table_is_not_found() -> None:
    assert FLOW.step("issue", "issued") is None
    with pytest.raises(KeyError):
        FLOW.stage("lost")
