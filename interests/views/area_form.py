"""The form of an area of interest: new, changed or copied, with its pickers and what it would have found."""

from dataclasses import dataclass, field
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import retarget

from groundwork.web.actor import UserRequest
from interests.forms.area import AreaForm
from interests.forms.drafts import copy_of, initial_of, pickers_of, take_pasted, typed
from interests.forms.prefill import from_search
from interests.models import AlertSubscription, Cadence, Interest
from interests.queries import areas as area_queries
from interests.queries.preview import Preview, filters_of, preview
from interests.queries.proposals import SHOWN, proposed_codes
from interests.services import areas
from onboarding.models import Supplier

# What a button of the form asks about, and the part of the page that answers it; a pasted list changes all of it.
PARTS = {
    "codes": "codes",
    "municipalities": "municipalities",
    "entities": "entities",
    "excluded": "excluded",
    "preview": "preview",
    "paste": "",
}
COPY = "copia"


@dataclass(frozen=True, slots=True)
class Asked:
    """What one drawing of the form answers besides the form itself."""

    about: str = ""
    problems: list[str] = field(default_factory=list)
    preview: Preview | None = None
    refused: list[str] = field(default_factory=list)
    wide: Preview | None = None


@require_http_methods(["GET", "POST"])
def interest_new(request: UserRequest) -> HttpResponse:
    """Declare an area; a search of /procesos/ or another area may fill it in."""
    suppliers = Supplier.objects.of(request.user)
    if not suppliers.exists():
        messages.info(request, _("Diga primero quién ofrece: el área de interés es de un proveedor. Son tres datos."))
        return redirect(f"{reverse('onboarding:supplier_new')}?{urlencode({'next': request.get_full_path()})}")
    if not Supplier.objects.edited_by(request.user).exists():
        raise PermissionDenied
    return _edit(request, None)


@require_http_methods(["GET", "POST"])
def interest_edit(request: UserRequest, code: UUID) -> HttpResponse:
    """Change an area."""
    return _edit(request, _editable(request, code))


@require_POST
def interest_duplicate(request: UserRequest, code: UUID) -> HttpResponse:
    """Begin another area with what this one asks."""
    area = _editable(request, code)
    return redirect(f"{reverse('interests:interest_new')}?{urlencode({COPY: str(area.code)})}")


def _editable(request: UserRequest, code: UUID) -> Interest:
    interest = get_object_or_404(Interest.objects.of(request.user).select_related("supplier"), code=code)
    if not Supplier.objects.edited_by(request.user).filter(pk=interest.supplier_id).exists():
        raise PermissionDenied
    return interest


def _edit(request: UserRequest, interest: Interest | None) -> HttpResponse:
    if request.method == "GET":
        return _draw(request, AreaForm(initial=_initial(request, interest), user=request.user, instance=interest))
    about = "codes" if "browse" in request.POST else request.POST.get("do", "")
    if about in PARTS:
        return _answer(request, interest, about)
    before = filters_of(interest) if interest else None
    form = AreaForm(request.POST, user=request.user, instance=interest)
    if not form.is_valid():
        return _draw(request, form)
    if about != "anyway" and filters_of(form.instance) != before:
        found = preview(form.instance, at=timezone.now())
        if found.is_wide:
            return _draw(request, form, Asked(wide=found))
    return _save(request, form)


def _save(request: UserRequest, form: AreaForm) -> HttpResponse:
    area = form.instance
    try:
        found = areas.save(area, by=request.user, alert=form.wants_mail, delivery=form.chosen_delivery())
    except ValidationError as refusal:
        form.add_refusal(refusal)
        return _draw(request, form)
    messages.success(request, f"{_('Guardamos «%(name)s».') % {'name': area.name}} {found_now(found)}")
    return redirect("interests:opportunity_list" if found else "interests:interest_list")


def _initial(request: UserRequest, interest: Interest | None) -> dict[str, object]:
    """What the form starts with: the area, a copy of another, or a search."""
    mine = AlertSubscription.objects.of(request.user)
    if interest:
        return initial_of(interest, subscription=mine.filter(interest=interest).first())
    copied = _copied(request)
    if copied:
        name = area_queries.free_name(copied)
        return copy_of(copied, subscription=mine.filter(interest=copied).first(), name=name)
    return {"delivery": Cadence.AT_ONCE, "hour": 7, "weekday": 0, **from_search(request.GET)}


def _copied(request: UserRequest) -> Interest | None:
    try:
        code = UUID(request.GET.get(COPY, ""))
    except ValueError:
        return None
    editable = Interest.objects.filter(supplier__in=Supplier.objects.edited_by(request.user))
    return editable.select_related("supplier").filter(code=code).first()


def _answer(request: UserRequest, interest: Interest | None, about: str) -> HttpResponse:
    """The form as it is being filled in, unjudged, with the answer to what was asked of it."""
    kept = typed(request.POST)
    problems = take_pasted(kept) if about in {"codes", "paste"} and kept.get("code_list") else []
    found, refused = _try_out(request, interest) if about == "preview" else (None, [])
    form = AreaForm(initial=kept, user=request.user, instance=interest)
    asked = Asked(about=about, problems=problems, preview=found, refused=refused)
    return _draw(request, form, asked)


def _try_out(request: UserRequest, interest: Interest | None) -> tuple[Preview | None, list[str]]:
    """What the area as it stands in the form would have found, or why that cannot be told."""
    form = AreaForm(request.POST, user=request.user, instance=interest)
    form.is_valid()
    if form.filters_stand:
        return preview(form.instance, at=timezone.now()), []
    wrong = {name: errors for name, errors in form.errors.items() if name in form.fields}
    return None, [f"{form.fields[name].label}: {error}" for name, errors in wrong.items() for error in errors]


def _draw(request: UserRequest, form: AreaForm, asked: Asked | None = None) -> HttpResponse:
    asked = asked or Asked()
    branch = request.POST.get("browse", request.POST.get("branch", ""))
    pickers = pickers_of(form, branch=branch)
    suppliers = Supplier.objects.edited_by(request.user)
    whose = suppliers if form.instance.is_new else suppliers.filter(pk=form.instance.supplier_id)
    context = {
        "form": form,
        "area": form.instance,
        "pickers": pickers,
        "asked": asked.about,
        "answer": asked,
        "proposed": proposed_codes(whose, taken=pickers.chosen_code_values),
        "proposed_at_sight": SHOWN,
    }
    part = PARTS.get(asked.about, "") if request.htmx else ""
    if part and not asked.problems:
        return render(request, f"interests/interest_form.html#{part}", context)
    response = render(request, "interests/interest_form.html", context)
    return retarget(response, "body") if request.htmx else response


def found_now(found: int) -> str:
    """What the area has found among the open processes, for the notice."""
    if not found:
        return _("Hoy ningún proceso abierto coincide; aparecerán en Oportunidades cuando se publiquen.")
    if found >= areas.MATCHED_AT_ONCE:
        return _("Coinciden más de 1.000 procesos abiertos: los más recientes ya están en Oportunidades.")
    return ngettext("Hoy coincide %(count)d proceso abierto.", "Hoy coinciden %(count)d procesos abiertos.", found) % {
        "count": found
    }
