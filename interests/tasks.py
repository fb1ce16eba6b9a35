"""What the worker runs for this room: sweeps, every 30 seconds or as soon as something is announced."""

from celery import shared_task

from interests.services import areas, departures, matching


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
