"""What every answer carries, whoever asks and whatever the outcome."""

import pytest

pytestmark = pytest.mark.django_db

PLACES = ["/", "/accounts/login/", "/catalogue/", "/help/", "/healthz", "/api/v1/account", "/nothing/here/"]


@pytest.mark.parametrize("address", PLACES)
def test_the_policy_allows_this_server_only_and_nothing_inline(client, address):
    policy = client.get(address)["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "style-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    for weak in ("unsafe", "*", "http:", "https:", "blob:"):
        assert weak not in policy


@pytest.mark.parametrize("address", PLACES)
def test_other_protective_headers_stand_on_every_answer(client, address):
    answer = client.get(address)
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "no-store" in answer["Cache-Control"]


def test_a_host_that_is_not_ours_is_refused(client):
    assert client.get("/", headers={"host": "evil.example"}).status_code == 400
