"""Which edition of each body of reference data is in force."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class Revision(models.Model):
    """The edition of one subject: its row is locked while it loads, and its stamp tells caches apart."""

    class Subject(models.TextChoices):
        CLASSIFIER = "classifier", _("Clasificador de bienes y servicios")
        PLACES = "places", _("Departamentos y municipios")

    subject = models.CharField(max_length=12, primary_key=True, choices=Subject)
    stamp = models.UUIDField(default=uuid.uuid4, editable=False)
    source = models.CharField(max_length=80, blank=True)
    official = models.BooleanField(default=False, db_default=False)
    changed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("edición de datos de referencia")
        verbose_name_plural = _("ediciones de datos de referencia")

    def __str__(self) -> str:
        return f"{self.get_subject_display()}: {self.source or '—'}"

    def is_of(self, source: str, *, official: bool) -> bool:
        """Whether the edition in force is that one."""
        return (self.source, self.official) == (source, official)
