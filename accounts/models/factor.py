"""Second factors: what django-otp calls devices. Every one of them lives here and nowhere else."""

import base64
import time
from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_otp.models import Device, ThrottlingMixin, TimestampMixin
from django_otp.oath import TOTP

from groundwork.files.fields import EncryptedTextField

# The wait doubles with each failure, from one second; from this many on it stays at 34 minutes, so that
# whoever guesses is stopped and whoever owns the account is not locked out for years.
LONGEST_STREAK = 12


class Throttled(ThrottlingMixin):  # type: ignore[misc]  # django-otp ships no types
    """A device that makes the next proof wait longer after each failed one."""

    throttling_failure_count: int

    class Meta:
        abstract = True

    def get_throttle_factor(self) -> int:
        return 1

    def throttle_increment(self, commit: bool = True) -> None:
        super().throttle_increment(commit=False)
        self.throttling_failure_count = min(self.throttling_failure_count, LONGEST_STREAK)
        if commit:
            self.save()

    @property
    def locked_until(self) -> datetime | None:
        """When the next proof will be looked at; None when it would be now."""
        allowed, why = self.verify_is_allowed()
        return None if allowed else why["locked_until"]


class LoginCodeDevice(TimestampMixin, Throttled, Device):  # type: ignore[misc]  # django-otp ships no types
    """That a person's mailbox is a factor of theirs.

    The codes themselves are rows of LoginCode, each bound to the attempt that asked for it: so verify_token,
    which knows of no attempt, keeps django-otp's own answer, False.
    """

    # One for each person, so that one statement finds it, and locks it, together with what it proves.
    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE)

    class Meta:
        verbose_name = _("código por correo")
        verbose_name_plural = _("códigos por correo")


class Authenticator(TimestampMixin, Throttled, Device):  # type: ignore[misc]  # django-otp ships no types
    """An authenticator app (RFC 6238: SHA-1, six digits, thirty seconds): a strong factor."""

    secret = EncryptedTextField(editable=False)  # base32, as the app takes it
    last_step = models.BigIntegerField(default=-1, editable=False)

    class Meta:
        verbose_name = _("aplicación de autenticación")
        verbose_name_plural = _("aplicaciones de autenticación")

    def verify_token(self, token: str) -> bool:
        """Whether the token is that of now, a step more or a step less, and none as new was taken before.

        Call it with the row locked, as django_otp.verify_token does: then a token is good once only.
        """
        if not (token.isascii() and token.isdigit()) or self.locked_until:
            return False
        clock = TOTP(base64.b32decode(self.secret))
        clock.time = time.time()
        if not clock.verify(int(token), tolerance=1, min_t=self.last_step + 1):
            self.throttle_increment()
            return False
        self.last_step = clock.t()
        self.throttle_reset(commit=False)
        self.set_last_used_timestamp(commit=False)
        self.save()
        return True


class BackupCodes(TimestampMixin, Throttled, Device):  # type: ignore[misc]  # django-otp ships no types
    """A person's sheet of codes for the day when nothing else is at hand; a newer sheet takes its place."""

    class Meta:
        verbose_name = _("códigos de respaldo")
        verbose_name_plural = _("códigos de respaldo")
        constraints: ClassVar = [models.UniqueConstraint(fields=["user"], name="backup_codes_one_sheet_per_person")]


class BackupCode(models.Model):
    """One code of a sheet: good once, kept only as its digest."""

    sheet = models.ForeignKey(BackupCodes, models.CASCADE, related_name="codes")
    digest = models.CharField(max_length=100, editable=False)
    used_at = models.DateTimeField(_("usado"), null=True)

    class Meta:
        verbose_name = _("código de respaldo")
        verbose_name_plural = _("códigos de respaldo")
        constraints: ClassVar = [models.UniqueConstraint(fields=["sheet", "digest"], name="backup_code_once_per_sheet")]

    def __str__(self) -> str:
        return f"{self.sheet_id}:{self.pk}"
