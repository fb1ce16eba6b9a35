"""What the members of a team write to one another about an opportunity."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import User
from interests.models import Opportunity, OpportunityNote
from interests.services.opportunities import require_editor


@transaction.atomic
def add(opportunity: Opportunity, text: str, *, by: User) -> OpportunityNote:
    """Write it beside the opportunity; the same words by the same person as the last note are that note.

    Raises PermissionDenied for who may not edit its supplier.
    """
    require_editor(opportunity, by)
    Opportunity.objects.select_for_update().get(pk=opportunity.pk)
    last = OpportunityNote.objects.filter(opportunity=opportunity).last()
    if last and last.author_id == by.pk and last.text == text:
        return last
    return OpportunityNote.objects.create(opportunity=opportunity, author=by, text=text)


@transaction.atomic
def delete(note: OpportunityNote, *, by: User) -> None:
    """Take back one's own. Raises PermissionDenied for another person's."""
    if note.author_id != by.pk:
        raise PermissionDenied
    note.delete()
