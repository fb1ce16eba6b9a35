"""What an invited supplier says before it answers: that it read, that it will answer, that it will not."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from interests.models import Invitee
from interests.services.quotes.holding import held_open, record, require_preparer


def note_seen(invitee: Invitee) -> None:
    """Write down, once, that somebody of the supplier opened the invitation."""
    if invitee.seen_at is None:
        Invitee.objects.filter(pk=invitee.pk, seen_at=None).update(seen_at=timezone.now())


@transaction.atomic
def accept(invitee: Invitee, *, by: User) -> Invitee:
    """Say that the supplier will answer, also after having declined. Doing it twice changes nothing.

    Raises PermissionDenied for who doesn't edit the supplier, ValidationError once no answers are received.
    """
    held = held_open(invitee)
    require_preparer(held, by)
    if held.accepted_at:
        return held
    held.accepted_at, held.declined_at, held.decline_reason = timezone.now(), None, ""
    held.save(update_fields=["accepted_at", "declined_at", "decline_reason"])
    record("quote_invitation.accepted", held, by)
    return held


@transaction.atomic
def decline(invitee: Invitee, reason: str, *, by: User) -> Invitee:
    """Say that the supplier will not answer, and why, which the public body reads. Raises as accept does.

    Who has sent an answer cannot decline any more.
    """
    held = held_open(invitee)
    require_preparer(held, by)
    if held.declined_at:
        return held
    reason = reason.strip()
    if not reason:
        raise ValidationError({"reason": _("Diga por qué: la entidad leerá el motivo.")})
    if held.quotes.in_force().exists():
        raise ValidationError(_("Ya envió una respuesta. Retírela primero y después diga que no cotiza."))
    held.declined_at, held.decline_reason, held.accepted_at = timezone.now(), reason, None
    held.save(update_fields=["declined_at", "decline_reason", "accepted_at"])
    record("quote_invitation.declined", held, by)
    return held
