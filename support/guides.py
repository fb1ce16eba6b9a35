"""The guides: what each is called, for whom, what it leads to. Their words are templates/support/guides/<slug>.html."""

from dataclasses import dataclass
from enum import Enum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Audience(Enum):
    """For whom a guide is."""

    EVERYBODY = _("Para todos")
    CONTRACTOR = _("Para quien vende al Estado")
    ENTITY = _("Para entidades estatales")
    REVIEWER = _("Para quien revisa documentos")


@dataclass(frozen=True, slots=True)
class Guide:
    """One guide; `act` is the name of the page where it is done, with the words of its button.

    Whoever is signed in without `role` is not led there: the page would refuse them.
    """

    slug: str
    title: Promise
    summary: Promise
    audience: Audience
    act: str
    act_text: Promise
    related: tuple[str, ...]
    role: str = ""


GUIDES: dict[str, Guide] = {
    guide.slug: guide
    for guide in (
        Guide(
            "registro",
            _("Registrarse e ingresar"),
            _("Crear la cuenta, confirmar el correo, ingresar con el código y proteger la cuenta."),
            Audience.EVERYBODY,
            "account_signup",
            _("Registrarse"),
            ("documentos", "areas-de-interes"),
        ),
        Guide(
            "leer-un-proceso",
            _("Leer un proceso"),
            _("Buscar procesos y entender su página: en qué va, qué fechas tiene y qué puede hacer usted."),
            Audience.EVERYBODY,
            "procurement:process_list",
            _("Buscar procesos"),
            ("modalidades", "areas-de-interes"),
        ),
        Guide(
            "modalidades",
            _("Qué pide cada modalidad"),
            _("Los pasos de cada modalidad de selección, las cifras que rigen hoy y lo que usted debe preparar."),
            Audience.EVERYBODY,
            "procurement:process_list",
            _("Buscar procesos"),
            ("leer-un-proceso", "documentos"),
        ),
        Guide(
            "documentos",
            _("Documentos según quién ofrece"),
            _("Qué documentos se piden a cada tipo de persona, cómo se suben y qué mira quien los revisa."),
            Audience.CONTRACTOR,
            "onboarding:documents",
            _("Ir a mis documentos"),
            ("registro", "modalidades"),
        ),
        Guide(
            "areas-de-interes",
            _("Áreas de interés y alertas"),
            _("Decir qué vende, dónde y por cuánto, para que los procesos que coinciden lleguen solos."),
            Audience.CONTRACTOR,
            "interests:interest_new",
            _("Crear un área de interés"),
            ("leer-un-proceso", "invitaciones"),
        ),
        Guide(
            "invitaciones",
            _("Responder una invitación a cotizar"),
            _("Leer lo que pide la entidad, preguntar, escribir los precios y guardar el recibo."),
            Audience.CONTRACTOR,
            "interests:quote_list",
            _("Ver mis invitaciones"),
            ("areas-de-interes", "documentos"),
        ),
        Guide(
            "entidad",
            _("Buscar proveedores y pedir cotizaciones"),
            _("El equipo de la entidad, el directorio de proveedores, las invitaciones y su comparación."),
            Audience.ENTITY,
            "interests:directory",
            _("Abrir el directorio"),
            ("modalidades", "leer-un-proceso"),
            "entity",
        ),
        Guide(
            "revision",
            _("Revisar documentos"),
            _("Tomar un documento de la cola, decidir si está legible y completo, o devolverlo con su motivo."),
            Audience.REVIEWER,
            "onboarding:review_queue",
            _("Abrir la cola"),
            ("documentos",),
            "reviewer",
        ),
    )
}


def by_audience() -> list[tuple[Audience, list[Guide]]]:
    """Every guide under whom it is for, in their order."""
    return [(audience, [guide for guide in GUIDES.values() if guide.audience is audience]) for audience in Audience]
