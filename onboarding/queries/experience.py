"""The experience of a supplier: its list, what it adds up to, and what a new contract is compared with."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Func, QuerySet, Sum
from django.forms.models import model_to_dict

from groundwork.reference import codes
from groundwork.reference.models import Commodity
from groundwork.reference.queries.parameters import history
from groundwork.web.paging import Key
from onboarding import experience_table
from onboarding.models import JointMember, PastContract, PersonType, Supplier
from onboarding.smmlv import MinimumWages

# The latest first; its index is past_contract_of_supplier.
ORDER = (Key("ended_on", descending=True), Key("id", descending=True))
_WHOLE = Decimal(100)


@dataclass(frozen=True, slots=True)
class Totals:
    """How many contracts, and the SMMLV of the supplier's share in them."""

    count: int
    smmlv: Decimal


def contracts_of(supplier: Supplier, *, code: str = "", is_public: bool | None = None) -> QuerySet[PastContract]:
    """Those of the supplier; of a heading of the classifier (with what is below and above it) or of a sector."""
    found = PastContract.objects.filter(supplier=supplier)
    if code:
        found = found.filter(commodities__overlap=_matching(supplier, code))
    return found if is_public is None else found.filter(is_public=is_public)


def totals(contracts: QuerySet[PastContract]) -> Totals:
    """Of a list, in one query."""
    share = F("value_smmlv") * F("share") / _WHOLE
    found = contracts.order_by().aggregate(count=Count("pk"), smmlv=Sum(share))
    return Totals(found["count"], found["smmlv"] or Decimal(0))


def titles(contracts: Iterable[PastContract]) -> dict[str, str]:
    """What the codes of some contracts are called, in one query."""
    wanted = {code for contract in contracts for code in contract.commodities}
    return dict(Commodity.objects.filter(code__in=wanted).values_list("code", "title"))


def minimum_wages() -> MinimumWages:
    """Those that the portal knows."""
    return MinimumWages(history("smmlv"))


def known_codes(wanted: Iterable[str]) -> frozenset[str]:
    """Those that the classifier in force has, in one query."""
    return frozenset(Commodity.objects.current().filter(code__in=set(wanted)).values_list("code", flat=True))


def identities(supplier: Supplier) -> frozenset[tuple[Any, ...]]:
    """What tells the supplier's contracts from one another, to see whether a new one is there already."""
    return frozenset(identity_of(contract) for contract in PastContract.objects.filter(supplier=supplier))


def identity_of(contract: PastContract) -> tuple[Any, ...]:
    """See experience_table.identity."""
    return experience_table.identity(model_to_dict(contract))


def told_before(contract: PastContract) -> PastContract | None:
    """The supplier's row that tells of the same contract: the portal's own one, or else one that says the same."""
    mine = PastContract.objects.filter(supplier=contract.supplier)
    alike = mine.filter(value=contract.value, ended_on=contract.ended_on)
    if contract.carried_out:
        if own := mine.filter(carried_out=contract.carried_out).first():
            return own
        alike = alike.filter(carried_out=None)
    wanted = identity_of(contract)
    return next((row for row in alike if identity_of(row) == wanted), None)


def shares_of(supplier: Supplier) -> dict[Supplier, Decimal]:
    """Who carries out what is awarded to the supplier, with the percent of each: itself, or a joint bidder's members.

    A joint bidder may be formed anew later, so what is signed keeps its own.
    """
    if supplier.person_type != PersonType.JOINT:
        return {supplier: _WHOLE}
    parts = supplier.joint_members.current().filter(accepted_at__isnull=False).select_related("member")
    return {part.member: part.share for part in parts}


def of_members(joint: Supplier) -> list[tuple[JointMember, Totals]]:
    """Each member of a joint bidder that accepted, with what its own experience adds up to."""
    parts = list(joint.joint_members.current().filter(accepted_at__isnull=False).select_related("member"))
    share = F("value_smmlv") * F("share") / _WHOLE
    grouped = PastContract.objects.filter(supplier__in=[part.member_id for part in parts]).order_by()
    found = {
        row["supplier"]: Totals(row["count"], row["smmlv"])
        for row in grouped.values("supplier").annotate(count=Count("pk"), smmlv=Sum(share))
    }
    return [(part, found.get(part.member_id, Totals(0, Decimal(0)))) for part in parts]


def _matching(supplier: Supplier, code: str) -> Sequence[str]:
    """The codes in the supplier's contracts that are the heading, stand below it, or cover it."""
    used = PastContract.objects.filter(supplier=supplier).order_by()
    written = used.annotate(one=Func(F("commodities"), function="unnest")).values_list("one", flat=True).distinct()
    lowest, highest = codes.below(code)
    above = set(codes.ancestors_of(code))
    return [one for one in written if lowest <= one <= highest or one in above]
