"""From which browsers a person usually signs in, and telling them when one is new."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from accounts import mail
from accounts.models import Activity, KnownDevice, User
from accounts.services import activity, not_me
from accounts.services.activity import Origin
from groundwork.files.keyring import key_ring
from groundwork.messaging import services as messaging
from groundwork.writes import Writes

PURPOSE = "accounts.known-device"
MARK_BYTES = 32
# A browser that has not been seen for so long is new again; browsers keep no cookie for longer than this.
KEPT = timedelta(days=400)
# How many of a person's browsers are compared, the most recent ones: each costs one HMAC.
COMPARED = 50
REFRESHED_EVERY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Arrival:
    """In which browser somebody signs in: the mark that it is to keep, its row if that is to be written, who hears."""

    mark: str = ""
    device: KnownDevice | None = None
    told: bool = False


def recognise(user: User, mark: str, *, origin: Origin, shared: bool, first: bool) -> Arrival:
    """Whether the person who signs in has used that browser before; nothing is written yet.

    The person's very first sign-in, which follows their registration, is told to nobody; on a shared computer
    nothing is kept. A browser without its mark is only a new one: it shuts nobody out.
    """
    known = None if first else _known(user, mark)
    if known is not None:
        return Arrival(mark, known if timezone.now() - known.seen_at >= REFRESHED_EVERY else None)
    if shared:
        return Arrival(told=not first)
    mark = mark or secrets.token_urlsafe(MARK_BYTES)
    return Arrival(mark, KnownDevice(user=user, digest=_digest(mark), device=origin.device), told=not first)


def write_down(arrival: Arrival, user: User, *, origin: Origin, writes: Writes) -> None:
    """Keep the browser among the person's, with what else their sign-in writes; tell them of a new one.

    One that is known is noted at most once a day, under the newest key.
    """
    if arrival.device and arrival.device.pk:
        known = KnownDevice.objects.filter(pk=arrival.device.pk)
        writes.update(known, seen_at=timezone.now(), digest=_digest(arrival.mark))
    elif arrival.device:
        writes.insert(arrival.device, ignore_conflicts=True)
    if arrival.told:
        entry = activity.entry(user, Activity.Kind.NEW_DEVICE, origin)
        writes.insert(entry)
        letter = mail.new_device(entry, not_me.token_for(entry))
        dedupe = f"new-device:{user.code}:{entry.at.isoformat()}"
        messaging.send_many([(letter, dedupe)], lane=messaging.Lane.NORMAL)


def forget_unseen(*, now: datetime) -> int:
    """Delete the browsers that nobody has come back with; returns how many."""
    return KnownDevice.objects.filter(seen_at__lt=now - KEPT).delete()[0]


def _known(user: User, mark: str) -> KnownDevice | None:
    if not mark:
        return None
    ring, said = key_ring(), mark.encode()
    devices = KnownDevice.objects.filter(user=user).order_by("-seen_at")[:COMPARED]
    return next((device for device in devices if ring.verifies(device.digest, said, PURPOSE)), None)


def _digest(mark: str) -> str:
    return key_ring().sign(mark.encode(), PURPOSE)
