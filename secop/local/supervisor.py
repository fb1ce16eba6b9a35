"""Keeps the portal's processes running: starts them, starts again the one that dies, stops them all in order."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from secop.local import processes
from secop.local.child import PARENT
from secop.local.logfiles import open_log, trim

# Marks whatever a supervisor started, grandchildren included, so that the next one finds what a kill -9 left.
MARK = "PORTAL_SUPERVISED"
LEFTOVERS = ((signal.SIGTERM, 5.0), (signal.SIGKILL, 2.0))
# The polite order, then one to hurry (celery gives its tasks back). Each service passes them on to its own.
ASKING = ((signal.SIGTERM, 5.0), (signal.SIGQUIT, 2.0))
LONGEST_PAUSE = 30.0
GOOD_RUN_SECONDS = 60.0


def mark(portal_dir: Path) -> str:
    """The line in the environment of every process of this portal."""
    return f"{MARK}={portal_dir}"


def end_leftovers(portal_dir: Path) -> bool:
    """End the processes that a supervisor which died left behind; whether none is left."""
    return processes.end(lambda: processes.carrying(mark(portal_dir)), LEFTOVERS)


@dataclass
class Child:
    """One service: its name for people, the Python module with its arguments, and its log."""

    name: str
    arguments: list[str]
    log: Path
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    due: float = 0.0
    pause: float = 1.0

    def start(self, environment: dict[str, str]) -> None:
        """Start it in a session of its own: the terminal's Ctrl-C is for the supervisor."""
        with open_log(self.log) as log:
            self.process = subprocess.Popen(  # noqa: S603 - our own words
                [sys.executable, "-m", "secop.local.child", *self.arguments],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=environment,
                start_new_session=True,
            )
        self.started = time.monotonic()

    def died(self) -> bool:
        """Whether it was started and is no longer there."""
        return self.process is not None and self.process.poll() is not None

    def ask(self, sign: signal.Signals) -> None:
        """Signal the service, which sees to what it started."""
        if self.process is not None:
            self.process.send_signal(sign)

    def kill(self) -> None:
        """End the service and all that it started, at once."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)


@dataclass
class Supervisor:
    """The children of one portal; `say` tells the person what happens."""

    portal_dir: Path
    say: Callable[[str], None]
    environment: dict[str, str] = field(default_factory=dict)
    children: list[Child] = field(default_factory=list)

    def start(self, *children: Child) -> None:
        """Start these and look after them from now on."""
        for child in children:
            self.children.append(child)
            child.start(self._environment())

    def look_after(self) -> None:
        """Start again, after a pause that grows, whichever child has died. Call it often: it does not wait."""
        now = time.monotonic()
        for child in self.children:
            trim(child.log)
            if child.process is None and now >= child.due:
                child.start(self._environment())
            elif child.process is not None and child.died():
                child.pause = 1.0 if now - child.started > GOOD_RUN_SECONDS else min(child.pause * 2, LONGEST_PAUSE)
                self.say(
                    f"El proceso «{child.name}» terminó (código {child.process.returncode}) y vuelve a arrancar "
                    f"en {child.pause:.0f} s. Detalle: {child.log}"
                )
                child.kill()  # What it started does not outlive it.
                child.process, child.due = None, now + child.pause

    def stop(self) -> None:
        """Stop every child within eight seconds, asking politely first."""
        for sign, seconds in ASKING:
            for child in self.children:
                child.ask(sign)
            if processes.wait_until(self._all_gone, seconds):
                break
        for child in self.children:
            child.kill()
        processes.wait_until(self._all_gone, 1.0)

    def _all_gone(self) -> bool:
        return all(child.process is None or child.died() for child in self.children)

    def _environment(self) -> dict[str, str]:
        name, _, value = mark(self.portal_dir).partition("=")
        return {**os.environ, **self.environment, name: value, PARENT: str(os.getpid())}
