"""More suppliers, more time, or the end of an invitation that was sent."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from groundwork.web.actor import UserRequest
from interests.forms.invitations.changing import CancelForm, ExtendForm
from interests.services.invitations import changing
from interests.views import refusing
from interests.views.invitations.access import act, managed
from interests.views.invitations.choosing import chosen_suppliers


@require_POST
def invitation_invite(request: UserRequest, code: UUID) -> HttpResponse:
    """Invite more suppliers."""
    invitation = managed(request, code)
    try:
        added = changing.add_suppliers(invitation, chosen_suppliers(request.POST), by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        if added:
            said = ngettext(
                "Invitamos a %(number)d proveedor más.", "Invitamos a %(number)d proveedores más.", len(added)
            )
            messages.success(request, said % {"number": len(added)})
        else:
            messages.info(request, _("Ya estaban invitados: no le escribimos a nadie otra vez."))
    return redirect("interests:invitation_detail", code)


@require_http_methods(["GET", "POST"])
def invitation_extend(request: UserRequest, code: UUID) -> HttpResponse:
    """Give more time."""
    invitation = managed(request, code)
    form = ExtendForm(request.POST if request.method == "POST" else None, invitation=invitation)
    if form.is_valid():
        try:
            changing.extend(invitation, form.moment, by=request.user)
        except ValidationError as refusal:
            refusing.show(form, refusal)
        else:
            messages.success(request, _("Ampliamos la fecha y se lo dijimos a todos los invitados."))
            return redirect("interests:invitation_detail", code)
    return render(request, "interests/invitations/extend.html", act(invitation, form))


@require_http_methods(["GET", "POST"])
def invitation_cancel(request: UserRequest, code: UUID) -> HttpResponse:
    """Call it off."""
    invitation = managed(request, code)
    form = CancelForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            changing.cancel(invitation, form.cleaned_data["reason"], by=request.user)
        except ValidationError as refusal:
            refusing.show(form, refusal)
        else:
            messages.success(request, _("Cancelamos la invitación y les dijimos por qué a todos los invitados."))
            return redirect("interests:invitation_detail", code)
    return render(request, "interests/invitations/cancel.html", act(invitation, form))
