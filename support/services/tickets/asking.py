"""A request for help: kept once, promised by a day, and told to its mailbox."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from groundwork.files.models import StoredFile
from groundwork.files.services import receiving
from groundwork.ledger import services as ledger
from groundwork.messaging import services as messaging
from support import ticket_mail as mail
from support.models import Kind, Ticket, TicketFile, TicketMessage
from support.queries.tickets import promises

DAY = timedelta(days=1)
# So that nobody floods a mailbox or the queue: requests in a day.
MOST_OF_MAILBOX, MOST_OF_PERSON = 5, 10


class TooManyRequestsError(Exception):
    """The mailbox or the person asked for a lot today; another may be sent at `until`."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.until = until


class Asked(NamedTuple):
    """The request, and whether this was the first delivery of its form."""

    ticket: Ticket
    is_new: bool


@dataclass(frozen=True, slots=True)
class Asking:
    """What a form says; `facts` are fields of Ticket."""

    text: str
    facts: Mapping[str, Any]
    language: str
    once: uuid.UUID


@transaction.atomic
def ask(asking: Asking, *, by: User | None) -> Asked:
    """Keep the request and owe its mail; the same form delivered twice is one request.

    Raises TooManyRequestsError. A request about personal data is written in the record.
    """
    email, now = str(asking.facts["email"]).lower(), timezone.now()
    _hold(email)
    if known := Ticket.objects.filter(sent_once=asking.once).first():
        return Asked(known, is_new=False)
    _require_few(email, by, at=now)
    kind = str(asking.facts["kind"])
    ticket = Ticket.objects.create(
        **{**asking.facts, "email": email},
        user=by,
        language=asking.language,
        time_zone=by.time_zone if by else settings.TIME_ZONE,
        due_at=promises.due_at(kind, at=now),
        sent_once=asking.once,
    )
    first = TicketMessage.objects.create(
        ticket=ticket, side=TicketMessage.Side.PERSON, author=by, text=asking.text, sent_once=asking.once
    )
    messaging.send(mail.received(ticket), dedupe=mail.key(ticket, "received"))
    if ticket.is_about_data:
        content = {"kind": kind, "due": ticket.due_day.isoformat()}
        # By the code of its first message: that of the request opens it.
        ledger.record("support.data_requested", first.code, content, by=str(by.code) if by else "")
    return Asked(ticket, is_new=True)


def give_file(message: TicketMessage, upload: UploadedFile[Any], *, by: User | None) -> StoredFile:
    """Take a file in with that message, into quarantine.

    Raises ValidationError as receiving.receive does.
    """
    with transaction.atomic():
        stored = receiving.receive(upload, owner=f"ticket:{message.ticket.code}", by=by)
        TicketFile.objects.create(message=message, file=stored)
    return stored


def first_message(ticket: Ticket) -> TicketMessage:
    """What was asked to begin with."""
    return ticket.messages.earliest("pk")


def _require_few(email: str, by: User | None, *, at: datetime) -> None:
    asked = Ticket.objects.filter(asked_at__gt=at - DAY).order_by("-asked_at")
    for rows, most in ((asked.filter(email=email), MOST_OF_MAILBOX), (asked.of(by) if by else None, MOST_OF_PERSON)):
        times = [] if rows is None else list(rows.values_list("asked_at", flat=True)[:most])
        if len(times) >= most:
            raise TooManyRequestsError(times[-1] + DAY)


def _hold(email: str) -> None:
    """Let nobody else ask for that mailbox until this transaction ends: a second click waits for the first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('support.ticket'), hashtext(%s))", [email])


def is_report(kind: str) -> bool:
    """Whether somebody warns us, which asks for nothing about who they are."""
    return kind in {Kind.SUSPICIOUS, Kind.ABUSE}
