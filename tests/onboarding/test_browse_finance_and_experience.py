"""Finance and experience in a real browser: figures wrong and then right; contracts typed, pasted, corrected."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.accounts.factories import UserFactory
from tests.journeys import steps
from tests.onboarding.factories import (
    FinancialStatementFactory,
    JointMemberFactory,
    MembershipFactory,
    PastContractFactory,
    SupplierFactory,
)
from tests.onboarding.reference import ROADS, reference_data

pytestmark = pytest.mark.django_db(transaction=True)

FIGURES = {
    "current_assets": "1.200.000.000",
    "total_assets": "2.000.000.000",
    "current_liabilities": "800.000.000",
    "total_liabilities": "1.000.000.000",
    "equity": "900.000.000",
    "operating_profit": "300.000.000",
    "interest_expense": "0",
}
TABLE = "\n".join(
    [
        "OBJETO\tCONTRATANTE\tSECTOR\tCODIGOS UNSPSC\tVALOR\tFECHA DE INICIO\tFECHA DE TERMINACION",
        f"Vías\tAlcaldía de Prueba\tpúblico\t{ROADS}\t1.300.000.000\t01/02/2024\t30/11/2024",
        f"Puentes\tUna Empresa\tprivado\t{ROADS}\tmucho\t01/02/2024\t30/11/2024",
    ]
)


@pytest.fixture
def ana(live_portal):
    reference_data()
    supplier = SupplierFactory(name="Vías del Sur S. A. S.", nit="9990000012")
    person = UserFactory(username="ana", email="ana@example.com", full_name="Ana Peña")
    return MembershipFactory(supplier=supplier, user=person).user


@pytest.fixture
def visit(browser, browser_context_args, live_portal, mailbox):
    """Ana's page, on a wide screen or a phone's."""

    def opened(*, script: bool = True, width: int = 1280, language: str = "es-co") -> Page:
        size = {"width": width, "height": 900}
        page = browser.new_context(**{**browser_context_args, "viewport": size}, java_script_enabled=script).new_page()
        steps.sign_in(page, live_portal, mailbox, login="ana", email="ana@example.com")
        page.context.add_cookies([{"name": "django_language", "value": language, "url": live_portal}])
        return page

    return opened


@pytest.mark.parametrize(("script", "width"), [(True, 1280), (False, 360)], ids=["with script", "without, on a phone"])
def test_figures_are_entered_with_a_mistake_and_then_right(visit, live_portal, axe, ana, script, width):
    look = axe if script else lambda _page: None  # axe is a script
    page = visit(script=script, width=width)
    page.goto(f"{live_portal}/proveedor/finanzas/")
    look(page)
    page.get_by_role("link", name="Escribir las cifras").click()
    look(page)
    page.get_by_label("Certificados por contador").check()
    for name, value in FIGURES.items():
        page.locator(f"[name={name}]").fill(value)
    page.get_by_role("button", name="Guardar y calcular los indicadores").click()
    expect(page.get_by_text("la diferencia es de $\u00a0100.000.000.").first).to_be_visible()
    expect(page.locator("[name=current_assets]")).to_have_value("1.200.000.000")
    look(page)
    page.locator("[name=equity]").fill("1.000.000.000")
    page.get_by_role("button", name="Guardar y calcular los indicadores").click()
    expect(page.get_by_text("1.200.000.000 / 800.000.000 = 1,50")).to_be_visible()
    expect(page.get_by_text("Sin gastos de intereses no se puede dividir: cumple cualquier mínimo.")).to_be_visible()
    fits(page)
    look(page)
    page.get_by_role("link", name="Escribir el RUP").click()
    look(page)
    page.get_by_label("Número de inscripción").fill("12345")
    page.get_by_label("Cámara de comercio").fill("Cámara de Comercio de Ejemplo")
    page.get_by_label("Última renovación o inscripción").fill("2026-03-20")
    page.get_by_role("button", name="Guardar el RUP").click()
    expect(page.get_by_text("renovado, no en firme")).to_be_visible()
    look(page)
    page.get_by_role("link", name=re.compile("Quitar.*las cifras")).click()
    look(page)
    page.get_by_role("button", name="Sí, quitarlas").click()
    expect(page.get_by_text("Todavía no hay cifras")).to_be_visible()


@pytest.mark.parametrize(("script", "width"), [(True, 1280), (False, 360)], ids=["with script", "without, on a phone"])
def test_contracts_are_typed_pasted_corrected_and_saved(visit, live_portal, axe, ana, script, width):
    look = axe if script else lambda _page: None
    page = visit(script=script, width=width)
    page.goto(f"{live_portal}/proveedor/experiencia/")
    look(page)
    page.get_by_role("link", name="Agregar un contrato").click()
    page.get_by_label("Contratante").fill("Alcaldía de Ejemplo")
    page.get_by_label("Entidad estatal").check()
    page.get_by_label("Objeto").fill("Mantenimiento de la red vial")
    page.get_by_label("Códigos UNSPSC").fill("carreteras")
    page.get_by_role("button", name="Buscar códigos").click()
    page.get_by_label(re.compile(f"autopistas.*{ROADS}")).check()
    page.get_by_label("Valor del contrato").fill("1.300.000.000")
    page.get_by_label("Fecha de inicio").fill("2024-02-01")
    page.get_by_label("Fecha de terminación").fill("2024-01-01")
    page.get_by_role("button", name="Guardar el contrato").click()
    expect(page.get_by_text("Termina el día en que empieza o después.").first).to_be_visible()
    look(page)
    page.get_by_label("Fecha de terminación").fill("2024-11-30")
    page.get_by_role("button", name="Guardar el contrato").click()
    expect(page.get_by_text("1.000,00 SMMLV de 2024")).to_be_visible()
    fits(page)
    look(page)

    page.get_by_role("link", name="Traer de una hoja de cálculo").click()
    look(page)
    page.get_by_label("Pegue aquí las filas").fill(TABLE)
    page.get_by_role("button", name="Ver las filas").click()
    wrong = page.locator("[name=r1-value]")
    expect(wrong).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_text("Escriba el valor en pesos, solo con números.")).to_be_visible()
    fits(page)
    look(page)
    wrong.fill("650.000.000")
    page.get_by_role("button", name="Comprobar las correcciones").click()
    look(page)
    page.get_by_role("button", name="Guardar 2 contratos").click()
    expect(page.get_by_text("3 contratos")).to_be_visible()
    look(page)
    page.get_by_label("Quién contrató").select_option("privado")
    page.get_by_role("button", name="Filtrar").click()
    expect(page.get_by_text("500,00 SMMLV de 2024")).to_be_visible()
    expect(page.get_by_text("1 contrato", exact=True)).to_be_visible()
    look(page)
    page.get_by_role("link", name=re.compile("Quitar.*Una Empresa")).click()
    look(page)
    page.get_by_role("button", name="Sí, quitarlo").click()
    expect(page.get_by_text("2 contratos")).to_be_visible()


def test_every_page_passes_axe_in_english_on_a_phone(visit, live_portal, axe, ana):
    supplier = ana.suppliers.get()
    statement = FinancialStatementFactory(supplier=supplier, equity=-100, total_liabilities=2_000_000_100)
    contract = PastContractFactory(supplier=supplier, share=50)
    joint = MembershipFactory(supplier__person_type="joint", user=ana).supplier
    JointMemberFactory(joint=joint, member=supplier)
    page = visit(width=360, language="en")
    for path in (
        supplier.page("finance"),
        supplier.page("finance_edit", statement.code),
        supplier.page("finance_remove", statement.code),
        supplier.page("rup"),
        supplier.page("experience"),
        supplier.page("experience_edit", contract.code),
        supplier.page("experience_remove", contract.code),
        supplier.page("experience_import"),
        joint.page("finance"),
        joint.page("experience"),
    ):
        page.goto(f"{live_portal}{path}")
        axe(page)
        fits(page)
        assert page.locator("html").get_attribute("lang") == "en"


def fits(page: Page) -> None:
    """Nothing makes the page wider than its window."""
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
