"""One's own account in a real browser: data, mailbox, password, notices, what is kept, and the account's end."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from accounts.models import User
from tests.accounts.factories import PASSWORD, UserFactory
from tests.fixtures.walks import Walk, both_manners
from tests.onboarding.factories import MembershipFactory

pytestmark = pytest.mark.django_db(transaction=True)

NEW = "frailejon-tambor-orilla"


@pytest.fixture
def ana(walk) -> User:
    person = UserFactory(
        username="ana",
        email="ana@example.com",
        full_name="Ana María Peña",
        firm="Vías del Sur",
        language=walk.manner.language,
    )
    walk.enter(person)
    return person


def change(walk: Walk, key: str) -> None:
    """From the hub to the page that changes one thing."""
    walk.go("/cuenta/")
    row = walk.page.locator(".govuk-summary-list__row", has=walk.page.get_by_text(walk.say(key), exact=True))
    row.get_by_role("link").click()


@both_manners
def test_data_password_and_notices_are_changed(walk, ana):
    walk.go("/cuenta/")
    walk.look()
    change(walk, "Teléfono")
    walk.look()
    walk.fill("Nombre completo", "Ana\u202e Peña")
    walk.press("Guardar")
    expect(walk.field("Nombre completo")).to_have_attribute("aria-invalid", "true")
    walk.look()
    walk.fill("Nombre completo", "Ana Peña")
    walk.fill("Teléfono", "+34 912 34 56 78")
    walk.press("Guardar")
    walk.reads("Guardamos sus datos.")
    expect(walk.page.get_by_text("+34 912 34 56 78")).to_be_visible()
    walk.look()

    change(walk, "Contraseña")
    walk.look()
    walk.fill("Contraseña de ahora", PASSWORD)
    walk.fill("Contraseña nueva", NEW)
    if walk.script:
        walk.reads("Fuerte.")
        walk.page.locator(".govuk-form-group", has=walk.field("Contraseña nueva")).get_by_role("button").click()
        expect(walk.field("Contraseña nueva")).to_have_attribute("type", "text")
    walk.press("Cambiar la contraseña")
    walk.reads("Su contraseña cambió. Las demás sesiones se cerraron; esta sigue.")

    change(walk, "Avisos")
    walk.look()
    walk.field("Revisar mis datos una vez al año").uncheck()
    walk.press("Guardar")
    walk.reads("Guardamos los avisos que quiere recibir.")
    walk.look()


@both_manners
def test_the_mailbox_is_changed_and_the_old_one_takes_the_account_back(walk, ana, mailbox):
    change(walk, "Correo electrónico")
    walk.look()
    walk.fill("Correo electrónico nuevo", "ana@nueva.example")
    walk.press("Enviar el código al correo nuevo")
    walk.titled("Escriba el código")
    walk.look()
    walk.fill("Código", mailbox.code("ana@nueva.example"))
    walk.press("Cambiar el correo")
    walk.reads("El correo de su cuenta es ahora %(email)s.", email="ana@nueva.example")
    link = re.search(r"/cuenta/correo/detener/\S+", mailbox.text("ana@example.com"))
    assert link
    walk.go(link.group())
    walk.look()
    walk.press("No fui yo: recuperar mi correo")
    walk.titled("El cambio quedó detenido")
    walk.look()
    walk.go("/cuenta/")
    walk.titled("Ingresar")


@both_manners
def test_what_is_kept_is_taken_away_and_the_account_closed(walk, ana):
    page = walk.page
    change(walk, "Mis datos")
    walk.look()
    with page.expect_download() as started:
        walk.press("Descargar en JSON")
    taken = json.loads(Path(started.value.path()).read_text())
    assert taken["sections"]["profile"]["rows"][0]["full_name"] == "Ana María Peña"
    with page.expect_download(timeout=60_000) as started:  # a process of its own makes it
        walk.button("Descargar en PDF").click(timeout=60_000)
    assert Path(started.value.path()).read_bytes().startswith(b"%PDF-")
    walk.follow("Ver qué se borra y cerrar la cuenta")
    walk.look()
    walk.press("Cerrar mi cuenta")
    walk.look()
    walk.check("Entiendo que no se puede deshacer")
    walk.press("Cerrar mi cuenta")
    walk.titled("Su cuenta quedó cerrada")
    walk.look()


def test_the_only_administrator_is_led_to_the_team(walk, ana):
    supplier = MembershipFactory(user=ana, supplier__name="Suministros del Sur").supplier
    MembershipFactory(supplier=supplier, role="reader")
    walk.go("/cuenta/mis-datos/cerrar/")
    walk.look()
    walk.follow("ir a su equipo", "Suministros del Sur")
    walk.page.wait_for_url(re.compile("/proveedor/equipo/"))


@both_manners
def test_an_old_proof_is_asked_for_anew_and_the_act_goes_on(walk, ana, mailbox, settings):
    settings.RECENT_PROOF_SECONDS = 0
    walk.go("/cuenta/mis-datos/cerrar/")
    walk.titled("Confirme su identidad")
    walk.look()
    settings.RECENT_PROOF_SECONDS = 600
    walk.fill("Contraseña", "otra-clave")
    walk.fill("Código", mailbox.code())
    walk.press("Confirmar")
    expect(walk.field("Contraseña")).to_have_attribute("aria-invalid", "true")
    walk.look()
    walk.fill("Contraseña", PASSWORD)
    walk.fill("Código", mailbox.code())
    walk.press("Confirmar")
    walk.arrives("/cuenta/mis-datos/cerrar/")
    walk.titled("Cerrar la cuenta")
