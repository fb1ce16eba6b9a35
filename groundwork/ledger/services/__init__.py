"""What the other rooms ask of the record: write an act into it, and check the whole of it."""

from groundwork.ledger.models import Entry
from groundwork.ledger.services.recording import record
from groundwork.ledger.services.verification import Verdict, verify

__all__ = ["Entry", "Verdict", "record", "verify"]
