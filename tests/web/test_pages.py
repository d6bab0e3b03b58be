"""The pages of the shell: both languages, the marks of every page, errors with a number, the navigation."""

import re

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.test import RequestFactory

from qingheng.foundation.kernel.text import Text
from qingheng.foundation.record.actions import mark_demonstration
from qingheng.foundation.record.offices import Office
from qingheng.foundation.record.rights import RefusedError, may
from qingheng.web import errors, middleware
from qingheng.web.views import HELP
from tests.cast import DAY, member

pytestmark = pytest.mark.django_db

OPEN = ["/", "/catalogue/", "/help/", "/accounts/login/", *(f"/help/{slug}/" for slug in HELP)]
CHINESE = re.compile(r"[\u3400-\u9fff]+")


def text_of(answer) -> str:
    """What a person reads: without tags, scripts and what is marked as another language."""
    page = re.sub(r'<(\w+)[^>]* lang="zh-Hans">.*?</\1>', "", answer.content.decode().split("<body", 1)[1])
    page = re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)
    return re.sub(r"<[^>]*>", " ", page)


@pytest.mark.parametrize("address", OPEN)
def test_a_page_is_chinese_at_first_whatever_the_browser_prefers(client, address):
    answer = client.get(address, headers={"accept-language": "en-GB,en"})
    assert answer.status_code == 200
    assert answer["Content-Language"] == "zh-hans"
    assert '<html lang="zh-Hans">' in answer.content.decode()


@pytest.mark.parametrize("address", [address for address in OPEN if address != "/catalogue/"])
def test_a_page_is_wholly_english_after_the_switch(client, address):
    client.post("/language/", {"language": "en", "next": address})
    answer = client.get(address)
    assert '<html lang="en">' in answer.content.decode()
    assert CHINESE.findall(text_of(answer)) == []


def test_the_switch_returns_to_the_page_and_never_to_another_host(client):
    assert client.post("/language/", {"language": "en", "next": "/help/"})["Location"] == "/help/"
    assert client.post("/language/", {"language": "en", "next": "https://evil.example/"})["Location"] == "/"
    assert client.cookies["django_language"]["httponly"]


def test_an_unknown_language_in_the_cookie_is_chinese(client):
    client.cookies["django_language"] = "<script>"
    assert client.get("/")["Content-Language"] == "zh-hans"


def test_the_language_of_the_account_holds_until_the_switch_is_used(client, assessor):
    assessor.language = "en"
    assessor.save()
    client.force_login(assessor)
    assert client.get("/")["Content-Language"] == "en"
    client.post("/language/", {"language": "zh-hans", "next": "/"})
    assert client.get("/")["Content-Language"] == "zh-hans"


@pytest.mark.parametrize("address", [*OPEN, "/catalogue/errors/404/", "/catalogue/errors/500/"])
@pytest.mark.parametrize("lang", ["zh-hans", "en"])
def test_a_demonstration_says_so_on_every_page_in_both_languages(client, address, lang):
    client.cookies["django_language"] = lang
    assert 'class="banner demonstration"' not in client.get(address).content.decode()
    mark_demonstration(by=None, on=DAY)
    page = client.get(address).content.decode()
    assert 'class="banner demonstration"' in page
    assert "虚构·演示" in page


def test_every_page_says_in_which_zone_it_stands(client, settings):
    assert "单区部署" in client.get("/").content.decode()
    settings.ZONE = "outer"
    assert "外区" in client.get("/").content.decode()


@pytest.mark.parametrize("status", [400, 403, 404, 500])
def test_an_error_page_has_its_status_a_number_and_a_way_back(client, status, caplog):
    caplog.set_level("INFO", logger="qingheng.web.errors")
    answer = client.get(f"/catalogue/errors/{status}/")
    assert answer.status_code == status
    (number,) = re.findall(r'<strong class="secret">(\w{8})</strong>', answer.content.decode())
    assert f"number={number}" in caplog.text
    assert 'href="/"' in answer.content.decode()


def test_an_address_that_does_not_exist_gets_the_page(client):
    answer = client.get("/nothing/here/")
    assert answer.status_code == 404
    assert "没有这个页面" in answer.content.decode()
    assert client.get("/catalogue/errors/418/").status_code == 404


def test_the_page_of_a_broken_house_needs_no_database(monkeypatch):
    def broken() -> bool:
        raise DatabaseError

    monkeypatch.setattr(errors, "is_demonstration", broken)
    answer = errors.server_error(RequestFactory().get("/x/"))
    assert answer.status_code == 500
    assert "系统出错" in answer.content.decode()
    assert "Traceback" not in answer.content.decode()


def test_a_view_that_breaks_shows_the_page_and_no_traceback(client, monkeypatch):
    client.raise_request_exception = False
    monkeypatch.setattr("qingheng.web.views.HELP", None)
    answer = client.get("/help/")
    assert answer.status_code == 500
    assert "系统出错" in answer.content.decode()


def test_a_refusal_names_the_office_that_may_and_a_stranger_is_asked_to_sign_in(rf, administrator, settings):
    refusals = middleware.Refusals(lambda request: None)
    request = rf.get("/record/")
    request.user = administrator
    answer = may(administrator, "record.see")
    page = refusals.process_exception(request, RefusedError(answer))
    assert page.status_code == 403
    assert "审计员" in page.content.decode()
    request.user = type("Nobody", (), {"is_authenticated": False})()
    assert refusals.process_exception(request, RefusedError(answer))["Location"].startswith("/accounts/login/?next=")
    assert refusals.process_exception(request, ValueError()) is None


def test_a_sentence_of_a_refusal_is_shown_and_escaped(rf, client):
    request = client.get("/").wsgi_request
    page = errors.permission_denied(request, PermissionDenied("<b>只有考核办可以</b>")).content.decode()
    assert "&lt;b&gt;只有考核办可以&lt;/b&gt;" in page


def test_a_form_without_its_token_is_told_kindly(client):
    client.handler.enforce_csrf_checks = True
    answer = client.post("/accounts/logout/")
    assert answer.status_code == 403
    assert "页面已过期" in answer.content.decode()


def test_a_stranger_sees_no_places_that_need_sign_in(client, assessor):
    places = re.compile(r'<ul class="places">(.*?)</ul>', re.DOTALL)
    (strange,) = places.findall(client.get("/").content.decode())
    client.force_login(assessor)
    (known,) = places.findall(client.get("/").content.decode())
    assert "/assessment/" not in strange
    assert "/assessment/" in known
    assert known.count('aria-current="page"') == 1


@pytest.mark.parametrize("office", list(Office))
def test_every_place_that_is_shown_opens(client, office):
    client.force_login(member(office), backend="allauth.account.auth_backends.AuthenticationBackend")
    shown = [place.url for place in client.get("/").context["places"]]
    assert {url: client.get(url).status_code for url in shown} == dict.fromkeys(shown, 200)


def test_the_table_of_rights_in_the_help_is_the_table_that_is_asked(client):
    page = client.get("/help/rights/").content.decode()
    for right in client.get("/help/rights/").context["rights"]:
        assert right.what.zh in page


def test_unknown_help_is_not_found(client):
    assert client.get("/help/nonsense/").status_code == 404


@pytest.mark.parametrize("lang", ["zh-hans", "en"])
def test_the_catalogue_shows_every_component(client, lang):
    client.cookies["django_language"] = lang
    page = client.get("/catalogue/?sort=-total").content.decode()
    for mark in (
        'class="breadcrumbs"', 'class="page-head"', 'class="filters"', 'aria-sort="descending"', 'class="pages"',
        'class="exports', 'class="empty"', 'class="figures"', 'class="badge review"', 'class="stepper"',
        'class="timeline"', 'class="link-tabs"', 'role="tabpanel"', 'class="score-tree"', 'class="chart"',
        'class="field wrong"', 'class="facts"', 'class="banner historical"', "print-head", "print-foot",
        *(f'class="finding {outcome}"' for outcome in ("met", "not_met", "unknown", "not_applicable", "needs_approval")),
        *(f'class="problem {severity}"' for severity in ("error", "choice", "warning")),
        *(f'class="notice {kind}"' for kind in ("info", "good", "warn", "bad")),
    ):  # fmt: skip
        assert mark in page, mark


def test_a_text_is_said_in_the_language_of_the_page(client):
    assert "丰望镇（虚构）" in client.get("/catalogue/").content.decode()
    client.cookies["django_language"] = "en"
    assert str(Text("丰望镇（虚构）", "Fengwang (fictional)").en) in client.get("/catalogue/").content.decode()
