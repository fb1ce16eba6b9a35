"""How the service is: what staff announce, what the service itself saw fail, and who wants to hear of it."""

import uuid
from datetime import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Component(models.TextChoices):
    """What people use, in their own words."""

    PAGES = "pages", _("Páginas y búsqueda")
    SIGN_IN = "sign_in", _("Ingreso y códigos")
    MAIL = "mail", _("Correos y alertas")
    FILES = "files", _("Documentos")


def in_language(spanish: str, english: str) -> str:
    """The one that the reader reads."""
    return english if (get_language() or "").startswith("en") else spanish


class IncidentQuerySet(models.QuerySet["Incident"]):
    def current(self, at: datetime) -> Self:
        """Those that have begun and have not ended."""
        return self.not_over(at).filter(begins_at__lte=at)

    def not_over(self, at: datetime) -> Self:
        """Those that have not ended, begun or not."""
        return self.filter(Q(ends_at=None) | Q(ends_at__gt=at))

    def planned(self, at: datetime) -> Self:
        """Those that are announced for later."""
        return self.filter(begins_at__gt=at)


class Incident(models.Model):
    """Something that staff tell everybody: that it fails, or that it will be stopped."""

    class Kind(models.TextChoices):
        FAILURE = "failure", _("Falla")
        MAINTENANCE = "maintenance", _("Mantenimiento programado")
        ANNOUNCEMENT = "announcement", _("Anuncio")

    class Impact(models.TextChoices):
        NONE = "none", _("Todo funciona")
        DEGRADED = "degraded", _("Funciona con dificultad")
        DOWN = "down", _("No funciona")

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("clase"), max_length=12, choices=Kind)
    impact = models.CharField(_("efecto"), max_length=8, choices=Impact, default=Impact.DEGRADED)
    # The values of Component that it touches, with commas between; empty for an announcement.
    components = models.CharField(_("qué afecta"), max_length=100, blank=True)
    title_es = models.CharField(_("título"), max_length=150)
    title_en = models.CharField(_("título en inglés"), max_length=150)
    begins_at = models.DateTimeField(_("desde"))
    ends_at = models.DateTimeField(_("hasta"), null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    objects = IncidentQuerySet.as_manager()

    class Meta:
        verbose_name = _("incidente o anuncio")
        verbose_name_plural = _("incidentes y anuncios")
        ordering = ["-begins_at", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gt=F("begins_at")),
                name="incident_ends_after_it_begins",
                violation_error_message=_("Debe terminar después de empezar."),
            ),
        ]

    def __str__(self) -> str:
        return self.title_es

    @property
    def title(self) -> str:
        """In the active language."""
        return in_language(self.title_es, self.title_en)

    @property
    def touched(self) -> list[Component]:
        """The components that it touches."""
        return [Component(value) for value in self.components.split(",") if value in Component.values]

    @property
    def is_news(self) -> bool:
        """Whether it only tells, and nothing fails."""
        return self.kind == self.Kind.ANNOUNCEMENT

    def is_over(self, at: datetime) -> bool:
        """Whether it has ended by then."""
        return self.ends_at is not None and self.ends_at <= at

    @property
    def last_told_at(self) -> datetime:
        """When staff last said something of it; with its updates at hand, without a query."""
        return max([self.created_at, *(update.at for update in self.updates.all())])


class IncidentUpdate(models.Model):
    """What staff said about an incident, as it went on."""

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="updates", verbose_name=_("incidente"))
    text_es = models.TextField(_("texto"))
    text_en = models.TextField(_("texto en inglés"))
    at = models.DateTimeField(_("fecha"), db_default=Now(), editable=False)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+")

    class Meta:
        verbose_name = _("novedad de un incidente")
        verbose_name_plural = _("novedades de incidentes")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.text_es[:80]

    @property
    def text(self) -> str:
        """In the active language."""
        return in_language(self.text_es, self.text_en)


class Fault(models.TextChoices):
    """What a check found wrong; a code, so that the record of it holds no words of machines."""

    SILENT = "silent", _("La página no respondió a tiempo.")
    REFUSED = "refused", _("La página respondió con un error.")
    SEARCH = "search", _("La búsqueda de procesos falló o tardó demasiado.")
    QUEUE = "queue", _("Había mensajes que debían haber salido y seguían en espera.")
    SERVER = "server", _("El servidor de correo no recibía los mensajes.")
    STORAGE = "storage", _("No se pudo guardar, leer o borrar un archivo de prueba.")
    CHECKS = "checks", _("Había documentos en espera de ser comprobados.")
    DEMO = "demo", _("Caída inventada para la demostración: no ocurrió.")


class Pulse(models.Model):
    """When each component was last seen to work, and how long it took; one row each."""

    component = models.CharField(_("qué"), max_length=8, choices=Component, primary_key=True)
    watched_since = models.DateTimeField(_("vigilado desde"))
    checked_at = models.DateTimeField(_("comprobado"))
    worked_at = models.DateTimeField(_("funcionó por última vez"), null=True)
    # The first of the failures in a row; empty while it works.
    failing_since = models.DateTimeField(_("falla desde"), null=True)
    took_ms = models.PositiveIntegerField(_("tardó (ms)"), null=True)

    class Meta:
        verbose_name = _("pulso del servicio")
        verbose_name_plural = _("pulsos del servicio")

    def __str__(self) -> str:
        return self.get_component_display()


class OutageQuerySet(models.QuerySet["Outage"]):
    def since(self, at: datetime) -> Self:
        """Those of which some part came after that moment."""
        return self.filter(Q(ended_at=None) | Q(ended_at__gt=at))

    def lasting(self) -> Self:
        """Those that have not ended."""
        return self.filter(ended_at=None)


class Outage(models.Model):
    """A time in which a component did not work, as the service itself saw it; nobody writes these by hand."""

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # Empty when nothing at all was watched.
    component = models.CharField(_("qué"), max_length=8, choices=Component, blank=True)
    began_at = models.DateTimeField(_("desde"))
    ended_at = models.DateTimeField(_("hasta"), null=True)
    # The last check before it that went well.
    worked_at = models.DateTimeField(_("funcionó por última vez"), null=True)
    fault = models.CharField(_("qué se encontró"), max_length=10, choices=Fault, blank=True)
    # Nothing was checked meanwhile: what checks was not running.
    unseen = models.BooleanField(_("sin vigilancia"), default=False, db_default=False)
    objects = OutageQuerySet.as_manager()

    class Meta:
        verbose_name = _("caída")
        verbose_name_plural = _("caídas")
        ordering = ["-began_at", "-pk"]
        indexes: ClassVar = [models.Index(fields=["ended_at"], name="outage_by_its_end")]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["component"], name="outage_one_at_a_time", condition=Q(ended_at=None)),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("began_at")), name="outage_ends_later"
            ),
            models.CheckConstraint(
                condition=Q(unseen=False, component__in=Component.values)
                | Q(unseen=True, component="", ended_at__isnull=False),
                name="outage_of_a_component_or_unseen",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.began_at:%Y-%m-%d %H:%M}"

    @property
    def what(self) -> str:
        """What failed, in words."""
        return str(_("Todo, sin vigilancia")) if self.unseen else self.get_component_display()


class StatusSubscription(models.Model):
    """A mailbox that hears of incidents, once its owner has confirmed it."""

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(_("correo"), unique=True)
    language = models.CharField(_("idioma"), max_length=10)
    asked_at = models.DateTimeField(_("pedido"), db_default=Now())
    confirmed_at = models.DateTimeField(_("confirmado"), null=True, blank=True)

    class Meta:
        verbose_name = _("suscripción al estado")
        verbose_name_plural = _("suscripciones al estado")

    def __str__(self) -> str:
        return self.email
