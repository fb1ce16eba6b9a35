"""A supplier's part in an invitation under its lock, and who may act for it until when."""

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts.models import User
from groundwork.ledger import services as ledger
from interests.models import Invitation, Invitee
from interests.services.invitations.holding import require_open


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


def record(verb: str, invitee: Invitee, by: User) -> None:
    content = {"invitation": str(invitee.invitation.code), "supplier": str(invitee.supplier.code)}
    ledger.record(verb, str(invitee.code), content, by=str(by.code))
