"""Writing an answer with prices."""

from decimal import Decimal
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from groundwork.web.actor import UserRequest
from interests.forms.quotes.drafting import PriceForm, QuoteForm
from interests.models import Invitation, Invitee, Quote
from interests.queries.quotes import reading
from interests.queries.quotes.papers import attachable
from interests.queries.quotes.totals import totals
from interests.services.invitations.holding import require_open
from interests.services.quotes import drafting
from interests.views import files
from interests.views.quotes.access import crumbs, prepared


@require_http_methods(["GET", "POST"])
def quote_edit(request: UserRequest, code: UUID) -> HttpResponse:
    """Write the answer. Each pause saves what is right; the buttons save all of it."""
    invitee = prepared(request, code)
    invitation = invitee.invitation
    if request.method == "GET" and (closed := _closed(invitation)):
        messages.error(request, closed)
        return redirect("interests:quote_detail", code)
    quote = reading.draft(invitee) or reading.latest(invitee)
    items = list(invitation.items.all())
    prices = {price.item_id: price for price in quote.prices.all()} if quote else {}
    posted = (request.POST,) if request.method == "POST" else ()
    price_forms = [PriceForm(*posted, item=item, price=prices.get(item.pk)) for item in items]
    papers = attachable(invitee.supplier, at=timezone.now())
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
        "wrong_words": [form[name].label for name in form.errors if name in form.fields],
        "replaces": reading.in_force(invitee) is not None,
    }
    part = "#totals" if request.htmx else ""
    return render(request, f"interests/quotes/edit.html{part}", context)


def _closed(invitation: Invitation) -> str:
    """Why no answers are received any more; empty while they are. Who posts is told beside what they typed."""
    try:
        require_open(invitation, at=timezone.now())
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
        return drafting.save_draft(invitee, form.given(prices, whole=not request.htmx), by=request.user)
    except ValidationError as refusal:
        form.add_error(None, ValidationError(refusal.messages))
        return None


def _take(request: UserRequest, invitee: Invitee, form: QuoteForm) -> bool:
    given = form.cleaned_data["files"]
    return files.take(request, given, lambda upload: drafting.attach(invitee, upload, by=request.user))
