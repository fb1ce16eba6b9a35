import factory
from factory.django import DjangoModelFactory

from onboarding.models import Membership, Role, Supplier
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
