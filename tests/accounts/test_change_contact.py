"""Ya no leo ese correo: another mailbox for the codes of who knows the password and the answer."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth import get_user
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from accounts.models import Activity, AddressChange, LoginCode
from accounts.services import answers
from accounts.services.settling import require_settled
from tests.accounts.factories import ANSWER, PASSWORD, AuthenticatorFactory, UserFactory, wrong

pytestmark = pytest.mark.django_db

PAGE, CODE = "/ingresar/codigo/contacto/", "/ingresar/codigo/contacto/codigo/"
OLD, NEW = "ana@example.com", "ana@nuevo.example"


@pytest.fixture
def ana():
    return UserFactory(username="ana", email=OLD)


@pytest.fixture
def attempt(client, ana):
    client.post("/ingresar/", {"login": "ana", "password": PASSWORD, "next": "/cuenta/"})
    return client


def ask(client, answer: str = ANSWER, email: str = NEW):
    return client.post(PAGE, {"security_answer": answer, "email": email})


def test_answer_and_new_mailbox_change_the_address_and_sign_in_where_the_person_was_going(attempt, ana, mailbox):
    assert attempt.get(PAGE).context["form"]["security_answer"].label == ana.security_question
    assert ask(attempt, "escuela normal de PAMPLONA", "ANA@nuevo.example").url == CODE
    ana.refresh_from_db()
    assert ana.email == OLD
    response = attempt.post(CODE, {"code": mailbox.code(NEW)})
    assert response.url == "/cuenta/"
    ana.refresh_from_db()
    assert ana.email == NEW
    assert get_user(attempt) == ana
    page = attempt.get("/cuenta/")
    assert page.wsgi_request.user.is_verified()
    assert "24 horas" in page.content.decode()
    with pytest.raises(ValidationError):
        require_settled(ana)


def test_the_old_mailbox_is_told_at_once_and_can_undo_it(attempt, ana, mailbox):
    ask(attempt)
    text = mailbox.text(OLD)
    stop = re.search(r"https?://[^/\s]+(/cuenta/correo/detener/\S+)", text)
    assert stop
    attempt.post(CODE, {"code": mailbox.code(NEW)})
    visitor = Client()
    assert visitor.get(stop[1]).status_code == 200
    ana.refresh_from_db()
    assert ana.email == NEW
    visitor.post(stop[1])
    ana.refresh_from_db()
    assert ana.email == OLD
    assert not get_user(attempt).is_authenticated


def test_outside_an_attempt_whose_password_was_right_there_is_no_such_page(client, ana):
    for address in (PAGE, CODE, "/ingresar/codigo/contacto/reenviar/"):
        assert client.post(address, {"security_answer": ANSWER, "email": NEW}).status_code == 302
    assert client.get(PAGE).url == "/ingresar/"
    client.post("/ingresar/", {"login": "ana", "password": "otra-clave"})
    assert ask(client).url == "/ingresar/"
    assert not AddressChange.objects.exists()


def test_a_wrong_answer_is_refused_written_down_and_counted(attempt, ana, mailbox):
    for n in range(answers.TRIES):
        assert ask(attempt, f"escuela {n}").context["form"].has_error("security_answer")
    assert Activity.objects.of(ana).filter(kind=Activity.Kind.ANSWER_REFUSED).count() == answers.TRIES
    assert ask(attempt).status_code == 429
    cache.clear()
    assert "dentro de 60 minutos" in str(ask(attempt).context["form"].errors)
    assert not AddressChange.objects.exists()


def test_its_failures_and_those_of_a_recovery_are_the_same_ones(attempt, ana, mailbox):
    for n in range(answers.TRIES):
        ask(attempt, f"escuela {n}")
    cache.clear()
    visitor = Client()
    visitor.post("/recuperar/", {"email": OLD})
    visitor.post("/recuperar/codigo/", {"code": mailbox.code(OLD)})
    refused = visitor.post("/recuperar/clave/", {"security_answer": ANSWER, "password": "frailejon-tambor-orilla"})
    assert "varias respuestas erradas" in str(refused.context["form"].errors)


def test_who_has_an_app_signs_in_with_it(client, ana):
    AuthenticatorFactory(user=ana)
    client.post("/ingresar/", {"login": "ana", "password": PASSWORD})
    page = client.get(PAGE)
    assert page.status_code == 403
    assert "aplicación de autenticación" in page.content.decode()
    assert ask(client).status_code == 403
    assert not AddressChange.objects.exists()


@pytest.mark.parametrize("power", ["is_staff", "is_reviewer"])
def test_who_has_power_over_others_is_checked_by_people(attempt, ana, power):
    setattr(ana, power, True)
    ana.save()
    assert "comprueba quién es usted" in attempt.get(PAGE).content.decode()
    assert ask(attempt).status_code == 403
    assert not AddressChange.objects.exists()


def test_who_gave_no_answer_is_checked_by_people(attempt, ana):
    ana.security_answer = ""
    ana.save()
    assert ask(attempt, "").status_code == 403


@pytest.mark.parametrize("email", [OLD, "no es un correo", "a@b.co\nBcc: c@d.co", ""])
def test_an_address_that_cannot_be_is_refused(attempt, email):
    assert ask(attempt, email=email).context["form"].has_error("email")
    assert not AddressChange.objects.exists()


def test_another_persons_address_sees_the_same_and_nobody_loses_theirs(attempt, ana, mailbox):
    other = UserFactory(email=NEW)
    assert ask(attempt).url == CODE
    assert "Su código" not in " ".join(mailbox.subjects(NEW))
    for _try in range(3):
        attempt.post(CODE, {"code": "000000"})
    ana.refresh_from_db()
    other.refresh_from_db()
    assert (ana.email, other.email) == (OLD, NEW)


def test_wrong_codes_end_it_and_another_may_be_asked_for(attempt, ana, mailbox):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        ask(attempt)
        bad = wrong(mailbox.code(NEW))
        said = [str(attempt.post(CODE, {"code": bad}).context["form"].errors) for _try in range(3)]
        assert "quedan 2 intentos" in said[0]
        assert "Pida otro" in said[2]
        clock.shift(timedelta(seconds=61))
        attempt.post("/ingresar/codigo/contacto/reenviar/")
        assert attempt.post(CODE, {"code": mailbox.code(NEW)}).url == "/cuenta/"


def test_the_change_of_one_attempt_is_nothing_to_another(attempt, ana, mailbox):
    ask(attempt)
    code = mailbox.code(NEW)
    other = Client()
    other.post("/ingresar/", {"login": "ana", "password": PASSWORD})
    assert other.post(CODE, {"code": code})["Location"] == PAGE
    ana.refresh_from_db()
    assert ana.email == OLD


def test_the_code_of_the_new_mailbox_is_not_the_sign_ins(attempt, ana, mailbox):
    mine = mailbox.code(OLD)
    ask(attempt)
    code, sign_in = mailbox.code(NEW), LoginCode.objects.get(purpose="sign_in")
    if code == mine:
        pytest.skip("both codes came out the same")
    attempt.post("/ingresar/codigo/", {"code": code})
    assert not get_user(attempt).is_authenticated
    sign_in.refresh_from_db()
    assert sign_in.failures == 1


def test_the_double_click_changes_it_once(attempt, ana, mailbox):
    ask(attempt)
    code = mailbox.code(NEW)
    again = Client()
    again.cookies["sessionid"] = attempt.cookies["sessionid"].value
    attempt.post(CODE, {"code": code})
    again.post(CODE, {"code": code})
    assert Activity.objects.of(ana).filter(kind=Activity.Kind.EMAIL_CHANGED).count() == 1


def test_the_state_of_its_message_is_shown_live(attempt, mailbox):
    ask(attempt)
    assert "En cola" in attempt.get("/ingresar/codigo/contacto/estado/").content.decode()
    mailbox.messages()
    assert "Entregado" in attempt.get("/ingresar/codigo/contacto/estado/").content.decode()
    assert "En cola" not in Client().get("/ingresar/codigo/contacto/estado/").content.decode()
