"""A team in a real browser: invited, registered, accepted, another role, taken out; every page looked at by axe."""

import re

import pytest
from playwright.sync_api import expect

from onboarding.models import Role
from tests.accounts.factories import PASSWORD, UserFactory
from tests.journeys import steps
from tests.onboarding.factories import JoinRequestFactory, MembershipFactory, SupplierFactory
from tests.procurement.factories import EntityMembershipFactory

pytestmark = pytest.mark.django_db(transaction=True)

BETO = "beto@example.com"
LINK = re.compile(r"http://[^\s/]+(/equipo/invitacion/\S+/)")


@pytest.fixture
def supplier(live_portal):
    return SupplierFactory(name="Vías del Sur S. A. S.", nit="9990000012")


@pytest.fixture
def boss(supplier):
    person = UserFactory(username="ana", email="ana@example.com", full_name="Ana Peña")
    return MembershipFactory(supplier=supplier, user=person).user


@pytest.fixture
def visit(browser, browser_context_args, live_portal, mailbox):
    """A new browser, of somebody signed in when a login is given."""

    def opened(login="", *, script=True):
        page = browser.new_context(**browser_context_args, java_script_enabled=script).new_page()
        if login:
            steps.sign_in(page, live_portal, mailbox, login=login, email=f"{login}@example.com")
        return page

    return opened


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_somebody_is_invited_registers_accepts_gets_a_role_and_is_taken_out(
    visit, live_portal, axe, mailbox, boss, script
):
    look = axe if script else lambda _page: None  # axe is a script
    ana = visit("ana", script=script)
    ana.goto(f"{live_portal}/proveedor/")
    look(ana)
    ana.get_by_role("link", name="Ver el equipo").click()
    look(ana)
    ana.get_by_role("link", name="Invitar a alguien").click()
    look(ana)
    ana.get_by_role("button", name="Enviar la invitación").click()
    expect(ana.get_by_text("Escoja qué puede hacer en el equipo.").first).to_be_visible()
    look(ana)
    ana.get_by_label("Correo electrónico").fill(BETO)
    ana.get_by_label("Consulta: mira sin cambiar nada.").check()
    ana.get_by_role("button", name="Enviar la invitación").click()
    expect(ana.get_by_role("heading", name=BETO)).to_be_visible()
    found = LINK.search(mailbox.text(BETO))
    assert found
    ana.reload()
    expect(ana.get_by_text("Entregado al servidor de correo")).to_be_visible()
    look(ana)

    beto = visit(script=script)
    beto.goto(f"{live_portal}{found[1]}")
    look(beto)
    beto.get_by_role("link", name="Crear la cuenta").click()
    fill_registration(beto)
    steps.enter_code(beto, mailbox, BETO)
    expect(beto.get_by_text("Ana Peña")).to_be_visible()
    look(beto)
    beto.get_by_role("button", name="Entrar al equipo").click()
    expect(beto.get_by_text("Usted ya está en el equipo")).to_be_visible()
    look(beto)
    beto.get_by_role("link", name="Ver el equipo").click()
    expect(beto.get_by_role("link", name="Invitar a alguien")).to_have_count(0)
    look(beto)

    ana.reload()
    ana.get_by_role("link", name=re.compile("Cambiar rol.*Beto Ruiz")).click()
    look(ana)
    ana.get_by_label("Edita: cambia").check()
    ana.get_by_role("button", name="Guardar").click()
    expect(ana.get_by_text("Cambiamos lo que puede hacer Beto Ruiz.")).to_be_visible()
    ana.get_by_role("link", name=re.compile("Retirar.*Beto Ruiz")).click()
    look(ana)
    ana.get_by_role("button", name="Sí, retirar del equipo").click()
    expect(ana.get_by_text("Beto Ruiz ya no está en el equipo.")).to_be_visible()

    beto.reload()
    expect(beto.get_by_role("heading", level=1)).not_to_contain_text("Vías del Sur")
    beto.goto(f"{live_portal}/proveedor/")
    expect(beto.get_by_text("Vías del Sur")).to_have_count(0)


def test_somebody_asks_to_be_added_and_is_accepted(visit, live_portal, axe, boss):
    UserFactory(username="carla", email="carla@example.com", full_name="Carla Díaz")
    ana, carla = visit("ana"), visit("carla")
    carla.goto(f"{live_portal}/proveedor/nuevo/")
    steps.add_supplier(carla)
    axe(carla)
    carla.get_by_role("link", name="Pedir que me agreguen").click()
    axe(carla)
    carla.get_by_label("Mensaje para quien administra").fill("Soy la contadora.")
    carla.get_by_role("button", name="Pedir que me agreguen").click()
    expect(carla.get_by_text("todavía no responde")).to_be_visible()
    axe(carla)

    ana.goto(f"{live_portal}/proveedor/equipo/")
    axe(ana)
    ana.get_by_role("link", name=re.compile("Responder.*Carla Díaz")).click()
    axe(ana)
    ana.get_by_label("Edita: cambia").check()
    ana.get_by_role("button", name="Aceptar y agregar al equipo").click()
    expect(ana.get_by_text("Carla Díaz ya está en el equipo.")).to_be_visible()
    ana.get_by_role("link", name="Salir del equipo").click()
    axe(ana)
    ana.get_by_role("button", name="Sí, salir del equipo").click()
    expect(ana.get_by_text("Nadie más administra este equipo").first).to_be_visible()
    axe(ana)


@pytest.mark.parametrize("language", ["es-co", "en"])
def test_the_team_of_a_public_body_passes_axe_in_both_languages(visit, live_portal, axe, supplier, boss, language):
    entity = EntityMembershipFactory(user=boss).entity
    both = EntityMembershipFactory(entity=entity, role="approver").user
    EntityMembershipFactory(entity=entity, role="buyer", user=both)
    JoinRequestFactory(supplier=supplier, note="Soy la contadora.")
    MembershipFactory(supplier=supplier, role=Role.READER)
    page = visit("ana")
    page.context.add_cookies([{"name": "django_language", "value": language, "url": live_portal}])
    for path in (
        "/entidad/",
        entity.page("team"),
        entity.page("team_invite"),
        entity.page("team_roles", both.code),
        supplier.page("team"),
        supplier.page("team_leave"),
    ):
        page.goto(f"{live_portal}{path}")
        axe(page)
        assert page.locator("html").get_attribute("lang") == language


def fill_registration(page) -> None:
    """From the empty form to the code's page."""
    page.get_by_label("Nombre completo").fill("Beto Ruiz")
    page.get_by_label("Correo electrónico").fill(BETO)
    page.get_by_label("Nombre de usuario").fill("beto")
    page.get_by_label("Teléfono").fill("601 334 4080")
    page.get_by_label("Contraseña", exact=True).fill(PASSWORD)
    page.locator("[name=security_question]").first.fill("¿Cómo se llamaba su primera escuela?")
    page.get_by_label("Respuesta de seguridad").fill("Escuela Normal")
    page.locator("[name=terms]").check()
    page.locator("[name=data_policy]").check()
    page.get_by_role("button", name="Continuar").click()
    page.get_by_role("button", name="Crear la cuenta").click()
