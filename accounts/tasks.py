"""What accounts does by the clock."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from accounts.services import codes, registration

KEPT = timedelta(days=1)


@shared_task(name="accounts.forget")
def forget() -> int:
    """Delete yesterday's codes and unfinished registrations, which hold personal data; returns how many rows."""
    before = timezone.now() - KEPT
    return codes.forget_old(before=before) + registration.forget_unfinished(before=before)
