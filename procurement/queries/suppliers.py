"""What the portal knows of a supplier that anybody may see."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, QuerySet, Sum
from django.urls import reverse
from stdnum.co import nit as nits

from accounts.models import User
from groundwork.reference.models import Commodity
from groundwork.web.paging import Key, Page, page_of
from onboarding.models import PersonType, Supplier
from procurement.models import Award

# The newest first; a code alone never repeats within its process, a row's key never at all.
KEYS = (Key("awarded_at", descending=True, nullable=True), Key("pk", descending=True))
SHOWN = 20


@dataclass(frozen=True, slots=True)
class Won:
    """How many awards there are, and what they are worth together: None where no value is known."""

    count: int
    value: Decimal | None


def shown_to(user: User | AnonymousUser) -> QuerySet[Supplier]:
    """The published ones, and the user's own, who look at theirs before it is published."""
    seen = Supplier.objects.published() | Supplier.objects.filter(pk__in=Supplier.objects.of(user).values("pk"))
    return seen.select_related("municipality__department")


def awards_of(supplier: Supplier) -> QuerySet[Award]:
    """What it was awarded, by its NIT without the check digit; of legal persons only: no other's number is public."""
    if supplier.person_type != PersonType.LEGAL or not supplier.nit:
        return Award.objects.none()
    return Award.objects.filter(supplier_nit=supplier.nit[:-1]).exclude(code="")


def won(supplier: Supplier) -> Won:
    """Its awards, counted and summed."""
    return Won(**awards_of(supplier).aggregate(count=Count("pk"), value=Sum("value")))


def award_page(supplier: Supplier, cursor: str) -> Page[Award]:
    """One page of its awards, each with its process."""
    return page_of(awards_of(supplier).select_related("process"), KEYS, cursor=cursor, size=SHOWN)


def offers_of(supplier: Supplier) -> list[tuple[str, str]]:
    """Its codes with their titles, in one query; a code without a title is left out."""
    found = Commodity.objects.filter(code__in=supplier.offers).order_by("code")
    return list(found.values_list("code", "title"))


def profiles_of(numbers: Iterable[str]) -> dict[str, str]:
    """The addresses of the published profiles of the firms with those NIT, by the NIT, in one query.

    Without check digits, as awards have them; none is asked for without a number.
    """
    whole = {f"{number}{nits.calc_check_digit(number)}": number for number in set(numbers) if number.isdigit()}
    if not whole:
        return {}
    found = Supplier.objects.published().filter(nit__in=whole, person_type=PersonType.LEGAL)
    return {
        whole[nit]: reverse("procurement:supplier_profile", args=[code])
        for nit, code in found.values_list("nit", "code")
    }
