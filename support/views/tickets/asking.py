"""Contacto: a request for help, filled in as far as the portal knows, and what happens next."""

from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from accounts import user_agents
from accounts.models import User
from groundwork.reference.business_days import colombian_today
from groundwork.web.components import Crumb
from support.forms.tickets.asking import AskForm
from support.models import OF_DATA, Kind, Ticket
from support.models.ticket import THIS_PORTAL
from support.queries.tickets import promises, systems
from support.services.tickets import asking, retention
from support.views.tickets import files, limits
from support.views.tickets.limits import answered, refuse

SENT = "support_sent"  # in the session: the code of the request that this browser sent last
LONGEST = 300


@login_not_required
@never_cache
@sensitive_post_parameters("name", "document_number", "phone", "email", "text")
@require_http_methods(["GET", "POST"])
def contact(request: HttpRequest) -> HttpResponse:
    """The form. A matter of another system is led there first; whoever insists may send it all the same."""
    user = request.user if isinstance(request.user, User) else None
    names = systems.names()
    data, given = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = AskForm(data, given, user=user, systems=names, hints=_hints(), initial=_known(request, user, names))
    chosen = form["system"].value() or THIS_PORTAL
    elsewhere = systems.another(chosen) if chosen != THIS_PORTAL else None
    seconds = 0
    if form.is_valid() and (elsewhere is None or _insists(form, request)):
        seconds, sent = _send(request, form, user)
        if sent is not None:
            request.session[SENT] = sent.code
            return redirect("support:contact_sent")
    context = {
        "form": form,
        "above": above(),
        "elsewhere": elsewhere,
        "asks": systems.asks_of(elsewhere) if elsewhere else [],
        "is_held": bool(elsewhere and data is not None and form.is_valid()),
        "had_files": bool(given),
        "is_about_data": form["kind"].value() in OF_DATA,
        "kept_years": retention.kept_years(),
    }
    return answered(render(request, "support/ticket_ask.html", context), seconds)


@login_not_required
@never_cache
@require_safe
def contact_sent(request: HttpRequest) -> HttpResponse:
    """The code, by when somebody answers, and what happens next; for the browser that sent it."""
    ticket = Ticket.objects.readable().filter(code=request.session.get(SENT, "")).first()
    if ticket is None:
        return redirect("support:contact")
    return render(request, "support/ticket_sent.html", {"ticket": ticket, "above": above()})


def above() -> list[Crumb]:
    """The page above."""
    return [Crumb(_("Ayuda"), reverse("support:help"))]


def _send(request: HttpRequest, form: AskForm, user: User | None) -> tuple[int, Ticket | None]:
    """Seconds to wait and nothing, or the request that was sent; a second delivery gives the first one's."""
    once = form.cleaned_data["once"]
    known = Ticket.objects.readable().filter(sent_once=once).first()
    if known is not None:
        return 0, known
    if seconds := limits.asking(request):
        refuse(form, seconds)
        return seconds, None
    try:
        asked = asking.ask(form.asking(language=get_language() or "es-co"), by=user)
    except asking.TooManyRequestsError as refusal:
        seconds = max(1, int((refusal.until - timezone.now()).total_seconds()))
        form.add_error(
            None,
            _(
                "A ese correo ya se abrieron varias solicitudes hoy. Añada lo que falte a una de ellas, o envíe esta "
                "mañana: lo que escribió sigue aquí."
            ),
        )
        return seconds, None
    if asked.is_new:
        files.take(request, asking.first_message(asked.ticket), form.cleaned_data["files"], by=user)
    return 0, asked.ticket


def _insists(form: AskForm, request: HttpRequest) -> bool:
    """Requests about personal data and reports are ours to hear; help with another system only if they insist."""
    return form.cleaned_data["kind"] != Kind.HELP or "anyway" in request.POST


def _known(request: HttpRequest, user: User | None, names: dict[str, str]) -> dict[str, Any]:
    """What the address and the account say, and what the portal adds."""
    asked = {name: request.GET.get(name, "") for name in ("tipo", "sistema", "pagina", "asunto")}
    known: dict[str, Any] = {
        "kind": asked["tipo"] if asked["tipo"] in Kind.values else Kind.HELP,
        "system": asked["sistema"] if asked["sistema"] in names else THIS_PORTAL,
        "text": asked["asunto"][:LONGEST],
        "page": _page(request, asked["pagina"]),
        "happened_at": timezone.localtime(),
        "browser": user_agents.describe(request),
    }
    if user:
        phone = user.phone.as_international if user.phone else ""
        known |= {"name": user.full_name, "email": user.email, "phone": phone}
    return known


def _page(request: HttpRequest, named: str) -> str:
    """The path of the page that the person comes from; none where its address is a key to something."""
    origin = request.headers.get("Referer", "")
    if not named and url_has_allowed_host_and_scheme(origin, {request.get_host()}, require_https=request.is_secure()):
        named = urlsplit(origin).path
    path = urlsplit(named).path[:LONGEST] if named.startswith("/") and not named.startswith("//") else ""
    try:
        match = resolve(path)
    except Resolver404:
        return ""
    is_key = {"token", "key"} & set(match.kwargs) or match.view_name in {"support:ticket", "support:contact"}
    return "" if is_key else path


def _hints() -> dict[str, str | Promise]:
    """What each kind means, with its promise as it counts today."""
    days = promises.days(on=colombian_today(timezone.now()))
    said = {
        kind: ngettext("Respondemos en %(days)s día hábil.", "Respondemos en %(days)s días hábiles.", number)
        % {"days": number}
        for kind, number in days.items()
    }
    law = _("Por ley, en %(days)s días hábiles.")
    means = {
        Kind.HELP: _("Algo no funciona, o no sabe cómo seguir."),
        Kind.SUSPICIOUS: _("Alguien se hace pasar por el portal."),
        Kind.ABUSE: _("Le pidieron dinero, o alguien usa mal el portal."),
        Kind.DATA_ACCESS: _("Qué sabemos de usted y para qué."),
        Kind.DATA_CORRECTION: _("Algo que guardamos está mal."),
        Kind.DATA_DELETION: _("Que borremos lo que la ley no nos hace conservar."),
    }
    by_law = {kind: law % {"days": days[kind]} for kind in Kind.values if kind in OF_DATA}
    return {kind: f"{words} {by_law.get(kind, said[kind])}" for kind, words in means.items()}
