"""Contracting processes: the facts of each; where it stands follows from them and the clock."""

from datetime import datetime
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from groundwork.reference.models import Department, Municipality
from procurement.models.entity import Entity
from procurement.models.search import CLOSING_KEY, SEARCH_DOCUMENT, VALUE_KEY, OpenUntil


class Source(models.TextChoices):
    PORTAL = "portal", _("Este portal")
    SECOP = "secop", _("SECOP II, datos abiertos")


class Modality(models.TextChoices):
    """Modalidad de selección; the names that the open data uses are in procurement.secop."""

    DIRECT = "directa", _("Contratación directa")
    DIRECT_OFFERS = "directa-ofertas", _("Contratación directa (con ofertas)")
    SPECIAL = "especial", _("Contratación régimen especial")
    SPECIAL_OFFERS = "especial-ofertas", _("Contratación régimen especial (con ofertas)")
    MINIMUM = "minima", _("Mínima cuantía")
    LESSER = "menor", _("Selección abreviada de menor cuantía")
    REVERSE_AUCTION = "subasta", _("Selección abreviada por subasta inversa")
    FRAMEWORK = "acuerdo-marco", _("Selección abreviada por acuerdo marco")
    TENDER = "licitacion", _("Licitación pública")
    TENDER_WORKS = "licitacion-obra", _("Licitación pública de obra")
    MERIT = "meritos", _("Concurso de méritos")
    INFORMATION = "informacion", _("Solicitud de información a proveedores")
    DISPOSAL = "enajenacion", _("Enajenación de bienes")
    ALLIANCE = "asociacion-publico-privada", _("Asociación público privada")
    OTHER = "otra", _("Otra modalidad")


class Decision(models.TextChoices):
    """What ended the process, if anything has."""

    NONE = "", _("Sin decidir")
    CANCELLED = "cancelled", _("Cancelado")
    AWARDED = "awarded", _("Adjudicado")
    VOID = "void", _("Desierto")


class ProcessQuerySet(models.QuerySet["Process"]):
    def open(self, *, at: datetime) -> Self:
        """Those that still receive proposals at that time; without a closing date they count as open."""
        return self.filter(open_until__gt=at)

    def closed(self, *, at: datetime) -> Self:
        """Those that no longer receive proposals, decided or not."""
        return self.filter(open_until__lte=at)


class Process(models.Model):
    """One contracting process (proceso de contratación) of one public body."""

    # "CO1.REQ.n" for imported ones.
    code = models.CharField(_("código"), max_length=40, unique=True)
    source = models.CharField(_("fuente"), max_length=10, choices=Source)
    # An old row whose dates were moved to today: its page says so.
    is_sample = models.BooleanField(default=False, db_default=False)
    reference = models.CharField(_("referencia"), max_length=300, blank=True)
    portfolio = models.CharField(max_length=40, blank=True, help_text="CO1.BDOS.n, to which contracts refer")
    official_url = models.URLField(_("publicación oficial"), max_length=500, blank=True)

    entity = models.ForeignKey(Entity, models.PROTECT, related_name="processes")
    buyer_name = models.CharField(max_length=300, help_text="the entity's name as this process writes it")
    unit_name = models.CharField(_("unidad de contratación"), max_length=300, blank=True)

    title = models.TextField(_("nombre"))
    description = models.TextField(_("descripción"), blank=True)
    modality = models.CharField(_("modalidad"), max_length=30, choices=Modality)
    modality_detail = models.CharField(_("justificación de la modalidad"), max_length=300, blank=True)
    contract_type = models.CharField(_("tipo de contrato"), max_length=100, blank=True)
    budget = models.DecimalField(_("precio base"), max_digits=20, decimal_places=2, null=True, blank=True)
    # Limited to MiPyme (Decreto 1082/2015, art. 2.2.1.2.4.2.2); the open data does not tell.
    mipyme_only = models.BooleanField(_("limitado a MiPyme"), null=True, blank=True)
    duration = models.PositiveIntegerField(_("duración"), null=True, blank=True)
    duration_unit = models.CharField(max_length=20, blank=True)
    lots = models.PositiveIntegerField(_("lotes"), default=0, db_default=0)

    main_code = models.CharField(_("código UNSPSC principal"), max_length=8, blank=True)
    # The main and the secondary codes, each with every code above it: what "at any level" asks.
    code_paths = ArrayField(models.CharField(max_length=8), default=list)

    department = models.ForeignKey(Department, models.PROTECT, null=True, blank=True, db_index=False, related_name="+")
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )

    published_at = models.DateTimeField(_("publicación"))
    last_published_at = models.DateTimeField(_("última publicación"), null=True, blank=True)
    responses_open_at = models.DateTimeField(_("apertura de respuestas"), null=True, blank=True)
    closes_at = models.DateTimeField(_("cierre"), null=True, blank=True)
    # The open data gives days, not hours: such a closing is the end of its day in Bogotá.
    closing_hour_known = models.BooleanField(default=True, db_default=True)
    # For a process without a closing date: the source says that it no longer receives proposals.
    said_closed = models.BooleanField(default=False, db_default=False)
    decision = models.CharField(max_length=10, choices=Decision, default=Decision.NONE, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    source_phase = models.CharField(_("fase según la fuente"), max_length=100, blank=True)
    source_state = models.CharField(_("estado según la fuente"), max_length=100, blank=True)
    responses = models.PositiveIntegerField(_("respuestas"), default=0, db_default=0)

    # Until when it receives proposals: the past if decided, the far future if no date was given.
    open_until = OpenUntil()
    search = models.GeneratedField(expression=SEARCH_DOCUMENT, output_field=SearchVectorField(), db_persist=True)

    # Of the source's row, to tell "unchanged" from "updated".
    source_digest = models.BinaryField(max_length=16, null=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True, db_default=models.functions.Now())
    updated_at = models.DateTimeField(auto_now=True, db_default=models.functions.Now())
    objects = ProcessQuerySet.as_manager()

    class Meta:
        verbose_name = _("proceso de contratación")
        verbose_name_plural = _("procesos de contratación")
        constraints = [
            models.CheckConstraint(
                condition=Q(budget__isnull=True) | Q(budget__gte=0),
                name="process_budget_not_negative",
                violation_error_message=_("El valor no puede ser negativo."),
            ),
        ]
        indexes = [
            GinIndex(fields=["search"], name="process_search"),
            GinIndex(fields=["code_paths"], name="process_code_paths"),
            models.Index(fields=["-published_at", "-id"], name="process_newest"),
            models.Index(fields=["open_until", "id"], name="process_closing"),
            models.Index(CLOSING_KEY.desc(), F("id").desc(), name="process_closed"),
            models.Index(VALUE_KEY.desc(), F("id").desc(), name="process_value"),
            # Instead of the foreign keys' own, which come with a second one for LIKE that nothing asks for.
            models.Index(fields=["department"], name="process_by_department"),
            models.Index(fields=["municipality"], name="process_by_municipality"),
            models.Index(fields=["modality", "-published_at", "-id"], name="process_modality"),
            # Without these two, "adjudicados" and "este portal" would read the whole table to find a few.
            models.Index(fields=["-published_at", "-id"], condition=Q(decision="awarded"), name="process_awarded"),
            models.Index(fields=["-published_at", "-id"], condition=Q(source="portal"), name="process_of_portal"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("procurement:process_detail", args=[self.code])


class ProcessChange(models.Model):
    """What a process said before and after one change of its publication, by field; only what differs."""

    process = models.ForeignKey(Process, models.CASCADE, related_name="changes", db_index=False)
    at = models.DateTimeField(_("cambió"), db_default=models.functions.Now(), editable=False)
    before = models.JSONField()
    after = models.JSONField()
    # When those who follow the process were told of it, or found not to be concerned.
    told_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("cambio de un proceso")
        verbose_name_plural = _("cambios de procesos")
        indexes = [models.Index(fields=["process", "-at"], name="change_of_process")]

    def __str__(self) -> str:
        return f"{self.process_id} · {', '.join(self.after)}"


class Award(models.Model):
    """One lot or award of a process, as the open data tells it. No names of natural persons."""

    process = models.ForeignKey(Process, models.CASCADE, related_name="awards")
    # "CO1.AWD.n"; empty until the source gives one.
    code = models.CharField(_("código de la adjudicación"), max_length=40, blank=True)
    supplier_name = models.CharField(_("proveedor"), max_length=300, blank=True)
    supplier_nit = models.CharField(_("NIT"), max_length=15, blank=True)
    value = models.DecimalField(_("valor adjudicado"), max_digits=20, decimal_places=2, null=True, blank=True)
    awarded_at = models.DateTimeField(_("fecha de adjudicación"), null=True, blank=True)
    source_digest = models.BinaryField(max_length=16, null=True, editable=False)

    class Meta:
        verbose_name = _("adjudicación")
        verbose_name_plural = _("adjudicaciones")
        constraints = [models.UniqueConstraint(fields=["process", "code"], name="award_once_per_process")]
        indexes = [models.Index(fields=["supplier_nit"], name="award_by_supplier")]

    def __str__(self) -> str:
        return self.code or str(self.process)
