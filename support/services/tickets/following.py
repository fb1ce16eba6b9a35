"""What the person does with their request: answer, close as solved, open again. Whoever has the code is the person."""

import uuid

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from support.models import State, Ticket, TicketFile, TicketMessage
from support.queries.tickets import promises

# Of one request, so that whoever has its code cannot fill the queue or the disk with it.
MOST_MESSAGES, MOST_FILES = 100, 20


@transaction.atomic
def write(ticket: Ticket, text: str, *, once: uuid.UUID, by: User | None) -> tuple[TicketMessage, bool]:
    """Add what the person says, and whether this was its first delivery; a request that was closed opens again.

    One that had been answered waits for an answer again, with a new promise. Raises ValidationError when it is full.
    """
    held = held_ticket(ticket)
    if known := held.messages.filter(sent_once=once).first():
        return known, False
    if held.messages.count() >= MOST_MESSAGES:
        raise ValidationError(_("Esta solicitud ya tiene demasiados mensajes. Haga una nueva y cuente en qué quedó."))
    message = TicketMessage.objects.create(
        ticket=held, side=TicketMessage.Side.PERSON, author=by, text=text, sent_once=once
    )
    if held.state != State.OPEN:
        _wait_again(held)
    return message, True


def require_room(ticket: Ticket, files: int) -> None:
    """ValidationError when so many files more don't fit in the request."""
    if files > MOST_FILES - TicketFile.objects.filter(message__ticket=ticket).count():
        raise ValidationError(_("Esta solicitud ya tiene todos los archivos que caben."))


@transaction.atomic
def close(ticket: Ticket) -> Ticket:
    """Close it as solved; doing it again changes nothing."""
    held = held_ticket(ticket)
    if held.state != State.CLOSED:
        held.move_to(State.CLOSED)
        held.closed_at = timezone.now()
        held.save(update_fields=["state", "closed_at"])
    return held


@transaction.atomic
def reopen(ticket: Ticket) -> Ticket:
    """Open it again, with a new promise; one that waits stays as it is."""
    held = held_ticket(ticket)
    if held.state != State.OPEN:
        _wait_again(held)
    return held


def held_ticket(ticket: Ticket) -> Ticket:
    """The row, locked; ValidationError when what it said was erased meanwhile."""
    held = Ticket.objects.readable().select_for_update().filter(pk=ticket.pk).first()
    if held is None:
        raise ValidationError(_("Esta solicitud ya se borró."))
    return held


def _wait_again(ticket: Ticket) -> None:
    ticket.move_to(State.OPEN)
    ticket.closed_at = None
    ticket.due_at = promises.due_at(ticket.kind, at=timezone.now())
    ticket.save(update_fields=["state", "closed_at", "due_at"])
