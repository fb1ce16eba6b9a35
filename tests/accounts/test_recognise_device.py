"""Recognising a browser, and telling the person when one is new."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings as portal
from django.test import Client
from django.utils import timezone

from accounts import tasks
from accounts.models import Activity, KnownDevice
from tests.accounts.factories import UserFactory, walk_in

pytestmark = pytest.mark.django_db

SUBJECT = "Ingreso a su cuenta desde un equipo nuevo"
COOKIE = "known_device"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def ana():
    """Somebody who has signed in before."""
    return UserFactory(username="ana", email="ana@example.com", last_login=timezone.now(), time_zone="Europe/Madrid")


def told(mailbox) -> int:
    return mailbox.subjects().count(SUBJECT)


def test_a_new_browser_is_told_with_where_and_when_and_a_way_to_say_no(ana, mailbox):
    client = Client(HTTP_USER_AGENT=FIREFOX, REMOTE_ADDR="203.0.113.7")
    with time_machine.travel("2026-11-24 15:00:00+00:00"):
        walk_in(client, mailbox, ana)
        text = mailbox.text(ana.email)
    assert mailbox.subjects(ana.email)[-1] == SUBJECT
    for said in ("Firefox en Windows", "203.0.113.7", "martes 24 de noviembre de 2026", "4:00", "No fui yo"):
        assert said in text
    assert re.search(rf"{re.escape(portal.PORTAL_URL)}/ingresar/no-fui-yo/\S+/", text)
    entry = Activity.objects.get(kind=Activity.Kind.NEW_DEVICE)
    assert entry.user == ana


def test_the_same_browser_is_known_the_next_time(client, ana, mailbox):
    for _time in range(3):
        walk_in(client, mailbox, ana)
        client.post("/salir/")
    assert told(mailbox) == 1
    assert KnownDevice.objects.count() == 1


def test_the_very_first_sign_in_is_told_to_nobody_but_known_afterwards(client, mailbox):
    eva = UserFactory(last_login=None)
    for _time in range(2):
        walk_in(client, mailbox, eva)
        client.post("/salir/")
    assert told(mailbox) == 0
    walk_in(Client(), mailbox, eva)
    assert told(mailbox) == 1


def test_the_browser_keeps_a_mark_that_is_not_in_the_database(client, ana, mailbox):
    walk_in(client, mailbox, ana)
    cookie = client.cookies[COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["max-age"] == 400 * 24 * 60 * 60
    assert cookie.value not in KnownDevice.objects.get().digest


def test_over_https_no_neighbour_can_plant_the_mark(ana, mailbox, settings):
    settings.SESSION_COOKIE_SECURE = True
    client = Client()
    client.post("/ingresar/", {"login": "ana", "password": "guadua-neblina-trocha-58"}, secure=True)
    client.post("/ingresar/codigo/", {"code": mailbox.code()}, secure=True)
    cookie = client.cookies[f"__Host-{COOKIE}"]
    assert cookie["secure"]
    assert cookie["path"] == "/"


def test_on_a_shared_computer_nothing_is_kept(client, ana, mailbox):
    for number in (1, 2):
        walk_in(client, mailbox, ana, shared="on")
        client.post("/salir/")
        assert told(mailbox) == number
    assert COOKIE not in client.cookies
    assert not KnownDevice.objects.exists()


def test_a_browser_known_to_one_person_is_new_to_another(client, ana, mailbox):
    walk_in(client, mailbox, ana)
    client.post("/salir/")
    mark = client.cookies[COOKIE].value
    eva = UserFactory(last_login=timezone.now())
    walk_in(client, mailbox, eva)
    client.post("/salir/")
    assert mailbox.subjects(eva.email)[-1] == SUBJECT
    assert client.cookies[COOKIE].value == mark
    before = told(mailbox)
    walk_in(client, mailbox, ana)
    assert told(mailbox) == before


@pytest.mark.parametrize("mark", ["", "x", "á" * 43, "A" * 43, "A" * 5000])
def test_a_lost_or_invented_mark_shuts_nobody_out(client, ana, mailbox, mark):
    client.cookies[COOKIE] = mark
    walk_in(client, mailbox, ana)
    assert client.get("/cuenta/sesiones/").status_code == 200
    assert told(mailbox) == 1


def test_a_mark_is_known_under_an_older_key_too(client, ana, mailbox, settings):
    walk_in(client, mailbox, ana)
    client.post("/salir/")
    settings.KEY_RING = [f"nueva:{'A' * 43}=", *settings.KEY_RING]
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        walk_in(client, mailbox, ana)
    assert told(mailbox) == 1
    assert KnownDevice.objects.get().digest.startswith("nueva:")


def test_the_night_forgets_browsers_that_nobody_came_back_with(client, ana, mailbox):
    walk_in(client, mailbox, ana)
    with time_machine.travel(timezone.now() + timedelta(days=401)):
        tasks.forget()
    assert not KnownDevice.objects.exists()
