"""The first reading of the files: which rows a later one replaces, and the latest publication."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from procurement.secop.facts import Row

# Put before the place in the run, so that rows with an award speak for their process before those without.
AWARDED_FIRST = 1 << 60
PIECE = 20_000

CREATE = """
CREATE TEMPORARY TABLE import_survey (sequence bigint, rank bigint, process text, award text);
CREATE TEMPORARY TABLE import_mark (sequence bigint PRIMARY KEY, repeated boolean)
"""
DROP = "DROP TABLE IF EXISTS import_survey, import_mark"
COPY = "COPY import_survey (sequence, rank, process, award) FROM STDIN"
# Only the rows that do not speak for their process are marked: next to none in an ordinary file.
MARK = """
INSERT INTO import_mark
SELECT sequence, sequence < last_of_award FROM (
    SELECT sequence, rank, max(rank) OVER (PARTITION BY process) AS speaker,
        max(sequence) OVER (PARTITION BY process, award) AS last_of_award
    FROM import_survey
) ranked
WHERE rank < speaker
"""
MARKED = "SELECT sequence, repeated FROM import_mark WHERE sequence BETWEEN %s AND %s"


@dataclass
class Survey:
    """What the first reading found; the keys lie in the database, so that no file is too long for the memory."""

    seen: int = 0
    latest: datetime | None = None
    marks: int = 0

    def __post_init__(self) -> None:
        self._waiting: list[tuple[int, int, str, str]] = []

    def add(self, sequence: int, row: Row) -> None:
        """Take note of a row that can be imported."""
        award = row.award.code
        self._waiting.append((sequence, sequence + AWARDED_FIRST * bool(award), row.process.code, award))
        if self.latest is None or row.process.published_at > self.latest:
            self.latest = row.process.published_at
        if len(self._waiting) >= PIECE:
            self._store()

    def close(self, seen: int) -> None:
        """Mark the rows that do not speak, after the last one."""
        self._store()
        self.seen = seen
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE import_survey")
            cursor.execute(MARK)
            self.marks = cursor.rowcount

    def marked(self, first: int, last: int) -> dict[int, bool]:
        """The marked rows among these, each with whether it is repeated."""
        if not self.marks:
            return {}
        with connection.cursor() as cursor:
            cursor.execute(MARKED, (first, last))
            return dict(cursor.fetchall())

    def _store(self) -> None:
        with connection.cursor() as cursor, cursor.copy(COPY) as copy:
            for keys in self._waiting:
                copy.write_row(keys)
        self._waiting.clear()


@contextmanager
def survey() -> Iterator[Survey]:
    """A survey whose tables last as long as the block."""
    with connection.cursor() as cursor:
        cursor.execute(DROP)
        cursor.execute(CREATE)
    try:
        yield Survey()
    finally:
        if connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute(DROP)
