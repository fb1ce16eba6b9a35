"""Reading the record."""

from groundwork.ledger.models import Entry


def entry_by_hash(hexadecimal: str) -> Entry | None:
    """The entry with that hash, or None."""
    return Entry.objects.filter(hash=bytes.fromhex(hexadecimal)).first()


def head() -> Entry | None:
    """The last entry, or None while the record is empty."""
    return Entry.objects.order_by("-sequence").first()
