"""From which browsers a person usually signs in, and telling them when one is new."""

import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from accounts import mail
from accounts.models import Activity, KnownDevice, User
from accounts.services import activity, not_me
from accounts.services.activity import Origin
from groundwork.files.keyring import key_ring
from groundwork.messaging import services as messaging

PURPOSE = "accounts.known-device"
MARK_BYTES = 32
# A browser that has not been seen for so long is new again; browsers keep no cookie for longer than this.
KEPT = timedelta(days=400)
# How many of a person's browsers are compared, the most recent ones: each costs one HMAC.
COMPARED = 50
REFRESHED_EVERY = timedelta(days=1)


@transaction.atomic
def arrive(user: User, mark: str, *, origin: Origin, shared: bool, first: bool) -> str:
    """Recognise the browser that the person has just signed in with, or tell them that it is a new one.

    Returns the mark that the browser is to keep, empty for none. The person's very first sign-in, which follows
    their registration, is told to nobody; on a shared computer nothing is kept. A browser without its mark is
    only a new one: it shuts nobody out.
    """
    known = _known(user, mark)
    if known is not None:
        _refresh(known, mark)
        return mark
    if not first:
        entry = activity.record(user, Activity.Kind.NEW_DEVICE, origin)
        token = not_me.token_for(entry)
        messaging.send(mail.new_device(entry, token), dedupe=f"new-device:{user.code}:{entry.pk}")
    if shared:
        return ""
    mark = mark or secrets.token_urlsafe(MARK_BYTES)
    KnownDevice.objects.get_or_create(user=user, digest=_digest(mark), defaults={"device": origin.device})
    return mark


def forget_unseen(*, now: datetime) -> int:
    """Delete the browsers that nobody has come back with; returns how many."""
    return KnownDevice.objects.filter(seen_at__lt=now - KEPT).delete()[0]


def _known(user: User, mark: str) -> KnownDevice | None:
    if not mark:
        return None
    ring, said = key_ring(), mark.encode()
    devices = KnownDevice.objects.filter(user=user).order_by("-seen_at")[:COMPARED]
    return next((device for device in devices if ring.verifies(device.digest, said, PURPOSE)), None)


def _refresh(device: KnownDevice, mark: str) -> None:
    """Note that it was seen, at most once a day, under the newest key."""
    now = timezone.now()
    if now - device.seen_at >= REFRESHED_EVERY:
        device.seen_at, device.digest = now, _digest(mark)
        device.save(update_fields=["seen_at", "digest"])


def _digest(mark: str) -> str:
    return key_ring().sign(mark.encode(), PURPOSE)
