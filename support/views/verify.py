from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from groundwork.ledger import queries as ledger
from support.forms.verify import FingerprintForm


@login_not_required
@require_safe
def verify(request: HttpRequest) -> HttpResponse:
    """Look an entry of the public record up by its fingerprint."""
    form = FingerprintForm(request.GET or None)
    entry = ledger.entry_by_hash(form.cleaned_data["huella"]) if form.is_valid() else None
    return render(request, "support/verify.html", {"form": form, "entry": entry, "head": ledger.head()})
