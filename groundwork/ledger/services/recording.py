"""Writing into the record."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from groundwork.ledger.canonical import canonical
from groundwork.ledger.chain import SALT_BYTES, digest_of, entry_bytes, hash_of, leaf_of
from groundwork.ledger.models import Entry, Evidence, Head


@transaction.atomic
def record(verb: str, subject: str, content: Mapping[str, Any], *, by: str = "") -> Entry:
    """Add one act to the record, in the caller's transaction.

    `verb` says what happened ("process.published"); `subject` and `by` are public codes, never names,
    addresses or numbers of people. `content` follows the rule of `canonical`; it may hold what must be
    forgotten some day, since it is kept apart from the entry.

    Call it last: it locks the record's head until the transaction ends, so that the sequence has no gaps
    and the chain no fork. Raises TypeError or ValueError for a content outside the rule.
    """
    evidence = canonical({"by": by, "content": content})
    salt = secrets.token_bytes(SALT_BYTES)
    head = Head.objects.select_for_update().get()
    entry = Entry(
        sequence=head.sequence + 1,
        verb=verb,
        subject=subject,
        digest=digest_of(salt, evidence),
        recorded_at=_clock(),
        previous_hash=head.hash,
    )
    written = entry_bytes(entry)
    entry.hash, entry.leaf = hash_of(written), leaf_of(written)
    entry.save(force_insert=True)
    Evidence.objects.create(entry=entry, salt=salt, content=evidence.decode())
    Head.objects.filter(pk=head.pk).update(sequence=entry.sequence, hash=entry.hash)
    return entry


def _clock() -> datetime:
    """The database's clock, read after the lock was given: times in the record follow its sequence."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        now: datetime = cursor.fetchone()[0]
    return now
