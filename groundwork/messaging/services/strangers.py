"""Mails to people without an account, known by the keys under which they were owed."""

from django.db.models.functions import Coalesce, Lower, Now

from groundwork.messaging.models import Message, UndeliverableAddress
from groundwork.messaging.models.message import OPEN

# What stands in the place of an address that was forgotten.
FORGOTTEN = "olvidado@portal.invalid"


def withdraw_by_key(kind: str, prefix: str) -> int:
    """Send no more of this kind of what is still owed under keys that begin so; returns how many mails that was."""
    return Message.objects.open().filter(kind=kind, dedupe_key__startswith=prefix).update(lapsed_at=Now())


def forget_by_key(kind: str, prefix: str) -> int:
    """Take the address and the words out of the mails of this kind owed under keys that begin so, and send none.

    What is left says that a mail was sent, when and of which kind. Returns how many mails were emptied.
    """
    withdraw_by_key(kind, prefix)
    ended = Message.objects.filter(kind=kind, dedupe_key__startswith=prefix).exclude(OPEN)
    UndeliverableAddress.objects.filter(address__in=ended.values(address=Lower("to"))).delete()
    nothing = dict.fromkeys(("subject", "text", "html", "answer", "last_error", "bounce_words"), "")
    return ended.update(to=FORGOTTEN, headers={}, cleared_at=Coalesce("cleared_at", Now()), **nothing)
