"""One invitation as an invited supplier reads it: its own answer, and never who else was invited."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q

from accounts.models import User
from interests.models import InvitationQuestion, Invitee, Quote


def questions(invitee: Invitee) -> Sequence[InvitationQuestion]:
    """What this supplier asked, and what others asked whose answer is for all: those without a name."""
    theirs = Q(invitee=invitee)
    shared = Q(invitee__invitation=invitee.invitation_id, shared=True, answered_at__isnull=False)
    return list(InvitationQuestion.objects.filter(theirs | shared))


def in_force(invitee: Invitee) -> Quote | None:
    """The answer that counts."""
    return invitee.quotes.in_force().first()


def latest(invitee: Invitee) -> Quote | None:
    """The one that was sent last, whether it counts or not."""
    return invitee.quotes.sent().order_by("-number").first()


def may_withdraw(invitee: Invitee, quote: Quote, user: User, *, at: datetime) -> bool:
    """Whether this answer is in force and the user may still take it back."""
    return quote.is_in_force and invitee.invitation.receives(at) and invitee.is_bound_by(user)


def draft(invitee: Invitee) -> Quote | None:
    """The one that is being written."""
    return invitee.quotes.drafts().first()
