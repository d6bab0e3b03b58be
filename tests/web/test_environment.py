"""A wrong setting stops the start and names itself."""

import stat

import pytest
from django.core.exceptions import ImproperlyConfigured

from qingheng.web.environment import database, env_bool, env_choice, env_int, env_list, env_secret, env_text, secret_key


@pytest.mark.parametrize(("text", "value"), [("1", True), ("on", True), ("NO", False), ("false", False), ("", True)])
def test_a_bool_is_read_and_empty_means_the_default(text, value):
    assert env_bool("Q", True, {"Q": text}) is value


@pytest.mark.parametrize("text", ["maybe", "2", "真"])
def test_a_wrong_bool_stops_the_start_and_names_the_variable(text):
    with pytest.raises(ImproperlyConfigured, match=f"QINGHENG_HTTPS.*{text}"):
        env_bool("QINGHENG_HTTPS", False, {"QINGHENG_HTTPS": text})


def test_an_int_is_read_and_has_a_least_value():
    assert env_int("Q", 5, {}) == 5
    assert env_int("Q", 5, {"Q": "12"}) == 12
    for wrong in ("-1", "1.5", "x", "٣"):
        with pytest.raises(ImproperlyConfigured, match="Q must be a whole number"):
            env_int("Q", 5, {"Q": wrong})


def test_a_zone_outside_the_closed_list_stops_the_start():
    assert env_choice("QINGHENG_ZONE", "single", ("inner", "single"), {}) == "single"
    with pytest.raises(ImproperlyConfigured, match="QINGHENG_ZONE must be one of inner, single, not 'middle'"):
        env_choice("QINGHENG_ZONE", "single", ("inner", "single"), {"QINGHENG_ZONE": "middle"})


def test_lists_and_texts_forgive_spaces():
    assert env_list("Q", ("a",), {"Q": " x , ,y"}) == ["x", "y"]
    assert env_list("Q", ("a",), {}) == ["a"]
    assert env_text("Q", "d", {"Q": "  "}) == "d"


def test_a_secret_comes_from_the_variable_or_its_file_but_not_from_both(tmp_path):
    file = tmp_path / "token"
    file.write_text("from-file\n", encoding="utf-8")
    assert env_secret("Q", "", {"Q": "direct"}) == "direct"
    assert env_secret("Q", "", {"Q_FILE": str(file)}) == "from-file"
    with pytest.raises(ImproperlyConfigured, match="Both Q and Q_FILE"):
        env_secret("Q", "", {"Q": "direct", "Q_FILE": str(file)})


def test_a_secret_file_that_cannot_be_read_or_is_empty_stops_the_start(tmp_path):
    with pytest.raises(ImproperlyConfigured, match="Q_FILE cannot be read"):
        env_secret("Q", "", {"Q_FILE": str(tmp_path / "none")})
    (tmp_path / "empty").write_text("\n", encoding="utf-8")
    with pytest.raises(ImproperlyConfigured, match="Q_FILE is empty"):
        env_secret("Q", "", {"Q_FILE": str(tmp_path / "empty")})


def test_the_key_is_made_once_and_only_its_owner_reads_it(tmp_path):
    key = secret_key(tmp_path, {})
    assert secret_key(tmp_path, {}) == key
    assert len(key) >= 48
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


def test_a_short_or_damaged_key_stops_the_start(tmp_path):
    with pytest.raises(ImproperlyConfigured, match="at least 32"):
        secret_key(tmp_path, {"QINGHENG_SECRET_KEY": "short"})
    (tmp_path / "secret_key").write_text("cut", encoding="ascii")
    with pytest.raises(ImproperlyConfigured, match="damaged"):
        secret_key(tmp_path, {})


def test_sqlite_opens_in_wal_with_immediate_transactions():
    entry = database("DATABASE_URL", "", {"DATABASE_URL": "sqlite:////srv/qing%20heng.sqlite3"})
    assert entry["NAME"] == "/srv/qing heng.sqlite3"
    assert entry["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in entry["OPTIONS"]["init_command"]
    assert "foreign_keys=ON" in entry["OPTIONS"]["init_command"]
    assert database("D", "sqlite:///var/db.sqlite3", {})["NAME"] == "var/db.sqlite3"
    assert database("D", "sqlite://:memory:", {})["NAME"] == ":memory:"


def test_a_postgresql_url_is_taken_apart_with_escapes_socket_and_options():
    entry = database("D", "postgres://k%40h:p%2Fw@db.local:5433/qingheng?sslmode=require", {})
    assert {key: entry[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS")} == {
        "NAME": "qingheng",
        "USER": "k@h",
        "PASSWORD": "p/w",
        "HOST": "db.local",
        "PORT": "5433",
        "OPTIONS": {"sslmode": "require"},
    }
    assert database("D", "postgresql://postgres:@/postgres?host=/run/sock", {})["HOST"] == "/run/sock"


@pytest.mark.parametrize(
    "url", ["mysql://x/y", "db.sqlite3", "sqlite://", "sqlite://host/x", "postgres://h:x/db", "postgres://host/"]
)
def test_a_wrong_database_url_stops_the_start(url):
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL"):
        database("DATABASE_URL", url, {})
