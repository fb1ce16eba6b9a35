"""What a supplier's books say of one year, and its registration in the RUP."""

import uuid
from functools import partial
from typing import ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from groundwork.reference import codes
from onboarding.models.document import Document
from onboarding.models.supplier import Supplier


class StatementQuerySet(models.QuerySet["FinancialStatement"]):
    def of(self, user: User | AnonymousUser) -> Self:
        """Those of the suppliers that the user belongs to."""
        return self.filter(supplier__in=Supplier.objects.of(user))


_pesos = partial(models.DecimalField, max_digits=20, decimal_places=2)


class FinancialStatement(models.Model):
    """The figures of one year's statements, in pesos; the indicators are computed from them, never stored."""

    class Kind(models.TextChoices):
        AUDITED = "audited", _("Dictaminados, con revisor fiscal")
        CERTIFIED = "certified", _("Certificados por contador")
        OPENING = "opening", _("De apertura, de una empresa nueva")

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    supplier = models.ForeignKey(Supplier, models.CASCADE, related_name="statements")
    kind = models.CharField(_("clase de estados financieros"), max_length=10, choices=Kind)
    cut_off_on = models.DateField(_("fecha de corte"))
    current_assets = _pesos(_("activo corriente"))
    total_assets = _pesos(_("activo total"))
    current_liabilities = _pesos(_("pasivo corriente"))
    total_liabilities = _pesos(_("pasivo total"))
    equity = _pesos(_("patrimonio"))
    operating_profit = _pesos(_("utilidad operacional"))
    interest_expense = _pesos(_("gastos de intereses"))
    document = models.ForeignKey(
        Document, models.PROTECT, blank=True, null=True, related_name="+", verbose_name=_("soporte")
    )
    updated_at = models.DateTimeField(default=timezone.now, editable=False)
    objects = StatementQuerySet.as_manager()

    class Meta:
        verbose_name = _("estados financieros")
        verbose_name_plural = _("estados financieros")
        ordering = ["-cut_off_on"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["supplier", "cut_off_on"],
                name="statement_one_per_cut_off",
                violation_error_message=_("Ya hay estados financieros con esa fecha de corte."),
            ),
            models.CheckConstraint(
                condition=Q(
                    current_assets__gte=0,
                    total_assets__gte=models.F("current_assets"),
                    current_liabilities__gte=0,
                    total_liabilities__gte=models.F("current_liabilities"),
                    interest_expense__gte=0,
                ),
                name="statement_parts_within_totals",
                violation_error_message=_("Lo corriente no puede ser mayor que el total, ni hay activos negativos."),
            ),
            models.CheckConstraint(
                condition=Q(total_assets=models.F("total_liabilities") + models.F("equity")),
                name="statement_balances",
                violation_error_message=_("El activo total debe ser igual al pasivo total más el patrimonio."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.supplier} · {self.cut_off_on}"


class RupRegistration(models.Model):
    """The supplier's registration in the RUP: it counts once it is in force, whatever its renewal says."""

    supplier = models.OneToOneField(Supplier, models.CASCADE, related_name="rup")
    number = models.CharField(_("número de inscripción"), max_length=20)
    chamber = models.CharField(_("cámara de comercio"), max_length=100)
    renewed_on = models.DateField(_("última renovación o inscripción"))
    in_force_on = models.DateField(
        _("en firme desde"), blank=True, null=True, help_text=_("Vacío mientras corre el término para recurrirla.")
    )
    document = models.ForeignKey(
        Document, models.PROTECT, blank=True, null=True, related_name="+", verbose_name=_("certificado")
    )
    updated_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("inscripción en el RUP")
        verbose_name_plural = _("inscripciones en el RUP")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(in_force_on=None) | Q(in_force_on__gte=models.F("renewed_on")),
                name="rup_in_force_after_renewal",
                violation_error_message=_("Queda en firme el día de la renovación o después."),
            ),
        ]

    def __str__(self) -> str:
        return self.number


class RupClass(models.Model):
    """One class of the classifier in which a registration in the RUP places the supplier."""

    registration = models.ForeignKey(RupRegistration, models.CASCADE, related_name="classes")
    code = models.CharField(_("código UNSPSC"), max_length=codes.LENGTH)
    added_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("clase del RUP")
        verbose_name_plural = _("clases del RUP")
        ordering = ["code"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["registration", "code"], name="rup_class_once"),
            models.CheckConstraint(
                condition=Q(code__regex=r"^[0-9]{6}00$") & ~Q(code__endswith="0000"),
                name="rup_class_is_a_class",
                violation_error_message=_("El RUP llega hasta la clase: seis números y dos ceros."),
            ),
        ]

    def __str__(self) -> str:
        return self.code
