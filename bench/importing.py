"""How long import_secop takes for a file, beside a bare COPY of the columns that it wrote."""

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connection

from bench import opendata
from groundwork.ledger.models import Entry, Evidence, Head
from groundwork.messaging.models import Work
from procurement.models import Award, Entity, ImportRun, Process
from procurement.services.imports import Importer, Watch

ROWS = 100_000
SCHEMA = "bench_import"
# What an import writes to, in the order in which rows must be copied.
TABLES = [model._meta.db_table for model in (Entity, Process, Award, ImportRun, Work, Head, Entry, Evidence)]  # noqa: SLF001  # documented API
BASELINE = Process._meta.db_table  # noqa: SLF001  # documented API


def measure(rows: int = ROWS) -> list[dict[str, Any]]:
    """The cost of the whole import (both readings, parsing, comparing, three tables, record) and of one COPY.

    Both write into empty tables of a schema of their own, with the same generated columns, indexes and checks.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows.jsonl"
        opendata.write(path, rows)
        with _schema():
            ours = _imported(path, rows)
            baseline = _copied(rows)
    return [
        {
            "name": "import",
            "ours": round(ours, 3),
            "baseline": round(baseline, 3),
            "ratio": round(ours / baseline, 3),
            "unit": "s",
            "n": rows,
        }
    ]


@contextmanager
def _schema() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")
        cursor.execute(f"CREATE SCHEMA {SCHEMA}")
        for table in TABLES:
            cursor.execute(f"CREATE TABLE {SCHEMA}.{table} (LIKE public.{table} INCLUDING ALL)")
        cursor.execute(f"INSERT INTO {SCHEMA}.{Head._meta.db_table} SELECT * FROM public.{Head._meta.db_table}")  # noqa: S608, SLF001  # our names
        cursor.execute(f"SET search_path = {SCHEMA}, public")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SET search_path TO DEFAULT")
            cursor.execute(f"DROP SCHEMA {SCHEMA} CASCADE")


def _imported(path: Path, rows: int) -> float:
    importer = Importer([path], Watch(), shift_to=None, rejects=path.with_suffix(".rejects"))
    start = time.perf_counter()
    importer.run()
    took = time.perf_counter() - start
    if importer.result.counts.created != rows:
        raise RuntimeError(f"The import lost rows: {importer.result}")
    return took


def _copied(rows: int) -> float:
    """The same rows, as the import wrote them, into a fresh table of the same form."""
    columns = ", ".join(
        f'"{field.column}"'
        for field in Process._meta.concrete_fields  # noqa: SLF001  # documented API
        if not field.generated
    )
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE {SCHEMA}.bare (LIKE public.{BASELINE} INCLUDING ALL)")
        with cursor.copy(f"COPY {BASELINE} ({columns}) TO STDOUT") as copy:
            data = [bytes(piece) for piece in copy]
        start = time.perf_counter()
        with cursor.copy(f"COPY {SCHEMA}.bare ({columns}) FROM STDIN") as copy:
            for piece in data:
                copy.write(piece)
        took = time.perf_counter() - start
        if cursor.rowcount != rows:
            raise RuntimeError(f"COPY took {cursor.rowcount} of {rows} rows.")
    return took
