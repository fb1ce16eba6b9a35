"""Opportunities: the processes that fit a supplier's areas of interest, and why each is there."""

import uuid
from datetime import datetime
from typing import Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from interests.models.interest import Interest
from onboarding.models import Supplier
from procurement.models import Process


class State(models.TextChoices):
    """What the supplier decided about it; any of them may follow any other."""

    NEW = "new", _("Nueva")
    SAVED = "saved", _("Guardada")
    PREPARING = "preparing", _("En preparación")
    DISCARDED = "discarded", _("Descartada")


class Fit(models.TextChoices):
    """How a process answers one filter of an area of interest."""

    ANY = "any", _("el área no lo pide")
    MATCHED = "matched", _("coincide")
    UNKNOWN = "unknown", _("el proceso no lo dice")


class OpportunityQuerySet(models.QuerySet["Opportunity"]):
    def of(self, user: User | AnonymousUser) -> Self:
        """Those of the suppliers that the user belongs to."""
        return self.filter(supplier__in=Supplier.objects.of(user))

    def open(self, *, at: datetime) -> Self:
        """Those whose process still receives proposals."""
        return self.filter(process__open_until__gt=at)

    def closed(self, *, at: datetime) -> Self:
        """Those whose process no longer does, without the discarded ones, which nobody misses."""
        return self.filter(process__open_until__lte=at).exclude(state=State.DISCARDED)


class Opportunity(models.Model):
    """One process that fits one supplier, once however many of its areas ask for it."""

    code = models.UUIDField(default=uuid.uuid4, db_default=RandomUUID(), unique=True, editable=False)
    # Their own indexes would repeat the first columns of those below.
    supplier = models.ForeignKey(Supplier, models.CASCADE, related_name="opportunities", db_index=False)
    process = models.ForeignKey(Process, models.CASCADE, related_name="opportunities", db_index=False)
    state = models.CharField(_("estado"), max_length=9, choices=State, default=State.NEW, db_default=State.NEW)
    matched_at = models.DateTimeField(_("encontrada"), db_default=models.functions.Now(), editable=False)
    # The member of the supplier's team who looks after it, once somebody does.
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        db_index=False,
        related_name="+",
        verbose_name=_("a cargo de"),
    )
    objects = OpportunityQuerySet.as_manager()

    class Meta:
        verbose_name = _("oportunidad")
        verbose_name_plural = _("oportunidades")
        constraints = [
            # In this order: an index by process alone would serve the same look-ups, badly for a process that
            # many look for, and the planner takes it while it knows little of a young table.
            models.UniqueConstraint(fields=["process", "supplier"], name="opportunity_once_per_supplier"),
        ]
        indexes = [
            models.Index(fields=["supplier", "state"], name="opportunity_by_state"),
            models.Index(
                fields=["assigned_to"], name="opportunity_of_person", condition=models.Q(assigned_to__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.process} · {self.supplier}"


class OpportunityMatch(models.Model):
    """Why an opportunity is there: one area of interest, and how the process answers each of its filters.

    It belongs to the opportunity of its supplier and process: triggers (0006) refuse it without one, and take it away
    with it. By its own key, so that finding and inserting millions needs no look-up of ids.
    """

    pk = models.CompositePrimaryKey("process_id", "supplier_id", "interest_id")
    supplier = models.ForeignKey(
        Supplier, models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False, editable=False
    )
    process = models.ForeignKey(
        Process, models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False, editable=False
    )
    interest = models.ForeignKey(Interest, models.CASCADE, related_name="matches")
    # The area's codes that cover a code of the process; empty when the area asks for none.
    codes = ArrayField(models.CharField(max_length=8), default=list)
    place = models.CharField(max_length=7, choices=Fit, default=Fit.ANY)
    value = models.CharField(max_length=7, choices=Fit, default=Fit.ANY)
    entity = models.CharField(max_length=7, choices=Fit, default=Fit.ANY)
    mipyme = models.CharField(max_length=7, choices=Fit, default=Fit.ANY, db_default=Fit.ANY)
    words = models.CharField(max_length=7, choices=Fit, default=Fit.ANY, db_default=Fit.ANY)

    class Meta:
        verbose_name = _("coincidencia")
        verbose_name_plural = _("coincidencias")

    def __str__(self) -> str:
        return f"{self.interest_id} · {self.process_id}"


class OpportunityNote(models.Model):
    """What a member of the team wrote about an opportunity, for the others."""

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    opportunity = models.ForeignKey(Opportunity, models.CASCADE, related_name="notes")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    text = models.CharField(_("nota"), max_length=1000)
    at = models.DateTimeField(db_default=models.functions.Now(), editable=False)

    class Meta:
        verbose_name = _("nota de una oportunidad")
        verbose_name_plural = _("notas de oportunidades")
        ordering = ["at", "pk"]
        constraints = [models.CheckConstraint(condition=~models.Q(text=""), name="note_says_something")]

    def __str__(self) -> str:
        return self.text
