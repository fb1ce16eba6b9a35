"""What the worker runs for messaging; beat runs each at its rhythm, a wake-up may run it sooner."""

from celery import shared_task

from groundwork.messaging import services
from groundwork.messaging.models import Lane


@shared_task(name="messaging.relay_urgent", acks_late=True)
def relay_urgent() -> int:
    """Send what cannot wait (codes); in a queue of its own, so that it never stands behind digests."""
    return services.drain([Lane.URGENT])


@shared_task(name="messaging.relay_bulk", acks_late=True)
def relay_bulk() -> int:
    """Send the rest; a code that is due goes before each batch, should the urgent queue's worker be away."""
    return services.drain([Lane.URGENT, Lane.NORMAL, Lane.BULK])


@shared_task(name="messaging.clear_bodies", acks_late=True)
def clear_bodies() -> int:
    """Empty old mails, and forget old notices and the addresses that returned mails long ago, once a day."""
    return services.clear_old_bodies() + services.forget_old_bounces() + services.forget_old_notices()


@shared_task(name="messaging.read_bounces", acks_late=True)
def read_bounces() -> int:
    """Read what came back to the bounce mailbox; without one there is nothing to do."""
    return services.read_bounce_mailbox().total()
