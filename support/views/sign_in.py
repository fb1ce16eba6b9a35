"""From what goes wrong at the door to what to do about it; what the portal sees only to who it concerns."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.adapter import LOGIN_FAILED
from accounts.models import PersonSession, User
from accounts.services import factors, lockout, not_me, settling
from accounts.views import code_help
from accounts.views.activity import Line, disown_url
from groundwork.messaging import services as messaging
from groundwork.web import formats
from groundwork.web.components import Crumb
from support import channels
from support.models import Kind
from support.queries import sign_in as queries
from support.queries import systems

Facts = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Symptom:
    """What somebody says is wrong: its page, and what the portal knows that helps with it."""

    slug: str
    title: str | Promise
    hint: str | Promise
    template: str
    facts: Callable[[HttpRequest], Facts] = lambda _request: {}
    kind: Kind = Kind.HELP


class Pause(NamedTuple):
    """What the person cannot do now, why and until when; and where they lift it, if they can."""

    words: str
    url: str = ""
    act: str = ""


def _owner(request: HttpRequest) -> User | None:
    return request.user if request.user.is_authenticated else None


def _code(request: HttpRequest) -> Facts:
    """What became of the mail that this very browser waits for; or whether one's own mailbox returns ours."""
    owner = _owner(request)
    return {
        **code_help.progress(None if owner else code_help.attempt_of(request)),
        "returned": messaging.undeliverable(owner.email) if owner else None,
    }


def _suspicious(request: HttpRequest) -> Facts:
    """The person's own last entries, each with its link to disown it, and where they are signed in."""
    owner = _owner(request)
    facts: Facts = {"days": not_me.GOOD_FOR.days}
    if owner is None:
        return facts
    return facts | {
        "entries": [Line(entry, disown_url(entry)) for entry in queries.newest(owner)],
        "sessions": PersonSession.objects.of(owner).alive(at=timezone.now()).count(),
    }


def _blocked(request: HttpRequest) -> Facts:
    """The rule, and the person's own pauses, refusals, roles and who gives them."""
    tries, minutes = lockout.rule_by_key(LOGIN_FAILED)
    facts: Facts = {"tries": tries, "minutes": minutes}
    owner = _owner(request)
    if owner is None:
        return facts
    return facts | {
        "pauses": list(_pauses(request, owner)),
        "refusals": queries.newest_refusals(owner),
        "returned": messaging.undeliverable(owner.email),
        "places": queries.places_of(owner),
    }


def _pauses(request: HttpRequest, owner: User) -> Iterator[Pause]:
    if until := get_adapter(request).locked_until(request, owner):
        words = _("Hubo varios intentos errados con su usuario o su correo. Se podrá ingresar de nuevo %(when)s.")
        act = _("Recuperar la contraseña la levanta ahora")
        yield Pause(words % {"when": lockout.span(until)}, reverse("accounts:recovery"), act)
    if owner.must_change_password:
        words = _("Usted avisó de un acceso que no era suyo: solo puede cambiar la contraseña.")
        yield Pause(words, reverse("accounts:password"), _("Cambiarla"))
    if factors.held_by(owner, with_power=True).lacks_strong:
        words = _("Su rol pide una llave de acceso o una aplicación de autenticación, y no tiene ninguna.")
        yield Pause(words, reverse("accounts:security"), _("Activar una"))
    try:
        settling.require_settled(owner)
    except ValidationError as refusal:
        yield from (Pause(words) for words in refusal.messages)


def _other_system(_request: HttpRequest) -> Facts:
    return {"systems": list(systems.with_periods().filter(has_page=True))}


def _declarations(_request: HttpRequest) -> Facts:
    """The two systems of Función Pública, and the periods of each as they stand today."""
    today = systems.today()
    found = systems.with_periods().exclude(support_email="")
    return {"systems": [(system, systems.standings_of(system, today)) for system in found]}


SYMPTOMS = {
    symptom.slug: symptom
    for symptom in (
        Symptom(
            "codigo",
            gettext_lazy("No me llega el código"),
            gettext_lazy("Correo no deseado, filtros, buzón lleno, qué pasó con el mensaje, pedir otro."),
            "code",
            _code,
        ),
        Symptom(
            "contrasena",
            gettext_lazy("Olvidé la contraseña o no la acepta"),
            gettext_lazy("Recuperarla con un código al correo y su respuesta de seguridad."),
            "password",
        ),
        Symptom(
            "no-fui-yo",
            gettext_lazy("Alguien entró o intentó entrar a mi cuenta"),
            gettext_lazy("Cambiar la contraseña, cerrar las sesiones y avisar."),
            "suspicious",
            _suspicious,
            Kind.SUSPICIOUS,
        ),
        Symptom(
            "bloqueo",
            gettext_lazy("Mi cuenta está bloqueada o no tengo permiso"),
            gettext_lazy("Por qué, hasta cuándo y quién puede levantarlo."),
            "blocked",
            _blocked,
        ),
        Symptom(
            "pagina",
            gettext_lazy("La página falla o no carga"),
            gettext_lazy("Memoria del navegador, otro navegador y si el servicio funciona."),
            "page",
        ),
        Symptom(
            "otro-sistema",
            gettext_lazy("No es la plataforma que creía"),
            gettext_lazy("SECOP II, SIGEP II y el Aplicativo por la Integridad Pública son otros."),
            "other_system",
            _other_system,
        ),
        Symptom(
            "hoja-de-vida",
            gettext_lazy("Debo actualizar mi hoja de vida o una declaración"),
            gettext_lazy("Se hace en SIGEP II y en el Aplicativo por la Integridad Pública, en sus fechas."),
            "declarations",
            _declarations,
        ),
    )
}


@login_not_required
@never_cache
@require_safe
def sign_in_help(request: HttpRequest) -> HttpResponse:
    """The symptoms to choose from; first the code, for a browser that waits for one."""
    context = {
        "crumbs": _above(),
        "symptoms": [(symptom, _address(symptom)) for symptom in SYMPTOMS.values()],
        "waits": _owner(request) is None and code_help.attempt_of(request) is not None,
    }
    return render(request, "support/sign_in/symptoms.html", context)


@login_not_required
@never_cache
@require_safe
def sign_in_symptom(request: HttpRequest, slug: str) -> HttpResponse:
    """One symptom: what to do, in order, with what the portal sees of one's own account."""
    symptom = SYMPTOMS.get(slug)
    if symptom is None:
        raise Http404
    here = _address(symptom)
    asked = {"tipo": symptom.kind.value, "sistema": "portal", "asunto": str(symptom.title)}
    context = {
        "crumbs": _above(Crumb(_("Ayuda para ingresar"), reverse("support:sign_in_help"))),
        "symptom": symptom,
        "owner": _owner(request),
        "here": here,
        "sender": channels.sender(),
        "contact_query": urlencode(asked),
        "now": formats.deadline(timezone.now()),
        **symptom.facts(request),
    }
    return render(request, f"support/sign_in/{symptom.template}.html", context)


def _address(symptom: Symptom) -> str:
    return reverse("support:sign_in_symptom", args=[symptom.slug])


def _above(*more: Crumb) -> list[Crumb]:
    return [Crumb(_("Ayuda"), reverse("support:help")), *more]
