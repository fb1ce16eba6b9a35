"""When the code does not arrive: what became of its mail, and what can be done."""

from email.utils import parseaddr
from typing import Any, NamedTuple
from urllib.parse import quote

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts import queries, user_agents
from accounts.models import LoginCode, Purpose
from accounts.stages import SecondFactorStage, pending
from accounts.views import codes as code_pages
from accounts.views import recovery as recovery_pages
from groundwork.messaging.models import Message
from groundwork.web import formats
from groundwork.web.actor import EMAIL


class Attempt(NamedTuple):
    """What this browser waits for a code for: signing in, registering, or recovering."""

    stage: SecondFactorStage | None
    code: LoginCode | None
    email: str
    back: str
    resend: str


def attempt_of(request: HttpRequest) -> Attempt | None:
    """What this browser waits for, if anything; nothing that another browser asked for."""
    if stage := pending(request, Purpose.SIGN_IN):
        return Attempt(stage, stage.code, stage.email, "accounts:login_code", "accounts:login_code_resend")
    if stage := pending(request, Purpose.REGISTRATION):
        return Attempt(stage, stage.code, stage.email, "accounts:registration_code", "accounts:registration_resend")
    if row := recovery_pages.attempt_of(request):
        return Attempt(None, row, row.email, "accounts:recovery_code", "accounts:recovery_resend")
    return None


@login_not_required
@never_cache
@require_safe
def code_state(request: HttpRequest) -> HttpResponse:
    """The fragment with the real state of this attempt's mail."""
    attempt = attempt_of(request)
    message = queries.message_of(attempt.code) if attempt else None
    return render(request, "accounts/code_state.html", code_pages.state_context(message))


@login_not_required
@never_cache
@require_safe
def code_help(request: HttpRequest) -> HttpResponse:
    """What to check when the code does not arrive, beside what became of its mail, and every other way in."""
    attempt = attempt_of(request)
    context = progress(attempt)
    letter = _letter(request, attempt, context["message"])
    context |= {
        "back": attempt.back if attempt else "account_login",
        "support": settings.SUPPORT_EMAIL,
        "letter": letter,
        "mailto": f"mailto:{settings.SUPPORT_EMAIL}?subject={quote(_('No me llega el código'))}&body={quote(letter)}",
    }
    return render(request, "accounts/code_help.html", context)


def progress(attempt: Attempt | None) -> dict[str, Any]:
    """What became of the attempt's mail, and the other ways on: what the partials of code_help.html show."""
    message = queries.message_of(attempt.code) if attempt else None
    return {
        "attempt": attempt,
        "signing_in": attempt is not None and attempt.stage is not None and attempt.stage.user is not None,
        "masked": queries.masked(attempt.email) if attempt else "",
        "resend_url": reverse(attempt.resend) if attempt else "",
        "restart": "account_signup" if attempt and attempt.back == "accounts:registration_code" else "account_login",
        "exhausted": bool(attempt and attempt.stage and attempt.stage.exhausted),
        "others": _other_factors(attempt),
        "sender": parseaddr(settings.DEFAULT_FROM_EMAIL)[1],
        **code_pages.waiting(attempt.code if attempt else None),
        **code_pages.state_context(message),
    }


def _other_factors(attempt: Attempt | None) -> bool:
    """Whether the person has another factor to sign in with."""
    if attempt is None or attempt.stage is None or attempt.stage.user is None:
        return False
    return any(factor != EMAIL for factor in attempt.stage.held().for_sign_in)


def _letter(request: HttpRequest, attempt: Attempt | None, message: Message | None) -> str:
    """A request for help with everything that whoever answers needs, and nothing that lets anybody in."""
    lines = [_("No me llega el código del portal."), ""]
    if attempt and attempt.code:
        asked = attempt.code.created_at
        moment = f"{formats.long_date(asked)}, {formats.clock_time(asked)}"
        lines += [
            _("Intento: %(code)s") % {"code": str(attempt.code.challenge)[:8]},
            _("Pedido: %(moment)s (hora legal colombiana)") % {"moment": moment},
        ]
    else:
        now = timezone.now()
        moment = f"{formats.long_date(now)}, {formats.clock_time(now)}"
        lines.append(_("Escrito: %(moment)s (hora legal colombiana)") % {"moment": moment})
    if attempt:
        lines.append(_("Correo: %(address)s") % {"address": queries.masked(attempt.email)})
    if message:
        lines.append(_("Estado del mensaje: %(state)s") % {"state": message.sentence})
        if said := queries.server_words(message):
            lines.append(_("El servidor de correo dijo: %(words)s") % {"words": said})
    lines += [
        _("Equipo: %(device)s") % {"device": user_agents.describe(request)},
        "",
        _("Mi nombre:"),
        _("Tipo y número de documento:"),
        _("Teléfono:"),
        _("Qué pasó:"),
    ]
    return "\n".join(lines)
