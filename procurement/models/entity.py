"""Public bodies that buy, and the people who act for them."""

from typing import Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from groundwork.reference.models import Department, Municipality


class EntityRole(models.TextChoices):
    ADMINISTRATOR = "administrator", _("Administra el equipo")
    BUYER = "buyer", _("Compra")
    APPROVER = "approver", _("Aprueba y ordena el gasto")
    CUSTODIAN = "custodian", _("Custodia las llaves")
    SUPERVISOR = "supervisor", _("Supervisa contratos")


class EntityQuerySet(models.QuerySet["Entity"]):
    def of(self, user: User | AnonymousUser) -> Self:
        """Those that the user works for, in any role."""
        return self.filter(members=user).distinct() if user.is_authenticated else self.none()


class Entity(models.Model):
    """A public body (entidad estatal)."""

    # SECOP's own number for imported bodies, "PC-…" for those born here.
    code = models.SlugField(_("código"), max_length=40, unique=True)
    nit = models.CharField(_("NIT"), max_length=15, blank=True, help_text=_("Sin dígito de verificación."))
    name = models.CharField(_("nombre"), max_length=300)
    order = models.CharField(_("orden"), max_length=60, blank=True)
    department = models.ForeignKey(Department, models.PROTECT, null=True, blank=True, related_name="+")
    municipality = models.ForeignKey(Municipality, models.PROTECT, null=True, blank=True, related_name="+")
    members: "models.ManyToManyField[User, EntityMembership]" = models.ManyToManyField(
        settings.AUTH_USER_MODEL, through="EntityMembership", related_name="entities"
    )
    objects = EntityQuerySet.as_manager()

    class Meta:
        verbose_name = _("entidad estatal")
        verbose_name_plural = _("entidades estatales")
        indexes = [models.Index(fields=["nit"], name="entity_by_nit")]

    def __str__(self) -> str:
        return self.name


class EntityMembership(models.Model):
    """One role of one person in one entity; a person may hold several."""

    entity = models.ForeignKey(Entity, models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="entity_memberships")
    role = models.CharField(_("rol"), max_length=15, choices=EntityRole)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["entity", "user", "role"],
                name="entity_membership_once_per_role",
                violation_error_message=_("Esa persona ya tiene ese rol."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.entity} · {self.get_role_display()}"
