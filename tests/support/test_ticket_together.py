"""At the same moment: two clicks, two of the staff, the person and staff; and over a real connection."""

import http.client
import threading
import uuid
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from groundwork.web.actor import Actor
from support.models import State, Ticket
from support.services.tickets import asking, attending, following
from support.services.tickets.asking import Asking
from support.services.tickets.attending import Saying
from tests.accounts.factories import UserFactory
from tests.support.asking import CONTACT, TEXT, facts, ticket_of

pytestmark = pytest.mark.django_db(transaction=True)


def together(*acts: Callable[[], Any]) -> list[Any]:
    """Do them at once; what each gave, or the refusal that it met."""
    start, gave = threading.Barrier(len(acts)), []

    def run(act: Callable[[], object]) -> None:
        try:
            start.wait()
            gave.append(act())
        except ValidationError as refusal:
            gave.append(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return gave


def helper() -> Actor:
    return Actor(UserFactory(is_staff=True, is_superuser=True), {})


def test_two_clicks_are_one_request():
    given = {name: value for name, value in facts().items() if name not in {"text", "once"}}
    form = Asking(TEXT, {**given, "happened_at": None}, "es-co", uuid.uuid4())
    asked = together(*[lambda: asking.ask(form, by=None)] * 3)
    assert sorted(one.is_new for one in asked) == [False, False, True]
    assert Ticket.objects.get().messages.count() == 1


def test_two_of_the_staff_who_take_it_are_told_who_has_it():
    ticket, first, second = ticket_of(), helper(), helper()
    gave = together(lambda: attending.take(ticket, by=first), lambda: attending.take(ticket, by=second))
    [refusal] = [one for one in gave if isinstance(one, ValidationError)]
    ticket.refresh_from_db()
    assert str(ticket.assigned_to) in refusal.messages[0]


def test_an_answer_and_what_the_person_adds_leave_nothing_unread():
    ticket, boss = ticket_of(), helper()
    gave = together(
        lambda: attending.answer(ticket, Saying("Ya quedó", uuid.uuid4(), seen=1), by=boss),
        lambda: following.write(ticket, "Espere", once=uuid.uuid4(), by=None),
    )
    ticket.refresh_from_db()
    # Either the answer was first, and the person waits again, or it is refused for what came before it.
    assert ticket.state == State.OPEN
    assert ticket.messages.count() == (2 if any(isinstance(one, ValidationError) for one in gave) else 3)


def test_twenty_megabytes_over_the_wire_get_an_answer_and_no_broken_connection(live_portal):
    host = urlsplit(live_portal).netloc
    line = http.client.HTTPConnection(host, timeout=60)
    line.request("GET", CONTACT)
    page = line.getresponse()
    cookie = str(page.getheader("Set-Cookie")).split(";", 1)[0]
    page.read()
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": cookie,
        "Origin": live_portal,
    }
    line.request("POST", CONTACT, body=b"text=" + b"x" * 20_000_000, headers=headers)
    answer = line.getresponse()
    assert answer.status == 413
    assert "demasiado largo" in answer.read().decode()
    line.close()
