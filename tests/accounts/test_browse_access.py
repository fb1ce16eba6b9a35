"""Every way back into an account in a real browser: the code that does not come, a lost mailbox, a lost answer."""

import re
import time

import pytest
from django.test import Client
from playwright.sync_api import expect

from accounts.models import IdentityCheck, User
from accounts.models.change import CHECK_DELAY
from accounts.services import factors
from accounts.services.activity import Origin
from accounts.tasks import send_identity_links
from groundwork.messaging.models import Message
from groundwork.web.actor import PROVED_AT, Actor
from tests.accounts.factories import ANSWER, PASSWORD, AuthenticatorFactory, UserFactory, app_code
from tests.fixtures.walks import Walk, both_manners

pytestmark = pytest.mark.django_db(transaction=True)

ANA = "ana@example.com"
NEW = "frailejon-tambor-orilla"
QUESTION = "¿Cómo se llamaba su primera escuela?"


@pytest.fixture
def ana(walk) -> User:
    return UserFactory(username="ana", email=ANA, full_name="Ana Peña", language=walk.manner.language)


def give_password(walk: Walk, password: str = PASSWORD) -> None:
    walk.go("/ingresar/")
    walk.fill("Usuario o correo electrónico", "ana")
    walk.fill("Contraseña", password)
    walk.press("Ingresar")


def prove_mailbox(walk: Walk, mailbox) -> None:
    walk.go("/recuperar/")
    walk.check("Este portal")
    walk.fill("Correo electrónico de su cuenta", ANA)
    walk.press("Continuar")
    walk.titled("Escriba el código")
    walk.look()
    walk.fill("Código", mailbox.code(ANA))
    walk.press("Continuar")


def link_in(mailbox, path: str) -> str:
    """The address in the newest mail that has one there."""
    texts = [str(message.get_body(("plain",)).get_content()) for message in mailbox.messages(ANA)]
    found = [link for text in texts for link in re.findall(path + r"[\w:.-]+/", text)]
    return str(found[-1])


@both_manners
def test_the_code_does_not_come_the_mailbox_is_changed_and_its_reader_stops_it(walk, ana, mailbox):
    give_password(walk)
    Message.objects.update(refused_at="2026-11-24T12:00Z", last_error=f"550 5.1.1 <{ANA}>: no such user")
    walk.follow("No me llega el código")
    expect(walk.page.get_by_text("550 5.1.1 <a•••a@example.com>: no such user").first).to_be_visible()
    expect(walk.field("Mensaje para pedir ayuda")).to_have_value(re.compile(r"a•••a@example\.com"))
    walk.look()
    walk.follow("Ya no leo ese correo")
    walk.look()
    walk.press("Enviar el código a este correo")
    walk.look()
    walk.page.get_by_label(QUESTION).fill(ANSWER)
    walk.fill("Correo electrónico que usted lee hoy", "ana@nuevo.example")
    walk.press("Enviar el código a este correo")
    walk.look()
    walk.fill("Código", mailbox.code("ana@nuevo.example"))
    walk.press("Cambiar el correo e ingresar")
    walk.arrives("/inicio/")
    assert User.objects.get().email == "ana@nuevo.example"

    reader = walk.another()
    reader.go(link_in(mailbox, "/cuenta/correo/detener/"))
    reader.look()
    reader.press("No fui yo: recuperar mi correo")
    reader.titled("El cambio quedó detenido")
    reader.look()
    assert User.objects.get().email == ANA
    walk.go("/cuenta/")
    walk.titled("Ingresar")


@both_manners
def test_a_locked_account_is_recovered_with_its_answer_and_its_app(walk, ana, mailbox, settings):
    AuthenticatorFactory(user=ana)
    there = Client(HTTP_HOST=walk.portal.removeprefix("http://"))  # allauth counts for each host
    for _time in range(5):
        there.post("/ingresar/", {"login": "ana", "password": "otra-clave"})
    give_password(walk, "otra-clave")
    walk.look()
    walk.follow("Recuperar la contraseña")
    walk.look()
    walk.page.locator("[value=sigep2]").check()
    walk.press("Continuar")
    expect(walk.page.get_by_role("link", name="soportesigep2@funcionpublica.gov.co")).to_be_visible()
    walk.look()
    prove_mailbox(walk, mailbox)
    walk.titled("Contraseña nueva")
    walk.look()
    for answer in ("otra escuela", ANSWER):
        walk.page.get_by_label(QUESTION).fill(answer)
        walk.fill("Código de su aplicación", app_code())
        walk.fill("Contraseña nueva", NEW)
        walk.press("Cambiar la contraseña")
        walk.look()
    walk.titled("Su contraseña cambió")
    give_password(walk, NEW)
    walk.titled("Escriba el código")
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"login": "1/m/ip"}
    for _time in range(2):
        give_password(walk, NEW)
    walk.titled("Demasiados intentos seguidos")
    walk.look()


@both_manners
def test_a_lost_answer_is_made_up_for_by_a_back_up_code(walk, ana, mailbox):
    actor = Actor(ana, {PROVED_AT: time.time()})
    code, *_others = factors.make_backup_codes(by=actor, origin=Origin())
    mailbox.deliver()
    prove_mailbox(walk, mailbox)
    walk.follow("No recuerdo la respuesta")
    walk.look()
    walk.follow("Usar un código de respaldo")
    walk.look()
    walk.fill("Contraseña nueva", NEW)
    walk.fill("Código de respaldo", code)
    walk.press("Cambiar la contraseña")
    walk.titled("Su contraseña cambió")
    walk.look()
    give_password(walk, NEW)
    walk.titled("Escriba el código")


@both_manners
def test_a_lost_answer_goes_through_people_and_can_be_stopped(walk, ana, mailbox):
    prove_mailbox(walk, mailbox)
    walk.follow("No recuerdo la respuesta")
    walk.look()
    walk.follow("Pedir que comprueben mi identidad")
    walk.press("Enviar la solicitud")
    walk.look()
    walk.fill("Número de documento", "52345678")
    walk.fill("Teléfono en el que podemos llamarlo", "601 3344080")
    walk.fill("Qué pasó", "Olvidé la respuesta y cambié de teléfono hace un año.")
    walk.press("Enviar la solicitud")
    walk.titled("Recibimos su solicitud")
    walk.look()
    stop = link_in(mailbox, "/recuperar/identidad/detener/")
    walk.go(stop)
    walk.look()
    at = IdentityCheck.objects.get().asked_at - CHECK_DELAY
    IdentityCheck.objects.update(asked_at=at, decided_at=at, approved=True, reason="Llamada", decided_by=UserFactory())
    send_identity_links()
    use = link_in(mailbox, "/recuperar/identidad/(?!detener)")
    walk.go(use)
    walk.look()
    walk.fill("Contraseña nueva", NEW)
    walk.fill("Pregunta de seguridad", "¿Cómo se llama mi finca?")
    walk.fill("Respuesta de seguridad", "El Recodo")
    walk.press("Guardar y recuperar la cuenta")
    walk.titled("Su contraseña cambió")
    for link in (use, stop):
        walk.go(link)
        walk.look()


@both_manners
def test_who_reads_the_mailbox_stops_a_recovery_that_they_did_not_ask_for(walk, ana, mailbox):
    prove_mailbox(walk, mailbox)
    walk.go("/recuperar/identidad/")
    walk.fill("Número de documento", "52345678")
    walk.fill("Teléfono en el que podemos llamarlo", "601 3344080")
    walk.fill("Qué pasó", "Olvidé la respuesta y cambié de teléfono hace un año.")
    walk.press("Enviar la solicitud")
    walk.titled("Recibimos su solicitud")
    reader = walk.another()
    reader.go(link_in(mailbox, "/recuperar/identidad/detener/"))
    reader.press("Detenerla")
    reader.titled("La recuperación quedó detenida")
    reader.look()
    assert IdentityCheck.objects.get().stopped_at
