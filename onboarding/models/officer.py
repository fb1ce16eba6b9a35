"""Who represents a legal person or sits on its board."""

import uuid
from typing import ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from onboarding.models.supplier import IdentityType, Supplier


class OfficerQuerySet(models.QuerySet["Officer"]):
    def of(self, user: User | AnonymousUser) -> Self:
        """Those of the suppliers that the user belongs to."""
        return self.filter(supplier__in=Supplier.objects.of(user))

    def current(self) -> Self:
        """Those who were not taken out."""
        return self.filter(removed_at=None)


class Officer(models.Model):
    """A legal representative or a board member, as the certificate of existence names them."""

    class Post(models.TextChoices):
        REPRESENTATIVE = "representative", _("Representante legal")
        ALTERNATE = "alternate", _("Representante legal suplente")
        BOARD_MEMBER = "board_member", _("Miembro de junta directiva")

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    supplier = models.ForeignKey(Supplier, models.CASCADE, related_name="officers")
    post = models.CharField(_("cargo"), max_length=15, choices=Post)
    full_name = models.CharField(_("nombre completo"), max_length=150)
    identity_type = models.CharField(_("tipo de identificación"), max_length=10, choices=IdentityType.of_people())
    identity_number = models.CharField(_("número de identificación"), max_length=20)
    powers = models.TextField(
        _("facultades"),
        max_length=1000,
        blank=True,
        help_text=_("Como las dice el certificado de existencia y representación."),
    )
    value_limit = models.DecimalField(
        _("puede firmar hasta"),
        max_digits=18,
        decimal_places=2,
        blank=True,
        null=True,
        help_text=_("En pesos. Déjelo vacío si no tiene límite."),
    )
    added_at = models.DateTimeField(default=timezone.now, editable=False)
    removed_at = models.DateTimeField(null=True, blank=True, editable=False)
    objects = OfficerQuerySet.as_manager()

    class Meta:
        verbose_name = _("representante o miembro de junta")
        verbose_name_plural = _("representantes y miembros de junta")
        ordering = ["post", "full_name"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["supplier", "post", "identity_type", "identity_number"],
                condition=Q(removed_at=None),
                name="officer_once_in_each_post",
                violation_error_message=_("Esa persona ya está en ese cargo."),
            ),
            models.CheckConstraint(
                condition=Q(value_limit=None) | Q(value_limit__gt=0),
                name="officer_limit_positive",
                violation_error_message=_("El límite es mayor que cero; déjelo vacío si no hay."),
            ),
            models.CheckConstraint(
                condition=Q(removed_at=None) | Q(removed_at__gte=F("added_at")), name="officer_removed_after_added"
            ),
        ]

    def __str__(self) -> str:
        return self.full_name
