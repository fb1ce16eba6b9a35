"""The private PostgreSQL: made, started, shared between commands, and stopped by the last of them.

Whoever uses the server holds a shared lock on a file beside the data. Starting and stopping happen
under a second lock, and only the one who finds nobody else stops it. The kernel drops the locks of a
process that dies, so there is no count that could be left wrong. A server that outlived its users
(kill -9) is taken over by the next one, or stopped if it does not answer.
"""

import contextlib
import fcntl
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import psycopg
from psycopg import sql

from secop.local import processes
from secop.local.accounts import founding_account, people_who_may_connect, server_account
from secop.local.addresses import DATABASE, ROLE
from secop.local.binaries import major_version, programs
from secop.local.folders import make_private, socket_folder
from secop.local.home import Home
from secop.local.logfiles import open_log
from secop.local.problems import LocalError

SUPERUSER = "postgres"
STOPPING = ((signal.SIGINT, 4.0), (signal.SIGQUIT, 1.5), (signal.SIGKILL, 1.0))
START_SECONDS = 120

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "timezone": "UTC",
    "jit": "off",
    # For a page among many: data in memory or on flash, one core a request, a page's rows sorted without a file.
    "random_page_cost": "1.1",
    "max_parallel_workers_per_gather": "0",
    "work_mem": "16MB",
    # What every publication is looked for in, a million areas of interest, stays in memory; taken as it is used.
    "shared_buffers": "512MB",
    # A refused row's values and the statement that held them may be personal data: never in the log.
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "log_checkpoints": "off",
}
# For data that no one would miss: the tests'. Their databases come and go, and one is not dropped while autovacuum,
# which is the superuser's, works in it.
FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"}


class Server:
    """The PostgreSQL that belongs to one PORTAL_DIR; its programs are the wheel's unless others are given."""

    def __init__(self, portal_dir: Path, *, durable: bool = True, installation: Path | None = None) -> None:
        self.home = Home(portal_dir.resolve())
        self.sockets = socket_folder(self.home.portal_dir)
        self.durable = durable
        self.installation = installation
        self._process: subprocess.Popen[bytes] | None = None
        self._users: IO[str] | None = None

    def join(self) -> None:
        """Become one of the server's users, starting it if it does not run."""
        with self.home.locked():
            users = (self.home.folder / "users.lock").open("a")
            fcntl.flock(users, fcntl.LOCK_SH)
            self._users = users
            self._start()

    def leave(self) -> None:
        """Stop being a user; the last one stops the server."""
        if self._users is None:
            return
        with self.home.locked():
            users, self._users = self._users, None
            with users, contextlib.suppress(BlockingIOError):
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                self._stop()
            if self._process is not None:
                self._process.returncode = 0  # Others go on with it: Popen has no other word for letting a child go.

    def ensure_running(self) -> bool:
        """Start the server again if it died; returns whether that was needed."""
        if self._answers():
            return False
        with self.home.locked():
            self._start()
        return True

    def admin(self, database: str = SUPERUSER) -> psycopg.Connection[Any]:
        """A connection with every right, which commits each statement."""
        return psycopg.connect(
            host=str(self.sockets), user=SUPERUSER, dbname=database, autocommit=True, connect_timeout=5
        )

    @property
    def data(self) -> Path:
        return self.home.data

    def _programs(self) -> Path:
        return self.installation or programs(self.home.folder, server_account(self.data))

    def _found(self) -> None:
        """Make the data folder, whole or not at all."""
        draft = self.home.folder / "data.new"
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        founder, account = founding_account(), server_account(self.data)
        founder.own(draft)
        done = subprocess.run(  # noqa: S603 - our own program and words
            [
                str(self._programs() / "initdb"),
                f"--pgdata={draft}",
                f"--username={SUPERUSER}",
                "--encoding=UTF8",
                "--locale=C.UTF-8",
                "--auth=reject",
                *([] if self.durable else ["--no-sync"]),
            ],
            check=False,
            capture_output=True,
            text=True,
            cwd="/",
            env=_environment(),
            **founder.popen_options(),
        )
        if done.returncode:
            raise LocalError(f"No se pudo crear la base de datos local: {_last_line(done.stderr)}")
        account.own(draft)
        draft.rename(self.data)

    def _admit(self) -> None:
        """Say who may connect: the people of people_who_may_connect, through the socket and in no other way."""
        data = self.data
        people = sorted(people_who_may_connect(data.stat().st_uid))
        (data / "pg_hba.conf").write_text("local all all peer map=portal\n", encoding="utf-8")
        (data / "pg_ident.conf").write_text(
            "".join(f'portal "{name}" {role}\n' for name in people for role in (SUPERUSER, ROLE)), encoding="utf-8"
        )

    def _start(self) -> None:
        if self._answers():
            return
        if not self._stop():
            raise LocalError(f"Un PostgreSQL anterior no se deja detener en {self.data}: termine ese proceso y repita.")
        if not self.data.exists():
            self._found()
        found = (self.data / "PG_VERSION").read_text(encoding="utf-8").strip()
        ours = major_version(self._programs())
        if found != ours:
            raise LocalError(
                f"Los datos de {self.data} son de PostgreSQL {found} y este portal usa {ours}: "
                "expórtelos con la versión anterior o elija otra carpeta con PORTAL_DIR."
            )
        self._admit()
        self._open_socket_folder()
        self._clear_away()
        self._launch()
        self._furnish()

    def _clear_away(self) -> None:
        """Remove what a dead server left: its number may belong to another process by now, and stand in the way.

        Only where the process table could be looked at, and showed that nobody works in the data.
        """
        if processes.visible():
            for stale in (self.data / "postmaster.pid", *self.sockets.glob(".s.PGSQL.*")):
                stale.unlink(missing_ok=True)

    def _launch(self) -> None:
        settings = SETTINGS | {"unix_socket_directories": str(self.sockets.resolve())}
        if not self.durable:
            settings |= FORGETFUL
        log_path = make_private(self.home.portal_dir / "logs") / "postgres.log"
        with open_log(log_path) as log:
            self._process = subprocess.Popen(  # noqa: S603 - our own program and words
                [
                    str(self._programs() / "postgres"),
                    "-D",
                    str(self.data),
                    *(word for name, value in settings.items() for word in ("-c", f"{name}={value}")),
                ],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                env=_environment(),
                start_new_session=True,  # Ctrl-C in the terminal is for the portal, which stops it in its turn.
                **server_account(self.data).popen_options(),
            )
        self._await_answer(self._process, log_path)

    def _open_socket_folder(self) -> None:
        """Make the socket's folder; one that somebody else put there is refused."""
        account = server_account(self.data)
        with contextlib.suppress(FileExistsError):
            self.sockets.mkdir(mode=0o700)
            account.own(self.sockets)
        status = self.sockets.lstat()
        if status.st_uid not in {os.geteuid(), account.uid} or status.st_mode & 0o077 or self.sockets.is_symlink():
            raise LocalError(f"La carpeta {self.sockets} no es de este portal: bórrela y repita la orden.")

    def _await_answer(self, process: subprocess.Popen[bytes], log_path: Path) -> None:
        processes.wait_until(lambda: process.poll() is not None or self._answers(), START_SECONDS)
        if not self._answers():
            last = _last_line(log_path.read_text(encoding="utf-8", errors="replace"))
            raise LocalError(f"PostgreSQL no arrancó: {last} (todo el detalle está en {log_path}).")

    def _answers(self) -> bool:
        try:
            with self.admin() as connection:
                row = connection.execute("SELECT current_setting('data_directory')").fetchone()
        except psycopg.OperationalError:
            return False
        return row == (str(self.data),)

    def _furnish(self) -> None:
        """Make the portal's role and database if a first start has not done so yet."""
        with self.admin() as connection:
            if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [ROLE]).fetchone():
                # Not a superuser, as in production; it makes databases because the tests' clones are its own.
                connection.execute(sql.SQL("CREATE ROLE {} LOGIN CREATEDB").format(sql.Identifier(ROLE)))
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
                connection.execute(
                    sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(DATABASE), sql.Identifier(ROLE))
                )

    def _stop(self) -> bool:
        """End whatever works in the data; whether nothing does any more."""
        ended = processes.end(lambda: processes.working_in(self.data), STOPPING)
        if self._process is not None:
            self._process.send_signal(signal.SIGINT)  # Where the process table can't be seen, it runs still.
            try:
                self._process.wait(STOPPING[0][1])
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None
        return ended


def _environment() -> dict[str, str]:
    return {"LC_ALL": "C.UTF-8", "TZ": "UTC", "PATH": "/usr/bin:/bin"}


def _last_line(text: str) -> str:
    return next((line.strip() for line in reversed(text.splitlines()) if line.strip()), "sin más detalle")


@contextlib.contextmanager
def serving(portal_dir: Path, *, durable: bool = True, installation: Path | None = None) -> Iterator[Server]:
    """Have the private PostgreSQL of PORTAL_DIR run for as long as the block lasts.

    Raises LocalError, with a line for the person, when it cannot.
    """
    server = Server(portal_dir, durable=durable, installation=installation)
    try:
        server.join()
        yield server
    finally:
        server.leave()
