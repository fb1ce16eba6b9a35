"""A try-out alert: opportunities to a mailbox without an account, for some weeks."""

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class TrialAlert(models.Model):
    """What one mailbox asked to be told of, from the code that confirmed it until its end."""

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(_("correo"))  # in lower case
    codes = ArrayField(models.CharField(max_length=8), verbose_name=_("códigos UNSPSC"))
    nit = models.CharField(_("NIT consultado"), max_length=15, blank=True, default="", db_default="")
    language = models.CharField(max_length=10, default="es-co", db_default="es-co")
    asked_at = models.DateTimeField(db_default=Now(), editable=False)
    # The code that the mailbox received, as its HMAC; empty until the mail is made, and once it was used.
    code_digest = models.BinaryField(null=True, editable=False)
    code_expires_at = models.DateTimeField(null=True, editable=False)
    tries = models.PositiveSmallIntegerField(default=0, db_default=0, editable=False)
    confirmed_at = models.DateTimeField(_("confirmado"), null=True, editable=False)
    ends_at = models.DateTimeField(_("termina"), null=True, editable=False)
    stopped_at = models.DateTimeField(_("detenido"), null=True, editable=False)
    # What reached the portal before this has been told, or was open when the alert began.
    told_until = models.DateTimeField(null=True, editable=False)
    # Keys of the processes told lately, since one that was being written then may show up with an earlier date.
    told = ArrayField(models.BigIntegerField(), default=list, db_default=[], editable=False)

    class Meta:
        verbose_name = _("alerta de prueba")
        verbose_name_plural = _("alertas de prueba")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["email"],
                condition=Q(confirmed_at__isnull=False, stopped_at=None),
                name="trial_one_running_per_address",
            ),
            models.CheckConstraint(condition=Q(email=models.functions.Lower("email")), name="trial_email_lower"),
            models.CheckConstraint(condition=Q(codes__len__gte=1), name="trial_asks_something"),
            models.CheckConstraint(
                condition=Q(confirmed_at=None, ends_at=None, told_until=None)
                | Q(confirmed_at__isnull=False, ends_at__isnull=False, told_until__isnull=False),
                name="trial_runs_once_confirmed",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["email", "asked_at"], name="trial_by_address")]

    def __str__(self) -> str:
        return str(self.code)
