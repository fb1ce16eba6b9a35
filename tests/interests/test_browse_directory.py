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
    look(walk)
    open_filters(walk)
    walk.fill("Buscar códigos", "carreteras")
    walk.press("Buscar códigos")
    tick(walk, f"codigo_{ROADS}")
    look(walk)
    tick(walk, "departamento_15")
    tick(walk, "tamano_pequena")
    walk.press("Aplicar filtros")
    walk.page.get_by_role("checkbox", name="Caminos Ejemplo").check()
    assert walk.page.get_by_text("Rutas Ejemplo").count() == 0
    look(walk)
    with walk.page.expect_request(lambda request: "/entidad/invitaciones/nueva/" in request.url) as asked:
        walk.press("Invitar a cotizar")
    assert asked.value.url.endswith(f"?proveedor={found.code}")


@two_manners
def test_codes_are_picked_from_the_tree(walk: Walk):
    commodity(ROADS, "Construcción de carreteras")
    findable("Caminos Ejemplo S. A. S.")

    walk.enter(EntityMembershipFactory(role=EntityRole.BUYER).user)
    walk.go("/entidad/proveedores/")
    open_filters(walk)
    walk.page.get_by_text(walk.say("Recorrer el clasificador")).click()
    for heading in ("Encabezado 72000000", "Encabezado 72140000"):
        walk.page.get_by_role("button", name=heading).click()
    walk.page.get_by_role("checkbox", name="Construcción de carreteras").check()
    look(walk)
    walk.press("Aplicar filtros")
    walk.reads("Caminos Ejemplo S. A. S.")
    assert walk.page.url.count("codigo=72141000") == 1


def tick(walk: Walk, box: str) -> None:
    """Tick a box of the filters by its line, all of which answers."""
    walk.page.locator(f'label[for="{box}"]').click()
    assert walk.page.locator(f"#{box}").is_checked()


def look(walk: Walk) -> None:
    """Look at the end of the page, where the bar that goes along with the filters covers none of their boxes."""
    walk.page.evaluate("scrollTo(0, document.body.scrollHeight)")
    walk.look()


def open_filters(walk: Walk) -> None:
    """On a phone they are a sheet."""
    opener = walk.page.locator(".filters__open")
    if opener.is_visible():
        opener.click()
