"""/proveedor/reclamar/: saying that a number that somebody registered is one's own."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from groundwork.web import limits
from groundwork.web.actor import UserRequest
from groundwork.web.components import Crumb
from groundwork.web.responses import too_many_requests
from onboarding.forms.claims import ClaimForm
from onboarding.identity import shown_nit
from onboarding.models import NumberClaim
from onboarding.services import claims

CLAIMED_AN_HOUR = 10


@require_http_methods(["GET", "POST"])
def number_claim(request: UserRequest) -> HttpResponse:
    """Claim a number, and see how one's own claims stand."""
    initial = {"nit": request.GET.get("nit", ""), "name": request.user.firm or request.user.full_name}
    form = ClaimForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        # A number is registered or not: that much can be learnt here, so not thousands of times.
        if seconds := limits.seconds_to_wait(request, "claim", limit=CLAIMED_AN_HOUR, window=3600):
            return too_many_requests(request, seconds=seconds)
        given = {name: form.cleaned_data[name] for name in ("person_type", "name", "words")}
        try:
            claims.claim(form.cleaned_data["nit"], **given, by=request.user)
        except ValidationError as refusal:
            known = hasattr(refusal, "error_dict") and set(refusal.error_dict) <= set(form.fields)
            form.add_error(None, refusal if known else ValidationError(refusal.messages))
        else:
            messages.success(request, _("Recibimos su reclamo. Un administrador del portal le responderá por correo."))
            return redirect("onboarding:number_claim")
    mine = NumberClaim.objects.made_by(request.user).select_related("supplier").order_by("-asked_at")[:20]
    context = {
        "form": form,
        "above": [Crumb(_("Proveedor"), reverse("onboarding:supplier"))],
        "claims": [(claim, shown_nit(claim.supplier.nit)) for claim in mine],
    }
    return render(request, "onboarding/number_claim.html", context)
