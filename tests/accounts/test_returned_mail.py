"""A mailbox that returns our mails: what its owner sees of it, what they can do, and what a stranger cannot tell."""

from datetime import timedelta
from urllib.parse import unquote

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import LoginCode, Purpose, User
from accounts.services import closing, codes
from groundwork.messaging import services as messaging
from groundwork.messaging.models import Message, UndeliverableAddress
from groundwork.messaging.reports import Report
from groundwork.messaging.services import bounces
from tests.accounts.factories import PASSWORD, AuthenticatorFactory, UserFactory, sign_in, wrong
from tests.messaging.factories import returned

pytestmark = pytest.mark.django_db

HELP, STATE = "/ingresar/codigo/ayuda/", "/ingresar/codigo/estado/"
CONFIRM, SEND = "/cuenta/correo/confirmar/", "/cuenta/correo/confirmar/enviar/"
TITLE = "Su correo devuelve nuestros mensajes"


@pytest.fixture
def ana():
    return UserFactory(username="ana", email="Ana@example.com")


@pytest.fixture
def inside(client, ana):
    sign_in(client, ana)
    return client


def come_back(message: Message, status: str = "5.1.1", words: str = "550 5.1.1 no such user") -> None:
    bounces.note(Report(message.code, frozenset({message.to.lower()}), failed=True, status=status, words=words))


def shown(client: Client, path: str) -> str:
    return client.get(path).content.decode()


def test_a_code_that_came_back_says_why_and_what_to_do(client, ana, mailbox):
    client.post("/ingresar/", {"login": "ana", "password": PASSWORD})
    mailbox.deliver()
    come_back(Message.objects.get())
    for path in (HELP, STATE, "/ingresar/codigo/"):
        assert "Devuelto por el servidor de quien recibe" in shown(client, path)
        assert "ese buzón no existe" in shown(client, path)
        assert "550 5.1.1 no such user" in shown(client, path)
    page = shown(client, HELP)
    assert "Ese buzón no recibe nuestros mensajes. Ingrese con otra manera" in page
    assert 'href="/ingresar/codigo/contacto/"' in page


def test_the_page_goes_on_asking_only_where_bounces_are_heard_of(client, ana, mailbox, settings):
    client.post("/ingresar/", {"login": "ana", "password": PASSWORD})
    assert 'hx-trigger="every 3s"' in shown(client, STATE)
    mailbox.deliver()
    assert "hx-trigger" not in shown(client, STATE)
    settings.BOUNCE_MAILBOX_URL = "imaps://a:b@mail.example.com/INBOX"
    assert 'hx-trigger="every 20s"' in shown(client, STATE)
    Message.objects.update(accepted_at=timezone.now() - timedelta(minutes=11))
    assert "hx-trigger" not in shown(client, STATE)
    Message.objects.update(accepted_at=timezone.now())
    come_back(Message.objects.get())
    assert "hx-trigger" not in shown(client, STATE)


def test_a_stranger_sees_the_same_of_an_unknown_address_that_returns_its_mail(ana, mailbox):
    pages = []
    for address in ("ana@example.com", "zzz@example.com"):
        visitor = Client()
        visitor.post("/recuperar/", {"email": address})
        mailbox.deliver()
        come_back(Message.objects.latest("pk"))
        challenge = str(LoginCode.objects.latest("pk").challenge)[:8]
        page = unquote(shown(visitor, HELP)).replace(challenge, "").replace("z•••z", "a•••a")
        assert "Revise que la dirección esté bien escrita" in page
        pages.append([line for line in page.splitlines() if "csrfmiddlewaretoken" not in line])
    assert pages[0] == pages[1]


def test_a_code_still_goes_to_a_mailbox_that_returned_mail_and_proves_it(client, ana, mailbox):
    returned("ana@example.com")
    client.post("/ingresar/", {"login": "ana", "password": PASSWORD})
    digits = mailbox.code(ana.email)
    client.post("/ingresar/codigo/", {"code": wrong(digits)})
    assert messaging.undeliverable(ana.email) is not None
    client.post("/ingresar/codigo/", {"code": digits})
    assert messaging.undeliverable(ana.email) is None
    assert UndeliverableAddress.objects.get().lifted_how == messaging.Lifting.CONFIRMED


@pytest.mark.parametrize("path", ["/inicio/", "/cuenta/avisos/"])
def test_whoever_is_inside_is_told_and_led_to_where_it_is_mended(inside, ana, path):
    assert TITLE not in shown(inside, path)
    returned("ana@example.com", reason="full")
    page = shown(inside, path)
    assert TITLE in page
    assert "el buzón está lleno" in page
    assert f'href="{CONFIRM}"' in page


@pytest.mark.parametrize("path", ["/inicio/", "/cuenta/avisos/"])
def test_nobody_is_told_of_anothers_mailbox_or_of_one_that_was_lifted(inside, path):
    returned("eva@example.com")
    returned("ana@example.com", lifted_at=timezone.now(), lifted_how="administrator")
    assert TITLE not in shown(inside, path)


def test_telling_costs_one_query(inside, django_assert_num_queries):
    with django_assert_num_queries(1):
        messaging.undeliverable("ana@example.com")


def test_a_mailbox_that_was_mended_is_confirmed_by_a_code(inside, ana, mailbox):
    AuthenticatorFactory(user=ana)
    returned("ana@example.com")
    assert "Enviarme un código" in shown(inside, CONFIRM)
    assert inside.post(SEND).url == CONFIRM
    digits = mailbox.code("ana@example.com")
    assert "Entregado al servidor de correo" in shown(inside, f"{CONFIRM}estado/")
    refused = inside.post(CONFIRM, {"code": wrong(digits)})
    assert "Ese no es el código" in refused.content.decode()
    assert messaging.undeliverable(ana.email) is not None
    done = inside.post(CONFIRM, {"code": digits}, follow=True)
    assert done.redirect_chain[-1][0] == "/cuenta/avisos/"
    assert "Listo: su correo recibe" in done.content.decode()
    assert messaging.undeliverable(ana.email) is None


def test_a_second_code_waits_a_minute(inside, mailbox):
    returned("ana@example.com")
    inside.post(SEND)
    assert "Podrá pedir otro código" in inside.post(SEND, follow=True).content.decode()
    assert LoginCode.objects.count() == 1


def test_without_a_code_nothing_is_confirmed(inside, ana):
    returned("ana@example.com")
    assert "Todavía no hay un código" in inside.post(CONFIRM, {"code": "123456"}).content.decode()
    assert messaging.undeliverable(ana.email) is not None


def test_the_code_of_an_address_that_was_left_confirms_nothing(inside, ana):
    returned("ana@example.com")
    inside.post(SEND)
    User.objects.update(email="otra@example.com")
    returned("otra@example.com")
    assert "Enviarme un código" in shown(inside, CONFIRM)


def test_a_mailbox_that_takes_its_mail_has_nothing_to_confirm(inside):
    assert inside.get(CONFIRM).url == "/cuenta/correo/"


def test_a_change_of_address_leaves_the_old_one_behind(inside, ana, mailbox):
    returned("ana@example.com")
    session = inside.session
    session["proved_at"] = timezone.now().timestamp()
    session.save()
    inside.post("/cuenta/correo/", {"email": "ana@nuevo.example"})
    inside.post("/cuenta/correo/codigo/", {"code": mailbox.code("ana@nuevo.example")})
    assert UndeliverableAddress.objects.get().lifted_how == messaging.Lifting.CHANGED
    assert TITLE not in shown(inside, "/inicio/")
    assert "ana@example.com" in [str(mail["To"]).lower() for mail in mailbox.messages()]


def test_a_registration_proves_its_address_too():
    returned("nueva@example.com")
    code = codes.ask(Purpose.REGISTRATION, "nueva@example.com")
    codes.verify(code.challenge, codes.mint(code.challenge) or "", Purpose.REGISTRATION)
    assert messaging.undeliverable("nueva@example.com") is None


def test_a_closed_account_leaves_no_address(ana, mailbox):
    returned("ana@example.com")
    closing.close(User.objects.select_for_update().get(), address=closing.address_of(ana))
    mailbox.deliver()
    closing.forget_last_mails()
    assert not UndeliverableAddress.objects.exists()
