"""Who sees which links: the navigation of each role, as data."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Role(StrEnum):
    """What a visitor may be at once; the navigation is the union."""

    ANYONE = "anyone"
    VISITOR = "visitor"
    PERSON = "person"
    CONTRACTOR = "contractor"
    ENTITY = "entity"
    REVIEWER = "reviewer"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True)
class Place:
    """One link as declared: the address by its name, and who sees it."""

    label: str | Promise
    url_name: str
    roles: frozenset[Role]
    at_end: bool = False
    counts_opportunities: bool = False
    counts_notices: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """One link as drawn, in one language."""

    label: str
    url: str
    at_end: bool
    counts_opportunities: bool
    counts_notices: bool


def _for(*roles: Role) -> frozenset[Role]:
    return frozenset(roles)


NAVIGATION = (
    Place(_("Inicio"), "desk:home", _for(Role.PERSON)),
    Place(_("Entidad"), "desk:entity", _for(Role.ENTITY)),
    Place(_("Proveedores"), "interests:directory", _for(Role.ENTITY)),
    Place(_("Invitaciones enviadas"), "interests:invitation_list", _for(Role.ENTITY)),
    Place(_("Procesos"), "procurement:process_list", _for(Role.ANYONE)),
    Place(_("Oportunidades"), "interests:opportunity_list", _for(Role.CONTRACTOR), counts_opportunities=True),
    Place(_("Áreas de interés"), "interests:interest_list", _for(Role.CONTRACTOR)),
    Place(_("Invitaciones"), "interests:quote_list", _for(Role.CONTRACTOR)),
    Place(_("Proveedor"), "onboarding:supplier", _for(Role.CONTRACTOR)),
    Place(_("Revisión"), "onboarding:review_queue", _for(Role.REVIEWER)),
    Place(_("Revisión por día"), "onboarding:review_statistics", _for(Role.ADMINISTRATOR)),
    Place(_("Administración"), "admin:index", _for(Role.ADMINISTRATOR)),
    Place(_("Mensajes"), "admin:messaging_message_undelivered", _for(Role.ADMINISTRATOR)),
    Place(_("Solicitudes"), "admin:support_ticket_queue", _for(Role.ADMINISTRATOR)),
    Place(_("Ayuda"), "support:help", _for(Role.VISITOR, Role.REVIEWER, Role.ADMINISTRATOR)),
    Place(_("Verificar"), "support:verify", _for(Role.VISITOR, Role.REVIEWER)),
    Place(_("Ingresar"), "account_login", _for(Role.VISITOR), at_end=True),
    Place(_("Registrarse"), "account_signup", _for(Role.VISITOR)),
    Place(_("Avisos"), "accounts:notice_list", _for(Role.PERSON), at_end=True, counts_notices=True),
    Place(_("Mi cuenta"), "accounts:account", _for(Role.PERSON)),
)
FOOTER = (
    Place(_("Ayuda"), "support:help", _for(Role.ANYONE)),
    Place(_("Contacto"), "support:contact", _for(Role.ANYONE)),
    Place(_("Verificar un recibo"), "support:verify", _for(Role.ANYONE)),
    Place(_("Procesos"), "procurement:process_list", _for(Role.ANYONE)),
    Place(_("Perfiles de proveedores"), "interests:published", _for(Role.ANYONE)),
    Place(_("Códigos UNSPSC"), "reference:commodity_list", _for(Role.ANYONE)),
    Place(_("Estado del servicio"), "support:status", _for(Role.ANYONE)),
    Place(_("Canales oficiales"), "support:channels", _for(Role.ANYONE)),
    Place(_("Términos de uso"), "support:terms", _for(Role.ANYONE)),
    Place(_("Datos personales"), "support:data_policy", _for(Role.ANYONE)),
    Place(_("Accesibilidad"), "support:accessibility", _for(Role.ANYONE)),
)


def navigation(roles: frozenset[Role]) -> tuple[Link, ...]:
    """The links of those roles, in the active language."""
    return _links(NAVIGATION, roles, get_language() or "")


def footer() -> tuple[Link, ...]:
    """The links at the foot of every page, in the active language."""
    return _links(FOOTER, _for(Role.ANYONE), get_language() or "")


def section_of(path: str, links: tuple[Link, ...]) -> str:
    """The address of the link that the path is under, the longest if there are several; empty if none."""
    return max((link.url for link in links if path.startswith(link.url)), key=len, default="")


@cache  # a handful of role sets times two languages; reads the active one, which is in the key for that
def _links(places: tuple[Place, ...], roles: frozenset[Role], language: str) -> tuple[Link, ...]:
    return tuple(
        Link(str(place.label), reverse(place.url_name), place.at_end, place.counts_opportunities, place.counts_notices)
        for place in places
        if place.roles & roles
    )
