"""Alive, ready, and the figures for monitoring."""

import pytest
from django.db import DatabaseError, connection

from qingheng.web import health


def test_alive_needs_no_database(client):
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


@pytest.mark.django_db
def test_ready_has_the_promised_keys(client):
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert set(answer.json()) == {"database", "migrations", "sealer_lag_s", "worker", "disk"}
    assert answer.json()["database"] == "ok"
    assert answer.json()["migrations"] == {"pending": 0}


def test_without_a_database_it_is_not_ready_and_still_answers(client, monkeypatch):
    def broken() -> None:
        raise DatabaseError

    monkeypatch.setattr(connection, "ensure_connection", broken)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["database"] == "DatabaseError"
    assert answer.json()["migrations"] is None


@pytest.mark.parametrize(
    "broken",
    [
        {"database": "OperationalError"},
        {"migrations": {"pending": 2}},
        {"worker": {"waiting": 3, "oldest_wait_s": health.LONGEST_WAIT_S + 1}},
        {"disk": {"free_mb": health.LEAST_FREE_MB - 1}},
    ],
)
def test_anything_that_stops_work_says_not_ready(broken):
    fine = {
        "database": "ok",
        "migrations": {"pending": 0},
        "sealer_lag_s": None,
        "worker": {"waiting": 0, "oldest_wait_s": None},
        "disk": {"free_mb": 10**6},
    }
    assert health.is_ready(fine)
    assert not health.is_ready({**fine, **broken})


@pytest.mark.django_db
def test_a_proxy_on_this_machine_does_not_open_the_figures_to_everybody(client, settings):
    settings.ALLOWED_HOSTS = ["kaohe.example", "localhost"]
    assert client.get("/metrics", HTTP_HOST="localhost:8000").status_code == 200
    assert client.get("/metrics", HTTP_HOST="kaohe.example").status_code == 404
    settings.CSRF_TRUSTED_ORIGINS = ["https://kaohe.example"]
    assert client.get("/metrics", HTTP_HOST="localhost:8000").status_code == 404
    settings.METRICS_TOKEN = "a-token-of-the-office"
    by_token = {"authorization": "Bearer a-token-of-the-office"}
    assert client.get("/metrics", HTTP_HOST="localhost", headers=by_token).status_code == 200


@pytest.mark.django_db
def test_figures_are_for_this_machine_or_by_token(client, settings):
    client.defaults["HTTP_HOST"] = "127.0.0.1"
    assert "qingheng_ready 1" in client.get("/metrics").content.decode()
    assert client.get("/metrics", REMOTE_ADDR="10.0.0.7").status_code == 404
    assert client.get("/metrics", headers={"x-forwarded-for": "10.0.0.7"}).status_code == 404
    settings.METRICS_TOKEN = "a-token-of-the-office"
    far = {"REMOTE_ADDR": "10.0.0.7"}
    assert client.get("/metrics", headers={"authorization": "Bearer a-token-of-the-office"}, **far).status_code == 200
    assert client.get("/metrics", headers={"authorization": "Bearer other"}, **far).status_code == 404
    settings.METRICS_TOKEN = ""
    assert client.get("/metrics", headers={"authorization": "Bearer "}, **far).status_code == 404
