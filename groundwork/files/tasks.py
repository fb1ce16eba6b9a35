"""What the worker runs for files; a sweep each, safe to deliver twice and safe to lose."""

from celery import shared_task

from groundwork.files.services import checking


@shared_task(name="files.check_quarantine", acks_late=True)
def check_quarantine() -> int:
    """Look at the files whose check was cut short or waits for the scanner."""
    return checking.sweep()


@shared_task(name="files.forget_orphans", acks_late=True)
def forget_orphans() -> int:
    """Delete bytes that no row names, once a day."""
    return checking.forget_orphans()
