"""Requests for help for the tests of both sides."""

import re
import uuid
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from support.models import Kind, Ticket, TicketMessage
from tests.accounts.factories import AuthenticatorFactory, sign_in

CONTACT, SENT, FOLLOW = "/ayuda/contacto/", "/ayuda/contacto/enviada/", "/ayuda/seguimiento/"
QUEUE, FIGURES = "/administracion/support/ticket/", "/administracion/support/ticket/cifras/"
EMAIL = "marta@example.com"
TEXT = "Al presentar los documentos la página queda en blanco."


def facts(**changed: Any) -> dict[str, Any]:
    """A whole form, as a visitor fills it in."""
    return {
        "kind": "help",
        "system": "portal",
        "text": TEXT,
        "name": "Marta Peña Ruiz",
        "document_type": "cc",
        "document_number": "1.032.456.789",
        "phone": "601 3344080",
        "email": EMAIL,
        "page": "/procesos/",
        "happened_at": "2026-11-24T15:30",
        "browser": "Firefox en Linux",
        "once": str(uuid.uuid4()),
        **changed,
    }


def send(client: Client, **changed: Any) -> Any:
    """The answer to a form."""
    return client.post(CONTACT, facts(**changed))


def ticket_of(
    *, text: str = TEXT, days_ago: float = 0, due_in: timedelta = timedelta(days=1), **changed: Any
) -> Ticket:
    """One that waits, with what was asked, as if so long ago."""
    now = timezone.now()
    once = uuid.uuid4()
    given: dict[str, Any] = {
        "kind": Kind.HELP,
        "name": "Marta Peña Ruiz",
        "document_type": "cc",
        "document_number": "1032456789",
        "phone": "+576013344080",
        "email": EMAIL,
        "language": "es-co",
        "time_zone": settings.TIME_ZONE,
        "system": "portal",
        "page": "/procesos/",
        "browser": "Firefox en Linux",
        "asked_at": now - timedelta(days=days_ago),
        "due_at": now + due_in,
        "sent_once": once,
    }
    ticket = Ticket.objects.create(**{**given, **changed})
    say(ticket, text, days_ago=days_ago)
    return ticket


def say(ticket: Ticket, text: str, *, side: str = "person", days_ago: float = 0) -> TicketMessage:
    """One message more."""
    return TicketMessage.objects.create(
        ticket=ticket, side=side, text=text, sent_once=uuid.uuid4(), at=timezone.now() - timedelta(days=days_ago)
    )


def page_of(ticket: Ticket) -> str:
    """The person's page."""
    return f"{FOLLOW}{ticket.code}/"


def attend_page(ticket: Ticket) -> str:
    """The staff's page."""
    return f"{QUEUE}{ticket.code}/"


def staff(client: Client, **rights: Any) -> User:
    """Somebody of the staff, signed in with an app; an administrator unless told otherwise."""
    given = {"is_staff": True, "is_superuser": True, **rights}
    boss = AuthenticatorFactory(**{f"user__{name}": right for name, right in given.items()})
    sign_in(client, boss.user, boss)
    user: User = boss.user
    return user


def once_of(page: str, prefix: str = "") -> str:
    """The one-time value in a form of the page."""
    found = re.search(rf'name="{prefix}once" value="([^"]+)"', page)
    assert found
    return found[1]


def queries_of(client: Client, address: str) -> int:
    """How many it costs, once what is kept in memory is there."""
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)
