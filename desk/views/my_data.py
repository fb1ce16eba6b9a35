"""Mis datos: what is kept about the person and why, all of it to take away, and the account's end."""

import json
from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import limits
from accounts.services.activity import origin_of
from accounts.views.crumbs import above
from desk.forms.closing import CloseForm
from desk.services import closing, export
from groundwork.web.actor import UserRequest
from groundwork.web.components import Column, Crumb, cells


@never_cache
@require_safe
def my_data(request: UserRequest) -> HttpResponse:
    """What is kept, why and until when, room by room; nothing of it is read to draw the page."""
    columns = [Column(_("Qué guardamos")), Column(_("Para qué")), Column(_("Hasta cuándo"))]
    rows = [(section.title, section.purpose, section.kept) for section in export.sections()]
    context = {"crumbs": above(), "columns": columns, "rows": cells(columns, *rows)}
    return render(request, "desk/my_data.html", context)


@never_cache
@require_POST
def my_data_json(request: UserRequest) -> HttpResponse:
    """Everything, complete, for another program to read."""
    return _download(request, _as_json, "application/json", "json")


@never_cache
@require_POST
def my_data_pdf(request: UserRequest) -> HttpResponse:
    """Everything, to be read."""
    return _download(request, _as_pdf, "application/pdf", "pdf")


def _as_json(request: UserRequest) -> bytes:
    data = export.as_data(request.actor, origin=origin_of(request))
    return json.dumps(data, cls=export.Encoder, ensure_ascii=False, indent=1).encode()


def _as_pdf(request: UserRequest) -> bytes:
    return export.as_pdf(request.actor, origin=origin_of(request))


def _download(
    request: UserRequest, make: Callable[[UserRequest], bytes], content_type: str, extension: str
) -> HttpResponse:
    request.actor.require_recent_authentication()
    if refused := limits.exceeded(request, "export", key=str(request.user.code)):
        return refused
    try:
        content = make(request)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
        return redirect("desk:my_data")
    response = HttpResponse(content, content_type=content_type)
    name = _("mis-datos-%(day)s.%(extension)s") % {"day": timezone.localdate().isoformat(), "extension": extension}
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@never_cache
@require_http_methods(["GET", "POST"])
def close_account(request: UserRequest) -> HttpResponse:
    """What goes, what stays and why; then the end, for who has just proved who they are."""
    request.actor.require_recent_authentication()
    form = CloseForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            closing.close(request.actor)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            request.session.flush()  # not logout(), which would write down that somebody left
            return redirect("desk:closed")
    context = {
        "form": form,
        "crumbs": above(Crumb(_("Mis datos"), reverse("desk:my_data"))),
        "needed_in": [(team.name, team.page("team")) for team in closing.teams_that_need(request.user)],
    }
    return render(request, "desk/my_data_close.html", context)


@login_not_required
@require_safe
def closed(request: HttpRequest) -> HttpResponse:
    """After the end."""
    return render(request, "desk/my_data_closed.html")
