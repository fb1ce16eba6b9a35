"""How sessions end: by leaving, by idling, by the clock, with the browser."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth import get_user
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import LoginCodeDevice
from groundwork.web.actor import Actor, RecentAuthenticationRequiredError
from tests.accounts.factories import PASSWORD, AuthenticatorFactory, UserFactory, app_code, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana(client):
    person = UserFactory(username="ana", email="ana@example.com", time_zone="Europe/Madrid")
    sign_in(client, person)
    return person


def test_leaving_ends_the_session_on_the_server(client, ana):
    key = client.session.session_key
    assert client.post("/salir/").status_code == 302
    assert not Session.objects.filter(session_key=key).exists()
    again = Client()
    again.cookies["sessionid"] = key
    assert not get_user(again).is_authenticated


def test_only_a_post_leaves(client, ana):
    assert client.get("/salir/").status_code == 405
    assert get_user(client) == ana


def test_leaving_twice_is_no_error(client, ana):
    client.post("/salir/")
    assert client.post("/salir/").status_code == 302


def test_half_an_hour_without_activity_ends_it_and_says_why(client, ana):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        clock.shift(timedelta(minutes=29))
        assert client.get("/cuenta/").status_code == 200
        clock.shift(timedelta(minutes=29))
        assert client.get("/cuenta/").status_code == 200
        clock.shift(timedelta(minutes=31))
        gone = client.get("/cuenta/")
        assert gone.url == "/ingresar/?next=/cuenta/"
        assert "por falta de actividad" in client.get(gone.url).content.decode()
    assert not get_user(client).is_authenticated


def test_twelve_hours_end_it_however_busy(client, ana):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _step in range(25):
            clock.shift(timedelta(minutes=28))
            client.get("/cuenta/")
        assert get_user(client) == ana
        clock.shift(timedelta(minutes=28))
        assert client.get("/cuenta/").status_code == 302


def test_on_a_shared_computer_it_ends_with_the_browser_and_after_ten_minutes(client, mailbox):
    UserFactory(username="eva", email="eva@example.com")
    client.post("/ingresar/", {"login": "eva", "password": PASSWORD, "shared": "on"})
    client.post("/ingresar/codigo/", {"code": mailbox.code()})
    assert client.session.get_expire_at_browser_close()
    assert client.cookies["sessionid"]["max-age"] == ""
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        assert client.get("/cuenta/").status_code == 302


def test_elsewhere_the_cookie_outlives_the_browser(client, mailbox):
    UserFactory(username="eva", email="eva@example.com")
    client.post("/ingresar/", {"login": "eva", "password": PASSWORD})
    client.post("/ingresar/codigo/", {"code": mailbox.code()})
    assert not client.session.get_expire_at_browser_close()
    assert client.cookies["sessionid"]["httponly"]
    assert client.cookies["sessionid"]["samesite"] == "Lax"


def test_a_page_writes_the_session_at_most_once_a_minute(client, ana):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        writes = []
        for _page in range(3):
            with CaptureQueriesContext(connection) as captured:
                client.get("/cuenta/")
            writes.append(sum('UPDATE "django_session"' in query["sql"] for query in captured))
            clock.shift(timedelta(seconds=45))
    assert writes == [0, 0, 1]


def test_the_persons_zone_and_language_are_the_pages(client, ana):
    page = client.get("/cuenta/", HTTP_ACCEPT_LANGUAGE="en")
    assert page["Content-Language"] == "es-co"
    assert page.wsgi_request.LANGUAGE_CODE == "es-co"
    client.cookies["django_language"] = "en"
    assert client.get("/cuenta/")["Content-Language"] == "en"
    client.cookies["django_language"] = "xx"
    assert client.get("/cuenta/")["Content-Language"] == "es-co"


def test_the_zone_of_one_person_does_not_stay_for_the_next(client, ana):
    client.get("/cuenta/")
    assert timezone.get_current_timezone_name() == "America/Bogota"


def test_a_binding_act_asks_for_a_proof_younger_than_ten_minutes(client, ana):
    actor = Actor(ana, client.session)
    actor.require_recent_authentication()
    with (
        time_machine.travel(timezone.now() + timedelta(minutes=11)),
        pytest.raises(RecentAuthenticationRequiredError),
    ):
        actor.require_recent_authentication()
    with pytest.raises(RecentAuthenticationRequiredError):
        Actor(ana, {}).require_recent_authentication()


def test_confirming_who_one_is_renews_the_proof(client, ana, mailbox):
    with time_machine.travel(timezone.now() + timedelta(minutes=20)):
        client.get("/ingresar/confirmar/?next=/cuenta/")
        with pytest.raises(RecentAuthenticationRequiredError):
            Actor(ana, client.session).require_recent_authentication()
        proof = {"password": PASSWORD, "code": mailbox.code("ana@example.com")}
        assert client.post("/ingresar/confirmar/?next=/cuenta/", proof).url == "/cuenta/"
        Actor(ana, client.session).require_recent_authentication()


def test_who_has_an_app_confirms_with_it_too(client, ana):
    device = AuthenticatorFactory(user=ana)
    sign_in(client, ana, device)
    assert client.post("/ingresar/confirmar/", {"password": PASSWORD}).context["form"].has_error("code")
    assert client.post("/ingresar/confirmar/", {"password": PASSWORD, "code": app_code()}).status_code == 302


def test_a_device_that_is_taken_away_no_longer_verifies_the_session(client, ana):
    assert client.get("/cuenta/").wsgi_request.user.is_verified()
    LoginCodeDevice.objects.filter(user=ana).update(confirmed=False)
    assert not client.get("/cuenta/").wsgi_request.user.is_verified()
