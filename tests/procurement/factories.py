from datetime import timedelta
from decimal import Decimal
from typing import Any

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from accounts.teams.models import GOOD_FOR
from groundwork.reference.codes import ancestors_of
from groundwork.reference.models import Department, Municipality
from procurement.models import (
    Award,
    Entity,
    EntityInvitation,
    EntityMembership,
    EntityRole,
    Modality,
    Process,
    Source,
)
from tests.accounts.factories import UserFactory


class EntityFactory(DjangoModelFactory[Entity]):
    class Meta:
        model = Entity

    code = factory.Sequence(lambda n: f"7000{n:05}")
    nit = factory.Sequence(lambda n: f"8{n:08}")
    name = factory.Sequence(lambda n: f"Alcaldía de Prueba {n}")


class EntityMembershipFactory(DjangoModelFactory[EntityMembership]):
    class Meta:
        model = EntityMembership

    entity = factory.SubFactory(EntityFactory)
    user = factory.SubFactory(UserFactory)
    role = EntityRole.ADMINISTRATOR


class EntityInvitationFactory(DjangoModelFactory[EntityInvitation]):
    """An invitation that waits, to buy."""

    class Meta:
        model = EntityInvitation

    entity = factory.SubFactory(EntityFactory)
    email = factory.Sequence(lambda n: f"funcionaria{n}@example.com")
    roles = factory.LazyFunction(lambda: [EntityRole.BUYER])
    invited_by = factory.SubFactory(UserFactory)
    asked_at = factory.LazyFunction(lambda: timezone.now() - timedelta(hours=1))
    sent_at = factory.SelfAttribute("asked_at")
    expires_at = factory.LazyAttribute(lambda made: made.sent_at + GOOD_FOR)


class ProcessFactory(DjangoModelFactory[Process]):
    """A process that receives proposals for ten more days; codes=("80111600",) gives it those codes."""

    class Meta:
        model = Process

    class Params:
        codes = ()

    code = factory.Sequence(lambda n: f"CO1.REQ.{n}")
    source = Source.SECOP
    official_url = factory.LazyAttribute(lambda made: f"https://community.secop.gov.co/Public/{made.code}")
    entity = factory.SubFactory(EntityFactory)
    buyer_name = factory.LazyAttribute(lambda made: made.entity.name)
    title = "Suministro de papelería"
    modality = Modality.MINIMUM
    budget = Decimal(50_000_000)
    published_at = factory.Sequence(lambda n: timezone.now() - timedelta(days=2, seconds=-n))
    closes_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=10))

    main_code = factory.LazyAttribute(lambda made: next(iter(made.codes), ""))
    code_paths = factory.LazyAttribute(
        lambda made: sorted({path for code in made.codes for path in (*ancestors_of(code), code)})
    )


class AwardFactory(DjangoModelFactory[Award]):
    class Meta:
        model = Award

    process = factory.SubFactory(ProcessFactory)
    code = factory.Sequence(lambda n: f"CO1.AWD.{n}")
    supplier_name = "Papeles del Sur S. A. S."
    supplier_nit = "901234567"
    value = Decimal(48_000_000)


def town(code: str, name: str, department: str) -> dict[str, Any]:
    """A municipality and its department, made if need be, as the two fields of a process."""
    above, _made = Department.objects.get_or_create(code=code[:2], defaults={"name": department})
    place, _made = Municipality.objects.get_or_create(code=code, defaults={"name": name, "department": above})
    return {"department": above, "municipality": place}
