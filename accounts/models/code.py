"""Codes sent to a mailbox, each good only for the attempt that asked for it."""

import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

CODE_DIGITS = 6
MAX_FAILURES = 3
LIFETIME = timedelta(minutes=10)
# A code asked for is not minted after this long: whoever asked has gone.
MINTED_WITHIN = timedelta(minutes=30)


class Purpose(models.TextChoices):
    SIGN_IN = "sign_in", _("Ingreso")
    REGISTRATION = "registration", _("Registro")
    RECOVERY = "recovery", _("Recuperación")
    EMAIL_CHANGE = "email_change", _("Cambio de correo")
    IDENTITY = "identity", _("Confirmación de identidad")


class LoginCode(models.Model):
    """One request for a code. The code is made when its mail is sent, and only its HMAC is kept.

    A row without a person (somebody registers, or an unknown address asks for recovery) lives and dies as
    the others do, so that nobody can tell them apart from outside.
    """

    challenge = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    purpose = models.CharField(_("para"), max_length=15, choices=Purpose)
    email = models.EmailField(_("correo"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="login_codes")
    asked_from = models.CharField(_("pedido desde"), max_length=120, blank=True)
    created_at = models.DateTimeField(_("pedido"), default=timezone.now)

    digest = models.CharField(max_length=100, blank=True, editable=False)
    minted_at = models.DateTimeField(_("enviado"), null=True)
    failures = models.PositiveSmallIntegerField(_("intentos errados"), default=0)
    used_at = models.DateTimeField(_("usado"), null=True)
    closed_at = models.DateTimeField(_("reemplazado"), null=True)

    class Meta:
        verbose_name = _("código de ingreso")
        verbose_name_plural = _("códigos de ingreso")
        indexes = [
            models.Index("email", "created_at", name="login_code_recent_by_email"),
            models.Index("created_at", name="login_code_age"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(failures__lte=MAX_FAILURES), name="login_code_dies_at_three"),
            models.CheckConstraint(
                condition=Q(digest="", minted_at=None) | (~Q(digest="") & Q(minted_at__isnull=False)),
                name="login_code_minted_with_its_digest",
            ),
            models.CheckConstraint(
                condition=Q(used_at=None) | ~Q(digest=""), name="login_code_used_after_it_was_minted"
            ),
        ]

    def __str__(self) -> str:
        return str(self.challenge)

    @property
    def dedupe_key(self) -> str:
        """That of the one message that carries its code."""
        return f"login-code:{self.challenge}"

    @property
    def is_dead(self) -> bool:
        """Whether no code can be accepted for it any more."""
        spent = self.used_at or self.closed_at or self.failures >= MAX_FAILURES
        return bool(spent) or self.has_expired

    @property
    def has_expired(self) -> bool:
        """Ten minutes after it was sent; or when it was never sent and nobody waits for it any more."""
        if self.minted_at is None:
            return timezone.now() >= self.created_at + MINTED_WITHIN
        return timezone.now() >= self.minted_at + LIFETIME
