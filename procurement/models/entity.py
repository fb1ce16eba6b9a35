"""Public bodies that buy, and the people who act for them."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.teams.models import Team, TeamMembership
from groundwork.reference.models import Department, Municipality


class EntityRole(models.TextChoices):
    ADMINISTRATOR = "administrator", _("Administra el equipo")
    BUYER = "buyer", _("Compra")
    APPROVER = "approver", _("Aprueba y ordena el gasto")
    CUSTODIAN = "custodian", _("Custodia las llaves")
    SUPERVISOR = "supervisor", _("Supervisa contratos")


# Those that commit public money or keep what is sealed: they sign in with a strong factor.
STRONG_ROLES = frozenset({EntityRole.APPROVER.value, EntityRole.CUSTODIAN.value})
DUTIES = {
    EntityRole.ADMINISTRATOR: _("invita y retira personas, y da los roles"),
    EntityRole.BUYER: _("prepara y publica procesos, y responde observaciones"),
    EntityRole.APPROVER: _("adjudica, firma contratos y ordena pagos"),
    EntityRole.CUSTODIAN: _("guarda una llave y abre las propuestas con los demás"),
    EntityRole.SUPERVISOR: _("vigila la ejecución y revisa los informes y las cuentas"),
}


class EntityQuerySet(models.QuerySet["Entity"]):
    def of(self, user: User | AnonymousUser) -> Self:
        """Those that the user works for, in any role."""
        return self.filter(members=user).distinct() if user.is_authenticated else self.none()


class Entity(Team):
    """A public body (entidad estatal)."""

    kind, namespace, parameter = "entity", "procurement", "entidad"
    roles = EntityRole
    duties: ClassVar[Mapping[Any, str | Promise]] = DUTIES
    strong_roles = STRONG_ROLES
    several_roles = True

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

    @classmethod
    def caution_about(cls, roles: Iterable[str]) -> str | Promise:
        """Who orders the spending should neither buy nor supervise (Ley 1474/2011, article 83, on supervision)."""
        held = set(roles)
        if EntityRole.APPROVER not in held:
            return ""
        if EntityRole.BUYER in held and EntityRole.SUPERVISOR in held:
            return _("Aprueba el gasto y también compra y supervisa: conviene que sean personas distintas.")
        if EntityRole.BUYER in held:
            return _("Aprueba el gasto y también compra: conviene que sean personas distintas.")
        if EntityRole.SUPERVISOR in held:
            return _("Aprueba el gasto y también supervisa: conviene que sean personas distintas.")
        return ""


class EntityMembership(TeamMembership):
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
