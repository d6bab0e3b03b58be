"""The pages of the policy packs: what an official reads there, and that they read it without asking the database."""

from datetime import date
from pathlib import Path

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


@pytest.fixture
def page(signed_in):
    client = signed_in("organisation_department")
    return lambda name, *args, **query: client.get(reverse(f"policy:{name}", args=args), query).content.decode()


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("公示", "/policy/values/p/publicity_least_working_days/"),
        ("公务员法 第六十四条", "/policy/rules/sanction_period/"),
        ("跑官", "/policy/values/list/negative_list/"),
        ("全委会", "/policy/meetings/?on=2026-03-01#plenary_committee_vote"),
        ("名额", "/policy/values/?on=2026-03-01#quota-excellent"),
        ("监督检查", "/policy/sources/supervision_accountability_2019/"),
        ("五段式", "/policy/terms/?q="),
    ],
)
def test_one_box_finds_a_rule_a_value_a_meeting_a_quota_a_document_or_a_term(page, words, found):
    assert f'href="{found}' in page("index", q=words, on="2026-03-01")


def test_words_that_nothing_contains_are_answered_in_words(page):
    assert "没有找到" in page("index", q="月球基地")


def test_rules_are_found_by_the_name_and_the_article_of_what_they_rest_on(page):
    shown = page("rules", q="选任条例 第二十四条第（三）项", on="2026-03-01")
    assert "/policy/rules/bar_last_grade/" in shown


def test_quotas_are_read_with_their_share_their_rounding_and_their_links(page):
    shown = page("values", on="2026-03-01")
    assert "不超过 0.2，不足一名的舍去，各组按最大余数分配" in shown
    assert "班子为较差的，不超过 0.15，其正职须低于称职等次" in shown
    assert 'id="quota-excellent_leaders"' in shown
    assert "quota-" not in page("values", on="2016-05-01")


def test_the_working_calendar_is_shown_with_its_worked_weekends(page):
    shown = page("values", on="2026-03-01")
    for day in chain().calendar()[2026].workdays:
        assert day.strftime("%m-%d") in shown


def test_each_meeting_has_a_place_of_its_own_its_note_and_its_reserved_seats(page):
    shown = page("meetings", on="2026-03-01")
    assert '<a href="#joint_meeting">' in shown
    assert 'id="joint_meeting"' in shown
    assert "性别为女的至少 1 名" in shown
    assert "投票人数超过全体成员数的 1/2" in shown
    assert "第一阶段审核；联系领导对所联系单位回避" in shown


def test_a_document_names_the_meetings_and_quotas_that_rest_on_it_and_its_articles_as_law_does(page):
    shown = page("source", "plenary_vote_2004")
    assert "#plenary_committee_vote" in shown
    assert "第七条" in shown
    assert "#quota-excellent_leaders" in page("source", "leaders_assessment_2019")
    assert ">kin<" not in page("source", "recusal_2006")


def test_a_rule_says_in_which_file_it_is_written(page):
    assert "national/rules/sanctions_and_admonition.toml" in page("rule", "sanction_period")


def test_a_number_of_posts_is_counted_in_posts_and_not_in_times(page):
    assert "2 个" in page("value", "p", "division_posts_held")


def test_a_rule_of_another_day_is_a_problem_on_the_trial_page_and_no_all_clear(signed_in):
    client = signed_in("organisation_department")
    address = f"{reverse('policy:try')}?rule=bottom_three_freeze_2007"
    shown = client.post(address, {"act": "explain", "on": "2026-03-01"}).content.decode()
    assert "没有参加研判" in shown
    assert "未发现障碍" not in shown


def test_the_check_names_files_of_the_pack_and_no_path_of_the_machine(page):
    shown = page("check")
    assert "<code>qingshui/params/veto_domains.toml</code>" in shown
    assert str(Path(chain().packs[0].place.file).parents[1]) not in shown
