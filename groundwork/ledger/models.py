"""The append-only record: every act that somebody may dispute, in one chain.

No personal data in an entry, ever. It holds a verb, the public code of what was acted on, and a salted
digest. What was said or done, and by whom (as a public code), is the evidence: a row of its own, which may
be deleted when a person's data must go; the chain stays whole and the digest then tells nothing.
"""

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from groundwork.ledger.chain import HASH_BYTES, SALT_BYTES


class OctetLength(models.Func):
    """How many bytes a value has."""

    function = "octet_length"
    output_field = models.IntegerField()


if TYPE_CHECKING:
    BytesField = models.BinaryField[bytes, bytes]
else:
    BytesField = models.BinaryField


class HashField(BytesField):
    """A SHA-256 or a salt, always read as bytes."""

    def from_db_value(self, value: bytes | memoryview | None, *_: object) -> bytes | None:
        """What the driver gives, in one type."""
        return None if value is None else bytes(value)


class Entry(models.Model):
    """One act. Rows are only ever added: the database refuses UPDATE, DELETE and TRUNCATE."""

    sequence = models.BigIntegerField(primary_key=True, editable=False)
    verb = models.CharField(_("acto"), max_length=60, editable=False)
    subject = models.CharField(_("objeto"), max_length=100, editable=False)
    digest = HashField(max_length=HASH_BYTES)
    previous_hash = HashField(max_length=HASH_BYTES)
    hash = HashField(max_length=HASH_BYTES, unique=True)
    leaf = HashField(max_length=HASH_BYTES)
    recorded_at = models.DateTimeField(_("registrado"), editable=False)

    class Meta:
        verbose_name = _("asiento")
        verbose_name_plural = _("asientos")
        ordering: ClassVar = ["sequence"]
        indexes: ClassVar = [models.Index("subject", "sequence", name="entry_by_subject")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(sequence__gte=1), name="entry_counts_from_one"),
            *(
                models.CheckConstraint(
                    condition=models.lookups.Exact(OctetLength(models.F(field)), HASH_BYTES),
                    name=f"entry_{field}_is_a_hash",
                )
                for field in ("digest", "previous_hash", "hash", "leaf")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sequence} {self.verb} {self.subject}"


class Evidence(models.Model):
    """What an entry's digest stands for: the salt and the exact canonical text. It may be deleted."""

    entry = models.OneToOneField(Entry, models.PROTECT, primary_key=True, related_name="evidence")
    salt = HashField(max_length=SALT_BYTES)
    content = models.TextField(_("contenido"), editable=False)

    class Meta:
        verbose_name = _("soporte")
        verbose_name_plural = _("soportes")

    def __str__(self) -> str:
        return str(self.entry_id)


class Head(models.Model):
    """Where the chain ends: one row, locked last in any transaction, which only moves forward by one."""

    sequence = models.BigIntegerField(default=0, db_default=0, editable=False)
    hash = HashField(max_length=HASH_BYTES)

    class Meta:
        verbose_name = _("cabeza del registro")
        verbose_name_plural = _("cabeza del registro")
        constraints: ClassVar = [models.CheckConstraint(condition=models.Q(pk=1), name="head_is_one_row")]

    def __str__(self) -> str:
        return str(self.sequence)
