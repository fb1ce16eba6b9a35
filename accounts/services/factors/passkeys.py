"""Passkeys, on django-otp-webauthn's model and verification; its views, which skip the sign-in's stages, are not used.

A challenge is the caller's to keep in the session and to take out of it; here none counts twice, whatever sessions say.
"""

import hashlib
import json
import time
from typing import Any

from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django_otp_webauthn.exceptions import OTPWebAuthnApiError
from django_otp_webauthn.models import WebAuthnCredential
from django_otp_webauthn.settings import app_settings
from webauthn.helpers.exceptions import WebAuthnException

from accounts.models import Activity, User
from accounts.services import changes
from accounts.services.activity import Origin
from accounts.services.factors.holdings import require_another_strong, require_standing
from groundwork.web.actor import Actor

MOST = 20
# What a browser may send back that is no answer of a passkey at all.
REFUSED = (OTPWebAuthnApiError, WebAuthnException, ValueError, KeyError, TypeError, RecursionError)

Challenge = dict[str, Any]


def passkeys_of(user: User) -> QuerySet[WebAuthnCredential]:
    """Those that the person may use, the last used first."""
    found: QuerySet[WebAuthnCredential] = WebAuthnCredential.objects.filter(user=user, confirmed=True).order_by(
        F("last_used_at").desc(nulls_last=True), "created_at"
    )
    return found


def passkey_registration_options(request: HttpRequest, *, by: Actor) -> tuple[dict[str, Any], Challenge]:
    """What the browser needs to make a passkey, and the challenge to keep."""
    require_standing(by)
    return _dated(*_helper(request).register_begin(user=by.user))


def passkey_proof_options(request: HttpRequest, user: User) -> tuple[dict[str, Any], Challenge]:
    """What the browser needs to use one of the person's passkeys, and the challenge to keep."""
    return _dated(*_helper(request).authenticate_begin(user=user, require_user_verification=False))


@transaction.atomic
def add_passkey(
    request: HttpRequest, name: str, answer: str, challenge: Challenge | None, *, by: Actor, origin: Origin
) -> WebAuthnCredential:
    """Keep the passkey that the browser made for this challenge, and tell its owner.

    Raises ValidationError when it does not answer it, RecentAuthenticationRequiredError for an old proof.
    """
    require_standing(by)
    refusal = ValidationError(
        _("La llave no se guardó: su navegador no terminó de crearla. Inténtelo de nuevo."), code="not_made"
    )
    if not _is_open(challenge):
        raise refusal
    user = User.objects.select_for_update().get(pk=by.user.pk)
    if WebAuthnCredential.objects.filter(user=user).count() >= MOST:
        raise ValidationError(
            _("Ya tiene veinte llaves. Quite una que no use y agregue esta después."), code="too_many"
        )
    try:
        with transaction.atomic():
            passkey = _helper(request).register_complete(user=user, state=challenge, data=json.loads(answer))
    except (*REFUSED, IntegrityError) as error:  # the last: that passkey is somebody's already
        raise refusal from error
    passkey.name = name
    passkey.save(update_fields=["name"])
    changes.tell(user, Activity.Kind.PASSKEY_ADDED, origin, detail=name)
    return passkey


@transaction.atomic
def prove_passkey(
    request: HttpRequest, user: User, answer: str, challenge: Challenge | None, *, locked: bool = False
) -> WebAuthnCredential | None:
    """The person's passkey that signed this challenge; None for any other answer.

    Their row is locked meanwhile (`locked` says that the caller holds it), so that the counter never goes back.
    """
    if not _is_open(challenge):
        return None
    if not locked:
        User.objects.select_for_update(no_key=True).values_list("pk").get(pk=user.pk)
    try:
        with transaction.atomic():
            passkey = _helper(request).authenticate_complete(user=user, state=challenge, data=json.loads(answer))
            if not passkey.confirmed or not user.is_active:
                return None
    except REFUSED:
        return None
    return passkey


@transaction.atomic
def rename_passkey(passkey: WebAuthnCredential, name: str) -> None:
    """Call it otherwise."""
    WebAuthnCredential.objects.filter(pk=passkey.pk).update(name=name)


@transaction.atomic
def remove_passkey(passkey: WebAuthnCredential, *, by: Actor, origin: Origin) -> None:
    """Take it away; twice is no error. ValidationError when it is the last that the person must have."""
    require_standing(by)
    user = User.objects.select_for_update().get(pk=by.user.pk)
    removed, _models = WebAuthnCredential.objects.filter(pk=passkey.pk, user=user).delete()
    if not removed:
        return
    require_another_strong(user)
    changes.tell(user, Activity.Kind.PASSKEY_REMOVED, origin, detail=passkey.name)


def _helper(request: HttpRequest) -> Any:
    return WebAuthnCredential.get_webauthn_helper(request)


def _dated(options: dict[str, Any], challenge: Challenge) -> tuple[dict[str, Any], Challenge]:
    return options, {**challenge, "at": int(time.time())}


def _is_open(challenge: Challenge | None) -> bool:
    """Whether it is still good, and nobody answered it: two requests at once read one session and both find it."""
    lasts = app_settings.OTP_WEBAUTHN_TIMEOUT_SECONDS
    if challenge is None or time.time() - challenge["at"] > lasts:
        return False
    digest = hashlib.sha256(str(challenge["challenge"]).encode()).hexdigest()
    return cache.add(f"passkey:{digest}", 1, lasts)
