"""The sessions of a person as rows that they can read and end; Django's own rows are what a browser holds."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import DateTimeField, F, Value
from django.db.models.functions import Greatest
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import acceptance, mail
from accounts.models import Activity, PersonSession, User
from accounts.services import activity, devices
from accounts.services.activity import Origin
from accounts.services.devices import Arrival
from groundwork.ledger import services as ledger
from groundwork.messaging import services as messaging
from groundwork.web.actor import Actor
from groundwork.writes import Writes

# How long a session that ended stays written down.
KEPT = timedelta(days=90)


@transaction.atomic
class Started(NamedTuple):
    """The row of a new session, and what its person has accepted and learnt."""

    row: PersonSession
    known: list[str]


def start(user: User, key: str, arrival: Arrival, *, origin: Origin, factor: str, shared: bool) -> Started:
    """Write down that the person signed in, under the key that their browser holds from now on."""
    now = timezone.now()
    session = PersonSession(
        user=user,
        session_key=key,
        device=origin.device,
        address=origin.address,
        factor=factor,
        shared=shared,
        started_at=now,
        seen_at=now,
    )
    user.last_login = now
    writes = Writes()
    writes.insert(session)
    writes.insert(activity.entry(user, Activity.Kind.SIGNED_IN, origin))
    writes.update(User.objects.filter(pk=user.pk), last_login=now)
    devices.write_down(arrival, user, origin=origin, writes=writes)
    known = writes.read(acceptance.known_of(user))
    writes.execute()
    return Started(session, writes.found(known))


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


@transaction.atomic
def end_by_staff(user: User, *, reason: str, by: Actor) -> int:
    """End every session of somebody else, who is told why by mail; returns how many.

    Raises ValidationError without a reason or for oneself, and StrongFactorRequiredError without a fresh proof made
    with a passkey or an app.
    """
    by.require_strong_factor()
    if user.pk == by.user.pk:
        raise ValidationError(_("Sus propias sesiones se cierran en su cuenta."))
    if not reason.strip():
        raise ValidationError(_("Escriba el motivo: la persona lo leerá."))
    ended = end_all(user)
    if ended:
        entry = activity.record(user, Activity.Kind.SESSIONS_CLOSED, Origin(), detail=str(ended))
        letter = mail.sessions_closed(user, reason=reason.strip())
        messaging.send(letter, dedupe=f"sessions-closed:{user.code}:{entry.pk}", lane=messaging.Lane.URGENT)
        ledger.record("person.sessions_closed", str(user.code), {"sessions": ended}, by=str(by.user.code))
    return ended


def end_all(user: User, *, keep: UUID | None = None) -> int:
    """End the person's sessions, save the one to keep, as part of another act; returns how many."""
    sessions = PersonSession.objects.of(user).open().other_than(keep)
    return _end(list(sessions.values_list("pk", flat=True)))


def closing(user: User, writes: Writes) -> int:
    """End all the person's sessions by the statement that changes their password; returns the part's number.

    The new password alone refuses them at their next request (Django's session hash): this takes their rows away.
    """
    theirs = PersonSession.objects.of(user).open()
    writes.delete(Session.objects.filter(session_key__in=theirs.values("session_key")))
    return writes.update(theirs, ended_at=_now())


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
