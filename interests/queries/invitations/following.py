"""One invitation as its public body follows it: who was invited, what was asked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Subquery

from interests.models import Invitation, InvitationQuestion, Quote
from interests.queries.quotes.listing import taken_back


@dataclass(frozen=True, slots=True)
class Standing:
    """The names of the invited that have no answer in force, by what became of it."""

    withdrew: tuple[str, ...]
    declined: tuple[str, ...]
    silent: tuple[str, ...]

    @classmethod
    def of(cls, invitees: Iterable[Any]) -> "Standing":
        """Of an invitation's invitees as they are followed."""
        left = [one for one in invitees if not one.answered_at]
        declined = [one for one in left if one.declined_at]
        withdrew = [one for one in left if one.withdrawn_at and one not in declined]
        silent = [one for one in left if one not in declined and one not in withdrew]
        return cls(*(tuple(one.supplier.name for one in some) for some in (withdrew, declined, silent)))


def invitees(invitation: Invitation) -> list[Any]:
    """Who was invited, by name: `answered_at`, when its answer in force was sent, or `withdrawn_at`, when it took its
    last one back. Never what it says.
    """
    sent = Quote.objects.in_force().filter(invitee=OuterRef("pk")).values("submitted_at")
    return list(
        invitation.invitees.select_related("supplier__municipality__department")
        .annotate(answered_at=Subquery(sent), withdrawn_at=taken_back())
        .order_by("supplier__name", "pk")
    )


def questions(invitation: Invitation) -> Sequence[InvitationQuestion]:
    """What was asked, oldest first; the public body sees who asked."""
    asked = InvitationQuestion.objects.filter(invitee__invitation=invitation)
    return list(asked.select_related("invitee__supplier", "answered_by"))
