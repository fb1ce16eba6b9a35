"""Writing an answer with prices, looking it over, sending it, and its receipt."""

from decimal import Decimal
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from groundwork.web.actor import UserRequest
from groundwork.web.components import Crumb
from interests.forms.quotes import PriceForm, QuoteForm
from interests.models import Invitation, Invitee, Quote
from interests.queries import quotes as queries
from interests.queries.quotes_totals import totals
from interests.services import invitations
from interests.services import quotes_answering as services
from interests.views import files
from interests.views.quotes import crumbs, invitee_of, prepared


@require_http_methods(["GET", "POST"])
def quote_edit(request: UserRequest, code: UUID) -> HttpResponse:
    """Write the answer. Each pause saves what is right; the buttons save all of it."""
    invitee = prepared(request, code)
    invitation = invitee.invitation
    if request.method == "GET" and (closed := _closed(invitation)):
        messages.error(request, closed)
        return redirect("interests:quote_detail", code)
    quote = queries.draft(invitee) or queries.in_force(invitee)
    items = list(invitation.items.all())
    prices = {price.item_id: price for price in quote.prices.all()} if quote else {}
    posted = (request.POST,) if request.method == "POST" else ()
    price_forms = [PriceForm(*posted, item=item, price=prices.get(item.pk)) for item in items]
    papers = queries.attachable(invitee.supplier, at=timezone.now())
    form = QuoteForm(*posted, *((request.FILES,) if posted else ()), quote=quote, papers=papers)
    saved: Quote | None = None
    if posted:
        saved = _save(request, invitee, form, price_forms)
        right = form.is_valid() and all(one.is_valid() for one in price_forms)
        if saved and right and not request.htmx:
            all_taken = _take(request, invitee, form)
            check = all_taken and request.POST.get("do") == "check"
            if not check:
                messages.success(request, _("Guardamos el borrador."))
            return redirect("interests:quote_check" if check else "interests:quote_edit", code)
    written = {price.item_id: price for price in saved.prices.all()} if saved else prices
    context = {
        "above": crumbs(invitee),
        "invitee": invitee,
        "invitation": invitation,
        "form": form,
        "price_forms": price_forms,
        "totals": totals(items, written.values()),
        "saved_at": timezone.now() if saved else None,
        "wrong": [one.item.position for one in price_forms if posted and one.errors],
        "replaces": queries.in_force(invitee) is not None,
    }
    part = "#totals" if request.htmx else ""
    return render(request, f"interests/quotes/edit.html{part}", context)


@require_http_methods(["GET", "POST"])
def quote_check(request: UserRequest, code: UUID) -> HttpResponse:
    """The whole answer as it would be sent; then it is, by who may bind the supplier."""
    invitee = invitee_of(request, code)
    binds = invitee.is_bound_by(request.user)
    if not (binds or invitee.is_prepared_by(request.user)):
        raise PermissionDenied
    if request.method == "POST":
        return _submit(request, invitee)
    draft = queries.draft(invitee)
    if draft is None:
        return redirect("interests:quote_detail", code)
    return _check(request, invitee, draft, binds=binds)


@require_safe
def quote_receipt(request: UserRequest, code: UUID, quote: UUID) -> HttpResponse:
    """One answer that was sent, in force or not any more, with its act in the record."""
    invitee = invitee_of(request, code)
    sent = get_object_or_404(
        invitee.quotes.filter(submitted_at__isnull=False).select_related("submitted_by"), code=quote
    )
    entry = services.entry_of(sent)
    context = {
        **_whole(invitee, sent),
        "above": crumbs(invitee),
        "entry": entry,
        "digest": bytes(entry.digest).hex() if entry else "",
    }
    return render(request, "interests/quotes/receipt.html", context)


def _closed(invitation: Invitation) -> str:
    """Why no answers are received any more; empty while they are. Who posts is told beside what they typed."""
    try:
        invitations.require_open(invitation, at=timezone.now())
    except ValidationError as refusal:
        return " ".join(refusal.messages)
    return ""


def _save(request: UserRequest, invitee: Invitee, form: QuoteForm, price_forms: list[PriceForm]) -> Quote | None:
    """Keep what is right of what was typed; None when nothing may be kept any more."""
    form.is_valid()
    prices: dict[int, tuple[Decimal, Decimal] | None] = {
        one.item.pk: one.given for one in price_forms if one.is_valid()
    }
    try:
        return services.save_draft(invitee, form.given(prices, whole=not request.htmx), by=request.user)
    except ValidationError as refusal:
        form.add_error(None, ValidationError(refusal.messages))
        return None


def _take(request: UserRequest, invitee: Invitee, form: QuoteForm) -> bool:
    given = form.cleaned_data["files"]
    return files.take(request, given, lambda upload: services.attach(invitee, upload, by=request.user))


def _submit(request: UserRequest, invitee: Invitee) -> HttpResponse:
    """Send the draft that the page named."""
    try:
        named = UUID(request.POST.get("quote", ""))
    except ValueError:
        return redirect("interests:quote_detail", invitee.code)
    quote = get_object_or_404(invitee.quotes.select_related("invitee"), code=named)
    try:
        sent = services.submit(quote, seen=request.POST.get("seen", ""), by=request.actor)
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
        "seen": services.fingerprint(draft),
        "lacks": services.missing(draft),
        "refused": refused or [],
        "binds": binds,
        "prepares": invitee.is_prepared_by(request.user),
        "is_open": invitee.invitation.receives(timezone.now()),
        "replaces": queries.in_force(invitee),
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
