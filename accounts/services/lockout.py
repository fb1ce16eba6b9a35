"""For how long something that was tried too often stays closed, and opening it for who proved who they are."""

import math
from datetime import UTC, datetime, timedelta

from allauth.core.internal import ratelimit
from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import ngettext

from groundwork.web import formats

APP = "allauth.account"  # whose setting, ACCOUNT_RATE_LIMITS, holds every rate of this room
MINUTE = timedelta(minutes=1)


def opens_at(request: HttpRequest, action: str, *, key: str | None = None) -> datetime | None:
    """When the action may be tried again; None when it may be now."""
    moments = []
    for rate in ratelimit.get_rates(app=APP, action=action):
        if rate.per == "key" and key is None:
            continue
        name = ratelimit.get_cache_key(request, app=APP, action=action, rate=rate, key=key)
        tries = cache.get(name, [])  # newest first
        if len(tries) >= rate.amount:
            moments.append(tries[rate.amount - 1] + rate.duration)
    until = datetime.fromtimestamp(max(moments), tz=UTC) if moments else None
    return until if until and until > timezone.now() else None


def rule_by_key(action: str) -> tuple[int, int]:
    """How many tries with the same data close the action, and for how many minutes."""
    rate = next(rate for rate in ratelimit.get_rates(app=APP, action=action) if rate.per == "key")
    return rate.amount, math.ceil(timedelta(seconds=rate.duration) / MINUTE)


def forget(request: HttpRequest, action: str, *, key: str) -> None:
    """Open the action for this key again; what its network address tried stays counted."""
    for rate in ratelimit.get_rates(app=APP, action=action):
        if rate.per == "key":
            cache.delete(ratelimit.get_cache_key(request, app=APP, action=action, rate=rate, key=key))


def span(until: datetime | None) -> str:
    """ "a las 10:47 a. m. (dentro de 5 minutos)", never sooner than it is true; a minute when nobody knows."""
    now = timezone.now()
    until = until or now + MINUTE
    whole = until.replace(second=0, microsecond=0)
    if whole < until:
        whole += MINUTE
    minutes = max(1, math.ceil((until - now) / MINUTE))
    words = ngettext("%(at_time)s (dentro de %(count)s minuto)", "%(at_time)s (dentro de %(count)s minutos)", minutes)
    return words % {"at_time": formats.at_clock(whole), "count": minutes}


def seconds_until(until: datetime | None) -> int:
    """Whole seconds to wait, at least one."""
    return max(1, math.ceil((until - timezone.now()).total_seconds())) if until else 1
