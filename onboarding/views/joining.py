"""Asking to be added to a supplier that is registered already, and answering who asks."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from groundwork.web import formats, limits
from groundwork.web.actor import UserRequest
from groundwork.web.components import Crumb, SummaryRow
from groundwork.web.responses import too_many_requests
from onboarding.forms.joining import AnswerForm, JoinForm
from onboarding.models import JoinRequest
from onboarding.services import joining

ASKED_AN_HOUR = 20


@require_http_methods(["GET", "POST"])
def join(request: UserRequest) -> HttpResponse:
    """Ask who administers a supplier to be added to its team."""
    initial = {"nit": request.GET.get("nit", "")}
    form = JoinForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        # A number is registered or not: that much can be learnt here, so not thousands of times.
        if seconds := limits.seconds_to_wait(request, "join", limit=ASKED_AN_HOUR, window=3600):
            return too_many_requests(request, seconds=seconds)
        try:
            joining.ask(form.cleaned_data["nit"], by=request.user, note=form.cleaned_data["note"])
        except ValidationError as refusal:
            form.add_error(None, refusal if _is_about(form, refusal) else ValidationError(refusal.messages))
        else:
            messages.success(request, _("Le avisamos a quien administra ese proveedor. Le escribiremos la respuesta."))
            return redirect("onboarding:supplier")
    above = [Crumb(_("Proveedor"), reverse("onboarding:supplier"))]
    return render(request, "onboarding/join.html", {"form": form, "above": above})


@require_POST
def join_withdraw(request: UserRequest, code: UUID) -> HttpResponse:
    """Take one's own request back."""
    joining.withdraw(get_object_or_404(JoinRequest.objects.made_by(request.user), code=code), by=request.user)
    messages.success(request, _("Retiramos su solicitud."))
    return redirect("onboarding:supplier")


@require_http_methods(["GET", "POST"])
def join_answer(request: UserRequest, code: UUID) -> HttpResponse:
    """Accept or refuse who asks to be added."""
    asked = get_object_or_404(JoinRequest.objects.of(request.user).select_related("supplier", "user"), code=code)
    if not asked.supplier.is_administered_by(request.user):
        raise PermissionDenied
    request.actor.require_recent_authentication()
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            _answer(request, asked, form)
        except ValidationError as refusal:
            form.add_error(None, refusal if _is_about(form, refusal) else ValidationError(refusal.messages))
        else:
            return redirect(asked.supplier.page("team"))
    team = asked.supplier
    crumbs = [
        Crumb(_("Proveedor"), reverse("onboarding:supplier")),
        Crumb(_("Equipo de %(team)s") % {"team": team.name}, team.page("team")),
    ]
    context = {"asked": asked, "form": form, "above": crumbs, "facts": _facts(asked)}
    return render(request, "onboarding/join_answer.html", context)


def _facts(asked: JoinRequest) -> list[SummaryRow]:
    facts = (
        (_("Nombre completo"), asked.user.full_name),
        (_("Correo electrónico"), asked.user.email),
        (_("Empresa o entidad"), asked.user.firm),
        (_("Mensaje"), asked.note),
        (_("Pidió entrar"), formats.long_date(asked.asked_at)),
    )
    return [SummaryRow(key, value) for key, value in facts if value]


def _answer(request: UserRequest, asked: JoinRequest, form: AnswerForm) -> None:
    name = {"name": asked.user.full_name}
    if form.says_yes:
        joining.accept(asked, form.cleaned_data["role"], by=request.actor)
        messages.success(request, _("%(name)s ya está en el equipo.") % name)
    else:
        joining.refuse(asked, form.cleaned_data["reason"], by=request.actor)
        messages.success(request, _("Le respondimos a %(name)s que no, con su motivo.") % name)


def _is_about(form: AnswerForm | JoinForm, refusal: ValidationError) -> bool:
    """Whether the form has the fields that the refusal speaks of."""
    return hasattr(refusal, "error_dict") and set(refusal.error_dict) <= set(form.fields)
