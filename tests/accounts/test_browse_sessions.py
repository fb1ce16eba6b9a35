"""Sessions, activity, the notice before the end and going on after it, in a real browser looked at by axe."""

import re
from dataclasses import replace

import pytest
from django.conf import settings as portal
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import PersonSession
from tests.accounts.factories import PASSWORD, UserFactory, walk_in
from tests.fixtures.walks import both_manners, with_script

pytestmark = pytest.mark.django_db(transaction=True)

IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1"


@pytest.fixture
def ana(walk):
    return UserFactory(
        username="ana",
        email="ana@example.com",
        full_name="Ana Peña",
        last_login=timezone.now(),
        language=walk.manner.language,
    )


@pytest.fixture
def enter(mailbox):
    """Sign in through the pages of a browser, from wherever it stands."""

    def do(walk, *, address: str = "/ingresar/") -> None:
        mailbox.deliver()
        if address:
            walk.go(address)
        walk.fill("Usuario o correo electrónico", "ana")
        walk.fill("Contraseña", PASSWORD)
        walk.press("Ingresar")
        walk.titled("Escriba el código")
        walk.fill("Código", mailbox.code("ana@example.com"))
        walk.press("Ingresar")

    return do


@both_manners
def test_sessions_and_activity_and_it_was_not_me(walk, mailbox, ana, enter):
    page = walk.page
    other = Client(HTTP_USER_AGENT=IPHONE)
    walk_in(other, mailbox, ana, shared="on")
    enter(walk, address="/ingresar/?next=/cuenta/sesiones/")
    walk.arrives("/cuenta/sesiones/")
    walk.look()
    expect(page.get_by_role("heading", name="Safari")).to_be_visible()
    page.get_by_role("button", name=re.compile(r"Safari")).click()
    walk.reads("Cerramos esa sesión. Quien la usaba ya no puede hacer nada en su cuenta.")
    walk.look()
    assert other.get("/cuenta/").status_code == 302
    walk.follow("Revise los ingresos a su cuenta")
    expect(page.get_by_role("link", name=walk.say("Ingresos"), exact=True)).to_have_attribute("aria-current", "true")
    walk.look()
    walk.follow("No fui yo", walk.say("Ingreso desde un equipo nuevo"))
    walk.titled("¿No fue usted?")
    walk.look()
    walk.press("No fui yo: proteger mi cuenta")
    walk.titled("Protegimos su cuenta")
    walk.look()
    walk.go("/ingresar/no-fui-yo/nada/")
    walk.look()
    enter(walk)
    walk.arrives("/cuenta/contrasena/")
    walk.look()


@with_script
def test_the_notice_comes_two_minutes_before_and_takes_no_focus(walk, ana, enter, settings):
    page = walk.page
    enter(walk)
    walk.arrives("/inicio/")
    settings.SESSION_IDLE_SECONDS = 121
    walk.go("/cuenta/datos/")
    notice = page.get_by_text(walk.say("Su sesión se cerrará en menos de dos minutos por falta de actividad."))
    walk.field("Nombre completo").focus()
    expect(notice).to_be_visible(timeout=10_000)
    expect(walk.field("Nombre completo")).to_be_focused()
    expect(page.locator("[data-session-clock]")).to_have_text(re.compile(r"^[12]:\d\d$"))
    assert page.locator("[data-session]").get_attribute("aria-live") == "polite"
    walk.look()
    settings.SESSION_IDLE_SECONDS = 600
    page.get_by_role("button", name=walk.say("Seguir conectado")).click()
    expect(notice).not_to_be_visible()
    assert PersonSession.objects.open().count() == 1


def test_in_the_last_hours_the_notice_offers_no_more_time(walk, ana, enter, settings):
    enter(walk)
    walk.arrives("/inicio/")
    settings.SESSION_COOKIE_AGE = 60
    walk.go("/cuenta/datos/")
    walk.reads("Su sesión llega a su límite de horas y se cerrará en menos de dos minutos.")
    expect(walk.page.get_by_role("button", name="Seguir conectado")).not_to_be_attached()
    walk.look()


@both_manners
def test_sign_in_again_and_the_form_goes_on(walk, ana, enter, settings):
    enter(walk)
    walk.arrives("/inicio/")
    settings.SESSION_IDLE_SECONDS = 2
    walk.go("/cuenta/datos/")
    walk.fill("Nombre completo", "Ana María Peña Ríos")
    walk.fill("Empresa o entidad", "Vías del Sur S. A. S.")
    if walk.script:
        expect(walk.page.get_by_text(walk.say("Su sesión se cerró."))).to_be_visible(timeout=10_000)
        walk.look()
    walk.page.wait_for_timeout(2500)  # what ends it is the server's clock, in whole seconds
    walk.press("Guardar")
    walk.reads("Guardamos lo que acababa de enviar: cuando ingrese podrá seguir.")
    walk.look()
    settings.SESSION_IDLE_SECONDS = 600
    enter(walk, address="")
    walk.titled("Recuperamos lo que escribió")
    walk.look()
    ana.refresh_from_db()
    assert ana.full_name == "Ana Peña"
    walk.press("Enviar lo que escribí")
    walk.arrives("/cuenta/")
    ana.refresh_from_db()
    assert (ana.full_name, ana.firm) == ("Ana María Peña Ríos", "Vías del Sur S. A. S.")


def test_after_signing_in_in_another_tab_the_form_goes_on_by_itself(walk, ana, enter):
    enter(walk)
    walk.arrives("/inicio/")
    walk.go("/cuenta/datos/")
    walk.fill("Nombre completo", "Ana María Peña Ríos")
    walk.page.context.clear_cookies(name=portal.SESSION_COOKIE_NAME)
    enter(replace(walk, page=walk.page.context.new_page()))
    walk.press("Guardar")
    walk.arrives("/cuenta/")
    ana.refresh_from_db()
    assert ana.full_name == "Ana María Peña Ríos"
