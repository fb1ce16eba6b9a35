"""A past outage and the incident that told of it, both said to be invented, so that the log shows what it is."""

from datetime import timedelta

from django.utils import timezone

from support.models import Component, Fault, Incident, IncidentUpdate, Outage, Pulse

WATCHED_FOR = timedelta(days=75)


def create() -> None:
    """As they would stand since; the watch itself goes on from here."""
    now = timezone.now().replace(microsecond=0)
    Pulse.objects.bulk_create(
        [
            Pulse(component=component, watched_since=now - WATCHED_FOR, checked_at=now, worked_at=now, took_ms=10)
            for component in Component
        ],
        ignore_conflicts=True,
    )
    began = now - timedelta(days=12, hours=5)
    ended = began + timedelta(minutes=23, seconds=30)
    Outage.objects.create(
        component=Component.MAIL,
        began_at=began,
        ended_at=ended,
        worked_at=began - timedelta(seconds=30),
        fault=Fault.DEMO,
    )
    told = Incident.objects.create(
        kind=Incident.Kind.FAILURE,
        impact=Incident.Impact.DEGRADED,
        components=Component.MAIL,
        title_es="Ejemplo inventado: los correos salieron con demora",
        title_en="Invented example: mails went out late",
        begins_at=began,
        ends_at=ended,
    )
    said = (
        (10, "El servidor de correo no responde. Los mensajes esperan y saldrán solos.", "The mail server is away."),
        (23, "El servidor de correo volvió. Los mensajes que esperaban ya salieron.", "The mail server is back."),
    )
    for minutes, spanish, english in said:
        update = IncidentUpdate.objects.create(incident=told, text_es=spanish, text_en=english)
        IncidentUpdate.objects.filter(pk=update.pk).update(at=began + timedelta(minutes=minutes))
    Incident.objects.filter(pk=told.pk).update(created_at=began + timedelta(minutes=5))
