"""Where the services of local mode keep what is theirs."""

import contextlib
import hashlib
import os
from pathlib import Path

# Linux cuts the path of a Unix socket at 107 bytes.
SOCKET_PATH_LIMIT = 107
# Not TMPDIR, which may differ from one terminal to the next. Postgres refuses the folder if it isn't its own.
SHORT_PLACE = Path("/tmp")  # noqa: S108
SOCKET_NAME = ".s.PGSQL.5432"


def make_passable(folder: Path) -> None:
    """Make a folder that others may pass through, as the database's own account has to, but not list."""
    if not folder.exists():
        folder.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(FileExistsError):
            folder.mkdir()
        folder.chmod(0o711)  # Whatever the umask.


def make_private(folder: Path) -> Path:
    """Make a folder that only its owner enters, and return it."""
    make_passable(folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def postgres_home(portal_dir: Path) -> Path:
    """The folder, or a link to the folder, that holds the private PostgreSQL."""
    return portal_dir / "postgres"


def socket_folder(portal_dir: Path) -> Path:
    """The folder of the private server's socket: beside its data, or a short name where that is too long.

    It depends on nothing but PORTAL_DIR and the person, so that every process finds the same server.
    """
    beside = postgres_home(portal_dir) / "run"
    if len(os.fsencode(beside / SOCKET_NAME)) <= SOCKET_PATH_LIMIT:
        return beside
    digest = hashlib.sha256(os.fsencode(portal_dir)).hexdigest()[:16]
    return SHORT_PLACE / f"portal-{os.getuid()}-{digest}"
