"""Changing one's password while signed in."""

import pytest
from django.contrib.auth import get_user
from django.test import Client

from accounts.models import Activity, LoginCode, PersonSession, Purpose
from groundwork.ledger.models import Entry
from tests.accounts.factories import PASSWORD, UserFactory, sign_in

pytestmark = pytest.mark.django_db

PAGE = "/cuenta/contrasena/"
NEW = "frailejon-tambor-orilla"


@pytest.fixture
def ana(client):
    ana = UserFactory(username="ana", email="ana@example.com", full_name="Anastasia Buitrago", firm="Acueductos Unidos")
    sign_in(client, ana)
    return ana


def change(client, current: str = PASSWORD, password: str = NEW):
    return client.post(PAGE, {"current": current, "password": password})


def test_it_ends_the_other_sessions_keeps_this_one_and_tells_the_owner(client, ana, mailbox):
    elsewhere = Client()
    sign_in(elsewhere, ana)
    key = client.session.session_key
    assert change(client).url == "/cuenta/"
    ana.refresh_from_db()
    assert ana.check_password(NEW)
    assert get_user(client) == ana
    assert client.session.session_key != key
    assert client.get("/cuenta/").status_code == 200
    assert elsewhere.get("/cuenta/").status_code == 302
    assert [row.session_key for row in PersonSession.objects.of(ana).open()] == [client.session.session_key]
    assert mailbox.subjects("ana@example.com") == ["Su contraseña cambió"]
    assert "Las demás sesiones" in mailbox.text()
    assert Activity.objects.filter(user=ana, kind=Activity.Kind.PASSWORD_CHANGED).count() == 1
    assert Entry.objects.filter(verb="person.password_changed", subject=str(ana.code)).exists()


def test_a_sign_in_that_waited_for_its_code_is_over(client, ana):
    waiting = LoginCode.objects.create(purpose=Purpose.SIGN_IN, email=ana.email, user=ana)
    change(client)
    waiting.refresh_from_db()
    assert waiting.closed_at


def test_who_does_not_know_the_present_one_changes_nothing(client, ana):
    assert change(client, current="otra-clave-cualquiera").context["form"].has_error("current")
    ana.refresh_from_db()
    assert ana.check_password(PASSWORD)
    assert Activity.objects.filter(user=ana, kind=Activity.Kind.PASSWORD_REFUSED).exists()


def test_it_cannot_be_guessed_without_end(client, ana):
    statuses = [change(client, current=f"otra-clave-{n}").status_code for n in range(11)]
    assert statuses == [200] * 10 + [429]
    assert change(client).status_code == 429


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("corta", "password_too_short"),
        ("passwordpassword", "password_predictable"),
        ("anastasia-buitrago", "password_too_similar"),
        (PASSWORD, "password_reused"),
    ],
)
def test_weak_common_similar_and_present_ones_are_refused_with_the_reason(client, ana, password, code):
    response = change(client, password=password)
    assert response.context["form"].has_error("password", code)
    assert PASSWORD not in response.content.decode()
    ana.refresh_from_db()
    assert ana.check_password(PASSWORD)


def test_nobody_learns_that_a_guess_is_right_without_the_present_one(client, ana):
    form = change(client, current="otra-clave-cualquiera", password=PASSWORD).context["form"]
    assert form.has_error("current")
    assert not form.has_error("password")


def test_who_must_change_it_and_has_just_signed_in_is_not_asked_for_the_present_one(client, ana):
    ana.must_change_password = True
    ana.save()
    assert "current" not in client.get(PAGE).context["form"].fields
    assert client.post(PAGE, {"password": NEW}).status_code == 302
    ana.refresh_from_db()
    assert not ana.must_change_password
    assert ana.check_password(NEW)


def test_but_is_asked_when_the_sign_in_is_old(client, ana):
    ana.must_change_password = True
    ana.save()
    session = client.session
    session["proved_at"] = 0
    session.save()
    assert client.post(PAGE, {"password": NEW}).context["form"].has_error("current")
    ana.refresh_from_db()
    assert ana.must_change_password


def test_a_visitor_signs_in_first(client):
    assert client.post(PAGE, {"current": PASSWORD, "password": NEW}).url.startswith("/ingresar/")
