"""What a mail said is kept only as long as somebody may ask about it."""

from datetime import timedelta

from django.conf import settings
from django.db.models.functions import Now

from groundwork.messaging.models import Message


def clear_old_bodies() -> int:
    """Empty the mails that ended more than MAIL_BODY_DAYS after they were owed; returns how many."""
    return Message.objects.with_old_bodies(timedelta(days=settings.MAIL_BODY_DAYS)).update(
        text="", html="", headers={}, cleared_at=Now()
    )
