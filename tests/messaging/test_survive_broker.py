"""The broker wiped again and again in the middle of the work: the rows are the guarantee, and the sweeps find them."""

import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from celery import Celery
from django.db import connection

from groundwork.messaging import services as messaging
from groundwork.messaging.models import Message
from groundwork.messaging.services import wake
from tests.messaging.celery_worker import broker
from tests.messaging.factories import a_mail
from tests.messaging.smtp_server import SmtpServer
from tests.messaging.workers import PROJECT

MAILS, PIECES = 5_000, 50
LIMIT = 400


@contextmanager
def celery(role: str, server: SmtpServer, folder: Path) -> Iterator[None]:
    """The portal's worker, or its timetable, for the time of the block."""
    database = connection.settings_dict
    arguments = [role, database["HOST"], database["NAME"], str(server.port), str(folder)]
    process = subprocess.Popen(  # noqa: S603  # our own script
        [sys.executable, str(Path(__file__).with_name("celery_worker.py")), *arguments],
        cwd=PROJECT,
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield
    finally:
        process.kill()
        process.wait()


def wipe(folder: Path) -> int:
    """Lose all that the broker holds; returns how many messages that was."""
    lost = 0
    for message in (folder / "queue").glob("*"):
        message.unlink(missing_ok=True)
        lost += 1
    return lost


@pytest.mark.long_drill
@pytest.mark.django_db(transaction=True)
def test_a_broker_that_loses_everything_loses_no_alert(server, figures, tmp_path, monkeypatch):
    folder = tmp_path / "broker"
    for name in ("queue", "control"):
        (folder / name).mkdir(parents=True)
    app = Celery("drill", broker="filesystem://localhost//", set_as_current=False)
    app.conf.broker_transport_options = broker(folder)
    monkeypatch.setattr(wake, "current_app", app)
    lost = 0
    with celery("worker", server, folder), celery("beat", server, folder):
        begun = time.monotonic()
        for piece in range(PIECES):
            messaging.send_many((a_mail(), f"alert:{piece}:{number}") for number in range(MAILS // PIECES))
            lost += wipe(folder)
            time.sleep(0.2)
            lost += wipe(folder)
        ended = time.monotonic()
        while waiting := Message.objects.open().count():
            assert time.monotonic() - ended < LIMIT, f"{waiting} are still owed"
            time.sleep(0.2)
        took = time.monotonic() - ended
    assert lost > 0
    assert Message.objects.in_state(messaging.State.ACCEPTED).count() == MAILS
    times = Counter(str(message["Message-ID"]) for message in server.received)
    assert (len(times), times.total()) == (MAILS, MAILS), "each arrived once"
    figures(
        f"{MAILS} alerts while the broker lost {lost} messages in {ended - begun:.0f} s: 0 lost, 0 twice,"
        f" the last one {took:.0f} s after the last wipe"
    )
