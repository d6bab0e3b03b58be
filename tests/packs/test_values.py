"""The numbers of both editions, as the sources give them."""

from datetime import date
from fractions import Fraction

import pytest

THEN, NOW = date(2007, 12, 12), date(2026, 3, 2)
SANCTIONS = {"none": 0, "warning": 6, "demerit": 12, "major_demerit": 18, "grade_reduction": 24, "removal": 24}
VALUES = [
    ("recommendation_validity_months", 12, 12),
    ("recommendation_vote_role", "gate", "reference"),
    ("dual_control_silence_months", 1, 1),
    ("inspectors_least", 2, 2),
    ("publicity_least_days", 7, None),
    ("publicity_most_days", 15, None),
    ("publicity_least_working_days", None, 5),
    ("probation_months", 12, 12),
    ("probation_start", "trial_notice", "decision"),
    ("division_work_years", 5, 5),
    ("division_grassroots_years", 2, 2),
    ("division_posts_held", 2, 2),
    ("deputy_to_chief_years", 2, 2),
    ("lower_chief_to_deputy_years", 3, 3),
    ("excellent_share", Fraction(3, 20), Fraction(1, 5)),
    ("excellent_share_approved", Fraction(1, 5), Fraction(1, 4)),
    ("leaders_excellent_share", None, Fraction(1, 4)),
    ("teams_excellent_share", None, Fraction(3, 10)),
    ("leaders_share_if_team_excellent", None, Fraction(3, 10)),
    ("leaders_share_if_team_general", None, Fraction(1, 5)),
    ("leaders_share_if_team_poor", None, Fraction(3, 20)),
    ("consecutive_incompetent_years", 2, 2),
    ("consecutive_excellent_years", 3, 3),
    ("excellent_tenure_cut_months", None, 6),
    ("sanction_months", SANCTIONS, SANCTIONS),
    ("admonition_months", None, 6),
    ("admonition_self_review_working_days", None, 5),
    ("inquiry_reply_working_days", None, 15),
    ("admonition_recheck_months", None, 6),
    ("review_apply_days", 30, 30),
    ("review_decide_days", 30, 30),
    ("appeal_apply_days", 15, 15),
    ("appeal_decide_days", 60, 60),
    ("appeal_extension_days", 30, 30),
    ("leave_office_decide_days", 30, 30),
    ("leave_office_leader_decide_days", 90, 90),
    ("official_resignation_apply_days", 7, 7),
    ("ordered_resignation_apply_days", 15, 15),
    ("ordered_resignation_appeal_days", 15, 15),
    ("ordered_resignation_review_months", 1, 1),
    ("ordered_resignation_after_review_days", 3, 3),
    ("term_years", 5, 5),
    ("same_post_terms", 2, 2),
    ("same_level_years", 15, 15),
    ("division_training_months_five_years", 3, 3),
    ("division_training_hours_five_years", None, 550),
    ("section_training_days", 12, 12),
    ("section_training_hours", None, 90),
    ("training_makeup_months", 12, 12),
    ("training_leave_most", None, Fraction(1, 7)),
    ("exceptional_years_since_promotion", None, 1),
    ("initial_nomination_months", 12, 12),
    ("top_n", 3, 3),
    ("bottom_n", 3, 3),
    ("least_group_for_bottom", 7, 7),
    ("freeze_years", 1, 1),
    ("demote_if_unfinished", True, False),
    ("rank_alone_decides", True, False),
    ("base_points", 1000, 1000),
    ("reserve_pool_ratio", 1, None),
    ("reserve_women_share", Fraction(1, 4), None),
    ("reserve_non_party_share", Fraction(1, 10), None),
    ("contest_applicants_per_post", 10, 10),
    ("contest_interview_per_post", 5, 5),
    ("contest_inspection_per_post", 3, 3),
    ("contest_written_weight", Fraction(2, 5), Fraction(2, 5)),
    ("contest_interview_weight", Fraction(3, 5), Fraction(3, 5)),
    ("contest_common_weight", Fraction(3, 5), Fraction(3, 5)),
    ("contest_pass_points", 60, 60),
    ("contest_enabled", True, False),
    ("cadres_to_villages", 500, 500),
    ("key_management_months", 12, 12),
    ("section_deputy_to_chief_years", 2, 2),
    ("clerk_to_section_deputy_years", 3, 3),
]


@pytest.mark.parametrize(("key", "then", "now"), VALUES, ids=[row[0] for row in VALUES])
def test_a_number_of_both_editions(county, key, then, now):
    assert (county.value(f"p.{key}", THEN).value, county.value(f"p.{key}", NOW).value) == (then, now)


def test_the_units_under_assessment_are_one_hundred_and_two(county):
    rows = county.table("assessed_units", THEN)
    assert {row["unit_class"]: row["units"] for row in rows} == {
        "township": 18,
        "party": 18,
        "government": 41,
        "vertical": 25,
    }
    assert sum(row["units"] for row in rows) == 102


@pytest.mark.parametrize(
    ("table", "grades"),
    [
        ("civil_servant_grades", ["优秀", "称职", "基本称职", "不称职"]),
        ("public_institution_grades", ["优秀", "合格", "基本合格", "不合格"]),
        ("team_grades", ["优秀", "良好", "一般", "较差"]),
    ],
)
def test_grades_are_set_by_status(county, table, grades):
    assert [row["zh"] for row in county.table(table, NOW)] == grades


def test_the_settings_of_the_forced_readings_are_named_dated_and_assumed(county):
    settings = [
        "table.ranking_groups",
        "p.ranking_tie",
        "p.least_group_for_bottom",
        "p.vetoed_unit_ranked",
        "p.freeze_years",
        "p.last_unit_when_tasks_complete",
        "p.vertical_units_consequence",
    ]
    for day in (THEN, NOW):
        statuses = {cite.status for key in settings for cite in county.value(key, day).cite}
        assert statuses == {"assumed"}
