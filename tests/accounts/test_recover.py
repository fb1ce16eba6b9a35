"""Getting back into an account whose password was forgotten."""

import time
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth import get_user
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from accounts.models import Activity, LoginCode, PersonSession, User
from accounts.services import answers, factors, recovery
from accounts.services.activity import Origin
from accounts.services.recovery import Proof, Proofs
from groundwork.messaging.models import Message
from groundwork.web.actor import FACTOR, PROVED_AT, Actor
from tests.accounts.factories import (
    ANSWER,
    PASSWORD,
    AuthenticatorFactory,
    UserFactory,
    app_code,
    sign_in,
    wrong,
)
from tests.accounts.soft_passkey import give_passkey

pytestmark = pytest.mark.django_db

START, CODE, CHANGE = "/recuperar/", "/recuperar/codigo/", "/recuperar/clave/"
DONE, FORGOTTEN = "/recuperar/listo/", "/recuperar/sin-respuesta/"
NEW = "frailejon-tambor-orilla"


@pytest.fixture
def ana():
    return UserFactory(username="ana", email="ana@example.com")


def prove_mailbox(client, mailbox) -> None:
    mailbox.messages()  # whatever was owed before
    client.post(START, {"email": "Ana@example.com"})
    assert client.post(CODE, {"code": mailbox.code("ana@example.com")}).url == CHANGE


def change(client, answer: str = ANSWER, **more: str):
    return client.post(CHANGE, {"security_answer": answer, "password": NEW} | more)


def test_mailbox_and_answer_change_the_password_end_every_session_and_tell_the_owner(client, ana, mailbox):
    elsewhere = Client()
    sign_in(elsewhere, ana)
    ana.must_change_password = True
    ana.save()
    prove_mailbox(client, mailbox)
    assert client.get(CHANGE).context["form"]["security_answer"].label == ana.security_question
    assert change(client, "escuela  normal de PAMPLONA").url == DONE
    ana.refresh_from_db()
    assert ana.check_password(NEW)
    assert not ana.must_change_password
    assert Activity.objects.of(ana).filter(kind=Activity.Kind.PASSWORD_RECOVERED).count() == 1
    assert not PersonSession.objects.of(ana).open().exists()
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
        assert change(client, code=app_code()).url == DONE
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


def test_an_account_without_a_question_is_shown_the_other_ways(client, mailbox):
    User.objects.filter(pk=UserFactory(email="ana@example.com").pk).update(security_answer="", security_question="")
    prove_mailbox(client, mailbox)
    assert client.get(CHANGE).url == FORGOTTEN
    assert change(client).url == FORGOTTEN
    assert "no tiene una pregunta" in client.get(FORGOTTEN).content.decode()
    assert not Message.objects.filter(kind="password-changed").exists()


def test_the_first_question_is_which_system_and_another_leads_there(client):
    page = client.get(START).content.decode()
    for name in ("Este portal", "SECOP II", "SIGEP II", "Integridad Pública"):
        assert name in page
    elsewhere = client.post(START, {"system": "sigep2"}).content.decode()
    assert "https://www.funcionpublica.gov.co/web/sigep2" in elsewhere
    assert "soportesigep2@funcionpublica.gov.co" in elsewhere
    assert not LoginCode.objects.exists()


def test_an_address_is_needed_only_for_this_system(client):
    assert client.post(START, {"system": "portal"}).context["form"].has_error("email")
    assert client.post(START, {}).context["form"].has_error("email")
    assert client.post(START, {"system": "otro"}).context["form"].has_error("system")


def test_afterwards_it_says_what_was_closed_and_who_was_told(client, ana, mailbox):
    for _time in range(2):
        sign_in(Client(), ana)
    prove_mailbox(client, mailbox)
    page = client.get(change(client).url).content.decode()
    assert "Se cerraron 2 sesiones" in page
    assert "a•••a@example.com" in page
    assert Client().get(DONE)["Location"] == "/ingresar/"


def test_wrong_answers_are_written_down_and_counted_where_no_cache_can_forget_them(client, ana, mailbox):
    prove_mailbox(client, mailbox)
    for n in range(answers.TRIES):
        change(client, f"escuela {n}")
    assert Activity.objects.of(ana).filter(kind=Activity.Kind.ANSWER_REFUSED).count() == answers.TRIES
    cache.clear()
    refused = change(client)
    assert "varias respuestas erradas" in str(refused.context["form"].errors)
    assert "dentro de 60 minutos" in str(refused.context["form"].errors)
    ana.refresh_from_db()
    assert ana.check_password(PASSWORD)
    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        prove_mailbox(client, mailbox)
        assert change(client).url == DONE


def test_the_password_of_now_is_refused_only_to_who_proved_the_rest(client, ana, mailbox):
    prove_mailbox(client, mailbox)
    unproved = client.post(CHANGE, {"security_answer": "otra escuela", "password": PASSWORD})
    assert list(unproved.context["form"].errors) == ["security_answer"]
    proved = client.post(CHANGE, {"security_answer": ANSWER, "password": PASSWORD})
    assert list(proved.context["form"].errors) == ["password"]


def test_the_password_of_now_costs_nobody_their_apps_code(client, ana, mailbox):
    AuthenticatorFactory(user=ana)
    prove_mailbox(client, mailbox)
    code = app_code()
    client.post(CHANGE, {"security_answer": ANSWER, "code": code, "password": PASSWORD})
    assert change(client, code=code).url == DONE


def test_another_code_can_be_had_after_a_minute(client, ana, mailbox):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        client.post(START, {"email": "ana@example.com"})
        assert client.get(CODE).context["wait_seconds"] == 60
        client.post("/recuperar/codigo/reenviar/")
        assert len(mailbox.messages()) == 1
        clock.shift(timedelta(seconds=61))
        client.post("/recuperar/codigo/reenviar/")
        assert client.post(CODE, {"code": mailbox.code()}).url == CHANGE
    assert Client().post("/recuperar/codigo/reenviar/")["Location"] == START


def backup_codes(user) -> list[str]:
    actor = Actor(user, {PROVED_AT: time.time(), FACTOR: "app"})
    return factors.make_backup_codes(by=actor, origin=Origin())


def test_a_forgotten_answer_can_be_a_backup_code_once(client, ana, mailbox):
    first, *_others = backup_codes(ana)
    prove_mailbox(client, mailbox)
    assert "con=respaldo" in client.get(FORGOTTEN).content.decode()
    form = {"password": NEW}
    assert (
        client.post(f"{CHANGE}?con=respaldo", form | {"backup_code": "aaaaa-aaaaa"})
        .context["form"]
        .has_error("backup_code")
    )
    with time_machine.travel(timezone.now() + timedelta(seconds=30)):
        assert client.post(f"{CHANGE}?con=respaldo", form | {"backup_code": first.upper()}).url == DONE
        prove_mailbox(client, mailbox)
        again = {"password": PASSWORD, "backup_code": first}
        assert client.post(f"{CHANGE}?con=respaldo", again).context["form"].has_error("backup_code")


def test_a_backup_code_stands_for_an_app_but_never_for_app_and_answer_together(client, ana, mailbox):
    first, second, *_others = backup_codes(ana)
    AuthenticatorFactory(user=ana)
    prove_mailbox(client, mailbox)
    both = {"backup_code": first, "code": second.replace("-", ""), "password": NEW}
    assert client.post(f"{CHANGE}?con=respaldo&factor=backup", both).context["form"].has_error("code")
    ana.refresh_from_db()
    assert ana.check_password(PASSWORD)
    assert client.get(f"{CHANGE}?factor=backup").context["others"]
    assert (
        client.post(f"{CHANGE}?factor=backup", {"security_answer": ANSWER, "code": second, "password": NEW}).url == DONE
    )


def test_the_service_itself_refuses_a_backup_code_for_both(ana):
    first, second, *_others = backup_codes(ana)
    AuthenticatorFactory(user=ana)
    row = recovery.ask(ana.email, asked_from="", language="es-co")
    LoginCode.objects.filter(pk=row.pk).update(digest="x", minted_at=timezone.now(), used_at=timezone.now())
    attempt = recovery.hold(row.challenge)
    assert attempt is not None
    outcome = recovery.finish(
        attempt, Proofs(backup_code=first, factor_backup_code=second), password=NEW, origin=Origin()
    )
    assert outcome.proof is Proof.FACTOR


def test_a_passkey_recovers_beside_the_answer_and_once(client, ana, mailbox):
    soft, kept = give_passkey(ana)
    elsewhere = Client()
    sign_in(elsewhere, ana)
    prove_mailbox(client, mailbox)
    page = client.get(CHANGE)
    assert page.context["by_passkey"]
    stranger, _kept = give_passkey(UserFactory())
    options = client.post("/recuperar/clave/llave/").json()
    assert change(client, code=stranger.sign(options)).context["form"].has_error("code")
    signed = soft.sign(options)
    assert change(client, code=signed).context["form"].has_error("code")  # that challenge was answered already
    signed = soft.sign(client.post("/recuperar/clave/llave/").json())
    assert change(client, code=signed, security_answer="otra").context["form"].has_error("security_answer")
    signed = soft.sign(client.post("/recuperar/clave/llave/").json())
    assert change(client, code=signed).url == DONE
    ana.refresh_from_db()
    kept.refresh_from_db()
    assert ana.check_password(NEW)
    assert kept.sign_count == soft.count
    assert not get_user(elsewhere).is_authenticated
    assert change(client, code=signed).url == START


def test_who_has_only_a_passkey_is_asked_for_it(client, ana, mailbox):
    give_passkey(ana)
    prove_mailbox(client, mailbox)
    page = client.get(CHANGE)
    assert page.context["by_passkey"]
    assert change(client).context["form"].has_error("code")
    assert change(client, code="{}").context["form"].has_error("code")
    ana.refresh_from_db()
    assert ana.check_password(PASSWORD)


def test_a_password_counts_as_it_was_typed_however_long(client, ana, mailbox):
    long = f" {'guadua neblina trocha ' * 5}"
    prove_mailbox(client, mailbox)
    assert change(client, password=long).url == DONE
    assert len(long) > 64
    for other in (long.strip(), long[:64], long.upper()):
        assert client.post("/ingresar/", {"login": "ana", "password": other}).status_code == 200
    assert client.post("/ingresar/", {"login": "ana", "password": long}).status_code == 302


def test_a_passkey_is_asked_only_of_whose_mailbox_was_proved(client, ana, mailbox):
    assert client.post("/recuperar/clave/llave/").status_code == 403
    prove_mailbox(client, mailbox)
    assert client.post("/recuperar/clave/llave/").json()["challenge"]


def test_a_closed_account_is_not_recovered(client, ana, mailbox):
    prove_mailbox(client, mailbox)
    User.objects.update(is_active=False)
    assert change(client).url == START
