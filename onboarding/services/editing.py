"""Who may change a supplier's file, held while they do."""

from django.core.exceptions import PermissionDenied

from accounts.models import User
from onboarding.models import Supplier


def hold(supplier: Supplier, *, by: User) -> Supplier:
    """The supplier under lock, inside a transaction; PermissionDenied for who may not change its file."""
    # "of": the row of the membership that says who may is read, not held.
    editable = Supplier.objects.edited_by(by).select_for_update(of=("self",), no_key=True)
    held = editable.filter(pk=supplier.pk).first()
    if held is None:
        raise PermissionDenied
    return held
