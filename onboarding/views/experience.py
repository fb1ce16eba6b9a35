"""A supplier's experience: the list, one contract by hand, and the whole as CSV."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms.models import model_to_dict
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from groundwork.files.tables import write_csv
from groundwork.reference.business_days import colombian_today
from groundwork.web.actor import UserRequest
from groundwork.web.components import Crumb
from groundwork.web.paging import CURSOR_PARAMETER, page_of
from onboarding.experience_cells import HEADINGS
from onboarding.experience_table import written
from onboarding.forms.experience import ContractForm, FilterForm, picker_of, typed
from onboarding.models import PastContract, PersonType
from onboarding.queries import experience as queries
from onboarding.services import experience as services
from onboarding.views.current import Current, begin_first, current

PAGE_SIZE = 20
CODES_SHOWN = 5


@require_safe
def experience(request: UserRequest) -> HttpResponse:
    """The contracts of the supplier, the latest first, with what they add up to."""
    here = current(request)
    if here is None:
        return begin_first(request)
    if here.supplier.person_type == PersonType.JOINT:
        context = {"here": here, "above": crumbs(here)[:1], "members": queries.of_members(here.supplier)}
        return render(request, "onboarding/experience_joint.html", context)
    form = FilterForm(request.GET)
    narrows = bool(form.code) or form.is_public is not None
    contracts = queries.contracts_of(here.supplier, code=form.code, is_public=form.is_public)
    page = page_of(
        contracts.select_related("certificate__document_type"),
        queries.ORDER,
        cursor=request.GET.get(CURSOR_PARAMETER, ""),
        size=PAGE_SIZE,
    )
    titles = queries.titles(page.items)
    context = {
        "here": here,
        "above": crumbs(here)[:1],
        "form": form,
        "narrows": narrows,
        "totals": queries.totals(contracts),
        "page": page,
        "rows": [(contract, *_codes(contract, titles)) for contract in page.items],
        "links": _links(here),
        "all_url": here.supplier.page("experience"),
    }
    return render(request, "onboarding/experience.html", context)


@require_safe
def experience_export(request: UserRequest) -> HttpResponse:
    """All the contracts as CSV, in the columns in which they can be given."""
    here = current(request)
    if here is None:
        return begin_first(request)
    contracts = queries.contracts_of(here.supplier).order_by("-ended_on", "-pk")
    return csv_response([HEADINGS, *(written(_values(contract)) for contract in contracts)], "experiencia.csv")


@require_http_methods(["GET", "POST"])
def experience_new(request: UserRequest) -> HttpResponse:
    """Add one contract by hand."""
    here = editing(request)
    return begin_first(request) if here is None else edit(request, here, PastContract(supplier=here.supplier))


@require_http_methods(["GET", "POST"])
def experience_edit(request: UserRequest, code: UUID) -> HttpResponse:
    """Correct a contract."""
    return edit(request, *_mine(request, code))


@require_http_methods(["GET", "POST"])
def experience_remove(request: UserRequest, code: UUID) -> HttpResponse:
    """Take a contract out, after asking."""
    here, contract = _mine(request, code)
    if request.method == "POST":
        services.remove(contract, by=request.user)
        messages.success(request, _("Quitamos el contrato con %(name)s.") % {"name": contract.counterparty})
        return redirect(here.supplier.page("experience"))
    context = {"contract": contract, "above": crumbs(here), "back": here.supplier.page("experience")}
    return render(request, "onboarding/experience_remove.html", context)


def editing(request: UserRequest) -> Current | None:
    """The supplier of the page, for who may add to its experience; a joint bidder's is that of its members."""
    here = current(request)
    if here is not None:
        here.require_editor()
        if here.supplier.person_type == PersonType.JOINT:
            raise Http404
    return here


def edit(request: UserRequest, here: Current, contract: PastContract) -> HttpResponse:
    """The form of one contract, and what becomes of it; a new one may come with what is known of it already."""
    today, wages = colombian_today(timezone.now()), queries.minimum_wages()
    is_new = not contract.pk
    asked = "codes" if "browse" in request.POST or request.POST.get("do") == "codes" else ""
    if request.method == "POST" and not asked:
        form = ContractForm(request.POST, instance=contract, today=today, wages=wages)
        if form.is_valid():
            try:
                saved = services.save(form.save(commit=False), by=request.user)
            except ValidationError as refusal:
                form.add_refusal(refusal)
            else:
                messages.success(request, _("Guardamos el contrato con %(name)s.") % {"name": saved.counterparty})
                return redirect(here.supplier.page("experience"))
    else:
        initial = typed(request.POST) if asked else None
        form = ContractForm(instance=contract, initial=initial, today=today, wages=wages)
    branch = request.POST.get("browse", request.POST.get("branch", ""))
    context = {
        "here": here,
        "above": crumbs(here),
        "form": form,
        "is_new": is_new,
        "pickers": picker_of(form, branch=branch),
        "asked": asked,
    }
    part = "#codes" if asked and request.htmx else ""
    return render(request, f"onboarding/experience_edit.html{part}", context)


def csv_response(rows: list[list[str]], name: str) -> HttpResponse:
    """A CSV file to be kept, never shown by the browser."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(write_csv(rows), content_type="text/csv; charset=utf-8", headers=headers)


def crumbs(here: Current) -> list[Crumb]:
    """The pages above those of experience."""
    return [
        Crumb(_("Proveedor"), reverse("onboarding:supplier")),
        Crumb(_("Experiencia"), here.supplier.page("experience")),
    ]


def _links(here: Current) -> dict[str, str]:
    """Where the list leads on to; the open data knows what was awarded to firms alone."""
    links = {name: here.supplier.page(f"experience_{name}") for name in ("new", "import", "export")}
    if here.supplier.person_type == PersonType.LEGAL:
        links["awards"] = f"{reverse('procurement:experience_awards')}{here.query}"
    return links


def _mine(request: UserRequest, code: UUID) -> tuple[Current, PastContract]:
    """A contract that a member of its supplier told; the portal's own are not theirs to change."""
    told = PastContract.objects.of(request.user).exclude(origin=PastContract.Origin.PORTAL)
    contract = get_object_or_404(told.select_related("supplier", "certificate"), code=code)
    here = current(request, of=contract.supplier)
    if here is None:
        raise Http404
    here.require_editor()
    return here, contract


def _values(contract: PastContract) -> dict[str, object]:
    return {**model_to_dict(contract), "is_public": contract.is_public}


def _codes(contract: PastContract, titles: dict[str, str]) -> tuple[list[str], int]:
    """The first codes of a contract with their titles, and how many more it has."""
    shown = [f"{code} {titles.get(code, '')}".strip() for code in contract.commodities[:CODES_SHOWN]]
    return shown, len(contract.commodities) - len(shown)
