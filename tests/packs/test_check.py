"""The packs themselves: nothing to mend, nothing to choose, nothing to look at; all their cases pass."""

import pytest

from qingheng.foundation.policy.check import check
from qingheng.foundation.policy.loading import open_chain


@pytest.mark.parametrize("pack", ["national", "gansu", "qingshui"])
def test_a_pack_that_ships_has_no_problem_at_all(pack):
    assert [problem.line("en") for problem in check(open_chain(pack))] == []


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
