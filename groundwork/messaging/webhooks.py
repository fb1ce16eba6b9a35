"""A mail service's events, by django-anymail's views: their address exists only where a service is configured."""

import logging
from typing import Any, Final

from anymail.signals import AnymailTrackingEvent, EventType, RejectReason, tracking
from django.conf import settings
from django.urls import URLPattern, path
from django.utils.module_loading import import_string

from groundwork.messaging import providers, reports
from groundwork.messaging.services import bounces

logger = logging.getLogger(__name__)

ADDRESS: Final = "eventos-de-correo/"
FAILED: Final = frozenset({EventType.BOUNCED, EventType.REJECTED})
# Without the server's own code: what the service says, and no more than that it may pass where it says little.
STATUSES: Final[dict[str | None, str]] = {
    RejectReason.INVALID: "5.1.1",
    RejectReason.BLOCKED: "5.7.0",
    RejectReason.SPAM: "5.7.0",
    RejectReason.UNSUBSCRIBED: "5.7.0",
    RejectReason.TIMED_OUT: "4.4.7",
}
UNKNOWN: Final = "4.0.0"


def is_ready() -> bool:
    """Whether events can be taken: from a known service, each with a secret that nobody guesses."""
    provider = providers.configured()
    if provider is None or not providers.are_secret(settings.ANYMAIL.get("WEBHOOK_SECRET", [])):
        return False
    return not provider.signing_key or bool(settings.ANYMAIL.get(provider.signing_key))


def patterns() -> list[URLPattern]:
    """The address of the configured service's events; none without a service and its secret."""
    provider = providers.configured()
    if provider is None or not is_ready():
        return []
    return [path(ADDRESS, import_string(provider.view).as_view(), name="mail_events")]


def connect() -> None:
    """Hear the events that the views take."""
    tracking.connect(receive, dispatch_uid="messaging.bounces")


def receive(sender: object, event: AnymailTrackingEvent, **_kwargs: Any) -> None:
    """Note an event that says that a mail came back or is delayed; the others are nothing to us."""
    if report := report_of(event):
        bounces.note(report)


def report_of(event: AnymailTrackingEvent) -> reports.Report | None:
    """The event as a delivery report; None when it is about something else, or about no mail of ours."""
    if event.event_type not in {*FAILED, EventType.DEFERRED}:
        return None
    marks = event.metadata if isinstance(event.metadata, dict) else {}
    named = marks.get(providers.MARK) or event.message_id or ""
    code = reports.code_in(str(named).strip("<>"))
    if code is None or not event.recipient:
        logger.info("Ignored a mail service's event: it names no message of ours.")
        return None
    words = reports.plain(str(event.mta_response or event.description or ""))
    status = reports.status_in(words) or STATUSES.get(event.reject_reason, UNKNOWN)
    return reports.Report(code, frozenset({str(event.recipient).lower()}), event.event_type in FAILED, status, words)
