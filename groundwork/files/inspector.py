"""Asking the inspecting process, and naming how it ended."""

import logging
import os
import signal
import subprocess
import sys

from django.conf import settings

from groundwork.files.inspection.orders import Order, Report, Task, pack, unpack_report

PROCESS = "groundwork.files.inspect_process"
# Processor seconds and seconds by the clock: a busy machine is no fault of the file.
SECONDS = {Task.REBUILD: (5, 30), Task.MARK: (20, 60), Task.PICTURE: (5, 30)}

logger = logging.getLogger(__name__)


class BrokenError(Exception):
    """The process did not do its work, and not for the file's sake: a library is missing, the machine has no room."""


def run(order: Order, content: bytes) -> Report:
    """Have it done in a bounded process. One that its bounds or the clock ended reports the refusal "too_complex".

    BrokenError when it could not start or failed by itself.
    """
    cpu, clock = SECONDS[order.task]
    command = [sys.executable, "-B", "-m", PROCESS, str(settings.UPLOAD_PROCESS_MEGABYTES), str(cpu)]
    try:
        done = subprocess.run(  # noqa: S603  # our own module, nothing of it is typed by anybody
            command,
            input=pack(order, content),
            capture_output=True,
            check=True,
            timeout=clock,
            cwd=settings.BASE_DIR,
            env={"PATH": os.defpath, "LC_ALL": "C.UTF-8"},  # no key of ours
        )
        return unpack_report(done.stdout)
    except subprocess.TimeoutExpired:
        ended = "time"
    except subprocess.CalledProcessError as fault:
        if fault.returncode > 0:  # Python's own way to end: no signal of the bounds
            raise BrokenError(_last_words(fault.stderr)) from fault
        ended = signal.Signals(-fault.returncode).name
    except (OSError, ValueError) as fault:
        raise BrokenError(f"{type(fault).__name__}: {fault}") from fault
    logger.warning("An inspection (%s) did not end by itself: %s", order.task, ended)
    return Report(refusal="too_complex")


def _last_words(stderr: bytes) -> str:
    """The kind of exception that ended it, without its message, which may hold what is in the file."""
    lines = stderr.decode(errors="replace").strip().splitlines()
    return lines[-1].partition(":")[0][:100] if lines else "nothing"
