"""The lock and the mark of an edition."""

import uuid

from django.utils import timezone

from groundwork.reference.models import Revision


def locked(subject: Revision.Subject) -> Revision:
    """The subject's row, held until the transaction ends, so that two loads never mix."""
    Revision.objects.get_or_create(subject=subject)
    return Revision.objects.select_for_update().get(subject=subject)


def mark(revision: Revision, *, source: str, official: bool) -> None:
    """Put a new edition in force: every process drops what it kept of the former one."""
    revision.stamp = uuid.uuid4()
    revision.source = source
    revision.official = official
    revision.changed_at = timezone.now()
    revision.save()
