"""Second factors: which a person has, enrolling one, proving one."""

import base64
import binascii
import secrets

import django_otp
from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Authenticator, LoginCodeDevice, User

SECRET_BYTES, LEAST_BYTES = 20, 16  # RFC 4226, section 4: 160 bits are recommended, 128 demanded


@transaction.atomic
def enrol_authenticator(user: User, secret: str | None = None) -> str:
    """Give the person an authenticator app, in the place of any earlier one; returns its base32 secret.

    Raises ValidationError for a secret that is not base32 of at least 128 bits.
    """
    secret = secret or base64.b32encode(secrets.token_bytes(SECRET_BYTES)).decode()
    try:
        key = base64.b32decode(secret)
    except binascii.Error as error:
        raise ValidationError(_("El secreto no está en base32.")) from error
    if len(key) < LEAST_BYTES:
        raise ValidationError(_("El secreto es demasiado corto."))
    Authenticator.objects.filter(user=user).delete()
    Authenticator.objects.create(user=user, name="app", secret=secret, confirmed=True)
    return secret


def mailbox_of(user: User) -> LoginCodeDevice:
    """The person's mailbox as a factor."""
    device: LoginCodeDevice
    device, _created = LoginCodeDevice.objects.get_or_create(user=user, defaults={"name": "email", "confirmed": True})
    return device


def confirm_mailbox(user: User) -> None:
    """Note that the person reads the mailbox of their account: a code sent there has just been typed."""
    address, _created = EmailAddress.objects.get_or_create(
        user=user, email=user.email.lower(), defaults={"verified": True, "primary": True}
    )
    if not address.verified:
        address.set_verified()


def authenticator_of(user: User | None) -> Authenticator | None:
    """The person's authenticator app, if they have enrolled one."""
    return Authenticator.objects.filter(user=user, confirmed=True).first() if user else None


def prove_authenticator(user: User, token: str) -> Authenticator | None:
    """The app when the token is its own, now and for the first time; None otherwise."""
    device = authenticator_of(user)
    if device is None:
        return None
    proved: Authenticator | None = django_otp.verify_token(user, device.persistent_id, token)
    return proved


def seconds_locked(device: Authenticator | None) -> int:
    """How long the app's next code has to wait after wrong ones; 0 when it does not."""
    until = device.locked_until if device else None
    return max(1, round((until - timezone.now()).total_seconds())) if until else 0
