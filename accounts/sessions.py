"""How long a session lives: by the clock, without activity, and on a computer that others use too."""

import time
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest

from groundwork.web.actor import FACTOR, PROVED_AT

STARTED_AT = "signed_in_at"
SEEN_AT = "seen_at"
PREVIOUS_AT = "previous_sign_in_at"
SHARED = "shared"
# Why the previous session of this browser ended: told once, on the sign-in page.
ENDED = "session_ended"
# How stale the last sign of activity may be before it is written down again: saves a write on most requests.
SEEN_EVERY_SECONDS = 60


def begin(sender: object, request: HttpRequest | None, **kwargs: Any) -> None:
    """Stamp a session that has just been signed in (receiver of user_logged_in: every door passes here)."""
    if request is None:
        return
    now = int(time.time())
    request.session[STARTED_AT] = request.session[SEEN_AT] = request.session[PROVED_AT] = now
    request.session.pop(ENDED, None)
    request.session.set_expiry(0 if request.session.get(SHARED) else None)


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
    idle = settings.SHARED_SESSION_IDLE_SECONDS if session.get(SHARED) else settings.SESSION_IDLE_SECONDS
    if now - session.get(SEEN_AT, 0) > idle:
        return "idle"
    if now - session.get(STARTED_AT, 0) > settings.SESSION_COOKIE_AGE:
        return "old"
    return ""


def touch(session: SessionBase) -> None:
    """Note that the person is here."""
    now = int(time.time())
    if now - session[SEEN_AT] >= SEEN_EVERY_SECONDS:
        session[SEEN_AT] = now


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
