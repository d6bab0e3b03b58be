"""Every page of the product in both languages and both widths: it opens, speaks to no other host, fits, is accessible.

`make pictures` keeps the pictures (QINGHENG_PICTURES names the folder) and binds them into one contact sheet.
"""

import html
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from playwright.sync_api import Page

from tests.browser.addresses import AUDITOR, BEFORE_THE_CODE, NOT_PAGES, PAGES
from tests.browser.conftest import County, confirm, give_password, make_recovery_codes

AXE = next((Path(__file__).parent / "vendor").rglob("axe.min.js"), None)
WIDTHS = (1440, 390)


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the pictures go: QINGHENG_PICTURES, else a folder that goes with the run."""
    named = os.environ.get("QINGHENG_PICTURES")
    chosen = Path(named) if named else tmp_path_factory.mktemp("pictures")
    chosen.mkdir(parents=True, exist_ok=True)
    return chosen


def routes(patterns: list | None = None, before: str = "") -> Iterator[str]:
    """Every route that the product answers, as one string each."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = before + str(pattern.pattern).lstrip("^").rstrip("$")
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            yield route


def test_every_address_has_a_picture_or_a_reason():
    known = set(PAGES)
    missing = [
        route
        for route in routes()
        if route not in known and not any(route.startswith(beginning) for beginning in NOT_PAGES)
    ]
    assert missing == []


def test_every_example_belongs_to_a_route_that_exists():
    assert set(PAGES) - set(routes()) == set()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("route", sorted(PAGES))
def test_a_page_opens_fits_and_is_accessible(route, lang, width, visit, county: County, folder: Path):
    office, address = PAGES[route]
    context = visit("" if office == BEFORE_THE_CODE else office, lang, width)
    page = context.new_page()
    if office == BEFORE_THE_CODE:
        give_password(page, county, AUDITOR)
    said, asked = [], []
    page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    answer = page.goto(county.url + address, wait_until="load")
    if "/reauthenticate/" in page.url and "/reauthenticate/" not in address:
        confirm(page, county, office)
        answer = page.goto(county.url + address, wait_until="load")
    if answer.status == 404 and route == "accounts/2fa/recovery-codes/":
        make_recovery_codes(page, county, office)
        said.clear()
        answer = page.goto(county.url + address, wait_until="load")
    page.evaluate("document.fonts.ready")
    assert answer.status == (int(address.split("/")[-2]) if address.startswith("/catalogue/errors/") else 200)
    keep(page, folder, route, lang, width)
    assert [url for url in asked if not url.startswith((county.url, "data:", "blob:"))] == []
    # an error page has an error status, and the browser remarks on exactly that
    assert [text for text in said if answer.ok or f"status of {answer.status}" not in text] == []
    assert page.evaluate("document.documentElement.lang")[:2] == lang
    assert page.evaluate("document.documentElement.scrollWidth") <= width, "the page is wider than the screen"
    assert axe(page) == []


def axe(page: Page) -> list[str]:
    """What axe-core finds wrong: `rule: first element`."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [f"{rule['id']} ({rule['impact']}): {rule['nodes'][0]['html'][:160]}" for rule in found["violations"]]


def keep(page: Page, folder: Path, route: str, lang: str, width: int) -> None:
    """Save the picture of the whole page."""
    name = "".join(letter if letter.isalnum() else "-" for letter in route).strip("-") or "home"
    page.screenshot(path=folder / f"{name}.{lang}.{width}.png", full_page=True)


def test_the_contact_sheet_binds_every_picture(browser, folder):
    pictures = sorted(path.name for path in folder.glob("*.*.*.png"))
    assert len(pictures) >= len(PAGES) * 2 * len(WIDTHS)
    figures = "".join(
        f'<figure><img src="{name}"><figcaption>{html.escape(name[:-4])}</figcaption></figure>' for name in pictures
    )
    style = (
        "body{display:grid;grid-template-columns:repeat(8,1fr);gap:12px;font:12px sans-serif;margin:12px}"
        "figure{margin:0;border:1px solid #999}img{width:100%;height:320px;object-fit:cover;object-position:top}"
    )
    sheet = folder / "sheet.html"
    sheet.write_text(f"<!doctype html><meta charset=utf-8><style>{style}</style>{figures}", encoding="utf-8")
    page = browser.new_page(viewport={"width": 2200, "height": 1200})
    page.goto(sheet.resolve().as_uri())
    page.screenshot(path=folder / "sheet.png", full_page=True)
    assert (folder / "sheet.png").stat().st_size > 10_000
