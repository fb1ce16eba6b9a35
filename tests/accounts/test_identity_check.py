"""Recovering an account whose answer was forgotten: asked, told, decided by staff, waited for, used once."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth import get_user
from django.contrib.auth.models import Permission
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


def staff(username: str, **more: bool) -> User:
    """Somebody who may decide."""
    person = UserFactory(username=username, is_staff=True, **({"is_superuser": True} | more))
    return AuthenticatorFactory(user=person).user


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
    check = asked(boss)
    for decider in (staff("otra"), staff("tercera")):
        identity_check.decide(check, approve=True, reason="Llamada y cédula", by=actor(decider))
    with time_machine.travel(timezone.now() + CHECK_DELAY + timedelta(minutes=1)):
        send_identity_links()
        assert client.post(link(mailbox, "(?!detener)", boss.email), SECRETS).url == "/recuperar/listo/"
    assert User.objects.get(pk=boss.pk).check_password(NEW)


def test_where_the_account_has_power_over_others_two_people_agree(boss, mailbox):
    first, second = staff("primera"), staff("segunda")
    check = identity_check.decide(asked(boss), approve=True, reason="Cédula", by=actor(first))
    assert (check.is_pending, check.proposed_by, check.approved) == (True, first, None)
    assert "Se aprobó la recuperación de su cuenta" not in mailbox.subjects(boss.email)
    with pytest.raises(ValidationError):
        identity_check.decide(check, approve=True, reason="Otra vez", by=actor(first))
    check = identity_check.decide(check, approve=True, reason="Llamada", by=actor(second))
    assert (check.approved, check.proposed_by, check.decided_by) == (True, first, second)
    assert mailbox.subjects(boss.email)[-1] == "Se aprobó la recuperación de su cuenta"
    with pytest.raises(IntegrityError):
        IdentityCheck.objects.filter(pk=check.pk).update(proposed_by=second)


def test_whoever_proposed_it_may_still_refuse_it(boss):
    first = staff("primera")
    check = identity_check.decide(asked(boss), approve=True, reason="Cédula", by=actor(first))
    check = identity_check.decide(check, approve=False, reason="No era", by=actor(first))
    assert (check.approved, check.decided_by) == (False, first)


def test_the_administration_says_that_another_has_to_approve_it(client, boss):
    first = staff("primera")
    check = asked(boss)
    sign_in(client, first, first.authenticator_set.get())
    address = f"{ADMIN}{check.pk}/change/"
    client.post(address, {"decision": "approve", "reason": "Cédula"})
    again = client.post(address, {"decision": "approve", "reason": "Cédula"})
    assert "una persona distinta de quien propuso" in again.content.decode()
    assert "Falta que otra persona la apruebe" in client.get(ADMIN).content.decode()


OPENED = {
    "document_type": "CC",
    "document_number": "52345678",
    "phone": "601 3344080",
    "explanation": "Perdió el buzón y el celular; vino con su cédula.",
    "new_email": "Ana.Nueva@example.com",
}


def opened(client, person, by: User) -> IdentityCheck:
    sign_in(client, by, by.authenticator_set.get())
    response = client.post(f"{ADMIN}add/", OPENED | {"user": person.pk})
    assert response.status_code == 302
    return IdentityCheck.objects.get(user=person)


def test_who_lost_the_mailbox_too_recovers_at_a_new_one_and_enrols_a_strong_factor_anew(client, mailbox):
    rosa = UserFactory(username="rosa", email="rosa@example.com", is_reviewer=True)
    AuthenticatorFactory(user=rosa)
    first, second = staff("primera"), staff("segunda")
    check = opened(client, rosa, first)
    assert (check.new_email, check.proposed_by) == ("ana.nueva@example.com", first)
    assert "perdió este buzón" in mailbox.text(rosa.email)
    assert link(mailbox, "detener/", rosa.email)
    with pytest.raises(ValidationError):
        identity_check.decide(check, approve=True, reason="Cédula", by=actor(first))
    identity_check.decide(check, approve=True, reason="Cédula", by=actor(second))
    assert "en otro correo" in mailbox.text(rosa.email)
    visitor = Client()
    with time_machine.travel(timezone.now() + CHECK_DELAY + timedelta(minutes=1)):
        send_identity_links()
        assert "Ya puede recuperar su cuenta" not in mailbox.subjects(rosa.email)
        use = link(mailbox, "(?!detener)", "ana.nueva@example.com")
        assert visitor.post(use, SECRETS)["Location"] == "/recuperar/listo/"
        assert mailbox.subjects(rosa.email)[-1] == mailbox.subjects("ana.nueva@example.com")[-1]
        rosa.refresh_from_db()
        assert (rosa.email, rosa.email_changed_at.date()) == ("ana.nueva@example.com", timezone.now().date())
        assert rosa.check_password(NEW)
        assert not Authenticator.objects.filter(user=rosa).exists()
        visitor.post("/ingresar/", {"login": "rosa", "password": NEW})
        visitor.post("/ingresar/codigo/", {"code": mailbox.code("ana.nueva@example.com")})
        assert visitor.get("/inicio/")["Location"] == "/cuenta/seguridad/"


def test_the_old_mailbox_stops_one_that_goes_elsewhere(client, ana, boss, mailbox):
    check = opened(client, ana, boss)
    identity_check.decide(check, approve=True, reason="Cédula", by=actor(boss))
    Client().post(link(mailbox, "detener/"))
    with time_machine.travel(timezone.now() + CHECK_DELAY + timedelta(minutes=1)):
        assert send_identity_links() == 0
    assert identity_check.use(check, password=NEW, question="x", answer="y", origin=Origin()) is None
    ana.refresh_from_db()
    assert (ana.email, ana.check_password(PASSWORD)) == ("ana@example.com", True)


def test_an_address_that_became_somebodys_meanwhile_changes_nothing(client, ana, boss):
    check = opened(client, ana, boss)
    identity_check.decide(check, approve=True, reason="Cédula", by=actor(boss))
    UserFactory(username="eva", email="ana.nueva@example.com")
    use = f"/recuperar/identidad/{identity_check._sign(check, identity_check.USE)}/"
    with time_machine.travel(timezone.now() + CHECK_DELAY + timedelta(minutes=1)):
        assert "ahora el de otra cuenta" in client.post(use, SECRETS).content.decode()
    ana.refresh_from_db()
    check.refresh_from_db()
    assert (ana.email, ana.check_password(PASSWORD), check.used_at) == ("ana@example.com", True, None)


def test_staff_open_none_for_themselves_nor_towards_an_address_that_is_taken(client, ana, boss):
    sign_in(client, boss, boss.authenticator_set.get())
    own = client.post(f"{ADMIN}add/", OPENED | {"user": boss.pk})
    taken = client.post(f"{ADMIN}add/", OPENED | {"user": ana.pk, "new_email": "ANA@example.com"})
    assert own.context["adminform"].form.has_error("user")
    assert taken.context["adminform"].form.has_error("new_email")
    with pytest.raises(StrongFactorRequiredError):
        identity_check.open_for(ana, Facts("CC", "1", "1", "x"), new_email="b@example.com", by=actor(boss, "email"))
    assert not IdentityCheck.objects.exists()


def test_those_who_may_decide_are_told_once_that_one_waits_and_nothing_of_whom(ana, boss, mailbox):
    helper = staff("ayudante", is_superuser=False)
    decider = staff("decide", is_superuser=False)
    decider.user_permissions.add(Permission.objects.get(codename="change_identitycheck"))
    check = asked(ana)
    for reader in (boss, decider):
        assert mailbox.subjects(reader.email) == ["Una verificación de identidad espera su decisión"]
        text = mailbox.text(reader.email)
        assert f"{ADMIN}{check.pk}/change/" in text
        for private in ("52345678", "ana@example.com", ana.full_name):
            assert private not in text
    assert mailbox.subjects(helper.email) == []


def test_the_index_and_the_list_say_how_many_wait(client, ana, boss):
    sign_in(client, boss, boss.authenticator_set.get())
    assert "Verificaciones de identidad</a>" in client.get("/administracion/").content.decode()
    check = asked(ana)
    assert "Verificaciones de identidad (1)" in client.get("/administracion/").content.decode()
    assert "1 espera decisión" in client.get(ADMIN).content.decode()
    identity_check.decide(check, approve=False, reason="No", by=actor(boss))
    assert "Verificaciones de identidad (1)" not in client.get("/administracion/").content.decode()
