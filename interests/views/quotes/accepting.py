"""Saying that the supplier will answer, or that it will not."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from groundwork.web.actor import UserRequest
from interests.forms.quotes.accepting import DeclineForm
from interests.services.quotes import accepting
from interests.views import refusing
from interests.views.quotes.access import crumbs, prepared


@require_POST
def quote_accept(request: UserRequest, code: UUID) -> HttpResponse:
    """Say that the supplier will answer."""
    invitee = prepared(request, code)
    try:
        accepting.accept(invitee, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("Le dijimos a la entidad que van a cotizar. Ya puede escribir la respuesta."))
    return redirect("interests:quote_detail", code)


@require_http_methods(["GET", "POST"])
def quote_decline(request: UserRequest, code: UUID) -> HttpResponse:
    """Say that the supplier will not, and why."""
    invitee = prepared(request, code)
    form = DeclineForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            accepting.decline(invitee, form.cleaned_data["reason"], by=request.user)
        except ValidationError as refusal:
            refusing.show(form, refusal)
        else:
            messages.success(request, _("Le dijimos a la entidad que no cotizan, con su motivo."))
            return redirect("interests:quote_detail", code)
    context = {"above": crumbs(invitee), "invitee": invitee, "invitation": invitee.invitation, "form": form}
    return render(request, "interests/quotes/decline.html", context)
