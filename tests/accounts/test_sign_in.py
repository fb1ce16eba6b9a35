"""Signing in: the password, then a factor, then the page that was asked for."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth import get_user
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Authenticator, LoginCode
from accounts.services import codes
from groundwork.messaging.models import Message
from groundwork.web import formats
from tests.accounts.factories import PASSWORD, AuthenticatorFactory, UserFactory, app_code, wrong

pytestmark = pytest.mark.django_db

PASSWORD_PAGE, CODE_PAGE = "/ingresar/", "/ingresar/codigo/"


@pytest.fixture
def ana():
    return UserFactory(username="ana", email="ana@example.com")


def give_password(client, login: str = "ana", password: str = PASSWORD, **more: str):
    return client.post(PASSWORD_PAGE, {"login": login, "password": password} | more)


def is_in(client) -> bool:
    return get_user(client).is_authenticated


@pytest.mark.parametrize("login", ["ana", "ANA", "ana@example.com", " Ana@Example.com "])
def test_username_or_address_and_then_a_code_open_a_session(client, ana, mailbox, login):
    assert give_password(client, login).url == CODE_PAGE
    assert not is_in(client)
    response = client.post(CODE_PAGE, {"code": mailbox.code("ana@example.com")})
    assert response.url == reverse("desk:home")
    assert get_user(client) == ana
    page = client.get("/cuenta/")
    assert page.wsgi_request.user.is_verified()
    assert page.wsgi_request.actor.factor == "email"


def test_the_mail_has_the_code_in_its_body_alone_on_a_line_and_never_in_its_subject(client, ana, mailbox):
    client.post(PASSWORD_PAGE, {"login": "ana", "password": PASSWORD}, HTTP_USER_AGENT="Firefox/140.0 Linux")
    code = mailbox.code("ana@example.com")
    message = mailbox.last()
    assert message["Subject"] == "Su código de ingreso"
    assert code in mailbox.text().splitlines()
    assert code not in str(message["Subject"])
    for said in ("10 minutos", "Firefox en Linux", "no fue usted"):
        assert said in mailbox.text()


def test_a_code_is_asked_for_at_every_sign_in(client, ana, mailbox):
    for _time in range(2):
        give_password(client)
        assert not is_in(client)
        client.post(CODE_PAGE, {"code": mailbox.code()})
        assert is_in(client)
        client.post("/salir/")
    assert len(mailbox.messages()) == 2


@pytest.mark.parametrize(("login", "password"), [("ana", "otra-clave-cualquiera"), ("nadie", PASSWORD)])
def test_a_wrong_pair_is_refused_in_the_same_words(client, ana, login, password):
    response = give_password(client, login, password)
    assert response.context["form"].non_field_errors() == [
        "El usuario o la contraseña no coinciden. Revise ambos e intente de nuevo."
    ]
    assert not Message.objects.exists()


@pytest.mark.parametrize("login", ["ana", "ana@example.com", "nadie", "nadie@example.com"])
def test_the_password_is_hashed_once_whoever_it_is_for(client, ana, login, monkeypatch):
    hasher = "django.contrib.auth.hashers.Argon2PasswordHasher"
    hashed = []

    def counted(*_args: object) -> bool:
        hashed.append(1)
        return False

    monkeypatch.setattr(f"{hasher}.encode", counted)
    monkeypatch.setattr(f"{hasher}.verify", counted)
    give_password(client, login, "otra-clave-cualquiera")
    assert len(hashed) == 1


def test_the_password_page_says_whose_password_it_is_not(client):
    page = client.get(PASSWORD_PAGE).content.decode()
    first = page[page.index("<main") : page.index("<h1")]
    for system in ("SECOP II", "SIGEP II", "Integridad Pública"):
        assert system in first
    assert first.count("https://") == 3


def test_after_a_wrong_pair_the_page_helps_with_that(client, ana):
    assert "Qué puede revisar" not in client.get(PASSWORD_PAGE).content.decode()
    assert "Qué puede revisar" in give_password(client, password="otra-clave").content.decode()


def test_password_managers_are_told_what_is_what(client):
    form = client.get(PASSWORD_PAGE).context["form"]
    assert 'autocomplete="username"' in str(form["login"])
    assert 'autocomplete="current-password"' in str(form["password"])


@pytest.mark.parametrize(
    ("wanted", "lands"),
    [("/cuenta/", "/cuenta/"), ("https://malo.example/", "/inicio/"), ("//malo.example", "/inicio/")],
)
def test_the_page_that_was_asked_for_is_honoured_only_here(client, ana, mailbox, wanted, lands):
    give_password(client, next=wanted)
    assert client.post(CODE_PAGE, {"code": mailbox.code()}).url == lands


def test_a_page_that_needs_a_person_leads_back_to_itself(client, ana, mailbox):
    led = client.get("/cuenta/").url
    assert led == "/ingresar/?next=/cuenta/"
    hidden = client.get(led).context["next"]
    give_password(client, next=hidden)
    assert client.post(CODE_PAGE, {"code": mailbox.code()}).url == "/cuenta/"


def test_the_session_key_changes_when_the_session_opens(client, ana, mailbox):
    give_password(client)
    before = client.session.session_key
    client.post(CODE_PAGE, {"code": mailbox.code()})
    assert client.session.session_key != before
    assert not client.session.__class__(before).load()


def test_a_form_without_its_token_is_refused(ana):
    strict = Client(enforce_csrf_checks=True)
    for address in (PASSWORD_PAGE, CODE_PAGE, "/salir/", "/registro/", "/recuperar/"):
        assert strict.post(address, {"login": "ana", "password": PASSWORD}).status_code == 403


def test_the_code_page_without_a_password_leads_to_the_password(client):
    assert client.get(CODE_PAGE).url == PASSWORD_PAGE
    assert client.post(CODE_PAGE, {"code": "123456"}).url == PASSWORD_PAGE
    assert client.post("/ingresar/codigo/reenviar/").url == PASSWORD_PAGE


def test_a_closed_account_is_told_so_only_with_its_password(client, ana):
    ana.is_active = False
    ana.save()
    assert give_password(client).url == "/ingresar/inactiva/"
    assert client.get("/ingresar/inactiva/").status_code == 200
    assert not is_in(client)
    assert give_password(client, password="otra-clave").context["mismatch"]


def test_the_address_is_shown_masked_with_the_state_of_its_message(client, ana, mailbox):
    give_password(client)
    queued = client.get(CODE_PAGE).content.decode()
    assert "a•••a@example.com" in queued
    assert "ana@example.com" not in queued
    assert "En cola" in queued
    assert "hx-get" in queued
    mailbox.messages()
    sent_at = Message.objects.get().accepted_at
    sent = client.get("/ingresar/codigo/estado/").content.decode()
    assert f"Entregado al servidor de correo {formats.at_clock(sent_at)}" in sent
    assert "hx-get" not in sent


def test_the_state_of_a_message_is_shown_to_its_attempt_alone(client, ana):
    give_password(client)
    assert "En cola" not in Client().get("/ingresar/codigo/estado/").content.decode()


def test_the_help_page_has_the_checks_and_the_state(client, ana):
    give_password(client)
    page = client.get("/ingresar/codigo/ayuda/").content.decode()
    assert "a•••a@example.com" in page
    assert "no deseado" in page
    assert "En cola" in page
    assert Client().get("/ingresar/codigo/ayuda/").status_code == 200


def test_another_code_can_be_had_after_a_minute(client, ana, mailbox):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        give_password(client)
        first = mailbox.code()
        assert client.get(CODE_PAGE).context["wait_seconds"] == 60
        client.post("/ingresar/codigo/reenviar/")
        assert len(mailbox.messages()) == 1
        clock.shift(timedelta(seconds=61))
        client.post("/ingresar/codigo/reenviar/")
        second = mailbox.code()
        if first != second:
            client.post(CODE_PAGE, {"code": first})
            assert not is_in(client)
        client.post(CODE_PAGE, {"code": second})
    assert is_in(client)


def test_one_attempt_has_a_handful_of_codes(client, ana, mailbox):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        give_password(client)
        for _time in range(9):
            clock.shift(timedelta(seconds=61))
            client.post("/ingresar/codigo/reenviar/")
        assert client.get(CODE_PAGE).context["exhausted"]
    assert LoginCode.objects.count() == 5


def test_a_mailbox_cannot_be_flooded(ana, mailbox):
    for _time in range(codes.UNUSED_LIMIT + 3):
        visitor = Client()
        give_password(visitor)
    assert len(mailbox.messages()) == codes.UNUSED_LIMIT
    page = visitor.get(CODE_PAGE)
    assert page.context["wait_seconds"] > 0
    assert "todavía no sale otro" in page.content.decode()
    assert visitor.post(CODE_PAGE, {"code": "123456"}).context["form"].has_error("code")


def test_codes_that_are_used_do_not_count_as_a_flood(client, ana, mailbox):
    for _time in range(codes.UNUSED_LIMIT + 2):
        give_password(client)
        client.post(CODE_PAGE, {"code": mailbox.code()})
        assert is_in(client)
        client.post("/salir/")


def test_five_wrong_passwords_lock_the_login_and_say_for_how_long(client, ana):
    for _time in range(5):
        assert give_password(client, password="otra-clave").status_code == 200
    locked = give_password(client)
    assert locked.status_code == 429
    assert "dentro de 5 minutos" in locked.content.decode()
    with time_machine.travel(timezone.now() + timedelta(minutes=6)):
        assert give_password(client).url == CODE_PAGE


def test_an_unknown_login_is_locked_like_a_known_one(client, ana):
    for _time in range(5):
        give_password(client, login="nadie", password="otra-clave")
    assert give_password(client, login="nadie").status_code == 429


def test_too_many_tries_from_one_address_get_the_429_page(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": "2/m/ip"}
    statuses = [give_password(client, login=f"nadie{n}", password="otra").status_code for n in range(3)]
    assert statuses == [200, 200, 429]
    refused = give_password(client)
    assert refused["Retry-After"] == "60"


def test_a_forwarded_address_is_believed_only_behind_our_own_proxies(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
    seen = [give_password(client, login="x", HTTP_X_FORWARDED_FOR=f"10.0.0.{n}").status_code for n in range(2)]
    assert seen == [200, 429]
    forwarded = [
        client.post(PASSWORD_PAGE, {"login": "x", "password": "y"}, HTTP_X_FORWARDED_FOR=f"10.0.1.{n}").status_code
        for n in range(2)
    ]
    assert forwarded == [429, 429]
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    trusted = [
        client.post(PASSWORD_PAGE, {"login": "x", "password": "y"}, HTTP_X_FORWARDED_FOR=f"10.0.2.{n}").status_code
        for n in range(2)
    ]
    assert trusted == [200, 200]


def test_who_has_an_app_is_asked_for_its_code_and_gets_no_mail(client, ana, mailbox):
    AuthenticatorFactory(user=ana)
    give_password(client)
    assert client.get(CODE_PAGE).context["by_app"]
    assert client.post(CODE_PAGE, {"code": app_code()}).url == reverse("desk:home")
    assert not mailbox.messages()
    assert client.get("/cuenta/").wsgi_request.actor.factor == "app"


def test_an_apps_code_is_good_once(client, ana):
    AuthenticatorFactory(user=ana)
    code = app_code()
    give_password(client)
    client.post(CODE_PAGE, {"code": code})
    other = Client()
    give_password(other)
    assert other.post(CODE_PAGE, {"code": code}).context["form"].has_error("code")
    assert not is_in(other)


def test_wrong_codes_of_an_app_make_the_next_one_wait(client, ana):
    AuthenticatorFactory(user=ana)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        give_password(client)
        refused = client.post(CODE_PAGE, {"code": wrong(app_code())})
        assert "Espere 1 segundo" in str(refused.context["form"].errors)
        client.post(CODE_PAGE, {"code": app_code()})
        assert not is_in(client)
        clock.shift(timedelta(seconds=1))
        client.post(CODE_PAGE, {"code": app_code()})
    assert is_in(client)
    assert Authenticator.objects.get().throttling_failure_count == 0


def test_who_has_an_app_may_ask_for_a_mailed_code(client, ana, mailbox):
    AuthenticatorFactory(user=ana)
    give_password(client)
    client.post("/ingresar/codigo/factor/", {"factor": "email"})
    assert client.get(CODE_PAGE).context["by_email"]
    client.post(CODE_PAGE, {"code": mailbox.code("ana@example.com")})
    assert client.get("/cuenta/").wsgi_request.actor.factor == "email"


def test_who_has_no_app_cannot_choose_one(client, ana):
    give_password(client)
    client.post("/ingresar/codigo/factor/", {"factor": "app"})
    assert client.get(CODE_PAGE).context["by_email"]


def test_the_queries_of_a_sign_in_do_not_grow_with_its_past(client, ana, mailbox):
    counts = []
    for _time in range(3):
        with CaptureQueriesContext(connection) as captured:
            give_password(client)
            client.get(CODE_PAGE)
        counts.append(len(captured))
        client.post(CODE_PAGE, {"code": mailbox.code()})
        client.post("/salir/")
    assert counts[1] == counts[2]
