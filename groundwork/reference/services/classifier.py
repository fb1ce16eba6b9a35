"""Loads an edition of the classifier over the one in force."""

from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import Count

from groundwork.reference import codes
from groundwork.reference.models import Commodity, Revision
from groundwork.reference.services import revisions
from groundwork.reference.text import words_of

_STAGE = """
CREATE TEMPORARY TABLE incoming_commodity (
    code varchar(8) PRIMARY KEY, parent_id varchar(8), title varchar(300), search_text varchar(300)
)
"""

_UPSERT = """
WITH written AS (
    INSERT INTO reference_commodity AS kept (code, parent_id, title, search_text, retired, source)
    SELECT code, parent_id, title, search_text, false, %s FROM incoming_commodity
    ON CONFLICT (code) DO UPDATE SET
        parent_id = excluded.parent_id, title = excluded.title, search_text = excluded.search_text,
        retired = false, source = excluded.source
    WHERE (kept.title, kept.search_text, kept.retired, kept.source)
        IS DISTINCT FROM (excluded.title, excluded.search_text, false, excluded.source)
    RETURNING xmax = 0 AS created
)
SELECT count(*) FILTER (WHERE created), count(*) FILTER (WHERE NOT created) FROM written
"""

_RETIRE = """
UPDATE reference_commodity AS kept SET retired = true
WHERE NOT retired AND NOT EXISTS (SELECT FROM incoming_commodity AS incoming WHERE incoming.code = kept.code)
"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many headings a load wrote; the rest of the edition was already there, word by word."""

    created: int
    updated: int
    retired: int
    unchanged: int


@transaction.atomic
def load(titles: dict[str, str], *, source: str, official: bool) -> Outcome:
    """Put an edition in force: its titles replace those of its codes; codes that it lacks are kept as retired.

    Nothing is deleted, because processes and areas of interest name codes. A title that another edition brought
    comes back when that edition is loaded again. Loading the same edition twice changes nothing.
    """
    revision = revisions.locked(Revision.Subject.CLASSIFIER)
    with connection.cursor() as cursor:
        cursor.execute(_STAGE)
        with cursor.copy("COPY incoming_commodity (code, parent_id, title, search_text) FROM STDIN") as rows:
            for code, title in titles.items():
                rows.write_row((code, codes.parent_of(code), title, " ".join(words_of(title))))
        cursor.execute(_UPSERT, [source])
        created, updated = cursor.fetchone() or (0, 0)
        cursor.execute(_RETIRE)
        retired = cursor.rowcount
        cursor.execute("DROP TABLE incoming_commodity")
    if created or updated or retired or not revision.is_of(source, official=official):
        revisions.mark(revision, source=source, official=official)
    return Outcome(created, updated, retired, len(titles) - created - updated)


def official_in_force() -> bool:
    """Whether the classifier came from the official file, which the built-in data never overwrites."""
    return Revision.objects.filter(subject=Revision.Subject.CLASSIFIER, official=True).exists()


def level_counts() -> dict[str, int]:
    """How many headings of each level are in force."""
    counted = dict(Commodity.objects.current().order_by().values_list("level").annotate(Count("code")))
    return {level.name.lower(): counted.get(level, 0) for level in Commodity.Level}
