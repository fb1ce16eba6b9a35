import pytest
from django.test import Client

from accounts.models import Authenticator, User
from groundwork.web.actor import PROVED_AT
from onboarding.models import Membership, Role, Supplier
from tests.accounts.factories import AuthenticatorFactory, UserFactory, sign_in
from tests.onboarding.factories import MembershipFactory, SupplierFactory


@pytest.fixture
def supplier() -> Supplier:
    return SupplierFactory(name="Vías del Sur S. A. S.", nit="9990000012")


@pytest.fixture
def boss(supplier: Supplier) -> User:
    """Who administers the supplier."""
    membership: Membership = MembershipFactory(supplier=supplier, user=UserFactory(full_name="Ana Peña"))
    return membership.user


@pytest.fixture
def reader(supplier: Supplier, boss: User) -> User:
    """A member who may only look."""
    membership: Membership = MembershipFactory(
        supplier=supplier, role=Role.READER, user=UserFactory(full_name="Rita Rojas")
    )
    return membership.user


@pytest.fixture
def stranger() -> User:
    """Who administers another supplier."""
    membership: Membership = MembershipFactory()
    return membership.user


@pytest.fixture
def as_boss(client: Client, boss: User) -> Client:
    sign_in(client, boss)
    return client


def prove_long_ago(client: Client) -> None:
    """Make the session's last proof of identity an old one."""
    session = client.session
    session[PROVED_AT] = 1
    session.save()


@pytest.fixture
def reviewer() -> User:
    """Who reviews documents, and has an app."""
    made: User = UserFactory(username="vera", full_name="Vera Luna", is_reviewer=True)
    AuthenticatorFactory(user=made)
    return made


@pytest.fixture
def as_reviewer(client: Client, reviewer: User) -> Client:
    sign_in(client, reviewer, Authenticator.objects.get(user=reviewer))
    return client
