"""Who is told by mail about what an area of interest finds."""

import uuid
from typing import Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from interests.models.interest import Interest
from onboarding.models import Supplier
from procurement.models import Process


class Cadence(models.TextChoices):
    """When a person is told of what an area finds; whoever wants it on screen only has no active subscription."""

    AT_ONCE = "now", _("Apenas se publique")
    DAILY = "daily", _("Un resumen al día")
    WEEKLY = "weekly", _("Un resumen a la semana")


class Weekday(models.IntegerChoices):
    """Days as Python counts them."""

    MONDAY = 0, _("lunes")
    TUESDAY = 1, _("martes")
    WEDNESDAY = 2, _("miércoles")
    THURSDAY = 3, _("jueves")
    FRIDAY = 4, _("viernes")
    SATURDAY = 5, _("sábado")
    SUNDAY = 6, _("domingo")


class AlertSubscriptionQuerySet(models.QuerySet["AlertSubscription"]):
    def of(self, user: User | AnonymousUser) -> Self:
        """The user's own."""
        return self.filter(user=user) if user.is_authenticated else self.none()

    def active(self) -> Self:
        """Those that mail is sent for."""
        return self.filter(active=True)


class AlertSubscription(models.Model):
    """One person's wish for mail about one area; it stays, inactive, when the person stops it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="alert_subscriptions")
    interest = models.ForeignKey(Interest, models.CASCADE, related_name="subscriptions", db_index=False)
    active = models.BooleanField(_("activa"), default=True, db_default=True)
    cadence = models.CharField(
        _("cuándo"), max_length=6, choices=Cadence, default=Cadence.AT_ONCE, db_default=Cadence.AT_ONCE
    )
    # Of the person's own clock: the hour of a digest, and the day of a weekly one.
    hour = models.PositiveSmallIntegerField(_("hora"), default=7, db_default=7)
    weekday = models.PositiveSmallIntegerField(_("día"), choices=Weekday, default=Weekday.MONDAY, db_default=0)
    objects = AlertSubscriptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("suscripción a avisos")
        verbose_name_plural = _("suscripciones a avisos")
        constraints = [
            models.UniqueConstraint(
                fields=["interest", "user"],
                name="alertsubscription_once_per_person",
                violation_error_message=_("Ya recibe avisos de esta área."),
            ),
            models.CheckConstraint(condition=models.Q(hour__lte=23), name="alertsubscription_hour_of_a_day"),
            models.CheckConstraint(condition=models.Q(weekday__lte=6), name="alertsubscription_day_of_a_week"),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.interest}"


class PendingAlert(models.Model):
    """One thing that a person is still to be told of in a digest; it goes when the digest is owed."""

    class About(models.TextChoices):
        FOUND = "found", _("encontrado")
        CHANGED = "changed", _("cambió")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False)
    interest = models.ForeignKey(Interest, models.CASCADE, related_name="+")
    process = models.ForeignKey(Process, models.CASCADE, related_name="+")
    about = models.CharField(max_length=7, choices=About, default=About.FOUND, db_default=About.FOUND)
    # Keys of the ProcessChange rows to be told, of what changed.
    changes = ArrayField(models.BigIntegerField(), default=list, db_default=[])
    found_at = models.DateTimeField(db_default=models.functions.Now(), editable=False)
    due_at = models.DateTimeField()

    class Meta:
        verbose_name = _("aviso por enviar")
        verbose_name_plural = _("avisos por enviar")
        constraints = [
            models.UniqueConstraint(fields=["user", "process", "interest", "about"], name="pendingalert_once")
        ]
        indexes = [models.Index(fields=["due_at", "user"], name="pendingalert_due")]

    def __str__(self) -> str:
        return f"{self.user_id} · {self.process_id}"


class Mute(models.Model):
    """What one member of a supplier does not want to see or be told of: a code, a public body, a modality."""

    class Kind(models.TextChoices):
        CODE = "code", _("código UNSPSC")
        ENTITY = "entity", _("entidad")
        MODALITY = "modality", _("modalidad")

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False)
    supplier = models.ForeignKey(Supplier, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind)
    # The code; the primary key of the body; the value of the modality.
    value = models.CharField(max_length=40)
    since = models.DateTimeField(db_default=models.functions.Now(), editable=False)

    class Meta:
        verbose_name = _("silencio")
        verbose_name_plural = _("silencios")
        constraints = [models.UniqueConstraint(fields=["user", "supplier", "kind", "value"], name="mute_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.value}"
