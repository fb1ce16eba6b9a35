"""Who offers, and who acts for them."""

import uuid
from collections.abc import Mapping
from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from stdnum.co import nit
from stdnum.exceptions import ValidationError as StdnumError

from accounts.models import User
from accounts.teams.models import Team, TeamMembership


def validate_nit(value: str) -> None:
    """A NIT as digits with its check digit last, as DIAN computes it; ValidationError otherwise."""
    try:
        nit.validate(value)
    except StdnumError as error:
        raise ValidationError(_("Ese NIT no es válido: revise el número y su dígito de verificación.")) from error


class Role(models.TextChoices):
    ADMINISTRATOR = "administrator", _("Administra")
    EDITOR = "editor", _("Edita")
    SIGNER = "signer", _("Firma")
    READER = "reader", _("Consulta")


EDITING = (Role.ADMINISTRATOR, Role.EDITOR)
DUTIES = {
    Role.ADMINISTRATOR: _("invita y retira personas, y hace todo lo demás"),
    Role.EDITOR: _("cambia el expediente y las áreas de interés, y prepara propuestas"),
    Role.SIGNER: _("presenta propuestas y firma contratos"),
    Role.READER: _("mira sin cambiar nada"),
}


class SupplierQuerySet(models.QuerySet["Supplier"]):
    def of(self, user: User | AnonymousUser) -> Self:
        """Those that the user belongs to."""
        return self.filter(memberships__user=user) if user.is_authenticated else self.none()

    def edited_by(self, user: User | AnonymousUser) -> Self:
        """Those whose file and areas of interest the user may change."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(memberships__user=user, memberships__role__in=EDITING)


class Supplier(Team):
    """Who offers: a person, a firm or a joint bidder. It owns areas of interest and opportunities."""

    kind, namespace, parameter = "supplier", "onboarding", "proveedor"
    roles = Role
    duties: ClassVar[Mapping[Any, str | Promise]] = DUTIES

    class PersonType(models.TextChoices):
        NATURAL = "natural", _("Persona natural")
        NATURAL_NO_ACCOUNTS = "natural_no_accounts", _("Persona natural no obligada a llevar contabilidad")
        LEGAL = "legal", _("Persona jurídica")
        JOINT = "joint", _("Proponente plural")

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person_type = models.CharField(_("tipo de persona"), max_length=20, choices=PersonType)
    name = models.CharField(_("nombre o razón social"), max_length=200)
    nit = models.CharField(
        _("NIT"),
        max_length=15,
        blank=True,
        validators=[validate_nit],
        help_text=_("Solo números, con el dígito de verificación al final."),
    )
    members: models.ManyToManyField[User, "Membership"] = models.ManyToManyField(
        settings.AUTH_USER_MODEL, through="Membership", related_name="suppliers"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    objects = SupplierQuerySet.as_manager()

    class Meta:
        verbose_name = _("proveedor")
        verbose_name_plural = _("proveedores")
        constraints = [
            models.UniqueConstraint(
                fields=["nit"],
                condition=~models.Q(nit=""),
                name="supplier_one_per_nit",
                violation_error_message=_(
                    "Ya hay un proveedor con ese NIT. Pida a su administrador que lo agregue al equipo."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Membership(TeamMembership):
    """What one person may do for one supplier."""

    supplier = models.ForeignKey(Supplier, models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    role = models.CharField(_("rol"), max_length=15, choices=Role)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["supplier", "user"],
                name="membership_one_per_person",
                violation_error_message=_("Esa persona ya está en el equipo."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.supplier}"
