"""Runs a command with the production engines at hand: `python scripts/with_engines.py make test`.

A Redis and a PostgreSQL of its own, told by REDIS_URL and DATABASE_URL, for as long as the command
lasts. The PostgreSQL is the system's where there is one (Debian 12 has 15, the oldest that the portal
promises to run on), else the wheel's.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from secop.local.addresses import DATABASE, ROLE
from secop.local.folders import make_private, socket_folder
from secop.local.postgres import serving
from secop.local.processes import wait_until


def installed_postgres() -> Path | None:
    """The programs of the oldest PostgreSQL, 15 or newer, that the system has where Debian puts it."""
    found = {int(path.parent.parent.name): path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/postgres")}
    return next((found[version] for version in sorted(found) if version >= 15), None)  # noqa: PLR2004 - said above


@contextmanager
def redis(folder: Path) -> Iterator[str]:
    """A Redis on a port of its own, which keeps nothing; its address."""
    program = shutil.which("redis-server")
    if program is None:
        sys.exit("redis-server is not installed (Debian: apt-get install redis-server)")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", str(folder)]
    with (folder / "redis.log").open("wb") as log:
        server = subprocess.Popen([program, *options], stdout=log, stderr=log, start_new_session=True)  # noqa: S603
    try:
        if not wait_until(lambda: _listens(port), 15):
            sys.exit("redis-server did not start")
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        server.terminate()
        server.wait(10)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def main(command: list[str]) -> int:
    """Run the command; its exit code."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with tempfile.TemporaryDirectory(prefix="portal-engines-") as name:
        folder = Path(name)
        folder.chmod(0o711)
        installation = installed_postgres()
        with redis(make_private(folder / "redis")) as redis_url, serving(folder, installation=installation) as server:
            with server.admin() as connection:
                row = connection.execute("SHOW server_version").fetchone()
            database_url = f"postgresql://{ROLE}@/{DATABASE}?host={socket_folder(folder)}"
            print(f"PostgreSQL {row and row[0]} ({installation or 'the wheel'}), Redis at {redis_url}", flush=True)
            environment = {**os.environ, "DATABASE_URL": database_url, "REDIS_URL": redis_url}
            return subprocess.run(command, env=environment, check=False).returncode  # noqa: S603 - the caller's own


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
