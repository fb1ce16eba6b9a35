"""Limits by network address and by what was typed, kept in the cache that all processes share."""

from allauth.core.internal import ratelimit
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

APP = "allauth.account"  # whose setting, ACCOUNT_RATE_LIMITS, holds every rate of this room


def exceeded(request: HttpRequest, action: str, *, key: str | None = None) -> HttpResponse | None:
    """A 429 page that says how long to wait, when the action was tried too often; None when it may go on."""
    if ratelimit.consume(request, app=APP, action=action, key=key):
        return None
    seconds = longest_wait(action)
    response = render(request, "429.html", {"seconds": seconds}, status=429)
    response["Retry-After"] = str(seconds)
    return response


def longest_wait(action: str) -> int:
    """After how many seconds the action may be tried again for certain."""
    return int(max(rate.duration for rate in ratelimit.get_rates(app=APP, action=action)))
