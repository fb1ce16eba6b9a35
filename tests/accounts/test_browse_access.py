"""Every way back into an account in a real browser: the code that does not come, a lost mailbox, a lost answer."""

import re

import pytest
from playwright.sync_api import Page, expect

from accounts.models import IdentityCheck, User
from accounts.models.change import CHECK_DELAY
from accounts.tasks import send_identity_links
from groundwork.messaging.models import Message
from tests.accounts.factories import ANSWER, PASSWORD, AuthenticatorFactory, UserFactory, app_code

pytestmark = pytest.mark.django_db(transaction=True)

NEW = "frailejon-tambor-orilla"
WIDTHS = (1280, 360)


@pytest.fixture(params=[True, False], ids=["with script", "without script"])
def visit(request, browser, browser_context_args, axe):
    """A page, and what looks at it; axe is a script, so it only looks where there is script."""
    context = browser.new_context(**browser_context_args, java_script_enabled=request.param)
    page = context.new_page()

    def look() -> None:
        if request.param:
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 900})
                axe(page)
                assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url

    yield page, look
    context.close()


def sign_in(page: Page, portal: str, password: str = PASSWORD) -> None:
    page.goto(f"{portal}/ingresar/")
    page.get_by_label("Usuario o correo electrónico").fill("ana")
    page.get_by_label("Contraseña", exact=True).fill(password)
    page.get_by_role("button", name="Ingresar", exact=True).click()


def send(page: Page) -> None:
    """Press the first form's own button, whatever the language."""
    page.locator("main form button:not([type=button])").first.click()


def prove_mailbox(page: Page, portal: str, mailbox, look) -> None:
    page.goto(f"{portal}/recuperar/")
    look()
    page.get_by_label("Este portal").check()
    page.get_by_label("Correo electrónico de su cuenta").fill("ana@example.com")
    page.get_by_role("button", name="Continuar").click()
    look()
    page.get_by_label("Código", exact=True).fill(mailbox.code("ana@example.com"))
    page.get_by_role("button", name="Continuar").click()


def test_the_code_does_not_come_and_the_mailbox_is_lost(visit, live_portal, mailbox):
    page, look = visit
    UserFactory(username="ana", email="ana@example.com")
    sign_in(page, live_portal)
    Message.objects.update(refused_at="2026-11-24T12:00Z", last_error="550 5.1.1 <ana@example.com>: no such user")
    page.get_by_role("link", name="No me llega el código").click()
    expect(page.get_by_text("550 5.1.1 <a•••a@example.com>: no such user").first).to_be_visible()
    expect(page.get_by_label("Mensaje para pedir ayuda")).to_have_value(re.compile("Intento: "))
    look()
    page.get_by_role("link", name="Ya no leo ese correo").click()
    look()
    page.get_by_role("button", name="Enviar el código a este correo").click()
    look()
    page.get_by_label("¿Cómo se llamaba su primera escuela?").fill(ANSWER)
    page.get_by_label("Correo electrónico que usted lee hoy").fill("ana@nuevo.example")
    page.get_by_role("button", name="Enviar el código a este correo").click()
    look()
    page.get_by_label("Código", exact=True).fill(mailbox.code("ana@nuevo.example"))
    page.get_by_role("button", name="Cambiar el correo e ingresar").click()
    page.wait_for_url(f"{live_portal}/inicio/")
    assert User.objects.get().email == "ana@nuevo.example"


def test_a_locked_account_is_recovered_with_its_app(visit, live_portal, mailbox):
    page, look = visit
    AuthenticatorFactory(user=UserFactory(username="ana", email="ana@example.com"))
    for _time in range(6):
        sign_in(page, live_portal, "otra-clave")
    expect(page.get_by_text("dentro de 5 minutos").first).to_be_visible()
    look()
    page.get_by_role("link", name="Recuperar la contraseña").click()
    prove_mailbox(page, live_portal, mailbox, look)
    look()
    page.get_by_label("¿Cómo se llamaba su primera escuela?").fill("otra escuela")
    page.get_by_label("Código de su aplicación").fill(app_code())
    page.get_by_label("Contraseña nueva").fill(NEW)
    page.get_by_role("button", name="Cambiar la contraseña").click()
    look()
    page.get_by_label("¿Cómo se llamaba su primera escuela?").fill(ANSWER)
    page.get_by_label("Código de su aplicación").fill(app_code())
    page.get_by_label("Contraseña nueva").fill(NEW)
    page.get_by_role("button", name="Cambiar la contraseña").click()
    expect(page.get_by_role("heading", name="Su contraseña cambió")).to_be_visible()
    look()
    sign_in(page, live_portal, NEW)
    expect(page.get_by_role("heading", name="Escriba el código")).to_be_visible()


def test_a_lost_answer_goes_through_people_or_is_stopped(visit, live_portal, mailbox):
    page, look = visit
    UserFactory(username="ana", email="ana@example.com")
    prove_mailbox(page, live_portal, mailbox, look)
    page.get_by_role("link", name="No recuerdo la respuesta").click()
    look()
    page.get_by_role("link", name="Pedir que comprueben mi identidad").click()
    look()
    page.get_by_role("button", name="Enviar la solicitud").click()
    look()
    page.get_by_label("Número de documento").fill("52345678")
    page.get_by_label("Teléfono en el que podemos llamarlo").fill("601 3344080")
    page.get_by_label("Qué pasó").fill("Olvidé la respuesta y cambié de teléfono hace un año.")
    page.get_by_role("button", name="Enviar la solicitud").click()
    expect(page.get_by_role("heading", name="Recibimos su solicitud")).to_be_visible()
    look()
    stop = re.search(r"/recuperar/identidad/detener/\S+", mailbox.text("ana@example.com"))
    assert stop
    page.goto(f"{live_portal}{stop[0]}")
    look()
    check = IdentityCheck.objects.get()
    at = check.asked_at - CHECK_DELAY
    IdentityCheck.objects.update(asked_at=at, decided_at=at, approved=True, reason="Llamada", decided_by=UserFactory())
    send_identity_links()
    use = re.search(r"/recuperar/identidad/(?!detener)\S+", mailbox.text("ana@example.com"))
    assert use
    page.goto(f"{live_portal}{use[0]}")
    look()
    page.get_by_label("Contraseña nueva").fill(NEW)
    page.get_by_label("Pregunta de seguridad").fill("¿Cómo se llama mi finca?")
    page.get_by_label("Respuesta de seguridad").fill("El Recodo")
    page.get_by_role("button", name="Guardar y recuperar la cuenta").click()
    expect(page.get_by_role("heading", name="Su contraseña cambió")).to_be_visible()
    page.goto(f"{live_portal}{use[0]}")
    look()
    page.goto(f"{live_portal}{stop[0]}")
    look()


def test_a_pause_says_until_when(visit, live_portal, settings):
    page, look = visit
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"login": "1/m/ip"}
    for _time in range(2):
        sign_in(page, live_portal, "otra-clave")
    expect(page.get_by_role("heading", name="Demasiados intentos seguidos")).to_be_visible()
    expect(page.get_by_text("dentro de 1 minuto")).to_be_visible()
    look()


def test_the_same_in_english(page, live_portal, axe, mailbox):
    UserFactory(username="ana", email="ana@example.com", is_reviewer=True)
    page.goto(f"{live_portal}/recuperar/")
    page.get_by_role("button", name="English").click()
    axe(page)
    page.locator("input[value=sigep2]").check()
    send(page)
    expect(page.get_by_text("soportesigep2@funcionpublica.gov.co")).to_be_visible()
    axe(page)
    page.goto(f"{live_portal}/ingresar/")
    page.locator("[name=login]").fill("ana")
    page.locator("[name=password]").fill(PASSWORD)
    send(page)
    page.wait_for_url(f"{live_portal}/ingresar/codigo/")
    for path in ("/ingresar/codigo/ayuda/", "/ingresar/codigo/contacto/"):
        page.goto(f"{live_portal}{path}")
        axe(page)
    page.goto(f"{live_portal}/recuperar/")
    page.locator("[name=email]").fill("ana@example.com")
    send(page)
    page.wait_for_url(f"{live_portal}/recuperar/codigo/")
    page.get_by_role("textbox").fill(mailbox.code("ana@example.com"))
    send(page)
    for path in ("/recuperar/clave/", "/recuperar/sin-respuesta/", "/recuperar/identidad/"):
        page.goto(f"{live_portal}{path}")
        axe(page)
