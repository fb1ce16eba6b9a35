"""The public page of a supplier: what it chose to show, what it was awarded, and nothing personal."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from groundwork.web import formats
from onboarding.models import PersonType, Role, Supplier
from tests.accounts.factories import UserFactory
from tests.onboarding.factories import BankAccountFactory, MembershipFactory, SupplierFactory
from tests.procurement.factories import AwardFactory, ProcessFactory, town
from tests.reference.factories import CommodityFactory

pytestmark = pytest.mark.django_db

SECRETS = {
    "address": "Calle 12 # 3-45",
    "email": "ventas@example.com",
    "phone": "+576013344080",
}


def published(**changes) -> Supplier:
    place = town("05001", "Medellín", "Antioquia")["municipality"]
    made: Supplier = SupplierFactory(
        **{
            "name": "Vías del Sur S. A. S.",
            "nit": "9012345671",
            "about": "Hacemos vías.",
            "size": "micro",
            "municipality": place,
            "published_at": timezone.now(),
            **SECRETS,
            **changes,
        }
    )
    return made


def read(supplier: Supplier, client: Client | None = None):
    return (client or Client()).get(f"/proveedores/{supplier.code}/")


def test_anybody_reads_what_it_offers_where_and_what_it_was_awarded():
    CommodityFactory(code="72000000", title="Servicios de construcción")
    supplier = published(offers=["72000000"])
    process = ProcessFactory(title="Mantenimiento de vías")
    AwardFactory(process=process, supplier_nit="901234567", value=Decimal(48_000_000), awarded_at=timezone.now())
    AwardFactory(supplier_nit="900000000")
    response = read(supplier)
    page = response.content.decode()
    for text in ("Hacemos vías.", "Medellín, Antioquia", "Microempresa", "901.234.567-1", "Servicios de construcción"):
        assert text in page
    assert f'href="{process.get_absolute_url()}"' in page
    assert "1 adjudicación" in page
    assert formats.money(48_000_000) in page
    assert "noindex" not in page
    assert "X-Robots-Tag" not in response.headers


def test_nothing_of_how_to_reach_it_or_pay_it_is_there():
    supplier = published()
    BankAccountFactory(supplier=supplier)
    boss = MembershipFactory(supplier=supplier, user=UserFactory(full_name="Ana Peña")).user
    page = read(supplier).content.decode()
    for secret in ("Calle 12", "ventas@", "3344080", "334 4080", "Banco de Prueba", boss.full_name, boss.email):
        assert secret not in page


def test_a_natural_persons_numbers_are_not_public_and_search_engines_are_kept_out():
    supplier = published(
        person_type=PersonType.NATURAL, name="Ana Peña", identity_type="cc", identity_number="1023456789"
    )
    AwardFactory(supplier_nit="901234567")
    response = read(supplier)
    page = response.content.decode()
    for number in ("1023456789", "901234567", "901.234.567"):
        assert number not in page
    assert "adjudica" not in page.split("<main", 1)[1].split("govuk-hint", 1)[0]
    assert '<meta name="robots" content="noindex">' in page
    assert response.headers["X-Robots-Tag"] == "noindex"


def test_one_that_is_not_published_is_there_for_its_team_alone(client):
    supplier = published(published_at=None)
    assert read(supplier).status_code == 404
    client.force_login(UserFactory())
    assert read(supplier, client).status_code == 404
    client.force_login(MembershipFactory(supplier=supplier, role=Role.READER).user)
    page = read(supplier, client).content.decode()
    assert "Así quedaría su perfil" in page
    assert "noindex" in page


def test_an_unknown_code_is_not_there():
    assert Client().get("/proveedores/00000000-0000-0000-0000-000000000001/").status_code == 404


def test_a_description_is_text_and_a_site_is_a_link_that_search_engines_do_not_follow():
    page = read(published(about="<script>alert(1)</script>", website="https://vias.example.com")).content.decode()
    assert "<script>alert(1)" not in page
    assert 'rel="nofollow noopener"' in page


def test_many_awards_come_in_pages_that_repeat_none(django_assert_max_num_queries):
    supplier, now = published(), timezone.now()
    made = [
        AwardFactory(supplier_nit="901234567", awarded_at=None if day == 5 else now - timedelta(days=day))
        for day in range(23)
    ]
    first = read(supplier)
    page = first.context["page"]
    second = Client().get(f"/proveedores/{supplier.code}/", {"desde": page.next}).context["page"]
    assert [award.pk for award in (*page.items, *second.items)] == [
        award.pk
        for award in sorted(made, key=lambda award: (award.awarded_at is None, now - (award.awarded_at or now)))
    ]
    assert Client().get(f"/proveedores/{supplier.code}/", {"desde": "roto"}).status_code == 400


@pytest.mark.parametrize("rows", [1, 3])
def test_it_costs_the_same_queries_however_much_it_won(rows, django_assert_max_num_queries):
    supplier = published(offers=["72000000"])
    for _row in range(rows):
        AwardFactory(supplier_nit="901234567")
    with django_assert_max_num_queries(4):
        assert len(read(supplier).context["page"]) == rows
