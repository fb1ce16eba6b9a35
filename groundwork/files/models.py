"""Files that people gave, encrypted wherever they stand, and what the pipeline found of them."""

import uuid
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Sum
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from groundwork.files.fields import EncryptedTextField

# A file that the pipeline has still to look at.
QUARANTINED = Q(passed_at=None, refused_at=None, erased_at=None)


class StoredFileQuerySet(models.QuerySet["StoredFile"]):
    def quarantined(self) -> Self:
        """Those that the pipeline has still to look at."""
        return self.filter(QUARANTINED)

    def due(self) -> Self:
        """Those of them that nobody is looking at now and whose next try has come."""
        return self.quarantined().filter(Q(lease_until=None) | Q(lease_until__lt=Now()), next_try_at__lte=Now())

    def bytes_of(self, owner: str) -> int:
        """How much an owner keeps, refused and erased files apart."""
        kept = self.filter(owner=owner, refused_at=None, erased_at=None)
        return kept.aggregate(total=Sum("size"))["total"] or 0


class StoredFile(models.Model):
    """One file as it was given, and what may be shown of it. Its bytes are encrypted under a key of its own.

    `original` is what came, byte for byte; `rebuilt` is what the pipeline made of it (the original itself where a
    signature must stay whole). Both are names in the storage, random, that say nothing.
    """

    class State(models.TextChoices):
        CHECKING = "checking", _("Comprobando el archivo")
        WAITING = "waiting", _("En espera del antivirus")
        PASSED = "passed", _("Comprobado")
        REFUSED = "refused", _("No se recibió")
        ERASED = "erased", _("Borrado")

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = models.CharField(max_length=60)  # whose quota it counts against: "supplier:<code>"
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    policy = models.SlugField(max_length=20)  # the name of the rules that it must meet: groundwork.files.policies
    mark = models.CharField(max_length=250, blank=True)  # drawn over every page of what is shown of it
    name = EncryptedTextField(_("nombre"))
    size = models.PositiveBigIntegerField(_("bytes"))
    sha256 = models.CharField(max_length=64, db_index=True)  # of the original, in hexadecimal
    media_type = models.CharField(max_length=100, blank=True)  # by its content
    pages = models.PositiveIntegerField(null=True, blank=True)
    is_signed = models.BooleanField(default=False)  # a signed PDF is kept byte for byte and only ever downloaded
    notes = models.JSONField(default=list, blank=True)  # what the pipeline took out: codes
    sealed_key = models.BinaryField(editable=False)  # its data key, under the key ring
    original = models.CharField(max_length=200, blank=True)
    rebuilt = models.CharField(max_length=200, blank=True)

    received_at = models.DateTimeField(default=timezone.now, editable=False)
    passed_at = models.DateTimeField(null=True, blank=True, editable=False)
    refused_at = models.DateTimeField(null=True, blank=True, editable=False)
    refusal = models.SlugField(max_length=40, blank=True)  # groundwork.files.refusals
    erased_at = models.DateTimeField(null=True, blank=True, editable=False)
    waits_for_scanner = models.BooleanField(default=False, db_default=False)
    lease_until = models.DateTimeField(null=True, blank=True, editable=False)
    next_try_at = models.DateTimeField(db_default=Now(), editable=False)
    tries = models.PositiveSmallIntegerField(default=0, db_default=0, editable=False)
    objects = StoredFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("archivo")
        verbose_name_plural = _("archivos")
        indexes: ClassVar = [
            models.Index("next_try_at", "id", name="stored_file_to_check", condition=QUARANTINED),
            models.Index("owner", name="stored_file_owner"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(passed_at=None) | Q(refused_at=None), name="stored_file_ends_once"),
            models.CheckConstraint(
                condition=Q(refused_at=None, refusal="") | Q(refused_at__isnull=False) & ~Q(refusal=""),
                name="stored_file_refused_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(passed_at=None) | Q(passed_at__gte=F("received_at")), name="stored_file_passed_later"
            ),
        ]

    def __str__(self) -> str:
        return str(self.code)

    @property
    def state(self) -> State:
        """Where it stands."""
        if self.erased_at:
            return self.State.ERASED
        if self.refused_at:
            return self.State.REFUSED
        if self.passed_at:
            return self.State.PASSED
        return self.State.WAITING if self.waits_for_scanner else self.State.CHECKING
