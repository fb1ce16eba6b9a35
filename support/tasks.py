"""What the worker runs for this room: sweeps by the timetable."""

from celery import shared_task
from django.conf import settings
from django.utils import timezone, translation

from support.queries import search
from support.services.status import subscribing, watching
from support.services.status import telling as status_telling
from support.services.tickets import retention, telling


@shared_task(name="support.tell_staff", acks_late=True)
def tell_staff() -> int:
    """Owe today's line about requests for help; returns to how many of the staff."""
    return telling.tell_staff(at=timezone.now())


@shared_task(name="support.forget_tickets")
def forget_tickets() -> int:
    """Close the answered requests that nobody went on with, and erase those closed long ago; returns how many."""
    now = timezone.now()
    retention.close_silent(at=now)
    done = 0
    while erased := retention.forget_old(at=now):
        done += erased
    return done


@shared_task(name="support.watch", acks_late=True)
def watch() -> int:
    """Check every component of the service and note what was found; returns how many do not work."""
    return watching.watch()


@shared_task(name="support.tell_incidents", acks_late=True)
def tell_incidents() -> int:
    """Owe the mails about incidents; returns how many events were told."""
    done = 0
    while taken := status_telling.sweep():
        done += taken
    return done


@shared_task(name="support.forget_unconfirmed")
def forget_unconfirmed() -> int:
    """Forget the mailboxes that never confirmed that they want to hear of incidents; returns how many."""
    done = 0
    while forgotten := subscribing.forget_unconfirmed():
        done += forgotten
    return done


@shared_task(name="support.read_help")
def read_help() -> int:
    """Read the pages of the help for its search, so that nobody who searches waits for it; returns how many places."""
    places = 0
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            places += len(search.read_help())
    return places
