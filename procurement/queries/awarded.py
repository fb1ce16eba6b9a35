"""What the open data says that a supplier was awarded, as its experience would tell it."""

from collections.abc import Sequence

from django.db.models import Q

from groundwork.reference.text import fold
from onboarding.experience_cells import MOST_CODES_OF_A_CONTRACT
from onboarding.models import PastContract, Supplier
from onboarding.models.experience import COUNTERPARTY_LENGTH, NUMBER_LENGTH, SUBJECT_LENGTH
from procurement.models import Award
from procurement.queries.details import own_codes


def told(supplier: Supplier, awards: Sequence[Award]) -> frozenset[int]:
    """The keys of those that the supplier's experience seems to have: by reference, or by entity and value."""
    texts = {award.pk: award.process.reference[:NUMBER_LENGTH] for award in awards}
    alike = Q(number__in=filter(None, texts.values())) | Q(value__in=[award.value for award in awards if award.value])
    rows = PastContract.objects.filter(alike, supplier=supplier).values_list("number", "value", "counterparty")
    numbers = {number for number, _value, _name in rows if number}
    paid = {(value, fold(name)) for _number, value, name in rows}
    return frozenset(
        award.pk
        for award in awards
        if texts[award.pk] in numbers or (award.value, fold(award.process.buyer_name)) in paid
    )


def as_experience(award: Award, supplier: Supplier) -> PastContract:
    """An unsaved contract with what the award says of it: not its days, and what it ended up costing may differ."""
    process = award.process
    known = {} if award.value is None else {"value": award.value}
    return PastContract(
        supplier=supplier,
        counterparty=process.buyer_name[:COUNTERPARTY_LENGTH],
        is_public=True,
        number=process.reference[:NUMBER_LENGTH],
        subject=(process.description or process.title)[:SUBJECT_LENGTH],
        commodities=own_codes(process)[:MOST_CODES_OF_A_CONTRACT],
        **known,
    )
