"""A demonstration county, served on this machine, and Debian's chromium to look at it.

The county is made once a session by the real command; QINGHENG_TEST_HOME names a ready one to reuse.
"""

import base64
import hashlib
import hmac
import json
import os
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run", "--disable-sync"]
PATIENCE_S = 60


def totp(secret: str) -> str:
    """The six digits that an authenticator shows now for a base32 secret (RFC 6238)."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, struct.pack(">Q", int(time.time()) // 30), hashlib.sha1).digest()  # noqa: TID251 -- real time
    place = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[place : place + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


@dataclass
class County:
    """A served demonstration: where it is and who may sign in."""

    url: str
    home: Path
    accounts: dict[str, dict[str, str]]
    sessions: dict[str, list[dict]] = field(default_factory=dict)


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@pytest.fixture(scope="session")
def county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[County]:
    home = Path(os.environ.get("QINGHENG_TEST_HOME") or tmp_path_factory.mktemp("county"))
    environ = {**os.environ, "QINGHENG_HOME": str(home), "DATABASE_URL": ""}
    command = [sys.executable, "-m", "qingheng", "demo", "--no-serve", "--home", str(home)]
    subprocess.run(command, cwd=ROOT, env=environ, check=True)
    demo = json.loads((home / "demo.json").read_text(encoding="utf-8"))
    port = _free_port()
    serve = [
        sys.executable,
        "-m",
        "waitress",
        f"--listen=127.0.0.1:{port}",
        "--threads=8",
        "qingheng.web.wsgi:application",
    ]
    server = subprocess.Popen(serve, cwd=ROOT, env=environ)
    url = f"http://127.0.0.1:{port}"
    try:
        _wait(f"{url}/healthz")
        yield County(url, home, {account["office"]: account for account in demo["accounts"]})
    finally:
        server.terminate()
        server.wait(PATIENCE_S)


def _wait(url: str) -> None:
    end = time.monotonic() + PATIENCE_S
    while True:
        try:
            with urlopen(url):
                return
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=CHROMIUM)
        yield chromium
        chromium.close()


def _send(page: Page) -> None:
    with page.expect_navigation():
        page.locator("main form button[type=submit], main form button:not([type])").first.click()


def give_password(page: Page, county: County, office: str) -> None:
    """The first half of signing in: name and password."""
    account = county.accounts[office]
    page.goto(f"{county.url}/accounts/login/")
    page.fill("input[name=login]", account["username"])
    page.fill("input[name=password]", account["password"])
    _send(page)


def confirm(page: Page, county: County, office: str) -> None:
    """The password once more, before what guards the account is changed."""
    page.fill("input[name=password]", county.accounts[office]["password"])
    _send(page)


def make_recovery_codes(page: Page, county: County, office: str) -> None:
    """An account has them only once it has asked for them."""
    page.goto(f"{county.url}/accounts/2fa/recovery-codes/generate/")
    if "/reauthenticate/" in page.url:
        confirm(page, county, office)
    _send(page)


def sign_in(context: BrowserContext, county: County, office: str) -> None:
    """Sign in through the real form, with the second factor where the account has one."""
    account = county.accounts[office]
    page = context.new_page()
    give_password(page, county, office)
    if "/2fa/" in page.url:
        page.fill("input[name=code]", totp(account["totp_secret"]))
        _send(page)
    assert "/accounts/" not in page.url, f"{office} could not sign in: {page.url}"
    page.close()


@pytest.fixture
def visit(browser: Browser, county: County) -> Iterator:
    """`visit(office, lang, width)` -> a browser context that is signed in (office "" is nobody)."""
    contexts: list[BrowserContext] = []

    def make(office: str = "", lang: str = "zh", width: int = 1440) -> BrowserContext:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            locale="zh-CN" if lang == "zh" else "en-GB",
            reduced_motion="reduce",
        )
        contexts.append(context)
        if office:
            if office not in county.sessions:
                sign_in(context, county, office)
                county.sessions[office] = context.cookies()
            context.add_cookies(county.sessions[office])
        host = {"domain": "127.0.0.1", "path": "/"}
        context.add_cookies([{"name": "django_language", "value": "zh-hans" if lang == "zh" else "en", **host}])
        return context

    yield make
    for context in contexts:
        context.close()
