"""Signing in and out, the second factor, the lockout, the own account."""

import base64
import hmac
import struct
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.hashers import make_password

from qingheng.foundation.record.models import Account, Entry

PASSWORD = "clear-balance-2007"
LOGIN = "/accounts/login/"


@pytest.fixture
def officer(assessor: Account) -> Account:
    assessor.password = make_password(PASSWORD)
    assessor.save()
    return assessor


def attempt(client, password: str, username: str = "assessment_office"):
    return client.post(LOGIN, {"login": username, "password": password})


def six_digits(secret: str) -> str:
    digest = hmac.digest(base64.b32decode(secret), struct.pack(">Q", int(time.time()) // 30), "sha1")  # noqa: TID251
    return f"{(struct.unpack('>I', digest[digest[-1] & 15 :][:4])[0] & 0x7FFFFFFF) % 10**6:06}"


def test_an_officer_signs_in_and_the_record_keeps_it(client, officer):
    answer = attempt(client, PASSWORD)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    entry = Entry.objects.get(act="sign_in")
    assert (entry.account, entry.office, entry.subject_kind) == (officer, "assessment_office", "account")


def test_a_wrong_password_says_nothing_about_which_part_is_wrong(client, officer):
    wrong = attempt(client, "no").content.decode()
    unknown = attempt(client, "no", "nobody-at-all").content.decode()
    sentence = "您提供的用户名或密码不正确"
    assert (sentence in wrong, sentence in unknown) == (True, True)


def test_five_wrong_passwords_lock_the_account_even_for_the_right_one(client, officer):
    answers = [attempt(client, "wrong").status_code for _ in range(5)]
    assert answers == [200, 200, 200, 200, 429]
    locked = attempt(client, PASSWORD)
    assert locked.status_code == 429
    assert "账号已锁定" in locked.content.decode()
    assert "15 分钟后自动解除" in locked.content.decode()
    assert "_auth_user_id" not in client.session


def test_another_spelling_of_the_name_does_not_open_a_locked_account(client, officer):
    for name in (
        "assessment_office",
        "Assessment_Office",
        " assessment_office",
        "ASSESSMENT_OFFICE",
        "assessment_office",
    ):
        answer = attempt(client, "wrong", name)
    assert answer.status_code == 429
    assert attempt(client, PASSWORD, "ASSESSMENT_office").status_code == 429


def test_the_lock_is_on_the_account_and_not_on_the_room(client, officer, leader):
    leader.password = make_password(PASSWORD)
    leader.save()
    for _ in range(5):
        attempt(client, "wrong")
    assert attempt(client, PASSWORD, "county_leader").status_code == 302


def test_a_second_factor_is_asked_for_and_its_secret_is_no_plain_text(client, officer):
    secret = generate_totp_secret()
    TOTP.activate(officer, secret)
    assert secret not in str(Authenticator.objects.get(user=officer).data)
    answer = attempt(client, PASSWORD)
    assert answer["Location"] == "/accounts/2fa/authenticate/"
    assert "_auth_user_id" not in client.session
    assert client.post(answer["Location"], {"code": "000000"}).status_code == 200
    done = client.post(answer["Location"], {"code": six_digits(secret)})
    assert (done.status_code, done["Location"]) == (302, "/")


def test_signing_out_takes_a_post_and_ends_the_session(client, officer):
    client.force_login(officer)
    assert client.get("/accounts/logout/").status_code == 200
    assert "_auth_user_id" in client.session
    assert client.post("/accounts/logout/").status_code == 302
    assert "_auth_user_id" not in client.session


def test_nobody_opens_an_account_or_resets_a_password_alone(client, db):
    for address in ("/accounts/signup/", "/accounts/password/reset/", "/accounts/email/"):
        assert client.get(address).status_code == 404


def test_a_changed_password_enters_the_record(client, officer):
    client.force_login(officer)
    new = "balance-is-clear-2026"
    form = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    client.post("/accounts/password/change/", form)
    officer.refresh_from_db()
    assert officer.check_password(new)
    assert Entry.objects.filter(act="change_password").count() == 1


def test_a_weak_password_is_refused_with_every_reason_at_once(client, officer):
    client.force_login(officer)
    form = {"oldpassword": PASSWORD, "password1": "12345", "password2": "12345"}
    text = client.post("/accounts/password/change/", form).content.decode()
    assert "提交的内容有误" in text
    assert text.count('class="error"') >= 3
    officer.refresh_from_db()
    assert officer.check_password(PASSWORD)


def test_the_account_page_names_the_office_and_asks_a_stranger_to_sign_in(client, officer):
    assert client.get("/account/")["Location"] == f"{LOGIN}?next=/account/"
    client.force_login(officer)
    text = client.get("/account/").content.decode()
    assert "考核办" in text
    assert "两步验证未启用" in text


@pytest.mark.parametrize("address", ["/accounts/2fa/", "/accounts/password/change/", "/accounts/logout/"])
@pytest.mark.parametrize("lang", ["zh-hans", "en"])
def test_the_pages_of_sign_in_speak_both_languages(client, officer, address, lang):
    client.force_login(officer)
    client.cookies["django_language"] = lang
    answer = client.get(address)
    assert answer.status_code == 200
    assert f'<html lang="{"en" if lang == "en" else "zh-Hans"}">' in answer.content.decode()


def test_the_whole_life_of_a_second_factor(client, officer, django_capture_on_commit_callbacks):
    client.force_login(officer)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    page = client.get("/accounts/2fa/totp/activate/")
    secret = page.context["form"].secret
    assert secret in page.content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/accounts/2fa/totp/activate/", {"code": six_digits(secret)})
    assert "可用的恢复码" in client.get("/accounts/2fa/recovery-codes/").content.decode()
    assert client.get("/accounts/2fa/recovery-codes/generate/").status_code == 200
    assert client.get("/accounts/2fa/totp/deactivate/").status_code == 200
    client.post("/accounts/2fa/totp/deactivate/")
    assert not Authenticator.objects.filter(user=officer).exists()
    acts = set(Entry.objects.values_list("act", flat=True))
    assert {"add_second_factor", "remove_second_factor"} <= acts
