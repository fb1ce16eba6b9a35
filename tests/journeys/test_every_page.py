"""Every page that `make shots` knows, with the demo's data, as each of its people: axe on four screens, twice."""

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


@pytest.mark.parametrize("language", ["es-co", "en"])
def test_every_page_is_sound_on_every_screen(
    browser: Browser, browser_context_args: dict[str, Any], live_portal: str, language: str
) -> None:
    call_command("load_reference", verbosity=0)
    call_command("load_demo", verbosity=0)
    faults: list[str] = []
    for name, shots in {"": VISITOR, **PEOPLE}.items():
        context = browser.new_context(**browser_context_args, bypass_csp=True)
        cookies = {settings.LANGUAGE_COOKIE_NAME: language}
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
    """What is wrong with the page on any screen, a line each."""
    page.goto(f"{portal}{shot.path}")
    if shot.follow and page.locator(shot.follow).count():
        page.locator(shot.follow).first.click()
    page.wait_for_load_state()
    page.evaluate(AXE_SCRIPT)
    faults: list[str] = []
    for screen, (width, colours, size) in SCREENS.items():
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme="dark" if colours == "dark" else "light")
        page.evaluate(ENLARGE, size)
        found: list[str] = page.evaluate(RUN_AXE, {"runOnly": WCAG, "resultTypes": ["violations"]})
        if (over := page.evaluate(OVERFLOW)) > 0:
            found.append(f"{over} px wider than the screen")
        faults += [f"{page.url} ({screen}): {fault}" for fault in found]
    return faults
