"""What accounts does by the clock."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from accounts.services import activity, closing, codes, devices, identity_check, legal, profile, registration, sessions

KEPT = timedelta(days=1)


@shared_task(name="accounts.forget")
def forget() -> int:
    """Delete yesterday's codes and unfinished registrations, and what sessions, browsers and activity are too old.

    All of it is personal data. Returns how many rows.
    """
    now = timezone.now()
    before = now - KEPT
    return (
        codes.forget_old(before=before)
        + registration.forget_unfinished(before=before)
        + sessions.sweep(now=now)
        + devices.forget_unseen(now=now)
        + activity.forget_old(now=now)
        + closing.forget_last_mails()
    )


@shared_task(name="accounts.remind_review", acks_late=True)
def remind_review() -> int:
    """Remind whoever has not looked their data over for a year, once in each; returns how many were given."""
    return profile.owe_reviews()


@shared_task(name="accounts.send_identity_links", acks_late=True)
def send_identity_links() -> int:
    """Owe its link to each recovery that staff approved and whose delay is over; returns how many are good now."""
    return identity_check.send_links()


@shared_task(name="accounts.tell_legal_changes", acks_late=True)
def tell_legal_changes() -> int:
    """Tell people of the versions of legal texts that are coming, once each; returns how many were told."""
    return legal.tell()
