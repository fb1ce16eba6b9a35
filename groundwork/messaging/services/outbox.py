"""Owing a mail: a row in the caller's transaction, sent by the relay after it commits."""

from collections.abc import Iterable
from datetime import datetime
from itertools import batched

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone

from groundwork.messaging.mail import Mail, refuse_line_breaks
from groundwork.messaging.models import Lane, Message, MessageQuerySet
from groundwork.messaging.services import composers, notices
from groundwork.messaging.services.wake import wake_after_commit
from groundwork.messaging.services.wishes import not_before, wanted_by_mail
from groundwork.writes import Writes

RELAY_TASKS: dict[int, str] = {
    Lane.URGENT: "messaging.relay_urgent",
    Lane.NORMAL: "messaging.relay_bulk",
    Lane.BULK: "messaging.relay_bulk",
}
ROWS_A_STATEMENT = 1000


@transaction.atomic(savepoint=False)
def send(mail: Mail, *, dedupe: str, lane: Lane = Lane.NORMAL) -> Message | None:
    """Owe a composed mail, once for each dedupe key; returns the row, be it new or there already.

    One that speaks of a page is put up on screen too. None when its recipient wants no mail of that kind: then it is
    on screen alone.
    """
    if not wanted_by_mail(mail.recipient, mail.kind):
        notices.put_up_alone([(mail, dedupe)])
        return None
    message = _composed(mail, dedupe, lane, timezone.now())
    owed = _owe(message)
    if owed.code == message.code:
        notices.put_up([(mail, message)])
    return owed


def send_along(writes: Writes, mail: Mail, *, dedupe: str, lane: Lane = Lane.NORMAL) -> None:
    """Owe a composed mail, once for each dedupe key, by the statement that makes the other writes of its act."""
    writes.insert(_composed(mail, dedupe, lane, timezone.now()), ignore_conflicts=True)
    wake_after_commit(RELAY_TASKS[lane])


def send_minted(
    kind: str,
    *,
    to: str,
    recipient: AbstractBaseUser | None,
    reference: str,
    dedupe: str,
    lane: Lane = Lane.URGENT,
    language: str = "es-co",
) -> Message:
    """Owe a mail whose words the kind's composer makes when it is sent; nothing secret is in the row.

    Raises ValueError for a kind that nobody composes.
    """
    if not composers.is_registered(kind):
        raise ValueError(f"No composer is registered for {kind!r}.")
    refuse_line_breaks(to)
    return _owe(
        Message(
            kind=kind,
            to=to,
            recipient_id=recipient.pk if recipient else None,
            reference=reference,
            dedupe_key=dedupe,
            lane=lane,
            language=language,
            minted=True,
        )
    )


def send_many(mails: Iterable[tuple[Mail, str]], *, lane: Lane = Lane.BULK) -> int:
    """Owe many composed mails, each with its dedupe key, as `send` does; returns how many were given.

    The iterable is read in pieces, so that a long one never stands in memory whole.
    """
    given = 0
    for piece in batched(mails, ROWS_A_STATEMENT):
        _owe_many(piece, lane)
        given += len(piece)
    if given:
        wake_after_commit(RELAY_TASKS[lane])
    return given


@transaction.atomic(savepoint=False)
def _owe_many(mails: Iterable[tuple[Mail, str]], lane: Lane) -> None:
    """Insert one piece of them: one statement for the mails, and one for what is put up on screen."""
    now = timezone.now()
    owed: list[tuple[Mail, Message]] = []
    unwanted: list[tuple[Mail, str]] = []
    for mail, dedupe in mails:
        if wanted_by_mail(mail.recipient, mail.kind):
            owed.append((mail, _composed(mail, dedupe, lane, now)))
        else:
            unwanted.append((mail, dedupe))
    Message.objects.bulk_create([message for _mail, message in owed], ignore_conflicts=True)
    notices.put_up(owed)
    notices.put_up_alone(unwanted)


def send_again(messages: MessageQuerySet) -> int:
    """Owe those again that were given up or refused and still hold their words, from their first attempt.

    Returns how many.
    """
    return messages.undelivered().update(
        dead_at=None, refused_at=None, attempts=0, queued_at=Now(), next_attempt_at=Now(), last_error=""
    )


def withdraw(kind: str, *, recipient: AbstractBaseUser, dedupe: str = "") -> int:
    """Send no more of this kind to this person of what is still owed; returns how many mails that was.

    With a dedupe key, only the mail that was owed under it.
    """
    owed = Message.objects.open().filter(kind=kind, recipient_id=recipient.pk)
    return (owed.filter(dedupe_key=dedupe) if dedupe else owed).update(lapsed_at=Now())


def _composed(mail: Mail, dedupe: str, lane: Lane, now: datetime) -> Message:
    message = Message(
        kind=mail.kind,
        to=mail.to,
        recipient_id=mail.recipient.pk if mail.recipient else None,
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        headers=dict(mail.headers),
        language=mail.language,
        dedupe_key=dedupe,
        lane=lane,
    )
    if later := not_before(mail.recipient, mail.kind, lane, now):
        message.next_attempt_at = later
    return message


def _owe(message: Message) -> Message:
    """Insert unless the key is there; a concurrent insert of the same key is waited for, then found."""
    Message.objects.bulk_create([message], ignore_conflicts=True)
    owed = Message.objects.get(dedupe_key=message.dedupe_key)
    if owed.code == message.code:
        wake_after_commit(RELAY_TASKS[owed.lane])
    return owed
