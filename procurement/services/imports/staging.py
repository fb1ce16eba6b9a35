"""Where a batch of rows waits, inside the session, before it is compared with what the portal has."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

from django.db import connection

from procurement.models import Award, Entity, Process
from procurement.secop.facts import AwardFacts, EntityFacts, ProcessFacts, Row, digest

ENTITY, PROCESS, AWARD = (model._meta.db_table for model in (Entity, Process, Award))  # noqa: SLF001  # documented API


class Staged(NamedTuple):
    """One row with its place in the run; `newest`: no later row of the run speaks for its process."""

    sequence: int
    newest: bool
    row: Row


def columns(*parts: tuple[str, Iterable[str]]) -> list[str]:
    """Pairs of a prefix and names, as quoted columns."""
    return [f'"{prefix}{name}"' for prefix, names in parts for name in names]


_PARTS = [
    ("entity_", EntityFacts._fields, ENTITY),
    ("process_", (*ProcessFacts._fields, "source_digest"), PROCESS),
    ("award_", (*AwardFacts._fields, "source_digest"), AWARD),
]
_SELECTED = ", ".join(f'{table}."{name}" AS "{prefix}{name}"' for prefix, names, table in _PARTS for name in names)
_STAGED = ", ".join(["sequence", "newest", *columns(*((prefix, names) for prefix, names, _table in _PARTS))])

# Types come from the portal's own tables, so that staging never widens or narrows a value.
CREATE = f"""
CREATE TEMPORARY TABLE import_stage ON COMMIT DELETE ROWS AS
    SELECT 0::bigint AS sequence, true AS newest, {_SELECTED} FROM {ENTITY}, {PROCESS}, {AWARD} WITH NO DATA;
CREATE TEMPORARY TABLE import_plan (
    sequence bigint, process_code text, process_id bigint, award_code text,
    process text, award text, awarded boolean, material boolean
) ON COMMIT DELETE ROWS
"""  # noqa: S608  # names of our own tables and columns
DROP = "DROP TABLE IF EXISTS import_stage, import_plan"
COPY = f"COPY import_stage ({_STAGED}) FROM STDIN"


@contextmanager
def tables() -> Iterator[None]:
    """Have the temporary tables while the block lasts."""
    with connection.cursor() as cursor:
        cursor.execute(DROP)
        cursor.execute(CREATE)
    try:
        yield
    finally:
        if connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute(DROP)


def fill(staged: Iterable[Staged]) -> None:
    """Put the rows, and nothing else, on the stage."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM import_stage")
        with cursor.copy(COPY) as copy:
            for sequence, newest, (entity, process, award) in staged:
                facts = (*entity, *process, digest(entity, process), *award, digest(award))
                copy.write_row((sequence, newest, *facts))
