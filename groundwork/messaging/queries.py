"""What an administrator looks at when mails do not arrive: what waits, what ended badly, what stands aside."""

from datetime import datetime
from typing import NamedTuple

from django.db.models import Count, Min, Q
from django.db.models.functions import Now

from groundwork.messaging.models import Lane, Message, MessageQuerySet, UndeliverableAddress, Work, WorkQuerySet


class Waiting(NamedTuple):
    """What one lane owes: how many mails, since when the oldest, and how many of them wait for a later hour."""

    lane: Lane
    number: int
    since: datetime | None
    later: int


def waiting() -> list[Waiting]:
    """Every lane, the most urgent first, in one query."""
    found = Message.objects.open().values("lane").order_by("lane")
    rows = {
        row["lane"]: row
        for row in found.annotate(
            number=Count("pk"), since=Min("queued_at"), later=Count("pk", filter=Q(next_attempt_at__gt=Now()))
        )
    }
    return [
        Waiting(lane, rows[lane]["number"], rows[lane]["since"], rows[lane]["later"])
        if lane in rows
        else Waiting(lane, 0, None, 0)
        for lane in Lane
    ]


def undelivered() -> MessageQuerySet:
    """Mails that were given up or refused and could still be sent, newest first."""
    return Message.objects.undelivered().order_by("-pk")


def set_aside() -> WorkQuerySet:
    """Work that waits for a person, newest first."""
    return Work.objects.set_aside().order_by("-pk")


def stopped_addresses() -> int:
    """How many addresses are not written to."""
    return UndeliverableAddress.objects.in_force().count()
