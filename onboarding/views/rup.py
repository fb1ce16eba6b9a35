"""A supplier's registration in the RUP: what it told, what it is worth today, and its classes."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from django_htmx.http import retarget

from groundwork.reference.business_days import colombian_today
from groundwork.web import formats
from groundwork.web.actor import UserRequest
from groundwork.web.components import Crumb, SummaryRow
from onboarding import rup
from onboarding.forms.rup import RupForm, picker_of, typed
from onboarding.models import RupRegistration
from onboarding.queries import finance as queries
from onboarding.queries.dates import renewal_deadline
from onboarding.services import finance as services
from onboarding.views.current import Current, begin_first, current

CLASSES_AT_SIGHT = 8


@dataclass(frozen=True, slots=True)
class Answer:
    """What a button of the form that saves nothing said of the classes."""

    asked: str = ""
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@require_http_methods(["GET", "POST"])
def rup_edit(request: UserRequest) -> HttpResponse:
    """Tell the registration and its classes; or that there is none."""
    here = current(request)
    if here is None:
        return begin_first(request)
    here.require_editor()
    if "remove" in request.POST:
        services.remove_rup(here.supplier, by=request.user)
        messages.success(request, _("Quitamos lo que dijo del RUP."))
        return redirect(here.supplier.page("finance"))
    registration = queries.rup_of(here.supplier) or RupRegistration(supplier=here.supplier)
    asked = "codes" if "browse" in request.POST else request.POST.get("do", "")
    if asked in {"codes", "paste"}:
        return _answer(request, here, registration, asked)
    today = colombian_today(timezone.now())
    form = RupForm(request.POST if request.method == "POST" else None, instance=registration, today=today)
    if form.is_valid():
        try:
            services.save_rup(form.save(commit=False), classes=form.cleaned_data["codes"], by=request.user)
        except ValidationError as refusal:
            form.add_error(None, ValidationError(refusal.messages))
        else:
            messages.success(request, " ".join([_("Guardamos su inscripción en el RUP."), *form.notes]))
            return redirect(here.supplier.page("finance"))
    return render(request, "onboarding/finance_rup.html", _context(request, here, form, Answer()))


def _answer(request: UserRequest, here: Current, registration: RupRegistration, asked: str) -> HttpResponse:
    """The form as it is being filled in, unjudged but for its classes."""
    kept, problems, notes = typed(request.POST)
    form = RupForm(initial=kept, instance=registration, today=colombian_today(timezone.now()))
    context = _context(request, here, form, Answer(asked, tuple(problems), tuple(notes)))
    if request.htmx and asked == "codes" and not problems and not notes:
        return render(request, "onboarding/finance_rup.html#codes", context)
    response = render(request, "onboarding/finance_rup.html", context)
    return retarget(response, "body") if request.htmx else response


def _context(request: UserRequest, here: Current, form: RupForm, answer: Answer) -> dict[str, Any]:
    return {
        "here": here,
        "form": form,
        "above": crumbs(here),
        "is_new": not form.instance.pk,
        "deadline": _next_deadline(),
        "pickers": picker_of(form, branch=request.POST.get("browse", request.POST.get("branch", ""))),
        "asked": answer.asked,
        "answer": answer,
    }


def rup_card(here: Current) -> dict[str, object] | None:
    """What the supplier told of the RUP, as facts, with what it is worth today and its classes; None if nothing."""
    told = queries.rup_of(here.supplier)
    if told is None:
        return None
    today = colombian_today(timezone.now())
    standing = rup.standing(renewed_on=told.renewed_on, in_force_on=told.in_force_on, today=today)
    in_force = formats.long_date(told.in_force_on) if told.in_force_on else _("todavía no")
    facts = [
        SummaryRow(_("Número de inscripción"), told.number),
        SummaryRow(_("Cámara de comercio"), told.chamber),
        SummaryRow(_("Renovado"), formats.long_date(told.renewed_on)),
        SummaryRow(_("En firme"), in_force),
        SummaryRow(_("Se renueva hasta"), formats.long_date(standing.deadline)),
    ]
    if told.document is not None:
        facts.append(SummaryRow(_("Certificado"), str(told.document)))
    classes = queries.rup_classes(told)
    return {
        "facts": facts,
        "state": standing.state.value,
        "standing": standing,
        "days": (standing.deadline - today).days,
        "classes": classes,
        "at_sight": classes[:CLASSES_AT_SIGHT],
        "folded": classes[CLASSES_AT_SIGHT:],
    }


def crumbs(here: Current) -> list[Crumb]:
    """The pages above those of finance."""
    return [
        Crumb(_("Proveedor"), reverse("onboarding:supplier")),
        Crumb(_("Finanzas"), here.supplier.page("finance")),
    ]


def _next_deadline() -> date:
    today = colombian_today(timezone.now())
    this_year = renewal_deadline(today.year)
    return this_year if today <= this_year else renewal_deadline(today.year + 1)
