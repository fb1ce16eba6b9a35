"""That somebody says that the number under which another supplier stands is theirs; an administrator decides."""

import uuid
from typing import ClassVar, Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from onboarding.models.supplier import PersonType, Supplier


class NumberClaimQuerySet(models.QuerySet["NumberClaim"]):
    def made_by(self, user: User | AnonymousUser) -> Self:
        """The user's own."""
        return self.filter(claimed_by=user) if user.is_authenticated else self.none()

    def open(self) -> Self:
        """Those that nobody has decided."""
        return self.filter(decided_at=None)


class NumberClaim(models.Model):
    """A dispute about a supplier's number, with what the claimant says."""

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    supplier = models.ForeignKey(Supplier, models.CASCADE, related_name="claims", verbose_name=_("quién lo tiene"))
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="number_claims", verbose_name=_("quién lo reclama")
    )
    person_type = models.CharField(_("tipo de persona"), max_length=20, choices=PersonType)
    name = models.CharField(_("nombre o razón social"), max_length=200)
    words = models.TextField(_("por qué es suyo"), max_length=1000)
    asked_at = models.DateTimeField(_("pedido"), default=timezone.now, editable=False)
    decided_at = models.DateTimeField(_("decidido"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decidió")
    )
    granted = models.BooleanField(_("aceptado"), null=True, blank=True)
    reason = models.TextField(_("motivo"), max_length=1000, blank=True)
    objects = NumberClaimQuerySet.as_manager()

    class Meta:
        verbose_name = _("reclamo de un número")
        verbose_name_plural = _("reclamos de números")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["supplier", "claimed_by"],
                condition=Q(decided_at=None),
                name="number_claim_one_open",
                violation_error_message=_("Ya reclamó ese número: se está estudiando."),
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None, decided_by=None, granted=None)
                | Q(decided_at__isnull=False, decided_by__isnull=False, granted__isnull=False) & ~Q(reason=""),
                name="number_claim_decided_by_somebody_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return str(self.code)
