"""The packs themselves: nothing to mend, nothing to choose; what the county must decide is said; all their cases pass."""

import pytest

from qingheng.foundation.kernel.problems import Severity
from qingheng.foundation.policy.check import check
from qingheng.foundation.policy.loading import open_chain


@pytest.mark.parametrize("pack", ["national", "gansu"])
def test_a_pack_that_ships_has_no_problem_at_all(pack):
    assert [problem.line("en") for problem in check(open_chain(pack))] == []


def test_the_countys_present_vetoes_ask_for_a_deciding_document_and_nothing_else_is_open():
    found = check(open_chain("qingshui"))
    assert {problem.code for problem in found} == {"contested_indicator"}
    assert {problem.severity for problem in found} == {Severity.WARNING}
    assert {problem.text.en.split(" ")[0] for problem in found} == {
        "list.veto_domains_list",
        "table.veto_effect",
        "rule.veto_freeze",
        "schemes.2025.consequence.6",
    }
    assert all("一票否决" in problem.text.zh for problem in found)


@pytest.mark.parametrize(
    "words", ["赴省进京上访批次", "信访总量排名", "越级上访扣分", "违法生育人数", "护林防火一票否决"]
)
def test_what_guidance_restricts_is_found_in_the_words_that_schemes_use(national, words):
    assert any(word in words for one in national.contested().values() for word in one.words)


def test_every_rule_is_tried_at_its_boundary_and_for_what_is_unknown(county):
    outcomes = {outcome for case in county.cases().values() for outcome in case.expect.values()}
    assert outcomes >= {"met", "not_met", "unknown", "not_applicable", "needs_approval"}


def test_the_province_ships_almost_empty(county):
    gansu = next(pack for pack in county.packs if pack.id == "gansu")
    assert (gansu.rules, gansu.entries, gansu.meetings) == ({}, {}, [])


def test_every_gate_of_the_seven_has_a_rule(county):
    gates = {rule.gate for rule in county.rules()}
    items = county.list("seven_gates_list", county.packs[-1].editions[0].start)
    assert {item.id for item in items} <= gates
    assert {"assessment", "supervision", "training"} <= gates
