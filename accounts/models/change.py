"""Changes that wait for a proof, or for somebody to stop them: of a mailbox, of a lost answer."""

import uuid
from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# After a change of mailbox, for how long bank data and teams may not be touched; presenting a proposal always may.
SETTLES_AFTER = timedelta(hours=24)
# How long whoever reads the old mailbox can undo its change.
STOPPABLE_FOR = timedelta(days=7)
# How long a recovery without the security answer waits after it was approved, and how long it is good for then.
CHECK_DELAY, CHECK_GOOD_FOR = timedelta(hours=24), timedelta(days=3)


class AddressChange(models.Model):
    """From one mailbox to another: told to the old one at once, done when the new one is proved by a code."""

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="address_changes")
    old_email = models.EmailField(_("correo anterior"))
    new_email = models.EmailField(_("correo nuevo"))
    challenge = models.UUIDField(null=True, editable=False)  # the LoginCode sent to the new mailbox
    asked_from = models.CharField(_("pedido desde"), max_length=120, blank=True)
    asked_at = models.DateTimeField(_("pedido"), default=timezone.now)
    done_at = models.DateTimeField(_("hecho"), null=True)
    stopped_at = models.DateTimeField(_("detenido"), null=True)

    class Meta:
        verbose_name = _("cambio de correo")
        verbose_name_plural = _("cambios de correo")
        indexes: ClassVar = [models.Index("user", models.F("asked_at").desc(), name="address_change_newest")]

    def __str__(self) -> str:
        return str(self.code)


class IdentityCheckQuerySet(models.QuerySet["IdentityCheck"]):
    def pending(self) -> Self:
        """Those that staff have still to decide."""
        return self.filter(decided_at=None, stopped_at=None)

    def good(self, at: datetime) -> Self:
        """Those that were approved, have waited long enough, and may be used now."""
        return self.filter(
            approved=True,
            stopped_at=None,
            used_at=None,
            decided_at__lte=at - CHECK_DELAY,
            decided_at__gt=at - CHECK_DELAY - CHECK_GOOD_FOR,
        )

    def live(self, at: datetime) -> Self:
        """Those that may still open the account, now or later."""
        approved = Q(approved=True, decided_at__gt=at - CHECK_DELAY - CHECK_GOOD_FOR)
        return self.filter(Q(decided_at=None) | approved, stopped_at=None, used_at=None)


class IdentityCheck(models.Model):
    """A recovery by somebody who forgot their security answer: staff check who they are, and a delay follows.

    Every mailbox of the account hears of it at each step and can stop it.
    """

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="identity_checks")
    document_type = models.CharField(_("tipo de documento"), max_length=10)
    document_number = models.CharField(_("número de documento"), max_length=30)
    phone = models.CharField(_("teléfono"), max_length=30)
    explanation = models.TextField(_("qué pasó"), max_length=2000)
    asked_from = models.CharField(_("pedido desde"), max_length=120, blank=True)
    asked_at = models.DateTimeField(_("pedido"), default=timezone.now)
    # Where the recovery goes instead, when the mailbox is lost too.
    new_email = models.EmailField(_("correo nuevo"), blank=True)
    # The first of the two who must agree, where the account has power over others.
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("propuso")
    )
    decided_at = models.DateTimeField(_("decidido"), null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("decidió")
    )
    approved = models.BooleanField(_("aprobado"), null=True)
    reason = models.CharField(_("motivo"), max_length=300, blank=True)
    stopped_at = models.DateTimeField(_("detenido por su dueño"), null=True)
    used_at = models.DateTimeField(_("usado"), null=True)
    objects = IdentityCheckQuerySet.as_manager()

    class Meta:
        verbose_name = _("verificación de identidad")
        verbose_name_plural = _("verificaciones de identidad")
        indexes: ClassVar = [models.Index("asked_at", name="identity_check_oldest")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(decided_at=None, stopped_at=None),
                name="identity_check_one_pending",
                violation_error_message=_("Ya hay una solicitud en curso para esta cuenta."),
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None, approved=None) | Q(decided_at__isnull=False, approved__isnull=False),
                name="identity_check_decided_with_its_answer",
            ),
            models.CheckConstraint(
                condition=Q(used_at=None) | Q(approved=True), name="identity_check_used_once_approved"
            ),
            models.CheckConstraint(
                condition=~Q(approved=True) | ~Q(proposed_by=models.F("decided_by")),
                name="identity_check_two_people",
            ),
        ]

    def __str__(self) -> str:
        return self.user.full_name

    @property
    def is_pending(self) -> bool:
        return self.decided_at is None and self.stopped_at is None

    @property
    def goes_to(self) -> str:
        """The mailbox that its link is sent to."""
        return self.new_email or self.user.email

    @property
    def good_from(self) -> datetime | None:
        """When an approved one may be used; None when it was not approved."""
        return self.decided_at + CHECK_DELAY if self.approved and self.decided_at else None

    @property
    def good_until(self) -> datetime | None:
        return self.good_from + CHECK_GOOD_FOR if self.good_from else None
