"""Trying a rule: own facts, unknown facts, a registered person; nothing of it in an address."""

from datetime import date

import pytest
from django.urls import reverse

from qingheng.foundation.record.offices import Office
from qingheng.foundation.register.actions import NewFact, register_people
from qingheng.web.policy.library import chain
from tests.cast import member

pytestmark = pytest.mark.django_db

DEPUTY = {
    "act": "explain",
    "on": "2026-03-01",
    "rank": "1",
    "target_rank": "2",
    "rank_since": "2024-03-02",
    "exceptional": "false",
}
RULE = "/policy/try/?rule=section_deputy_to_chief"


def first(answer):
    """The first result of the first group."""
    return answer.context["groups"][0][1][0]


def outcome(answer) -> str:
    return first(answer)["result"].outcome.value


def test_a_day_too_few_is_not_met_and_the_earliest_day_is_named(signed_in):
    answer = signed_in("unit_head").post(RULE, DEPUTY)
    assert outcome(answer) == "not_met"
    assert first(answer)["result"].earliest.isoformat() == "2026-03-02"
    assert "2026-03-02" in answer.content.decode()


def test_on_the_day_the_years_are_complete_it_is_met(signed_in):
    assert outcome(signed_in("unit_head").post(RULE, {**DEPUTY, "on": "2026-03-02"})) == "met"


def test_a_fact_left_empty_is_unknown_and_named(signed_in):
    answer = signed_in("unit_head").post(RULE, {**DEPUTY, "rank_since": ""})
    assert outcome(answer) == "unknown"
    assert [name.zh for name in first(answer)["missing"]] == ["任现职级时间"]


def test_what_would_change_the_answer_is_said_in_words(signed_in):
    page = signed_in("unit_head").post(RULE, DEPUTY).content.decode()
    assert "任现职级时间为2024-03-01时，符合" in page
    assert "破格提拔为是时，需审批" in page
    assert "WouldChange" not in page


def test_a_fact_that_cannot_be_read_is_said_at_its_field(signed_in):
    answer = signed_in("unit_head").post(RULE, {**DEPUTY, "rank_since": "last year"})
    assert answer.status_code == 200
    assert "rank_since" in answer.context["form"].errors
    assert answer.context["answer"] is None


def test_a_day_without_an_edition_answers_so(signed_in):
    answer = signed_in("unit_head").post(RULE, {**DEPUTY, "rank_since": "2010-05-01", "on": "2016-05-01"})
    assert answer.context["answer"].overall == "no_edition"


def test_only_the_organisation_department_tries_a_registered_person(signed_in):
    sent = {"act": "person", "person": "nobody", "on": "2026-03-01"}
    assert signed_in("unit_head").post(RULE, sent).status_code == 403
    answer = signed_in("organisation_department").post(RULE, sent)
    assert answer.context["asked"].unknown == "nobody"


def test_a_registered_person_is_tried_by_name_and_namesakes_are_offered(signed_in):
    office = signed_in("organisation_department")
    facts = {"rank": 1, "target_rank": 2, "rank_since": "2024-03-02", "exceptional": False}
    start = date(2024, 3, 2)
    register_people(
        {
            code: [NewFact(key, value, start, "任免文件") for key, value in {**facts, "name": name}.items()]
            for code, name in (("R00001", "甲某（虚构）"), ("R00002", "乙某（虚构）"), ("R00003", "乙某（虚构）"))
        },
        source="任免文件",
        by=member(Office.ORGANISATION_DEPARTMENT, username="registrar"),
        on=start,
    )
    sent = {"act": "person", "on": "2026-03-02"}
    one = office.post(RULE, {**sent, "person": "甲某（虚构）"})
    assert (outcome(one), one.context["asked"].person.code) == ("met", "R00001")
    two = office.post(RULE, {**sent, "person": "乙某（虚构）"})
    assert [code for code, _post in two.context["asked"].namesakes] == ["R00002", "R00003"]
    assert outcome(office.post(RULE, {**sent, "person": "R00003"})) == "met"


def test_facts_in_an_address_are_ignored(signed_in):
    address = RULE + "&" + "&".join(f"{key}={value}" for key, value in DEPUTY.items())
    assert signed_in("unit_head").get(address).context["answer"] is None


def test_a_day_that_has_not_come_is_said_at_its_field_together_with_every_other_mistake(signed_in):
    facts = {"act": "explain", "on": "2026-03-01", "rank_since": "2030-01-01", "grassroots_months": "-5"}
    form = signed_in("unit_head").post(f"{reverse('policy:try')}?gate=recommendation", facts).context["form"]
    assert {"rank_since", "grassroots_months"} <= form.errors.keys()


def test_the_end_of_probation_may_lie_ahead(signed_in):
    facts = {"act": "explain", "on": "2026-03-01", "rank": "1", "on_probation": "true", "probation_until": "2026-12-01"}
    shown = signed_in("unit_head").post(f"{reverse('policy:try')}?rule=probation_running", facts)
    assert shown.context["answer"].overall == "barred"


def test_what_stops_a_case_is_shown_first_and_what_does_not_concern_it_last(signed_in):
    facts = {"act": "explain", "on": "2026-03-01", **DEPUTY}
    groups = signed_in("unit_head").post(reverse("policy:try"), facts).context["groups"]
    assert [outcome.value for outcome, _results in groups] == ["not_met", "unknown", "met", "not_applicable"]
    asked = sum(len(results) for _outcome, results in groups)
    assert asked == len(chain().rules(date(2026, 3, 1)))


def test_levels_of_posts_are_chosen_by_name_on_a_day_without_an_edition_too(signed_in):
    form = signed_in("unit_head").get(f"{reverse('policy:try')}?gate=nomination&on=2016-05-01").context["form"]
    assert ("2", "乡科级正职") in form.fields["rank"].choices
