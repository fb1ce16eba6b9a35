"""How long a session lives: by the clock, without activity, and on a computer that others use too."""

import time
from datetime import UTC, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest

from accounts import acceptance, enrolment, powers
from accounts.models import Activity, User
from accounts.services import activity, drafts
from accounts.services import sessions as rows
from accounts.services.devices import Arrival
from groundwork.web.actor import FACTOR, PROVED_AT

STARTED_AT = "signed_in_at"
SEEN_AT = "seen_at"
PREVIOUS_AT = "previous_sign_in_at"
SHARED = "shared"
# The code of its PersonSession.
CODE = "session_code"
# Why the previous session of this browser ended: told once, on the sign-in page.
ENDED = "session_ended"
# How stale the last sign of activity may be before it is written down again: saves a write on most requests.
SEEN_EVERY_SECONDS = 60
# For so long after its end the browser still brings the cookie of a session: it lets nobody in, and tells whose
# a form was that is posted the morning after.
COOKIE_OUTLIVES_SECONDS = 3 * 24 * 60 * 60


class Left(NamedTuple):
    """For how many seconds a session goes on if nothing happens, and whether activity makes it longer."""

    seconds: int
    renewable: bool


def begin(sender: object, request: HttpRequest | None, user: User, **kwargs: Any) -> None:
    """Stamp a session that has just been signed in (receiver of user_logged_in: every door passes here).

    Its key is the final one by now: login() has changed it before it tells its receivers.
    """
    if request is None:
        return
    session = request.session
    now = int(time.time())
    session[STARTED_AT] = session[SEEN_AT] = session[PROVED_AT] = now
    session.pop(ENDED, None)
    drafts.welcome(session, user)
    shared = bool(session.get(SHARED))
    session.set_expiry(0 if shared else settings.SESSION_COOKIE_AGE + COOKIE_OUTLIVES_SECONDS)
    if earlier := code_of(session):
        rows.finish(earlier)
        session.cycle_key()
    if session.session_key is None:
        session.create()
    started = rows.start(
        user,
        str(session.session_key),
        getattr(request, "arrival", Arrival()),
        origin=activity.origin_of(request),
        factor=session.get(FACTOR, ""),
        shared=shared,
    )
    session[CODE] = str(started.row.code)
    enrolment.note(session, powers.mark_of(user))
    acceptance.keep(session, started.known)


def leave(sender: object, request: HttpRequest, user: User | None, **kwargs: Any) -> None:
    """Write down that a session ends, and that the person left unless the clock says so (of user_logged_out)."""
    if code := code_of(request.session):
        rows.finish(code)
    if user is not None and ENDED not in request.session:
        activity.record(user, Activity.Kind.SIGNED_OUT, activity.origin_of(request))


def expire(request: HttpRequest, reason: str) -> None:
    """End the request's session because the clock says so; the browser's new one knows why, and whose it was."""
    owner = request.user.pk
    request.session[ENDED] = reason
    logout(request)
    request.session[ENDED] = reason
    if owner is not None:
        drafts.remember_owner(request.session, owner)


def follow(session: SessionBase, key: str | None) -> None:
    """After a request: when the session's key is no longer the one it came with, its row takes the new one.

    Whoever ended the session at that very moment took only the old key away: then the new one goes too.
    """
    if not session.session_key or session.session_key == key:
        return
    if (code := code_of(session)) and not rows.rename(code, session.session_key):
        session.flush()


def code_of(session: SessionBase) -> UUID | None:
    """Which of the person's sessions this one is."""
    code = session.get(CODE)
    return UUID(code) if code else None


def choose(session: SessionBase, *, shared: bool) -> None:
    """Remember, before the sign-in is complete, whether the computer is shared."""
    session[SHARED] = shared


def prove(session: SessionBase, factor: str) -> None:
    """Write down a full proof of identity made now."""
    session[PROVED_AT] = int(time.time())
    session[FACTOR] = factor


def outlived(session: SessionBase) -> str:
    """Why the session may not go on: "idle", "old", or empty when it may."""
    now = time.time()
    if now - session.get(SEEN_AT, 0) > _idle_seconds(session):
        return "idle"
    if now - session.get(STARTED_AT, 0) > settings.SESSION_COOKIE_AGE:
        return "old"
    return ""


def left(session: SessionBase) -> Left:
    """How long the session goes on from now."""
    now = time.time()
    idle = session.get(SEEN_AT, 0) + _idle_seconds(session) - now
    old = session.get(STARTED_AT, 0) + settings.SESSION_COOKIE_AGE - now
    return Left(max(0, int(min(idle, old))), idle < old)


def touch(session: SessionBase) -> None:
    """Note that the person is here, in the session and in its row."""
    now = int(time.time())
    if now - session[SEEN_AT] < SEEN_EVERY_SECONDS:
        return
    session[SEEN_AT] = now
    if code := code_of(session):
        rows.seen(code, at=datetime.fromtimestamp(now, tz=UTC))


def renew(session: SessionBase) -> Left:
    """Note that the person wants to stay, however recently they were seen; how long the session goes on then."""
    session[SEEN_AT] = int(time.time())
    if code := code_of(session):
        rows.seen(code, at=datetime.fromtimestamp(session[SEEN_AT], tz=UTC))
    return left(session)


def note_previous(session: SessionBase, at: datetime | None) -> None:
    """Keep when the person had signed in before this time."""
    session[PREVIOUS_AT] = int(at.timestamp()) if at else None


def previous_at(session: SessionBase) -> datetime | None:
    """When the person had signed in before this time; None at the first."""
    at = session.get(PREVIOUS_AT)
    return datetime.fromtimestamp(at, tz=UTC) if at else None


def started_at(session: SessionBase) -> datetime:
    """When the session was signed in."""
    return datetime.fromtimestamp(session.get(STARTED_AT, 0), tz=UTC)


def _idle_seconds(session: SessionBase) -> int:
    seconds: int = settings.SHARED_SESSION_IDLE_SECONDS if session.get(SHARED) else settings.SESSION_IDLE_SECONDS
    return seconds
