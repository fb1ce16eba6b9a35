"""Opening and closing the public profile, by who edits the supplier."""

import pytest

from groundwork.ledger.models import Entry
from onboarding.models import Role
from tests.accounts.factories import sign_in
from tests.onboarding.factories import MembershipFactory

pytestmark = pytest.mark.django_db

PAGE = "/proveedor/perfil/"


def test_it_says_what_is_shown_and_is_opened_once_and_closed_once(as_boss, supplier):
    supplier.about = "Hacemos vías."
    supplier.save()
    page = as_boss.get(PAGE).content.decode()
    assert "Dirección, correo y teléfonos." in page
    assert f"/proveedores/{supplier.code}/" in page
    for _time in range(2):
        as_boss.post(PAGE, {"do": "publish"})
    supplier.refresh_from_db()
    assert supplier.published_at
    for _time in range(2):
        as_boss.post(PAGE, {"do": "withdraw"})
    supplier.refresh_from_db()
    assert supplier.published_at is None
    verbs = list(Entry.objects.order_by("sequence").values_list("verb", flat=True))
    assert verbs == ["supplier.profile_published", "supplier.profile_withdrawn"]


def test_a_profile_that_says_nothing_is_not_opened(as_boss, supplier):
    page = as_boss.post(PAGE, {"do": "publish"})
    assert "Diga primero qué ofrece" in page.content.decode()
    supplier.refresh_from_db()
    assert supplier.published_at is None


@pytest.mark.parametrize("role", [Role.READER, Role.SIGNER])
def test_who_does_not_edit_looks_only(client, supplier, boss, role):
    member = MembershipFactory(supplier=supplier, role=role).user
    sign_in(client, member)
    assert "Publicar el perfil" not in client.get(PAGE).content.decode()
    assert client.post(PAGE, {"do": "publish"}).status_code == 403


def test_a_strangers_profile_is_not_there(client, supplier, boss, stranger):
    sign_in(client, stranger)
    assert client.get(f"{PAGE}?proveedor={supplier.code}").status_code == 404
    assert client.post(f"{PAGE}?proveedor={supplier.code}", {"do": "publish"}).status_code == 404
