"""Writing down, for the person to read, what happens in their account."""

from datetime import datetime, timedelta
from typing import NamedTuple

from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from accounts import user_agents
from accounts.models import Activity, User

# How long it stays.
KEPT_YEARS = 2
KEPT = timedelta(days=365 * KEPT_YEARS + 1)
# What concerns getting in and out; everything else is a change.
SIGN_INS = frozenset(
    {
        Activity.Kind.SIGNED_IN,
        Activity.Kind.SIGNED_OUT,
        Activity.Kind.PASSWORD_REFUSED,
        Activity.Kind.CODE_REFUSED,
        Activity.Kind.ANSWER_REFUSED,
        Activity.Kind.LOCKED,
        Activity.Kind.NEW_DEVICE,
        Activity.Kind.IDENTITY_CONFIRMED,
        Activity.Kind.BACKUP_CODE_USED,
        Activity.Kind.SESSION_ENDED,
        Activity.Kind.SESSIONS_ENDED,
        Activity.Kind.SESSIONS_CLOSED,
        Activity.Kind.NOT_ME,
    }
)


class Origin(NamedTuple):
    """From where something was done: the device in two words, and its network address."""

    device: str = ""
    address: str | None = None


def origin_of(request: HttpRequest) -> Origin:
    """That of a request; its address is None when the server does not tell it."""
    try:
        address = get_adapter(request).get_client_ip(request)
    except PermissionDenied:  # allauth's word for "unknown"
        address = None
    return Origin(user_agents.describe(request), address)


def record(user: User, kind: Activity.Kind, origin: Origin, *, detail: str = "") -> Activity:
    """Add one thing to the person's activity, in the caller's transaction; `detail` holds no secret."""
    row = entry(user, kind, origin, detail=detail)
    row.save(force_insert=True)
    return row


def entry(user: User, kind: Activity.Kind, origin: Origin, *, detail: str = "") -> Activity:
    """The same, not saved yet: for who writes it together with other rows."""
    return Activity(user=user, kind=kind, device=origin.device, address=origin.address, detail=detail[:200])


def forget_old(*, now: datetime) -> int:
    """Delete what happened longer ago than KEPT; returns how many rows."""
    return Activity.objects.filter(at__lt=now - KEPT).delete()[0]
