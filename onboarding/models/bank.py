"""Where a supplier is paid."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from groundwork.files.fields import EncryptedTextField
from onboarding.models.supplier import Supplier


class BankAccount(models.Model):
    """An account for payments; a change ends the row and makes another, so that who was paid where stays known."""

    class Kind(models.TextChoices):
        SAVINGS = "savings", _("Ahorros")
        CHECKING = "checking", _("Corriente")
        DEPOSIT = "deposit", _("Depósito electrónico")

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    supplier = models.ForeignKey(Supplier, models.PROTECT, related_name="bank_accounts")
    bank = models.CharField(_("banco"), max_length=80)
    kind = models.CharField(_("clase de cuenta"), max_length=10, choices=Kind)
    number = EncryptedTextField(_("número de cuenta"))
    last_digits = models.CharField(max_length=4, editable=False)
    holder = models.CharField(_("titular"), max_length=200)
    set_at = models.DateTimeField(default=timezone.now, editable=False)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("cuenta bancaria")
        verbose_name_plural = _("cuentas bancarias")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["supplier"], condition=Q(ended_at=None), name="bank_account_one_current_per_supplier"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("set_at")), name="bank_account_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return self.masked

    @property
    def masked(self) -> str:
        """The bank and the last digits: all that a page shows."""
        return f"{self.bank} ···· {self.last_digits}"
