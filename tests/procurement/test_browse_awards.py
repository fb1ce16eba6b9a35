"""A firm brings what it was awarded into its experience, in a real browser."""

import pytest
from django.utils import timezone

from tests.fixtures.walks import Walk, both_manners
from tests.onboarding.factories import MembershipFactory, SupplierFactory
from tests.onboarding.reference import ROADS, reference_data
from tests.procurement.factories import AwardFactory, ProcessFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_database")]


@both_manners
def test_a_firm_brings_an_award_and_says_only_when_it_began_and_ended(walk: Walk) -> None:
    reference_data()
    boss = MembershipFactory(supplier=SupplierFactory(name="Vías Ñustes S. A. S.", nit="9990000012")).user
    process = ProcessFactory(title="Vía a Moniquirá", reference="LP-1", codes=(ROADS,), buyer_name="Casa Municipal")
    AwardFactory(process=process, supplier_nit="999000001", awarded_at=timezone.now())

    walk.enter(boss)
    walk.go("/proveedor/experiencia/")
    walk.follow("Traer lo que ya le adjudicaron")
    walk.titled("Lo que ya le adjudicaron")
    walk.look()
    walk.follow("Agregar", of="Vía a Moniquirá")
    walk.titled("Agregar un contrato")
    walk.look()
    walk.press("Guardar el contrato")
    walk.look()
    walk.fill("Fecha de inicio", "2025-02-01")
    walk.fill("Fecha de terminación", "2025-11-30")
    walk.press("Guardar el contrato")
    walk.titled("Experiencia")
    walk.page.get_by_role("heading", name="Casa Municipal").wait_for()
    walk.look()
    walk.follow("Traer lo que ya le adjudicaron")
    walk.reads("Ya está en su lista")
