"""What invited suppliers answer: prices item by item, and the papers that go along."""

import uuid
from functools import partial
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from groundwork.files.models import StoredFile
from interests.models.invitation import InvitationItem, Invitee
from onboarding.models import DocumentVersion

_pesos = partial(models.DecimalField, max_digits=18, decimal_places=2)


class QuoteQuerySet(models.QuerySet["Quote"]):
    def in_force(self) -> Self:
        """Those that were sent, that no later one replaced, and that were not withdrawn."""
        return self.filter(submitted_at__isnull=False, superseded_at=None, withdrawn_at=None)

    def sent(self) -> Self:
        """Those that were sent, whether they still count or not."""
        return self.filter(submitted_at__isnull=False)

    def drafts(self) -> Self:
        """Those that were not sent."""
        return self.filter(submitted_at=None)


class Quote(models.Model):
    """One answer with prices: a draft until it is sent. What a later one replaced, or was withdrawn, is kept."""

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    invitee = models.ForeignKey(Invitee, models.CASCADE, related_name="quotes")
    number = models.PositiveSmallIntegerField()
    valid_until = models.DateField(_("válida hasta"), null=True, blank=True)
    delivery = models.CharField(_("plazo de entrega"), max_length=200, blank=True, default="", db_default="")
    notes = models.TextField(_("condiciones y aclaraciones"), max_length=4000, blank=True, default="", db_default="")
    updated_at = models.DateTimeField(auto_now=True)
    submitted_at = models.DateTimeField(_("enviada"), null=True, blank=True, editable=False)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    superseded_at = models.DateTimeField(null=True, blank=True, editable=False)
    withdrawn_at = models.DateTimeField(_("retirada"), null=True, blank=True, editable=False)
    objects = QuoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("cotización")
        verbose_name_plural = _("cotizaciones")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["invitee", "number"], name="quote_numbered_once"),
            models.UniqueConstraint(
                fields=["invitee"],
                condition=Q(superseded_at=None, withdrawn_at=None, submitted_at__isnull=False),
                name="quote_one_in_force",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(superseded_at=None, submitted_at__isnull=False),
                name="quote_withdrawn_while_in_force",
            ),
            models.UniqueConstraint(fields=["invitee"], condition=Q(submitted_at=None), name="quote_one_draft"),
        ]

    def __str__(self) -> str:
        return f"{self.invitee} · {self.number}"

    @property
    def is_in_force(self) -> bool:
        """Whether it is the answer that counts."""
        return self.submitted_at is not None and self.superseded_at is None and self.withdrawn_at is None


class QuotePrice(models.Model):
    """The price of one item in one quote."""

    quote = models.ForeignKey(Quote, models.CASCADE, related_name="prices")
    item = models.ForeignKey(InvitationItem, models.PROTECT, related_name="prices")
    unit_price = _pesos(_("precio unitario, sin IVA"))
    vat = models.DecimalField(_("IVA (%)"), max_digits=5, decimal_places=2, default=0, db_default=0)

    class Meta:
        verbose_name = _("precio de un ítem")
        verbose_name_plural = _("precios de ítems")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["quote", "item"], name="quote_price_once_per_item"),
            models.CheckConstraint(
                condition=Q(unit_price__gt=0),
                name="quote_price_above_zero",
                violation_error_message=_("El precio es mayor que cero."),
            ),
            models.CheckConstraint(condition=Q(vat__gte=0, vat__lte=100), name="quote_price_vat_is_a_percentage"),
        ]

    def __str__(self) -> str:
        return f"{self.item} · {self.unit_price}"


class QuoteDocument(models.Model):
    """A paper that goes with a quote: one of the supplier's library, in the version of that moment, or a new file."""

    quote = models.ForeignKey(Quote, models.CASCADE, related_name="documents")
    version = models.ForeignKey(DocumentVersion, models.PROTECT, null=True, blank=True, related_name="+")
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("documento de una cotización")
        verbose_name_plural = _("documentos de cotizaciones")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["quote", "version"], name="quote_document_version_once"),
            models.CheckConstraint(
                condition=Q(version=None, file__isnull=False) | Q(version__isnull=False, file=None),
                name="quote_document_is_one_paper",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quote} · {self.version or self.file}"

    @property
    def stored(self) -> StoredFile:
        """Its bytes."""
        stored = self.version.file if self.version else self.file
        if stored is None:
            raise ValueError("The constraint keeps a paper without bytes away.")
        return stored
