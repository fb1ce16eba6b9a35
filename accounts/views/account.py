"""One's own account, at a glance: each thing with its present value and the page that changes it."""

from datetime import datetime

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts import sessions
from accounts.models import Activity, Consent, PersonSession, User
from accounts.services import factors, profile
from groundwork.web import formats
from groundwork.web.actor import APP, BACKUP, EMAIL, PASSKEY, UserRequest
from groundwork.web.components import SummaryRow

FACTORS = {
    EMAIL: gettext_lazy("contraseña y código enviado al correo"),
    APP: gettext_lazy("contraseña y aplicación de autenticación"),
    PASSKEY: gettext_lazy("contraseña y llave de acceso"),
    BACKUP: gettext_lazy("contraseña y código de respaldo"),
}
HELD = {
    EMAIL: gettext_lazy("código por correo"),
    APP: gettext_lazy("aplicación de autenticación"),
    PASSKEY: gettext_lazy("llave de acceso"),
    BACKUP: gettext_lazy("códigos de respaldo"),
}


@never_cache
@require_safe
def account(request: UserRequest) -> HttpResponse:
    """Who the person is for the portal, what each page changes, and how this session was opened."""
    user = request.user
    return render(
        request,
        "accounts/account.html",
        {
            "name": user.full_name,
            "facts": _facts(user),
            "entry": _entry(user),
            "happened": _happened(user),
            "choices": _choices(user),
            "session": _session(request),
            "agreements": _agreements(user),
            "due": profile.review_is_due(user),
        },
    )


def _facts(user: User) -> list[SummaryRow]:
    change, data = _("Cambiar"), reverse("accounts:data")
    return [
        SummaryRow(_("Nombre completo"), user.full_name, f"{data}#id_full_name", change),
        SummaryRow(
            _("Teléfono"), user.phone.as_international if user.phone else _("No lo ha dado"), f"{data}#id_phone", change
        ),
        SummaryRow(_("Empresa o entidad"), user.firm or _("Ninguna"), f"{data}#id_firm", change),
        SummaryRow(_("Zona horaria"), user.time_zone, f"{data}#id_time_zone", change),
        SummaryRow(_("Idioma"), dict(settings.LANGUAGES).get(user.language, ""), f"{data}#id_language_0", change),
    ]


def _entry(user: User) -> list[SummaryRow]:
    change = _("Cambiar")
    held = capfirst(", ".join(str(HELD[name]) for name in factors.held_by(user).for_sign_in))
    return [
        SummaryRow(_("Usuario"), user.username),
        SummaryRow(_("Correo electrónico"), user.email, reverse("accounts:email"), change),
        SummaryRow(_("Contraseña"), _("Nadie puede leerla, tampoco nosotros"), reverse("accounts:password"), change),
        SummaryRow(_("Seguridad"), held, reverse("accounts:security"), change),
    ]


def _happened(user: User) -> list[SummaryRow]:
    look = _("Ver")
    number = PersonSession.objects.of(user).alive(at=timezone.now()).count()
    last = Activity.objects.of(user).order_by("-at", "-id").first()
    return [
        SummaryRow(
            _("Sesiones"),
            ngettext("%(count)s abierta", "%(count)s abiertas", number) % {"count": number},
            reverse("accounts:sessions"),
            look,
        ),
        SummaryRow(
            _("Actividad"),
            f"{last.get_kind_display()}, {_moment(last.at)}" if last else _("Nada todavía"),
            reverse("accounts:activity"),
            look,
        ),
    ]


def _choices(user: User) -> list[SummaryRow]:
    muted = len(user.muted_notices)
    notices = _("Todos menos %(count)s") % {"count": muted}
    return [
        SummaryRow(_("Avisos"), notices if muted else _("Todos"), reverse("accounts:notices"), _("Cambiar")),
        SummaryRow(_("Mis datos"), _("Descargarlos, o cerrar la cuenta"), reverse("desk:my_data"), _("Ver")),
    ]


def _session(request: UserRequest) -> list[SummaryRow]:
    previous = sessions.previous_at(request.session)
    return [
        SummaryRow(_("Ingresó"), _moment(sessions.started_at(request.session))),
        SummaryRow(_("Ingreso anterior"), _moment(previous) if previous else _("Este es el primero")),
        SummaryRow(_("Se identificó con"), FACTORS.get(request.actor.factor, _("contraseña"))),
    ]


def _agreements(user: User) -> list[SummaryRow]:
    return [
        SummaryRow(consent.get_document_display(), _("versión %(version)s, %(when)s") % _accepted(consent))
        for consent in user.consents.order_by("document", "-at")
    ]


def _moment(at: datetime) -> str:
    return _("%(day)s, %(hour)s") % {"day": formats.long_date(at), "hour": formats.clock_time(at)}


def _accepted(consent: Consent) -> dict[str, str]:
    return {"version": consent.version, "when": formats.long_date(consent.at)}
