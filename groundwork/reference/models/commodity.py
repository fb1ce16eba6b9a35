"""The Clasificador de Bienes y Servicios (UNSPSC), from segment to product."""

from typing import Self

from django.db import models
from django.db.models import Case, Q, Value, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from groundwork.reference import codes


class CommodityQuerySet(models.QuerySet["Commodity"]):
    def current(self) -> Self:
        """Those of the edition in force."""
        return self.filter(retired=False)

    def roots(self) -> Self:
        """The segments in force, by code."""
        return self.current().filter(parent=None).order_by("code")

    def under(self, code: str) -> Self:
        """The code and everything that it covers, by code."""
        low, high = codes.below(code)
        return self.filter(code__gte=low, code__lte=high).order_by("code")


class Commodity(models.Model):
    """One heading of the classifier; kept, marked as retired, when a newer edition drops it."""

    class Level(models.IntegerChoices):
        SEGMENT = codes.SEGMENT, _("Segmento")
        FAMILY = codes.FAMILY, _("Familia")
        CLASS = codes.CLASS, _("Clase")
        PRODUCT = codes.PRODUCT, _("Producto")

    code = models.CharField(_("código"), max_length=codes.LENGTH, primary_key=True)
    level = models.GeneratedField(
        verbose_name=_("nivel"),
        expression=Case(
            When(Q(code__endswith="000000"), then=Value(codes.SEGMENT)),
            When(Q(code__endswith="0000"), then=Value(codes.FAMILY)),
            When(Q(code__endswith="00"), then=Value(codes.CLASS)),
            default=Value(codes.PRODUCT),
        ),
        output_field=models.SmallIntegerField(),
        db_persist=True,
    )
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    title = models.CharField(_("título"), max_length=300)
    search_text = models.CharField(max_length=300, editable=False)
    retired = models.BooleanField(_("retirado"), default=False, db_default=False)
    source = models.CharField(_("fuente"), max_length=80)
    objects = CommodityQuerySet.as_manager()

    class Meta:
        verbose_name = _("código del clasificador")
        verbose_name_plural = _("clasificador de bienes y servicios")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(code__regex=r"^[1-9][0-9]{7}$"),
                name="commodity_code_has_eight_digits",
                violation_error_message=_("El código del clasificador tiene ocho dígitos."),
            ),
            models.CheckConstraint(
                condition=Q(code__endswith="000000") ^ Q(parent__isnull=False),
                name="commodity_parent_unless_segment",
                violation_error_message=_("Solo los segmentos van sin un código superior."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("reference:commodity_detail", args=[self.code])

    @property
    def level_name(self) -> str:
        """Segmento, familia, clase or producto, for people: a generated field has no choices of its own."""
        return str(self.Level(codes.level_of(self.code)).label)

    @property
    def short_code(self) -> str:
        """The code without the zeros of the levels below it: "8011" for a family."""
        return self.code[: 2 * codes.level_of(self.code)]
