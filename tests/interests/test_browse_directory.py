"""An official looks for suppliers, by code, place and figures, and marks whom to invite."""

import pytest
from django.utils import timezone

from interests.models import Interest
from onboarding.models import Supplier
from procurement.models import EntityRole
from tests.fixtures.walks import MANNERS, Walk
from tests.interests.factories import ROADS, InterestFactory, commodity
from tests.onboarding.factories import FinancialStatementFactory, PastContractFactory, SupplierFactory
from tests.procurement.factories import EntityMembershipFactory, town

pytestmark = pytest.mark.django_db(transaction=True)

NAMES = ("Spanish, script", "English, no script")
two_manners = pytest.mark.parametrize("walk", [MANNERS[name] for name in NAMES], ids=NAMES, indirect=True)


def findable(name: str, **supplier: object) -> Supplier:
    made: Supplier = SupplierFactory(name=name, **supplier)
    InterestFactory(supplier=made, name="Vías", visible=True, visible_since=timezone.now())
    return made


@two_manners
def test_an_official_finds_suppliers_and_marks_whom_to_invite(walk: Walk):
    commodity(ROADS, "Construcción de carreteras")
    tunja = town("15001", "Tunja", "Boyacá")["municipality"]
    found = findable("Caminos Ejemplo S. A. S.", municipality=tunja, size="small", published_at=timezone.now())
    PastContractFactory(supplier=found)
    FinancialStatementFactory(supplier=found)
    findable("Rutas Ejemplo Ltda.")
    Interest.objects.filter(supplier__name="Rutas Ejemplo Ltda.").update(places=["76"])

    walk.enter(EntityMembershipFactory(role=EntityRole.BUYER).user)
    walk.go("/entidad/proveedores/")
    walk.titled("Directorio de proveedores")
    walk.reads("Rutas Ejemplo Ltda.")
    walk.look()
    open_filters(walk)
    walk.fill("Qué ofrece", "carreteras")
    walk.press("Aplicar filtros")
    walk.reads("¿Es uno de estos códigos?")
    walk.look()
    walk.page.get_by_role("link", name="Construcción de carreteras").click()
    open_filters(walk)
    walk.field("Departamento").select_option("15")
    walk.check("Pequeña empresa")
    walk.press("Aplicar filtros")
    walk.page.get_by_role("checkbox", name="Caminos Ejemplo").check()
    assert walk.page.get_by_text("Rutas Ejemplo").count() == 0
    walk.look()
    with walk.page.expect_request(lambda request: "/entidad/invitaciones/nueva/" in request.url) as asked:
        walk.press("Invitar a cotizar")
    assert asked.value.url.endswith(f"?proveedor={found.code}")


def open_filters(walk: Walk) -> None:
    """On a phone they are a sheet."""
    opener = walk.page.locator(".filters__open")
    if opener.is_visible():
        opener.click()
