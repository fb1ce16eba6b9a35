"""What the pages that ask for a code have in common: its words, the mail's state, another code."""

import math
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import queries
from accounts.models import LoginCode, Purpose
from accounts.services import codes
from accounts.services.codes import Answer, Verdict
from accounts.stages import SecondFactorStage
from groundwork.messaging import services as messaging
from groundwork.messaging.models import Message, State
from groundwork.web import formats
from groundwork.web.actor import APP, EMAIL

# States after which a mail's state does not change by itself: the page need not ask again.
FINAL = frozenset({State.BOUNCED, State.REFUSED, State.DEAD, State.LAPSED, State.WITHHELD})
# How often the page asks, in seconds: until the mail is handed over, and then as long as it may still come back.
SOON, LATER = 3, 20
MAY_COME_BACK_FOR = timedelta(minutes=10)
# What says that the mailbox does not work: the way on is another factor or another mailbox.
UNREACHED = frozenset({State.BOUNCED, State.REFUSED})


def refusal(answer: Answer) -> str:
    """Why a typed code was not accepted, and what to do."""
    match answer.verdict:
        case Verdict.WRONG:
            return ngettext(
                "Ese no es el código. Revise el último mensaje: le queda %(count)s intento.",
                "Ese no es el código. Revise el último mensaje: le quedan %(count)s intentos.",
                answer.tries_left,
            ) % {"count": answer.tries_left}
        case Verdict.EXPIRED:
            return _("Ese código venció: duran diez minutos. Pida otro.")
        case Verdict.THROTTLED:
            return _("Hubo varios intentos errados. Espere %(seconds)s segundos y escriba el código de nuevo.") % {
                "seconds": seconds_until(answer.until)
            }
        case _:
            return _("Por seguridad, este código ya no sirve. Pida otro y escriba el del último mensaje.")


def seconds_until(moment: datetime | None) -> int:
    """Whole seconds to wait, never less than one; 0 when there is nothing to wait for."""
    if moment is None:
        return 0
    return max(1, math.ceil((moment - timezone.now()).total_seconds()))


def waiting(code: LoginCode | None) -> dict[str, Any]:
    """When another code may be asked for in the place of this one; for pages outside a sign-in's stage."""
    until = code.created_at + codes.COOLDOWN if code else None
    wait_until = until if until and until > timezone.now() else None
    return {"wait_until": wait_until, "wait_seconds": seconds_until(wait_until)}


def state_context(message: Message | None) -> dict[str, Any]:
    """What the fragment with the mail's state shows, and whether it should ask again."""
    return {
        "message": message,
        "every": _ask_again_after(message),
        "unreached": message is not None and message.state in UNREACHED,
        "server_words": queries.server_words(message),
    }


def _ask_again_after(message: Message | None) -> int:
    """Seconds after which the mail's state may have changed; 0 when it will not."""
    if message is None or message.state in FINAL:
        return 0
    if message.accepted_at is None:
        return SOON
    may_come_back = messaging.bounces_expected() and timezone.now() < message.accepted_at + MAY_COME_BACK_FOR
    return LATER if may_come_back else 0


def page(stage: SecondFactorStage, form: Form) -> dict[str, Any]:
    """What the page of a code shows."""
    code = stage.code
    wait_until = stage.wait_until(code)
    return {
        "form": form,
        "factor": stage.factor,
        "by_email": stage.factor == EMAIL,
        "by_app": stage.factor == APP,
        "email": stage.email,
        "masked": queries.masked(stage.email),
        "wait_until": wait_until,
        "wait_seconds": seconds_until(wait_until),
        "exhausted": stage.exhausted,
        "asked": code is not None,
        "dead": code is not None and code.is_dead and not form.errors,
        "restart": "account_signup" if stage.purpose is Purpose.REGISTRATION else "account_login",
        **state_context(queries.message_of(code)),
    }


def send_another(request: HttpRequest, stage: SecondFactorStage) -> None:
    """Ask for another code, and say whether it is on its way."""
    if stage.exhausted:
        messages.warning(request, _("Ya se enviaron varios códigos en este intento. Empiece de nuevo."))
        return
    try:
        stage.send_another()
    except codes.TooSoonError as refused:
        messages.warning(
            request, _("Podrá pedir otro código %(at_time)s.") % {"at_time": formats.at_clock(refused.until)}
        )
    else:
        messages.success(request, _("Le enviamos otro código. Los anteriores ya no sirven."))
