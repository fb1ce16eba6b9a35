"""Departments and municipalities with their DANE codes (DIVIPOLA), and the other spellings of their names."""

from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Left, Lower
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _


class Unaccented(Func):
    """Lower-case letters without accents, by core PostgreSQL: names sort by it under any collation."""

    function = "TRANSLATE"
    output_field = models.CharField()

    def __init__(self, field: str) -> None:
        super().__init__(Lower(F(field)), Value("áéíóúüñ"), Value("aeiouun"))


class Department(models.Model):
    """A department, or the Capital District, which DIVIPOLA counts as one."""

    code = models.CharField(_("código DANE"), max_length=2, primary_key=True)
    name = models.CharField(_("nombre"), max_length=80)
    sort_name = models.GeneratedField(
        expression=Unaccented("name"), output_field=models.CharField(max_length=80), db_persist=True
    )
    retired = models.BooleanField(_("retirado"), default=False, db_default=False)

    class Meta:
        verbose_name = _("departamento")
        verbose_name_plural = _("departamentos")
        ordering = ["sort_name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(code__regex=r"^[0-9]{2}$"),
                name="department_code_has_two_digits",
                violation_error_message=_("El código DANE de un departamento tiene dos dígitos."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Municipality(models.Model):
    """A municipality, or what DIVIPOLA lists beside them (the island, the non-municipal areas)."""

    code = models.CharField(_("código DANE"), max_length=5, primary_key=True)
    department = models.ForeignKey(Department, models.PROTECT, related_name="municipalities")
    name = models.CharField(_("nombre"), max_length=80)
    sort_name = models.GeneratedField(
        expression=Unaccented("name"), output_field=models.CharField(max_length=80), db_persist=True
    )
    retired = models.BooleanField(_("retirado"), default=False, db_default=False)

    class Meta:
        verbose_name = _("municipio")
        verbose_name_plural = _("municipios")
        ordering = ["sort_name", "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(code__regex=r"^[0-9]{5}$"),
                name="municipality_code_has_five_digits",
                violation_error_message=_("El código DANE de un municipio tiene cinco dígitos."),
            ),
            models.CheckConstraint(
                condition=Exact(Left("code", 2), F("department")),
                name="municipality_code_begins_with_department",
                violation_error_message=_("El código del municipio empieza por el de su departamento."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def in_its_department(self) -> str:
        """Its name and its department's; Bogotá is both at once, and is said once."""
        return ", ".join(dict.fromkeys((self.name, self.department.name)))


class PlaceAlias(models.Model):
    """Another spelling of a place's name, folded: of the municipality, or of the department without one.

    The spelling of a municipality counts only inside its department: two departments may use it.
    """

    spelling = models.CharField(_("grafía"), max_length=80)
    department = models.ForeignKey(Department, models.CASCADE, related_name="aliases")
    municipality = models.ForeignKey(Municipality, models.CASCADE, null=True, blank=True, related_name="aliases")

    class Meta:
        verbose_name = _("otra grafía de un lugar")
        verbose_name_plural = _("otras grafías de lugares")
        ordering = ["spelling"]
        constraints = [
            models.UniqueConstraint(
                fields=["spelling"],
                condition=Q(municipality=None),
                name="placealias_one_department_per_spelling",
                violation_error_message=_("Esa grafía ya nombra un departamento."),
            ),
            models.UniqueConstraint(
                fields=["spelling", "department"],
                condition=Q(municipality__isnull=False),
                name="placealias_one_municipality_per_spelling",
                violation_error_message=_("Esa grafía ya nombra un municipio de ese departamento."),
            ),
            models.CheckConstraint(
                condition=Q(municipality=None) | Q(Exact(Left("municipality", 2), F("department"))),
                name="placealias_municipality_in_department",
                violation_error_message=_("El municipio no es de ese departamento."),
            ),
        ]

    def __str__(self) -> str:
        return self.spelling
