"""Every value has a basis that resolves; what was not read says so."""

import re
from datetime import date

from qingheng.foundation.policy.citations import citation_text

DAY = date(2026, 3, 2)


def dated_values(chain):
    return [(entry, dated) for entry in chain.parameters() for dated in entry.values]


def test_every_value_has_a_citation_that_resolves(county):
    for entry, dated in dated_values(county):
        for cite in county.cite(dated.basis):
            assert cite.source in county.sources(), entry.key


def test_every_rule_meeting_quota_and_year_has_a_citation(county):
    entries = [*county.rules(), *county.meetings(), *county.quotas(), *county.calendar().values()]
    assert all(county.cite(entry.basis) for entry in entries)


def test_every_rule_says_whom_it_binds_in_words_and_in_an_expression(county):
    assert [rule.id for rule in county.rules() if not rule.applies_to or rule.scope is None] == []


def test_what_the_county_did_not_say_is_never_in_force(county):
    composed = [
        (entry.key, cite.source, cite.status)
        for entry, dated in dated_values(county)
        for cite in county.cite(dated.basis)
        if county.sources()[cite.source].status == "assumed"
    ]
    assert composed
    assert {status for _key, _source, status in composed} == {"assumed"}


def test_the_mission_is_verified_and_the_unread_law_is_not(county):
    assert county.value("p.bottom_n", date(2007, 12, 12)).cite[0].verified
    assert county.value("p.sanction_months", DAY).cite[0].verified
    assert not county.value("p.publicity_least_working_days", DAY).cite[0].verified
    assert not county.value("p.section_deputy_to_chief_years", DAY).cite[0].verified
    assert not county.value("table.team_grades", DAY).cite[0].verified


def test_articles_are_paraphrased_in_a_few_words_never_quoted(county):
    longest = max(
        (len(article.gist.zh), source.id, article.no)
        for source in county.sources().values()
        for article in source.articles.values()
    )
    assert longest[0] <= 40, longest


def test_identifiers_are_english_and_in_lower_case(county):
    names = [*county.fields, *county.glossary(), *county.sources(), *(rule.id for rule in county.rules())]
    assert [name for name in names if not re.fullmatch(r"[a-z][a-z0-9_]*", name)] == []


def test_every_field_of_the_interface_has_purpose_basis_sensitivity_retention_and_readers(county):
    promised = [
        "id",
        "name",
        "sex",
        "birth",
        "ethnicity",
        "party",
        "party_since",
        "work_since",
        "rank",
        "rank_since",
        "post",
        "post_since",
        "unit",
        "unit_class",
        "level",
        "post_basis",
        "authority",
        "status",
        "education_full_time",
        "education_in_service",
        "degree",
        "grassroots_months",
        "posts_held",
        "training_hours_year",
        "grades",
        "sanction",
        "sanction_date",
        "admonition_date",
        "investigation",
        "probation_until",
        "unit_rank",
        "unit_count",
        "veto_years",
        "exceptional",
        "target_rank",
        "target_post",
        "kin_in_chain",
    ]
    for key in promised:
        field = county.fields[key]
        assert field.readers, key
        assert field.legal_basis, key
        assert field.purpose.zh, key
        assert field.retention.zh, key
    assert county.fields["investigation"].sensitivity == "sealed"


def test_a_number_of_situations_is_not_cited_as_an_article(county):
    [cite] = county.cite(county.entry("list.accountable_persons").at(date(2010, 3, 7)).basis.cite)
    assert "条" not in citation_text(county, cite).zh.partition("（三十九")[0].rpartition("》")[2]


def test_what_was_read_only_in_another_edition_says_that_it_is_to_be_checked(county):
    read_elsewhere = ["recommendation_validity_months", "exceptional_years_since_promotion", "exceptional_levels"]
    for key in [*read_elsewhere, "dual_control_silence_months", "probation_months", "publicity_least_working_days"]:
        assert not any(cite.verified for cite in county.value(f"p.{key}", DAY).cite), key
