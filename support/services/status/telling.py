"""Telling the subscribers of incidents: each event once to each mailbox that had confirmed before it was told."""

from collections.abc import Callable, Iterator

from django.conf import settings
from django.utils import timezone

from groundwork.messaging import services as messaging
from groundwork.messaging.services import Content, Mail
from support import status_mail as mail
from support.models import Incident, IncidentUpdate, StatusSubscription
from support.services.status import incidents

SWEEP = 20


def register() -> None:
    """Have each event wait in a row of work of its own until all were told."""
    for topic in TOLD:
        messaging.register(topic, _consumer(topic), task="support.tell_incidents")


def sweep() -> int:
    """Owe the mails of the events that wait; returns how many events there were."""
    done = 0
    for topic, tell in TOLD.items():
        with messaging.claimed(_consumer(topic), limit=SWEEP) as subjects:
            for subject in subjects:
                tell(subject)
        done += len(subjects)
    return done


def _published(key: int) -> None:
    for incident in Incident.objects.filter(pk=key):
        _tell(incident, "published")


def _updated(key: int) -> None:
    for update in IncidentUpdate.objects.filter(pk=key).select_related("incident"):
        _tell(update.incident, "updated", update)


def _ended(key: int) -> None:
    for incident in Incident.objects.filter(pk=key):
        _tell(incident, "ended")


TOLD: dict[str, Callable[[int], None]] = {
    incidents.PUBLISHED: _published,
    incidents.UPDATED: _updated,
    incidents.ENDED: _ended,
}


def _tell(incident: Incident, event: str, update: IncidentUpdate | None = None) -> None:
    """Owe everybody the mail, composed once for each language. What fails now does not wait behind digests."""
    contents = {
        language: mail.told(incident, event, language=language, update=update) for language, _name in settings.LANGUAGES
    }
    lane = messaging.Lane.NORMAL if incident.kind == Incident.Kind.FAILURE else messaging.Lane.BULK
    # An incident may end, be opened again and end again: the end that was told is part of the key.
    moment = update.pk if update else incident.ends_at.timestamp() if event == "ended" and incident.ends_at else ""
    messaging.send_many(_mails(contents, f"{incident.code}:{event}:{moment}"), lane=lane)


def _mails(contents: dict[str, Content], key: str) -> Iterator[tuple[Mail, str]]:
    confirmed = StatusSubscription.objects.filter(confirmed_at__lte=timezone.now()).order_by("pk")
    for subscription in confirmed.iterator():
        content = contents.get(subscription.language) or contents[settings.LANGUAGE_CODE]
        yield mail.addressed(content, subscription), f"{mail.INCIDENT}:{subscription.code}:{key}"


def _consumer(topic: str) -> str:
    return f"support.{topic}"
