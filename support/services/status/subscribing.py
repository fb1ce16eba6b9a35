"""Who hears of incidents: a mailbox asks, confirms by a link, and stops by another."""

from datetime import timedelta
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from groundwork.messaging import services as messaging
from support import status_mail as mail
from support.models import StatusSubscription

# So that nobody can flood somebody else's mailbox.
BETWEEN_MAILS = timedelta(hours=1)
SWEEP = 500


@transaction.atomic
def ask(email: str, *, language: str) -> None:
    """Owe the mailbox a link that confirms, the same for every address; one mail an hour at most."""
    email, now = email.lower(), timezone.now()
    with connection.cursor() as cursor:  # two at once for a mailbox stand in line
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s), hashtext(%s))", [mail.CONFIRM, email])
    subscription = StatusSubscription.objects.filter(email=email).first()
    if subscription is None:
        subscription = StatusSubscription(email=email)
    elif now - subscription.asked_at < BETWEEN_MAILS:
        return
    subscription.language, subscription.asked_at = language, now
    subscription.save()
    messaging.send(
        mail.confirmation(subscription),
        dedupe=f"{mail.CONFIRM}:{subscription.code}:{int(now.timestamp())}",
        lane=messaging.Lane.URGENT,  # somebody waits for it, and a mailbox that returned mail may work again
    )


@transaction.atomic
def confirm(code: UUID) -> bool:
    """Tell this mailbox of incidents from now on; False when nobody asked any more. Twice is as once."""
    subscription = StatusSubscription.objects.select_for_update().filter(code=code).first()
    if subscription is None:
        return False
    if subscription.confirmed_at is None:
        subscription.confirmed_at = timezone.now()
        subscription.save(update_fields=["confirmed_at"])
        messaging.lift(subscription.email, messaging.Lifting.CONFIRMED)
    return True


@transaction.atomic
def stop(code: UUID) -> None:
    """Forget the mailbox, and send it nothing of what waits. Twice is as once."""
    StatusSubscription.objects.filter(code=code).delete()
    for kind in (mail.CONFIRM, mail.INCIDENT):
        messaging.forget_by_key(kind, f"{kind}:{code}:")


def forget_mailbox(email: str) -> None:
    """Forget it, if it is there."""
    for code in StatusSubscription.objects.filter(email=email.lower()).values_list("code", flat=True):
        stop(code)


def forget_unconfirmed() -> int:
    """Forget those whose link nobody used in time; returns how many."""
    old = StatusSubscription.objects.filter(confirmed_at=None, asked_at__lt=timezone.now() - mail.CONFIRM_WITHIN)
    codes = list(old.values_list("code", flat=True)[:SWEEP])
    for code in codes:
        stop(code)
    return len(codes)
