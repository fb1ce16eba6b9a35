"""The demo's people. Every password is made anew for each portal; nothing here opens another one."""

import secrets
from dataclasses import dataclass, field

from accounts.models import User
from accounts.services import factors, people
from onboarding.models import Membership, Role, Supplier
from procurement.models import Entity, EntityMembership, EntityRole

WORDS = [
    "arroyo",
    "bosque",
    "cafetal",
    "ceiba",
    "colina",
    "cumbre",
    "duna",
    "estero",
    "faro",
    "frailejon",
    "garza",
    "guadua",
    "hoja",
    "isla",
    "laguna",
    "loma",
    "manglar",
    "musgo",
    "nevado",
    "nube",
    "orilla",
    "palma",
    "paramo",
    "piedra",
    "puente",
    "quebrada",
    "raudal",
    "sabana",
    "selva",
    "sierra",
    "sombra",
    "tambor",
    "trocha",
    "valle",
    "vereda",
    "viento",
    "volcan",
    "yarumo",
]


@dataclass(frozen=True)
class Person:
    """One sign-in of the demo: what the person is, for whom."""

    name: str
    full_name: str
    supplier: str = ""
    entity_roles: tuple[EntityRole, ...] = field(default=())
    strong: bool = False
    is_reviewer: bool = False
    is_administrator: bool = False


PEOPLE = (
    Person("natural", "Persona Natural de Demostración", supplier=Supplier.PersonType.NATURAL),
    Person("juridica", "Representante de Empresa de Demostración", supplier=Supplier.PersonType.LEGAL),
    Person("plural", "Representante de Consorcio de Demostración", supplier=Supplier.PersonType.JOINT),
    Person("compras", "Compradora de Demostración", entity_roles=(EntityRole.ADMINISTRATOR, EntityRole.BUYER)),
    Person(
        "aprobador",
        "Ordenador del Gasto de Demostración",
        entity_roles=(EntityRole.APPROVER, EntityRole.CUSTODIAN),
        strong=True,
    ),
    Person("custodio", "Custodio de Demostración", entity_roles=(EntityRole.CUSTODIAN,), strong=True),
    Person("supervisor", "Supervisora de Demostración", entity_roles=(EntityRole.SUPERVISOR,)),
    Person("revision", "Revisora de Demostración", strong=True, is_reviewer=True),
    Person("admin", "Administradora de Demostración", strong=True, is_administrator=True),
)

SUPPLIER_NAMES = {
    Supplier.PersonType.NATURAL: ("Persona Natural de Demostración", ""),
    Supplier.PersonType.LEGAL: ("Obras y Suministros de Demostración S. A. S.", "9990000012"),
    Supplier.PersonType.JOINT: ("Consorcio de Demostración", ""),
}


def create(entity: Entity) -> list[str]:
    """Make every person of the demo; returns a line each, `ADDRESS PASSWORD [AUTHENTICATOR_SECRET]`."""
    return [" ".join(_create(person, entity)) for person in PEOPLE]


def _create(person: Person, entity: Entity) -> list[str]:
    password = "-".join(secrets.choice(WORDS) for _word in range(4)) + f"-{secrets.randbelow(90) + 10}"
    user = people.create_person(
        username=person.name,
        email=f"{person.name}@demo.example",
        full_name=person.full_name,
        password=password,
        security_question="¿Cuál es la palabra de la demostración?",
        security_answer="demostración",
        verified=True,
        is_reviewer=person.is_reviewer,
        is_staff=person.is_administrator,
        is_superuser=person.is_administrator,
    )
    if person.supplier:
        _give_supplier(user, Supplier.PersonType(person.supplier))
    for role in person.entity_roles:
        EntityMembership.objects.create(entity=entity, user=user, role=role)
    secret = [factors.enrol_authenticator(user)] if person.strong else []
    return [user.email, password, *secret]


def _give_supplier(user: User, person_type: Supplier.PersonType) -> None:
    name, nit = SUPPLIER_NAMES[person_type]
    supplier = Supplier.objects.create(person_type=person_type, name=name, nit=nit)
    Membership.objects.create(supplier=supplier, user=user, role=Role.ADMINISTRATOR)
