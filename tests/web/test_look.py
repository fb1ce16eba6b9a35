"""The look, in a real browser and on the scales."""

import gzip
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page

STATIC = Path(settings.BASE_DIR) / "static"
BUDGET = 60 * 1024


def compressed(content: bytes) -> int:
    return len(gzip.compress(content, 9))


@pytest.mark.django_db
def test_a_first_visit_weighs_less_than_sixty_kilobytes(client: Client) -> None:
    page = client.get(reverse("home"))
    files = [STATIC / "portal.css", STATIC / "portal.js"]
    tags = r"(?:<link rel=\"stylesheet\" href|<script src)=\"[^\"]*?([\w-]+)(?:\.\w{12})?\.(css|js)\""
    linked = re.findall(tags, page.content.decode())
    assert sorted(linked) == [("portal", "css"), ("portal", "js")]
    assert compressed(page.content) + sum(compressed(file.read_bytes()) for file in files) < BUDGET


def test_the_stylesheet_and_the_script_keep_within_their_shares() -> None:
    assert compressed((STATIC / "portal.css").read_bytes()) <= 17 * 1024
    assert compressed((STATIC / "portal.js").read_bytes()) <= 8 * 1024


def test_nobody_elses_brand_or_font_is_in_the_stylesheet() -> None:
    styles = (STATIC / "portal.css").read_text(encoding="utf-8")
    assert "GDS Transport" not in styles
    assert "@font-face" not in styles
    assert "url(http" not in styles
    assert "crown" not in re.sub(r"/\*!.*?\*/", "", styles, flags=re.DOTALL).lower()


def test_the_notice_of_the_licence_goes_with_what_it_covers() -> None:
    for name in ("portal.css", "portal.js"):
        assert "MIT licence" in (STATIC / name).read_text(encoding="utf-8").splitlines()[0]
    assert "Permission is hereby granted" in (STATIC / "LICENSES.txt").read_text(encoding="utf-8")


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("own_database")
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 320])
def test_every_component_passes_axe_and_fits(
    browser: Browser, live_portal: str, axe: Callable[[Page], None], width: int, scheme: str
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)  # type: ignore[arg-type]  # one of its literals
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.goto(live_portal + reverse("components"))
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert complaints == []
    context.close()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("own_database")
def test_the_menu_of_a_phone_opens_without_script(browser: Browser, live_portal: str) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740}, java_script_enabled=False)
    page = context.new_page()
    page.goto(live_portal + reverse("support:help"))
    link = page.locator(".menu__link", has_text="Procesos")
    assert not link.is_visible()
    page.click(".masthead__toggle")
    assert link.is_visible()
    page.keyboard.press("Escape")
    assert not link.is_visible()
    context.close()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("own_database")
def test_script_helps_with_codes_amounts_and_passwords(browser: Browser, live_portal: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(live_portal + reverse("components"))
    code = page.locator("#id_code").first
    code.fill("")
    code.focus()
    page.keyboard.insert_text("48 29-13")
    assert code.input_value() == "482913"
    amount = page.locator("#id_budget").first
    amount.fill("58900000")
    amount.blur()
    assert amount.input_value() == "58.900.000"
    value = page.locator("[data-words]").first
    value.click()
    assert value.text_content() == "412 millones"
    page.locator(".govuk-password-input__toggle").first.click()
    assert page.locator("#id_password").first.get_attribute("type") == "text"
    context.close()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("own_database")
def test_axe_sees_the_page_and_its_styles(page: Page, live_portal: str, axe: Callable[[Page], None]) -> None:
    page.goto(live_portal + reverse("support:help"))
    axe(page)
    page.evaluate("document.querySelector('main').append(document.createElement('button'))")
    with pytest.raises(AssertionError, match="button-name"):
        axe(page)
    page.evaluate("document.querySelector('main > button').remove()")
    page.evaluate("document.querySelector('h1').className = 'govuk-skip-link'")
    axe(page)
    page.evaluate("document.querySelector('main').className = 'govuk-button'")
    page.evaluate("for (const p of document.querySelectorAll('main p')) p.className = 'govuk-body'")
    with pytest.raises(AssertionError, match="color-contrast"):
        axe(page)
