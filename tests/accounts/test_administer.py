"""The administration site, and who gets in."""

import time

import pytest
from django.contrib.auth import get_user
from django.core.exceptions import ValidationError
from django.test import Client

from accounts.models import Activity, User
from accounts.services import sessions
from groundwork.ledger.models import Entry
from groundwork.web.actor import FACTOR, PROVED_AT, Actor, StrongFactorRequiredError
from tests.accounts.factories import PASSWORD, AuthenticatorFactory, UserFactory, app_code, sign_in

pytestmark = pytest.mark.django_db

ADMIN = "/administracion/"


@pytest.fixture
def boss():
    return AuthenticatorFactory(
        user=UserFactory(username="jefa", email="jefa@example.com", is_staff=True, is_superuser=True)
    ).user


def test_a_visitor_is_sent_through_the_portals_own_sign_in(client):
    assert client.get(ADMIN).status_code == 302
    led = client.get(ADMIN, follow=True)
    assert led.redirect_chain[-1][0] == "/ingresar/?next=/administracion/"


def test_a_mailed_code_does_not_open_it(client, boss, mailbox):
    client.post("/ingresar/", {"login": "jefa", "password": PASSWORD, "next": ADMIN})
    client.post("/ingresar/codigo/factor/", {"factor": "email"})
    response = client.post("/ingresar/codigo/", {"code": mailbox.code()}, follow=True)
    assert response.status_code == 403
    assert "aplicación de autenticación" in response.content.decode()
    assert client.get(f"{ADMIN}accounts/user/").status_code == 302


def test_a_fresh_strong_proof_opens_it_to_who_signed_in_with_a_mailed_code(client, boss):
    sign_in(client, boss)
    refused = client.get(ADMIN, follow=True)
    assert "/ingresar/confirmar/?strong=1&amp;next=/administracion/" in refused.content.decode()
    proof = {"password": PASSWORD, "code": app_code()}
    assert client.post(f"/ingresar/confirmar/?strong=1&next={ADMIN}", proof).url == ADMIN
    assert client.get(ADMIN).status_code == 200


def test_an_app_opens_it(client, boss):
    client.post("/ingresar/", {"login": "jefa", "password": PASSWORD, "next": ADMIN})
    assert client.post("/ingresar/codigo/", {"code": app_code()}).url == ADMIN
    assert client.get(ADMIN).status_code == 200


def test_staff_signed_in_without_any_factor_stay_out(client, boss):
    client.force_login(boss)
    assert client.get(ADMIN, follow=True).status_code == 403


def test_an_app_without_the_role_stays_out(client):
    device = AuthenticatorFactory()
    sign_in(client, device.user, device)
    assert client.get(ADMIN, follow=True).status_code == 403


def test_its_own_login_never_leads_elsewhere(client, boss):
    response = client.get(f"{ADMIN}login/?next=https://malo.example/")
    assert response.url == "/ingresar/?next=/administracion/"


def test_it_has_no_password_form_of_its_own(client, boss):
    sign_in(client, boss, boss.authenticator_set.get())
    assert client.get(f"{ADMIN}password_change/")["Location"] == "/cuenta/contrasena/"


def test_a_person_is_shown_without_secrets_and_can_be_closed_but_not_made_or_deleted(client, boss):
    sign_in(client, boss, boss.authenticator_set.get())
    ana = UserFactory()
    page = client.get(f"{ADMIN}accounts/user/{ana.pk}/change/").content.decode()
    assert ana.email in page
    assert "argon2" not in page
    assert client.get(f"{ADMIN}accounts/user/add/").status_code == 403
    assert client.post(f"{ADMIN}accounts/user/{ana.pk}/delete/", {"post": "yes"}).status_code == 403
    inline = {"consents-TOTAL_FORMS": "0", "consents-INITIAL_FORMS": "0"}
    client.post(f"{ADMIN}accounts/user/{ana.pk}/change/", {"is_reviewer": "on", "full_name": "Otro", **inline})
    ana.refresh_from_db()
    assert (ana.is_active, ana.is_reviewer, ana.full_name != "Otro") == (False, True, True)


def test_nobody_edits_anothers_address_there(client, boss):
    sign_in(client, boss, boss.authenticator_set.get())
    assert client.get(f"{ADMIN}account/emailaddress/").status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        *("/accounts/login/", "/accounts/password/reset/", "/accounts/signup/", "/accounts/login/code/"),
        *("/accounts/confirm-email/", "/accounts/email/", "/accounts/password/change/", "/admin/"),
    ],
)
def test_no_door_of_allauths_is_open(address):
    assert Client().get(address).status_code in {302, 404}
    assert Client().get(address, follow=True).redirect_chain in ([], [(f"/ingresar/?next={address}", 302)])
    assert User.objects.count() == 0


def test_staff_end_a_persons_sessions_with_a_reason_and_the_person_reads_it(client, boss, mailbox):
    sign_in(client, boss, boss.authenticator_set.get())
    ana, browser = UserFactory(), Client()
    sign_in(browser, ana)
    inline = {"consents-TOTAL_FORMS": "0", "consents-INITIAL_FORMS": "0"}
    typed = {"is_active": "on", "end_sessions": "on", **inline}
    address = f"{ADMIN}accounts/user/{ana.pk}/change/"
    assert client.post(address, typed).context["adminform"].form.has_error("end_reason")
    assert get_user(browser).is_authenticated
    assert client.post(address, typed | {"end_reason": "Nos lo pidió por teléfono"}).status_code == 302
    assert not get_user(browser).is_authenticated
    assert browser.get("/cuenta/").status_code == 302
    assert Activity.objects.of(ana).filter(kind=Activity.Kind.SESSIONS_CLOSED, detail="1").exists()
    assert mailbox.subjects(ana.email) == ["Cerramos sus sesiones"]
    assert "Nos lo pidió por teléfono" in mailbox.text(ana.email)
    assert Entry.objects.filter(verb="person.sessions_closed", subject=str(ana.code)).count() == 1
    client.post(address, typed | {"end_reason": "Otra vez"})
    assert Entry.objects.filter(verb="person.sessions_closed").count() == 1


def test_ending_them_asks_for_a_fresh_strong_proof_and_is_never_for_oneself(client, boss):
    ana = UserFactory()
    for session in ({PROVED_AT: 0, FACTOR: "app"}, {PROVED_AT: time.time(), FACTOR: "email"}):
        with pytest.raises(StrongFactorRequiredError):
            sessions.end_by_staff(ana, reason="x", by=Actor(boss, session))
    with pytest.raises(ValidationError):
        sessions.end_by_staff(boss, reason="x", by=Actor(boss, {PROVED_AT: time.time(), FACTOR: "app"}))
