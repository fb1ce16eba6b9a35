from datetime import timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from accounts.teams.models import GOOD_FOR
from onboarding.models import JoinRequest, Membership, Role, Supplier, TeamInvitation
from tests.accounts.factories import UserFactory


class SupplierFactory(DjangoModelFactory):
    class Meta:
        model = Supplier

    person_type = Supplier.PersonType.LEGAL
    name = factory.Sequence(lambda n: f"Suministros {n} S. A. S.")


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = Membership

    supplier = factory.SubFactory(SupplierFactory)
    user = factory.SubFactory(UserFactory)
    role = Role.ADMINISTRATOR


class TeamInvitationFactory(DjangoModelFactory[TeamInvitation]):
    """An invitation that waits, to edit."""

    class Meta:
        model = TeamInvitation

    supplier = factory.SubFactory(SupplierFactory)
    email = factory.Sequence(lambda n: f"invitada{n}@example.com")
    roles = factory.LazyFunction(lambda: [Role.EDITOR])
    invited_by = factory.SubFactory(UserFactory)
    asked_at = factory.LazyFunction(lambda: timezone.now() - timedelta(hours=1))
    sent_at = factory.SelfAttribute("asked_at")
    expires_at = factory.LazyAttribute(lambda made: made.sent_at + GOOD_FOR)


class JoinRequestFactory(DjangoModelFactory[JoinRequest]):
    """A request that nobody has answered."""

    class Meta:
        model = JoinRequest

    supplier = factory.SubFactory(SupplierFactory)
    user = factory.SubFactory(UserFactory)
