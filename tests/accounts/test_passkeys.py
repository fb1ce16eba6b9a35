"""Passkeys: added, signed in with, renamed and removed; and the answers that are no proof of anything."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth import get_user
from django.db import connection, connections
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse
from django.utils import timezone
from django_otp_webauthn.models import WebAuthnCredential

from accounts.models import Activity
from accounts.services import factors
from groundwork.ledger.models import Entry
from tests.accounts.factories import PASSWORD, AuthenticatorFactory, UserFactory, sign_in
from tests.accounts.soft_passkey import SoftPasskey, add_options, give_passkey, login_options

pytestmark = pytest.mark.django_db

ADD, LIST, LOGIN = "/cuenta/seguridad/llaves/nueva/", "/cuenta/seguridad/llaves/", "/ingresar/codigo/"


@pytest.fixture
def ana(db):
    return UserFactory(username="ana", email="ana@example.com")


@pytest.fixture
def inside(client, ana):
    sign_in(client, ana)
    return client


def add(client, soft: SoftPasskey, name: str = "celular", **changes: str):
    return client.post(ADD, {"name": name, "answer": soft.register(add_options(client), **changes)})


def give_password(client: Client, login: str = "ana", **more: str) -> Client:
    client.post("/ingresar/", {"login": login, "password": PASSWORD} | more)
    return client


def is_in(client) -> bool:
    return get_user(client).is_authenticated


def address(kept: WebAuthnCredential, tail: str = "") -> str:
    return f"{LIST}{kept.credential_id_sha256}/{tail}"


def test_adding_one_names_it_tells_the_person_and_makes_the_session_strong(inside, ana, mailbox):
    response = add(inside, SoftPasskey())
    assert response.url == "/cuenta/seguridad/respaldo/?next=%2Fcuenta%2Fseguridad%2F"
    assert WebAuthnCredential.objects.get(user=ana).name == "celular"
    assert "celular" in inside.get(LIST).content.decode()
    inside.get("/cuenta/").wsgi_request.actor.require_strong_factor()
    entry = Activity.objects.get(user=ana, kind=Activity.Kind.PASSKEY_ADDED)
    assert entry.detail == "celular"
    assert mailbox.subjects("ana@example.com") == ["Cambió la seguridad de su cuenta"]
    assert "«celular»" in mailbox.text()
    assert Entry.objects.filter(verb="person.passkey_added", subject=str(ana.code)).count() == 1


def test_who_has_back_up_codes_is_not_offered_more(inside, ana):
    inside.post("/cuenta/seguridad/respaldo/")
    assert add(inside, SoftPasskey()).url == "/cuenta/seguridad/"


def test_without_a_name_nothing_is_added(inside, ana):
    assert add(inside, SoftPasskey(), name=" ").context["form"].has_error("name")
    assert list(inside.post(ADD, {"name": "", "answer": ""}).context["form"].errors) == ["name"]
    assert not WebAuthnCredential.objects.exists()


def test_a_challenge_is_good_for_one_passkey(inside, ana):
    soft, other = SoftPasskey(), SoftPasskey()
    options = add_options(inside)
    kept = inside.session["new_passkey"]
    inside.post(ADD, {"name": "uno", "answer": soft.register(options)})
    again = inside.post(ADD, {"name": "dos", "answer": other.register(options)})
    assert again.context["form"].non_field_errors()
    session = inside.session
    session["new_passkey"] = kept  # as two requests at once would both find it
    session.save()
    assert inside.post(ADD, {"name": "dos", "answer": other.register(options)}).status_code == 200
    assert WebAuthnCredential.objects.get().name == "uno"


def test_an_answer_to_another_challenge_or_from_another_site_is_refused(inside, ana):
    stale = add_options(inside)
    add_options(inside)
    assert inside.post(ADD, {"name": "a", "answer": SoftPasskey().register(stale)}).status_code == 200
    assert add(inside, SoftPasskey(), origin="https://malo.example").status_code == 200
    assert not WebAuthnCredential.objects.exists()


@pytest.mark.parametrize("answer", ["", "{", "[]", '"x"', "{}", "9" * 21_000, '{"id": "a", "rawId": "a"}', "[" * 9000])
def test_what_is_no_answer_at_all_is_refused_and_said(inside, ana, answer):
    add_options(inside)
    assert inside.post(ADD, {"name": "a", "answer": answer}).context["form"].errors
    assert not WebAuthnCredential.objects.exists()


def test_a_passkey_that_is_somebody_elses_cannot_be_added(inside, ana):
    soft, _kept = give_passkey(UserFactory())
    assert add(inside, soft).context["form"].non_field_errors()
    assert WebAuthnCredential.objects.count() == 1


def test_there_is_a_most(inside, ana, monkeypatch):
    monkeypatch.setattr("accounts.services.factors.passkeys.MOST", 1)
    give_passkey(ana)
    sign_in(inside, ana, WebAuthnCredential.objects.get())
    assert "Quite una" in str(add(inside, SoftPasskey()).context["form"].errors)


def test_an_old_proof_is_asked_for_anew_before_one_is_added(inside, ana):
    options = add_options(inside)
    soft = SoftPasskey()
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        assert inside.get(ADD).url == "/ingresar/confirmar/?next=%2Fcuenta%2Fseguridad%2Fllaves%2Fnueva%2F"
        refused = inside.post("/cuenta/seguridad/llaves/opciones/")
        assert refused.status_code == 403
        assert refused.json()["redirect"].startswith("/ingresar/confirmar/?next=")
        assert inside.post(ADD, {"name": "a", "answer": soft.register(options)}).url.startswith("/ingresar/confirmar/")
    assert not WebAuthnCredential.objects.exists()


def test_a_read_mailbox_is_not_enough_to_add_one_beside_another(inside, ana):
    give_passkey(ana)
    assert inside.get(ADD).url.startswith("/ingresar/confirmar/")


def test_the_page_says_that_it_needs_script_and_what_else_there_is(inside, ana):
    page = inside.get(ADD).content.decode()
    assert "necesitan que el navegador ejecute scripts" in page
    assert reverse("accounts:authenticator") in page


def test_it_is_asked_for_first_and_opens_a_strong_session(client, ana, mailbox):
    soft, kept = give_passkey(ana)
    AuthenticatorFactory(user=ana)
    give_password(client, next="/cuenta/")
    page = client.get(LOGIN)
    assert page.context["by_passkey"]
    assert [way for way, _words in page.context["others"]] == ["app", "email"]
    response = client.post(LOGIN, {"code": soft.sign(login_options(client))})
    assert response.url == "/cuenta/"
    request = client.get("/cuenta/").wsgi_request
    assert request.user.is_verified()
    request.actor.require_strong_factor()
    kept.refresh_from_db()
    assert kept.last_used_at
    assert kept.sign_count == 1
    assert not mailbox.messages()


def test_it_never_signs_in_without_the_password(client, ana):
    soft, _kept = give_passkey(ana)
    assert client.post("/ingresar/codigo/llave/").json() == {"redirect": "/ingresar/"}
    assert client.post(LOGIN, {"code": soft.sign({"challenge": "abc"})}).url == "/ingresar/"
    assert not is_in(client)


def test_the_packages_own_doors_are_not_open():
    assert "otp_webauthn" not in get_resolver().namespace_dict


def test_a_signature_for_another_attempt_is_refused(client, ana):
    soft, _kept = give_passkey(ana)
    other = give_password(Client())
    foreign = soft.sign(login_options(other))
    give_password(client)
    login_options(client)
    assert client.post(LOGIN, {"code": foreign}).context["form"].has_error("code")
    assert not is_in(client)


def test_a_signature_is_good_once(client, ana):
    soft, _kept = give_passkey(ana)
    give_password(client)
    answer = soft.sign(login_options(client))
    stolen = client.session["account_login"]
    client.post(LOGIN, {"code": answer})
    assert is_in(client)
    thief = give_password(Client())
    session = thief.session
    session["account_login"] = stolen
    session.save()
    WebAuthnCredential.objects.update(sign_count=0)  # so that the counter is not what stops it
    assert thief.post(LOGIN, {"code": answer}).status_code == 200
    assert not is_in(thief)


def test_a_challenge_that_failed_is_spent(client, ana):
    soft, _kept = give_passkey(ana)
    give_password(client)
    options = login_options(client)
    client.post(LOGIN, {"code": soft.sign(options, origin="https://malo.example")})
    client.post(LOGIN, {"code": soft.sign(options)})
    assert not is_in(client)
    client.post(LOGIN, {"code": soft.sign(login_options(client))})
    assert is_in(client)


def test_another_persons_passkey_opens_nothing(client, ana):
    give_passkey(ana)
    soft, _kept = give_passkey(UserFactory())
    give_password(client)
    client.post(LOGIN, {"code": soft.sign(login_options(client))})
    assert not is_in(client)
    assert Activity.objects.filter(user=ana, kind=Activity.Kind.CODE_REFUSED).count() == 1


def test_a_passkey_that_was_disabled_is_neither_offered_nor_taken(client, ana):
    soft, kept = give_passkey(ana)
    give_password(client)
    options = login_options(client)
    WebAuthnCredential.objects.filter(pk=kept.pk).update(confirmed=False)
    client.post(LOGIN, {"code": soft.sign(options)})
    assert not is_in(client)
    assert not give_password(Client()).get(LOGIN).context["by_passkey"]


def test_a_counter_that_goes_back_tells_of_a_copy(client, ana):
    soft, kept = give_passkey(ana)
    WebAuthnCredential.objects.filter(pk=kept.pk).update(sign_count=7)
    give_password(client)
    client.post(LOGIN, {"code": soft.sign(login_options(client))})
    assert not is_in(client)


def test_five_minutes_later_a_challenge_is_late(client, ana):
    soft, _kept = give_passkey(ana)
    give_password(client)
    options = login_options(client)
    with time_machine.travel(timezone.now() + timedelta(minutes=5, seconds=1)):
        client.post(LOGIN, {"code": soft.sign(options)})
    assert not is_in(client)


def test_no_email_is_sent_until_it_is_asked_for(client, ana, mailbox):
    give_passkey(ana)
    give_password(client)
    assert not mailbox.messages()
    client.post("/ingresar/codigo/factor/", {"factor": "email"})
    client.post(LOGIN, {"code": mailbox.code("ana@example.com")})
    assert client.get("/cuenta/").wsgi_request.actor.factor == "email"


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("own_database")
def test_of_thirty_equal_answers_at_once_one_is_taken():
    person = UserFactory()
    soft, _kept = give_passkey(person)
    request = RequestFactory().get("/")
    options, challenge = factors.passkey_proof_options(request, person)
    answer = soft.sign(options)

    def prove(_n: int) -> bool:
        try:
            return factors.prove_passkey(request, person, answer, challenge) is not None
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=10) as threads:
        assert sum(threads.map(prove, range(30))) == 1


def test_it_gets_another_name(inside, ana):
    _soft, kept = give_passkey(ana)
    assert inside.post(address(kept), {"name": "portátil"}).url == LIST
    kept.refresh_from_db()
    assert kept.name == "portátil"
    assert inside.post(address(kept), {"name": ""}).context["form"].has_error("name")


@pytest.mark.parametrize("tail", ["", "quitar/"])
def test_a_stranger_cannot_tell_that_it_exists(client, ana, tail):
    _soft, kept = give_passkey(ana)
    sign_in(client, UserFactory())
    assert client.get(address(kept, tail)).status_code == 404
    assert client.post(address(kept, tail), {"name": "mía"}).status_code == 404
    kept.refresh_from_db()
    assert kept.name == "celular"


def test_removing_it_tells_the_person_and_its_proof_counts_no_more(inside, ana, mailbox):
    _soft, kept = give_passkey(ana)
    sign_in(inside, ana, kept)
    assert "Quitar la llave" in inside.get(address(kept, "quitar/")).content.decode()
    assert WebAuthnCredential.objects.exists()
    assert inside.post(address(kept, "quitar/")).url == LIST
    assert not WebAuthnCredential.objects.exists()
    assert inside.post(address(kept, "quitar/")).status_code == 404
    assert inside.get("/cuenta/").wsgi_request.actor.factor == ""
    assert Activity.objects.get(kind=Activity.Kind.PASSKEY_REMOVED).detail == "celular"
    assert "se quitó la llave de acceso «celular»" in mailbox.text("ana@example.com")


def test_it_is_not_removed_without_a_fresh_proof(inside, ana):
    _soft, kept = give_passkey(ana)
    sign_in(inside, ana, kept)
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        assert inside.post(address(kept, "quitar/")).url.startswith("/ingresar/confirmar/")
    assert WebAuthnCredential.objects.exists()


def test_who_has_power_over_others_keeps_the_last_one(client):
    boss = UserFactory(is_reviewer=True)
    _soft, first = give_passkey(boss)
    _soft, second = give_passkey(boss, "portátil")
    sign_in(client, boss, first)
    assert client.post(address(second, "quitar/")).status_code == 302
    refused = client.post(address(first, "quitar/"))
    assert refused.status_code == 409
    assert "Agregue otra antes" in refused.content.decode()
    assert WebAuthnCredential.objects.get() == first
    assert not Activity.objects.filter(detail=first.name).exists()


def test_it_opens_the_administration(client):
    boss = UserFactory(is_staff=True, is_superuser=True)
    _soft, kept = give_passkey(boss)
    sign_in(client, boss, kept)
    assert client.get("/administracion/").status_code == 200


def test_the_list_costs_the_same_however_long_it_is(inside, ana):
    counts = []
    for rows in (1, 3):
        while WebAuthnCredential.objects.count() < rows:
            give_passkey(ana)
        with CaptureQueriesContext(connection) as captured:
            assert len(inside.get(LIST).context["rows"]) == rows
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_an_empty_list_offers_the_first(inside, ana):
    page = inside.get(LIST).content.decode()
    assert "Todavía no tiene llaves" in page
    assert ADD in page


def test_the_options_name_only_the_persons_own_passkeys(client, ana):
    soft, _kept = give_passkey(ana)
    give_passkey(UserFactory())
    give_password(client)
    allowed = login_options(client)["allowCredentials"]
    assert [item["id"] for item in allowed] == [json.loads(soft.sign({"challenge": "x"}))["id"]]
