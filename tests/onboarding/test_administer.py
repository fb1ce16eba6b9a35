"""What the administration shows of suppliers and teams: to be looked at, never changed."""

import pytest

from onboarding.models import Membership
from tests.accounts.factories import AuthenticatorFactory, UserFactory, sign_in
from tests.onboarding.factories import JoinRequestFactory, TeamInvitationFactory
from tests.procurement.factories import EntityInvitationFactory

pytestmark = pytest.mark.django_db

ADMIN = "/administracion"


@pytest.fixture
def as_staff(client):
    device = AuthenticatorFactory(user=UserFactory(is_staff=True, is_superuser=True))
    sign_in(client, device.user, device)
    return client


def test_staff_see_a_supplier_with_its_team_and_change_nothing(as_staff, supplier, boss):
    page = f"{ADMIN}/onboarding/supplier/{supplier.pk}/change/"
    assert boss.full_name in as_staff.get(page).content.decode()
    assert as_staff.post(page, {"name": "Otra"}).status_code == 403
    assert Membership.objects.filter(user=boss, supplier=supplier).exists()


@pytest.mark.parametrize(
    ("model", "factory"),
    [
        ("onboarding/teaminvitation", TeamInvitationFactory),
        ("onboarding/joinrequest", JoinRequestFactory),
        ("procurement/entityinvitation", EntityInvitationFactory),
    ],
)
def test_staff_see_who_was_invited_and_who_asked(as_staff, model, factory):
    row = factory()
    shown = as_staff.get(f"{ADMIN}/{model}/").content.decode()
    assert (row.email if hasattr(row, "email") else row.user.full_name) in shown
    assert as_staff.post(f"{ADMIN}/{model}/{row.pk}/delete/", {"post": "yes"}).status_code == 403
    assert as_staff.get(f"{ADMIN}/{model}/add/").status_code == 403
