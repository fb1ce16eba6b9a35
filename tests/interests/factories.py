from typing import Any

import factory
from factory.django import DjangoModelFactory

from groundwork.reference.codes import ancestors_of
from groundwork.reference.models import Commodity
from interests.models import AlertSubscription, Interest, Opportunity, OpportunityMatch
from procurement.models import Process
from tests.accounts.factories import UserFactory
from tests.onboarding.factories import SupplierFactory

ROADS = "72141000"


class InterestFactory(DjangoModelFactory[Interest]):
    """An active area that asks for road building anywhere, for any value."""

    class Meta:
        model = Interest

    supplier = factory.SubFactory(SupplierFactory)
    name = factory.Sequence(lambda n: f"Área {n}")
    codes = factory.LazyFunction(lambda: [ROADS])


class AlertSubscriptionFactory(DjangoModelFactory[AlertSubscription]):
    class Meta:
        model = AlertSubscription

    interest = factory.SubFactory(InterestFactory)
    user = factory.SubFactory(UserFactory)


def opportunity(interest: Interest, process: Process, **fields: Any) -> Opportunity:
    """What matching would have made of the pair."""
    made = Opportunity.objects.create(supplier=interest.supplier, process=process, **fields)
    OpportunityMatch.objects.create(
        supplier=interest.supplier, process=process, interest=interest, codes=interest.codes
    )
    return made


def commodity(code: str, title: str) -> Commodity:
    """A heading of the classifier with those above it."""
    above = None
    for heading in (*ancestors_of(code), code):
        above, _made = Commodity.objects.get_or_create(
            code=heading,
            defaults={
                "parent": above,
                "title": title if heading == code else f"Encabezado {heading}",
                "search_text": title.lower() if heading == code else f"encabezado {heading}",
                "source": "prueba",
            },
        )
    assert above is not None
    return above
