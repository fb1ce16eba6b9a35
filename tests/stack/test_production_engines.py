"""The sign-in code, an alert and the cache over a real Redis and a real PostgreSQL server."""

import os

import pytest
from playwright.sync_api import Page, expect
from redis import Redis

from tests.journeys import steps
from tests.stack import engines

EMAIL = "elena@example.com"

pytestmark = pytest.mark.stack


@pytest.fixture(scope="module")
def portal(tmp_path_factory):
    database_url, redis_url = (os.environ.get(name, "") for name in ("STACK_DATABASE_URL", "STACK_REDIS_URL"))
    if not (database_url and redis_url):
        pytest.skip("DATABASE_URL and REDIS_URL name no engines to run on")
    with engines.portal(database_url, redis_url, tmp_path_factory.mktemp("stack")) as running:
        yield running


def test_the_code_and_the_alert_arrive_through_the_broker(page: Page, portal, tmp_path):
    # There is no timetable: a mail that arrives was woken through Redis and sent by SMTP.
    steps.register(page, portal.url, portal.mailbox, email=EMAIL, username="elena")
    expect(page.get_by_role("heading", level=1)).to_have_text("Inicio")
    page.goto(f"{portal.url}/proveedor/nuevo/")
    steps.add_supplier(page)
    page.goto(f"{portal.url}/intereses/nuevo/")
    steps.add_interest(page)

    before = len(portal.mailbox.messages(EMAIL))
    portal.manage("import_secop", str(steps.open_data(tmp_path)), "--shift-to", "hoy")
    portal.mailbox.wait(EMAIL, more_than=before)
    assert steps.FITTING in portal.mailbox.text(EMAIL)
    page.goto(f"{portal.url}/oportunidades/")
    expect(page.get_by_role("main").get_by_role("link", name=steps.FITTING)).to_be_visible()


def test_searches_are_counted_in_the_shared_cache(page: Page, portal):
    cache = Redis.from_url(portal.environment["REDIS_URL"])

    def kept() -> int:
        """How many entries of Django's cache there are, whatever Celery keeps beside them."""
        return sum(1 for _key in cache.scan_iter(match=":1:*"))

    cache.delete(*cache.scan_iter(match=":1:*"), "none")
    page.goto(f"{portal.url}/procesos/?q=vias")
    assert kept() > 0


def test_the_portal_says_that_it_is_ready(page: Page, portal):
    response = page.request.get(f"{portal.url}/salud/listo")
    assert response.json() == {"status": "ok", "database": "ok", "cache": "ok"}
