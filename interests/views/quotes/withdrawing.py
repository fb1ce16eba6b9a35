"""Withdrawing an answer that was sent."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from groundwork.web.actor import UserRequest
from interests.services.quotes import withdrawing
from interests.views.quotes.access import crumbs, invitee_of


@require_http_methods(["GET", "POST"])
def quote_withdraw(request: UserRequest, code: UUID, quote: UUID) -> HttpResponse:
    """What withdrawing this answer means; then it is done, by who may bind the supplier."""
    invitee = invitee_of(request, code)
    if not invitee.is_bound_by(request.user):
        raise PermissionDenied
    sent = get_object_or_404(invitee.quotes.sent().select_related("invitee"), code=quote)
    request.actor.require_recent_authentication()
    if request.method == "POST":
        try:
            withdrawing.withdraw(sent, by=request.actor)
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
        else:
            messages.success(request, _("Retiró la respuesta: ya no cuenta. Le avisamos a la entidad."))
        return redirect("interests:quote_detail", code)
    if not (sent.is_in_force and invitee.invitation.receives(timezone.now())):
        return redirect("interests:quote_receipt", code, quote)
    context = {"above": crumbs(invitee), "invitee": invitee, "invitation": invitee.invitation, "quote": sent}
    return render(request, "interests/quotes/withdraw.html", context)
