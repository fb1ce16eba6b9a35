"""Addresses that returned our mails: to these only what cannot wait is still tried."""

from collections.abc import Iterable
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower, Now
from django.utils.translation import gettext_lazy as _

from groundwork.messaging.models.bounce import Reason


class Lifting(models.TextChoices):
    """How an address came to be written to again."""

    CONFIRMED = "confirmed", _("quien la lee la confirmó con un código")
    CHANGED = "changed", _("su cuenta cambió de correo")
    ADMINISTRATOR = "administrator", _("la administración")


class UndeliverableAddressQuerySet(models.QuerySet["UndeliverableAddress"]):
    """Addresses by whether they may be written to."""

    def in_force(self) -> Self:
        """Those to which nothing that can wait is sent."""
        return self.filter(lifted_at=None)

    def of(self, addresses: Iterable[str]) -> Self:
        """The rows of these addresses, whatever their capitals."""
        return self.filter(address__in={address.lower() for address in addresses})


class UndeliverableAddress(models.Model):
    """One address that returned our mails, from then until somebody proved or decided that it works."""

    address = models.EmailField(_("dirección"))
    since = models.DateTimeField(_("desde"), db_default=Now(), editable=False)
    reason = models.CharField(_("motivo"), max_length=20, choices=Reason)
    last_bounce_at = models.DateTimeField(_("última devolución"), db_default=Now(), editable=False)
    lifted_at = models.DateTimeField(_("levantada"), null=True, editable=False)
    lifted_how = models.CharField(_("cómo"), max_length=20, choices=Lifting, blank=True, default="", db_default="")
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("quién la levantó"),
    )

    objects = UndeliverableAddressQuerySet.as_manager()

    class Meta:
        verbose_name = _("dirección que devuelve correo")
        verbose_name_plural = _("direcciones que devuelven correo")
        indexes: ClassVar = [
            models.Index("address", "lifted_at", name="undeliverable_by_address"),
            models.Index("last_bounce_at", name="undeliverable_to_forget"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["address"],
                condition=Q(lifted_at=None),
                name="undeliverable_once_in_force",
                violation_error_message=_("Esa dirección ya está en la lista."),
            ),
            models.CheckConstraint(condition=Q(address=Lower("address")), name="undeliverable_in_small_letters"),
            models.CheckConstraint(
                condition=Q(lifted_at=None, lifted_how="") | (Q(lifted_at__isnull=False) & ~Q(lifted_how="")),
                name="undeliverable_lifted_somehow",
            ),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"
