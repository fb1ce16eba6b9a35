"""Runs the whole portal on this machine, in the foreground: `make run`."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import connections
from django.db.backends.postgresql.base import DatabaseWrapper

from secop.local import ports, services
from secop.local.folders import make_private, postgres_home
from secop.local.parents import LaunchingMake
from secop.local.postgres import Server, serving
from secop.local.preparation import Preparation, demo_sign_ins
from secop.local.problems import LocalError
from secop.local.single import only_one
from secop.local.supervisor import Supervisor, end_leftovers

READY_SECONDS = 90
TURN_SECONDS = 0.5


class _Stopped(BaseException):
    """Somebody asked the portal to stop."""


class Command(BaseCommand):
    help = "Starts database, worker, timetable and web, looks after them, and stops them at Ctrl-C or SIGTERM."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        portal_dir: Path = settings.PORTAL_DIR
        os.environ["PORTAL_DIR"] = str(portal_dir)
        os.umask(0o077)
        self.make = LaunchingMake()
        with self._until_stopped(), only_one(portal_dir, settings.PORTAL_URL):
            if not end_leftovers(portal_dir):
                raise LocalError("Quedan procesos de un arranque anterior que no terminan: reinicie la máquina.")
            ports.require_free(settings.PORT)
            supervisor = self._supervisor(portal_dir)
            try:
                self._serve(portal_dir, supervisor)
            finally:
                supervisor.stop()

    def _supervisor(self, portal_dir: Path) -> Supervisor:
        tmp = make_private(portal_dir / "tmp")
        return Supervisor(portal_dir, self._say, {"TMPDIR": str(tmp), "PYTHONUNBUFFERED": "1"})

    def _serve(self, portal_dir: Path, supervisor: Supervisor) -> None:
        stamps = (postgres_home(portal_dir) if settings.LOCAL_MODE else portal_dir) / "stamps"
        preparation = Preparation(portal_dir, stamps, self._say)
        logs = make_private(portal_dir / "logs")
        web = services.web(logs, settings.PORT)
        early = preparation.was_taken()
        if early:  # Its imports take seconds; the database starts meanwhile.
            supervisor.start(web)
        with self._database(portal_dir) as server:
            try:
                preparation.run()
                _let_go_of_the_database()
                if not early:
                    supervisor.start(web)
                self._await_ready(supervisor, logs)
                # What was asked of them meanwhile waits in rows; two processors make the web ready sooner alone.
                supervisor.start(*services.background(portal_dir, logs))
                self._say(f"Portal listo en {settings.PORTAL_URL}")
                for line in demo_sign_ins(portal_dir):
                    self._say(line)
                self._watch(supervisor, server)
            finally:
                supervisor.stop()  # Before the database is.

    @staticmethod
    @contextmanager
    def _database(portal_dir: Path) -> Iterator[Server | None]:
        if not settings.LOCAL_MODE:
            yield None
            return
        with serving(portal_dir) as server:
            yield server

    def _await_ready(self, supervisor: Supervisor, logs: Path) -> None:
        limit = time.monotonic() + READY_SECONDS
        while not ports.answers_ready(settings.PORT):
            if time.monotonic() > limit:
                raise LocalError(f"El portal no respondió en {READY_SECONDS} s: el motivo está en {logs}.")
            self._turn(supervisor, 0.1)

    def _watch(self, supervisor: Supervisor, server: Server | None) -> None:
        while True:
            self._turn(supervisor, TURN_SECONDS)
            if server and server.ensure_running():
                self._say("La base de datos se había detenido y volvió a arrancar.")

    def _turn(self, supervisor: Supervisor, seconds: float) -> None:
        time.sleep(seconds)
        supervisor.look_after()
        if self.make.has_stopped():
            raise _Stopped

    @contextmanager
    def _until_stopped(self) -> Iterator[None]:
        """Turn the first signal to stop into the end of the block; later ones do not disturb the stopping."""
        stopping = False

        def stop(_sign: int, _frame: FrameType | None) -> None:
            nonlocal stopping
            if not stopping:
                stopping = True
                raise _Stopped

        for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(sign, stop)
        try:
            yield
        except _Stopped:
            self._say("Portal detenido.")

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()


def _let_go_of_the_database() -> None:
    """Close what the preparation opened: from here on this process only watches."""
    for connection in connections.all():
        connection.close()
        if isinstance(connection, DatabaseWrapper):
            connection.close_pool()
