"""What an invited supplier asks the public body."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from interests import invitation_mail
from interests.models import InvitationQuestion, Invitee
from interests.services.invitations.telling import tell_entity
from interests.services.quotes.holding import held_open, record, require_preparer

MOST_QUESTIONS = 20


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
    tell_entity(
        held.invitation,
        lambda reader: invitation_mail.asked(question, held.invitation, reader=reader),
        key=f"quote-asked:{question.code}",
    )
    record("quote_invitation.asked", held, by)
    return question
