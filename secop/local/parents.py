"""Watches the `make` that launched the portal: a signal to it alone must stop the portal too."""

import os
import signal
from pathlib import Path


class LaunchingMake:
    """The parent process, when it is make.

    make passes SIGTERM on to its children. It does not pass SIGINT on: in a terminal the whole group
    gets it, but a program that signals only make would leave it waiting for us for ever. While it waits
    so, it has put its own handler away, and that shows in its process table entry.
    """

    def __init__(self) -> None:
        self.pid = os.getppid()
        self.is_make = self._entry("comm").strip() in {"make", "gmake"}
        self.handled_interrupts = self._handles_interrupts()

    def has_stopped(self) -> bool:
        """Whether make was there at the start and has since died or been told to stop."""
        if not self.is_make:
            return False
        return os.getppid() != self.pid or (self.handled_interrupts and not self._handles_interrupts())

    def _handles_interrupts(self) -> bool:
        for line in self._entry("status").splitlines():
            name, _, value = line.partition(":")
            if name == "SigCgt":
                return bool(int(value, 16) >> (signal.SIGINT - 1) & 1)
        return False

    def _entry(self, name: str) -> str:
        try:
            return Path("/proc", str(self.pid), name).read_text(encoding="utf-8")
        except OSError:
            return ""
