"""Sessions, activity, the notice before the end and going on after it, in a real browser looked at by axe."""

import re
from typing import Any

import pytest
from django.conf import settings as portal
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import Activity, PersonSession
from accounts.services import not_me
from tests.accounts.factories import PASSWORD, UserFactory, walk_in

pytestmark = pytest.mark.django_db(transaction=True)

WIDTHS = [1280, 320]


@pytest.fixture
def ana():
    return UserFactory(username="ana", email="ana@example.com", full_name="Ana Peña", last_login=timezone.now())


@pytest.fixture
def open_page(browser, browser_context_args):
    """A page in a browser of its own, with or without script, in the light or in the dark."""
    contexts = []

    def do(*, script: bool = True, **more: Any) -> Page:
        contexts.append(browser.new_context(**browser_context_args, java_script_enabled=script, **more))
        page: Page = contexts[-1].new_page()
        return page

    yield do
    for context in contexts:
        context.close()


@pytest.fixture
def enter(live_portal, mailbox):
    """Sign in through the pages of a browser, from wherever it stands."""

    def do(page, person, *, address: str = "/ingresar/") -> None:
        mailbox.deliver()
        if address:
            page.goto(f"{live_portal}{address}")
        page.locator("#id_login").fill(person.username)
        page.locator("#id_password").fill(PASSWORD)
        page.locator("main form").get_by_role("button", name=re.compile("^(Ingresar|Sign in)$")).click()
        page.locator("#id_code").fill(mailbox.code(person.email))
        page.locator("main form").get_by_role("button", name=re.compile("^(Ingresar|Sign in)$")).click()

    return do


def has_room(page) -> bool:
    """Whether nothing of the page sticks out to the right."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_sessions_and_activity(open_page, live_portal, axe, mailbox, ana, enter, script):
    other = Client(HTTP_USER_AGENT="Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1")
    walk_in(other, mailbox, ana, shared="on")
    page = open_page(script=script)
    look = axe if script else lambda _page: None  # axe is a script
    enter(page, ana, address="/ingresar/?next=/cuenta/sesiones/")
    page.wait_for_url(f"{live_portal}/cuenta/sesiones/")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        look(page)
        assert not script or has_room(page)
    expect(page.get_by_role("heading", name="Safari en iPhone")).to_be_visible()
    page.get_by_role("button", name="Cerrar la sesión de Safari en iPhone").click()
    expect(page.get_by_text("Cerramos esa sesión")).to_be_visible()
    look(page)
    assert other.get("/cuenta/").status_code == 302
    page.get_by_role("link", name="Revise los ingresos a su cuenta").click()
    expect(page.get_by_role("link", name="Ingresos", exact=True)).to_have_attribute("aria-current", "true")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        look(page)
        assert not script or has_room(page)
    page.get_by_role("link", name=re.compile(r"^No fui yo ?: Ingreso desde un equipo nuevo")).first.click()
    look(page)
    page.get_by_role("button", name="No fui yo: proteger mi cuenta").click()
    expect(page.get_by_role("heading", name="Protegimos su cuenta")).to_be_visible()
    look(page)
    page.goto(f"{live_portal}/ingresar/no-fui-yo/nada/")
    look(page)
    enter(page, ana)
    page.wait_for_url(f"{live_portal}/cuenta/contrasena/")
    look(page)


def test_the_same_pages_in_english_and_in_the_dark(open_page, live_portal, axe, ana, enter):
    page = open_page(color_scheme="dark")
    page.context.add_cookies([{"name": portal.LANGUAGE_COOKIE_NAME, "value": "en", "url": live_portal}])
    enter(page, ana, address="/ingresar/?next=/cuenta/sesiones/")
    page.wait_for_url(f"{live_portal}/cuenta/sesiones/")
    axe(page)
    entry = Activity.objects.of(ana).latest("pk")
    for address in ("/cuenta/actividad/", f"/ingresar/no-fui-yo/{not_me.token_for(entry)}/"):
        page.goto(f"{live_portal}{address}")
        expect(page.locator("html")).to_have_attribute("lang", "en")
        axe(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_notice_comes_two_minutes_before_and_takes_no_focus(
    open_page, live_portal, axe, ana, enter, settings, scheme
):
    page = open_page(color_scheme=scheme)
    page.set_viewport_size({"width": 320, "height": 640})
    enter(page, ana)
    settings.SESSION_IDLE_SECONDS = 125
    page.goto(f"{live_portal}/cuenta/datos/")
    notice = page.get_by_text("Su sesión se cerrará en menos de dos minutos")
    assert not notice.is_visible()
    page.get_by_label("Nombre completo").focus()
    expect(notice).to_be_visible(timeout=10_000)
    expect(page.get_by_label("Nombre completo")).to_be_focused()
    expect(page.locator("[data-session-clock]")).to_have_text(re.compile(r"^[12]:\d\d$"))
    assert page.locator("[data-session]").get_attribute("aria-live") == "polite"
    axe(page)
    assert has_room(page)
    settings.SESSION_IDLE_SECONDS = 600
    page.get_by_role("button", name="Seguir conectado").click()
    expect(notice).not_to_be_visible()
    assert PersonSession.objects.open().count() == 1


def test_in_the_last_hours_the_notice_offers_no_more_time(page, live_portal, axe, ana, enter, settings):
    enter(page, ana)
    settings.SESSION_COOKIE_AGE = 60
    page.goto(f"{live_portal}/cuenta/datos/")
    expect(page.get_by_text("Su sesión llega a su límite de horas")).to_be_visible()
    expect(page.get_by_role("button", name="Seguir conectado")).not_to_be_attached()
    axe(page)


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_sign_in_again_and_the_form_goes_on(open_page, live_portal, axe, ana, enter, settings, script):
    page = open_page(script=script)
    look = axe if script else lambda _page: None
    enter(page, ana)
    settings.SESSION_IDLE_SECONDS = 2
    page.goto(f"{live_portal}/cuenta/datos/")
    page.get_by_label("Nombre completo").fill("Ana María Peña Ríos")
    page.get_by_label("Empresa o entidad").fill("Vías del Sur S. A. S.")
    if script:
        expect(page.get_by_text("Su sesión se cerró.")).to_be_visible(timeout=10_000)
        look(page)
    else:
        page.wait_for_timeout(3500)
    page.locator("main form").get_by_role("button", name="Guardar").click()
    expect(page.get_by_text("Guardamos lo que acababa de enviar")).to_be_visible()
    look(page)
    settings.SESSION_IDLE_SECONDS = 600
    enter(page, ana, address="")
    expect(page.get_by_role("heading", name="Recuperamos lo que escribió")).to_be_visible()
    look(page)
    ana.refresh_from_db()
    assert ana.full_name == "Ana Peña"
    page.get_by_role("button", name="Enviar lo que escribí").click()
    page.wait_for_url(f"{live_portal}/cuenta/")
    ana.refresh_from_db()
    assert (ana.full_name, ana.firm) == ("Ana María Peña Ríos", "Vías del Sur S. A. S.")


def test_after_signing_in_in_another_tab_the_form_goes_on_by_itself(open_page, live_portal, ana, enter, settings):
    page = open_page()
    enter(page, ana)
    page.goto(f"{live_portal}/cuenta/datos/")
    page.get_by_label("Nombre completo").fill("Ana María Peña Ríos")
    page.context.clear_cookies(name=portal.SESSION_COOKIE_NAME)
    tab = page.context.new_page()
    enter(tab, ana)
    page.locator("main form").get_by_role("button", name="Guardar").click()
    page.wait_for_url(f"{live_portal}/cuenta/")
    ana.refresh_from_db()
    assert ana.full_name == "Ana María Peña Ríos"
