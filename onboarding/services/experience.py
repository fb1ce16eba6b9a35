"""What changes a supplier's experience. What a contract is worth in SMMLV is always computed here."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from onboarding.models import PastContract, Supplier
from onboarding.queries import experience as queries
from onboarding.services.editing import hold
from onboarding.smmlv import MinimumWages

MOST_CONTRACTS = 5000


@transaction.atomic
def save(contract: PastContract, *, by: User) -> PastContract:
    """Keep one contract, new or changed; the same one sent twice is kept once.

    Raises ValidationError for what may not stand, PermissionDenied for who may not change the supplier.
    """
    hold(contract.supplier, by=by)
    if not contract.pk:
        if there := queries.told_before(contract):
            return there
        _require_room(contract.supplier, 1)
    price(contract, queries.minimum_wages())
    contract.full_clean()
    contract.save()
    return contract


@transaction.atomic
def add_pasted(supplier: Supplier, contracts: Sequence[PastContract], *, by: User) -> int:
    """Keep many contracts at once, without those that are there already; returns how many were new.

    They come judged by experience_table, and the database holds them to the same. Raises as save.
    """
    hold(supplier, by=by)
    there = set(queries.identities(supplier))
    wages = queries.minimum_wages()
    fresh = []
    for contract in contracts:
        if (key := queries.identity_of(contract)) in there:
            continue
        there.add(key)
        contract.supplier, contract.origin = supplier, PastContract.Origin.PASTED
        price(contract, wages)
        fresh.append(contract)
    _require_room(supplier, len(fresh))
    PastContract.objects.bulk_create(fresh, batch_size=500)
    return len(fresh)


@transaction.atomic
def remove(contract: PastContract, *, by: User) -> None:
    """Take a contract out; its certificate stays in the library. PermissionDenied as in save."""
    hold(contract.supplier, by=by)
    PastContract.objects.filter(pk=contract.pk).delete()


def price(contract: PastContract, wages: MinimumWages) -> None:
    """Give a contract its value in SMMLV; ValidationError for a year whose wage is not known."""
    contract.value_smmlv = wages.convert(contract.value, ended_on=contract.ended_on)


def _require_room(supplier: Supplier, more: int) -> None:
    if PastContract.objects.filter(supplier=supplier).count() + more > MOST_CONTRACTS:
        raise ValidationError(
            _("Una lista admite %(most)s contratos. Quite los que ya no use."), params={"most": MOST_CONTRACTS}
        )
