from dataclasses import dataclass

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from support.guides import by_audience


@dataclass(frozen=True, slots=True)
class Need:
    """What somebody comes for, in their words, and where it is answered.

    `anchor` is where the home once answered it itself: addresses with it are still around.
    """

    text: Promise
    names: tuple[tuple[str, tuple[str, ...]], ...]  # the first that there is
    anchor: str = ""
    query: str = ""

    @property
    def url(self) -> str:
        for name, arguments in self.names:
            try:
                return reverse(name, args=arguments) + self.query
            except NoReverseMatch:
                continue
        return ""


NEEDS = (
    Need(_("No me llega el código"), (("support:sign_in_help", ()), ("accounts:code_help", ())), anchor="codigo"),
    Need(_("Olvidé mi contraseña"), (("accounts:recovery", ()),), anchor="clave"),
    Need(_("No sé qué sistema necesito"), (("support:systems", ()),), anchor="sistemas"),
    Need(_("Qué documentos me piden"), (("support:guide", ("documentos",)),)),
    Need(_("Recibir oportunidades de lo que vendo"), (("support:guide", ("areas-de-interes",)),)),
    Need(_("Recibí un correo sospechoso"), (("support:channels", ()),), anchor="canales"),
    Need(_("La página falla"), (("support:status", ()), ("support:sign_in_help", ())), anchor="pagina"),
    Need(_("Hablar con una persona"), (("support:contact", ()),)),
)


def needs() -> list[Need]:
    """The commonest needs that a page answers."""
    return [need for need in NEEDS if need.url]


@login_not_required
@require_safe
def help_centre(request: HttpRequest) -> HttpResponse:
    """The help's home: a search, the commonest needs, the guides by whom they are for."""
    return render(request, "support/help.html", {"needs": needs(), "audiences": by_audience()})
