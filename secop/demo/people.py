"""The demo's people. Every password is made anew for each portal; nothing here opens another one."""

import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.models import User
from accounts.services import factors, people
from groundwork.reference.business_days import colombian_today
from onboarding.models import IdentityType, Membership, PersonType, Role, RupClass, RupRegistration, Supplier
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
    Person("natural", "Persona Natural de Demostración", supplier=PersonType.NATURAL),
    Person("juridica", "Representante de Empresa de Demostración", supplier=PersonType.LEGAL),
    Person("plural", "Representante de Consorcio de Demostración", supplier=PersonType.JOINT),
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

RUP_CLASSES = ("30111600", "72141000", "72141100", "81101500")
# Whose profile everybody sees.
PUBLISHED = {PersonType.LEGAL}
# Invented, all of it.
SUPPLIERS: dict[PersonType, dict[str, Any]] = {
    PersonType.NATURAL: {
        "name": "Persona Natural de Demostración",
        "identity_type": IdentityType.CC,
        "identity_number": "1000000001",
        "municipality_id": "15001",
        "address": "Calle de Ejemplo 1 # 2-3, Tunja",
        "email": "natural@demo.example",
        "phone": "+573000000001",
        "size": Supplier.Size.MICRO,
        "about": "Asesoría en gestión pública y formulación de proyectos.",
        "offers": ["80111600", "86101700"],
    },
    PersonType.LEGAL: {
        "name": "Obras y Suministros de Demostración S. A. S.",
        "nit": "9990000012",
        "municipality_id": "11001",
        "address": "Carrera de Ejemplo 10 # 20-30, Bogotá",
        "email": "contacto@demo.example",
        "phone": "+576012000002",
        "size": Supplier.Size.SMALL,
        "about": "Construcción y mantenimiento de vías y obras civiles; suministro de cemento y agregados.",
        "offers": ["30111600", "72140000"],
        "website": "https://obras.demo.example",
    },
    PersonType.JOINT: {
        "name": "Consorcio de Demostración",
        "joint_kind": Supplier.JointKind.CONSORTIUM,
        "municipality_id": "05001",
        "address": "Avenida de Ejemplo 5 # 6-7, Medellín",
        "email": "consorcio@demo.example",
        "phone": "+576042000003",
        "about": "Interventoría de obras de infraestructura.",
        "offers": ["81101500"],
    },
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
        _give_supplier(user, PersonType(person.supplier))
    for role in person.entity_roles:
        EntityMembership.objects.create(entity=entity, user=user, role=role)
    secret = [factors.enrol_authenticator(user)] if person.strong else []
    return [user.email, password, *secret]


def _give_supplier(user: User, person_type: PersonType) -> None:
    facts = SUPPLIERS[person_type]
    supplier = Supplier(person_type=person_type, **facts)
    supplier.published_at = timezone.now() if person_type in PUBLISHED else None
    supplier.save(force_insert=True)
    Membership.objects.create(supplier=supplier, user=user, role=Role.ADMINISTRATOR)
    if person_type == PersonType.LEGAL:
        _register(supplier)


def _register(supplier: Supplier) -> None:
    """A registration in the RUP that counts, with some classes that it offers and one that it has not done yet."""
    renewed_on = colombian_today(timezone.now()) - timedelta(days=60)
    registration = RupRegistration.objects.create(
        supplier=supplier,
        number="100001",
        chamber="Cámara de Comercio de Demostración",
        renewed_on=renewed_on,
        in_force_on=renewed_on + timedelta(days=15),
    )
    RupClass.objects.bulk_create(RupClass(registration=registration, code=code) for code in RUP_CLASSES)
