"""Looking an answer over, sending it, and its receipt."""

from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from groundwork.web.actor import UserRequest
from groundwork.web.components import Crumb
from interests.models import Invitee, Quote
from interests.queries.quotes import reading
from interests.queries.quotes.totals import totals
from interests.services.quotes import sending, withdrawing
from interests.views.quotes.access import crumbs, invitee_of


@require_http_methods(["GET", "POST"])
def quote_check(request: UserRequest, code: UUID) -> HttpResponse:
    """The whole answer as it would be sent; then it is, by who may bind the supplier."""
    invitee = invitee_of(request, code)
    binds = invitee.is_bound_by(request.user)
    if not (binds or invitee.is_prepared_by(request.user)):
        raise PermissionDenied
    if request.method == "POST":
        return _submit(request, invitee)
    draft = reading.draft(invitee)
    if draft is None:
        return redirect("interests:quote_detail", code)
    return _check(request, invitee, draft, binds=binds)


@require_safe
def quote_receipt(request: UserRequest, code: UUID, quote: UUID) -> HttpResponse:
    """One answer that was sent, in force or not any more, with its act in the record."""
    invitee = invitee_of(request, code)
    sent = get_object_or_404(invitee.quotes.sent().select_related("submitted_by"), code=quote)
    entry, taken_back = sending.entry_of(sent), withdrawing.entry_of(sent) if sent.withdrawn_at else None
    context = {
        **_whole(invitee, sent),
        "above": crumbs(invitee),
        "entry": entry,
        "taken_back": taken_back,
        "is_open": invitee.invitation.receives(timezone.now()),
        "may_withdraw": reading.may_withdraw(invitee, sent, request.user, at=timezone.now()),
        "digest": bytes(entry.digest).hex() if entry else "",
    }
    return render(request, "interests/quotes/receipt.html", context)


def _submit(request: UserRequest, invitee: Invitee) -> HttpResponse:
    """Send the draft that the page named."""
    try:
        named = UUID(request.POST.get("quote", ""))
    except ValueError:
        return redirect("interests:quote_detail", invitee.code)
    quote = get_object_or_404(invitee.quotes.select_related("invitee"), code=named)
    try:
        sent = sending.submit(quote, seen=request.POST.get("seen", ""), by=request.actor)
    except ValidationError as refusal:
        return _check(request, invitee, quote, binds=True, refused=refusal.messages)
    return redirect("interests:quote_receipt", invitee.code, sent.code)


def _check(
    request: UserRequest, invitee: Invitee, draft: Quote, *, binds: bool, refused: list[str] | None = None
) -> HttpResponse:
    if binds:
        request.actor.require_recent_authentication()
    draft.invitee = invitee
    context = {
        **_whole(invitee, draft),
        "above": [*crumbs(invitee), Crumb(_("Respuesta"), reverse("interests:quote_edit", args=[invitee.code]))],
        "seen": sending.fingerprint(draft),
        "lacks": sending.missing(draft),
        "refused": refused or [],
        "binds": binds,
        "prepares": invitee.is_prepared_by(request.user),
        "is_open": invitee.invitation.receives(timezone.now()),
        "replaces": reading.in_force(invitee),
    }
    return render(request, "interests/quotes/check.html", context)


def _whole(invitee: Invitee, quote: Quote) -> dict[str, object]:
    items = list(invitee.invitation.items.all())
    documents = quote.documents.select_related("file", "version__file", "version__document__document_type")
    return {
        "invitee": invitee,
        "invitation": invitee.invitation,
        "quote": quote,
        "totals": totals(items, quote.prices.all()),
        "documents": list(documents.order_by("pk")),
    }
