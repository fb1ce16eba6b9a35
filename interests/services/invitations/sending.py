"""Sending a draft to its suppliers, once it lacks nothing."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from groundwork.files.models import StoredFile
from groundwork.ledger import services as ledger
from interests import invitation_mail
from interests.models import Invitation
from interests.services.invitations.dates import require_answer_date
from interests.services.invitations.holding import MOST_SUPPLIERS, held_for, invitees_of
from interests.services.invitations.telling import tell_suppliers


@transaction.atomic
def send(invitation: Invitation, *, by: User) -> Invitation:
    """Send a draft to its suppliers, each of whom is told. Sending it twice changes nothing.

    Raises ValidationError with all that it lacks.
    """
    held = held_for(invitation, by)
    if held.sent_at:
        return held
    now = timezone.now()
    if lacks := missing(held, at=now):
        raise ValidationError(lacks)
    held.sent_at = now
    held.save(update_fields=["sent_at"])
    invitees = invitees_of(held)
    tell_suppliers(invitees, lambda one, reader: invitation_mail.invited(one, reader=reader), key="quote-invited")
    content = {
        "entity": held.entity.code,
        "process": held.process.code if held.process else "",
        "answers_by": held.answers_by.isoformat(),
        "answers_hidden": held.answers_hidden,
        "items": held.items.count(),
        "suppliers": [str(one.supplier.code) for one in invitees],
    }
    ledger.record("quote_invitation.sent", str(held.code), content, by=str(by.code))
    return held


def missing(invitation: Invitation, *, at: datetime) -> list[str]:
    """What a draft lacks before it may be sent, in words; empty when nothing."""
    lacks = []
    if not invitation.title.strip():
        lacks.append(_("Escriba qué se va a cotizar."))
    if not invitation.message.strip():
        lacks.append(_("Escriba el mensaje."))
    if not invitation.items.exists():
        lacks.append(_("Escriba al menos un ítem."))
    number = invitation.invitees.count()
    if not number:
        lacks.append(_("Escoja al menos un proveedor."))
    if number > MOST_SUPPLIERS:
        lacks.append(_("Escoja hasta %(most)d proveedores.") % {"most": MOST_SUPPLIERS})
    states = {one.file.state for one in invitation.files.select_related("file")}
    if StoredFile.State.REFUSED in states:
        lacks.append(_("Uno de los archivos no se recibió. Quítelo, o súbalo de nuevo."))
    if states & {StoredFile.State.CHECKING, StoredFile.State.WAITING}:
        lacks.append(_("Falta comprobar un archivo. Espere un momento e inténtelo otra vez."))
    try:
        require_answer_date(invitation.answers_by, at=at)
    except ValidationError as refusal:
        lacks += refusal.messages
    return lacks
