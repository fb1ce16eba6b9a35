"""Making processes public."""

from collections.abc import Sequence

from django.db import transaction

from groundwork.ledger import services as ledger
from groundwork.messaging import services as messaging
from procurement.models import Process

PUBLISHED = "process.published"


@transaction.atomic
def publish(processes: Sequence[Process], *, by: str = "") -> list[Process]:
    """Save new processes, one ledger entry each, and tell whoever waits for published ones.

    Raises ValidationError, with nothing saved, if one of them may not stand.
    """
    for process in processes:
        process.full_clean(exclude=["search", "open_until"])
    saved = Process.objects.bulk_create(processes)
    for process in saved:
        content = {"title": process.title, "budget": str(process.budget), "closes_at": process.closes_at}
        ledger.record(PUBLISHED, process.code, content, by=by)
    messaging.announce_many(PUBLISHED, [process.pk for process in saved])
    return saved
