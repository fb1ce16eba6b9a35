"""The addresses of the services, in the form that Django and Celery take."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from secop.local.folders import make_private, socket_folder

DATABASE = "portal"
ROLE = "portal"

# A pool in each process: few connections at rest, and enough for gunicorn's threads. One that the
# server closed is noticed before it is used.
POOL = {"min_size": 1, "max_size": 12, "timeout": 10}


def _entry(**values: Any) -> dict[str, Any]:
    options = {"pool": dict(POOL), **values.pop("OPTIONS", {})}
    return {"ENGINE": "django.db.backends.postgresql", "CONN_HEALTH_CHECKS": True, "OPTIONS": options, **values}


def database(portal_dir: Path) -> dict[str, Any]:
    """Django's entry for the private PostgreSQL of PORTAL_DIR; it starts nothing and touches no file."""
    return _entry(NAME=DATABASE, USER=ROLE, HOST=str(socket_folder(portal_dir)), PORT="5432")


def database_from_url(url: str) -> dict[str, Any]:
    """Django's entry for postgresql://USER:PASSWORD@HOST:PORT/NAME?option=value.

    The options are libpq's (sslmode, connect_timeout, …); host may be one, for a Unix socket.
    Raises ValueError when the address is not one of PostgreSQL's or names no database.
    """
    parts = urlsplit(url)
    name = unquote(parts.path.lstrip("/"))
    if parts.scheme not in {"postgres", "postgresql"} or not name:
        raise ValueError("DATABASE_URL must be postgresql://user:password@host:port/name")
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    return _entry(
        NAME=name,
        USER=unquote(parts.username or ""),
        PASSWORD=unquote(parts.password or ""),
        HOST=options.pop("host", "") or unquote(parts.hostname or ""),
        PORT=str(parts.port or ""),
        OPTIONS=options,
    )


def broker_options(folder: Path) -> dict[str, Any]:
    """The options of kombu's filesystem transport, with its folders made.

    Nothing durable lives there: every task is owed by a row, and a sweep finds it.
    """
    make_private(folder)
    queue, processed, control = (make_private(folder / name) for name in ("queue", "processed", "control"))
    return {
        "data_folder_in": str(queue),
        "data_folder_out": str(queue),
        "processed_folder": str(processed),
        "control_folder": str(control),
        "store_processed": False,
        "polling_interval": 0.1,
    }
