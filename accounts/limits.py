"""Limits by network address and by what was typed, kept in the cache that all processes share."""

from datetime import datetime

from allauth.core.internal import ratelimit
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.services import lockout
from accounts.services.lockout import APP


def exceeded(request: HttpRequest, action: str, *, key: str | None = None) -> HttpResponse | None:
    """A 429 page that says until when to wait, when the action was tried too often; None when it may go on."""
    if ratelimit.consume(request, app=APP, action=action, key=key):
        return None
    shared = lockout.opens_at(request, action)
    return locked(request, shared or lockout.opens_at(request, action, key=key), by_address=shared is not None)


def locked(request: HttpRequest, until: datetime | None, *, by_address: bool = False) -> HttpResponse:
    """429: until when it is closed, whether because of the whole network address, and the ways out."""
    context = {"when": lockout.span(until), "by_address": by_address}
    response = render(request, "accounts/locked.html", context, status=429)
    response["Retry-After"] = str(lockout.seconds_until(until))
    return response
