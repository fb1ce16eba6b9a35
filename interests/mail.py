"""The mails about opportunities."""

from collections.abc import Sequence
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from groundwork.messaging.mail import Mail, compose
from interests.queries.reasons import Entry

KIND = "opportunities"
# More than these are counted, and seen on screen.
SHOWN = 20
_SALT = "interests.unsubscribe"


def digest(user: User, entries: Sequence[Entry]) -> Mail:
    """What was found for a person: each process, why it is told, and how to stop these mails with one click."""
    stop = unsubscribe_url(user)
    with timezone.override(ZoneInfo(user.time_zone)):
        return compose(
            KIND,
            "opportunities",
            {
                "name": user.get_short_name(),
                "count": len(entries),
                "entries": entries[:SHOWN],
                "first": entries[0].process,
                "more": max(0, len(entries) - SHOWN),
                "list_url": _absolute(reverse("interests:opportunity_list")),
                "areas_url": _absolute(reverse("interests:interest_list")),
                "unsubscribe_url": stop,
            },
            to=user.email,
            recipient=user,
            language=user.language,
            headers={"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"},
        )


def unsubscribe_url(user: User) -> str:
    """A link that stops these mails for this person, needs no sign-in and can do nothing else."""
    token = signing.Signer(salt=_SALT, sep=".").sign(str(user.code))
    return _absolute(reverse("interests:unsubscribe", args=[token]))


def person_of(token: str) -> UUID | None:
    """The code of the person whose mails the token stops; None for a token that is not ours."""
    try:
        return UUID(signing.Signer(salt=_SALT, sep=".").unsign(token))
    except (signing.BadSignature, ValueError):
        return None


def _absolute(path: str) -> str:
    return f"{settings.PORTAL_URL}{path}"
