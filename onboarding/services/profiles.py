"""Showing a supplier to everybody, and taking it back."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from groundwork.ledger import services as ledger
from onboarding.models import Supplier


@transaction.atomic
def publish(supplier: Supplier, *, by: User) -> None:
    """Open its public profile; doing it twice changes nothing.

    Raises PermissionDenied for who does not edit it, ValidationError while it says nothing of what it offers.
    """
    held = _lock(supplier, by)
    if held.published_at:
        return
    if not (held.about or held.offers):
        raise ValidationError(_("Diga primero qué ofrece: sin eso el perfil no le sirve a nadie."))
    held.published_at = timezone.now()
    held.save(update_fields=["published_at"])
    ledger.record("supplier.profile_published", str(held.code), {}, by=str(by.code))


@transaction.atomic
def withdraw(supplier: Supplier, *, by: User) -> None:
    """Close its public profile; doing it twice changes nothing. Raises PermissionDenied as publish does."""
    held = _lock(supplier, by)
    if held.published_at is None:
        return
    held.published_at = None
    held.save(update_fields=["published_at"])
    ledger.record("supplier.profile_withdrawn", str(held.code), {}, by=str(by.code))


def _lock(supplier: Supplier, by: User) -> Supplier:
    mine = Supplier.objects.edited_by(by).select_for_update(no_key=True, of=("self",))
    held = mine.filter(pk=supplier.pk).first()
    if held is None:
        raise PermissionDenied
    return held
