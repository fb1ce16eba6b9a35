"""Where the private PostgreSQL lives, and the lock under which it starts and stops."""

import contextlib
import fcntl
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from secop.local.accounts import server_account
from secop.local.folders import make_passable, postgres_home
from secop.local.problems import LocalError

# Root's own folders are closed to the server's account: then the data live here, and PORTAL_DIR has a link to them.
ROOTS_STORE = Path("/var/lib/portal-contratacion")


@dataclass(frozen=True)
class Home:
    """The place of one portal's server: its data, its locks and, where needed, its programs."""

    portal_dir: Path

    @property
    def place(self) -> Path:
        """In PORTAL_DIR: the home itself, or a link to it."""
        return postgres_home(self.portal_dir)

    @property
    def folder(self) -> Path:
        """The home itself."""
        return self.place.resolve()

    @property
    def data(self) -> Path:
        """PostgreSQL's own folder."""
        return self.folder / "data"

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the home, made first if need be, against every other process that would start or stop the server."""
        try:
            self._settle()
            lock = (self.folder / "start.lock").open("a")
        except OSError as error:
            raise LocalError(
                f"No se puede escribir en {self.portal_dir} ({error.strerror}): "
                "dé permiso sobre esa carpeta o elija otra con PORTAL_DIR=/otra/carpeta."
            ) from error
        with lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _settle(self) -> None:
        """Choose and make the folder: in PORTAL_DIR, unless the server's account could not reach it there."""
        if self.place.is_symlink() and not self.place.exists():
            raise LocalError(
                f"Los datos del portal estaban en {self.place.readlink()} y ya no están. "
                f"Devuélvalos a su sitio, o borre {self.place} para empezar de nuevo."
            )
        make_passable(self.portal_dir)
        reached = server_account(self.data).enters(self.place if self.place.exists() else self.portal_dir)
        if self.data.exists() and not reached:
            raise LocalError(
                f"La base de datos corre con una cuenta propia, que no puede entrar en {self.folder}: "
                "permita el paso por las carpetas que llevan a ella (chmod o+x) y repita la orden."
            )
        if reached:
            make_passable(self.place)
        elif not self.place.exists():
            self._settle_elsewhere()

    def _settle_elsewhere(self) -> None:
        make_passable(ROOTS_STORE)
        elsewhere = Path(tempfile.mkdtemp(prefix="", dir=ROOTS_STORE))
        elsewhere.chmod(0o711)
        try:
            self.place.symlink_to(elsewhere)
        except FileExistsError:  # Another command was first.
            elsewhere.rmdir()
