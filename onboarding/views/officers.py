"""Representatives and board members of a legal person."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from groundwork.web.actor import UserRequest
from groundwork.web.components import Crumb
from onboarding.forms.officers import BoardForm, OfficerForm
from onboarding.models import Officer, PersonType
from onboarding.services import officers as services
from onboarding.views.current import Current, begin_first, current


@require_safe
def officers(request: UserRequest) -> HttpResponse:
    """Who represents the firm and who sits on its board, with what is still to be said."""
    here = current(request)
    if here is None:
        return begin_first(request)
    return _page(request, here, BoardForm(initial=_answered(here)))


@require_POST
def board(request: UserRequest) -> HttpResponse:
    """Say whether there is a board."""
    here = _editing(request)
    form = BoardForm(request.POST)
    if form.is_valid():
        try:
            services.answer_board(here.supplier, has_board=form.cleaned_data["has_board"], by=request.user)
        except ValidationError as refusal:
            form.add_error("has_board", refusal)
        else:
            messages.success(request, _("Guardamos su respuesta sobre la junta directiva."))
            return redirect(here.supplier.page("officers"))
    return _page(request, here, form)


@require_http_methods(["GET", "POST"])
def officer_new(request: UserRequest) -> HttpResponse:
    """Add somebody."""
    here = _editing(request)
    initial = {"post": request.GET.get("cargo", "")}
    return _edit(request, here, Officer(supplier=here.supplier), initial=initial)


@require_http_methods(["GET", "POST"])
def officer_edit(request: UserRequest, code: UUID) -> HttpResponse:
    """Correct what is said of somebody."""
    here, officer = _mine(request, code)
    return _edit(request, here, officer, initial={})


@require_http_methods(["GET", "POST"])
def officer_remove(request: UserRequest, code: UUID) -> HttpResponse:
    """Take somebody out, after asking."""
    here, officer = _mine(request, code)
    if request.method == "POST":
        services.remove(officer, by=request.user)
        messages.success(request, _("%(name)s ya no está en la lista.") % {"name": officer.full_name})
        return redirect(here.supplier.page("officers"))
    context = {"here": here, "officer": officer, "above": _crumbs(here), "back": here.supplier.page("officers")}
    return render(request, "onboarding/officer_remove.html", context)


def _edit(request: UserRequest, here: Current, officer: Officer, *, initial: dict[str, str]) -> HttpResponse:
    form = OfficerForm(request.POST if request.method == "POST" else None, instance=officer, initial=initial)
    if form.is_valid():
        try:
            saved = services.save(form.save(commit=False), by=request.user)
        except ValidationError as refusal:
            form.add_error(None, refusal if hasattr(refusal, "error_dict") else ValidationError(refusal.messages))
        else:
            messages.success(request, _("%(name)s está en la lista.") % {"name": saved.full_name})
            return redirect(here.supplier.page("officers"))
    context = {"here": here, "form": form, "officer": officer, "above": _crumbs(here)}
    return render(request, "onboarding/officer_edit.html", context)


def _page(request: UserRequest, here: Current, form: BoardForm) -> HttpResponse:
    people = list(here.supplier.officers.current().order_by("post", "full_name"))
    board_member = Officer.Post.BOARD_MEMBER
    context = {
        "here": here,
        "applies": here.supplier.person_type == PersonType.LEGAL,
        "representatives": [officer for officer in people if officer.post != board_member],
        "board": [officer for officer in people if officer.post == board_member],
        "form": form,
        "above": _crumbs(here)[:1],
    }
    return render(request, "onboarding/officers.html", context)


def _answered(here: Current) -> dict[str, str]:
    answers = {True: "si", False: "no", None: ""}
    return {"has_board": answers[here.supplier.has_board]}


def _editing(request: UserRequest) -> Current:
    """The supplier of the page, a firm, for who may change its file."""
    here = current(request)
    if here is None or here.supplier.person_type != PersonType.LEGAL:
        raise Http404
    here.require_editor()
    return here


def _mine(request: UserRequest, code: UUID) -> tuple[Current, Officer]:
    """Somebody of a firm of the person's, which becomes the one of the page."""
    officer = get_object_or_404(Officer.objects.of(request.user).current().select_related("supplier"), code=code)
    here = current(request, of=officer.supplier)
    if here is None:
        raise Http404
    here.require_editor()
    return here, officer


def _crumbs(here: Current) -> list[Crumb]:
    return [
        Crumb(_("Proveedor"), reverse("onboarding:supplier")),
        Crumb(_("Representantes y junta"), here.supplier.page("officers")),
    ]
