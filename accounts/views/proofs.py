"""Proving a second factor: the same at a sign-in and for a fresh proof of identity, in the same words."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django_otp.models import Device

from accounts.models import Purpose, User
from accounts.services import activity, codes, factors, refusals
from accounts.services.codes import Verdict
from accounts.services.factors import Challenge
from accounts.views import codes as code_pages
from groundwork.web.actor import APP, BACKUP, EMAIL, PASSKEY

# What the buttons say that change to another factor.
OFFERS: dict[str, str | Promise] = {
    PASSKEY: gettext_lazy("Usar mi llave de acceso"),
    APP: gettext_lazy("Usar mi aplicación de autenticación"),
    EMAIL: gettext_lazy("Recibir un código por correo"),
    BACKUP: gettext_lazy("Usar un código de respaldo"),
}


def others(ways: tuple[str, ...], factor: str) -> list[tuple[str, str | Promise]]:
    """The factors to offer beside this one, each with its words."""
    return [(way, OFFERS[way]) for way in ways if way != factor]


def prove_app(request: HttpRequest, user: User, typed: str) -> Device:
    """The app that shows the code; ValidationError says why not."""
    if device := factors.prove_authenticator(user, typed):
        return device
    refusals.note_code(user, activity.origin_of(request))
    seconds = factors.seconds_locked(factors.authenticator_of(user))
    if not seconds:
        raise ValidationError(_("Ese código no es el de ahora. Escriba el que muestra su aplicación."))
    words = ngettext(
        "Ese código no es el de ahora, o ya se usó. Espere %(count)s segundo y escriba el que muestre su aplicación.",
        "Ese código no es el de ahora, o ya se usó. Espere %(count)s segundos y escriba el que muestre su aplicación.",
        seconds,
    )
    raise ValidationError(words % {"count": seconds})


def prove_backup_code(request: HttpRequest, user: User, typed: str) -> Device:
    """The sheet that the code is of; ValidationError says why not."""
    answer = factors.prove_backup_code(user, typed, activity.origin_of(request))
    if answer.sheet:
        return answer.sheet
    refusals.note_code(user, activity.origin_of(request))
    seconds = code_pages.seconds_until(answer.until)
    words = ngettext(
        "Ese no es uno de sus códigos, o ya lo usó. Espere %(count)s segundo y escriba otro de la hoja más reciente.",
        "Ese no es uno de sus códigos, o ya lo usó. Espere %(count)s segundos y escriba otro de la hoja más reciente.",
        max(1, seconds),
    )
    raise ValidationError(words % {"count": max(1, seconds)})


def prove_passkey(request: HttpRequest, user: User, answer: str, challenge: Challenge | None) -> Device:
    """The passkey that signed; ValidationError says that it did not."""
    if device := factors.prove_passkey(request, user, answer, challenge):
        return device
    refusals.note_code(user, activity.origin_of(request))
    raise ValidationError(
        _("Esa llave de acceso no sirvió: puede ser de otra cuenta, o pasó mucho tiempo. Inténtelo de nuevo.")
    )


def prove_mailbox(request: HttpRequest, user: User, typed: str, challenge: UUID | None, purpose: Purpose) -> Device:
    """The mailbox that the code was sent to; ValidationError says why not."""
    if challenge is None:
        raise ValidationError(_("Todavía no hay un código para este intento. Pídalo primero."))
    answer = codes.verify(challenge, typed, purpose, activity.origin_of(request))
    if answer.verdict is not Verdict.ACCEPTED:
        raise ValidationError(code_pages.refusal(answer))
    return answer.device or factors.mailbox_of(user)
