"""Figures that the law sets and changes: each with the day from which it counts and where it comes from."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Parameter(models.Model):
    """One value of a legal figure, in force from a day until the next one of the same key and bracket."""

    class Unit(models.TextChoices):
        COP = "cop", _("pesos")
        USD = "usd", _("dólares")
        SMMLV = "smmlv", _("salarios mínimos (SMMLV)")
        SHARE = "share", _("proporción (1 = 100 %)")
        CALENDAR_DAYS = "calendar_days", _("días calendario")
        BUSINESS_DAYS = "business_days", _("días hábiles")
        MONTHS = "months", _("meses")
        HOUR = "hour", _("hora del día")
        COUNT = "count", _("cantidad")

    key = models.SlugField(_("clave"), max_length=60)
    bracket = models.DecimalField(
        _("desde"),
        max_digits=18,
        decimal_places=2,
        default=0,
        db_default=0,
        help_text=_("Para cifras por tramos: el valor desde el cual cuenta este tramo. Si no hay tramos, 0."),
    )
    value = models.DecimalField(_("valor"), max_digits=18, decimal_places=4)
    unit = models.CharField(_("unidad"), max_length=16, choices=Unit)
    valid_from = models.DateField(_("rige desde"))
    source = models.CharField(_("fuente"), max_length=200)
    note = models.TextField(_("nota"), blank=True)

    class Meta:
        verbose_name = _("parámetro legal")
        verbose_name_plural = _("parámetros legales")
        ordering = ["key", "bracket", "-valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["key", "bracket", "valid_from"],
                name="parameter_one_value_per_day",
                violation_error_message=_("Ese parámetro ya tiene un valor desde ese día."),
            ),
            models.CheckConstraint(
                condition=Q(value__gte=0, bracket__gte=0),
                name="parameter_not_negative",
                violation_error_message=_("El valor no puede ser negativo."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} ({self.valid_from})"
