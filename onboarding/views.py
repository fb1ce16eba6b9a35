from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from groundwork.web.actor import UserRequest
from onboarding import services
from onboarding.forms import SupplierForm
from onboarding.models import Membership


@require_safe
def supplier(request: UserRequest) -> HttpResponse:
    """The suppliers that the person belongs to, with what each can do next."""
    memberships = Membership.objects.filter(user=request.user).select_related("supplier").order_by("supplier__name")
    return render(request, "onboarding/supplier.html", {"memberships": memberships})


@require_http_methods(["GET", "POST"])
def supplier_new(request: UserRequest) -> HttpResponse:
    """Say who offers; afterwards go on where the person was going."""
    form = SupplierForm(request.POST if request.method == "POST" else None, initial={"name": request.user.full_name})
    if form.is_valid():
        try:
            created = services.create_supplier(form.save(commit=False), by=request.user)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("Listo: %(name)s ya está en el portal.") % {"name": created.name})
            return redirect(_next_page(request))
    return render(request, "onboarding/supplier_new.html", {"form": form, "next": _next_page(request)})


def _next_page(request: UserRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if safe else reverse("onboarding:supplier")
