"""The systems that people confuse, and the yearly periods in which they must be used: facts with a day and a source."""

from datetime import date
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from groundwork.web.speech import spoken

# Of a year without a 29 February: a period is the same every year.
COMMON_YEAR = 2023
SHORT_MONTHS = (4, 6, 9, 11)


def _exists(edge: str) -> Q:
    """That the month and the day of one edge of a period are a day of every year."""
    month, day = f"{edge}_month", f"{edge}_day"
    return (
        Q(**{f"{month}__range": (1, 12), f"{day}__range": (1, 28)})
        | Q(**{f"{month}__range": (1, 12), f"{day}__range": (29, 30)}) & ~Q(**{month: 2})
        | Q(**{f"{month}__range": (1, 12), day: 31}) & ~Q(**{f"{month}__in": (2, *SHORT_MONTHS)})
    )


class RelatedSystem(models.Model):
    """One system, as a person chooses between them: what for, for whom, where, and who helps there.

    An administrator corrects it without a new version of the portal; the page shows the day on which it was checked.
    """

    slug = models.SlugField(_("nombre en la dirección"), max_length=40, unique=True)
    name = models.CharField(_("nombre"), max_length=100)
    run_by = models.CharField(_("entidad que lo administra"), max_length=150)
    purpose_es = models.TextField(_("para qué sirve"))
    purpose_en = models.TextField(_("para qué sirve, en inglés"))
    audience_es = models.TextField(_("quién debe usarlo"))
    audience_en = models.TextField(_("quién debe usarlo, en inglés"))
    # When it is used, beside the yearly periods.
    occasion_es = models.TextField(_("cuándo se usa"))
    occasion_en = models.TextField(_("cuándo se usa, en inglés"))
    address = models.URLField(_("dirección"), blank=True)
    support_email = models.EmailField(_("correo de soporte"), blank=True)
    # What a mail to its support must carry, a line each.
    support_asks_es = models.TextField(_("qué incluir en el correo de soporte"), blank=True)
    support_asks_en = models.TextField(_("qué incluir en el correo de soporte, en inglés"), blank=True)
    # Those that people confuse with this portal have a page of their own; the others a line.
    has_page = models.BooleanField(_("tiene página propia"), default=False)
    position = models.PositiveSmallIntegerField(_("orden"), unique=True)
    source = models.CharField(_("fuente"), max_length=300)
    checked_on = models.DateField(_("comprobado el"))

    class Meta:
        verbose_name = _("sistema relacionado")
        verbose_name_plural = _("sistemas relacionados")
        ordering = ["position"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Its page, or its line in the list of all."""
        if self.has_page:
            return reverse("support:system", args=[self.slug])
        return f"{reverse('support:systems')}#{self.slug}"

    @property
    def purpose(self) -> str:
        """What it is for, in the reader's language."""
        return spoken(self.purpose_es, self.purpose_en)

    @property
    def audience(self) -> str:
        """Who must use it, in the reader's language."""
        return spoken(self.audience_es, self.audience_en)

    @property
    def occasion(self) -> str:
        """When it is used, in the reader's language."""
        return spoken(self.occasion_es, self.occasion_en)

    @property
    def support_asks(self) -> list[str]:
        """What a mail to its support must carry, in the reader's language."""
        return [line for line in spoken(self.support_asks_es, self.support_asks_en).splitlines() if line.strip()]


class Period(models.Model):
    """When, each year, a system must be used by those of one order: from a day to a day, both included."""

    class Order(models.TextChoices):
        NATIONAL = "national", _("orden nacional")
        TERRITORIAL = "territorial", _("orden territorial")

    system = models.ForeignKey(RelatedSystem, models.CASCADE, related_name="periods", verbose_name=_("sistema"))
    order = models.CharField(_("orden"), max_length=11, choices=Order)
    opens_month = models.PositiveSmallIntegerField(_("abre: mes"))
    opens_day = models.PositiveSmallIntegerField(_("abre: día"))
    closes_month = models.PositiveSmallIntegerField(_("cierra: mes"))
    closes_day = models.PositiveSmallIntegerField(_("cierra: día"))
    # The first year in which these days count; a later row of the same order takes its place.
    from_year = models.PositiveSmallIntegerField(_("desde el año"))
    source = models.CharField(_("fuente"), max_length=300)

    class Meta:
        verbose_name = _("período de un sistema")
        verbose_name_plural = _("períodos de los sistemas")
        ordering = ["system", "order", "-from_year"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["system", "order", "from_year"],
                name="period_once_a_year",
                violation_error_message=_("Ese orden ya tiene un período desde ese año."),
            ),
            models.CheckConstraint(
                condition=_exists("opens") & _exists("closes"),
                name="period_of_days_that_exist",
                violation_error_message=_("Ese día no existe en el calendario."),
            ),
            models.CheckConstraint(
                condition=Q(opens_month__lt=F("closes_month"))
                | Q(opens_month=F("closes_month"), opens_day__lte=F("closes_day")),
                name="period_within_a_year",
                violation_error_message=_("El período cierra antes de abrir."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.system} · {self.get_order_display()} · {self.from_year}"

    def clean(self) -> None:
        """Refuse a day that some year does not have, beside the field where it was written."""
        edges = (("opens_day", self.opens_month, self.opens_day), ("closes_day", self.closes_month, self.closes_day))
        words = _("Ese día no existe todos los años.")
        if refused := {field: words for field, month, day in edges if month and day and not _is_day(month, day)}:
            raise ValidationError(refused)

    def opens_on(self, year: int) -> date:
        """Its first day in that year."""
        return date(year, self.opens_month, self.opens_day)

    def closes_on(self, year: int) -> date:
        """Its last day in that year."""
        return date(year, self.closes_month, self.closes_day)


def _is_day(month: int, day: int) -> bool:
    try:
        date(COMMON_YEAR, month, day)
    except ValueError:
        return False
    return True
