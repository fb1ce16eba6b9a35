"""Writing into the record."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from groundwork.ledger.canonical import canonical
from groundwork.ledger.chain import SALT_BYTES, digest_of, entry_bytes, hash_of, leaf_of
from groundwork.ledger.models import Entry, Evidence, Head
from groundwork.writes import Writes

# The clock is read after the lock was given, so that times in the record follow its sequence.
LOCKED_HEAD = """
WITH head AS MATERIALIZED (SELECT sequence, hash FROM ledger_head FOR UPDATE)
SELECT sequence, hash, clock_timestamp() FROM head
"""


@transaction.atomic
def record(verb: str, subject: str, content: Mapping[str, Any], *, by: str = "", along: Writes | None = None) -> Entry:
    """Add one act to the record, in the caller's transaction.

    `verb` says what happened ("process.published"); `subject` and `by` are public codes, never names,
    addresses or numbers of people. `content` follows the rule of `canonical`; it may hold what must be
    forgotten some day, since it is kept apart from the entry. `along` are further writes of the act, made by
    the very statement that adds the entry.

    Call it last: it locks the record's head until the transaction ends, so that the sequence has no gaps
    and the chain no fork. Raises TypeError or ValueError for a content outside the rule.
    """
    evidence = canonical({"by": by, "content": content})
    salt = secrets.token_bytes(SALT_BYTES)
    sequence, last, now = _hold_head()
    entry = Entry(
        sequence=sequence + 1,
        verb=verb,
        subject=subject,
        digest=digest_of(salt, evidence),
        recorded_at=now,
        previous_hash=last,
    )
    written = entry_bytes(entry)
    entry.hash, entry.leaf = hash_of(written), leaf_of(written)
    writes = Writes() if along is None else along
    writes.insert(entry)
    writes.insert(Evidence(entry=entry, salt=salt, content=evidence.decode()))
    writes.update(Head.objects.filter(sequence=sequence), sequence=entry.sequence, hash=entry.hash)
    writes.execute()
    return entry


def _hold_head() -> tuple[int, bytes, datetime]:
    """Where the chain ends, locked, and the database's clock after the lock was given."""
    with connection.cursor() as cursor:
        cursor.execute(LOCKED_HEAD)
        sequence, last, now = cursor.fetchone()
    return sequence, bytes(last), now
