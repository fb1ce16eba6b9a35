"""A PostgreSQL of the benchmarks' own: started as the portal starts its own, thrown away at the end.

Each measure works in a fresh clone of one migrated database, so that none finds another's rows.
"""

import contextlib
import io
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import django
import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from psycopg import sql

from secop.local.addresses import DATABASE, ROLE
from secop.local.folders import postgres_home, socket_folder
from secop.local.postgres import serving

FOLDER = Path(__file__).resolve().parent.parent / "var" / "bench"


@contextlib.contextmanager
def prepared() -> Iterator[None]:
    """Django, set up on a migrated database with the reference data; nothing of it stays."""
    _forget()
    # No real engine: the figures must be of the same thing everywhere.
    for name in ("DATABASE_URL", "REDIS_URL"):
        os.environ.pop(name, None)
    os.environ |= {"PORTAL_DIR": str(FOLDER), "DJANGO_SETTINGS_MODULE": "secop.settings", "LOG_LEVEL": "ERROR"}
    try:
        with serving(FOLDER):
            django.setup()
            # A pool would keep connections to a database that is to be copied or dropped.
            settings.DATABASES["default"]["OPTIONS"].pop("pool", None)
            call_command("migrate", verbosity=0)
            call_command("createcachetable", verbosity=0)
            call_command("load_reference", verbosity=0, stdout=io.StringIO())
            call_command("collectstatic", verbosity=0, interactive=False)
            connection.close()
            yield
            connection.close()
    finally:
        _forget()


@contextlib.contextmanager
def clone(name: str) -> Iterator[None]:
    """Django's connections lead to a copy of the prepared database for as long as the block lasts."""
    _admin("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
    _admin("CREATE DATABASE {} TEMPLATE {}", name, DATABASE)
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = DATABASE
        _admin("DROP DATABASE {} WITH (FORCE)", name)


def bare_connection() -> "psycopg.Connection[tuple[object, ...]]":
    """psycopg by itself, on the database that Django uses; each statement is planned for its own values."""
    used = connection.settings_dict
    return psycopg.connect(
        host=used["HOST"], user=used["USER"], dbname=used["NAME"], autocommit=True, prepare_threshold=None
    )


def _admin(statement: str, *names: str) -> None:
    with psycopg.connect(host=str(socket_folder(FOLDER)), user=ROLE, dbname="postgres", autocommit=True) as admin:
        admin.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def _forget() -> None:
    # Root's server may keep its data elsewhere, behind a link.
    home = postgres_home(FOLDER)
    if home.exists():
        shutil.rmtree(home.resolve(), ignore_errors=True)
    shutil.rmtree(FOLDER, ignore_errors=True)
