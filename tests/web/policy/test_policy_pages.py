"""The pages of the policy packs: what an official reads there, and that they read it without asking the database."""

from datetime import date

import pytest
from django.urls import reverse

from qingheng.web.policy.library import chain

pytestmark = pytest.mark.django_db

PAGES = ("index", "rules", "values", "meetings", "sources", "terms", "fields", "check", "try")


@pytest.mark.parametrize("name", PAGES)
def test_nobody_reads_the_packs_without_signing_in(client, name):
    answer = client.get(reverse(f"policy:{name}"))
    assert answer.status_code == 302
    assert answer.url.startswith("/accounts/login/")


@pytest.mark.parametrize("name", PAGES)
def test_every_office_may_read_the_rules_that_decide(signed_in, name):
    assert signed_in("unit_head").get(reverse(f"policy:{name}")).status_code == 200


@pytest.mark.parametrize("by", ["room", "date"])
def test_every_rule_in_force_is_listed_once_by_room_and_by_date(signed_in, by):
    shown = signed_in("organisation_department").get(reverse("policy:rules"), {"by": by, "on": "2026-03-01"})
    listed = [rule.id for _title, _subtitle, rules in shown.context["groups"] for rule in rules]
    assert sorted(listed) == sorted(rule.id for rule in chain().rules(date(2026, 3, 1)))


def test_every_rule_in_force_is_listed_under_each_of_its_sources(signed_in):
    shown = signed_in("organisation_department").get(reverse("policy:rules"), {"by": "source", "on": "2026-03-01"})
    listed = sorted((title.zh, rule.id) for title, _subtitle, rules in shown.context["groups"] for rule in rules)
    held = chain()
    assert listed == sorted(
        (held.sources()[source].short.zh, rule.id)
        for rule in held.rules(date(2026, 3, 1))
        for source in {cite.partition("#")[0] for cite in rule.basis.cite}
    )


def test_a_day_in_the_declared_gap_says_so_and_lists_nothing(signed_in):
    shown = signed_in("organisation_department").get(reverse("policy:rules"), {"on": "2016-05-01"})
    assert shown.context["groups"] == []
    assert chain().no_edition(shown.context["on"]).zh in shown.content.decode()


def test_a_day_that_is_no_date_falls_back_to_today_and_says_so(signed_in):
    shown = signed_in("organisation_department").get(reverse("policy:rules"), {"on": "soon"})
    assert shown.status_code == 200
    assert "“soon”不是日期" in shown.content.decode()


def test_the_pages_show_the_pack_that_the_office_names(signed_in, settings):
    chain.cache_clear()
    settings.PACK = "gansu"
    try:
        assert chain().id == "gansu"
        assert signed_in("organisation_department").get(reverse("policy:index")).status_code == 200
    finally:
        chain.cache_clear()


def test_words_narrow_the_list_and_nothing_found_is_said(signed_in):
    office = signed_in("organisation_department")
    assert office.get(reverse("policy:rules"), {"q": "no such words", "on": "2026-03-01"}).context["count"] == 0
    assert office.get(reverse("policy:rules"), {"q": "处分", "on": "2026-03-01"}).context["count"] > 0


@pytest.mark.parametrize("lang", ["zh-hans", "en"])
def test_every_rule_every_value_and_every_source_has_a_page(signed_in, lang):
    office = signed_in("organisation_department")
    office.cookies["django_language"] = lang
    pages = [reverse("policy:rule", args=[rule.id]) for rule in chain().rules()]
    pages += [reverse("policy:value", args=[entry.kind, entry.key]) for entry in chain().parameters()]
    pages += [reverse("policy:source", args=[id_]) for id_ in chain().sources()]
    few = pages[:: 1 if lang == "zh-hans" else 7]
    assert {page: code for page in few if (code := office.get(page).status_code) != 200} == {}


@pytest.mark.parametrize(
    "page",
    [
        "/policy/rules/nothing/",
        "/policy/values/p/nothing/",
        "/policy/sources/nothing/",
        "/policy/try/?rule=nothing",
        "/policy/try/?gate=nothing",
    ],
)
def test_what_the_pack_does_not_have_is_not_found(signed_in, page):
    assert signed_in("organisation_department").get(page).status_code == 404


def test_reading_a_rule_asks_the_database_only_who_reads(signed_in, django_assert_num_queries):
    office = signed_in("organisation_department")
    page = reverse("policy:rule", args=[chain().rules()[0].id])
    office.get(page)
    with django_assert_num_queries(3):
        office.get(page)
