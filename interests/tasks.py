"""What the worker runs for this room: sweeps, every 30 seconds or as soon as something is announced."""

from celery import shared_task
from django.utils import timezone

from interests.services import areas, changes, departures, digests, directory, matching, reviews, trials
from interests.services.invitations import reminding


@shared_task(name="interests.match_processes", acks_late=True)
def match_processes() -> int:
    """Match the published and changed processes whose work rows wait; returns how many there were."""
    done = 0
    while taken := matching.sweep():
        done += taken
    return done


@shared_task(name="interests.match_areas", acks_late=True)
def match_areas() -> int:
    """Finish matching the areas of interest that were saved or activated; returns how many there were."""
    done = 0
    while taken := areas.sweep_changed():
        done += taken
    return done


@shared_task(name="interests.forget_departed", acks_late=True)
def forget_departed() -> int:
    """Keep from who left a team the mails about it that wait to be sent; returns how many people there were."""
    done = 0
    while taken := departures.sweep():
        done += taken
    return done


@shared_task(name="interests.remind_review", acks_late=True)
def remind_review() -> int:
    """Owe today's reminders to look the areas of interest over; returns how many mails were given."""
    return reviews.sweep()


@shared_task(name="interests.send_trials", acks_late=True)
def send_trials() -> int:
    """Owe today's mails of the try-out alerts, and the last ones of those that end; returns how many alerts."""
    done = 0
    while taken := trials.sweep():
        done += taken
    return done


@shared_task(name="interests.forget_trials")
def forget_trials() -> int:
    """Delete the try-out alerts that ended 30 days ago or were never confirmed; returns how many."""
    done = 0
    while taken := trials.forget_old(at=timezone.now()):
        done += taken
    return done


@shared_task(name="interests.remind_invitations", acks_late=True)
def remind_invitations() -> int:
    """Remind the suppliers that have not answered an invitation about to close; returns how many there were."""
    return reminding.sweep()


@shared_task(name="interests.tell_changes", acks_late=True)
def tell_changes() -> int:
    """Tell of the processes that changed; returns how many there were."""
    done = 0
    while taken := changes.sweep():
        done += taken
    return done


@shared_task(name="interests.send_digests", acks_late=True)
def send_digests() -> int:
    """Owe the digests whose hour has come; returns to how many people."""
    done = 0
    while taken := digests.send_due():
        done += taken
    return done


@shared_task(name="interests.write_directory", acks_late=True)
def write_directory() -> int:
    """Bring the entries of the directory up to what their suppliers say now; returns how many there were."""
    done = 0
    while taken := directory.sweep():
        done += taken
    return done
