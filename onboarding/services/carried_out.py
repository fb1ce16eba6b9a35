"""What is carried out in the portal becomes experience by itself: the room that runs contracts tells it here.

Nobody types it and nobody changes it by hand; told again, it is corrected.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from onboarding.models import PastContract, Supplier
from onboarding.queries import experience as queries
from onboarding.services.experience import price


@dataclass(frozen=True, slots=True, kw_only=True)
class CarriedOut:
    """A contract with an entity that ended in the portal; its value is all of it, in pesos, with additions."""

    code: UUID
    counterparty: str
    number: str
    subject: str
    commodities: tuple[str, ...]
    value: Decimal
    started_on: date
    ended_on: date


@transaction.atomic
def tell(contract: CarriedOut, shares: Mapping[Supplier, Decimal]) -> None:
    """Have the contract in the experience of these suppliers, with the share of each in percent, and in no other's.

    Told again it is corrected, and without shares it is taken back. One that somebody typed before becomes this one
    and keeps its certificate. For the shares of a supplier today see queries.experience.shares_of.

    Raises ValidationError, changing nothing, for what experience may not be, and while the minimum wage of its last
    year is not known: call it where it is tried again, from the sweep of an announcement.
    """
    keys = [supplier.pk for supplier in shares]
    # Always in one order, so that two contracts of the same firms never wait for each other.
    list(Supplier.objects.filter(pk__in=keys).order_by("pk").select_for_update(no_key=True))
    wages = queries.minimum_wages()
    for supplier, share in shares.items():
        facts = asdict(contract) | {"share": share, "is_public": True, "origin": PastContract.Origin.PORTAL}
        facts["carried_out"] = facts.pop("code")
        row = queries.told_before(PastContract(supplier=supplier, **facts)) or PastContract(supplier=supplier)
        for name, value in facts.items():
            setattr(row, name, value)
        price(row, wages)
        row.full_clean()
        row.save()
    PastContract.objects.filter(carried_out=contract.code).exclude(supplier__in=keys).delete()
