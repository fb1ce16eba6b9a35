"""What a mail said is kept only as long as somebody may ask about it."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models.functions import Coalesce, Lower, Now

from groundwork.messaging.models import Message, Notice, UndeliverableAddress
from groundwork.messaging.models.message import OPEN

# An address that returned nothing for so long is tried again; what is lifted was lifted long ago by then.
BOUNCES_LAST = timedelta(days=365)


def clear_old_bodies() -> int:
    """Empty the mails that ended more than MAIL_BODY_DAYS after they were owed; returns how many."""
    return Message.objects.with_old_bodies(timedelta(days=settings.MAIL_BODY_DAYS)).update(
        text="", html="", headers={}, cleared_at=Now()
    )


def forget(recipient: AbstractBaseUser, *, address: str, owed: bool = True) -> int:
    """Take the person's address and words out of their mails, and send no more of what was owed to them.

    What is left says that a mail was sent, when and of which kind; of notices on screen nothing is left. With `owed`
    false, mails that are still owed are left alone. Returns how many mails were emptied.
    """
    theirs = Message.objects.filter(recipient_id=recipient.pk).exclude(to=address)
    if owed:
        theirs.open().update(lapsed_at=Now())
        Notice.objects.of(recipient).delete()
    ended = theirs.exclude(OPEN)
    UndeliverableAddress.objects.filter(address__in=ended.values(address=Lower("to"))).delete()
    nothing = dict.fromkeys(("subject", "text", "html", "answer", "last_error", "bounce_words"), "")
    return ended.update(to=address, headers={}, cleared_at=Coalesce("cleared_at", Now()), **nothing)


def forget_old_bounces() -> int:
    """Forget the addresses that returned their last mail more than a year ago; returns how many."""
    return UndeliverableAddress.objects.filter(last_bounce_at__lt=Now() - BOUNCES_LAST).delete()[0]
