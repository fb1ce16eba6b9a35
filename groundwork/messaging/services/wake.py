"""Waking a task by its name: it shortens a wait, and nothing depends on it."""

import logging
from functools import partial

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)

# A sweep comes every 30 s, so a wake-up that was not taken by then is of no use.
EXPIRES_AFTER_SECONDS = 30


def wake_after_commit(task: str) -> None:
    """Ask a worker to run the task as soon as this transaction has committed."""
    transaction.on_commit(partial(wake, task))


def wake(task: str) -> None:
    """Ask a worker to run the task now; with the broker down, its next sweep does the work."""
    try:
        current_app.send_task(task, expires=EXPIRES_AFTER_SECONDS, retry=False, ignore_result=True)
    except (OperationalError, OSError) as fault:
        logger.warning("The broker did not take a wake-up for %s: %s", task, fault)
