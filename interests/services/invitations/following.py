"""An invitation while it runs: what its suppliers ask is answered."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from groundwork.ledger import services as ledger
from interests import invitation_mail
from interests.models import InvitationQuestion
from interests.services.invitations.holding import held_for, invitees_of, require_open
from interests.services.invitations.telling import tell_suppliers


@transaction.atomic
def reply(question: InvitationQuestion, words: str, *, shared: bool, by: User) -> InvitationQuestion:
    """Answer a question, for all of the invited, without a name, or only for who asked; they are told.

    Answering with the same words twice changes nothing. Raises ValidationError for an answered question, and once the
    invitation receives no answers.
    """
    invitation = held_for(question.invitee.invitation, by)
    held = InvitationQuestion.objects.select_for_update(of=("self",)).select_related("invitee__supplier")
    asked = held.get(pk=question.pk)
    words = words.strip()
    if asked.answered_at:
        if asked.answer == words:
            return asked
        raise ValidationError(_("Alguien de su equipo ya respondió esta pregunta."))
    require_open(invitation, at=timezone.now())
    if not words:
        raise ValidationError({"reply": _("Escriba la respuesta.")})
    asked.answer, asked.shared, asked.answered_by, asked.answered_at = words, shared, by, timezone.now()
    asked.save(update_fields=["answer", "shared", "answered_by", "answered_at"])
    chosen = invitation.invitees.filter(declined_at=None) if shared else invitation.invitees.filter(pk=asked.invitee_id)
    invitees = invitees_of(invitation, chosen)
    tell_suppliers(
        invitees,
        lambda one, reader: invitation_mail.replied(one, asked, reader=reader),
        key=f"quote-replied:{asked.code}",
    )
    ledger.record("quote_invitation.replied", str(invitation.code), {"shared": shared}, by=str(by.code))
    return asked
