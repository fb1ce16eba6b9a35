"""Seguimiento: a request by its code, without an account. The code is the key, so the pages keep it to themselves."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from accounts.queries import masked
from groundwork.files import responses
from groundwork.files.models import StoredFile
from groundwork.web.components import Crumb, SummaryRow
from groundwork.web.paging import CURSOR_PARAMETER
from groundwork.web.responses import too_many_requests
from onboarding.models.supplier import IdentityType
from support.forms.tickets.asking import CodeForm, SayForm
from support.models import State, Ticket, TicketFile
from support.queries.tickets import following as queries
from support.queries.tickets import systems
from support.services.tickets import following
from support.views.tickets import files, limits
from support.views.tickets.asking import above
from support.views.tickets.limits import answered, refuse

LONGEST = 60
View = Callable[..., HttpResponseBase]


def kept_to_itself(view: View) -> View:
    """No page that it leads to, no search engine and no cache learns the address."""

    @wraps(view)
    def kept(*args: Any, **kwargs: Any) -> HttpResponseBase:
        response = never_cache(view)(*args, **kwargs)
        # "no-referrer" would take from forms the origin that is asked of them.
        response.headers["Referrer-Policy"] = "strict-origin"
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    return kept


@login_not_required
@kept_to_itself
@require_http_methods(["GET", "POST"])
def follow(request: HttpRequest) -> HttpResponse:
    """A box for the code, and the requests of who is signed in."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        if seconds := limits.looking_up(request):
            return too_many_requests(request, seconds=seconds)
        ticket = queries.of_code(form.cleaned_data["code"])
        if ticket is not None:
            return redirect("support:ticket", ticket.code)
        form.add_error("code", unknown())
    context: dict[str, Any] = {"form": form, "above": above()}
    if isinstance(request.user, User):
        context["count"] = queries.count(request.user)
        context["page"] = queries.page(request.user, cursor=request.GET.get(CURSOR_PARAMETER, ""))
    return render(request, "support/ticket_follow.html", context)


@login_not_required
@kept_to_itself
@sensitive_post_parameters("text")
@require_http_methods(["GET", "POST"])
def ticket(request: HttpRequest, code: str) -> HttpResponse:
    """Where it stands, what was said, and what the person may do."""
    if seconds := limits.looking_up(request):
        return too_many_requests(request, seconds=seconds)
    found = queries.of_code(code)
    if found is None:
        typed = CodeForm({"code": code[:LONGEST]})
        typed.is_valid()
        typed.add_error("code", unknown())
        return render(request, "support/ticket_follow.html", {"form": typed, "above": above()}, status=404)
    user = request.user if isinstance(request.user, User) else None
    form = SayForm(user=user)
    seconds = 0
    if request.method == "POST":
        if (act := request.POST.get("do")) in {"close", "reopen"}:
            return _act(request, found, act)
        form = SayForm(request.POST, request.FILES, user=user)
        if form.is_valid():
            seconds, sent = _say(request, found, form, user)
            if sent:
                return redirect("support:ticket", found.code)
    return answered(render(request, "support/ticket.html", _context(found, form)), seconds)


@login_not_required
@kept_to_itself
@require_safe
def ticket_file(request: HttpRequest, code: str, file: UUID) -> HttpResponseBase:
    """A file that passed the checks, as a download."""
    if seconds := limits.looking_up(request):
        return too_many_requests(request, seconds=seconds)
    return download(queries.of_code(code), file)


def download(found: Ticket | None, file: UUID) -> HttpResponseBase:
    """A file of that request; 404 for what is not of it, or has not passed."""
    given = TicketFile.objects.filter(message__ticket=found, file__code=file).select_related("file").first()
    if found is None or given is None or given.file.state != StoredFile.State.PASSED:
        raise Http404
    return responses.download(given.file)


def unknown() -> str:
    """The one refusal, whatever the code is."""
    return _(
        "No encontramos una solicitud con ese código. Revíselo, o ábrala con el enlace del correo que le enviamos."
    )


def _say(request: HttpRequest, found: Ticket, form: SayForm, user: User | None) -> tuple[int, bool]:
    """Seconds to wait, and whether the message is there."""
    given = form.cleaned_data
    if not found.messages.filter(sent_once=given["once"]).exists():
        try:
            following.require_room(found, len(given["files"]))
        except ValidationError as refusal:
            form.add_error("files", refusal)
            return 0, False
        if seconds := limits.adding(request):
            refuse(form, seconds)
            return seconds, False
    try:
        message, is_new = following.write(found, given["text"], once=given["once"], by=user)
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return 0, False
    if is_new:
        messages.success(request, _("Recibimos su mensaje."))
        files.take(request, message, given["files"], by=user)
    return 0, True


def _act(request: HttpRequest, found: Ticket, act: str) -> HttpResponse:
    try:
        if act == "close":
            following.close(found)
            messages.success(request, _("Cerramos su solicitud. Gracias por contarnos."))
        else:
            following.reopen(found)
            messages.success(request, _("Abrimos su solicitud de nuevo. Cuéntenos qué falta."))
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect("support:ticket", found.code)


def _context(found: Ticket, form: SayForm) -> dict[str, Any]:
    now = timezone.now()
    document = queries.masked_number(found.document_number)
    facts = [
        SummaryRow(_("Qué pidió"), found.get_kind_display()),
        SummaryRow(_("Sistema"), systems.names().get(found.system, found.system)),
        SummaryRow(_("Nombre"), queries.masked_name(found.name)),
        SummaryRow(_("Documento"), f"{dict(IdentityType.choices).get(found.document_type, '')} {document}".strip()),
        SummaryRow(_("Correo"), masked(found.email)),
        SummaryRow(_("Página"), found.page),
    ]
    return {
        "ticket": found,
        "form": form,
        "standing": queries.standing(found, at=now),
        "is_closed": found.state == State.CLOSED,
        "is_late": found.is_late(now),
        "said": queries.conversation(found),
        "facts": [row for row in facts if row.value],
        "above": [*above(), Crumb(_("Seguimiento"), reverse("support:follow"))],
    }
