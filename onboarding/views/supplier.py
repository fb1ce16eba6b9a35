"""The suppliers that a person belongs to, and registering one."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from groundwork.web.actor import UserRequest
from onboarding.forms.supplier import SupplierForm
from onboarding.models import JoinRequest, Membership, Supplier, TeamInvitation
from onboarding.services import suppliers


@require_safe
def supplier(request: UserRequest) -> HttpResponse:
    """The suppliers that the person belongs to, with what each can do next, and the teams that they may join."""
    mine = Membership.objects.filter(user=request.user).select_related("supplier")
    memberships = mine.annotate(people=Count("supplier__memberships")).order_by("supplier__name")
    asked = JoinRequest.objects.made_by(request.user).open().select_related("supplier").order_by("asked_at")
    invited = TeamInvitation.objects.waiting_for(request.user).select_related("supplier").order_by("asked_at")
    context = {"memberships": memberships, "asked": asked, "invited": invited}
    return render(request, "onboarding/supplier.html", context)


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
            messages.success(request, _("Listo: %(name)s ya está en el portal.") % {"name": created.name})
            return redirect(_next_page(request))
    nit = form.cleaned_data.get("nit", "") if form.is_bound else ""
    taken = nit if nit and Supplier.objects.filter(nit=nit).exists() else ""
    context = {"form": form, "next": _next_page(request), "taken": taken}
    return render(request, "onboarding/supplier_new.html", context)


def _next_page(request: UserRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if safe else reverse("onboarding:supplier")
