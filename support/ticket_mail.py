"""The mails about requests for help: a link, and nothing of what was written or of who asks."""

from dataclasses import replace
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from groundwork.messaging.mail import Mail, compose
from support.models import Ticket

KIND, QUEUE = "support", "support-queue"


def received(ticket: Ticket) -> Mail:
    """It arrived: by when somebody answers, and where to follow it."""
    return _to_person("ticket_received", ticket)


def answered(ticket: Ticket) -> Mail:
    """There is an answer."""
    return _to_person("ticket_answered", ticket)


def closed(ticket: Ticket) -> Mail:
    """It was closed; how to open it again."""
    return _to_person("ticket_closed", ticket)


def waiting(reader: User, *, number: int, late: int, today: int) -> Mail:
    """To staff, once a day at most: how many wait."""
    page = reverse("admin:support_ticket_queue")
    facts = {"number": number, "late": late, "today": today, "url": f"{settings.PORTAL_URL}{page}"}
    mail = compose(QUEUE, "ticket_waiting", facts, to=reader.email, recipient=reader, language=reader.language)
    return replace(mail, path=page)


def key(ticket: Ticket, what: str) -> str:
    """The dedupe key of one of its mails; the code of the request opens it, so it is in no key."""
    return f"{key_prefix(ticket)}{what}"


def key_prefix(ticket: Ticket) -> str:
    """How the keys of all of its mails begin."""
    return f"{KIND}:{ticket.pk}:"


def _to_person(template: str, ticket: Ticket) -> Mail:
    page = reverse("support:ticket", args=[ticket.code])
    # On screen only for who reads the mailbox too.
    reader = ticket.user if ticket.user and ticket.user.email.lower() == ticket.email else None
    with timezone.override(ZoneInfo(ticket.time_zone)):
        mail = compose(
            KIND,
            template,
            {"url": f"{settings.PORTAL_URL}{page}", "day": ticket.due_day},
            to=ticket.email,
            recipient=reader,
            language=ticket.language,
        )
    return replace(mail, path=page if reader else "")
