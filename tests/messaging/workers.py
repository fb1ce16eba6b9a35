"""Real workers in processes of their own, to be killed."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from django.db import connection

PROJECT = Path(__file__).resolve().parents[2]


@contextmanager
def workers(port: int, *, pause: float = 0.01, timeout: float = 10) -> Iterator[Iterator[int]]:
    """Workers, one after another, that talk to the mail server at that port; gives the pid of each as it starts."""
    database = connection.settings_dict
    keeper = subprocess.Popen(  # noqa: S603  # our own script
        [
            sys.executable,
            str(Path(__file__).with_name("worker.py")),
            database["HOST"],
            database["NAME"],
            str(port),
            str(pause),
            str(timeout),
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
