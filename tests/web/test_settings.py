"""The settings file itself: it stops at the start, and what it sets is what the pages promise."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("QINGHENG_ZONE", "middle"),
        ("QINGHENG_TODAY", "2026-02-30"),
        ("QINGHENG_HTTPS", "perhaps"),
        ("QINGHENG_LOG_LEVEL", "LOUD"),
        ("DATABASE_URL", "oracle://x/y"),
        ("QINGHENG_SECRET_KEY", "short"),
    ],
)
def test_a_wrong_variable_stops_the_start_and_is_named(name, value, tmp_path):
    code = "import qingheng.web.settings"
    environ = {**os.environ, "QINGHENG_HOME": str(tmp_path), "DATABASE_URL": "", name: value}
    run = subprocess.run([sys.executable, "-c", code], env=environ, capture_output=True, text=True, check=False)
    assert run.returncode != 0
    assert f"ImproperlyConfigured: {name}" in run.stderr


def test_debug_is_off_and_cookies_are_closed():
    assert settings.DEBUG is False
    assert settings.SESSION_COOKIE_HTTPONLY
    assert settings.CSRF_COOKIE_HTTPONLY
    assert {settings.SESSION_COOKIE_SAMESITE, settings.CSRF_COOKIE_SAMESITE} == {"Lax"}


def test_every_vendored_folder_carries_its_version_and_licence():
    vendor = settings.WEB / "static" / "vendor"
    folders = [path for path in vendor.iterdir() if path.is_dir()]
    assert len(folders) >= 5
    for folder in folders:
        version = (folder / "VERSION").read_text(encoding="utf-8")
        assert folder.name.rpartition("-")[2] in version
        assert (folder / "LICENSE").stat().st_size > 100


def test_every_font_slice_that_a_sheet_names_is_there():
    for sheet in ("noto-sans-sc-5.3.0/400.css", "noto-sans-sc-5.3.0/700.css", "noto-serif-sc-5.3.0/700.css"):
        path = settings.WEB / "static" / "vendor" / sheet
        names = [part.split(")")[0] for part in path.read_text(encoding="utf-8").split("url(")[1:]]
        assert len(names) > 90
        assert [name for name in names if not finders.find(f"vendor/{sheet.split('/')[0]}/{name[2:]}")] == []
