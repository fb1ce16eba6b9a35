"""One portal for one folder."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from secop.local.folders import make_passable
from secop.local.problems import LocalError


@contextmanager
def only_one(portal_dir: Path, address: str) -> Iterator[None]:
    """Hold the folder for this portal; raises LocalError, naming its address, when another one runs in it."""
    path = portal_dir / "run.lock"
    try:
        make_passable(portal_dir)
        lock = path.open("a+", encoding="utf-8")
    except OSError as error:
        raise LocalError(
            f"No se puede escribir en {portal_dir} ({error.strerror}): "
            "dé permiso sobre esa carpeta o elija otra con PORTAL_DIR=/otra/carpeta."
        ) from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            lock.seek(0)
            raise LocalError(
                f"El portal de la carpeta {portal_dir} ya está en marcha en {lock.read().strip() or 'otra terminal'}: "
                "úselo, deténgalo con Ctrl-C en su terminal, o elija otra carpeta con PORTAL_DIR=/otra/carpeta."
            ) from error
        lock.truncate(0)
        lock.write(address)
        lock.flush()
        yield
