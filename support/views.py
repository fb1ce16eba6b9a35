from email.utils import parseaddr

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.documents import VERSIONS
from groundwork.ledger import queries as ledger
from support.forms import FingerprintForm


@login_not_required
@require_safe
def help_centre(request: HttpRequest) -> HttpResponse:
    """First aid: which system is which, why a code may not arrive, how the pages here work."""
    return render(request, "support/help.html", {"sender": _sender(), "address": settings.PORTAL_URL})


@login_not_required
@require_safe
def terms(request: HttpRequest) -> HttpResponse:
    """The terms of use that a person accepts at registration."""
    return render(request, "support/terms.html", {"documents": VERSIONS})


@login_not_required
@require_safe
def data_policy(request: HttpRequest) -> HttpResponse:
    """How personal data is treated (Ley 1581 de 2012)."""
    return render(request, "support/data_policy.html", {"documents": VERSIONS, "sender": _sender()})


@login_not_required
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """What the pages promise to people who use them in other ways."""
    return render(request, "support/accessibility.html")


@login_not_required
@require_safe
def verify(request: HttpRequest) -> HttpResponse:
    """Look an entry of the public record up by its fingerprint."""
    form = FingerprintForm(request.GET or None)
    entry = ledger.entry_by_hash(form.cleaned_data["huella"]) if form.is_valid() else None
    return render(request, "support/verify.html", {"form": form, "entry": entry, "head": ledger.head()})


def _sender() -> str:
    """The address that the portal's mails come from."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
