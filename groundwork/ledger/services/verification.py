"""Checking the record from its first entry to its head."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from groundwork.ledger.chain import GENESIS, digest_of, entry_bytes, hash_of, leaf_of
from groundwork.ledger.models import Entry, Head

ROWS_A_FETCH = 2000


@dataclass(frozen=True)
class Verdict:
    """What a check found: how many entries stand whole, and the first one that does not, with why."""

    entries: int
    evidence: int
    broken: int | None = None
    reason: str = ""

    @property
    def ok(self) -> bool:
        """Whether nothing is broken."""
        return self.broken is None


class _Row(NamedTuple):
    """An entry with its evidence, if that is still there."""

    sequence: int
    verb: str
    subject: str
    digest: bytes
    previous_hash: bytes
    hash: bytes
    leaf: bytes
    recorded_at: datetime
    salt: bytes | None
    evidence: str | None


def verify() -> Verdict:
    """Walk the whole chain and find the first edit, deletion, insertion or change of order.

    Entries are read in a stream, and others may be recorded meanwhile. It also finds a tail cut off (the
    head knows how far the chain went) and evidence that is not what was recorded; evidence that was
    deleted is as it may be. Somebody who can rewrite every row and the head goes unnoticed here: only
    checkpoints kept elsewhere show that.
    """
    start = Head.objects.first()
    if start is None:
        return Verdict(0, 0, 0, "the record has no head")
    entries = evidence = 0
    previous = GENESIS
    at_start = GENESIS
    for row in _rows():
        if reason := _fault(row, entries + 1, previous):
            return Verdict(entries, evidence, entries + 1, reason)
        entries, previous = row.sequence, row.hash
        evidence += row.salt is not None
        if row.sequence == start.sequence:
            at_start = row.hash
    if entries < start.sequence:
        return Verdict(entries, evidence, entries + 1, f"missing, though the head stands at {start.sequence}")
    if at_start != start.hash:
        return Verdict(entries, evidence, start.sequence, "not the entry that the head names")
    end = Head.objects.first()
    if end is None or end.sequence < entries:
        return Verdict(entries, evidence, (end.sequence if end else 0) + 1, "beyond the head")
    return Verdict(entries, evidence)


def _rows() -> Iterator[_Row]:
    fields = (*_Row._fields[:-2], "evidence__salt", "evidence__content")
    return map(_Row._make, Entry.objects.order_by("sequence").values_list(*fields).iterator(chunk_size=ROWS_A_FETCH))


def _fault(row: _Row, sequence: int, previous: bytes) -> str:
    """What is wrong with an entry that should have this number and follow this hash."""
    if row.sequence != sequence:
        return f"missing, the next one is {row.sequence}"
    if row.previous_hash != previous:
        return "does not follow the one before it"
    written = entry_bytes(row)
    if row.hash != hash_of(written) or row.leaf != leaf_of(written):
        return "edited"
    if row.salt is not None and row.evidence is not None and row.digest != digest_of(row.salt, row.evidence.encode()):
        return "its evidence is not what was recorded"
    return ""
