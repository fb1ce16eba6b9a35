"""The files of a request: taken one after another, saying what became of each."""

from collections.abc import Iterable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.models import User
from groundwork.files import refusals
from groundwork.files.models import StoredFile
from groundwork.files.services import checking
from onboarding.queries.dates import Upload
from support.models import TicketMessage
from support.services.tickets.asking import give_file


def take(request: HttpRequest, message: TicketMessage, uploads: Iterable[Upload], *, by: User | None) -> None:
    """Give each file, look at it at once, and say on the next page which were not taken, and why."""
    if message.side == TicketMessage.Side.STAFF:
        kept = _("Su respuesta sí se envió; puede adjuntarlo a otra.")
    else:
        kept = _("Su mensaje sí llegó; puede adjuntarlo en el seguimiento.")
    for upload in uploads:
        name = upload.name or _("El archivo")
        try:
            stored = checking.check(give_file(message, upload, by=by))
        except ValidationError as refusal:
            _tell(request, name, " ".join(refusal.messages), kept)
        else:
            if stored.state == StoredFile.State.REFUSED:
                _tell(request, name, refusals.words(stored.refusal), kept)


def _tell(request: HttpRequest, name: str, why: str, kept: str) -> None:
    words = _("«%(name)s» no se adjuntó. %(why)s") % {"name": name, "why": why}
    messages.error(request, f"{words} {kept}")
