"""How often one network address may ask for something, counted in the cache that all processes share."""

import hashlib
import ipaddress
import math
import time

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

IPV6_PREFIX = 64  # what one customer of a provider gets


def seconds_to_wait(request: HttpRequest, action: str, *, limit: int, window: int = 60) -> int:
    """Count one act of the address; 0, or after how many seconds it may act again when it acted too often.

    A sliding window made of two fixed ones: what is left of the last one counts by its share.
    """
    now = time.time()
    current, elapsed = int(now // window), now % window
    name = f"{action}:{hashlib.sha256(client_address(request).encode()).hexdigest()[:24]}"
    here, before = f"limit:{name}:{current}", f"limit:{name}:{current - 1}"
    counts = cache.get_many([here, before])
    carried = counts.get(before, 0) * (1 - elapsed / window)
    if counts.get(here, 0) + carried >= limit:
        return _wait(counts.get(here, 0), counts.get(before, 0), elapsed, limit=limit, window=window)
    try:
        cache.incr(here)
    except ValueError:  # the first of this window, or forgotten meanwhile
        cache.set(here, counts.get(here, 0) + 1, 2 * window)
    return 0


def client_address(request: HttpRequest) -> str:
    """The network address of who asks; X-Forwarded-For counts only behind proxies of our own."""
    address: str = request.META.get("REMOTE_ADDR", "")
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
    if settings.TRUSTED_PROXIES and len(hops) >= settings.TRUSTED_PROXIES:
        address = hops[-settings.TRUSTED_PROXIES]
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if parsed.version == 6:  # noqa: PLR2004  # the protocol's number
        return str(ipaddress.ip_network(f"{parsed}/{IPV6_PREFIX}", strict=False).network_address)
    return str(parsed)


def _wait(here: int, before: int, elapsed: float, *, limit: int, window: int) -> int:
    """Until this window's and the last one's count together are under the limit."""
    if here >= limit:
        # Only in the next window, where this one's count fades.
        return math.ceil(window - elapsed + window * (1 - (limit - 1) / here))
    return max(1, math.ceil(window * (1 - (limit - 1 - here) / before) - elapsed))
