"""The texts that people accept, version by version, and what the portal has taught them once."""

from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models.user import Consent

# A version is published at least so long before it comes in force: whoever keeps the list of versions for a minute
# still knows the very moment.
LEAST_NOTICE = timedelta(days=1)
# So long before it comes in force everybody is told; from then on it stays as it is.
TOLD_AHEAD = timedelta(days=10)


class LegalTextQuerySet(models.QuerySet["LegalText"]):
    def in_force(self, at: datetime) -> Self:
        """The newest version of each document that counts at that moment."""
        return self.filter(in_force_from__lte=at).order_by("document", "-in_force_from").distinct("document")

    def told(self, at: datetime) -> Self:
        """Those that everybody may read: in force, earlier, and those announced already."""
        return self.filter(in_force_from__lte=at + TOLD_AHEAD)

    def coming(self, at: datetime) -> Self:
        """Those announced that do not count yet."""
        return self.told(at).filter(in_force_from__gt=at)


class LegalText(models.Model):
    """One version of a document, in both languages; never changed once people are told of it.

    Its text is plain: an empty line between paragraphs, "## " before a heading, "- " before each point of a list.
    """

    document = models.CharField(_("documento"), max_length=20, choices=Consent.Document)
    version = models.CharField(_("versión"), max_length=20)
    in_force_from = models.DateTimeField(_("rige desde"))
    text_es = models.TextField(_("texto"))
    text_en = models.TextField(_("texto en inglés"))
    # What is new in it, in two or three sentences, for who accepted the one before; empty in the first.
    changes_es = models.TextField(_("qué cambia"), blank=True)
    changes_en = models.TextField(_("qué cambia, en inglés"), blank=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    objects = LegalTextQuerySet.as_manager()

    class Meta:
        verbose_name = _("texto legal")
        verbose_name_plural = _("textos legales")
        ordering = ["document", "-in_force_from"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["document", "version"],
                name="legal_text_version_once",
                violation_error_message=_("Ese documento ya tiene esa versión."),
            ),
            models.UniqueConstraint(
                fields=["document", "in_force_from"],
                name="legal_text_one_at_a_time",
                violation_error_message=_("Otra versión de ese documento empieza a regir en ese momento."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_document_display()} {self.version}"

    @property
    def text(self) -> str:
        """In the active language."""
        return self.text_en if get_language() == "en" else self.text_es

    @property
    def changes(self) -> str:
        """What is new in it, in the active language."""
        return self.changes_en if get_language() == "en" else self.changes_es

    def is_in_force(self, at: datetime) -> bool:
        """Whether its moment has come; a later version may have taken its place."""
        return self.in_force_from <= at

    def is_fixed(self, at: datetime) -> bool:
        """Whether people are being told of it, so that nobody changes it any more."""
        return self.in_force_from <= at + TOLD_AHEAD


class Lesson(models.Model):
    """That a person has put away a notice that teaches once; it is not shown to them again."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="lessons")
    slug = models.SlugField(max_length=40)
    learnt_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("aviso que ya enseñó")
        verbose_name_plural = _("avisos que ya enseñaron")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["user", "slug"], name="lesson_learnt_once"),
        ]

    def __str__(self) -> str:
        return self.slug
