"""Changing the key that wraps the files' own keys."""

from django.db import transaction

from groundwork.files import vault
from groundwork.files.keyring import key_ring
from groundwork.files.models import StoredFile

BATCH = 500


def rewrap() -> int:
    """Have every file's key and name under the ring's newest key, batch by batch; returns how many needed it.

    The bytes stay as they are. UnreadableError where the ring has lost a key.
    """
    count, after = 0, 0
    while keys := list(
        StoredFile.objects.filter(pk__gt=after, erased_at=None).order_by("pk").values_list("pk", flat=True)[:BATCH]
    ):
        after = keys[-1]
        with transaction.atomic():
            for stored in StoredFile.objects.select_for_update(of=("self",)).filter(pk__in=keys, erased_at=None):
                if not key_ring().is_newest(bytes(stored.sealed_key)):
                    vault.wrap_again(stored)
                    stored.save(update_fields=["sealed_key", "name"])
                    count += 1
    return count
