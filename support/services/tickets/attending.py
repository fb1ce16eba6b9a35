"""What staff do with a request: take it, hand it over, answer, note, close, open again.

One person attends a request at a time, and nobody answers without having read the last that was said.
"""

import uuid
from dataclasses import dataclass

from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from groundwork.ledger import services as ledger
from groundwork.messaging import services as messaging
from groundwork.web.actor import Actor
from support import ticket_mail as mail
from support.models import Kind, State, Ticket, TicketMessage
from support.services.tickets.asking import first_message
from support.services.tickets.following import held_ticket, reopen

PERMISSION = "support.change_ticket"


@dataclass(frozen=True, slots=True)
class Saying:
    """Words for a request: the form that they come from, and how many messages its writer had read."""

    text: str
    once: uuid.UUID
    seen: int


@dataclass(frozen=True, slots=True)
class Ending:
    """Why a request is closed, for the person to read; of a deletion, what was deleted and what the law keeps."""

    words: str
    deleted: str = ""
    kept: str = ""


def staff() -> QuerySet[User]:
    """Who may attend requests."""
    permitted = User.objects.with_perm(PERMISSION, backend="accounts.backends.PersonBackend")
    return permitted.filter(is_staff=True, is_active=True)


@transaction.atomic
def take(ticket: Ticket, *, by: Actor) -> Ticket:
    """Take it, unless somebody else has it: ValidationError, which says who."""
    held = _held(ticket, by)
    _require_free(held, by)
    _assign(held, by.user)
    return held


@transaction.atomic
def release(ticket: Ticket, *, by: Actor) -> Ticket:
    """Give it back to the queue, if one has it."""
    held = _held(ticket, by)
    if held.assigned_to_id == by.user.pk:
        _assign(held, None)
    return held


@transaction.atomic
def hand_over(ticket: Ticket, to: User, *, by: Actor) -> Ticket:
    """Put it in somebody's charge, whoever had it: who is away does not stop a request.

    Raises ValidationError for who may not attend requests.
    """
    held = _held(ticket, by)
    if not staff().filter(pk=to.pk).exists():
        raise ValidationError(_("Esa persona no atiende solicitudes."))
    _assign(held, to)
    return held


@transaction.atomic
def answer(ticket: Ticket, saying: Saying, *, by: Actor) -> TicketMessage | None:
    """Answer the person, who gets a mail with the link; the message, or None when its form had come before.

    It is then in the hands of who answered. Raises ValidationError while somebody else has it, when the person wrote
    meanwhile, or when it is closed.
    """
    held = _held(ticket, by)
    if held.messages.filter(sent_once=saying.once).exists():
        return None
    _require_free(held, by)
    _require_read(held, saying.seen)
    if held.state == State.CLOSED:
        raise ValidationError(_("Está cerrada. Ábrala de nuevo para responder."))
    said = _say(held, TicketMessage.Side.STAFF, saying.text, saying.once, by)
    if held.state != State.ANSWERED:
        held.move_to(State.ANSWERED)
    held.assigned_to = by.user
    _note_answer(held)
    held.save(update_fields=["state", "assigned_to", "first_answer_at", "answered_late"])
    messaging.send(mail.answered(held), dedupe=mail.key(held, f"answer:{said.pk}"))
    _record(held, by)
    return said


@transaction.atomic
def note(ticket: Ticket, text: str, *, once: uuid.UUID, by: Actor) -> bool:
    """Write something for staff alone; whether this was the first delivery."""
    held = _held(ticket, by)
    if held.messages.filter(sent_once=once).exists():
        return False
    _say(held, TicketMessage.Side.NOTE, text, once, by)
    return True


@transaction.atomic
def close(ticket: Ticket, ending: Ending, *, once: uuid.UUID, by: Actor) -> bool:
    """Close it with words that the person reads, and gets a mail about; whether this was the first delivery.

    Of a request to delete data it is said what was deleted, and what the law makes us keep. Raises ValidationError
    without those, while somebody else has it, or when it is closed.
    """
    held = _held(ticket, by)
    if held.messages.filter(sent_once=once).exists():
        return False
    _require_free(held, by)
    words = _last_words(held, ending)
    held.move_to(State.CLOSED)
    said = _say(held, TicketMessage.Side.STAFF, words, once, by)
    held.closed_at, held.assigned_to = timezone.now(), by.user
    _note_answer(held)
    held.save(update_fields=["state", "closed_at", "assigned_to", "first_answer_at", "answered_late"])
    messaging.send(mail.closed(held), dedupe=mail.key(held, f"answer:{said.pk}"))
    _record(held, by)
    return True


@transaction.atomic
def open_again(ticket: Ticket, *, by: Actor) -> Ticket:
    """Open what was closed by mistake, with a new promise."""
    return reopen(_held(ticket, by))


@transaction.atomic
def reveal_document(ticket: Ticket, *, by: Actor) -> str:
    """The number of the document, and a line of who read it in the administration's log."""
    held = _held(ticket, by)
    LogEntry.objects.log_actions(by.user.pk, [held], CHANGE, change_message=_("Vio el número de documento."))
    return str(held.document_number)


def require_staff(by: Actor) -> None:
    """PermissionDenied for who may not attend requests."""
    if not by.user.is_staff or not by.user.has_perm(PERMISSION):
        raise PermissionDenied


def _held(ticket: Ticket, by: Actor) -> Ticket:
    require_staff(by)
    return held_ticket(ticket)


def _assign(ticket: Ticket, to: User | None) -> None:
    ticket.assigned_to = to
    ticket.save(update_fields=["assigned_to"])


def _require_free(ticket: Ticket, by: Actor) -> None:
    if ticket.assigned_to_id not in {None, by.user.pk}:
        raise ValidationError(
            _("La atiende %(name)s. Si hace falta, póngala a su cargo y siga.") % {"name": ticket.assigned_to},
            code="claimed",
        )


def _require_read(ticket: Ticket, seen: int) -> None:
    if ticket.messages.exclude(side=TicketMessage.Side.NOTE).count() != seen:
        raise ValidationError(
            _("Llegó algo más mientras usted escribía. Léalo arriba; su texto sigue aquí."), code="unread"
        )


def _say(ticket: Ticket, side: TicketMessage.Side, text: str, once: uuid.UUID, by: Actor) -> TicketMessage:
    return TicketMessage.objects.create(ticket=ticket, side=side, author=by.user, text=text, sent_once=once)


def _note_answer(ticket: Ticket) -> None:
    """The moment of the first answer, and whether it kept the promise."""
    if ticket.first_answer_at is None:
        ticket.first_answer_at = timezone.now()
        ticket.answered_late = ticket.first_answer_at > ticket.due_at


def _last_words(ticket: Ticket, ending: Ending) -> str:
    if ticket.kind != Kind.DATA_DELETION:
        if not ending.words.strip():
            raise ValidationError({"words": _("Diga qué se hizo: la persona lo leerá.")})
        return ending.words.strip()
    missing = {
        name: _("Dígalo: la ley pide responder qué se borró y qué se conserva.")
        for name in ("deleted", "kept")
        if not getattr(ending, name).strip()
    }
    if missing:
        raise ValidationError(missing)
    parts = (
        ending.words.strip(),
        _("Qué borramos: %(what)s") % {"what": ending.deleted.strip()},
        _("Qué nos hace conservar la ley: %(what)s") % {"what": ending.kept.strip()},
    )
    return "\n\n".join(filter(None, parts))


def _record(ticket: Ticket, by: Actor) -> None:
    if ticket.is_about_data:
        content = {"kind": ticket.kind, "state": ticket.state, "late": ticket.answered_late}
        ledger.record("support.data_answered", first_message(ticket).code, content, by=str(by.user.code))
