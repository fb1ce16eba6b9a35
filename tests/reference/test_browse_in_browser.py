import pytest
from playwright.sync_api import Page, expect

from groundwork.reference.services import classifier

TREE = {
    "80000000": "Servicios profesionales",
    "80110000": "Servicios de recursos humanos",
    "80111600": "Servicios de personal temporal",
    "80111601": "Asistencia de oficina temporal",
    "80111602": "Necesidades de dotación de personal de mercadeo o administrativo temporal",
}


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("colours", ["light", "dark"])
def test_a_visitor_finds_a_code_by_words_and_by_tree(width, colours, live_portal, page: Page, axe):
    classifier.load(TREE, source="portal", official=False)
    page.emulate_media(color_scheme=colours)
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{live_portal}/codigos/")
    axe(page)
    page.get_by_label("Palabras o código").fill("dotacion de personl")
    page.get_by_role("button", name="Buscar", exact=True).click()
    expect(page.get_by_role("heading", level=2)).to_contain_text("«dotacion de personl»")
    axe(page)
    page.get_by_role("link", name="Necesidades de dotación").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Necesidades de dotación")
    axe(page)
    page.get_by_role("navigation", name="Ruta").get_by_role("link", name="80110000 Servicios").click()
    expect(page.get_by_role("heading", level=2)).to_have_text("Cubre 1 código del nivel siguiente")
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
