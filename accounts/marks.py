"""The mark that a browser keeps, so that the portal knows it again."""

import re

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from accounts import sessions
from accounts.models import User
from accounts.services import activity, devices
from accounts.services.devices import Arrival

NAME = "known_device"
SHAPE = re.compile(r"[A-Za-z0-9_-]{43}")  # what token_urlsafe gives for MARK_BYTES


def recognise(request: HttpRequest, user: User) -> Arrival:
    """Whether the browser of somebody who is signing in is known; the request carries it to their session's start."""
    arrival = devices.recognise(
        user,
        _mark(request),
        origin=activity.origin_of(request),
        shared=bool(request.session.get(sessions.SHARED)),
        first=user.last_login is None,
    )
    request.arrival = arrival  # type: ignore[attr-defined]  # read by sessions.begin, which a signal calls
    return arrival


def leave(response: HttpResponse, mark: str) -> None:
    """Have the browser keep its mark, if it is to keep one."""
    if mark:
        response.set_cookie(
            cookie_name(),
            mark,
            max_age=devices.KEPT,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )


def cookie_name() -> str:
    """Over HTTPS with the prefix that keeps neighbouring sites from planting one."""
    return f"__Host-{NAME}" if settings.SESSION_COOKIE_SECURE else NAME


def _mark(request: HttpRequest) -> str:
    mark = request.COOKIES.get(cookie_name(), "")
    return mark if SHAPE.fullmatch(mark) else ""
