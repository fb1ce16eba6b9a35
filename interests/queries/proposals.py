"""Codes that an area of interest may be made of: those of what the supplier did and of what it says that it offers."""

from collections import Counter
from collections.abc import Collection

from django.db.models import F, Func, QuerySet

from groundwork.reference.models import Commodity
from onboarding.models import PastContract, Supplier

SHOWN = 15


def proposed_codes(suppliers: QuerySet[Supplier], *, taken: Collection[str]) -> list[Commodity]:
    """Headings in force that the suppliers have contracts of or offer, the most frequent first, without the taken."""
    unnested = Func(F("commodities"), function="unnest")
    done = PastContract.objects.filter(supplier__in=suppliers).order_by().values_list(unnested, flat=True)
    offered = [code for codes in suppliers.order_by().values_list("offers", flat=True) for code in codes]
    often = Counter(done)
    often.update(offered)
    ranked = [code for code, _times in often.most_common() if code not in taken]
    headings = Commodity.objects.current().in_bulk(ranked[: 2 * SHOWN])
    return [headings[code] for code in ranked if code in headings][:SHOWN]
