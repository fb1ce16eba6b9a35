"""Taking a file out for good: its bytes and its name; that it was there stays."""

from django.db import transaction
from django.utils import timezone

from groundwork.files import vault
from groundwork.files.models import StoredFile


def erase(stored: StoredFile) -> None:
    """Delete its bytes once the surrounding transaction is written; safe to repeat."""
    with transaction.atomic():
        row = StoredFile.objects.select_for_update().get(pk=stored.pk)
        names = {row.original, row.rebuilt}
        if row.erased_at is None:
            row.erased_at = timezone.now()
            row.name, row.mark, row.original, row.rebuilt, row.sealed_key = "", "", "", "", b""
            row.save()
        transaction.on_commit(lambda: vault.discard(*names))
    stored.refresh_from_db()
