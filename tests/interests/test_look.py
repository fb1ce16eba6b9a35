"""The pages in a real browser: with and without a script, on a phone and a desk, by day and by night."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from interests.models import Interest
from tests.accounts.factories import sign_in
from tests.interests.factories import ROADS, InterestFactory, commodity, opportunity
from tests.procurement.factories import EntityFactory, ProcessFactory, town

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def signed_in(client, ana, live_portal, page: Page) -> Page:
    sign_in(client, ana)
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_portal}])
    commodity(ROADS, "Construcción de autopistas y carreteras")
    commodity("72141001", "Pavimentación de carreteras")
    town("15001", "Tunja", "Boyacá")
    EntityFactory(name="Hospital San Rafael de Tunja")
    return page


def describe(page: Page, live_portal: str) -> None:
    """Fill an area in, by every picker."""
    page.goto(f"{live_portal}/intereses/nuevo/")
    page.get_by_label("Nombre del área").fill("Vías de Boyacá")
    page.get_by_label("Códigos UNSPSC").fill("pavimentacion")
    page.get_by_label("Códigos UNSPSC").press("Enter")
    page.get_by_role("checkbox", name="Pavimentación de carreteras").check()
    page.get_by_text("Recorrer el clasificador").click()
    page.get_by_role("button", name="Ver qué incluye Encabezado 72000000").click()
    expect(page.get_by_role("group", name="1 código elegido")).to_contain_text("72141001")
    page.get_by_role("button", name="Ver qué incluye Encabezado 72140000").click()
    page.locator(f"#tree-{ROADS}").check()
    page.get_by_label("Valor mínimo").fill("20 millones")
    page.get_by_text("Elegir departamentos").click()
    page.get_by_label("Boyacá").check()
    page.get_by_label("Municipios").fill("tunja")
    page.get_by_role("button", name="Buscar municipios").click()
    page.get_by_role("checkbox", name="Tunja").check()
    page.get_by_label("Entidades", exact=True).fill("rafael")
    page.get_by_role("button", name="Buscar entidades").click()
    page.get_by_role("checkbox", name="Hospital San Rafael de Tunja").check()


def assert_saved(page: Page) -> None:
    page.get_by_role("button", name="Guardar el área").click()
    expect(page.get_by_text("Guardamos «Vías de Boyacá».")).to_be_visible()
    saved = Interest.objects.get()
    assert saved.codes == [ROADS, "72141001"]
    assert saved.places == ["15"]
    assert len(saved.entities) == 1
    assert saved.value_min == 20_000_000


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("colours", ["light", "dark"])
def test_an_area_is_described_with_a_script(signed_in, live_portal, axe, width, colours):
    errors: list[str] = []
    signed_in.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    signed_in.emulate_media(color_scheme=colours)
    signed_in.set_viewport_size({"width": width, "height": 800})
    describe(signed_in, live_portal)
    axe(signed_in)
    assert signed_in.evaluate("document.documentElement.scrollWidth") <= width
    assert_saved(signed_in)
    axe(signed_in)
    assert errors == []


@pytest.mark.parametrize("browser_context_args", [{"java_script_enabled": False, "locale": "es-CO"}])
def test_an_area_is_described_without_a_script(signed_in, live_portal, browser_context_args):
    describe(signed_in, live_portal)
    assert_saved(signed_in)


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("colours", ["light", "dark"])
def test_opportunities_are_saved_and_discarded_in_their_place(signed_in, supplier, live_portal, axe, width, colours):
    signed_in.emulate_media(color_scheme=colours)
    signed_in.set_viewport_size({"width": width, "height": 800})
    interest = InterestFactory(supplier=supplier, name="Vías")
    for title in ("Placa huella", "Puente"):
        opportunity(interest, ProcessFactory(codes=(ROADS,), title=title))
    signed_in.goto(f"{live_portal}/oportunidades/")
    axe(signed_in)
    signed_in.get_by_role("button", name=re.compile("Guardar.*Placa huella")).click()
    expect(signed_in.locator("#dicho")).to_have_text("La oportunidad quedó guardada.")
    axe(signed_in)
    signed_in.get_by_role("button", name=re.compile("Descartar.*Puente")).click()
    expect(signed_in.locator("#dicho")).to_have_text("La oportunidad quedó descartada.")
    signed_in.get_by_role("link", name="Guardadas").click()
    expect(signed_in.get_by_role("link", name="Placa huella")).to_be_visible()
    assert signed_in.evaluate("document.documentElement.scrollWidth") <= width
    signed_in.goto(f"{live_portal}{reverse('interests:interest_list')}")
    axe(signed_in)
    assert signed_in.evaluate("document.documentElement.scrollWidth") <= width
    signed_in.goto(f"{live_portal}/calendario/")  # with the closing of the one that was saved
    axe(signed_in)
    assert signed_in.evaluate("document.documentElement.scrollWidth") <= width
