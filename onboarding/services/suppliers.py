"""What changes a supplier's file."""

from django.db import transaction

from accounts.models import User
from groundwork.ledger import services as ledger
from onboarding.models import Membership, Role, Supplier


@transaction.atomic
def create_supplier(supplier: Supplier, *, by: User) -> Supplier:
    """Save a new supplier with the person as its first administrator; ValidationError if it may not stand."""
    supplier.full_clean()
    supplier.save(force_insert=True)
    Membership.objects.create(supplier=supplier, user=by, role=Role.ADMINISTRATOR)
    ledger.record("supplier.created", str(supplier.code), {"person_type": supplier.person_type}, by=str(by.code))
    return supplier
