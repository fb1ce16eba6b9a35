"""One's own account, at a glance."""

from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts import sessions
from accounts.models import Consent
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
