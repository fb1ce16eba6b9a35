"""One's own account, and a fresh proof of who one is."""

from datetime import datetime

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import get_next_redirect_url
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from accounts import limits, sessions
from accounts.forms.sign_in import ProofForm
from accounts.models import Consent
from accounts.services import factors
from accounts.stages import APP, EMAIL
from groundwork.web import formats
from groundwork.web.actor import UserRequest
from groundwork.web.components import SummaryRow

FACTORS = {
    EMAIL: gettext_lazy("contraseña y código enviado al correo"),
    APP: gettext_lazy("contraseña y aplicación de autenticación"),
}


@never_cache
@require_safe
def account(request: UserRequest) -> HttpResponse:
    """What the portal knows of the person, and how this session was opened."""
    user, actor = request.user, request.actor
    previous = sessions.previous_at(request.session)
    facts = [
        SummaryRow(_("Nombre completo"), user.full_name),
        SummaryRow(_("Usuario"), user.username),
        SummaryRow(_("Correo electrónico"), user.email),
        SummaryRow(_("Teléfono"), user.phone.as_international if user.phone else _("No lo ha dado")),
        SummaryRow(_("Empresa o entidad"), user.firm or _("Ninguna")),
        SummaryRow(_("Zona horaria"), user.time_zone),
    ]
    session = [
        SummaryRow(_("Ingresó"), _moment(sessions.started_at(request.session))),
        SummaryRow(_("Ingreso anterior"), _moment(previous) if previous else _("Este es el primero")),
        SummaryRow(_("Se identificó con"), FACTORS.get(actor.factor, _("contraseña"))),
    ]
    agreements = [
        SummaryRow(consent.get_document_display(), _("versión %(version)s, %(when)s") % _accepted(consent))
        for consent in user.consents.order_by("document", "-at")
    ]
    return render(request, "accounts/account.html", {"facts": facts, "session": session, "agreements": agreements})


def _moment(at: datetime) -> str:
    return _("%(day)s, %(hour)s") % {"day": formats.long_date(at), "hour": formats.clock_time(at)}


def _accepted(consent: Consent) -> dict[str, str]:
    return {"version": consent.version, "when": formats.long_date(consent.at)}


@never_cache
@sensitive_post_parameters("password", "code")
@require_http_methods(["GET", "POST"])
def confirm_identity(request: UserRequest) -> HttpResponse:
    """Confirme su identidad: asked for before an act that binds, when the last proof is old."""
    wanted: str = get_next_redirect_url(request) or ""
    if refused := limits.exceeded(request, "reauthenticate"):
        return refused
    app = factors.authenticator_of(request.user)
    form = ProofForm(request.POST if request.method == "POST" else None, asks_code=app is not None)
    if form.is_valid():
        if not get_adapter(request).reauthenticate(request.user, form.cleaned_data["password"]):
            form.add_error("password", _("Esa no es su contraseña."))
        elif app and not factors.prove_authenticator(request.user, form.cleaned_data["code"]):
            form.add_error("code", _("Ese código no es el de ahora. Escriba el que muestra su aplicación."))
        else:
            record_authentication(request, request.user, method="password", reauthenticated=True)
            sessions.prove(request.session, APP if app else EMAIL)
            return redirect(wanted or "desk:home")
    return render(request, "accounts/confirm_identity.html", {"form": form, "next": wanted})
