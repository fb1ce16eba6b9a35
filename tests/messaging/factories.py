"""Mails and messages to try things on."""

from itertools import count
from typing import Any

from django.db.models.functions import Now

from groundwork.messaging import services as messaging
from groundwork.messaging.models import Message, Reason, UndeliverableAddress

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
    return sent(a_mail(**fields), dedupe=f"test:{next(_numbers)}", lane=lane)


def sent(mail: messaging.Mail, **options: Any) -> Message:
    """The message of a mail that its recipient wants."""
    message = messaging.send(mail, **options)
    assert message is not None
    return message


def handed_over(lane: messaging.Lane = messaging.Lane.NORMAL, **fields: Any) -> Message:
    """A message that the mail server took."""
    message = owed(lane, **fields)
    Message.objects.filter(pk=message.pk).update(accepted_at=Now(), attempts=1)
    message.refresh_from_db()
    return message


def returned(address: str, **fields: Any) -> UndeliverableAddress:
    """An address that returns our mails."""
    return UndeliverableAddress.objects.create(**{"address": address, "reason": Reason.NO_MAILBOX, **fields})
