"""The mails about the state of the service, to mailboxes that asked for them."""

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils import timezone

from groundwork.messaging.mail import Content, Mail, compose, render
from groundwork.web.formats import BOGOTA
from support.models import Incident, IncidentUpdate, StatusSubscription

CONFIRM, INCIDENT = "status-confirm", "status-incident"
CONFIRM_WITHIN = timedelta(days=2)
_CONFIRM_SALT, _STOP_SALT = "support.status.confirm", "support.status.stop"
# Where the link that stops the mails of one subscriber goes, in words that are made once for all of them.
_STOP_HERE = "@@baja@@"


def confirmation(subscription: StatusSubscription) -> Mail:
    """How to confirm; to who has confirmed already, that there is nothing to do, and how to stop."""
    token = signing.TimestampSigner(salt=_CONFIRM_SALT, sep=".").sign(str(subscription.code))
    facts = {
        "confirmed": subscription.confirmed_at is not None,
        "confirm_url": _absolute(reverse("support:status_confirm", args=[token])),
        "stop_url": stop_url(subscription),
        "status_url": _absolute(reverse("support:status")),
    }
    return compose(CONFIRM, "status_confirm", facts, to=subscription.email, language=subscription.language)


def told(incident: Incident, event: str, *, language: str, update: IncidentUpdate | None = None) -> Content:
    """What is said of an incident that was published, went on or ended, the same to all who read that language."""
    facts = {
        "event": event,
        "incident": incident,
        "update": update,
        "incident_url": _absolute(reverse("support:incident", args=[incident.code])),
        "status_url": _absolute(reverse("support:status")),
        "stop_url": _STOP_HERE,
    }
    with timezone.override(BOGOTA):
        return render("status_incident", facts, language=language)


def addressed(content: Content, subscription: StatusSubscription) -> Mail:
    """The same to one of them, with the link that stops it."""
    stop = stop_url(subscription)
    return Mail(
        kind=INCIDENT,
        to=subscription.email,
        subject=content.subject,
        text=content.text.replace(_STOP_HERE, stop),
        html=content.html.replace(_STOP_HERE, stop),
        headers={"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"},
        language=subscription.language,
    )


def stop_url(subscription: StatusSubscription) -> str:
    """A link that stops these mails to that mailbox, and can do nothing else."""
    token = signing.Signer(salt=_STOP_SALT, sep=".").sign(str(subscription.code))
    return _absolute(reverse("support:status_stop", args=[token]))


def confirms(token: str) -> UUID | None:
    """The code of the subscription that the token confirms; None for one that is not ours or is too old."""
    try:
        signer = signing.TimestampSigner(salt=_CONFIRM_SALT, sep=".")
        return UUID(signer.unsign(token, max_age=CONFIRM_WITHIN))
    except (signing.BadSignature, ValueError):
        return None


def stops(token: str) -> UUID | None:
    """The code of the subscription that the token stops; None for a token that is not ours."""
    try:
        return UUID(signing.Signer(salt=_STOP_SALT, sep=".").unsign(token))
    except (signing.BadSignature, ValueError):
        return None


def _absolute(path: str) -> str:
    return f"{settings.PORTAL_URL}{path}"
