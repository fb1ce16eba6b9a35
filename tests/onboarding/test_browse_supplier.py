"""A supplier's data in a real browser: from nothing to whole, its account, its type, its profile; axe looks at all."""

import re

import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Page, expect

from onboarding.models import BankAccount, PersonType, Supplier
from tests.accounts.factories import PASSWORD, AuthenticatorFactory, UserFactory, app_code
from tests.journeys import steps
from tests.onboarding.factories import BankAccountFactory, MembershipFactory, SupplierFactory
from tests.procurement.factories import AwardFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def reference(live_portal):
    call_command("load_reference", verbosity=0)


@pytest.fixture
def visit(browser, browser_context_args, live_portal, mailbox):
    """A new browser, of somebody signed in."""

    def opened(login: str, *, script: bool = True) -> Page:
        page = browser.new_context(**browser_context_args, java_script_enabled=script).new_page()
        steps.sign_in(page, live_portal, mailbox, login=login, email=f"{login}@example.com")
        return page

    return opened


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_supplier_goes_from_nothing_to_whole(visit, live_portal, axe, reference, script):
    look = axe if script else lambda _page: None  # axe is a script
    ana = UserFactory(username="ana", email="ana@example.com", full_name="Ana Peña")
    page = visit("ana", script=script)
    page.goto(f"{live_portal}/proveedor/datos/")
    expect(page.get_by_role("heading", level=1)).to_have_text("¿Quién va a ofrecer?")
    look(page)
    register(page, look)

    page.goto(f"{live_portal}/proveedor/datos/")
    look(page)
    page.get_by_role("link", name="Completar Contacto").click()
    look(page)
    page.get_by_role("button", name="Guardar").click()
    look(page)
    page.get_by_label("Departamento").select_option(label="Boyacá")
    if not script:  # with it, they come by themselves
        page.get_by_role("button", name="Ver los municipios").click()
    page.get_by_label("Municipio").select_option(label="Tunja")
    look(page)
    page.get_by_label("Dirección").fill("Calle 12 # 3-45")
    page.get_by_label("Correo de contacto").fill("ventas@example.com")
    page.get_by_label("Teléfono").fill("601 334 4080")
    page.get_by_role("button", name="Guardar").click()
    expect(page.get_by_text("Tunja, Boyacá")).to_be_visible()

    page.get_by_role("link", name="Completar Tamaño").click()
    look(page)
    page.get_by_label("Microempresa").check()
    page.get_by_role("button", name="Guardar").click()
    page.get_by_role("link", name="Completar Qué ofrece").click()
    look(page)
    page.get_by_label("Qué ofrece, en pocas palabras").fill("Construcción de vías.")
    steps.add_code(page, "construccion de carretera", "72141000")
    look(page)
    page.get_by_role("button", name="Guardar").click()
    expect(page.get_by_text("1 código")).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("^Completar"))).to_have_count(0)
    look(page)

    page.get_by_role("link", name="Ver Perfil público").click()
    look(page)
    page.get_by_role("button", name="Publicar el perfil").click()
    page.get_by_role("link", name="Ver el perfil público").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Suministros de la Sabana S. A. S.")
    look(page)
    supplier = Supplier.objects.get()
    assert supplier.published_at
    assert (supplier.municipality_id, supplier.size, supplier.offers) == ("15001", "micro", ["72141000"])
    assert supplier.memberships.get().user == ana


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_an_account_is_changed_with_an_app_and_a_type_after_a_look(visit, live_portal, axe, reference, script):
    look = axe if script else lambda _page: None
    ana = UserFactory(username="ana", email="ana@example.com", full_name="Ana Peña")
    supplier = SupplierFactory(person_type=PersonType.NATURAL, name="Ana Peña", nit="9990000012")
    MembershipFactory(supplier=supplier, user=ana)
    MembershipFactory(supplier=SupplierFactory(name="Otra S. A. S."), user=ana)
    BankAccountFactory(supplier=supplier, set_by=ana)
    page = visit("ana", script=script)
    page.goto(f"{live_portal}/proveedor/cuenta-bancaria/")
    look(page)
    page.get_by_role("link", name="Cambiar la cuenta").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("pide un factor más fuerte")
    look(page)
    AuthenticatorFactory(user=ana)
    page.goto(f"{live_portal}/proveedor/cuenta-bancaria/cambiar/")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=code]").fill(app_code())
    page.locator("form", has=page.locator("[name=code]")).get_by_role("button").last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Cambiar la cuenta bancaria")
    look(page)
    page.get_by_role("button", name="Guardar la cuenta").click()
    look(page)
    page.get_by_label("Banco").fill("Banco de Ejemplo")
    page.get_by_label("Corriente").check()
    page.get_by_label("Número de cuenta", exact=True).fill("000 111 222 333")
    page.get_by_label("Número de cuenta, otra vez").fill("000111222333")
    page.get_by_label("La cuenta está a nombre de Ana Peña").check()
    page.get_by_role("button", name="Guardar la cuenta").click()
    expect(page.get_by_text("2 cuentas hasta hoy")).to_be_visible()
    expect(page.get_by_text("000111222333")).to_have_count(0)
    look(page)
    assert BankAccount.objects.get(ended_at=None).number == "000111222333"

    page.goto(f"{live_portal}/proveedor/datos/")
    expect(page.get_by_text("cambió la cuenta en la que se le paga")).to_be_visible()
    look(page)
    page.get_by_role("link", name="Cambiar Tipo de persona").click()
    look(page)
    page.get_by_label("Persona jurídica").check()
    page.get_by_role("button", name="Ver qué cambia").click()
    expect(page.get_by_role("heading", name="Si cambia a «Persona jurídica»")).to_be_visible()
    look(page)
    page.get_by_role("button", name="Sí, cambiar el tipo").click()
    expect(page.get_by_text("Cambió el tipo de persona")).to_be_visible()
    supplier.refresh_from_db()
    assert supplier.person_type == PersonType.LEGAL

    page.get_by_text("Trabajar para otro de sus proveedores").click()
    page.get_by_role("main").get_by_role("link", name="Otra S. A. S.").click()
    expect(page.locator("main").get_by_text("Otra S. A. S.").first).to_be_visible()
    look(page)


def test_a_taken_number_is_claimed(visit, live_portal, axe):
    MembershipFactory(supplier=SupplierFactory(nit="9990000012", name="Ajena S. A. S."))
    UserFactory(username="carla", email="carla@example.com")
    page = visit("carla")
    page.goto(f"{live_portal}/proveedor/nuevo/")
    steps.add_supplier(page)
    page.get_by_role("link", name="Reclamar este NIT").click()
    axe(page)
    page.get_by_role("button", name="Reclamar el NIT").click()
    axe(page)
    page.get_by_label("Persona jurídica").check()
    page.get_by_label("Nombre o razón social").fill("Suministros de la Sabana S. A. S.")
    page.get_by_label("¿Por qué es suyo?").fill("El certificado de la cámara de comercio lo dice.")
    page.get_by_role("button", name="Reclamar el NIT").click()
    expect(page.get_by_text("Se está estudiando.")).to_be_visible()
    axe(page)


def test_the_pages_pass_axe_in_english(visit, live_portal, axe, reference):
    ana = UserFactory(username="ana", email="ana@example.com")
    supplier = SupplierFactory(nit="9990000012", published_at=timezone.now(), about="Vías", offers=["72141000"])
    MembershipFactory(supplier=supplier, user=ana)
    MembershipFactory(user=ana)
    BankAccountFactory(supplier=supplier)
    AwardFactory(supplier_nit="999000001")
    page = visit("ana")
    page.context.add_cookies([{"name": "django_language", "value": "en", "url": live_portal}])
    for path in (
        "/proveedor/nuevo/",
        *(
            supplier.page(name)
            for name in ("supplier_data", "data_identity", "data_contact", "data_size", "data_offer")
        ),
        *(supplier.page(name) for name in ("data_type", "bank_account", "bank_account_change", "profile")),
        "/proveedor/reclamar/",
        f"/proveedores/{supplier.code}/",
    ):
        page.goto(f"{live_portal}{path}")
        axe(page)
        assert page.locator("html").get_attribute("lang") == "en"


def register(page: Page, look) -> None:
    """The first page, with a slip of the check digit on the way."""
    page.get_by_label("Persona jurídica").check()
    page.get_by_label("Nombre o razón social").fill("Suministros de la Sabana S. A. S.")
    page.get_by_label("NIT").fill("999.000.001-3")
    page.get_by_role("button", name="Registrar proveedor").click()
    expect(page.get_by_text("Ese NIT termina en 2").first).to_be_visible()
    look(page)
    page.get_by_label("NIT").fill("999.000.001-2")
    page.get_by_role("button", name="Registrar proveedor").click()
    page.wait_for_load_state()
