"""What changes what a supplier tells of its books and of the RUP."""

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from onboarding.models import FinancialStatement, RupClass, RupRegistration, Supplier
from onboarding.services.editing import hold

TOLD = (
    *("kind", "current_assets", "total_assets", "current_liabilities", "total_liabilities"),
    *("equity", "operating_profit", "interest_expense"),
)
RUP_TOLD = ("number", "chamber", "renewed_on", "in_force_on", "document")


@transaction.atomic
def save_statement(statement: FinancialStatement, *, by: User) -> FinancialStatement:
    """Keep the figures of one cut-off; the same ones sent twice are kept once.

    Raises ValidationError for what may not stand, PermissionDenied for who may not change the supplier.
    """
    hold(statement.supplier, by=by)
    if not statement.pk:
        there = FinancialStatement.objects.filter(supplier=statement.supplier, cut_off_on=statement.cut_off_on).first()
        if there and all(getattr(there, name) == getattr(statement, name) for name in TOLD):
            return there
    statement.updated_at = timezone.now()
    statement.full_clean()
    statement.save()
    return statement


@transaction.atomic
def remove_statement(statement: FinancialStatement, *, by: User) -> None:
    """Forget the figures of one cut-off; its document stays in the library. PermissionDenied as in save_statement."""
    hold(statement.supplier, by=by)
    FinancialStatement.objects.filter(pk=statement.pk).delete()


@transaction.atomic
def save_rup(registration: RupRegistration, *, classes: Collection[str], by: User) -> RupRegistration:
    """Keep what the supplier tells of its registration and its classes, in the place of what it told.

    A class that was there already keeps the day on which it was added. Raises as save_statement.
    """
    hold(registration.supplier, by=by)
    registration.full_clean(validate_unique=False)  # it takes the place of the one there is
    told = {name: getattr(registration, name) for name in RUP_TOLD}
    kept, _created = RupRegistration.objects.update_or_create(
        supplier=registration.supplier, defaults={**told, "updated_at": timezone.now()}
    )
    kept.classes.exclude(code__in=classes).delete()
    there = set(kept.classes.values_list("code", flat=True))
    RupClass.objects.bulk_create(RupClass(registration=kept, code=code) for code in classes if code not in there)
    return kept


@transaction.atomic
def remove_rup(supplier: Supplier, *, by: User) -> None:
    """Forget the registration. PermissionDenied as in save_statement."""
    hold(supplier, by=by)
    RupRegistration.objects.filter(supplier=supplier).delete()
