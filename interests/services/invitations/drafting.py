"""The draft of an invitation, until it is sent: what is asked for, of whom, and its papers."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from groundwork.files.models import StoredFile
from groundwork.files.services import erasing, receiving
from interests.models import Invitation, InvitationFile, InvitationItem, inviting_for
from interests.services.invitations.holding import held_for, invite, require_draft
from onboarding.models import Supplier

MOST_ITEMS, MOST_FILES = 100, 10


@transaction.atomic
def save_draft(
    invitation: Invitation, items: Sequence[InvitationItem], suppliers: Iterable[Supplier], *, by: User
) -> Invitation:
    """Keep a draft with its items, in their order, and the suppliers that it would go to; each once.

    It may lack anything until it is sent. One that was begun twice with the same code is one.
    Raises PermissionDenied for who may not invite in the entity's name, ValidationError once it was sent, or for a
    process of another entity, a supplier that doesn't wish to be found, or too many.
    """
    if not inviting_for(by).filter(pk=invitation.entity_id).exists():
        raise PermissionDenied
    if invitation.pk:
        require_draft(held_for(invitation, by))
    if invitation.process and invitation.process.entity_id != invitation.entity_id:
        raise ValidationError({"process": _("Ese proceso es de otra entidad.")})
    if len(items) > MOST_ITEMS:
        raise ValidationError(_("Una invitación lleva hasta %(most)d ítems.") % {"most": MOST_ITEMS})
    written = [name for name in ("title", "message") if not getattr(invitation, name)]
    invitation.full_clean(exclude=["created_by", "code", *written])
    if not invitation.pk:
        _begin(invitation, by)
    invitation.save(force_update=True)
    invitation.items.all().delete()
    for position, item in enumerate(items, start=1):
        item.pk, item.invitation, item.position = None, invitation, position
    InvitationItem.objects.bulk_create(items)
    wanted = {supplier.pk for supplier in suppliers}
    invitation.invitees.exclude(supplier__in=wanted).delete()
    invite(invitation, wanted)
    return invitation


@transaction.atomic
def delete_draft(invitation: Invitation, *, by: User) -> None:
    """Throw a draft away, its papers too. Raises ValidationError once it was sent."""
    held = held_for(invitation, by)
    require_draft(held)
    _drop(held.files.all())
    held.delete()


@transaction.atomic
def attach(invitation: Invitation, upload: UploadedFile[Any], *, by: User) -> StoredFile:
    """Add a paper to a draft; check it outside any transaction. Raises ValidationError when it may not be taken."""
    held = held_for(invitation, by)
    require_draft(held)
    if held.files.count() >= MOST_FILES:
        raise ValidationError(_("Una invitación lleva hasta %(most)d archivos.") % {"most": MOST_FILES})
    stored = receiving.receive(upload, owner=held.file_owner, by=by)
    InvitationFile.objects.create(invitation=held, file=stored)
    return stored


@transaction.atomic
def detach(invitation: Invitation, code: str, *, by: User) -> None:
    """Take a paper out of a draft for good; one that is not there any more changes nothing."""
    held = held_for(invitation, by)
    require_draft(held)
    _drop(held.files.filter(file__code=code))


def _begin(invitation: Invitation, by: User) -> None:
    """Make its row, or find the one that another post of the same page made."""
    invitation.created_by = by
    Invitation.objects.bulk_create([invitation], ignore_conflicts=True)
    held = held_for(Invitation.objects.get(code=invitation.code), by)
    require_draft(held)
    invitation.pk, invitation.created_by, invitation.created_at = held.pk, held.created_by, held.created_at


def _drop(papers: QuerySet[InvitationFile]) -> None:
    for paper in papers.select_related("file"):
        paper.delete()
        erasing.erase(paper.file)
