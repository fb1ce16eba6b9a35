"""What a mail said is kept only as long as somebody may ask about it."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models.functions import Now

from groundwork.messaging.models import Message
from groundwork.messaging.models.message import OPEN


def clear_old_bodies() -> int:
    """Empty the mails that ended more than MAIL_BODY_DAYS after they were owed; returns how many."""
    return Message.objects.with_old_bodies(timedelta(days=settings.MAIL_BODY_DAYS)).update(
        text="", html="", headers={}, cleared_at=Now()
    )


def forget(recipient: AbstractBaseUser, *, address: str, owed: bool = True) -> int:
    """Take the person's address and words out of their mails, and send no more of what was owed to them.

    What is left says that a mail was sent, when and of which kind. With `owed` false, mails that are still owed are
    left alone. Returns how many mails were emptied.
    """
    theirs = Message.objects.filter(recipient_id=recipient.pk, cleared_at=None)
    if owed:
        theirs.open().update(lapsed_at=Now())
    return theirs.exclude(OPEN).update(
        to=address, subject="", text="", html="", headers={}, answer="", last_error="", cleared_at=Now()
    )
