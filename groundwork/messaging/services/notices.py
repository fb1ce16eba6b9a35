"""Notices on screen: put up with the mail that says the same, or alone; read; forgotten."""

from collections.abc import Sequence
from datetime import timedelta

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import connection
from django.db.models import Q
from django.db.models.functions import Now

from groundwork.messaging.mail import Mail
from groundwork.messaging.models import Message, Notice
from groundwork.messaging.models.notice import is_path_of_ours

READ_KEPT = timedelta(days=90)
UNREAD_KEPT = timedelta(days=400)

# A message whose dedupe key was there already was not inserted, so its code is not in the table.
_WITH_MAILS = """
INSERT INTO messaging_notice (code, recipient_id, kind, title, path, dedupe_key)
SELECT gen_random_uuid(), message.recipient_id, message.kind, message.subject, given.path, message.dedupe_key
FROM unnest(%s::uuid[], %s::text[]) WITH ORDINALITY AS given (code, path, number)
JOIN messaging_message AS message ON message.code = given.code
ORDER BY given.number
ON CONFLICT DO NOTHING
"""


def post(recipient: AbstractBaseUser, *, kind: str, title: str, dedupe: str, path: str = "") -> None:
    """Put up a notice without a mail, once for each dedupe key; ValueError for a path that leads out of the portal."""
    if path and not is_path_of_ours(path):
        raise ValueError("A notice leads to a page of this portal only.")
    notice = Notice(recipient_id=recipient.pk, kind=kind, title=title, path=path, dedupe_key=dedupe)
    Notice.objects.bulk_create([notice], ignore_conflicts=True)


def put_up(owed: Sequence[tuple[Mail, Message]]) -> None:
    """Put up what these mails say, which were owed in this transaction, for who has an account and a page to open."""
    shown = [(message.code, mail.path) for mail, message in owed if mail.recipient and mail.path]
    if shown:
        with connection.cursor() as cursor:
            cursor.execute(_WITH_MAILS, [list(column) for column in zip(*shown, strict=True)])


def put_up_alone(unwanted: Sequence[tuple[Mail, str]]) -> None:
    """Put up what these mails would say, each with its dedupe key, whose recipients want no mail of their kind."""
    Notice.objects.bulk_create(
        [
            Notice(
                recipient_id=mail.recipient.pk, kind=mail.kind, title=mail.subject, path=mail.path, dedupe_key=dedupe
            )
            for mail, dedupe in unwanted
            if mail.recipient and mail.path
        ],
        ignore_conflicts=True,
    )


def read(notice: Notice) -> None:
    """Note that it was read; the first time counts."""
    Notice.objects.unread().filter(pk=notice.pk).update(read_at=Now())


def read_up_to(notice: Notice) -> int:
    """Note that its recipient has read it and all that came before; returns how many were not read until now."""
    return Notice.objects.unread().filter(recipient=notice.recipient_id, pk__lte=notice.pk).update(read_at=Now())


def forget_old_notices() -> int:
    """Delete those read 90 days ago, and those that nobody read for 400; returns how many."""
    old = Q(read_at__lt=Now() - READ_KEPT) | Q(read_at=None, created_at__lt=Now() - UNREAD_KEPT)
    return Notice.objects.filter(old).delete()[0]
