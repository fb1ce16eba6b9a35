"""The secrets of local mode: made once, kept in PORTAL_DIR/local.env, readable by their owner only."""

import base64
import fcntl
import os
import secrets
from pathlib import Path

from secop.local.folders import make_passable
from secop.local.problems import LocalError

FILE_NAME = "local.env"


def _new_values() -> dict[str, str]:
    return {
        "SECRET_KEY": secrets.token_urlsafe(64),
        "KEY_RING": f"k1:{base64.b64encode(secrets.token_bytes(32)).decode()}",
    }


def _read(path: Path) -> dict[str, str]:
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    pairs = (line.partition("=") for line in lines if line and not line.startswith("#"))
    return {name: value for name, _, value in pairs}


def _write(path: Path, values: dict[str, str]) -> None:
    """Replace the file whole: a crash leaves the old one or the new one, never half of it."""
    draft = path.with_name(f"{path.name}.new")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write("# Secretos de este portal local. Sin ellos no se leen sus datos: no los borre ni los comparta.\n")
        file.writelines(f"{name}={value}\n" for name, value in values.items())
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def provide_secrets(portal_dir: Path) -> None:
    """Put the secrets that the environment lacks into it, making them on the first start.

    Raises LocalError when the folder cannot be written to.
    """
    path = portal_dir / FILE_NAME
    try:
        values = _read(path)
        if missing := _new_values().keys() - values.keys():
            make_passable(portal_dir)
            with (portal_dir / f"{FILE_NAME}.lock").open("w") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                values = _read(path)  # Another process may have made them while we waited.
                if missing := _new_values().keys() - values.keys():
                    values |= {name: value for name, value in _new_values().items() if name in missing}
                    _write(path, values)
    except OSError as error:
        raise LocalError(
            f"No se puede leer o escribir {path} ({error.strerror}): "
            "dé permiso sobre esa carpeta o elija otra con PORTAL_DIR=/otra/carpeta."
        ) from error
    for name, value in values.items():
        if name not in os.environ and f"{name}_FILE" not in os.environ:
            os.environ[name] = value
