"""/proveedor/datos/: the facts of a supplier to look at, each group with the page that changes it."""

import copy
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from groundwork.reference.pickers import CodePicker
from groundwork.web import limits
from groundwork.web.actor import UserRequest
from groundwork.web.components import Crumb, SummaryRow, Text
from groundwork.web.responses import too_many_requests
from onboarding.forms.data import ContactForm, IdentityForm, JointKindForm, OfferForm, SizeForm
from onboarding.identity import shown_nit
from onboarding.models import BankAccount, PersonType, Supplier
from onboarding.queries.bank import changed_lately
from onboarding.queries.suppliers import next_part
from onboarding.services import suppliers
from onboarding.views.current import Current, begin_first, current

CHANGED_AN_HOUR = 30
CHANGE = gettext_lazy("Cambiar")
TITLES = {
    "identity": gettext_lazy("Quién es"),
    "joint": gettext_lazy("Clase de proponente plural"),
    "contact": gettext_lazy("Contacto"),
    "size": gettext_lazy("Tamaño de la empresa"),
    "offer": gettext_lazy("Qué ofrece"),
}
# Decreto 957 de 2019 (Decreto 1074 de 2015, article 2.2.1.13.2.2): yearly income in UVT, up to which each size goes.
SIZES = (
    (gettext_lazy("Manufactura"), 23_563, 204_995, 1_736_565),
    (gettext_lazy("Servicios"), 32_988, 131_951, 483_034),
    (gettext_lazy("Comercio"), 44_769, 431_196, 2_160_692),
)


# The groups that a kind of person does not have.
NOT_OF = {
    "joint": {PersonType.NATURAL, PersonType.NATURAL_NO_ACCOUNTS, PersonType.LEGAL},
    "size": {PersonType.JOINT},
}


@dataclass(frozen=True, slots=True)
class Group:
    """Some facts, and the page that changes them if the person may."""

    title: Text
    rows: list[SummaryRow]
    url: str = ""
    action: Text = CHANGE


@require_safe
def supplier_data(request: UserRequest) -> HttpResponse:
    """Everything that the supplier says of itself, with what is missing first."""
    here = current(request)
    if here is None:
        return begin_first(request)
    missing = next_part(here.supplier) if here.edits else None
    context = {
        "current": here,
        "above": above(here),
        "groups": _groups(here),
        "bank_news": changed_lately(here.supplier) if here.administers else None,
        "bank_url": here.supplier.page("bank_account"),
        "missing": missing,
        "missing_title": TITLES[missing.key] if missing else "",
        "missing_url": here.supplier.page(missing.page) if missing else "",
    }
    return render(request, "onboarding/data.html", context)


@require_http_methods(["GET", "POST"])
def data_identity(request: UserRequest) -> HttpResponse:
    """Name and numbers."""
    # Whether a number is registered can be learnt here: that much, and not thousands of times.
    if request.method == "POST" and (
        seconds := limits.seconds_to_wait(request, "identity", limit=CHANGED_AN_HOUR, window=3600)
    ):
        return too_many_requests(request, seconds=seconds)
    return _edit(request, "identity", IdentityForm)


@require_http_methods(["GET", "POST"])
def data_joint(request: UserRequest) -> HttpResponse:
    """Consortium or temporary union."""
    return _edit(request, "joint", JointKindForm)


@require_http_methods(["GET", "POST"])
def data_size(request: UserRequest) -> HttpResponse:
    """The size of the firm, with what each means."""
    return _edit(request, "size", SizeForm, sizes=SIZES)


@require_http_methods(["GET", "POST"])
def data_contact(request: UserRequest) -> HttpResponse:
    """Where it is and how to reach it; a button shows the municipalities of the department."""
    if request.POST.get("do") == "towns":
        here = _editor(request)
        if isinstance(here, HttpResponse):
            return here
        form = ContactForm(instance=_draft(here), initial=_typed(request))
        part = "#towns" if request.htmx else ""
        return render(request, f"onboarding/data_contact.html{part}", _context(here, "contact", form))
    return _edit(request, "contact", ContactForm, template="onboarding/data_contact.html")


@require_http_methods(["GET", "POST"])
def data_offer(request: UserRequest) -> HttpResponse:
    """What it offers, in words and in codes; the buttons of the picker look for codes and save nothing."""
    here = _editor(request)
    if isinstance(here, HttpResponse):
        return here
    asked = "codes" if "browse" in request.POST or request.POST.get("do") == "codes" else ""
    if asked:
        form = OfferForm(instance=_draft(here), initial=_typed(request))
    else:
        form = OfferForm(request.POST if request.method == "POST" else None, instance=_draft(here))
    if form.is_valid():
        values = {name: form.cleaned_data[name] for name in ("about", "website")}
        if _save(request, here, form, values | {"offers": form.cleaned_data["codes"]}):
            return redirect(here.supplier.page("supplier_data"))
    context = {**_context(here, "offer", form), "pickers": _picker(request, form), "asked": asked}
    part = "#codes" if asked and request.htmx else ""
    return render(request, f"onboarding/data_offer.html{part}", context)


def above(here: Current) -> list[Crumb]:
    """The pages above those of a supplier's data."""
    return [Crumb(_("Proveedor"), here.supplier.page("supplier"))]


def _edit(
    request: UserRequest,
    key: str,
    make: Callable[..., forms.ModelForm[Supplier]],
    template: str = "onboarding/data_form.html",
    **more: Any,
) -> HttpResponse:
    here = _editor(request)
    if isinstance(here, HttpResponse):
        return here
    if key in NOT_OF and here.supplier.person_type in NOT_OF[key]:
        return redirect(here.supplier.page("supplier_data"))
    form = make(request.POST if request.method == "POST" else None, instance=_draft(here))
    if form.is_valid():
        # The department is there to find the municipality by.
        values = {name: value for name, value in form.cleaned_data.items() if name != "department"}
        if _save(request, here, form, values):
            return redirect(here.supplier.page("supplier_data"))
    return render(request, template, {**_context(here, key, form), "taken": _taken(here, form), **more})


def _save(request: UserRequest, here: Current, form: forms.ModelForm[Supplier], values: dict[str, Any]) -> bool:
    """Whether it was written; a refusal is shown by the form."""
    try:
        suppliers.change(here.supplier, values, by=request.user)
    except ValidationError as refusal:
        known = hasattr(refusal, "error_dict") and set(refusal.error_dict) <= set(form.fields)
        form.add_error(None, refusal if known else ValidationError(refusal.messages))
        return False
    messages.success(request, _("Guardamos los datos."))
    return True


def _taken(here: Current, form: forms.ModelForm[Supplier]) -> str:
    """The NIT that was typed when it is another supplier's."""
    nit = form.cleaned_data.get("nit", "") if form.is_bound else ""
    return nit if nit and Supplier.objects.exclude(pk=here.supplier.pk).filter(nit=nit).exists() else ""


def _editor(request: UserRequest) -> Current | HttpResponse:
    """The supplier that is to be changed, or where to go instead. Raises PermissionDenied."""
    here = current(request)
    if here is None:
        return begin_first(request)
    here.require_editor()
    return here


def _draft(here: Current) -> Supplier:
    """A copy for the form to write on: the page goes on speaking of what is saved."""
    return copy.copy(here.supplier)


def _context(here: Current, key: str, form: forms.BaseForm) -> dict[str, Any]:
    crumbs = [*above(here), Crumb(_("Datos"), here.supplier.page("supplier_data"))]
    return {"current": here, "above": crumbs, "form": form, "title": TITLES[key], "key": key}


def _typed(request: UserRequest) -> dict[str, Any]:
    """What was typed so far, for a form that is drawn again without being judged; no null bytes."""
    kept: dict[str, Any] = {name: request.POST[name].replace("\x00", "") for name in request.POST}
    kept["codes"] = [code.replace("\x00", "") for code in request.POST.getlist("codes")]
    return kept


def _picker(request: UserRequest, form: OfferForm) -> CodePicker:
    codes = [str(code).replace("\x00", "") for code in form["codes"].value() or []]
    words = str(form["code_search"].value() or "").replace("\x00", "")
    branch = request.POST.get("browse", request.POST.get("branch", ""))
    return CodePicker(codes=codes, code_words=words, branch=branch)


def _groups(here: Current) -> list[Group]:
    supplier = here.supplier

    def url(page: str) -> str:
        return supplier.page(page) if here.edits else ""

    document = f"{supplier.get_identity_type_display()} {supplier.identity_number}" if supplier.identity_number else ""
    identity = [SummaryRow(_("Nombre o razón social"), supplier.name)]
    if supplier.is_natural:
        identity.append(_row(_("Documento"), document))
    identity.append(_row(_("NIT"), shown_nit(supplier.nit), optional=supplier.person_type != PersonType.LEGAL))
    town = supplier.municipality
    place = town.in_its_department if town else ""
    phone = supplier.phone.as_international if supplier.phone else ""
    codes = len(supplier.offers)
    said = ngettext("%(count)d código", "%(count)d códigos", codes) % {"count": codes} if codes else ""
    groups = [
        Group(_("Tipo de persona"), _kind(supplier), supplier.page("data_type") if here.administers else ""),
        Group(TITLES["identity"], identity, url("data_identity")),
    ]
    if supplier.person_type == PersonType.JOINT:
        rows = [_row(_("Tipo"), supplier.get_joint_kind_display())]
        groups.append(Group(TITLES["joint"], rows, "" if supplier.formed_at else url("data_joint")))
    contact = [
        _row(_("Lugar"), place),
        _row(_("Dirección"), supplier.address),
        _row(_("Correo de contacto"), supplier.email),
        _row(_("Teléfono de contacto"), phone),
    ]
    groups.append(Group(TITLES["contact"], contact, url("data_contact")))
    if supplier.person_type != PersonType.JOINT:
        groups.append(Group(TITLES["size"], [_row(_("Tamaño"), supplier.get_size_display())], url("data_size")))
    offer = [
        _row(_("En pocas palabras"), supplier.about),
        _row(_("Códigos UNSPSC"), said),
        _row(_("Sitio web"), supplier.website, optional=True),
    ]
    groups.append(Group(TITLES["offer"], offer, url("data_offer")))
    return [*groups, *_more(here)]


def _more(here: Current) -> list[Group]:
    """What has its own pages: the bank account, for its administrators, and the public profile."""
    supplier = here.supplier
    groups = []
    if here.administers:
        account = BankAccount.objects.filter(supplier=supplier, ended_at=None).defer("number").first()
        rows = [_row(_("Cuenta para pagos"), account.masked if account else "")]
        groups.append(Group(_("Cuenta bancaria"), rows, supplier.page("bank_account"), _("Ver")))
    shown = _("Publicado") if supplier.published_at else _("Sin publicar")
    groups.append(Group(_("Perfil público"), [SummaryRow(_("Estado"), shown)], supplier.page("profile"), _("Ver")))
    return groups


def _kind(supplier: Supplier) -> list[SummaryRow]:
    return [SummaryRow(_("Tipo de persona"), supplier.get_person_type_display())]


def _row(key: str, value: str, *, optional: bool = False) -> SummaryRow:
    return SummaryRow(key, value or (_("No lo dijo (opcional)") if optional else _("Falta")))
