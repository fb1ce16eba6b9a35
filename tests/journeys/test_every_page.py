"""Every page that `make shots` knows, as each of the demo's people: axe on four screens, and in both languages."""

from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from playwright.sync_api import Browser, Page

from accounts.models import User
from scripts.pages import PEOPLE, VISITOR, Shot
from tests.accounts.factories import sign_in
from tests.fixtures.browser import RUN_AXE, WCAG

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long_drill]

DESK, PHONE = 1280, 320
# Width, colours, and the size of the text beside the usual.
SCREENS: dict[str, tuple[int, str, str]] = {
    "desk": (DESK, "light", "100%"),
    "320 px": (PHONE, "light", "100%"),
    "dark": (DESK, "dark", "100%"),
    "text at 200 %": (DESK, "light", "200%"),
}
ENLARGE = "size => { document.documentElement.style.fontSize = size }"
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


# The button of the page's head; Django's own administration has none.
SWITCH = ".masthead__language button"


def test_every_page_is_sound_on_every_screen_and_in_both_languages(
    browser: Browser, browser_context_args: dict[str, Any], live_portal: str
) -> None:
    call_command("load_reference", verbosity=0)
    call_command("load_demo", verbosity=0)
    faults: list[str] = []
    for name, shots in {"": VISITOR, **PEOPLE}.items():
        context = browser.new_context(**browser_context_args, bypass_csp=True)
        cookies = {settings.LANGUAGE_COOKIE_NAME: "es-co"}
        if name:
            client = Client()
            sign_in(client, User.objects.get(email=f"{name}@demo.example"))
            cookies[settings.SESSION_COOKIE_NAME] = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": key, "value": value, "url": live_portal} for key, value in cookies.items()])
        page = context.new_page()
        for shot in shots:
            if not shot.path.startswith("/dev/"):  # pages of this machine alone
                faults += look_at(page, live_portal, shot)
        context.close()
    assert not faults, "\n".join(faults)


def look_at(page: Page, portal: str, shot: Shot) -> list[str]:
    """What is wrong with the page in either language on any screen, a line each; it is left in Spanish."""
    page.goto(f"{portal}{shot.path}")
    if shot.follow and page.locator(shot.follow).count():
        page.locator(shot.follow).first.click()
    faults = on_every_screen(page)
    if not page.locator(SWITCH).count():
        return faults if shot.path.startswith("/administracion/") else [*faults, f"{page.url}: no other language"]
    for language, other in (("es-CO", "en"), ("en", "es-CO")):
        faults += switched(page, language, other)
        if other == "en":
            faults += on_every_screen(page)
    return faults


def switched(page: Page, language: str, other: str) -> list[str]:
    """Press the button: the same page comes back in the other language."""
    address, spoken = page.url, page.locator("html").get_attribute("lang") or ""
    page.locator(SWITCH).click()
    page.wait_for_load_state()
    speaks = page.locator("html").get_attribute("lang") or ""
    found = [] if page.url == address else [f"{address}: its other language is at {page.url}"]
    if (spoken.lower(), speaks.lower()) != (language.lower(), other.lower()):
        found.append(f"{address}: from {spoken} to {speaks}, not from {language} to {other}")
    return found


def on_every_screen(page: Page) -> list[str]:
    """What axe and the width say on each of the screens."""
    page.wait_for_load_state()
    page.evaluate(AXE_SCRIPT)
    language = page.locator("html").get_attribute("lang")
    faults: list[str] = []
    for screen, (width, colours, size) in SCREENS.items():
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme="dark" if colours == "dark" else "light")
        page.evaluate(ENLARGE, size)
        found: list[str] = page.evaluate(RUN_AXE, {"runOnly": WCAG, "resultTypes": ["violations"]})
        if (over := page.evaluate(OVERFLOW)) > 0:
            found.append(f"{over} px wider than the screen")
        faults += [f"{page.url} ({language}, {screen}): {fault}" for fault in found]
    page.evaluate(ENLARGE, "100%")
    page.set_viewport_size({"width": DESK, "height": 800})
    return faults
