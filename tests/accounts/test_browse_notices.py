"""Notices on screen and what of them comes by mail, in a real browser; and what an administrator sees of mails."""

from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Locator, expect

from accounts.models import Authenticator, User
from groundwork.messaging import services as messaging
from groundwork.messaging.models import Message, Notice, Work
from tests.accounts.factories import UserFactory, sign_in
from tests.fixtures.walks import Walk, both_manners, with_script
from tests.messaging.factories import owed, returned

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ana(walk: Walk) -> User:
    person = UserFactory(username="ana", email="ana@example.com", language=walk.manner.language)
    walk.enter(person)
    return person


def told(person: User, title: str, path: str) -> None:
    messaging.post(person, kind="x", title=title, path=path, dedupe=f"x:{uuid4()}")


def unread(walk: Walk) -> Locator:
    """The marks of those not read yet."""
    return walk.page.get_by_role("main").get_by_text(walk.say("Sin leer"), exact=True)


@both_manners
def test_notices_are_read_one_by_one_and_all_at_once(walk, ana):
    walk.go("/avisos/")
    walk.titled("Avisos")
    walk.reads("No tiene avisos")
    walk.look()
    told(ana, "Consorcio 2026", "/cuenta/")
    told(ana, "Consorcio 2027", "/cuenta/datos/")
    told(ana, "Consorcio 2028", "/cuenta/sesiones/")
    walk.go("/avisos/")
    expect(unread(walk)).to_have_count(3)
    walk.look()
    walk.follow("Consorcio 2027")
    walk.arrives("/cuenta/datos/")
    walk.go("/avisos/")
    walk.reads("Leído")
    walk.look()
    walk.press("Marcar todos como leídos")
    walk.arrives("/avisos/")
    expect(unread(walk)).to_have_count(0)
    walk.look()
    assert not Notice.objects.unread().exists()


@both_manners
def test_quiet_hours_are_chosen(walk, ana):
    walk.go("/avisos/")
    walk.follow("Elegir cuáles le llegan también por correo, y a qué horas")
    walk.titled("Qué avisos recibir")
    walk.look()
    walk.fill("Silencio desde", "22:00")
    walk.press("Guardar")
    walk.reads("Diga hasta qué hora, o borre desde cuál.")
    walk.look()
    walk.fill("Silencio hasta", "06:30")
    walk.press("Guardar")
    walk.reads("Guardamos los avisos que quiere recibir.")
    ana.refresh_from_db()
    assert str(ana.quiet_until) == "06:30:00"


@with_script
def test_an_administrator_has_dead_mails_tried_again(walk):
    boss = UserFactory(username="jefa", is_staff=True, is_superuser=True, language=walk.manner.language)
    client = Client()
    sign_in(client, boss, Authenticator.objects.create(user=boss, name="app", confirmed=True))
    walk.hold(client)
    page = "/administracion/messaging/message/sin-entregar/"
    walk.go(page)
    walk.titled("Mensajes sin entregar")
    walk.look()
    first, second = owed(kind="k-1"), owed(kind="k-2")
    Message.objects.filter(pk=first.pk).update(dead_at=timezone.now(), last_error="451 4.3.0", attempts=30)
    Message.objects.filter(pk=second.pk).update(refused_at=timezone.now(), last_error="554 5.7.1", attempts=1)
    Work.objects.create(topic="t", consumer="c", subject_id=1, set_aside_at=timezone.now(), last_error="KeyError()")
    returned("x@example.com")
    walk.go(page)
    walk.look()
    walk.press("Volver a intentar los elegidos")
    walk.reads("Elija al menos uno.")
    walk.look()
    walk.page.get_by_label("k-1").check()
    walk.press("Volver a intentar los elegidos")
    walk.arrives(page)
    first.refresh_from_db()
    assert first.state == messaging.State.QUEUED
    walk.look()
