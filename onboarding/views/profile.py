"""/proveedor/perfil/: whether everybody sees what the supplier offers, and what exactly they see."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from groundwork.web.actor import UserRequest
from onboarding.services import profiles
from onboarding.views.current import begin_first, current
from onboarding.views.data import above


@require_http_methods(["GET", "POST"])
def profile(request: UserRequest) -> HttpResponse:
    """What the public profile shows and what it never does, with the button that opens or closes it."""
    here = current(request)
    if here is None:
        return begin_first(request)
    refused = ""
    if request.method == "POST":
        here.require_editor()
        try:
            if request.POST.get("do") == "publish":
                profiles.publish(here.supplier, by=request.user)
                messages.success(request, _("El perfil ya es público."))
            else:
                profiles.withdraw(here.supplier, by=request.user)
                messages.success(request, _("El perfil ya no es público."))
        except ValidationError as refusal:
            refused = refusal.messages[0]
        else:
            return redirect(here.supplier.page("profile"))
    context = {
        "current": here,
        "above": above(here),
        "refused": refused,
        "offer_url": here.supplier.page("data_offer"),
        "contact_url": here.supplier.page("data_contact"),
        # The page is of a room above this one, which is why it is found by its name.
        "public_url": reverse("procurement:supplier_profile", args=[here.supplier.code]),
    }
    return render(request, "onboarding/profile.html", context)
