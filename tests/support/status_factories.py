"""Outages, pulses and incidents to look at."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from support.models import Component, Fault, Incident, Outage, Pulse, StatusSubscription


def pulses(*, since: timedelta = timedelta(days=200), ago: timedelta = timedelta(seconds=20), **fields: Any) -> None:
    """Every component, watched for so long and checked a moment ago; well unless fields say others."""
    now = timezone.now()
    Pulse.objects.all().delete()
    Pulse.objects.bulk_create(
        Pulse(
            component=component,
            **{"watched_since": now - since, "checked_at": now - ago, "worked_at": now - ago, "took_ms": 9, **fields},
        )
        for component in Component
    )


def outage(began: datetime, ended: datetime | None = None, component: str = Component.MAIL, **fields: Any) -> Outage:
    """One that the service saw."""
    return Outage.objects.create(
        **{"component": component, "began_at": began, "ended_at": ended, "fault": Fault.QUEUE, **fields}
    )


def unseen(began: datetime, ended: datetime) -> Outage:
    """A time in which nothing was checked."""
    return Outage.objects.create(unseen=True, began_at=began, ended_at=ended)


def incident(kind: str = Incident.Kind.FAILURE, **fields: Any) -> Incident:
    """One that began an hour ago, unless the fields say others."""
    return Incident.objects.create(
        **{
            "kind": kind,
            "impact": Incident.Impact.DOWN,
            "components": Component.SIGN_IN,
            "title_es": "Los códigos se demoran",
            "title_en": "Codes are delayed",
            "begins_at": timezone.now() - timedelta(hours=1),
            **fields,
        }
    )


def subscription(email: str = "ana@example.com", **fields: Any) -> StatusSubscription:
    """A mailbox that has confirmed."""
    return StatusSubscription.objects.create(
        **{"email": email, "language": "es-co", "confirmed_at": timezone.now(), **fields}
    )
