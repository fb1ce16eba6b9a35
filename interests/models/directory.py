"""What the directory compares of each supplier that chose to be found, worked out beforehand (docs/adr/0099)."""

from functools import partial

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from onboarding.models import Supplier

# An indicator as it is shown: two decimals, and room for the largest that sums of pesos can make.
_indicator = partial(models.DecimalField, max_digits=40, decimal_places=2)
_places = partial(ArrayField, models.CharField(max_length=5))


class DirectoryEntry(models.Model):
    """One supplier as the directory finds and orders it; it counts while no DirectoryChange says otherwise."""

    supplier = models.OneToOneField(Supplier, models.CASCADE, primary_key=True, related_name="+")
    # What is read of every row comes first, and what has no fixed width last: what stands behind costs more to reach.
    since = models.DateTimeField()
    # The last day on which all the required papers are in force, if they are; and that on which the rules are these.
    papers_until = models.DateField(null=True)
    rules_until = models.DateField()
    rup_renewed_on = models.DateField(null=True)
    rup_in_force_on = models.DateField(null=True)
    # Of its visible areas together: whether one names no place, and those that they name; then the departments
    # of these and of its own address.
    nationwide = models.BooleanField()
    size = models.CharField(max_length=6)
    person_type = models.CharField(max_length=20)
    department = models.CharField(max_length=2)
    departments = _places()
    municipality = models.CharField(max_length=5)
    experience = models.DecimalField(max_digits=30, decimal_places=2)
    liquidity = _indicator(null=True)
    indebtedness = _indicator(null=True)
    interest_cover = _indicator(null=True)
    return_on_equity = _indicator(null=True)
    return_on_assets = _indicator(null=True)
    places = _places()
    name_key = models.TextField()

    class Meta:
        verbose_name = _("proveedor del directorio")
        verbose_name_plural = _("proveedores del directorio")
        indexes = [
            models.Index(fields=["rules_until"], name="directory_entry_rules"),
            models.Index(fields=["experience", "supplier"], name="directory_by_experience"),
            models.Index(fields=["name_key", "supplier"], name="directory_by_name"),
            models.Index(fields=["since", "supplier"], name="directory_by_since"),
        ]

    def __str__(self) -> str:
        return self.name_key


class DirectoryChange(models.Model):
    """That something of a supplier changed since its entry was written; triggers write it with the change itself."""

    # No foreign key: it is noted also that a supplier is gone.
    supplier_id = models.BigIntegerField()

    class Meta:
        verbose_name = _("cambio por pasar al directorio")
        verbose_name_plural = _("cambios por pasar al directorio")

    def __str__(self) -> str:
        return str(self.supplier_id)
