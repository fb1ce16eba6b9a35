"""A team in a real browser: invited, registered, accepted, another role, taken out; every page looked at by axe."""

import re

import pytest
from playwright.sync_api import expect

from onboarding.models import Role
from tests.accounts.factories import PASSWORD, UserFactory
from tests.fixtures.walks import Walk, both_manners, with_script
from tests.onboarding.factories import JoinRequestFactory, MembershipFactory, SupplierFactory
from tests.procurement.factories import EntityMembershipFactory

pytestmark = pytest.mark.django_db(transaction=True)

BETO = "beto@example.com"
LINK = re.compile(r"http://[^\s/]+(/equipo/invitacion/\S+/)")


@pytest.fixture
def supplier(live_portal):
    return SupplierFactory(name="Vías del Sur S. A. S.", nit="9990000012")


@pytest.fixture
def boss(supplier, walk):
    person = UserFactory(username="ana", email="ana@example.com", full_name="Ana Peña", language=walk.manner.language)
    walk.enter(person)
    return MembershipFactory(supplier=supplier, user=person).user


def choose(walk: Walk, role: str) -> None:
    """A role, by its name; what it may do follows it."""
    walk.page.get_by_label(f"{walk.say(role)}:").check()


def register(walk: Walk, mailbox) -> None:
    """From the empty form to where the person was going."""
    walk.fill("Nombre completo", "Beto Ruiz")
    walk.fill("Correo electrónico", BETO)
    walk.fill("Nombre de usuario", "beto")
    walk.fill("Teléfono", "601 334 4080")
    walk.fill("Contraseña", PASSWORD)
    walk.fill("Pregunta de seguridad", "¿Cómo se llama mi finca?")
    walk.fill("Respuesta de seguridad", "El Recodo")
    walk.check("Acepto los términos de uso")
    walk.check("Autorizo el tratamiento de mis datos personales")
    walk.press("Continuar")
    walk.press("Crear la cuenta y enviarme el código")
    walk.titled("Confirme su correo")
    walk.fill("Código", mailbox.code(BETO))
    walk.press("Confirmar e ingresar")


def invite(ana: Walk, mailbox) -> str:
    """The path of the invitation that reached Beto."""
    ana.go("/proveedor/")
    ana.look()
    ana.follow("Equipo")
    ana.look()
    ana.follow("Invitar a alguien")
    ana.look()
    ana.press("Enviar la invitación")
    ana.reads("Escoja qué puede hacer en el equipo.")
    ana.look()
    ana.fill("Correo electrónico", BETO)
    choose(ana, "Consulta")
    ana.press("Enviar la invitación")
    expect(ana.page.get_by_role("heading", name=BETO)).to_be_visible()
    found = LINK.search(mailbox.text(BETO))
    assert found
    ana.page.reload()
    ana.look()
    return str(found[1])


@both_manners
def test_somebody_is_invited_registers_accepts_gets_a_role_and_is_taken_out(walk, mailbox, boss):
    ana, beto = walk, walk.another()
    beto.go(invite(ana, mailbox))
    beto.look()
    beto.follow("Crear la cuenta")
    register(beto, mailbox)
    expect(beto.page.get_by_text("Ana Peña")).to_be_visible()
    beto.look()
    beto.press("Entrar al equipo")
    beto.reads("Usted ya está en el equipo de %(team)s.", team="Vías del Sur S. A. S.")
    beto.look()
    beto.follow("Equipo")
    beto.titled("Equipo de %(team)s", team="Vías del Sur S. A. S.")
    expect(beto.page.get_by_role("link", name=beto.say("Invitar a alguien"))).to_have_count(0)
    beto.look()

    ana.page.reload()
    ana.follow("Cambiar rol", "Beto Ruiz")
    ana.look()
    choose(ana, "Edita")
    ana.press("Guardar")
    ana.reads("Cambiamos lo que puede hacer %(name)s.", name="Beto Ruiz")
    ana.follow("Retirar", "Beto Ruiz")
    ana.look()
    ana.press("Sí, retirar del equipo")
    ana.reads("%(name)s ya no está en el equipo.", name="Beto Ruiz")

    beto.page.reload()
    expect(beto.page.get_by_role("heading", level=1)).not_to_contain_text("Vías del Sur")
    beto.go("/proveedor/")
    expect(beto.page.get_by_text("Vías del Sur")).to_have_count(0)


@both_manners
def test_an_invitation_that_is_for_somebody_else_or_is_not_accepted(walk, mailbox, boss):
    path = invite(walk, mailbox)
    walk.go(path)
    walk.reads("Salir para ingresar con otra cuenta")
    walk.look()
    beto = walk.another()
    beto.enter(UserFactory(username="beto", email=BETO, full_name="Beto Ruiz", language=walk.manner.language))
    beto.go(path)
    beto.press("No aceptar")
    beto.go(path)
    beto.look()


@both_manners
def test_somebody_asks_to_be_added_and_is_accepted(walk, boss):
    ana, carla = walk, walk.another()
    carla.enter(
        UserFactory(username="carla", email="carla@example.com", full_name="Carla Díaz", language=walk.manner.language)
    )
    carla.go("/proveedor/nuevo/")
    carla.check("Persona jurídica")
    carla.fill(carla.say("nombre o razón social").capitalize(), "Suministros de la Sabana S. A. S.")
    carla.fill("NIT", "999.000.001-2")
    carla.press("Registrar proveedor")
    carla.look()
    carla.follow("Pedir que me agreguen")
    carla.look()
    carla.fill("Mensaje para quien administra", "Soy la contadora.")
    carla.press("Pedir que me agreguen")
    carla.page.wait_for_url(re.compile("/proveedor/"))
    carla.look()

    ana.go("/proveedor/equipo/")
    ana.look()
    ana.follow("Responder", "Carla Díaz")
    ana.look()
    choose(ana, "Edita")
    ana.press("Aceptar y agregar al equipo")
    ana.reads("%(name)s ya está en el equipo.", name="Carla Díaz")
    ana.follow("Salir del equipo")
    ana.look()
    ana.press("Sí, salir del equipo")
    ana.reads("Nadie más administra este equipo. Dé primero ese rol a otra persona.")
    ana.look()


@with_script
def test_the_team_of_a_public_body(walk, supplier, boss):
    entity = EntityMembershipFactory(user=boss).entity
    both = EntityMembershipFactory(entity=entity, role="approver").user
    EntityMembershipFactory(entity=entity, role="buyer", user=both)
    JoinRequestFactory(supplier=supplier, note="Soy la contadora.")
    MembershipFactory(supplier=supplier, role=Role.READER)
    for path in (
        "/entidad/",
        entity.page("team"),
        entity.page("team_invite"),
        entity.page("team_roles", both.code),
        supplier.page("team"),
    ):
        walk.go(path)
        walk.look()
