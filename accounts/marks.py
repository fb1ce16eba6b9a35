"""The mark that a browser keeps, so that the portal knows it again."""

import re

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from accounts import sessions
from accounts.models import User
from accounts.services import activity, devices

NAME = "known_device"
SHAPE = re.compile(r"[A-Za-z0-9_-]{43}")  # what token_urlsafe gives for MARK_BYTES


def greet(request: HttpRequest, response: HttpResponse, user: User, *, first: bool) -> None:
    """Recognise the browser of somebody who has just signed in, and leave it its mark."""
    mark = devices.arrive(
        user,
        _mark(request),
        origin=activity.origin_of(request),
        shared=bool(request.session.get(sessions.SHARED)),
        first=first,
    )
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
