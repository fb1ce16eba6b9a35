"""What a supplier decides about its opportunities: one, or several at once."""

from collections.abc import Collection
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import User
from interests.models import Opportunity, State
from onboarding.models import Supplier


@transaction.atomic
def decide(opportunity: Opportunity, state: State, *, by: User) -> Opportunity:
    """Save it, prepare it, discard it, or put it back among the new ones; deciding the same twice changes nothing.

    Raises PermissionDenied for who may not edit its supplier.
    """
    require_editor(opportunity, by)
    held = Opportunity.objects.select_for_update().get(pk=opportunity.pk)
    if held.state != state:
        held.state = state
        held.save(update_fields=["state"])
    return held


@transaction.atomic
def decide_several(codes: Collection[UUID], state: State, *, by: User) -> int:
    """Decide the same about each of them; returns how many stand there now.

    Those of nobody's or of another supplier count for nothing. Raises PermissionDenied for who may edit none.
    """
    held = chosen(codes, by=by)
    Opportunity.objects.filter(pk__in=[one.pk for one in held]).exclude(state=state).update(state=state)
    return len(held)


def chosen(codes: Collection[UUID], *, by: User) -> list[Opportunity]:
    """Those of the codes that the person may decide about, locked, always in the same order."""
    found = Opportunity.objects.filter(code__in=codes)
    held = found.filter(supplier__in=Supplier.objects.edited_by(by)).select_for_update(of=("self",)).order_by("pk")
    mine = list(held)
    if not mine and found.of(by).exists():
        raise PermissionDenied
    return mine


def require_editor(opportunity: Opportunity, by: User) -> None:
    """Raise PermissionDenied for who may not edit its supplier."""
    if not Supplier.objects.edited_by(by).filter(pk=opportunity.supplier_id).exists():
        raise PermissionDenied
