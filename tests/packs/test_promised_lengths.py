"""Numbers in official names are promises: 五必查 六必谈 七必访 四个不研究 四为主 八项 六个一线 八抓."""

from datetime import date

import pytest

PROMISES = {
    "seven_gates_list": 7,
    "five_stages_list": 5,
    "five_materials_list": 5,
    "six_interviews_list": 6,
    "seven_visits_list": 7,
    "four_do_not_deliberate_list": 4,
    "four_mainlies_list": 4,
    "eight_managements_list": 8,
    "six_front_line_list": 6,
    "eight_grasps_list": 8,
    "five_methods_list": 5,
    "five_fairness_list": 5,
    "four_bodies_list": 4,
    "nomination_channels_list": 6,
}
DAYS = {"2007": date(2007, 12, 12), "present": date(2026, 3, 2)}


@pytest.mark.parametrize("day", DAYS.values(), ids=DAYS.keys())
@pytest.mark.parametrize(("key", "length"), PROMISES.items())
def test_a_list_has_as_many_items_as_its_name_promises(county, key, length, day):
    assert len(county.list(key, day)) == length
    assert county.entry(f"list.{key}").promised == length


def test_the_negative_list_has_seven_grounds_and_the_four_musts_four(national):
    assert len(national.list("negative_list", DAYS["present"])) == 7
    assert len(national.list("four_musts_list", DAYS["present"])) == 4
    assert national.list("negative_list", DAYS["2007"]) is None


def test_family_planning_is_a_veto_domain_in_2007_only(county):
    assert "family_planning" in {item.id for item in county.list("veto_domains_list", DAYS["2007"])}
    assert "family_planning" not in {item.id for item in county.list("veto_domains_list", DAYS["present"])}


def test_what_the_mission_gives_in_full_is_in_force_and_what_was_composed_is_assumed(county):
    status = {
        key: county.value(f"list.{key}", DAYS["2007"]).cite[0].status
        for key in (
            "eight_grasps_list",
            "five_stages_list",
            "five_methods_list",
            "five_materials_list",
            "four_mainlies_list",
        )
    }
    assert status == {
        "eight_grasps_list": "in_force",
        "five_stages_list": "in_force",
        "five_methods_list": "in_force",
        "five_materials_list": "assumed",
        "four_mainlies_list": "assumed",
    }


def test_four_of_the_eight_managements_come_from_the_mission_and_four_are_composed(county):
    items = county.list("eight_managements_list", DAYS["2007"])
    assert [item.status for item in items] == [None] * 4 + ["assumed"] * 4
