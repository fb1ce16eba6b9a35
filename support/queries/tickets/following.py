"""A request as its person reads it."""

import unicodedata
from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from django.db.models import Prefetch
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from groundwork.files import refusals
from groundwork.files.models import StoredFile
from groundwork.web import formats
from groundwork.web.paging import CappedCount, Key, Page, capped_count, page_of
from support.models import State, Ticket, TicketFile, TicketMessage
from support.models.ticket import CODE_LENGTH

KEYS = (Key("asked_at", descending=True), Key("id", descending=True))
SIZE = 10
SHOWN_DIGITS = 3


class Attached(NamedTuple):
    """A file of a message; what is not there to be read says why."""

    stored: StoredFile
    is_ready: bool
    why: str


class Said(NamedTuple):
    """One message, as a conversation draws it."""

    side: str
    who: str
    text: str
    at: datetime
    files: list[Attached]


def of_code(code: str) -> Ticket | None:
    """The request of that code, while it still says something."""
    if len(code) != CODE_LENGTH:
        return None
    return Ticket.objects.readable().filter(code=code).first()


def page(user: User, *, cursor: str = "") -> Page[Ticket]:
    """The person's own, the newest first. Raises BadCursorError for a cursor that is not ours."""
    return page_of(Ticket.objects.of(user).defer("name", "document_number", "phone"), KEYS, cursor=cursor, size=SIZE)


def count(user: User) -> CappedCount:
    """How many they have asked."""
    return capped_count(Ticket.objects.of(user))


def conversation(ticket: Ticket, *, with_notes: bool = False, only_ready: bool = False) -> list[Said]:
    """What both sides said, the oldest first; notes, and names of staff, for staff alone."""
    files = TicketFile.objects.select_related("file").defer("file__sealed_key").order_by("pk")
    messages = ticket.messages.select_related("author").prefetch_related(Prefetch("files", files))
    if not with_notes:
        messages = messages.exclude(side=TicketMessage.Side.NOTE)
    return [
        Said(one.side, _who(one, ticket, for_staff=with_notes), one.text, one.at, list(_files(one, only_ready)))
        for one in messages
    ]


def standing(ticket: Ticket, *, at: datetime) -> str:
    """Where it stands and what is next, in one sentence."""
    match ticket.state:
        case State.ANSWERED:
            return _("Le respondimos. Lea la respuesta abajo; si falta algo, contéstenos.")
        case State.CLOSED:
            return _("Está cerrada. Si no quedó resuelta, ábrala de nuevo.")
    if ticket.is_late(at):
        return _("Espera nuestra respuesta y ya debimos darla. Lo sentimos: la vemos entre las primeras.")
    return _("Espera nuestra respuesta: a más tardar el %(day)s.") % {"day": formats.long_date(ticket.due_day)}


def masked_name(name: str) -> str:
    """Enough of a name for its owner to know it: "Ana P."; what is no letter is not shown."""
    words = [word for word in name.split() if unicodedata.category(word[0])[0] == "L"]
    return " ".join([*words[:1], *(f"{word[0]}." for word in words[1:2])]) or "•••"


def masked_number(number: str) -> str:
    """The end of a number: "•••123"; nothing without one."""
    return f"•••{number[-SHOWN_DIGITS:]}" if number else ""


def _who(message: TicketMessage, ticket: Ticket, *, for_staff: bool) -> str:
    if message.side == TicketMessage.Side.PERSON:
        return ticket.name if for_staff else _("Usted")
    if not for_staff:
        return _("Equipo de ayuda")
    words = _("%(name)s, nota interna") if message.side == TicketMessage.Side.NOTE else _("%(name)s, respuesta")
    return words % {"name": message.author or _("Equipo de ayuda")}


def _files(message: TicketMessage, only_ready: bool) -> Iterator[Attached]:
    for given in message.files.all():
        stored = given.file
        is_ready = stored.state == StoredFile.State.PASSED
        if is_ready or not only_ready:
            yield Attached(stored, is_ready, "" if is_ready else _why(stored))


def hidden_files(ticket: Ticket) -> str:
    """What staff are told of files that they do not see: how many wait for the checks or did not pass them."""
    number = TicketFile.objects.filter(message__ticket=ticket, file__passed_at=None, file__erased_at=None).count()
    if not number:
        return ""
    return ngettext(
        "%(number)s archivo no se muestra: no ha pasado las comprobaciones.",
        "%(number)s archivos no se muestran: no han pasado las comprobaciones.",
        number,
    ) % {"number": number}


def _why(stored: StoredFile) -> str:
    if stored.state == StoredFile.State.REFUSED:
        return _("No se recibió. %(why)s") % {"why": refusals.words(stored.refusal)}
    return str(stored.state.label)
