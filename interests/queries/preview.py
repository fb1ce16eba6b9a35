"""What an area would have found lately, before it is saved: counted up to a limit, in one statement."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from interests.models import Interest
from interests.queries import fitting
from procurement.models import Process

PERIOD = timedelta(days=90)
COUNTED = 1000
EXAMPLES = 3
# An area that fits more than COUNTED of them, or this share and no fewer than FEW, is likely wider than was meant.
WIDE_SHARE = 5
FEW = 100

# The filters stand where a saved area would have its columns, so that each is planned for what it asks.
_AREA = """
    SELECT 'active' AS status, %(codes)s::varchar[] AS codes, %(places)s::varchar[] AS places,
        %(entities)s::bigint[] AS entities, %(entities_excluded)s::bigint[] AS entities_excluded,
        %(modalities)s::varchar[] AS modalities, %(mipyme)s AS mipyme,
        %(value_min)s::numeric AS value_min, %(value_max)s::numeric AS value_max,
        %(wanted)s AS wanted, %(unwanted)s AS unwanted
"""
_STATEMENT = f"""
    WITH found AS MATERIALIZED (
        SELECT process.id, process.published_at
        FROM ({_AREA}) AS interest
        JOIN ({fitting.processes("p.published_at > %(since)s AND p.published_at <= %(at)s")}) AS process ON true
        WHERE {fitting.FITS}
        ORDER BY process.published_at DESC, process.id DESC LIMIT %(most)s
    )
    SELECT
        (SELECT count(*) FROM found),
        ARRAY(SELECT id FROM found ORDER BY published_at DESC, id DESC LIMIT %(examples)s),
        (SELECT count(*) FROM (
            SELECT FROM procurement_process WHERE published_at > %(since)s AND published_at <= %(at)s LIMIT %(enough)s
        ) AS recent)
"""  # noqa: S608  # constants of this module
_FILTERS = (
    "codes", "places", "entities", "entities_excluded", "modalities", "mipyme", "value_min", "value_max", "wanted",
    "unwanted",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Preview:
    """How many of the processes of the last 90 days fit, open or not, and the newest of them."""

    found: int
    published: int
    examples: list[Process]

    @property
    def is_more(self) -> bool:
        """There are more than were counted."""
        return self.found > COUNTED

    @property
    def count(self) -> int:
        """How many were counted."""
        return min(self.found, COUNTED)

    @property
    def is_wide(self) -> bool:
        """So many that the area is likely wider than was meant."""
        return self.is_more or (self.found >= FEW and self.found * WIDE_SHARE > self.published)


def filters_of(area: Interest) -> dict[str, Any]:
    """What the area asks, by the names of its fields."""
    return {name: getattr(area, name) for name in _FILTERS}


def preview(area: Interest, *, at: datetime) -> Preview:
    """What the area, saved or not, would have found in the 90 days before that time, whatever its status."""
    parameters = filters_of(area) | {
        "since": at - PERIOD,
        "at": at,
        "most": COUNTED + 1,
        "examples": EXAMPLES,
        "enough": COUNTED * WIDE_SHARE + 1,
    }
    with connection.cursor() as cursor:
        cursor.execute(_STATEMENT, parameters)
        found, newest, published = cursor.fetchone()
    shown = Process.objects.select_related("department", "municipality").defer("search", "description")
    examples = shown.in_bulk(newest)
    return Preview(found, published, [examples[pk] for pk in newest if pk in examples])
