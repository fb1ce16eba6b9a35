"""A worker killed with -9 in the middle of its work: nothing is lost, and at most one mail a kill comes twice."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pytest
from django.db import connection
from django.utils import timezone

from groundwork.messaging import services as messaging
from groundwork.messaging.models import Message
from tests.messaging.factories import a_mail
from tests.messaging.smtp_server import SmtpServer

PROJECT = Path(__file__).resolve().parents[2]


@contextmanager
def workers(server: SmtpServer) -> Iterator[Iterator[int]]:
    """Workers, one after another; gives the pid of each as it starts."""
    database = connection.settings_dict
    keeper = subprocess.Popen(  # noqa: S603  # our own script
        [
            sys.executable,
            str(Path(__file__).with_name("worker.py")),
            database["HOST"],
            database["NAME"],
            str(server.port),
        ],
        stdout=subprocess.PIPE,
        cwd=PROJECT,
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
        text=True,
    )
    assert keeper.stdout
    output: IO[str] = keeper.stdout
    last = 0

    def pids() -> Iterator[int]:
        nonlocal last
        for line in output:
            last = int(line)
            yield last

    try:
        yield pids()
    finally:
        keeper.kill()
        keeper.wait()
        output.close()
        if last:
            os.kill(last, signal.SIGKILL)


def wait_for(server: SmtpServer, count: int) -> None:
    limit = time.monotonic() + 60
    while len(server.taken) < count:
        assert time.monotonic() < limit, f"{len(server.taken)} of {count} mails after a minute"
        time.sleep(0.001)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("mails", "kills"), [(200, 5), pytest.param(10_000, 100, marks=pytest.mark.long_drill)])
def test_a_worker_killed_again_and_again_loses_nothing(server, mails, kills):
    messaging.send_many((a_mail(), f"digest:{number}") for number in range(mails))
    chance = random.Random(mails)  # noqa: S311  # a dice that falls the same way each time
    with workers(server) as pids:
        worker = next(pids)
        for kill in range(1, kills + 1):
            wait_for(server, mails * kill // (kills + 1) + chance.randrange(5))
            os.kill(worker, signal.SIGKILL)
            worker = next(pids)  # its keeper has buried the one before
            # The dead worker's leases would end by themselves within a minute: no need to sit and wait.
            Message.objects.open().filter(claim__isnull=False).update(lease_until=timezone.now())
        limit = time.monotonic() + 60
        while Message.objects.open().exists():
            assert time.monotonic() < limit
            time.sleep(0.02)
    assert Message.objects.in_state(messaging.State.ACCEPTED).count() == mails, "none lost"
    times = Counter(str(message["Message-ID"]) for message in server.received)
    assert len(times) == mails
    assert times.total() - mails <= kills, "a mail comes twice only when the kill fell between its 250 and our commit"
    assert max(times.values()) <= 1 + kills
