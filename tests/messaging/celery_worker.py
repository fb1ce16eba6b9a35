"""The portal's own Celery worker or timetable, over a broker in a folder that may be wiped.

Run with "worker" or "beat", the database's address, its name, the mail server's port and the broker's folder.
"""

import sys
from pathlib import Path

import django
from django.conf import settings

RELAYS = {"messaging.relay_urgent", "messaging.relay_bulk"}


def main(role: str, host: str, name: str, port: int, folder: str) -> None:
    settings.DATABASES["default"] |= {"HOST": host, "NAME": name, "OPTIONS": {}}
    settings.MAILERS = {
        "default": {
            "BACKEND": "groundwork.messaging.backends.SmtpBackend",
            "OPTIONS": {"host": "127.0.0.1", "port": port, "timeout": 10},
        }
    }
    settings.CELERY_BROKER_URL = "filesystem://localhost//"
    settings.CELERY_BROKER_TRANSPORT_OPTIONS = broker(Path(folder))
    django.setup()
    from secop.celery import app  # noqa: PLC0415  # reads the settings above

    app.conf.beat_schedule = {task: entry for task, entry in app.conf.beat_schedule.items() if task in RELAYS}
    if role == "beat":
        app.Beat(schedule=str(Path(folder).parent / "timetable"), quiet=True, loglevel="ERROR").run()
    else:
        options = ["--pool=solo", "--queues=urgent,celery", "--without-gossip", "--without-mingle", "--loglevel=ERROR"]
        app.worker_main(["worker", *options])


def broker(folder: Path) -> dict[str, object]:
    """kombu's options for a broker in that folder."""
    queue = str(folder / "queue")
    return {
        "data_folder_in": queue,
        "data_folder_out": queue,
        "control_folder": str(folder / "control"),
        "polling_interval": 0.1,
    }


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]), sys.argv[5])
