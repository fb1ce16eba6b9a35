"""The chooser, the official channels and the help at the door, walked in a real browser."""

import re

import pytest
from playwright.sync_api import expect

from accounts.models import User
from support.views.sign_in import SYMPTOMS
from tests.accounts.factories import PASSWORD, UserFactory
from tests.fixtures.mailbox import Mailbox
from tests.fixtures.walks import Walk, both_manners
from tests.messaging.factories import returned
from tests.onboarding.factories import MembershipFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_database")]

SYSTEMS, HELP = "/ayuda/sistemas/", "/ayuda/ingreso/"


@pytest.fixture
def ana() -> User:
    ana = UserFactory(username="ana", email="ana@example.com")
    MembershipFactory(user=ana)
    return ana


@both_manners
def test_the_questions_lead_to_sigep_with_its_period_and_its_letter(walk: Walk) -> None:
    walk.go(SYSTEMS)
    walk.look()
    walk.press("Continuar")
    walk.reads("Elija una de las respuestas.")
    walk.look()
    walk.check("Actualizar mi hoja de vida o presentar una declaración")
    walk.press("Continuar")
    walk.arrives(f"{SYSTEMS}?necesito=declarar")
    walk.look()
    walk.check("La declaración de bienes y rentas")
    walk.press("Continuar")
    walk.check("Trabajo en una entidad del orden nacional")
    walk.press("Continuar")
    walk.arrives(f"{SYSTEMS}?necesito=declarar&declaracion=bienes&vinculo=nacional")
    walk.reads("Necesita %(name)s", name="SIGEP II")
    walk.look()
    walk.page.go_back()
    walk.reads("¿Qué lo une con la entidad?")
    walk.page.go_forward()
    walk.follow("Para qué sirve, cuándo y a quién pedir ayuda")
    walk.titled("SIGEP II")
    letter = walk.field("Texto listo para copiar y completar")
    expect(letter).to_have_value(re.compile(re.escape(walk.say("Necesito ayuda con %(system)s.", system="SIGEP II"))))
    walk.look()
    walk.follow("¿Va a firmar un contrato? Vea la lista de antes de firmar")
    walk.look()
    walk.check("Declaración de la Ley 2013 de 2019")
    walk.press("Ver qué me falta")
    walk.arrives(f"{SYSTEMS}antes-de-firmar/?listo=ley-2013")
    expect(walk.page.get_by_label(walk.say("Declaración de la Ley 2013 de 2019"))).to_be_checked()
    walk.look()


@both_manners
def test_a_visitor_reads_channels_and_every_symptom(walk: Walk) -> None:
    walk.go("/ayuda/canales/")
    walk.look()
    walk.go("/ingresar/")
    walk.follow("No puedo ingresar: ver qué hacer")
    walk.look()
    for slug, symptom in SYMPTOMS.items():
        walk.go(f"{HELP}{slug}/")
        walk.titled(str(symptom.title))  # tests speak Spanish
        walk.look()


@both_manners
def test_who_waits_for_a_code_sees_its_mail_and_goes_back_to_type_it(walk: Walk, ana: User, mailbox: Mailbox) -> None:
    walk.go("/ingresar/")
    walk.fill("Usuario o correo electrónico", "ana")
    walk.page.locator("#id_password").fill(PASSWORD)
    walk.press("Ingresar")
    walk.arrives("/ingresar/codigo/")
    walk.follow("Otro problema para ingresar")
    walk.reads("Este navegador espera un código.")
    walk.look()
    digits = mailbox.code(ana.email)
    walk.follow("Vea qué pasó con el mensaje")
    expect(walk.page.locator("#code-state")).not_to_contain_text(walk.say("Todavía no se ha enviado ningún mensaje"))
    walk.look()
    walk.follow("Ya lo tengo: escribir el código")
    walk.page.locator("#id_code").fill(digits)
    walk.press("Ingresar")
    walk.arrives("/inicio/")


@both_manners
def test_a_person_sees_what_the_portal_sees_of_them(walk: Walk, ana: User) -> None:
    returned("ana@example.com")
    walk.enter(ana)
    walk.go(f"{HELP}bloqueo/")
    walk.reads("Sus roles, y quién puede darle otros")
    walk.look()
    for slug in ("no-fui-yo", "codigo", "contrasena"):
        walk.go(f"{HELP}{slug}/")
        walk.look()
