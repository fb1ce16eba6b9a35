"""Getting back into an account whose password was forgotten."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth import get_user
from django.test import Client
from django.utils import timezone

from accounts.models import LoginCode, User
from groundwork.messaging.models import Message
from tests.accounts.factories import (
    ANSWER,
    PASSWORD,
    AuthenticatorFactory,
    UserFactory,
    app_code,
    sign_in,
    wrong,
)

pytestmark = pytest.mark.django_db

START, CODE, CHANGE = "/recuperar/", "/recuperar/codigo/", "/recuperar/clave/"
NEW = "frailejon-tambor-orilla"


@pytest.fixture
def ana():
    return UserFactory(username="ana", email="ana@example.com")


def prove_mailbox(client, mailbox) -> None:
    client.post(START, {"email": "Ana@example.com"})
    assert client.post(CODE, {"code": mailbox.code("ana@example.com")}).url == CHANGE


def change(client, answer: str = ANSWER, **more: str):
    return client.post(CHANGE, {"security_answer": answer, "password": NEW} | more)


def test_mailbox_and_answer_change_the_password_end_every_session_and_tell_the_owner(client, ana, mailbox):
    elsewhere = Client()
    sign_in(elsewhere, ana)
    prove_mailbox(client, mailbox)
    assert client.get(CHANGE).context["form"]["security_answer"].label == ana.security_question
    assert change(client, "escuela  normal de PAMPLONA").url == "/ingresar/"
    ana.refresh_from_db()
    assert ana.check_password(NEW)
    assert not get_user(elsewhere).is_authenticated
    assert elsewhere.get("/cuenta/").status_code == 302
    assert not get_user(client).is_authenticated
    assert mailbox.subjects()[-1] == "Su contraseña cambió"


def test_a_wrong_answer_changes_nothing(client, ana, mailbox):
    prove_mailbox(client, mailbox)
    assert change(client, "otra escuela").context["form"].has_error("security_answer")
    ana.refresh_from_db()
    assert ana.check_password(PASSWORD)


def test_answers_cannot_be_guessed_without_end(client, ana, mailbox):
    prove_mailbox(client, mailbox)
    statuses = [change(client, f"escuela {n}").status_code for n in range(7)]
    assert statuses == [200] * 5 + [429] * 2
    assert change(client).status_code == 429
    ana.refresh_from_db()
    assert ana.check_password(PASSWORD)


def test_an_enrolled_app_is_never_skipped(client, ana, mailbox):
    AuthenticatorFactory(user=ana)
    prove_mailbox(client, mailbox)
    assert change(client).context["form"].has_error("code")
    assert change(client, code=wrong(app_code())).context["form"].has_error("code")
    ana.refresh_from_db()
    assert ana.check_password(PASSWORD)
    with time_machine.travel(timezone.now() + timedelta(seconds=60)):
        assert change(client, code=app_code()).url == "/ingresar/"
    ana.refresh_from_db()
    assert ana.check_password(NEW)


def test_the_new_password_keeps_the_rules(client, ana, mailbox):
    prove_mailbox(client, mailbox)
    refused = client.post(CHANGE, {"security_answer": ANSWER, "password": "corta"})
    assert refused.context["form"].has_error("password")


def test_without_the_code_there_is_no_page_to_answer_on(client, ana, mailbox):
    assert client.get(CHANGE).url == START
    assert change(client).url == START
    client.post(START, {"email": "ana@example.com"})
    assert change(client).url == START
    client.post(CODE, {"code": wrong(mailbox.code())})
    assert change(client).url == START
    ana.refresh_from_db()
    assert ana.check_password(PASSWORD)


def test_a_proved_mailbox_counts_for_a_quarter_of_an_hour_and_for_one_change(client, ana, mailbox):
    prove_mailbox(client, mailbox)
    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        assert change(client).url == START


def test_the_double_click_changes_it_once(client, ana, mailbox):
    prove_mailbox(client, mailbox)
    session = client.cookies["sessionid"].value
    change(client)
    again = Client()
    again.cookies["sessionid"] = session
    assert again.post(CHANGE, {"security_answer": ANSWER, "password": "otra-guadua-distinta"})["Location"] == START
    ana.refresh_from_db()
    assert ana.check_password(NEW)


def test_somebody_elses_session_cannot_finish_it(client, ana, mailbox):
    prove_mailbox(client, mailbox)
    assert change(Client()).url == START


def test_an_address_without_an_account_sees_the_same_and_gets_word(client, ana, mailbox):
    pages = []
    for address in ("ana@example.com", "nadie@example.com"):
        visitor = Client()
        started = visitor.post(START, {"email": address})
        mailbox.messages()
        shown = visitor.get(CODE)
        refused = [visitor.post(CODE, {"code": "000000"}) for _try in range(4)]
        pages.append(
            [(started.status_code, started["Location"])]
            + [
                (page.status_code, str(page.context["form"].errors), page.context["message"].sentence)
                for page in (shown, *refused)
            ]
        )
    assert pages[0] == pages[1]
    assert mailbox.subjects("nadie@example.com") == ["No hay una cuenta con este correo"]
    assert mailbox.subjects("ana@example.com") == ["Su código para recuperar la contraseña"]


def test_a_recovery_code_does_not_open_a_sign_in(client, ana, mailbox):
    client.post("/ingresar/", {"login": "ana", "password": PASSWORD})
    other = Client()
    other.post(START, {"email": "ana@example.com"})
    mailbox.messages()
    assert LoginCode.objects.count() == 2
    recovery = mailbox.code()
    (sign_in_mail,) = [message for message in mailbox.messages() if message["Subject"] == "Su código de ingreso"]
    if recovery in sign_in_mail.get_body(("plain",)).get_content():
        pytest.skip("both codes came out the same")
    client.post("/ingresar/codigo/", {"code": recovery})
    assert not get_user(client).is_authenticated


def test_a_sign_in_begun_before_the_change_cannot_be_finished_after_it(client, ana, mailbox):
    thief = Client()
    thief.post("/ingresar/", {"login": "ana", "password": PASSWORD})
    thiefs_code = mailbox.code()
    prove_mailbox(client, mailbox)
    change(client)
    thief.post("/ingresar/codigo/", {"code": thiefs_code})
    assert not get_user(thief).is_authenticated


def test_asking_too_often_is_limited_alike_for_both(client, ana, mailbox):
    for address in ("ana@example.com", "nadie@example.com"):
        statuses = [Client().post(START, {"email": address}).status_code for _time in range(7)]
        assert statuses == [302] * 5 + [429] * 2


def test_an_account_without_a_question_is_sent_to_people(client, mailbox):
    User.objects.filter(pk=UserFactory(email="ana@example.com").pk).update(security_answer="", security_question="")
    prove_mailbox(client, mailbox)
    assert "No tiene" not in client.get(CHANGE).content.decode()
    assert "accounts/recovery_unable.html" in [t.name for t in client.get(CHANGE).templates]
    assert change(client).status_code == 200
    assert not Message.objects.filter(kind="password-changed").exists()
