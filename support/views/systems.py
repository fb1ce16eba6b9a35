"""Which system somebody needs: a few questions, a page for each, and what is settled before signing."""

from datetime import date
from typing import Any
from urllib.parse import quote, urlencode

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from groundwork.web.components import Crumb, SummaryRow
from support.forms.systems import QuestionForm, Way, way_of
from support.models import RelatedSystem
from support.queries import systems as queries

# The button that sends an answer says so, which an address that is shared does not.
STEP = "paso"
SETTLED = "listo"
PORTAL, SIGEP, INTEGRITY = "portal", "sigep-ii", "integridad-publica"
SIGNING = frozenset({SIGEP, INTEGRITY})
Text = str | Promise


@login_not_required
@require_safe
def choose_system(request: HttpRequest) -> HttpResponse:
    """The questions, one at a time, with the answers in the address; below them every system, always."""
    way = way_of(request.GET)
    step = request.GET.get(STEP, "")
    if step in way.values():
        return redirect(_address(way.values()))
    asked = request.GET if step or way.unknown else None
    form = QuestionForm(way.question, asked) if way.question else None
    today = queries.today()
    systems = list(queries.with_periods())
    context = {
        "crumbs": _above(),
        "form": form,
        "question": way.question,
        "values": way.values(),
        "step": STEP,
        "answers": [
            SummaryRow(question.text, answer.label, _address(earlier), _("Cambiar"))
            for question, answer, earlier in way.before()
        ],
        **_outcome(way, systems, today),
        "pages": [system for system in systems if system.has_page],
        "lines": [system for system in systems if not system.has_page],
        "periods": [(system, found) for system in systems if (found := queries.standings_of(system, today))],
        "today": today,
    }
    return render(request, "support/systems.html", context)


def _outcome(way: Way, systems: list[RelatedSystem], today: date) -> dict[str, Any]:
    outcome = way.outcome
    if outcome is None:
        return {}
    system = next((row for row in systems if row.slug == outcome.system), None)
    standings = queries.standings_of(system, today) if system else []
    return {
        "outcome": outcome,
        "system": system,
        "is_portal": outcome.system == PORTAL,
        "signing": outcome.system in SIGNING,
        "standings": [row for row in standings if outcome.order in {"", row.period.order}],
    }


def _address(values: dict[str, str]) -> str:
    here = reverse("support:systems")
    return f"{here}?{urlencode(values)}" if values else here


def _above(*more: Crumb) -> list[Crumb]:
    return [Crumb(_("Ayuda"), reverse("support:help")), *more]


def _chooser() -> Crumb:
    return Crumb(_("¿Qué sistema necesito?"), reverse("support:systems"))


@login_not_required
@require_safe
def system_page(request: HttpRequest, slug: str) -> HttpResponse:
    """One system: what for, who, when, where, who helps, and a mail to them that is ready to copy."""
    system = get_object_or_404(queries.with_periods(), slug=slug, has_page=True)
    letter = _letter(system)
    context = {
        "crumbs": _above(_chooser()),
        "system": system,
        "is_portal": system.slug == PORTAL,
        "standings": queries.standings_of(system, queries.today()),
        "letter": letter,
        "mailto": f"mailto:{system.support_email}?subject={quote(_subject(system))}&body={quote(letter)}",
        "signing": system.slug in SIGNING,
    }
    return render(request, "support/systems_one.html", context)


def _subject(system: RelatedSystem) -> str:
    return _("Solicitud de soporte: %(system)s") % {"system": system.name}


def _letter(system: RelatedSystem) -> str:
    """A request for help to copy, with a line for each thing that its support asks for."""
    lines = [_("Buenos días:"), "", _("Necesito ayuda con %(system)s.") % {"system": system.name}, ""]
    return "\n".join([*lines, *(f"{asked}:" for asked in system.support_asks), "", _("Gracias.")])


@login_not_required
@require_safe
def before_signing(request: HttpRequest) -> HttpResponse:
    """What a contractor settles before signing, as a list that remembers in its address what is done."""
    systems = {system.slug: system for system in queries.with_periods()}
    ticked = set(request.GET.getlist(SETTLED))
    points = [(key, title, hint, systems.get(slug), key in ticked) for key, title, hint, slug in POINTS]
    done = sum(is_done for *_rest, is_done in points)
    context = {
        "crumbs": _above(_chooser()),
        "points": points,
        "done": done,
        "total": len(points),
        "helpers": [system for system in systems.values() if system.support_email],
    }
    return render(request, "support/systems_before_signing.html", context)


# Its word in the address, what is settled, how, and the system where it is done, if it is one.
POINTS: tuple[tuple[str, Text, Text, str], ...] = (
    (
        "hoja-de-vida",
        gettext_lazy("Hoja de vida al día en SIGEP II"),
        gettext_lazy("Con sus estudios y su experiencia de hoy."),
        SIGEP,
    ),
    (
        "bienes",
        gettext_lazy("Declaración de bienes y rentas en SIGEP II, si la entidad se la pide"),
        gettext_lazy("Al vincularse no se espera al período anual: se presenta al entrar."),
        SIGEP,
    ),
    (
        "ley-2013",
        gettext_lazy("Declaración de la Ley 2013 de 2019"),
        gettext_lazy("Se hace en otro aplicativo, con otra clave. Guarde el comprobante."),
        INTEGRITY,
    ),
    (
        "secop-ii",
        gettext_lazy("Cuenta en SECOP II con la que va a firmar"),
        gettext_lazy("El contrato oficial se firma allí. Compruebe que puede ingresar antes del día de la firma."),
        "secop-ii",
    ),
    (
        "documentos",
        gettext_lazy("Los papeles que suele pedir la entidad"),
        gettext_lazy(
            "Documento de identidad, RUT, certificación bancaria, pagos de seguridad social y antecedentes, con su "
            "fecha al día."
        ),
        "",
    ),
)
