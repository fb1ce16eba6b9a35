"""¿Qué es esto? For each page, the guide that explains it and the words of the glossary that it uses. No query."""

from dataclasses import dataclass
from functools import cache

from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from support.guides import GUIDES


@dataclass(frozen=True, slots=True)
class Explanation:
    """Where a page is explained: a section of a guide, or another page of the help by its name."""

    guide: str
    section: str = ""
    terms: tuple[str, ...] = ()

    @property
    def title(self) -> Promise:
        """What the guide is called."""
        return GUIDES[self.guide].title

    @property
    def url(self) -> str:
        """Its address, at the section."""
        return reverse("support:guide", args=[self.guide]) + (f"#{self.section}" if self.section else "")


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A page explained by another page of the help than a guide; skipped where there is no such page."""

    title: Promise
    name: str
    terms: tuple[str, ...] = ()

    @property
    def url(self) -> str:
        """Its address; empty where it is not."""
        try:
            return reverse(self.name)
        except NoReverseMatch:
            return ""


_SIGN_IN = Elsewhere(_("Problemas para ingresar"), "support:sign_in_help")
# By how the name of an address begins; the longest that fits counts.
EXPLANATIONS: dict[str, Explanation | Elsewhere] = {
    "home": Explanation("leer-un-proceso", "buscar"),
    # Accounts
    "account_signup": Explanation("registro", "crear"),
    "accounts:registration": Explanation("registro", "confirmar"),
    "account_login": Explanation("registro", "ingresar"),
    "account_reauthenticate": Explanation("registro", "ingresar"),
    "accounts:login": Explanation("registro", "ingresar"),
    "accounts:code": _SIGN_IN,
    "accounts:contact": _SIGN_IN,
    "accounts:identity": _SIGN_IN,
    "accounts:recovery": _SIGN_IN,
    "accounts:": Explanation("registro", "cuenta"),
    # What everybody looks up
    "procurement:process": Explanation("leer-un-proceso", "pagina", ("modalidad", "cronograma", "adenda")),
    "procurement:process_list": Explanation("leer-un-proceso", "buscar", ("unspsc", "modalidad", "mipyme")),
    "procurement:supplier_profile": Explanation("leer-un-proceso", "empresa", ("nit", "unspsc")),
    "reference:commodity": Explanation("leer-un-proceso", "codigos", ("unspsc",)),
    "interests:published": Explanation("leer-un-proceso", "empresa", ("nit", "unspsc")),
    "interests:consult": Explanation("leer-un-proceso", "empresa", ("nit", "adjudicacion")),
    "interests:trial": Explanation("areas-de-interes", "avisos"),
    "support:verify": Explanation("leer-un-proceso", "verificar"),
    # Contractors
    "desk:home": Explanation("areas-de-interes", "oportunidades"),
    "desk:calendar": Explanation("documentos", "vencen"),
    "desk:my_data": Explanation("registro", "cuenta"),
    "desk:close_account": Explanation("registro", "cuenta"),
    "interests:interest": Explanation("areas-de-interes", "crear", ("unspsc", "mipyme", "divipola")),
    "interests:interest_alert": Explanation("areas-de-interes", "avisos"),
    "interests:opportunity": Explanation("areas-de-interes", "oportunidades", ("requisito-habilitante", "rup")),
    "interests:opportunity_feed": Explanation("areas-de-interes", "calendario"),
    "interests:note": Explanation("areas-de-interes", "oportunidades"),
    "interests:mute": Explanation("areas-de-interes", "oportunidades"),
    "interests:feed": Explanation("areas-de-interes", "calendario"),
    "interests:alert": Explanation("areas-de-interes", "avisos"),
    "interests:last_alert": Explanation("areas-de-interes", "avisos"),
    "interests:unsubscribe": Explanation("areas-de-interes", "avisos"),
    "interests:quote": Explanation("invitaciones", "", ("invitacion-a-cotizar",)),
    "interests:quote_edit": Explanation("invitaciones", "responder", ("unspsc",)),
    "interests:quote_receipt": Explanation("invitaciones", "recibo"),
    "interests:quote_comparison": Explanation("entidad", "comparar"),
    "onboarding:supplier": Explanation("documentos", "subir", ("persona-natural", "persona-juridica")),
    "onboarding:document": Explanation("documentos", "subir", ("rup", "rut", "pila", "redam")),
    "onboarding:data": Explanation("documentos", "subir", ("nit", "mipyme", "unspsc")),
    "onboarding:bank_account": Explanation("documentos", "subir"),
    "onboarding:number_claim": Explanation("documentos", "equipo", ("nit",)),
    "onboarding:profile": Explanation("areas-de-interes", "visible"),
    "onboarding:join": Explanation("documentos", "equipo"),
    "onboarding:team": Explanation("documentos", "equipo"),
    "onboarding:officer": Explanation("documentos", "listas", ("persona-juridica",)),
    "onboarding:board": Explanation("documentos", "listas"),
    "onboarding:joint": Explanation("documentos", "plural", ("proponente-plural", "consorcio", "union-temporal")),
    "onboarding:finance": Explanation("documentos", "finanzas", ("indicador-financiero", "revisor-fiscal")),
    "onboarding:rup": Explanation("documentos", "finanzas", ("rup", "en-firme", "unspsc")),
    "procurement:experience": Explanation("documentos", "experiencia", ("adjudicacion", "smmlv", "unspsc")),
    "onboarding:experience": Explanation("documentos", "experiencia", ("smmlv", "rup", "unspsc")),
    # Entities
    "desk:entity": Explanation("entidad", "equipo"),
    "procurement:team": Explanation("entidad", "equipo"),
    "interests:directory": Explanation("entidad", "directorio", ("unspsc", "rup", "indicador-financiero")),
    "interests:invitation": Explanation("entidad", "seguir", ("invitacion-a-cotizar",)),
    "interests:invitation_new": Explanation("entidad", "invitar", ("unspsc",)),
    "interests:invitation_edit": Explanation("entidad", "invitar", ("unspsc",)),
    "interests:invitation_check": Explanation("entidad", "invitar"),
    # Reviewers
    "onboarding:review": Explanation("revision", "decidir", ("requisito-habilitante",)),
    "onboarding:review_queue": Explanation("revision", "tomar"),
    "onboarding:review_bulk": Explanation("revision", "juntos"),
    "onboarding:review_escalate": Explanation("revision", "sospecha"),
}


def help_for(name: str) -> SafeString:
    """What the foot of the page of that name says, in the active language; empty where nothing explains it."""
    return _drawn(name, get_language() or "")


@cache  # every page shows it; reads the active language, which is in the key for that
def _drawn(name: str, language: str) -> SafeString:
    found = explanation_of(name)
    if found is None or not found.url:
        return SafeString()
    return render_to_string("support/explanation.html", {"explanation": found, "terms_called": "foot"})


def explanation_of(name: str) -> Explanation | Elsewhere | None:
    """The explanation whose key is the longest beginning of the name."""
    fitting = [key for key in EXPLANATIONS if name.startswith(key)]
    return EXPLANATIONS[max(fitting, key=len)] if fitting else None
