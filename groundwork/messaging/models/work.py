"""Announcements: one row for each thing that another room has still to act on."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class WorkQuerySet(models.QuerySet["Work"]):
    """Work rows by what may be done with them."""

    def due(self, consumer: str) -> Self:
        """Those that the consumer may take now, in order."""
        return self.filter(consumer=consumer, set_aside_at=None, not_before__lte=Now()).order_by("not_before", "pk")

    def set_aside(self) -> Self:
        """Those that failed alone too often and wait for a person."""
        return self.filter(set_aside_at__isnull=False)


class Work(models.Model):
    """A subject that one consumer has still to act on; the row is the guarantee."""

    topic = models.CharField(_("asunto"), max_length=60)
    consumer = models.CharField(_("consumidor"), max_length=60)
    subject_id = models.BigIntegerField(_("objeto"))
    created_at = models.DateTimeField(_("anunciado"), db_default=Now(), editable=False)
    not_before = models.DateTimeField(_("no antes de"), db_default=Now(), editable=False)
    failures = models.PositiveSmallIntegerField(_("fallas"), default=0, db_default=0, editable=False)
    last_error = models.TextField(_("último error"), blank=True, db_default="", editable=False)
    set_aside_at = models.DateTimeField(_("apartado"), null=True, editable=False)

    objects = WorkQuerySet.as_manager()

    class Meta:
        verbose_name = _("trabajo anunciado")
        verbose_name_plural = _("trabajos anunciados")
        indexes: ClassVar = [
            models.Index("consumer", "not_before", "id", name="work_claim_order", condition=Q(set_aside_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.subject_id} → {self.consumer}"
