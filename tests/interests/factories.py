from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from accounts.models import User
from groundwork.reference.codes import ancestors_of
from groundwork.reference.models import Commodity
from interests.models import (
    AlertSubscription,
    Interest,
    Invitation,
    InvitationItem,
    Invitee,
    Opportunity,
    OpportunityMatch,
    PendingAlert,
    Quote,
    QuotePrice,
)
from procurement.models import Process
from tests.accounts.factories import UserFactory
from tests.onboarding.factories import SupplierFactory
from tests.procurement.factories import EntityFactory, ProcessFactory

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


def pending_alert(interest: Interest, user: User, *, due_at: datetime, **process: Any) -> PendingAlert:
    """What telling leaves for a digest, of a process that the area has found."""
    found = ProcessFactory(codes=interest.codes, **process)
    opportunity(interest, found)
    return PendingAlert.objects.create(user=user, interest=interest, process=found, due_at=due_at)


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


class InvitationFactory(DjangoModelFactory[Invitation]):
    """A market study that was sent yesterday and receives answers for a week; `draft=True` was not sent."""

    class Meta:
        model = Invitation

    class Params:
        draft = factory.Trait(sent_at=None)

    entity = factory.SubFactory(EntityFactory)
    title = factory.Sequence(lambda n: f"Papelería {n}")
    message = "Con entrega en la sede principal."
    answers_by = factory.LazyFunction(lambda: timezone.now() + timedelta(days=7))
    sent_at = factory.LazyFunction(lambda: timezone.now() - timedelta(days=1))
    created_by = factory.SubFactory(UserFactory)


class InvitationItemFactory(DjangoModelFactory[InvitationItem]):
    class Meta:
        model = InvitationItem

    invitation = factory.SubFactory(InvitationFactory)
    position = factory.LazyAttribute(lambda made: made.invitation.items.count() + 1)
    description = factory.Sequence(lambda n: f"Resma de papel carta {n}")
    unit = "resma"
    quantity = Decimal(10)


class InviteeFactory(DjangoModelFactory[Invitee]):
    """A supplier that has not opened its invitation."""

    class Meta:
        model = Invitee

    invitation = factory.SubFactory(InvitationFactory)
    supplier = factory.SubFactory(SupplierFactory)


class QuoteFactory(DjangoModelFactory[Quote]):
    """An answer in force, without prices yet; `draft=True` was not sent."""

    class Meta:
        model = Quote

    class Params:
        draft = factory.Trait(submitted_at=None)

    invitee = factory.SubFactory(InviteeFactory)
    number = factory.LazyAttribute(lambda made: made.invitee.quotes.count() + 1)
    valid_until = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=60))
    delivery = "15 días calendario"
    submitted_at = factory.LazyFunction(timezone.now)


def priced(quote: Quote, *prices: str | int | None, vat: int = 19) -> Quote:
    """The answer with these unit prices, in the order of the items; None leaves one out."""
    for item, price in zip(quote.invitee.invitation.items.all(), prices, strict=True):
        if price is not None:
            QuotePrice.objects.create(quote=quote, item=item, unit_price=Decimal(price), vat=vat)
    return quote
