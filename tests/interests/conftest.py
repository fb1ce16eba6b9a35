import pytest
from django.test import Client

from accounts.models import User
from onboarding.models import Membership, Role, Supplier
from tests.accounts.factories import UserFactory, sign_in
from tests.onboarding.factories import MembershipFactory, SupplierFactory


@pytest.fixture
def supplier() -> Supplier:
    return SupplierFactory()


@pytest.fixture
def ana(supplier: Supplier) -> User:
    """Who administers the supplier."""
    user: User = MembershipFactory(supplier=supplier).user
    return user


@pytest.fixture
def reader(supplier: Supplier) -> User:
    """A member who may only look."""
    membership: Membership = MembershipFactory(supplier=supplier, role=Role.READER)
    return membership.user


@pytest.fixture
def stranger() -> User:
    """Somebody of another supplier."""
    user: User = MembershipFactory(user=UserFactory()).user
    return user


@pytest.fixture
def as_ana(client: Client, ana: User) -> Client:
    sign_in(client, ana)
    return client
