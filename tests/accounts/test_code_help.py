"""The code does not arrive: what became of its message, and every way on from there."""

from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from django.test import Client

from accounts.models import LoginCode
from groundwork.messaging.models import Message
from tests.accounts.factories import PASSWORD, AuthenticatorFactory, UserFactory

pytestmark = pytest.mark.django_db

HELP, STATE = "/ingresar/codigo/ayuda/", "/ingresar/codigo/estado/"


@pytest.fixture
def ana():
    return UserFactory(username="ana", email="ana@example.com")


@pytest.fixture
def attempt(client, ana):
    client.post("/ingresar/", {"login": "ana", "password": PASSWORD})
    return client


def refuse(words: str, **facts: object) -> None:
    Message.objects.update(last_error=words, **facts)


def page(client) -> str:
    return client.get(HELP).content.decode()


def test_a_refused_message_shows_the_servers_own_words_escaped_short_and_without_the_address(attempt):
    words = "550 5.1.1 <Ana@example.com> <b>no such user</b> " + "x" * 400
    refuse(words, refused_at=LoginCode.objects.get().created_at)
    for shown in (page(attempt), attempt.get(STATE).content.decode()):
        assert "Rechazado por el servidor de correo" in shown
        assert "550 5.1.1 &lt;a•••a@example.com&gt; &lt;b&gt;no such user" in shown
        assert "x" * 201 not in shown
        assert "na@example.com" not in shown.replace("a•••a@example.com", "")


@pytest.mark.parametrize("words", ["ConnectionRefusedError: smtp.interno.example", "KeyError('digits')"])
def test_our_own_faults_are_not_told(attempt, words):
    refuse(words, attempts=1)
    assert words not in page(attempt)
    assert "smtp.interno" not in page(attempt)


def test_words_of_an_attempt_that_was_put_off_are_shown_too(attempt):
    refuse("451 4.7.1 Greylisted", attempts=1)
    assert "451 4.7.1 Greylisted" in page(attempt)


def test_an_expired_message_says_so(attempt):
    Message.objects.update(lapsed_at=LoginCode.objects.get().created_at)
    assert "Venció antes de poder enviarse" in page(attempt)


def test_it_serves_registrations_and_recoveries_too_and_leads_back_to_each(ana, mailbox):
    recovering = Client()
    recovering.post("/recuperar/", {"email": "ana@example.com"})
    shown = page(recovering)
    assert "a•••a@example.com" in shown
    assert 'href="/recuperar/codigo/"' in shown
    assert "/ingresar/codigo/contacto/" not in shown
    assert "Entregado" not in shown
    mailbox.messages()
    assert "Entregado" in recovering.get(STATE).content.decode()


def test_an_unknown_address_sees_the_same_as_a_known_one(ana, mailbox):
    pages = []
    for address in ("ana@example.com", "zzz@example.com"):
        visitor = Client()
        visitor.post("/recuperar/", {"email": address})
        mailbox.messages()
        challenge = str(LoginCode.objects.latest("pk").challenge)[:8]
        shown = unquote(page(visitor)).replace(challenge, "").replace("z•••z", "a•••a")
        pages.append([line for line in shown.splitlines() if "csrfmiddlewaretoken" not in line])
    assert pages[0] == pages[1]


def test_another_code_can_be_asked_for_there_by_the_same_rules(attempt):
    shown = attempt.get(HELP)
    assert shown.context["wait_seconds"] > 0
    assert 'action="/ingresar/codigo/reenviar/"' in shown.content.decode()
    assert "data-countdown" in shown.content.decode()


def test_another_factor_is_offered_only_to_who_has_one(attempt, ana):
    assert "llave de acceso, la aplicación" not in page(attempt)
    AuthenticatorFactory(user=ana)
    assert "llave de acceso, la aplicación" in page(attempt)


def test_a_change_of_contact_is_offered_inside_a_sign_in_only(attempt):
    assert 'href="/ingresar/codigo/contacto/"' in page(attempt)
    assert 'href="/ingresar/codigo/contacto/"' not in page(Client())


def test_the_request_for_help_is_filled_in_and_lets_nobody_in(attempt, settings, mailbox):
    settings.SUPPORT_EMAIL = "ayuda@portal.example"
    code = mailbox.code("ana@example.com")
    shown = attempt.get(HELP, HTTP_USER_AGENT="Firefox/140.0 Windows")
    letter = shown.context["letter"]
    for fact in (str(LoginCode.objects.get().challenge)[:8], "a•••a@example.com", "Entregado", "Firefox en Windows"):
        assert fact in letter
    for secret in (code, str(LoginCode.objects.get().challenge), "ana@example.com"):
        assert secret not in letter.replace("a•••a@example.com", "")
    mailto = urlsplit(shown.context["mailto"])
    assert (mailto.scheme, mailto.path) == ("mailto", "ayuda@portal.example")
    assert parse_qs(mailto.query)["body"] == [letter]
    assert unquote(mailto.query).startswith("subject=No me llega el código")
    assert "a más tardar en dos días hábiles" in shown.content.decode()


def test_without_an_attempt_it_still_helps(client):
    shown = client.get(HELP)
    assert shown.status_code == 200
    assert "Qué pasó con el mensaje" not in shown.content.decode()
    assert "Equipo:" in shown.context["letter"]
