"""Recovering an account whose answer was forgotten: asked, told, decided by staff, waited for, used once."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth import get_user
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.test import Client
from django.utils import timezone

from accounts.models import Activity, Authenticator, IdentityCheck, LoginCodeDevice, User
from accounts.models.change import CHECK_DELAY, CHECK_GOOD_FOR
from accounts.services import identity_check, people
from accounts.services.activity import Origin
from accounts.services.identity_check import Facts
from accounts.tasks import send_identity_links
from groundwork.ledger.models import Entry
from groundwork.messaging.models import Message
from groundwork.web.actor import FACTOR, PROVED_AT, Actor, StrongFactorRequiredError
from tests.accounts.factories import PASSWORD, AuthenticatorFactory, UserFactory, sign_in

pytestmark = pytest.mark.django_db

ASK = "/recuperar/identidad/"
ADMIN = "/administracion/accounts/identitycheck/"
NEW = "frailejon-tambor-orilla"
FORM = {
    "document_type": "CC",
    "document_number": "52.345.678",
    "phone": "601 3344080",
    "explanation": "Olvidé la respuesta hace un año y cambié de teléfono.",
}
SECRETS = {"password": NEW, "security_question": "¿Cómo se llama mi finca?", "security_answer": "El Recodo"}


@pytest.fixture
def ana():
    return UserFactory(username="ana", email="ana@example.com")


@pytest.fixture
def boss():
    return AuthenticatorFactory(user=UserFactory(username="jefa", is_staff=True, is_superuser=True)).user


def actor(user, factor: str = "app") -> Actor:
    return Actor(user, {PROVED_AT: timezone.now().timestamp(), FACTOR: factor})


def prove_mailbox(client, mailbox) -> None:
    client.post("/recuperar/", {"email": "ana@example.com"})
    client.post("/recuperar/codigo/", {"code": mailbox.code("ana@example.com")})


def asked(user) -> IdentityCheck:
    return identity_check.ask(user, Facts("CC", "52345678", "601 3344080", "x" * 30), origin=Origin("Firefox en Linux"))


def approved(user, boss) -> IdentityCheck:
    return identity_check.decide(asked(user), approve=True, reason="Llamada y cédula", by=actor(boss))


def link(mailbox, words: str, to: str = "ana@example.com") -> str:
    """The newest link in the person's mails whose path has these words."""
    found = [
        match
        for message in mailbox.messages(to)
        for match in re.findall(
            rf"https?://[^/\s]+(/recuperar/identidad/{words}\S+)", str(message.get_body(("plain",)).get_content())
        )
    ]
    assert found
    return found[-1]


def test_asking_needs_the_mailbox_and_tells_it_at_once_with_a_way_to_stop_it(client, ana, mailbox):
    assert client.get(ASK).url == "/recuperar/"
    assert client.post(ASK, FORM).url == "/recuperar/"
    prove_mailbox(client, mailbox)
    page = client.post(ASK, FORM)
    assert "Recibimos su solicitud" in page.content.decode()
    check = IdentityCheck.objects.get()
    assert (check.user, check.is_pending, check.document_number) == (ana, True, "52.345.678")
    assert mailbox.subjects()[-1] == "Pidieron recuperar su cuenta"
    assert Activity.objects.of(ana).filter(kind=Activity.Kind.IDENTITY_CHECK_ASKED).exists()
    stop = link(mailbox, "detener/")
    assert "deténgala" in Client().get(stop).content.decode()
    check.refresh_from_db()
    assert check.is_pending
    for _time in range(2):
        assert "quedó detenida" in Client().post(stop).content.decode()
    check.refresh_from_db()
    assert check.stopped_at
    assert Activity.objects.of(ana).filter(kind=Activity.Kind.NOT_ME).count() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [("document_number", "<b>"), ("document_type", "XX"), ("phone", "no"), ("explanation", "corta")],
)
def test_each_field_says_what_is_wrong_with_it(client, ana, mailbox, field, value):
    prove_mailbox(client, mailbox)
    assert list(client.post(ASK, FORM | {field: value}).context["form"].errors) == [field]
    assert not IdentityCheck.objects.exists()


def test_there_is_one_under_way_for_each_account(client, ana, mailbox):
    asked(ana)
    prove_mailbox(client, mailbox)
    assert "en curso" in str(client.post(ASK, FORM).context["form"].errors)
    with pytest.raises(IntegrityError):
        IdentityCheck.objects.create(user=ana, document_type="CC", document_number="1", phone="1", explanation="x")


def test_an_approved_one_still_counts_as_under_way(ana, boss):
    approved(ana, boss)
    with pytest.raises(ValidationError):
        asked(ana)
    with time_machine.travel(timezone.now() + CHECK_DELAY + CHECK_GOOD_FOR + timedelta(seconds=1)):
        asked(ana)


def test_asking_again_and_again_is_limited_by_account(client, ana, mailbox):
    prove_mailbox(client, mailbox)
    statuses = [client.post(ASK, FORM).status_code for _time in range(4)]
    assert statuses == [200, 200, 200, 429]


def test_asking_from_one_network_is_limited_for_all_accounts(client, ana, mailbox):
    prove_mailbox(client, mailbox)
    for n in range(5):
        other = UserFactory(username=f"otra{n}", email=f"otra{n}@example.com")
        visitor = Client()
        visitor.post("/recuperar/", {"email": other.email})
        visitor.post("/recuperar/codigo/", {"code": mailbox.code(other.email)})
        visitor.post(ASK, FORM)
    assert client.post(ASK, FORM).status_code == 429


def test_staff_decide_in_the_administration_with_a_reason_and_the_person_reads_it(client, ana, boss, mailbox):
    check = asked(ana)
    sign_in(client, boss, boss.authenticator_set.get())
    address = f"{ADMIN}{check.pk}/change/"
    page = client.get(address).content.decode()
    for fact in ("52345678", "ana@example.com", ana.security_question):
        assert fact in page
    assert "argon2" not in page
    client.post(address, {"decision": "approve", "reason": " "})
    check.refresh_from_db()
    assert check.is_pending
    client.post(address, {"decision": "approve", "reason": "Llamada y cédula"})
    check.refresh_from_db()
    assert (check.approved, check.decided_by, check.reason) == (True, boss, "Llamada y cédula")
    assert mailbox.subjects("ana@example.com")[-1] == "Se aprobó la recuperación de su cuenta"
    assert "Llamada y cédula" in mailbox.text("ana@example.com")
    assert Activity.objects.of(ana).filter(kind=Activity.Kind.IDENTITY_CHECK_DECIDED).exists()
    assert Entry.objects.filter(verb="person.identity_check_decided", subject=str(check.code)).exists()
    assert client.post(address, {"decision": "refuse", "reason": "Otra"}).status_code == 403


def test_a_refused_one_says_why_and_leaves_the_account_alone(ana, boss, mailbox):
    check = identity_check.decide(asked(ana), approve=False, reason="La cédula no coincide", by=actor(boss))
    assert mailbox.subjects("ana@example.com")[-1] == "No se aprobó la recuperación de su cuenta"
    assert "La cédula no coincide" in mailbox.text("ana@example.com")
    with time_machine.travel(timezone.now() + CHECK_DELAY + timedelta(minutes=1)):
        assert send_identity_links() == 0
    assert not identity_check.stop(check, origin=Origin())
    asked(ana)  # another may be asked for


def test_the_decision_asks_for_a_fresh_strong_factor(ana, boss):
    check = asked(ana)
    with pytest.raises(StrongFactorRequiredError):
        identity_check.decide(check, approve=True, reason="Sí", by=actor(boss, "email"))
    with pytest.raises(StrongFactorRequiredError):
        identity_check.decide(check, approve=True, reason="Sí", by=Actor(boss, {PROVED_AT: 0, FACTOR: "app"}))


def test_the_administration_leads_to_the_fresh_proof(client, ana, boss):
    check = asked(ana)
    sign_in(client, boss, boss.authenticator_set.get())
    session = client.session
    session[PROVED_AT] = 0
    session.save()
    led = client.post(f"{ADMIN}{check.pk}/change/", {"decision": "approve", "reason": "Sí"})
    assert led.url.startswith("/ingresar/confirmar/")
    check.refresh_from_db()
    assert check.is_pending


def test_nobody_decides_on_their_own_account(client, boss):
    check = asked(boss)
    with pytest.raises(ValidationError):
        identity_check.decide(check, approve=True, reason="Soy yo", by=actor(boss))
    sign_in(client, boss, boss.authenticator_set.get())
    client.post(f"{ADMIN}{check.pk}/change/", {"decision": "approve", "reason": "Soy yo"})
    check.refresh_from_db()
    assert check.is_pending


def test_a_stranger_sees_none_of_it(client, ana):
    check = asked(ana)
    sign_in(client, ana)
    assert client.get(f"{ADMIN}{check.pk}/change/").status_code == 302
    assert client.post(f"{ADMIN}{check.pk}/change/", {"decision": "approve", "reason": "x"}).status_code == 302
    check.refresh_from_db()
    assert check.is_pending


def test_it_is_decided_once(ana, boss):
    check = asked(ana)
    identity_check.decide(check, approve=False, reason="No", by=actor(boss))
    with pytest.raises(ValidationError):
        identity_check.decide(check, approve=True, reason="Sí", by=actor(boss))


def test_the_link_comes_after_a_day_and_gives_the_account_back_without_its_lost_factors(client, ana, boss, mailbox):
    AuthenticatorFactory(user=ana)
    elsewhere = Client()
    sign_in(elsewhere, ana)
    approved(ana, boss)
    assert send_identity_links() == 0
    with time_machine.travel(timezone.now() + CHECK_DELAY + timedelta(minutes=1)):
        for _time in range(2):
            assert send_identity_links() == 1
        assert mailbox.subjects("ana@example.com").count("Ya puede recuperar su cuenta") == 1
        use = link(mailbox, "(?!detener)")
        assert client.get(use).status_code == 200
        assert client.post(use, SECRETS | {"password": "corta"}).context["form"].has_error("password")
        done = client.post(use, SECRETS, follow=True).content.decode()
        assert "Se cerró 1 sesión" in done
        assert "Se quitaron la aplicación" in done
        assert client.get(use).status_code == 404
        assert client.post(use, SECRETS | {"password": "otra-guadua-distinta"}).status_code == 404
        assert mailbox.subjects("ana@example.com")[-1] == "Su cuenta se recuperó"
        assert "se quitaron la aplicación" in mailbox.text("ana@example.com")
    ana.refresh_from_db()
    assert ana.check_password(NEW)
    assert ana.security_question == SECRETS["security_question"]
    assert people.answer_matches(ana, "el recodo")
    assert not Authenticator.objects.filter(user=ana).exists()
    assert LoginCodeDevice.objects.filter(user=ana).exists()
    assert not get_user(elsewhere).is_authenticated
    kinds = set(Activity.objects.of(ana).values_list("kind", flat=True))
    assert {Activity.Kind.PASSWORD_RECOVERED, Activity.Kind.QUESTION_CHANGED, Activity.Kind.APP_REMOVED} <= kinds
    assert mailbox.subjects("ana@example.com")[-1] == "Su cuenta se recuperó"
    assert "se quitaron la aplicación" in mailbox.text("ana@example.com")


def test_the_link_is_in_no_row(ana, boss):
    check = approved(ana, boss)
    with time_machine.travel(timezone.now() + CHECK_DELAY + timedelta(minutes=1)):
        send_identity_links()
    row = Message.objects.get(kind=identity_check.LINK)
    assert (row.minted, row.text, row.html) == (True, "", "")
    assert row.reference == str(check.code)


@pytest.mark.parametrize("hours", [0, 23.9, 24 + 72.1])
def test_before_the_day_and_after_three_more_it_is_good_for_nothing(client, ana, boss, hours):
    check = approved(ana, boss)
    use = f"/recuperar/identidad/{identity_check._sign(check, identity_check.USE)}/"
    with time_machine.travel(timezone.now() + timedelta(hours=hours)):
        assert client.get(use).status_code == 404
        assert client.post(use, SECRETS).status_code == 404
    ana.refresh_from_db()
    assert ana.check_password(PASSWORD)


def test_whoever_reads_the_mailbox_stops_it_until_the_last_moment(client, ana, boss, mailbox):
    check = approved(ana, boss)
    with time_machine.travel(timezone.now() + CHECK_DELAY + timedelta(minutes=1)):
        send_identity_links()
        use, stop = link(mailbox, "(?!detener)"), link(mailbox, "detener/")
        Client().post(stop)
        assert client.post(use, SECRETS).status_code == 404
        assert "detuvo" in client.get(use).content.decode()
    assert identity_check.use(check, password=NEW, question="x", answer="y", origin=Origin()) is None
    ana.refresh_from_db()
    assert ana.check_password(PASSWORD)


def test_one_link_is_not_the_other_and_neither_can_be_made_up(client, ana, boss):
    check = approved(ana, boss)
    stop = identity_check.stop_token(check)
    with time_machine.travel(timezone.now() + CHECK_DELAY + timedelta(minutes=1)):
        for token in (stop, str(check.code), f"{check.code}.AAAA", "x"):
            assert client.post(f"/recuperar/identidad/{token}/", SECRETS).status_code == 404
    for token in (identity_check._sign(check, identity_check.USE), str(check.code), "%00"):
        assert client.post(f"/recuperar/identidad/detener/{token}/").status_code == 404
    check.refresh_from_db()
    assert not check.stopped_at


def test_somebody_who_acts_for_an_entity_or_administers_may_use_it_too(client, boss, mailbox):
    other = AuthenticatorFactory(user=UserFactory(username="otra", is_staff=True, is_superuser=True)).user
    approved(boss, other)
    with time_machine.travel(timezone.now() + CHECK_DELAY + timedelta(minutes=1)):
        send_identity_links()
        assert client.post(link(mailbox, "(?!detener)", boss.email), SECRETS).url == "/recuperar/listo/"
    assert User.objects.get(pk=boss.pk).check_password(NEW)
