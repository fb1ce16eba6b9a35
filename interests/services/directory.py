"""Bringing the entries of the directory up to what their suppliers say now."""

from datetime import date

from django.db import connection, transaction
from django.utils import timezone

from groundwork.reference.business_days import colombian_today
from interests.models import DirectoryChange
from interests.queries.directory import entries

# Of PostgreSQL's advisory locks, the one of who writes entries: a number that nobody else uses.
WRITER = 7_214_1000


def sweep(*, limit: int = 500, today: date | None = None) -> int:
    """Write up to so many entries that are not what their suppliers say now; returns how many there were.

    One writer at a time, or the older of two that know a supplier differently might write last. What changes while
    it works is noted beside the change, and found by the next turn.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [WRITER])
        if not cursor.fetchone()[0]:
            return 0
        day = today or colombian_today(timezone.now())
        suppliers = entries.stale(today=day, limit=limit)
        changes = list(DirectoryChange.objects.filter(supplier_id__in=suppliers).values_list("pk", flat=True))
        # After the notes were read: each statement sees what was committed before it, so all that they tell of.
        entries.write(suppliers, today=day)
        DirectoryChange.objects.filter(pk__in=changes).delete()
        return len(suppliers)
