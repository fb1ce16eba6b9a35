"""One's own account in a real browser: data, mailbox, password, notices, what is kept, and the account's end."""

import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, expect

from accounts.models import User
from tests.accounts.factories import PASSWORD, UserFactory, sign_in
from tests.onboarding.factories import MembershipFactory

pytestmark = pytest.mark.django_db(transaction=True)

NEW = "frailejon-tambor-orilla"


@pytest.fixture
def ana() -> User:
    return UserFactory(username="ana", email="ana@example.com", full_name="Ana María Peña", firm="Vías del Sur")


def enter(page: Page, portal: str, user: User, language: str = "es-co") -> None:
    """A browser in which the person is signed in."""
    client = Client()
    sign_in(client, user)
    cookies = {settings.SESSION_COOKIE_NAME: client.session.session_key, settings.LANGUAGE_COOKIE_NAME: language}
    page.context.add_cookies([{"name": name, "value": str(value), "url": portal} for name, value in cookies.items()])


def change(page: Page, portal: str, key: str) -> None:
    """From the hub to the page that changes one thing."""
    page.goto(f"{portal}/cuenta/")
    row = page.locator(".govuk-summary-list__row", has=page.get_by_text(key, exact=True))
    row.get_by_role("link").click()


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_data_password_and_notices_are_changed(browser, browser_context_args, live_portal, axe, ana, script):
    context = browser.new_context(**browser_context_args, java_script_enabled=script)
    page = context.new_page()
    look = axe if script else lambda _page: None  # axe is a script
    enter(page, live_portal, ana)
    page.goto(f"{live_portal}/cuenta/")
    look(page)

    change(page, live_portal, "Teléfono")
    look(page)
    page.get_by_label("Nombre completo").fill("Ana\u202e Peña")
    page.get_by_role("button", name="Guardar").click()
    expect(page.get_by_label("Nombre completo")).to_have_attribute("aria-invalid", "true")
    look(page)
    page.get_by_label("Nombre completo").fill("Ana Peña")
    page.get_by_label("Teléfono").fill("+34 912 34 56 78")
    page.get_by_role("button", name="Guardar").click()
    expect(page.get_by_text("Guardamos sus datos.")).to_be_visible()
    expect(page.get_by_text("+34 912 34 56 78")).to_be_visible()
    look(page)

    change(page, live_portal, "Contraseña")
    look(page)
    page.get_by_label("Contraseña de ahora").fill(PASSWORD)
    page.get_by_label("Contraseña nueva").fill(NEW)
    if script:
        expect(page.get_by_text("Fuerte.")).to_be_visible()
        page.locator(".govuk-form-group", has=page.get_by_label("Contraseña nueva")).get_by_role("button").click()
        expect(page.get_by_label("Contraseña nueva")).to_have_attribute("type", "text")
    page.get_by_role("main").get_by_role("button", name="Cambiar la contraseña").click()
    expect(page.get_by_text("Su contraseña cambió.")).to_be_visible()

    change(page, live_portal, "Avisos")
    look(page)
    page.get_by_label("Revisar mis datos una vez al año").uncheck()
    page.get_by_role("button", name="Guardar").click()
    expect(page.get_by_text("Guardamos los avisos que quiere recibir.")).to_be_visible()
    look(page)
    context.close()


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_the_mailbox_is_changed_and_the_old_one_takes_the_account_back(
    browser, browser_context_args, live_portal, axe, mailbox, ana, script
):
    context = browser.new_context(**browser_context_args, java_script_enabled=script)
    page = context.new_page()
    look = axe if script else lambda _page: None
    enter(page, live_portal, ana)
    change(page, live_portal, "Correo electrónico")
    look(page)
    page.get_by_label("Correo electrónico nuevo").fill("ana@nueva.example")
    page.get_by_role("button", name="Enviar el código al correo nuevo").click()
    look(page)
    code = mailbox.code("ana@nueva.example")
    if script:
        expect(page.get_by_text("Entregado al servidor de correo")).to_be_visible(timeout=10_000)
    page.get_by_label("Código", exact=True).fill(code)
    page.get_by_role("button", name="Cambiar el correo").click()
    expect(page.get_by_text("El correo de su cuenta es ahora ana@nueva.example.")).to_be_visible()

    link = re.search(r"/cuenta/correo/detener/\S+", next(iter(_texts(mailbox, "El correo de su cuenta cambió"))))
    assert link
    page.goto(f"{live_portal}{link.group()}")
    look(page)
    page.get_by_role("button", name="No fui yo: recuperar mi correo").click()
    expect(page.get_by_role("heading", name="El cambio quedó detenido")).to_be_visible()
    look(page)
    page.goto(f"{live_portal}/cuenta/")
    expect(page.get_by_role("heading", name="Ingresar")).to_be_visible()
    context.close()


def _texts(mailbox, subject: str) -> list[str]:
    found = [message for message in mailbox.messages() if message["Subject"] == subject]
    return [str(message.get_body(("plain",)).get_content()) for message in found]


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_what_is_kept_is_taken_away_and_the_account_closed(
    browser, browser_context_args, live_portal, axe, ana, script
):
    context = browser.new_context(**browser_context_args, java_script_enabled=script)
    page = context.new_page()
    look = axe if script else lambda _page: None
    enter(page, live_portal, ana)
    change(page, live_portal, "Mis datos")
    look(page)
    with page.expect_download() as started:
        page.get_by_role("button", name="Descargar en JSON").click()
    taken = json.loads(Path(started.value.path()).read_text())
    assert taken["sections"]["profile"]["rows"][0]["full_name"] == "Ana María Peña"
    with page.expect_download() as started:
        page.get_by_role("button", name="Descargar en PDF").click()
    assert Path(started.value.path()).read_bytes().startswith(b"%PDF-")
    page.get_by_role("link", name="Ver qué se borra y cerrar la cuenta").click()
    look(page)
    page.get_by_role("button", name="Cerrar mi cuenta").click()
    look(page)
    page.get_by_label("Entiendo que no se puede deshacer").check()
    page.get_by_role("button", name="Cerrar mi cuenta").click()
    expect(page.get_by_role("heading", name="Su cuenta quedó cerrada")).to_be_visible()
    look(page)
    context.close()


def test_the_only_administrator_is_led_to_the_team(page: Page, live_portal, axe, ana):
    supplier = MembershipFactory(user=ana, supplier__name="Suministros del Sur").supplier
    MembershipFactory(supplier=supplier, role="reader")
    enter(page, live_portal, ana)
    page.goto(f"{live_portal}/cuenta/mis-datos/cerrar/")
    axe(page)
    page.get_by_role("link", name="ir a su equipo Suministros del Sur").click()
    assert "/proveedor/equipo/" in page.url


@pytest.mark.parametrize("width", [1280, 360])
def test_every_page_passes_axe_in_english(page: Page, live_portal, axe, ana, width):
    page.set_viewport_size({"width": width, "height": 800})
    enter(page, live_portal, ana, "en")
    for path in ("", "datos/", "correo/", "contrasena/", "avisos/", "mis-datos/", "mis-datos/cerrar/"):
        page.goto(f"{live_portal}/cuenta/{path}")
        expect(page.locator("html")).to_have_attribute("lang", "en")
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
        axe(page)
