"""Who offers, and who acts for them."""

import uuid
from collections.abc import Mapping
from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from phonenumber_field.modelfields import PhoneNumberField
from stdnum.co import nit
from stdnum.exceptions import ValidationError as StdnumError

from accounts.models import User
from accounts.teams.models import Team, TeamMembership
from groundwork.reference import codes
from groundwork.reference.models import Municipality


def validate_nit(value: str) -> None:
    """A NIT as digits with its check digit last, as DIAN computes it; ValidationError otherwise."""
    try:
        nit.validate(value)
    except StdnumError as error:
        raise ValidationError(_("Ese NIT no es válido: revise el número y su dígito de verificación.")) from error


class PersonType(models.TextChoices):
    NATURAL = "natural", _("Persona natural")
    NATURAL_NO_ACCOUNTS = "natural_no_accounts", _("Persona natural no obligada a llevar contabilidad")
    LEGAL = "legal", _("Persona jurídica")
    JOINT = "joint", _("Proponente plural")


class IdentityType(models.TextChoices):
    """How a person or a firm is identified in Colombia."""

    NIT = "nit", _("NIT")
    CC = "cc", _("Cédula de ciudadanía")
    CE = "ce", _("Cédula de extranjería")
    PPT = "ppt", _("Permiso por protección temporal (PPT)")
    PASSPORT = "passport", _("Pasaporte")

    @classmethod
    def of_people(cls) -> list[tuple[str, Any]]:
        """The choices for somebody of flesh and blood."""
        return [(kind.value, kind.label) for kind in cls if kind != cls.NIT]


class Role(models.TextChoices):
    ADMINISTRATOR = "administrator", _("Administra")
    EDITOR = "editor", _("Edita")
    SIGNER = "signer", _("Firma")
    READER = "reader", _("Consulta")


EDITING = (Role.ADMINISTRATOR, Role.EDITOR)
BINDING = (Role.ADMINISTRATOR, Role.SIGNER)
NATURAL_PERSONS = (PersonType.NATURAL, PersonType.NATURAL_NO_ACCOUNTS)
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

    def bound_by(self, user: User | AnonymousUser) -> Self:
        """Those that the user may bind: accept a part in a joint bidder, present, sign."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(memberships__user=user, memberships__role__in=BINDING)

    def administered_by(self, user: User | AnonymousUser) -> Self:
        """Those whose team and bank account the user decides on."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(memberships__user=user, memberships__role=Role.ADMINISTRATOR)

    def published(self) -> Self:
        """Those that chose to have a public profile."""
        return self.filter(published_at__isnull=False)


class Supplier(Team):
    """Who offers: a person, a firm or a joint bidder. It owns areas of interest and opportunities."""

    kind, namespace, parameter = "supplier", "onboarding", "proveedor"
    roles = Role
    duties: ClassVar[Mapping[Any, str | Promise]] = DUTIES

    class Size(models.TextChoices):
        MICRO = "micro", _("Microempresa")
        SMALL = "small", _("Pequeña empresa")
        MEDIUM = "medium", _("Mediana empresa")
        LARGE = "large", _("Gran empresa")

    class JointKind(models.TextChoices):
        CONSORTIUM = "consortium", _("Consorcio")
        TEMPORARY_UNION = "temporary_union", _("Unión temporal")

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
    identity_type = models.CharField(
        _("tipo de identificación"), max_length=10, choices=IdentityType, blank=True, db_default=""
    )
    identity_number = models.CharField(_("número de identificación"), max_length=20, blank=True, db_default="")
    joint_kind = models.CharField(
        _("clase de proponente plural"), max_length=20, choices=JointKind, blank=True, db_default=""
    )
    formed_at = models.DateTimeField(_("conformado"), null=True, blank=True, editable=False)
    size = models.CharField(_("tamaño de la empresa"), max_length=10, choices=Size, blank=True, db_default="")
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("municipio")
    )
    address = models.CharField(_("dirección"), max_length=200, blank=True, db_default="")
    email = models.EmailField(_("correo de contacto"), blank=True, db_default="")
    phone = PhoneNumberField(_("teléfono de contacto"), blank=True, default="", db_default="")
    has_board = models.BooleanField(_("tiene junta directiva"), null=True, blank=True)

    about = models.TextField(_("qué ofrece, en pocas palabras"), max_length=600, blank=True, db_default="")
    offers = ArrayField(
        models.CharField(max_length=codes.LENGTH), verbose_name=_("códigos UNSPSC que ofrece"), default=list, blank=True
    )
    website = models.URLField(_("sitio web"), blank=True, db_default="")
    published_at = models.DateTimeField(_("perfil público desde"), null=True, blank=True, editable=False)
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
            models.UniqueConstraint(
                fields=["identity_type", "identity_number"],
                condition=~models.Q(identity_number=""),
                name="supplier_one_per_identity",
                violation_error_message=_("Ya hay un proveedor con esa identificación."),
            ),
            models.CheckConstraint(
                condition=models.Q(identity_number="") | ~models.Q(identity_type=""),
                name="supplier_identity_has_a_type",
                violation_error_message=_("Diga de qué tipo es esa identificación."),
            ),
            models.CheckConstraint(
                condition=models.Q(person_type=PersonType.JOINT) | models.Q(joint_kind="", formed_at=None),
                name="supplier_only_joint_is_formed",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def file_owner(self) -> str:
        """Whose quota its files count against."""
        return f"supplier:{self.code}"

    @property
    def is_natural(self) -> bool:
        """Whether it is one person, not a firm or several."""
        return self.person_type in NATURAL_PERSONS


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
