"""The public page of one supplier: what it offers and what it was awarded, never personal data."""

from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from groundwork.web import formats
from groundwork.web.components import Crumb, SummaryRow
from groundwork.web.paging import CURSOR_PARAMETER
from onboarding.identity import shown_nit
from onboarding.models import Supplier
from procurement.queries import suppliers


@login_not_required
@require_safe
def supplier_profile(request: HttpRequest, code: UUID) -> HttpResponse:
    """A published supplier; its own team sees it before that. Search engines are kept from natural persons."""
    supplier = get_object_or_404(suppliers.shown_to(request.user), code=code)
    won = suppliers.won(supplier)
    context = {
        "supplier": supplier,
        "above": [Crumb(_("Perfiles de proveedores"), reverse("interests:published"))],
        "rows": _facts(supplier),
        "offers": suppliers.offers_of(supplier),
        "won": won,
        "page": suppliers.award_page(supplier, request.GET.get(CURSOR_PARAMETER, "")) if won.count else None,
        "back_url": supplier.page("profile"),
        "private": supplier.is_natural or supplier.published_at is None,
    }
    response = render(request, "procurement/supplier_profile.html", context)
    if context["private"]:
        response.headers["X-Robots-Tag"] = "noindex"
    return response


def _facts(supplier: Supplier) -> list[SummaryRow]:
    """What may be said of it; a natural person's number never is."""
    town = supplier.municipality
    place = town.in_its_department if town else ""
    facts = (
        (_("Tipo de persona"), supplier.get_person_type_display()),
        (_("NIT"), "" if supplier.is_natural else shown_nit(supplier.nit)),
        (_("Tipo"), supplier.get_joint_kind_display()),
        (_("Tamaño"), supplier.get_size_display()),
        (_("Lugar"), place),
        (_("En el portal desde"), formats.long_date(supplier.created_at)),
    )
    return [SummaryRow(key, value) for key, value in facts if value]
