"""What the portal asks of each kind of supplier, as data: dated, with its source, edited by an administrator."""

from datetime import date
from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from groundwork.web.speech import spoken
from onboarding.models.supplier import PersonType


class DocumentType(models.Model):
    """One paper that a supplier may be asked for: a certificate, a statement, an identity document."""

    class Group(models.TextChoices):
        IDENTITY = "identity", _("Identificación")
        STANDING = "standing", _("Existencia y representación")
        FINANCE = "finance", _("Capacidad financiera")
        EXPERIENCE = "experience", _("Experiencia")
        USUAL = "usual", _("Otros documentos habituales")

    slug = models.SlugField(_("clave"), max_length=40, unique=True)
    group = models.CharField(_("grupo"), max_length=12, choices=Group)
    order = models.PositiveSmallIntegerField(_("orden"), default=0)
    name = models.CharField(_("nombre"), max_length=120)
    name_en = models.CharField(_("nombre en inglés"), max_length=120, blank=True)
    help = models.TextField(_("qué es y dónde se pide"), blank=True)
    help_en = models.TextField(_("lo mismo en inglés"), blank=True)
    register_url = models.URLField(_("registro público donde se comprueba"), blank=True)
    is_identity = models.BooleanField(
        _("identifica a una persona"),
        default=False,
        help_text=_("Se le pone una marca de agua y queda escrito quién lo mira."),
    )
    two_reviewers = models.BooleanField(_("lo revisan dos personas"), default=False)

    class Meta:
        verbose_name = _("tipo de documento")
        verbose_name_plural = _("tipos de documento")
        ordering = ["group", "order", "slug"]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """Its name in the reader's language."""
        return spoken(self.name, self.name_en)

    @property
    def hint(self) -> str:
        """What it is and who gives it, in the reader's language."""
        return spoken(self.help, self.help_en)


class DocumentRuleQuerySet(models.QuerySet["DocumentRule"]):
    def in_force(self, on: date) -> Self:
        """Those that count on a day."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=on), valid_from__lte=on)

    def asked_of(self, person_type: str, *, on: date) -> Self:
        """What is asked on that day of suppliers of that kind, in the order of their file."""
        rules = self.in_force(on).filter(person_type=person_type).select_related("document_type")
        return rules.order_by("document_type__group", "document_type__order", "pk")


class DocumentRule(models.Model):
    """That a document is asked of one kind of supplier: whether it must be there, how many, how fresh, who signs it."""

    class Each(models.TextChoices):
        SUPPLIER = "supplier", _("uno por proveedor")
        REPRESENTATIVE = "representative", _("uno por representante legal")
        BOARD_MEMBER = "board_member", _("uno por miembro de junta directiva")

    class Signer(models.TextChoices):
        NOBODY = "", _("nadie en particular")
        OWNER = "owner", _("la persona misma")
        REPRESENTATIVE = "representative", _("el representante legal")
        ACCOUNTANT = "accountant", _("contador y representante legal")
        AUDITOR = "auditor", _("revisor fiscal, contador y representante legal")

    document_type = models.ForeignKey(DocumentType, models.PROTECT, related_name="rules", verbose_name=_("documento"))
    person_type = models.CharField(_("tipo de persona"), max_length=20, choices=PersonType)
    required = models.BooleanField(_("obligatorio"), default=True)
    each = models.CharField(_("cuántos"), max_length=15, choices=Each, default=Each.SUPPLIER)
    maximum = models.PositiveSmallIntegerField(_("máximo de cada uno"), default=1)
    one_of = models.SlugField(
        _("grupo de alternativas"),
        max_length=40,
        blank=True,
        help_text=_("Con uno de los documentos del mismo grupo basta."),
    )
    freshness_days = models.PositiveSmallIntegerField(
        _("antigüedad máxima en días"), blank=True, null=True, help_text=_("Desde su expedición hasta hoy.")
    )
    cut_off_last_year = models.BooleanField(_("con corte al 31 de diciembre del año anterior"), default=False)
    signer = models.CharField(_("quién firma"), max_length=15, choices=Signer, blank=True, default=Signer.NOBODY)
    checks = ArrayField(
        models.CharField(max_length=200), verbose_name=_("qué mira quien revisa"), default=list, blank=True
    )
    checks_en = ArrayField(
        models.CharField(max_length=200), verbose_name=_("lo mismo en inglés"), default=list, blank=True
    )
    source = models.CharField(_("fuente"), max_length=200)
    valid_from = models.DateField(_("rige desde"))
    valid_to = models.DateField(_("rige hasta"), blank=True, null=True)
    objects = DocumentRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("regla de documentos")
        verbose_name_plural = _("reglas de documentos")
        ordering = ["person_type", "document_type"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["person_type", "document_type", "each", "valid_from"],
                name="document_rule_one_per_day",
                violation_error_message=_("Ya hay una regla de ese documento desde ese día."),
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="document_rule_ends_after_it_begins",
                violation_error_message=_("La regla termina antes de empezar."),
            ),
            models.CheckConstraint(
                condition=Q(maximum__gte=1),
                name="document_rule_takes_one_at_least",
                violation_error_message=_("El máximo es al menos uno."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_person_type_display()}: {self.document_type}"

    @property
    def checklist(self) -> list[str]:
        """What the reviewer must look at, in the reader's language."""
        english = (get_language() or "").startswith("en") and len(self.checks_en) == len(self.checks)
        return list(self.checks_en if english else self.checks)


class ReturnReason(models.Model):
    """Why a document is sent back: what the supplier reads, with what to do about it."""

    slug = models.SlugField(_("clave"), max_length=40, unique=True)
    order = models.PositiveSmallIntegerField(_("orden"), default=0)
    text = models.CharField(_("motivo"), max_length=200)
    text_en = models.CharField(_("motivo en inglés"), max_length=200, blank=True)
    remedy = models.CharField(_("qué hacer"), max_length=300, blank=True)
    remedy_en = models.CharField(_("qué hacer, en inglés"), max_length=300, blank=True)
    retired = models.BooleanField(_("ya no se ofrece"), default=False)

    class Meta:
        verbose_name = _("motivo de devolución")
        verbose_name_plural = _("motivos de devolución")
        ordering = ["order", "slug"]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The reason in the reader's language."""
        return spoken(self.text, self.text_en)

    @property
    def advice(self) -> str:
        """What to do about it, in the reader's language."""
        return spoken(self.remedy, self.remedy_en)
