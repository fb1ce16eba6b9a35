"""People: who they are and what they agreed to."""

import uuid
from typing import ClassVar
from zoneinfo import available_timezones

from django.conf import settings
from django.contrib.auth.models import AbstractUser, UserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from phonenumber_field.modelfields import PhoneNumberField


def validate_time_zone(value: str) -> None:
    """A name of the time zone database; ValidationError otherwise."""
    if value not in available_timezones():
        raise ValidationError(_("Esa zona horaria no existe."))


def validate_username(value: str) -> None:
    """No "@", so that a username is never taken for somebody's e-mail; ValidationError otherwise."""
    if "@" in value:
        raise ValidationError(_("El nombre de usuario no lleva «@»: así no se confunde con un correo."))


class PersonManager(UserManager["User"]):
    """People as the sign-in knows them: neither name nor address minds its case."""

    def by_email(self, email: str) -> "models.QuerySet[User]":
        """Whoever has that address, in the words of its unique index."""
        return self.alias(email_lower=Lower("email")).filter(email_lower=email.lower())

    def by_username(self, username: str) -> "models.QuerySet[User]":
        """Whoever has that username, in the words of its unique index."""
        return self.alias(username_lower=Lower("username")).filter(username_lower=username.lower())


class User(AbstractUser):  # type: ignore[django-manager-missing]  # the devices' managers come untyped
    """One person. What they may do for a supplier or an entity is a membership there, not here."""

    first_name = None  # type: ignore[assignment]  # one full name, as people in Colombia write it
    last_name = None  # type: ignore[assignment]
    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    username = models.CharField(
        _("nombre de usuario"),
        max_length=150,
        unique=True,
        validators=[UnicodeUsernameValidator(), validate_username],
        error_messages={"unique": _("Ese nombre de usuario ya está en uso.")},
    )
    full_name = models.CharField(_("nombre completo"), max_length=150)
    email = models.EmailField(_("correo electrónico"))
    phone = PhoneNumberField(_("teléfono"), blank=True)
    firm = models.CharField(_("empresa o entidad"), max_length=200, blank=True)
    time_zone = models.CharField(
        _("zona horaria"), max_length=64, default="America/Bogota", validators=[validate_time_zone]
    )
    language = models.CharField(_("idioma"), max_length=10, default="es-co")
    security_question = models.CharField(_("pregunta de seguridad"), max_length=200, blank=True)
    security_answer = models.CharField(max_length=200, blank=True, editable=False)
    is_reviewer = models.BooleanField(_("revisa documentos"), default=False)
    # The password is changed before anything else is done: somebody said that it is known to others.
    must_change_password = models.BooleanField(_("debe cambiar la contraseña"), default=False)
    # When a team last gave them other roles: their sessions then ask what those demand.
    roles_changed_at = models.DateTimeField(null=True, editable=False)
    email_changed_at = models.DateTimeField(_("cambio del correo"), null=True, editable=False)
    reviewed_at = models.DateTimeField(_("revisó sus datos"), null=True, editable=False)
    # Kinds of notices that the person does not want; those of security cannot be in it.
    muted_notices = ArrayField(models.CharField(max_length=40), default=list, blank=True, editable=False)
    # By the person's own clock: between these hours no mail that can wait reaches them.
    quiet_from = models.TimeField(_("silencio desde"), null=True, blank=True)
    quiet_until = models.TimeField(_("silencio hasta"), null=True, blank=True)
    closed_at = models.DateTimeField(_("cerró la cuenta"), null=True, editable=False)

    REQUIRED_FIELDS: ClassVar[list[str]] = ["email", "full_name"]
    objects: ClassVar[PersonManager] = PersonManager()

    class Meta:
        verbose_name = _("persona")
        verbose_name_plural = _("personas")
        constraints = [
            models.UniqueConstraint(
                Lower("username"),
                name="user_username_whatever_the_case",
                violation_error_message=_("Ese nombre de usuario ya está en uso."),
            ),
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_whatever_the_case",
                violation_error_message=_("Ya hay una cuenta con ese correo."),
            ),
            models.CheckConstraint(
                condition=models.Q(quiet_from=None, quiet_until=None)
                | models.Q(quiet_from__isnull=False, quiet_until__isnull=False),
                name="user_quiet_hours_have_both_ends",
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.full_name.split(" ", 1)[0]


class Consent(models.Model):
    """That a person accepted one version of a document; what they accepted stays written when it changes."""

    class Document(models.TextChoices):
        TERMS = "terms", _("Términos de uso")
        DATA_POLICY = "data_policy", _("Tratamiento de datos personales")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="consents")
    document = models.CharField(_("documento"), max_length=20, choices=Document)
    version = models.CharField(_("versión"), max_length=20)
    at = models.DateTimeField(_("fecha"))

    class Meta:
        verbose_name = _("aceptación")
        verbose_name_plural = _("aceptaciones")
        constraints = [
            models.UniqueConstraint(fields=["user", "document", "version"], name="consent_once_per_version"),
            models.CheckConstraint(condition=~models.Q(version=""), name="consent_names_its_version"),
        ]

    def __str__(self) -> str:
        return f"{self.get_document_display()} {self.version}"
