"""What staff tell everybody: published, continued, ended. Each is in the record, and told to who asked."""

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from groundwork.ledger import services as ledger
from groundwork.messaging import services as messaging
from support.models import Incident, IncidentUpdate
from support.queries.status import banner

PUBLISHED, UPDATED, ENDED = "incident.published", "incident.updated", "incident.ended"
CHANGED = "incident.changed"


@transaction.atomic
def publish(incident: Incident, *, by: User) -> None:
    """Show it from its beginning on, and tell the subscribers now."""
    incident.save(force_insert=True)
    messaging.announce(PUBLISHED, incident)
    _written(PUBLISHED, incident, by)


@transaction.atomic
def revise(incident: Incident, *, by: User) -> None:
    """Correct what it says; where it is over now and was not before, tell the subscribers that it ended."""
    before = Incident.objects.select_for_update().get(pk=incident.pk)
    now = timezone.now()
    ended = incident.is_over(now) and not before.is_over(now)
    incident.save()
    if ended:
        messaging.announce(ENDED, incident)
    _written(ENDED if ended else CHANGED, incident, by)


@transaction.atomic
def add(update: IncidentUpdate, *, by: User) -> None:
    """Say something more of it, here and to the subscribers."""
    update.author = by
    update.save(force_insert=True)
    messaging.announce(UPDATED, update)
    _written(UPDATED, update.incident, by)


def _written(verb: str, incident: Incident, by: User) -> None:
    content = {
        "kind": incident.kind,
        "impact": incident.impact,
        "components": incident.components,
        "begins_at": incident.begins_at,
        "ends_at": incident.ends_at,
    }
    transaction.on_commit(banner.forget)
    ledger.record(verb, str(incident.code), content, by=str(by.code))
