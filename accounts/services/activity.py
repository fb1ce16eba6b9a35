"""Writing down, for the person to read, what happens in their account."""

from typing import NamedTuple

from allauth.account.adapter import get_adapter
from django.http import HttpRequest

from accounts import user_agents
from accounts.models import Activity, User


class Origin(NamedTuple):
    """From where something was done: the device in two words, and its network address."""

    device: str = ""
    address: str | None = None


def origin_of(request: HttpRequest) -> Origin:
    """That of a request."""
    return Origin(user_agents.describe(request), get_adapter(request).get_client_ip(request) or None)


def record(user: User, kind: Activity.Kind, origin: Origin, *, detail: str = "") -> Activity:
    """Add one thing to the person's activity, in the caller's transaction; `detail` holds no secret."""
    return Activity.objects.create(
        user=user, kind=kind, device=origin.device, address=origin.address, detail=detail[:200]
    )
