"""The key of a person's private calendar: made, shown again to its owner, found again, renewed."""

import hashlib
from datetime import datetime

from django.core import signing
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from onboarding.models import CalendarFeed

_SALT = "onboarding.calendar"


@transaction.atomic
def renew(user: User) -> str:
    """Give the person a new key; the one before opens nothing any more."""
    now = timezone.now()
    key = _key(user, now)
    CalendarFeed.objects.update_or_create(user=user, defaults={"key_hash": _hash(key), "created_at": now})
    return key


def key_of(user: User) -> str:
    """The person's key, as they were given it; empty when they have none."""
    feed = CalendarFeed.objects.filter(user=user).first()
    key = _key(user, feed.created_at) if feed else ""
    return key if feed and _hash(key) == feed.key_hash else ""  # the server's secret may have changed since


def owner_of(key: str) -> User | None:
    """Whose key it is; None for one that opens nothing."""
    found = CalendarFeed.objects.filter(key_hash=_hash(key), user__is_active=True, user__closed_at=None)
    feed = found.select_related("user").first()
    return feed.user if feed else None


def _key(user: User, made_at: datetime) -> str:
    return signing.Signer(salt=_SALT).signature(f"{user.code}:{made_at.isoformat()}")


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
