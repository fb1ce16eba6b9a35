"""The sessions of a person as rows that they can read and end; Django's own rows are what a browser holds."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import DateTimeField, F, Value
from django.db.models.functions import Greatest
from django.utils import timezone

from accounts.models import Activity, PersonSession, User
from accounts.services import activity
from accounts.services.activity import Origin

# How long a session that ended stays written down.
KEPT = timedelta(days=90)


@transaction.atomic
def start(user: User, key: str, *, origin: Origin, factor: str, shared: bool, at: datetime) -> PersonSession:
    """Write down that the person signed in, under the key that their browser holds from now on."""
    session = PersonSession.objects.create(
        user=user,
        session_key=key,
        device=origin.device,
        address=origin.address,
        factor=factor,
        shared=shared,
        started_at=at,
        seen_at=at,
    )
    activity.record(user, Activity.Kind.SIGNED_IN, origin)
    return session


def seen(code: UUID, *, at: datetime) -> None:
    """Note that the person was there."""
    PersonSession.objects.open().filter(code=code).update(seen_at=at)


def rename(code: UUID, key: str) -> bool:
    """Follow the session to the new key that its browser was given; False when it was ended meanwhile."""
    return bool(PersonSession.objects.open().filter(code=code).update(session_key=key))


def finish(code: UUID) -> None:
    """Note that the session ended by itself: left, idled or grown old. Its browser lets Django's row go."""
    PersonSession.objects.open().filter(code=code).update(ended_at=_now())


@transaction.atomic
def end(session: PersonSession, *, origin: Origin) -> bool:
    """End another session of the person at once, wherever it is; False when it had ended already."""
    if not _end([session.pk]):
        return False
    activity.record(session.user, Activity.Kind.SESSION_ENDED, origin, detail=session.device)
    return True


@transaction.atomic
def end_others(user: User, *, keep: UUID | None, origin: Origin) -> int:
    """End every session of the person but this one, by their own wish; returns how many."""
    ended = end_all(user, keep=keep)
    if ended:
        activity.record(user, Activity.Kind.SESSIONS_ENDED, origin, detail=str(ended))
    return ended


def end_all(user: User, *, keep: UUID | None = None) -> int:
    """End the person's sessions, save the one to keep, as part of another act; returns how many."""
    sessions = PersonSession.objects.of(user).open().other_than(keep)
    return _end(list(sessions.values_list("pk", flat=True)))


@transaction.atomic
def _end(found: Sequence[int]) -> int:
    """End those that are still open, under their lock, and take Django's rows away from their browsers."""
    rows = PersonSession.objects.open().filter(pk__in=found).select_for_update().order_by("pk")
    keys = dict(rows.values_list("pk", "session_key"))
    Session.objects.filter(session_key__in=keys.values()).delete()
    return PersonSession.objects.filter(pk__in=keys).update(ended_at=_now())


def _now() -> Greatest:
    """This moment, but never before the session's start, though the clock was set back since."""
    return Greatest(F("started_at"), Value(timezone.now(), output_field=DateTimeField()))


def owner_of(key: str) -> int | None:
    """The primary key of whom that session was; None when it was nobody's or is forgotten."""
    return PersonSession.objects.filter(session_key=key).values_list("user_id", flat=True).first()


def sweep(*, now: datetime) -> int:
    """End what nobody came back to, and forget what ended long ago; returns how many rows were forgotten.

    Django's expired rows go too: what was typed by who had no session any more is in them.
    """
    left = PersonSession.objects.open().exclude(pk__in=PersonSession.objects.alive(at=now).values("pk"))
    _end(list(left.values_list("pk", flat=True)))
    Session.objects.filter(expire_date__lt=now).delete()
    return PersonSession.objects.filter(ended_at__lt=now - KEPT).delete()[0]
