"""Mails and messages to try things on."""

from itertools import count
from typing import Any

from groundwork.messaging import services as messaging
from groundwork.messaging.models import Message

_numbers = count(1)


def a_mail(**fields: Any) -> messaging.Mail:
    """A composed mail; any field may be given."""
    defaults = {
        "kind": "test.notice",
        "to": f"person{next(_numbers)}@example.org",
        "subject": "Su proceso cambió",
        "text": "Hay una adenda: léala.\n",
        "html": "<p>Hay una adenda: léala.</p>",
    }
    return messaging.Mail(**{**defaults, **fields})


def owed(lane: messaging.Lane = messaging.Lane.NORMAL, **fields: Any) -> Message:
    """A message that is owed."""
    return messaging.send(a_mail(**fields), dedupe=f"test:{next(_numbers)}", lane=lane)
