"""Background work: the Celery application and its one timetable.

Every task on the timetable is a sweep: it finds, in rows, what is owed. A message by name only
shortens the wait, so a broker that loses everything loses nothing.
"""

import os

from celery import Celery, signals
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "secop.settings")

app = Celery("secop")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@signals.setup_logging.connect
def keep_logging(**_: object) -> None:
    """Leave logging as the settings have it: that this answers at all is what keeps Celery from its own."""


NIGHT = {"hour": 3}
# The name that each task was given, and its rhythm in seconds or as a time of Bogotá's day.
TIMETABLE: dict[str, float | crontab] = {
    "messaging.relay_urgent": 30,
    "messaging.relay_bulk": 30,
    "files.check_quarantine": 30,
    "interests.match_processes": 30,
    "interests.match_areas": 30,
    "interests.forget_departed": 30,
    "interests.tell_changes": 30,
    "interests.write_directory": 30,
    "support.watch": 30,
    "support.tell_incidents": 30,
    "support.read_help": 900,
    "interests.send_digests": 60,
    "messaging.read_bounces": 60,
    "messaging.clear_bodies": crontab(minute=10, **NIGHT),
    "files.forget_orphans": crontab(minute=15, **NIGHT),
    "accounts.forget": crontab(minute=20, **NIGHT),
    "accounts.send_identity_links": 300,
    "accounts.remind_review": crontab(minute=30, **NIGHT),
    "accounts.tell_legal_changes": crontab(minute="10,40", hour="7-18"),
    # Through the morning, since what one turn missed the next one finds.
    "onboarding.remind_expiries": crontab(minute=15, hour="7-11"),
    "interests.send_trials": crontab(minute="5,35", hour="7-11"),
    "interests.forget_trials": crontab(minute=40, **NIGHT),
    "interests.remind_review": crontab(minute=40, hour="7-11"),
    "interests.remind_invitations": crontab(minute=50, hour="7-11"),
    "support.forget_unconfirmed": crontab(minute=50, **NIGHT),
    "support.tell_staff": crontab(minute=20, hour="7-11"),
    "support.forget_tickets": crontab(minute=45, **NIGHT),
}
# One that was not taken by its next turn is of no use any more.
app.conf.beat_schedule = {
    name: {
        "task": name,
        "schedule": rhythm,
        "options": {"expires": rhythm if isinstance(rhythm, int | float) else 3600},
    }
    for name, rhythm in TIMETABLE.items()
}
