"""The glossary: the only source of terms, one rendering each, and a term for every institution of the mission."""

import csv
from importlib.resources import files


def institutions():
    text = (files("qingheng.packs") / "institutions.csv").read_text(encoding="utf-8")
    return [row["id"] for row in csv.DictReader(text.splitlines())]


def test_every_institution_of_the_mission_has_exactly_one_term(county):
    named = [term.institution for term in county.glossary().values() if term.institution]
    assert sorted(named) == sorted(institutions())
    assert len(named) == 76


def test_there_is_a_term_for_everything_that_screens_speak_of(county):
    assert len(county.glossary()) >= 76 + 150
    spoken = [
        "干部",
        "科级干部",
        "领导班子",
        "考核办",
        "民主推荐",
        "一票否决",
        "任前公示制",
        "考察",
        "提名",
        "公示期",
        "工作日",
        "处分",
        "诫勉",
        "名册",
    ]
    known = {term.zh for term in county.glossary().values()}
    assert [word for word in spoken if word not in known] == []


def test_no_two_terms_share_a_chinese_word_or_an_english_rendering(county):
    terms = list(county.glossary().values())
    for language in ("zh", "en"):
        words = [getattr(term, language) for term in terms]
        assert sorted({word for word in words if words.count(word) > 1}) == []


def test_a_rejected_rendering_is_nobodys_rendering(county):
    terms = list(county.glossary().values())
    renderings = {term.en.lower().replace(" ", "_").replace("-", "_") for term in terms} | set(county.glossary())
    rejected = {word for term in terms for word in term.rejected_en}
    assert rejected & renderings == set()


def test_a_term_is_never_confused_with_itself(county):
    assert [term.id for term in county.glossary().values() if term.zh in term.not_to_confuse] == []


def test_every_definition_is_a_sentence_in_both_languages(county):
    for term in county.glossary().values():
        assert term.definition.zh.endswith("。"), term.id
        assert term.definition.en.endswith("."), term.id
