"""The authenticator app: its secret, enrolling it, proving it, removing it."""

import base64
import binascii
import secrets
import time
from urllib.parse import quote, urlencode

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_otp.oath import TOTP

from accounts.models import Activity, Authenticator, BackupCodes, User
from accounts.services import changes
from accounts.services.activity import Origin
from accounts.services.factors.holdings import require_another_strong, require_standing
from groundwork.web.actor import Actor

SECRET_BYTES, LEAST_BYTES = 20, 16  # RFC 4226, section 4: 160 bits are recommended, 128 demanded
ISSUER = "Portal de Contratación"


def new_secret() -> str:
    """A secret for an app, in base32."""
    return base64.b32encode(secrets.token_bytes(SECRET_BYTES)).decode()


def otpauth_uri(user: User, secret: str) -> str:
    """What the QR code says: the secret, whose it is and of which portal."""
    return f"otpauth://totp/{quote(f'{ISSUER}:{user.email}')}?" + urlencode(
        {"secret": secret, "issuer": ISSUER}, quote_via=quote
    )


@transaction.atomic
def enrol_authenticator(user: User, secret: str | None = None) -> str:
    """Give the person an authenticator app, in the place of any earlier one; returns its base32 secret.

    Raises ValidationError for a secret that is not base32 of at least 128 bits.
    """
    secret = secret or new_secret()
    _replace(user, secret)
    return secret


@transaction.atomic
def add_authenticator(secret: str, token: str, *, by: Actor, origin: Origin) -> Authenticator:
    """Enrol the app that shows this token for this secret, in the place of any earlier one, and tell its owner.

    Raises ValidationError for a token that is not that of now, RecentAuthenticationRequiredError for an old proof.
    """
    require_standing(by)
    clock = TOTP(base64.b32decode(secret))
    clock.time = time.time()
    if not (token.isascii() and token.isdigit() and clock.verify(int(token), tolerance=1)):
        raise ValidationError(
            _("Ese no es el código de ahora. Compruebe que la hora de su teléfono sea automática e intente de nuevo."),
            code="wrong_code",
        )
    user = User.objects.select_for_update().get(pk=by.user.pk)
    app = _replace(user, secret, last_step=clock.t())
    changes.tell(user, Activity.Kind.APP_ENROLLED, origin)
    return app


@transaction.atomic
def remove_authenticator(*, by: Actor, origin: Origin) -> None:
    """Take the person's app away; twice is no error. ValidationError when it is the last that they must have."""
    require_standing(by)
    user = User.objects.select_for_update().get(pk=by.user.pk)
    removed, _models = Authenticator.objects.filter(user=user).delete()
    if not removed:
        return
    require_another_strong(user)
    changes.tell(user, Activity.Kind.APP_REMOVED, origin)


def authenticator_of(user: User | None) -> Authenticator | None:
    """The person's authenticator app, if they have enrolled one."""
    return Authenticator.objects.filter(user=user, confirmed=True).first() if user else None


@transaction.atomic
def prove_authenticator(user: User, token: str) -> Authenticator | None:
    """The app when the token is its own, now and for the first time, compared under its lock; None otherwise."""
    device: Authenticator | None = (
        Authenticator.objects.select_for_update().filter(user=user, confirmed=True, user__is_active=True).first()
    )
    return device if device and device.verify_token(token) else None


def seconds_locked(device: Authenticator | BackupCodes | None) -> int:
    """How long the device's next code has to wait after wrong ones; 0 when it does not."""
    until = device.locked_until if device else None
    return max(1, round((until - timezone.now()).total_seconds())) if until else 0


def _replace(user: User, secret: str, *, last_step: int = -1) -> Authenticator:
    try:
        key = base64.b32decode(secret)
    except binascii.Error as error:
        raise ValidationError(_("El secreto no está en base32.")) from error
    if len(key) < LEAST_BYTES:
        raise ValidationError(_("El secreto es demasiado corto."))
    Authenticator.objects.filter(user=user).delete()
    app: Authenticator = Authenticator.objects.create(
        user=user, name="app", secret=secret, confirmed=True, last_step=last_step
    )
    return app
