"""Where a person is signed in, from which devices they usually do, and what happened in their account."""

import uuid
from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class PersonSessionQuerySet(models.QuerySet["PersonSession"]):
    def of(self, user: "models.Model | AnonymousUser") -> Self:
        """The person's own."""
        return self.filter(user_id=user.pk)

    def other_than(self, code: uuid.UUID | None) -> Self:
        """All but the one of that code, if one is given."""
        return self.exclude(code=code) if code else self.all()

    def open(self) -> Self:
        """Those that nobody has ended."""
        return self.filter(ended_at=None)

    def alive(self, *, at: datetime) -> Self:
        """Those open that neither idled nor lived too long: whoever holds one of them is signed in."""
        return self.open().filter(
            Q(shared=False, seen_at__gte=at - timedelta(seconds=settings.SESSION_IDLE_SECONDS))
            | Q(shared=True, seen_at__gte=at - timedelta(seconds=settings.SHARED_SESSION_IDLE_SECONDS)),
            started_at__gte=at - timedelta(seconds=settings.SESSION_COOKIE_AGE),
        )


class PersonSession(models.Model):
    """One sign-in on one device, until it ends; the key is that of Django's own session row."""

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="sessions")
    session_key = models.CharField(max_length=40, editable=False)
    device = models.CharField(_("equipo"), max_length=120)
    address = models.GenericIPAddressField(_("dirección de red"), null=True)
    factor = models.CharField(_("se identificó con"), max_length=15, blank=True)
    shared = models.BooleanField(_("equipo compartido"), default=False)
    started_at = models.DateTimeField(_("comenzó"), default=timezone.now)
    seen_at = models.DateTimeField(_("última actividad"), default=timezone.now)
    ended_at = models.DateTimeField(_("terminó"), null=True)
    objects = PersonSessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("sesión")
        verbose_name_plural = _("sesiones")
        indexes: ClassVar = [
            models.Index("user", models.F("started_at").desc(), name="person_session_newest"),
            models.Index("started_at", name="person_session_age"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["session_key"], name="person_session_one_per_key"),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=models.F("started_at")), name="person_session_ends_later"
            ),
        ]

    def __str__(self) -> str:
        return str(self.code)


class KnownDevice(models.Model):
    """A browser in which the person has signed in before; it keeps a random mark, and only its digest is here."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="known_devices")
    digest = models.CharField(max_length=100, editable=False)
    device = models.CharField(_("equipo"), max_length=120)
    first_seen_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("equipo conocido")
        verbose_name_plural = _("equipos conocidos")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "digest"], name="known_device_once_per_person")
        ]

    def __str__(self) -> str:
        return self.device


class ActivityQuerySet(models.QuerySet["Activity"]):
    def of(self, user: "models.Model | AnonymousUser") -> Self:
        """What happened in the person's account."""
        return self.filter(user_id=user.pk)


class Activity(models.Model):
    """One thing that happened in a person's account, for that person to read; never another's."""

    class Kind(models.TextChoices):
        SIGNED_IN = "signed_in", _("Ingresó")
        SIGNED_OUT = "signed_out", _("Salió")
        PASSWORD_REFUSED = "password_refused", _("Contraseña errada")
        CODE_REFUSED = "code_refused", _("Código errado")
        LOCKED = "locked", _("Ingreso bloqueado por intentos errados")
        NEW_DEVICE = "new_device", _("Ingreso desde un equipo nuevo")
        IDENTITY_CONFIRMED = "identity_confirmed", _("Confirmó su identidad")
        SESSION_ENDED = "session_ended", _("Cerró una sesión")
        SESSIONS_ENDED = "sessions_ended", _("Cerró sus otras sesiones")
        SESSIONS_CLOSED = "sessions_closed", _("El portal cerró sus sesiones")
        NOT_ME = "not_me", _("Avisó que no fue usted")
        PASSWORD_CHANGED = "password_changed", _("Cambió la contraseña")
        PASSWORD_RECOVERED = "password_recovered", _("Recuperó la contraseña")
        QUESTION_CHANGED = "question_changed", _("Cambió la pregunta de seguridad")
        ANSWER_REFUSED = "answer_refused", _("Respuesta de seguridad errada")
        APP_ENROLLED = "app_enrolled", _("Activó una aplicación de autenticación")
        APP_REMOVED = "app_removed", _("Quitó la aplicación de autenticación")
        PASSKEY_ADDED = "passkey_added", _("Agregó una llave de acceso")
        PASSKEY_REMOVED = "passkey_removed", _("Quitó una llave de acceso")
        BACKUP_CODES_MADE = "backup_codes_made", _("Generó códigos de respaldo")
        BACKUP_CODE_USED = "backup_code_used", _("Usó un código de respaldo")
        DATA_CHANGED = "data_changed", _("Cambió sus datos")
        EMAIL_CHANGE_ASKED = "email_change_asked", _("Pidió cambiar el correo")
        EMAIL_CHANGED = "email_changed", _("Cambió el correo")
        EMAIL_CHANGE_STOPPED = "email_change_stopped", _("Detuvo un cambio de correo")
        NOTICES_CHANGED = "notices_changed", _("Cambió sus avisos")
        DATA_EXPORTED = "data_exported", _("Descargó sus datos")
        IDENTITY_CHECK_ASKED = "identity_check_asked", _("Pidió recuperar la cuenta sin la respuesta")
        IDENTITY_CHECK_DECIDED = "identity_check_decided", _("Se decidió una recuperación sin la respuesta")
        TEAM_JOINED = "team_joined", _("Se unió a un equipo")
        TEAM_LEFT = "team_left", _("Dejó un equipo")
        TEXTS_ACCEPTED = "texts_accepted", _("Aceptó textos legales")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="activity")
    kind = models.CharField(_("qué pasó"), max_length=25, choices=Kind)
    at = models.DateTimeField(_("cuándo"), default=timezone.now)
    device = models.CharField(_("equipo"), max_length=120, blank=True)
    address = models.GenericIPAddressField(_("dirección de red"), null=True)
    detail = models.CharField(_("detalle"), max_length=200, blank=True)
    objects = ActivityQuerySet.as_manager()

    class Meta:
        verbose_name = _("actividad")
        verbose_name_plural = _("actividad")
        indexes: ClassVar = [models.Index("user", models.F("at").desc(), models.F("id").desc(), name="activity_newest")]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d %H:%M}"
