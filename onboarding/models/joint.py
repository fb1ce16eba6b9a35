"""Who makes up a joint bidder, with what share; the agreement stands once all have accepted."""

import uuid
from decimal import Decimal
from typing import ClassVar, Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from onboarding.models.supplier import Supplier

WHOLE = Decimal(100)


class JointMemberQuerySet(models.QuerySet["JointMember"]):
    def asked_of(self, user: User | AnonymousUser) -> Self:
        """Those that wait for an answer of a supplier that the user administers or signs for."""
        return self.filter(
            member__in=Supplier.objects.bound_by(user), accepted_at=None, declined_at=None, removed_at=None
        )

    def current(self) -> Self:
        """Those who were neither taken out nor said no."""
        return self.filter(removed_at=None, declined_at=None)


class JointMember(models.Model):
    """One supplier's part in a joint bidder."""

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    joint = models.ForeignKey(Supplier, models.CASCADE, related_name="joint_members")
    member = models.ForeignKey(Supplier, models.PROTECT, related_name="joint_parts", verbose_name=_("proveedor"))
    share = models.DecimalField(_("participación (%)"), max_digits=5, decimal_places=2)
    activities = models.TextField(
        _("actividades"),
        max_length=500,
        blank=True,
        help_text=_("En la unión temporal, qué hace cada integrante: las sanciones se imponen según eso."),
    )
    leads = models.BooleanField(_("representa al proponente plural"), default=False)
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    accepted_at = models.DateTimeField(null=True, blank=True, editable=False)
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    declined_at = models.DateTimeField(null=True, blank=True, editable=False)
    reason = models.CharField(_("motivo"), max_length=300, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True, editable=False)
    objects = JointMemberQuerySet.as_manager()

    class Meta:
        verbose_name = _("integrante de un proponente plural")
        verbose_name_plural = _("integrantes de proponentes plurales")
        ordering = ["-share", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["joint", "member"],
                condition=Q(removed_at=None, declined_at=None),
                name="joint_member_once",
                violation_error_message=_("Ese proveedor ya es integrante."),
            ),
            models.CheckConstraint(
                condition=Q(share__gt=0, share__lte=WHOLE),
                name="joint_member_share_between_0_and_100",
                violation_error_message=_("La participación está entre 0,01 y 100."),
            ),
            models.CheckConstraint(
                condition=~Q(joint=models.F("member")),
                name="joint_member_of_another",
                violation_error_message=_("Un proponente plural no es integrante de sí mismo."),
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None, accepted_by=None)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False, declined_at=None),
                name="joint_member_accepted_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} · {self.share} %"
