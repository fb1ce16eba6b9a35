"""What the worker runs for this room."""

from celery import shared_task

from onboarding.services import expiry


@shared_task(name="onboarding.remind_expiries", acks_late=True)
def remind_expiries() -> int:
    """Owe today's reminders of papers that are about to end; returns how many mails were given."""
    return expiry.sweep()
