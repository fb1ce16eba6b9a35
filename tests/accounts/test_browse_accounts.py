"""Registering and signing in, in a real browser: both languages, with script and without, looked at by axe."""

import pytest
from playwright.sync_api import expect

from tests.accounts.factories import PASSWORD
from tests.fixtures.walks import both_manners

pytestmark = pytest.mark.django_db(transaction=True)

INSTITUTIONAL = (
    "Ahí le enviaremos un código para confirmar que es suyo, y otro cada vez que ingrese. Si representa a una empresa "
    "o trabaja en una entidad, dé el institucional."
)
MISTYPED, RIGHT = "ana@exmaple.com", "ana@example.com"


def fill_registration(walk) -> None:
    walk.fill("Nombre completo", "Ana María Peña")
    walk.fill("Correo electrónico", MISTYPED)
    walk.fill("Empresa o entidad", "Vías del Sur S. A. S.")
    walk.fill("Teléfono", "601 3344080")
    walk.fill("Nombre de usuario", "ana.pena")
    walk.fill("Contraseña", PASSWORD)
    walk.fill("Pregunta de seguridad", "¿Cómo se llama mi finca?")
    walk.fill("Respuesta de seguridad", "El Recodo")


def strength_is_said(walk) -> None:
    """In words as the password grows; without script the place for them stays empty."""
    note = walk.page.locator("[data-strength-of]")
    for typed, words in (
        ("neblina", "Todavía es corta: faltan caracteres."),
        ("aaaaaaaaaaaa", "Débil: use palabras que no se sigan unas a otras."),
        ("vías-ana.pena-1", "Se parece a sus datos: escoja otra."),
        (PASSWORD, "Fuerte."),
    ):
        walk.fill("Contraseña", typed)
        expect(note).to_have_text(walk.say(words) if walk.script else "")


def register(walk) -> None:
    """From the empty form, through a refusal and the review, to the page that asks for the code."""
    walk.go("/registro/")
    walk.look()
    walk.reads(INSTITUTIONAL)
    fill_registration(walk)
    strength_is_said(walk)
    expect(walk.field("Zona horaria")).to_have_value("America/Bogota")
    walk.field("Zona horaria").select_option("America/Lima")
    walk.press("Continuar")
    expect(walk.field("Acepto los términos de uso")).to_have_attribute("aria-invalid", "true")
    walk.look()
    expect(walk.field("Zona horaria")).to_have_value("America/Lima")
    expect(walk.field("Nombre completo")).to_have_value("Ana María Peña")
    expect(walk.field("Contraseña")).to_have_value("")
    walk.fill("Contraseña", PASSWORD)
    walk.check("Acepto los términos de uso")
    walk.check("Autorizo el tratamiento de mis datos personales")
    walk.press("Continuar")
    walk.titled("Revise antes de enviar")
    walk.look()
    walk.follow("Cambiar", walk.say("Nombre de usuario"))
    walk.look()
    expect(walk.field("Zona horaria")).to_have_value("America/Lima")
    walk.fill("Nombre de usuario", "ana")
    walk.press("Continuar")
    walk.press("Crear la cuenta y enviarme el código")


def correct_the_address(walk) -> None:
    """On the page that asks for the code; first with something that is no address."""
    walk.titled("Confirme su correo")
    walk.look()
    walk.page.get_by_text(walk.say("Corregir el correo"), exact=True).click()
    walk.fill("Correo electrónico correcto", "ana")
    walk.press("Enviar el código a este correo")
    expect(walk.field("Correo electrónico correcto")).to_be_visible()
    walk.look()
    walk.fill("Correo electrónico correcto", RIGHT)
    walk.press("Enviar el código a este correo")
    walk.reads("Corregimos el correo y le enviamos otro código.")
    expect(walk.page.get_by_text(RIGHT)).to_be_visible()


def sign_in(walk, mailbox) -> None:
    """From where the page asked for stands behind the sign-in, through a wrong password, to that page."""
    walk.go("/cuenta/")
    walk.look()
    walk.fill("Usuario o correo electrónico", "ana")
    walk.fill("Contraseña", "otra-clave")
    walk.press("Ingresar")
    walk.reads("Qué puede revisar")
    walk.look()
    walk.fill("Contraseña", PASSWORD)
    walk.check("Estoy en un equipo compartido")
    walk.press("Ingresar")
    walk.titled("Escriba el código")
    walk.look()
    code = mailbox.code(RIGHT)
    if walk.script:
        walk.reads("Entregado al servidor de correo %(when)s", when="")
    walk.fill("Código", code)
    walk.press("Ingresar")
    walk.arrives("/cuenta/")


@both_manners
def test_a_newcomer_registers_corrects_the_address_and_signs_in(walk, mailbox):
    register(walk)
    correct_the_address(walk)
    walk.fill("Código", "12")
    walk.press("Confirmar e ingresar")
    expect(walk.field("Código")).to_have_attribute("aria-invalid", "true")
    walk.look()
    walk.fill("Código", mailbox.code(RIGHT))
    walk.press("Confirmar e ingresar")
    walk.arrives("/inicio/")
    walk.go("/cuenta/")
    walk.reads("America/Lima")
    walk.look()
    walk.press("Salir")
    sign_in(walk, mailbox)
