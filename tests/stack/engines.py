"""A whole portal on the production engines: real processes on a Redis and a PostgreSQL that the environment names."""

import base64
import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from tests.fixtures.environment import PROJECT
from tests.fixtures.mailbox import Mailbox
from tests.messaging.smtp_server import SmtpServer

STARTING = 60
# Celery's messages in one of Redis's databases, the cache in the same: what production does.
WORKER = ["celery", "--app=secop.celery", "worker", "--concurrency=2", "--queues=urgent,celery", "--loglevel=WARNING"]


class SmtpMailbox(Mailbox):
    """The mailbox of everybody, where the mails come by SMTP."""

    def __init__(self, server: SmtpServer, folder: Path) -> None:
        super().__init__(folder, self._keep)
        self._server = server
        folder.mkdir()

    def _keep(self) -> None:
        for number, text in enumerate(list(self._server.taken)):
            (self.folder / f"{number:04}.eml").write_bytes(text)


@dataclass(frozen=True)
class Portal:
    """Where it answers, with what environment its commands run, and everybody's mailbox."""

    url: str
    environment: dict[str, str]
    mailbox: SmtpMailbox

    def manage(self, *arguments: str) -> str:
        """What `manage.py ARGUMENTS` prints; fails when the command does."""
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(  # noqa: S603  # our own command
            command, cwd=PROJECT, env=self.environment, check=False, capture_output=True, text=True, timeout=120
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


@contextmanager
def portal(database_url: str, redis_url: str, folder: Path) -> Iterator[Portal]:
    """A portal of its own on those engines: web and worker, but no timetable, so that only the broker wakes work."""
    with ExitStack() as stack:
        smtp = stack.enter_context(SmtpServer.running())
        own_url = stack.enter_context(_database(database_url))
        port = _free_port()
        environment = _environment(own_url, redis_url, folder, port=port, smtp_port=smtp.port)
        running = Portal(f"http://localhost:{port}", environment, SmtpMailbox(smtp, folder / "mailbox"))
        running.manage("migrate", "--verbosity=0")
        running.manage("collectstatic", "--no-input", "--verbosity=0")
        running.manage("load_reference", "--verbosity=0")
        web = ["gunicorn", "secop.wsgi:application", f"--bind=localhost:{port}", "--threads=4", "--no-control-socket"]
        for name, command in {"web": web, "worker": WORKER}.items():
            stack.enter_context(_process(name, command, environment, folder))
        _wait_until_ready(port)
        yield running


def _environment(database_url: str, redis_url: str, folder: Path, *, port: int, smtp_port: int) -> dict[str, str]:
    return os.environ | {
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "PORTAL_DIR": str(folder),
        "PORTAL_URL": f"http://localhost:{port}",
        "ALLOWED_HOSTS": "localhost",
        "SECRET_KEY": secrets.token_urlsafe(64),
        "KEY_RING": f"k1:{base64.b64encode(secrets.token_bytes(32)).decode()}",
        "MAIL_FROM": "Portal de Contratación <avisos@portal.example>",
        "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": str(smtp_port),
        "SMTP_STARTTLS": "off",
    }


@contextmanager
def _database(server_url: str) -> Iterator[str]:
    """A new database on that server; its address."""
    name = f"portal_stack_{secrets.token_hex(4)}"
    with psycopg.connect(server_url, autocommit=True) as connection:
        create = "CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'"
        connection.execute(sql.SQL(create).format(sql.Identifier(name)))
        try:
            yield urlunsplit(urlsplit(server_url)._replace(path=f"/{name}"))
        finally:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@contextmanager
def _process(name: str, command: list[str], environment: dict[str, str], folder: Path) -> Iterator[None]:
    with (folder / f"{name}.log").open("w") as log:
        process = subprocess.Popen(  # noqa: S603  # our own command
            [sys.executable, "-m", *command], cwd=PROJECT, env=environment, stdout=log, stderr=log
        )
        try:
            yield
        finally:
            process.terminate()
            process.wait(timeout=30)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        return int(probe.getsockname()[1])


def _wait_until_ready(port: int) -> None:
    limit = time.monotonic() + STARTING
    while True:
        try:
            with closing(HTTPConnection("localhost", port, timeout=5)) as connection:
                connection.request("GET", "/salud/listo")
                if connection.getresponse().status == 200:
                    return
        except (OSError, HTTPException):
            pass
        assert time.monotonic() < limit, f"the portal was not ready after {STARTING} s"
        time.sleep(0.2)
