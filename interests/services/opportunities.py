"""What a supplier decides about an opportunity."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import User
from interests.models import Opportunity, State
from onboarding.models import Supplier


@transaction.atomic
def decide(opportunity: Opportunity, state: State, *, by: User) -> Opportunity:
    """Save it, discard it, or put it back among the new ones; deciding the same twice changes nothing.

    Raises PermissionDenied for who may not edit its supplier.
    """
    if not Supplier.objects.edited_by(by).filter(pk=opportunity.supplier_id).exists():
        raise PermissionDenied
    held = Opportunity.objects.select_for_update().get(pk=opportunity.pk)
    if held.state != state:
        held.state = state
        held.save(update_fields=["state"])
    return held
