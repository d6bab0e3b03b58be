"""The county's own schemes: what an officer expects of every one of them."""

from fractions import Fraction
from pathlib import Path

import pytest

from qingheng.assessment.articles.bottom_three import CITE as FREEZE
from qingheng.assessment.queries.attention import CITE
from qingheng.assessment.queries.citations import basis, cited
from qingheng.assessment.queries.ranking import Shown, lined_up, shown_figure
from qingheng.assessment.queries.scoring import proposals, whom
from qingheng.foundation.kernel.text import Text
from qingheng.foundation.scoring import Scheme, UnitResult, load_scheme

SCHEMES = Path(__file__).parents[2] / "qingheng" / "packs" / "qingshui" / "schemes"


@pytest.fixture(params=["2007", "2025"])
def scheme(request: pytest.FixtureRequest) -> Scheme:
    found = load_scheme(SCHEMES / f"{request.param}.toml").scheme
    assert found is not None
    return found


def test_every_item_names_who_leads_who_supplies_and_who_scores_and_nobody_scores_itself(scheme: Scheme) -> None:
    for item in scheme.items("book"):
        organs = item.organs
        assert all((organs.lead, organs.data, organs.scoring, organs.delegate)), item.id
        assert organs.self_scoring == "delegate"
        assert organs.delegate != organs.scoring


def test_items_and_parts_are_rounded_where_the_scheme_says_so_that_the_printed_parts_add_up(scheme: Scheme) -> None:
    for rule in (scheme.rounding_item, scheme.rounding_part, scheme.rounding_total):
        assert rule is not None
        assert (rule.digits, rule.mode.value) == (2, "half_up")
    assumed = {choice.path for choice in scheme.choices if choice.assumed}
    assert {"rounding.item", "rounding.part", "rounding.total"} <= assumed


@pytest.mark.parametrize(
    ("figure", "text", "exact"),
    [
        ("9", "9.00", ""),
        ("9.6", "9.60", ""),
        ("-2", "-2.00", ""),
        ("992.68", "992.68", ""),
        ("1780/3", "≈ 593.33", "1780/3"),
        ("0.125", "≈ 0.13", "0.125"),
        (None, "", ""),
    ],
)
def test_a_figure_is_shown_with_two_decimals_and_a_longer_one_keeps_its_exact_form(
    figure: str | None, text: str, exact: str
) -> None:
    assert shown_figure(figure) == Shown(text, exact)


def test_lining_up_never_changes_a_figure() -> None:
    for figure in ("9", "9.6", "1780/3", "0.125", "-2"):
        assert Fraction(lined_up(figure) or "") == Fraction(figure)


def result(scheme: Scheme, **more: object) -> UnitResult:
    """A unit second from the end, with everything the scheme would then propose."""
    found = [
        {"kind": rule.kind, "zh": rule.name.zh, "en": rule.name.en, "on": rule.on, "cite": rule.cite}
        | ({"needs": rule.needs} if rule.needs else {})
        | ({"role": role} if role else {})
        for rule in scheme.consequences
        if rule.kind not in ("reward", "priority", "veto_notice")
        for role in rule.roles or ("",)
    ]
    return UnitResult(
        "T01", "甲镇", "township", {}, None, None, None, "500.00", "500", 9, 10, False, 9, "较差", (), tuple(found)
    )


def peers(unit: UnitResult) -> list[UnitResult]:
    others = [
        UnitResult(f"T{at}", "", "township", {}, None, None, None, None, None, at, 10, False, at, None, (), ())
        for at in (1, 2, 3, 4, 5, 6, 7, 8, 10)
    ]
    return [*others, unit]


def test_the_mission_s_edition_proposes_in_its_own_words_and_names_whom(scheme: Scheme) -> None:
    unit = result(scheme)
    said = {found["kind"]: (found, proposal) for found, proposal in proposals(scheme, unit, peers(unit))}
    if scheme.period == "2007":
        assert whom(unit, said["demotion"][0]) == Text("党政主要领导", "the Party and government heads")
        assert whom(unit, said["freeze"][0]).zh == "班子成员（含党政主要领导）"
        assert "建议研究党政主要领导的降职使用" in said["demotion"][1].say.zh
    else:
        assert whom(unit, said["adjustment"][0]).zh == "党政主要领导"
    assert whom(unit, said["key_management"][0]).zh == "本单位"


def test_in_the_current_edition_a_rank_alone_only_asks_for_attention(scheme: Scheme) -> None:
    unit = result(scheme)
    said = {found["kind"]: proposal for found, proposal in proposals(scheme, unit, peers(unit))}
    if scheme.period == "2007":
        assert not any("提请关注" in proposal.say.zh for proposal in said.values())
        return
    assert set(said) == {"talk", "freeze", "adjustment", "key_management"}
    for kind, proposal in said.items():
        assert "提请关注" in proposal.say.zh
        assert "名次本身不作出任何处理" in proposal.say.zh
        assert "decides nothing" in proposal.say.en
        assert proposal.cite[0].source == "leaders_assessment_2019"
        if kind != "key_management":
            assert "不称职" in proposal.decide.zh
            assert "能上能下" in proposal.decide.zh


def test_what_a_proposal_rests_on_is_written_as_one_reads_it() -> None:
    assert "civil" not in basis(CITE, "").zh + basis(FREEZE, "").zh
    assert cited("seed#2.5").zh == "《清水县四项机制（2007）》§2.5"
    assert basis((), "stepping_down_2022#situations").en.startswith("Stepping Down (2022)")
