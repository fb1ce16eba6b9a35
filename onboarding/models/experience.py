"""What a supplier has done before: contracts, public and private."""

import uuid
from decimal import Decimal
from typing import ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from groundwork.reference import codes
from onboarding.models.document import Document
from onboarding.models.supplier import Supplier

# Characters, however a contract is told.
COUNTERPARTY_LENGTH, NUMBER_LENGTH, SUBJECT_LENGTH = 200, 60, 1000


class PastContractQuerySet(models.QuerySet["PastContract"]):
    def of(self, user: User | AnonymousUser) -> Self:
        """Those of the suppliers that the user belongs to."""
        return self.filter(supplier__in=Supplier.objects.of(user))

    def edited_by(self, user: User | AnonymousUser) -> Self:
        """Those that the user may change."""
        return self.filter(supplier__in=Supplier.objects.edited_by(user))


class PastContract(models.Model):
    """One contract that the supplier carried out, alone or in a joint bidder; its value is the whole contract's."""

    class Origin(models.TextChoices):
        TYPED = "typed", _("A mano")
        PASTED = "pasted", _("De una hoja de cálculo")
        PORTAL = "portal", _("De este portal")

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    supplier = models.ForeignKey(Supplier, models.CASCADE, related_name="past_contracts")
    counterparty = models.CharField(_("contratante"), max_length=COUNTERPARTY_LENGTH)
    is_public = models.BooleanField(_("el contratante es una entidad estatal"), default=False)
    number = models.CharField(_("número del contrato"), max_length=NUMBER_LENGTH, blank=True)
    subject = models.CharField(_("objeto"), max_length=SUBJECT_LENGTH)
    commodities = ArrayField(models.CharField(max_length=codes.LENGTH), verbose_name=_("códigos UNSPSC"))
    value = models.DecimalField(_("valor en pesos"), max_digits=18, decimal_places=2)
    # With the minimum wage of the year in which it ended, as requirements of experience are written.
    value_smmlv = models.DecimalField(_("valor en SMMLV"), max_digits=14, decimal_places=2, editable=False)
    started_on = models.DateField(_("fecha de inicio"))
    ended_on = models.DateField(_("fecha de terminación"))
    share = models.DecimalField(_("participación (%)"), max_digits=5, decimal_places=2, default=Decimal(100))
    certificate = models.ForeignKey(
        Document, models.PROTECT, blank=True, null=True, related_name="+", verbose_name=_("certificado")
    )
    origin = models.CharField(max_length=8, choices=Origin, default=Origin.TYPED)
    # The public code of the portal's own contract that this one tells of.
    carried_out = models.UUIDField(null=True, blank=True, editable=False)
    added_at = models.DateTimeField(default=timezone.now, editable=False)
    objects = PastContractQuerySet.as_manager()

    class Meta:
        verbose_name = _("contrato de experiencia")
        verbose_name_plural = _("contratos de experiencia")
        ordering = ["-ended_on", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["carried_out", "supplier"], name="past_contract_carried_out_once"),
            models.CheckConstraint(
                condition=Q(origin="portal", carried_out__isnull=False) | ~Q(origin="portal") & Q(carried_out=None),
                name="past_contract_of_the_portal_says_which",
            ),
            models.CheckConstraint(
                condition=Q(value__gt=0),
                name="past_contract_has_a_value",
                violation_error_message=_("El valor es mayor que cero."),
            ),
            models.CheckConstraint(
                condition=Q(ended_on__gte=F("started_on")),
                name="past_contract_ends_after_it_begins",
                violation_error_message=_("Termina el día en que empieza o después."),
            ),
            models.CheckConstraint(
                condition=Q(share__gt=0, share__lte=100),
                name="past_contract_share_between_0_and_100",
                violation_error_message=_("La participación está entre 0,01 y 100."),
            ),
            models.CheckConstraint(
                condition=Q(commodities__len__gt=0),
                name="past_contract_has_a_code",
                violation_error_message=_("Escriba al menos un código UNSPSC."),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["supplier", "-ended_on", "-id"], name="past_contract_of_supplier"),
            GinIndex(fields=["commodities"], name="past_contract_codes"),
        ]

    def __str__(self) -> str:
        return f"{self.counterparty} · {self.ended_on}"
