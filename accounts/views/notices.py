"""Which notices one wants by mail, and when."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.forms.data import NoticesForm
from accounts.services import notices
from accounts.services.activity import origin_of
from accounts.views.crumbs import above
from groundwork.messaging import services as messaging
from groundwork.web.actor import UserRequest


@never_cache
@require_http_methods(["GET", "POST"])
def choose_notices(request: UserRequest) -> HttpResponse:
    """Those that may be muted by mail, the hours without; the others, why they come or where they are decided."""
    kinds = notices.registered()
    mutable = [notice for notice in kinds if notice.mutable]
    form = NoticesForm(request.POST if request.method == "POST" else None, user=request.user, notices=mutable)
    if form.is_valid():
        notices.choose(request.user, form.wanted, form.hours, origin=origin_of(request))
        messages.success(request, _("Guardamos los avisos que quiere recibir."))
        return redirect("accounts:notices")
    elsewhere = [(notice, notice.link(request.user)) for notice in kinds if notice.link and not notice.mutable]
    context = {
        "form": form,
        "crumbs": above(),
        "elsewhere": elsewhere,
        "always": [notice for notice in kinds if not notice.mutable and notice.link is None],
        "email": request.user.email,
        "zone": request.user.time_zone,
        "list_url": reverse("accounts:notice_list"),
        "returned": messaging.undeliverable(request.user.email),
    }
    return render(request, "accounts/notices.html", context)
