"""What was tried too often: until when it is closed, in the same words for everybody, and the way out by mail."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts.services import lockout
from groundwork.web import formats
from tests.accounts.factories import ANSWER, PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

WRONG = "otra-clave"
NEW = "frailejon-tambor-orilla"


@pytest.fixture
def ana():
    return UserFactory(username="ana", email="ana@example.com")


def give_password(client, login: str = "ana", password: str = WRONG):
    return client.post("/ingresar/", {"login": login, "password": password})


def lock(client, login: str = "ana") -> None:
    for _time in range(5):
        assert give_password(client, login).status_code == 200


def said(response) -> str:
    return str(response.context["form"].non_field_errors())


def recover(mailbox) -> None:
    client = Client()
    client.post("/recuperar/", {"email": "ana@example.com"})
    client.post("/recuperar/codigo/", {"code": mailbox.code("ana@example.com")})
    client.post("/recuperar/clave/", {"security_answer": ANSWER, "password": NEW})


def test_a_locked_login_says_until_when_to_the_minute_and_is_true_to_it(client, ana):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        first = timezone.now()
        lock(client)
        clock.shift(timedelta(seconds=90))
        response = give_password(client, password=PASSWORD)
        assert response.status_code == 429
        opens = first + timedelta(minutes=5)
        shown = opens.replace(second=0, microsecond=0) + timedelta(minutes=1)
        assert f"{formats.at_clock(shown)} (dentro de 4 minutos)" in said(response)
        clock.move_to(opens + timedelta(seconds=1))
        assert give_password(client, password=PASSWORD).status_code == 302


def test_known_and_unknown_logins_are_locked_in_the_same_words_and_status(ana):
    with time_machine.travel(timezone.now(), tick=False):
        pages = []
        for login in ("ana", "ana@example.com", "nadie", "nadie@example.com"):
            client = Client()
            lock(client, login)
            response = give_password(client, login)
            pages.append((response.status_code, said(response), response.headers.get("Retry-After")))
    assert len(set(pages)) == 1


def test_the_page_offers_recovery_first(client, ana):
    lock(client)
    assert 'class="govuk-button" href="/recuperar/"' in give_password(client).content.decode()


@pytest.mark.parametrize("login", ["ana", "ANA", "ana@example.com", "Ana@Example.com"])
def test_recovering_by_mail_opens_a_locked_account_at_once(client, ana, mailbox, login):
    lock(client, login)
    assert give_password(client, login, PASSWORD).status_code == 429
    recover(mailbox)
    assert give_password(client, login, NEW).status_code == 302


def test_a_recovery_opens_its_own_account_alone(client, ana, mailbox):
    UserFactory(username="eva", email="eva@example.com")
    lock(client, "eva")
    recover(mailbox)
    assert give_password(client, "eva", PASSWORD).status_code == 429


def test_a_recovery_does_not_forget_what_the_network_address_tried(client, ana, mailbox, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"login_failed": "6/m/ip,5/5m/key"}
    for n in range(6):
        give_password(client, f"nadie{n}")
    locked = said(give_password(client, password=PASSWORD))
    assert "Desde su conexión" in locked
    assert "recupérela" not in locked
    recover(mailbox)
    assert give_password(client, password=NEW).status_code == 429


def test_a_limit_by_network_address_says_so_and_until_when(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": "2/m/ip"}
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for n in range(2):
            give_password(client, f"nadie{n}")
        clock.shift(timedelta(seconds=20))
        refused = give_password(client)
    assert (refused.status_code, refused["Retry-After"]) == (429, "40")
    page = refused.content.decode()
    assert "dentro de 1 minuto)" in page
    assert "El límite es por dirección de red" in page
    assert "/recuperar/" not in page


def test_a_limit_by_what_was_typed_says_that_instead(client, ana):
    for _time in range(5):
        Client().post("/recuperar/", {"email": "ana@example.com"})
    page = client.post("/recuperar/", {"email": "ana@example.com"}).content.decode()
    assert "dentro de 10 minutos" in page
    assert "dirección de red" not in page


def test_a_wait_that_nobody_can_tell_is_said_to_be_a_minute():
    assert "dentro de 1 minuto)" in lockout.span(None)
    assert lockout.seconds_until(None) == 1
