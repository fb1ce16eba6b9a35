"""What an invited supplier does before it answers: opens the invitation, accepts, declines, asks.

Those who edit its file do all this, and write the answer; sending the answer binds, and is for its administrators and
signers (services.quotes_submitting).
"""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from groundwork.ledger import services as ledger
from interests.models import Invitation, InvitationQuestion, Invitee
from interests.services.invitations import require_open
from interests.services.invitations_telling import tell_entity

MOST_QUESTIONS = 20


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
    _record("quote_invitation.accepted", held, by)
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
        raise ValidationError(_("Ya envió una respuesta: puede reemplazarla hasta la fecha, pero no declinar."))
    held.declined_at, held.decline_reason, held.accepted_at = timezone.now(), reason, None
    held.save(update_fields=["declined_at", "decline_reason", "accepted_at"])
    _record("quote_invitation.declined", held, by)
    return held


@transaction.atomic
def ask(invitee: Invitee, words: str, *, by: User) -> InvitationQuestion:
    """Ask the public body something, which is told of it. The same question twice is one. Raises as accept does."""
    held = held_open(invitee)
    require_preparer(held, by)
    words = words.strip()
    if not words:
        raise ValidationError({"text": _("Escriba la pregunta.")})
    if same := held.questions.filter(text=words, answered_at=None).first():
        return same
    if held.questions.count() >= MOST_QUESTIONS:
        raise ValidationError({"text": _("Puede hacer hasta %(most)d preguntas.") % {"most": MOST_QUESTIONS}})
    question = InvitationQuestion.objects.create(invitee=held, text=words, asked_by=by)
    tell_entity(question, held.invitation)
    _record("quote_invitation.asked", held, by)
    return question


def held_open(invitee: Invitee) -> Invitee:
    """The invitee under its lock, after the invitation's. Raises ValidationError unless answers are received now."""
    held = held_of(invitee)
    require_open(held.invitation, at=timezone.now())
    return held


def held_of(invitee: Invitee) -> Invitee:
    """The same, whether answers are received or not."""
    rows = Invitation.objects.select_for_update(no_key=True, of=("self",)).select_related("entity", "process")
    invitation = rows.defer("process__search").get(pk=invitee.invitation_id)
    held = Invitee.objects.select_for_update(of=("self",)).select_related("supplier").get(pk=invitee.pk)
    held.invitation = invitation
    return held


def require_preparer(invitee: Invitee, by: User) -> None:
    """Raise PermissionDenied unless the person edits the supplier."""
    if not invitee.is_prepared_by(by):
        raise PermissionDenied


def _record(verb: str, invitee: Invitee, by: User) -> None:
    content = {"invitation": str(invitee.invitation.code), "supplier": str(invitee.supplier.code)}
    ledger.record(verb, str(invitee.code), content, by=str(by.code))
