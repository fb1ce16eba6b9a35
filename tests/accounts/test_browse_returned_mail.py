"""A mailbox that returns our mails, in a real browser: told, mended, and confirmed."""

import pytest
from playwright.sync_api import Page, expect

from groundwork.messaging import services as messaging
from groundwork.messaging.models import Message
from groundwork.messaging.reports import Report
from groundwork.messaging.services import bounces
from tests.accounts.factories import PASSWORD, UserFactory
from tests.messaging.factories import returned

pytestmark = pytest.mark.django_db(transaction=True)

WIDTHS = (1280, 360)
ADDRESS = "ana@example.com"


@pytest.fixture(params=["script", "no script", "english"])
def visit(request, browser, browser_context_args, live_portal, axe):
    """A page, and what looks at it; axe is a script, so it only looks where there is script."""
    script = request.param != "no script"
    context = browser.new_context(**browser_context_args, java_script_enabled=script)
    if request.param == "english":
        context.add_cookies([{"name": "django_language", "value": "en", "url": live_portal}])
    page = context.new_page()

    def look() -> None:
        if script:
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 900})
                axe(page)
                assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url

    yield page, look
    context.close()


def press(page: Page) -> None:
    """Press the first form's own button, whatever the language."""
    page.locator("main form button:not([type=button])").first.click()


def come_back() -> None:
    message = Message.objects.latest("pk")
    bounces.note(Report(message.code, frozenset({ADDRESS}), failed=True, status="5.1.1", words="550 no such user"))


def test_a_mailbox_comes_back_and_is_confirmed(visit, live_portal, mailbox):
    page, look = visit
    UserFactory(username="ana", email=ADDRESS)
    page.goto(f"{live_portal}/ingresar/")
    page.locator("#id_login").fill("ana")
    page.locator("#id_password").fill(PASSWORD)
    press(page)
    page.wait_for_url(f"{live_portal}/ingresar/codigo/")
    digits = mailbox.code(ADDRESS)
    come_back()
    page.goto(f"{live_portal}/ingresar/codigo/ayuda/")
    expect(page.locator(".server-words")).to_contain_text("550 no such user")
    expect(page.locator(".notice--warning")).to_be_visible()
    look()
    page.goto(f"{live_portal}/ingresar/codigo/")
    page.locator("#id_code").fill(digits)
    press(page)
    page.wait_for_url(f"{live_portal}/inicio/")
    expect(page.locator(".notice--warning")).to_have_count(0)

    returned(ADDRESS, reason="full")
    page.goto(f"{live_portal}/inicio/")
    look()
    page.locator(".notice--warning a").click()
    look()
    press(page)
    expect(page.locator("#id_code")).to_be_visible()
    look()
    digits = mailbox.code(ADDRESS)
    page.locator("#id_code").fill(digits)
    press(page)
    page.wait_for_url(f"{live_portal}/cuenta/avisos/")
    expect(page.locator(".notice--warning")).to_have_count(0)
    look()
    assert messaging.undeliverable(ADDRESS) is None
