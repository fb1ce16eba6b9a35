"""Codes that an area of interest may be made of: of what the supplier did, of what it offers, and of its RUP."""

from collections import Counter
from collections.abc import Collection
from typing import NamedTuple

from django.db.models import F, Func, QuerySet
from django.utils.text import capfirst, get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from groundwork.reference.models import Commodity
from onboarding.models import PastContract, RupClass, Supplier

# At sight; the rest are folded away, as many as an area may hold.
SHOWN, MOST = 15, 500


class Proposal(NamedTuple):
    """A heading in force that is not taken yet, and where it comes from, in words."""

    code: str
    title: str
    source: str


def proposed_codes(suppliers: QuerySet[Supplier], *, taken: Collection[str]) -> list[Proposal]:
    """What the suppliers' contracts, offers and registrations in the RUP name most often first, without the taken."""
    unnested = Func(F("commodities"), function="unnest")
    done = Counter(PastContract.objects.filter(supplier__in=suppliers).order_by().values_list(unnested, flat=True))
    offered = {code for codes in suppliers.order_by().values_list("offers", flat=True) for code in codes}
    registered = set(RupClass.objects.filter(registration__supplier__in=suppliers).values_list("code", flat=True))
    often = Counter(done)
    for source in (offered, registered):
        often.update(sorted(source))
    ranked = [code for code, _times in often.most_common() if code not in taken]
    headings = Commodity.objects.current().in_bulk(ranked)
    return [
        Proposal(code, headings[code].title, _source(done[code], code in offered, code in registered))
        for code in ranked
        if code in headings
    ][:MOST]


def _source(contracts: int, is_offered: bool, is_registered: bool) -> str:  # three facts of one code
    said = []
    if contracts:
        said.append(ngettext("de %(count)d contrato", "de %(count)d contratos", contracts) % {"count": contracts})
    if is_registered:
        said.append(_("de su RUP"))
    if is_offered:
        said.append(_("de lo que ofrece"))
    return capfirst(get_text_list(said, _("y")))
