"""Seeing where one is signed in, and ending it elsewhere."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine
from django.contrib.auth import get_user
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import tasks
from accounts.models import Activity, PersonSession
from accounts.services import passwords
from tests.accounts.factories import PASSWORD, UserFactory, sign_in, walk_in

pytestmark = pytest.mark.django_db

PAGE = "/cuenta/sesiones/"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0"
CHROME = "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36"


@pytest.fixture
def ana(client):
    person = UserFactory(username="ana", email="ana@example.com")
    sign_in(client, person)
    return person


def elsewhere(person) -> tuple[Client, PersonSession]:
    """Another browser in which the person is signed in."""
    other = Client()
    sign_in(other, person)
    return other, PersonSession.objects.of(person).latest("pk")


def close(client, session):
    return client.post(f"{PAGE}cerrar/{session.code}/", follow=True)


def kinds(person) -> list[str]:
    return list(Activity.objects.of(person).order_by("pk").values_list("kind", flat=True))


def test_a_sign_in_is_written_down_with_device_address_factor_and_its_final_key(mailbox):
    client, ana = Client(HTTP_USER_AGENT=FIREFOX, REMOTE_ADDR="203.0.113.7"), UserFactory()
    walk_in(client, mailbox, ana, shared="on")
    session = PersonSession.objects.get()
    assert (session.device, session.address, session.factor) == ("Firefox en Windows", "203.0.113.7", "email")
    assert session.shared
    assert session.session_key == client.session.session_key
    assert kinds(ana) == ["signed_in"]


def test_the_page_lists_this_one_first_then_the_others(mailbox):
    phone, desk, ana = Client(HTTP_USER_AGENT=CHROME), Client(HTTP_USER_AGENT=FIREFOX), UserFactory()
    ana.time_zone = "Europe/Madrid"
    ana.save()
    with time_machine.travel("2026-11-24 15:00:00+00:00"):
        walk_in(desk, mailbox, ana, shared="on")
        walk_in(phone, mailbox, ana)
        page = desk.get(PAGE).content.decode()
    assert page.index("Firefox en Windows") < page.index("Chrome en Android")
    assert "Esta sesión" in page
    assert "Equipo compartido" in page
    assert "martes 24 de noviembre de 2026 a las 4:00" in page
    assert "código enviado al correo" in page
    assert "127.0.0.1" in page
    assert "1 sesión además de esta" in page


def test_without_others_there_is_nothing_to_close(client, ana):
    page = client.get(PAGE).content.decode()
    assert "No tiene otras sesiones abiertas" in page
    assert "Cerrar todas" not in page


def test_another_session_ends_at_once_on_the_server(client, ana):
    other, session = elsewhere(ana)
    page = close(client, session).content.decode()
    assert "Cerramos esa sesión" in page
    assert not Session.objects.filter(session_key=session.session_key).exists()
    assert not get_user(other).is_authenticated
    assert other.get("/cuenta/").status_code == 302
    assert get_user(client) == ana
    session.refresh_from_db()
    assert session.ended_at
    assert kinds(ana)[-1] == "session_ended"


def test_ending_it_twice_is_once(client, ana):
    _other, session = elsewhere(ana)
    close(client, session)
    ended_at = PersonSession.objects.get(code=session.code).ended_at
    assert "ya estaba cerrada" in close(client, session).content.decode()
    assert PersonSession.objects.get(code=session.code).ended_at == ended_at
    assert kinds(ana).count("session_ended") == 1


def test_a_strangers_session_is_not_found_and_goes_on(client, ana):
    eva = UserFactory()
    other, session = elsewhere(eva)
    assert close(client, session).status_code == 404
    assert get_user(other) == eva
    assert session.device not in [row.device for row in client.get(PAGE).context["page"].items]


def test_neither_this_session_nor_one_that_never_was_is_closed_here(client, ana):
    assert close(client, PersonSession.objects.get()).status_code == 404
    assert client.post(f"{PAGE}cerrar/{uuid4()}/").status_code == 404
    assert get_user(client) == ana


def test_all_the_others_end_together(client, ana):
    others = [elsewhere(ana)[0] for _number in range(3)]
    stranger = Client()
    sign_in(stranger, UserFactory())
    page = client.post(f"{PAGE}cerrar/", follow=True).content.decode()
    assert "Cerramos 3 sesiones. Solo queda esta." in page
    assert not any(get_user(other).is_authenticated for other in others)
    assert get_user(client) == ana
    assert get_user(stranger).is_authenticated
    assert kinds(ana)[-1] == "sessions_ended"
    assert "No había otras" in client.post(f"{PAGE}cerrar/", follow=True).content.decode()
    assert kinds(ana).count("sessions_ended") == 1


@pytest.mark.parametrize("path", [f"{PAGE}cerrar/", f"{PAGE}cerrar/{UUID(int=1)}/", f"{PAGE}seguir/"])
def test_only_a_post_acts_and_only_of_who_is_signed_in(client, path):
    assert Client().post(path)["Location"].startswith("/ingresar/")
    sign_in(client, UserFactory())
    assert client.get(path).status_code == 405


def test_what_idled_or_grew_old_is_not_in_the_list(client, ana):
    elsewhere(ana)
    PersonSession.objects.of(ana).update(seen_at=timezone.now() - timedelta(minutes=31))
    assert not client.get(PAGE).context["page"].items
    with time_machine.travel(timezone.now() + timedelta(minutes=31)):
        assert not PersonSession.objects.of(ana).alive(at=timezone.now()).exists()


def test_thirty_sessions_are_paged(client, ana):
    for _number in range(30):
        elsewhere(ana)
    first = client.get(PAGE)
    assert "30 sesiones además de esta" in first.content.decode()
    assert len(first.context["page"]) == 20
    second = client.get(PAGE, {"desde": first.context["page"].next})
    assert len(second.context["page"]) == 10
    assert "Esta sesión" not in second.content.decode()


def test_the_queries_are_the_same_for_one_and_three(client, ana):
    counts = []
    for more in (1, 2):
        for _number in range(more):
            elsewhere(ana)
        with CaptureQueriesContext(connection) as captured:
            client.get(PAGE)
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_the_last_activity_is_written_at_most_once_a_minute(client, ana):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        before = PersonSession.objects.get().seen_at
        clock.shift(timedelta(seconds=59))
        with CaptureQueriesContext(connection) as captured:
            client.get(PAGE)
        assert not any("UPDATE" in query["sql"] for query in captured)
        clock.shift(timedelta(seconds=1))
        client.get(PAGE)
        assert PersonSession.objects.get().seen_at > before


def test_a_session_that_takes_another_key_stays_the_same_row(client, ana):
    before = client.session.session_key
    session = PersonSession.objects.get()
    session_store = client.session
    session_store.cycle_key()
    session_store.save()
    assert session_store.session_key != before
    client.cookies["sessionid"] = session_store.session_key
    client.get(PAGE)
    assert client.get(PAGE).context["this"] == session


def test_one_that_is_ended_while_its_key_changes_does_not_escape(client, ana, monkeypatch):
    update = passwords.change

    def ended_meanwhile(*args: Any, **kwargs: Any) -> object:
        PersonSession.objects.of(ana).update(ended_at=timezone.now())
        return update(*args, **kwargs)

    monkeypatch.setattr(passwords, "change", ended_meanwhile)
    client.post("/cuenta/contrasena/", {"current": PASSWORD, "password": "frailejon-tambor-orilla-31"})
    assert not get_user(client).is_authenticated


def test_the_night_ends_what_nobody_came_back_to_and_forgets_the_old(client, ana):
    session = PersonSession.objects.get()
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        tasks.forget()
        session.refresh_from_db()
        assert session.ended_at
        assert not Session.objects.filter(session_key=session.session_key).exists()
    with time_machine.travel(timezone.now() + timedelta(days=90)):
        tasks.forget()
        assert PersonSession.objects.exists()
    with time_machine.travel(timezone.now() + timedelta(days=92)):
        tasks.forget()
        assert not PersonSession.objects.exists()


def test_ending_others_asks_for_a_fresh_proof(client, ana):
    other, session = elsewhere(ana)
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        for address in (f"{PAGE}cerrar/{session.code}/", f"{PAGE}cerrar/"):
            assert client.post(address).url.startswith("/ingresar/confirmar/")
        assert get_user(other).is_authenticated
