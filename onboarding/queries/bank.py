"""The accounts that a supplier was paid in."""

from datetime import timedelta

from django.utils import timezone

from onboarding.models import BankAccount, Supplier

# The paper that proves an account, as the rules call it.
CERTIFICATE = "bank-certificate"
NEWS = timedelta(days=7)


def history(supplier: Supplier) -> list[BankAccount]:
    """Every account, the newest first, with who set it; their numbers are never read."""
    accounts = BankAccount.objects.filter(supplier=supplier).defer("number").select_related("set_by")
    return list(accounts.order_by("-set_at", "-pk"))


def changed_lately(supplier: Supplier) -> BankAccount | None:
    """The account of now when it took the place of another within a week: every administrator is told on screen."""
    accounts = BankAccount.objects.filter(supplier=supplier, ended_at=None, set_at__gt=timezone.now() - NEWS)
    found = accounts.defer("number").select_related("set_by").first()
    replaced = BankAccount.objects.filter(supplier=supplier, ended_at__isnull=False).exists() if found else False
    return found if replaced else None
