"""Where a supplier is paid: the one fact that a thief of accounts wants to change."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.teams import services as teams
from groundwork.files.keyring import UnreadableError
from groundwork.ledger import services as ledger
from groundwork.messaging import services as messaging
from groundwork.web.actor import Actor
from onboarding import mail
from onboarding.models import BankAccount, Supplier

SHOWN_DIGITS = 4


@transaction.atomic
def set_account(supplier: Supplier, *, bank: str, kind: str, number: str, by: Actor) -> BankAccount:
    """Pay into another account from now on; the one before ends and stays in the history.

    It is the supplier's own: its holder is never typed. Every administrator hears of it. Raises PermissionDenied
    for who does not administer it, StrongFactorRequiredError, and ValidationError in the day after a change of the
    person's mailbox or for the account that it has already.
    """
    held = teams.lock(supplier)
    teams.authorise(held, by)
    by.require_strong_factor()
    now = timezone.now()
    last = BankAccount.objects.filter(supplier=held, ended_at=None).defer("number").first()
    if last is not None:
        if _is_the_same(last, bank, kind, number):
            raise ValidationError(_("Esa ya es su cuenta: no hay nada que cambiar."), code="same")
        last.ended_at = now
        last.save(update_fields=["ended_at"])
    made = BankAccount(
        supplier=held, bank=bank, kind=kind, number=number, last_digits=number[-SHOWN_DIGITS:], holder=held.name,
        set_at=now, set_by=by.user,
    )  # fmt: skip
    made.full_clean()
    made.save(force_insert=True)
    for reader in held.administrators():
        messaging.send(
            mail.bank_account_changed(made, reader=reader),
            dedupe=f"bank-account:{made.code}:{reader.pk}",
            lane=messaging.Lane.URGENT,
        )
    content = {"account": str(made.code), "instead_of": str(last.code) if last else ""}
    ledger.record("supplier.bank_account_changed", str(held.code), content, by=str(by.user.code))
    return made


def _is_the_same(account: BankAccount, bank: str, kind: str, number: str) -> bool:
    """Whether it is that account; one whose key was lost is never the same."""
    if (account.bank, account.kind, account.last_digits) != (bank, kind, number[-SHOWN_DIGITS:]):
        return False
    try:
        return bool(account.number == number)
    except UnreadableError:
        return False
