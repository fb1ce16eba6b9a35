"""The papers of a supplier, every version of them, and what their reviewers said."""

import uuid
from datetime import date, datetime
from typing import ClassVar, Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from groundwork.files.models import StoredFile
from onboarding.models.officer import Officer
from onboarding.models.rule import DocumentType
from onboarding.models.supplier import Supplier

# A version that somebody has still to look at.
WAITING = Q(decided_at=None, superseded_at=None, withdrawn_at=None, ready_at__isnull=False)


class DocumentQuerySet(models.QuerySet["Document"]):
    def of(self, user: User | AnonymousUser) -> Self:
        """Those of the suppliers that the user belongs to."""
        return self.filter(supplier__in=Supplier.objects.of(user))

    def edited_by(self, user: User | AnonymousUser) -> Self:
        """Those that the user may replace or take out."""
        return self.filter(supplier__in=Supplier.objects.edited_by(user))

    def kept(self) -> Self:
        """Those that were not taken out of the file."""
        return self.filter(removed_at=None)


class Document(models.Model):
    """One paper in a supplier's library; its content is its latest version."""

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    supplier = models.ForeignKey(Supplier, models.PROTECT, related_name="documents")
    document_type = models.ForeignKey(DocumentType, models.PROTECT, related_name="documents")
    officer = models.ForeignKey(
        Officer, models.PROTECT, blank=True, null=True, related_name="documents", verbose_name=_("de quién es")
    )
    title = models.CharField(_("título"), max_length=120, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    removed_at = models.DateTimeField(null=True, blank=True, editable=False)
    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("documento")
        verbose_name_plural = _("documentos")
        indexes: ClassVar = [
            models.Index("supplier", "document_type", name="document_of_supplier", condition=Q(removed_at=None)),
        ]

    def __str__(self) -> str:
        return self.title or str(self.document_type)


class VersionQuerySet(models.QuerySet["DocumentVersion"]):
    def of(self, user: User | AnonymousUser) -> Self:
        """Those of the suppliers that the user belongs to."""
        return self.filter(document__supplier__in=Supplier.objects.of(user))

    def current(self) -> Self:
        """Those that no newer one replaced, of documents still in the file."""
        return self.filter(superseded_at=None, withdrawn_at=None)

    def waiting(self) -> Self:
        """Those that a reviewer has still to decide."""
        return self.filter(WAITING)

    def reviewed_by_others_than(self, user: User) -> Self:
        """Those that the user may review: nobody reviews what is their own supplier's."""
        # Read first: of NOT IN over a subquery the planner expects half of the queue to go, and reads all of it.
        theirs = list(Supplier.objects.of(user).values_list("pk", flat=True))
        return self.exclude(document__supplier__in=theirs)


class DocumentVersion(models.Model):
    """One file given as that document, and what became of it. It is never changed, only followed by another."""

    class State(models.TextChoices):
        CHECKING = "checking", _("Comprobando el archivo")
        WAITING = "waiting", _("En revisión")
        APPROVED = "approved", _("Legible y completo")
        RETURNED = "returned", _("Devuelto")
        EXPIRED = "expired", _("Vencido")

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    document = models.ForeignKey(Document, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("versión"))
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="document_version")
    issued_on = models.DateField(_("fecha de expedición"), blank=True, null=True)
    cut_off_on = models.DateField(_("fecha de corte"), blank=True, null=True)
    expires_on = models.DateField(_("vence"), blank=True, null=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(_("subido"), default=timezone.now, editable=False)
    ready_at = models.DateTimeField(null=True, blank=True, editable=False)  # its file passed the pipeline
    superseded_at = models.DateTimeField(null=True, blank=True, editable=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)  # with its document

    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    claimed_until = models.DateTimeField(null=True, blank=True, editable=False)
    decided_at = models.DateTimeField(_("decidido"), null=True, blank=True, editable=False)
    approved = models.BooleanField(null=True, blank=True, editable=False)
    objects = VersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("versión de un documento")
        verbose_name_plural = _("versiones de documentos")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["document", "number"], name="version_numbered_once"),
            models.UniqueConstraint(
                fields=["document"], condition=Q(superseded_at=None), name="version_one_latest_per_document"
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None, approved=None) | Q(decided_at__isnull=False, approved__isnull=False),
                name="version_decided_with_a_result",
            ),
            models.CheckConstraint(
                condition=Q(claimed_by=None) | Q(claimed_until__isnull=False), name="version_claim_has_an_end"
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None) | Q(ready_at__isnull=False), name="version_decided_once_ready"
            ),
        ]
        indexes: ClassVar = [
            models.Index("uploaded_at", "id", name="version_queue", condition=WAITING),
            models.Index("expires_on", name="version_expiring", condition=Q(superseded_at=None, withdrawn_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.document} · {self.number}"

    def state_on(self, today: date) -> State:
        """Where it stands on that day: what was approved, or still waits, may have expired since."""
        if self.approved is False:
            return self.State.RETURNED
        if self.expires_on is not None and self.expires_on < today:
            return self.State.EXPIRED
        if self.approved:
            return self.State.APPROVED
        return self.State.WAITING if self.ready_at else self.State.CHECKING

    def is_claimed_by_other(self, user: User, *, at: datetime) -> bool:
        """Whether another reviewer holds it now."""
        held = self.claimed_until is not None and self.claimed_until > at
        return held and self.claimed_by_id not in (None, user.pk)


class Review(models.Model):
    """What one reviewer said of one version. Some documents need two that agree."""

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.ForeignKey(DocumentVersion, models.PROTECT, related_name="reviews")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("cuándo"), default=timezone.now, editable=False)
    approved = models.BooleanField(_("legible y completo"))
    reasons = ArrayField(models.SlugField(max_length=40), default=list, blank=True)  # slugs of ReturnReason
    words = models.TextField(_("en sus palabras"), max_length=1000, blank=True)
    checked = ArrayField(models.CharField(max_length=200), default=list, blank=True)  # the checks that were met
    seconds = models.PositiveIntegerField(null=True, blank=True)  # from the claim to the decision

    class Meta:
        verbose_name = _("revisión")
        verbose_name_plural = _("revisiones")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["version", "reviewer"],
                name="review_one_per_person",
                violation_error_message=_("Usted ya revisó este documento."),
            ),
            models.CheckConstraint(
                condition=Q(approved=True) | Q(reasons__len__gt=0) | ~Q(words=""),
                name="review_returns_with_a_reason",
                violation_error_message=_("Diga por qué lo devuelve."),
            ),
        ]
        indexes: ClassVar = [
            models.Index("at", name="review_by_day"),
            models.Index("reviewer", "at", name="review_mine"),
        ]

    def __str__(self) -> str:
        return str(self.code)


class Escalation(models.Model):
    """A reviewer's suspicion about a version, which an administrator settles."""

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.ForeignKey(DocumentVersion, models.PROTECT, related_name="escalations")
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("la hizo"))
    raised_at = models.DateTimeField(_("cuándo"), default=timezone.now, editable=False)
    words = models.TextField(_("qué se sospecha"), max_length=1000)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("la cerró")
    )
    settled_at = models.DateTimeField(_("cerrada"), null=True, blank=True)
    outcome = models.TextField(_("qué se encontró"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("sospecha sobre un documento")
        verbose_name_plural = _("sospechas sobre documentos")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["version"],
                condition=Q(settled_at=None),
                name="escalation_one_open",
                violation_error_message=_("Ya hay una sospecha abierta sobre este documento."),
            ),
            models.CheckConstraint(
                condition=Q(settled_at=None, settled_by=None)
                | Q(settled_at__gte=F("raised_at"), settled_by__isnull=False) & ~Q(outcome=""),
                name="escalation_settled_by_somebody_with_words",
            ),
        ]

    def __str__(self) -> str:
        return str(self.code)


class DocumentView(models.Model):
    """That somebody looked at an identity document: who, when, which pages or the whole file."""

    version = models.ForeignKey(DocumentVersion, models.PROTECT, related_name="views")
    viewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("quién"))
    at = models.DateTimeField(_("cuándo"), default=timezone.now, editable=False)
    what = models.CharField(_("qué"), max_length=20)  # "page 3", "download"

    class Meta:
        verbose_name = _("consulta de un documento")
        verbose_name_plural = _("consultas de documentos")
        indexes: ClassVar = [models.Index("version", "at", name="view_of_version")]

    def __str__(self) -> str:
        return f"{self.viewer} · {self.version} · {self.what}"
