"""Registering a supplier: who offers, and nothing that is not needed yet."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from groundwork.web import limits
from groundwork.web.actor import UserRequest
from groundwork.web.responses import too_many_requests
from onboarding.forms.supplier import SupplierForm
from onboarding.models import Supplier
from onboarding.services import suppliers
from onboarding.views.current import CHOSEN

TAKEN_AN_HOUR = 30


@require_http_methods(["GET", "POST"])
def supplier_new(request: UserRequest) -> HttpResponse:
    """Say who offers; afterwards go on where the person was going."""
    form = SupplierForm(request.POST if request.method == "POST" else None, initial={"name": request.user.full_name})
    if form.is_valid():
        try:
            created = suppliers.create_supplier(form.save(commit=False), by=request.user)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            request.session[CHOSEN] = str(created.code)
            messages.success(request, _("Listo: %(name)s ya está en el portal.") % {"name": created.name})
            return redirect(_next_page(request))
    nit = form.cleaned_data.get("nit", "") if form.is_bound else ""
    taken = nit if nit and Supplier.objects.filter(nit=nit).exists() else ""
    # A number is registered or not: that much can be learnt here, so not thousands of times.
    if taken and (seconds := limits.seconds_to_wait(request, "taken", limit=TAKEN_AN_HOUR, window=3600)):
        return too_many_requests(request, seconds=seconds)
    context = {"form": form, "next": _next_page(request), "taken": taken}
    return render(request, "onboarding/supplier_new.html", context)


def _next_page(request: UserRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if safe else reverse("onboarding:supplier")
