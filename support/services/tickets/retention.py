"""What is kept of requests, and until when: closed by silence, erased later, counted for ever."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from accounts.models import User
from groundwork.files.services import erasing
from groundwork.messaging import services as messaging
from support import ticket_mail as mail
from support.models import OF_DATA, State, Ticket, TicketFile, TicketMessage

SILENCE = timedelta(days=30)
NOBODY = "olvidado@portal.invalid"  # RFC 2606
AT_ONCE = 200


def kept_years() -> int:
    """How many years a closed request keeps who asked, at least one."""
    return max(1, settings.SUPPORT_KEPT_DAYS // 365)


def close_silent(*, at: datetime) -> int:
    """Close what was answered and had no reaction for thirty days; returns how many."""
    answered = Ticket.objects.filter(state=State.ANSWERED).annotate(last=Max("messages__at"))
    silent = answered.filter(last__lt=at - SILENCE).values("pk")
    rows = Ticket.objects.filter(pk__in=silent, state=State.ANSWERED)
    return rows.update(state=State.CLOSED, closed_at=at)


def forget_old(*, at: datetime) -> int:
    """Erase who asked and what was said in requests closed SUPPORT_KEPT_DAYS ago; returns how many.

    What is left says that there was one, of which kind, and when it was answered.
    """
    closed = Ticket.objects.filter(erased_at=None, closed_at__lt=at - timedelta(days=settings.SUPPORT_KEPT_DAYS))
    return _erase(closed)


@transaction.atomic
def forget_person(user: User) -> None:
    """Erase the requests of who closes their account; one about their data that waits is still answered."""
    theirs = Ticket.objects.filter(user=user, erased_at=None)
    waiting = Q(state=State.OPEN, kind__in=OF_DATA)
    theirs.exclude(waiting).exclude(state=State.CLOSED).update(state=State.CLOSED, closed_at=timezone.now())
    while _erase(theirs.exclude(waiting)):
        pass
    TicketMessage.objects.filter(ticket__in=theirs, author=user).update(author=None)
    theirs.update(user=None)
    Ticket.objects.filter(assigned_to=user).update(assigned_to=None)


@transaction.atomic
def _erase(tickets: QuerySet[Ticket]) -> int:
    rows = list(tickets.select_for_update(skip_locked=True).order_by("pk")[:AT_ONCE])
    keys = [row.pk for row in rows]
    for given in TicketFile.objects.filter(message__ticket__in=keys).select_related("file"):
        erasing.erase(given.file)
    for row in rows:
        messaging.forget_by_key(mail.KIND, mail.key_prefix(row))
    messages = TicketMessage.objects.filter(ticket__in=keys)
    messages.update(text="")
    messages.filter(side=TicketMessage.Side.PERSON).update(author=None)
    nothing = dict.fromkeys(("name", "document_type", "document_number", "phone", "page", "browser"), "")
    # A kept code would open an empty page: nobody has any use for it.
    Ticket.objects.filter(pk__in=keys).update(
        **nothing, email=NOBODY, user=None, happened_at=None, erased_at=timezone.now()
    )
    return len(rows)
