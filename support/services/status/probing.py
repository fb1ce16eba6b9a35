"""What is asked of each component: that which people use, as they would, and never for long."""

import socket
from collections.abc import Callable, Sequence
from datetime import timedelta
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from threading import Timer
from time import monotonic
from typing import NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone

from groundwork.files import vault
from groundwork.files.models import StoredFile
from groundwork.messaging.models import Lane, Message
from procurement.queries.filters import Search
from procurement.queries.searching import find
from support.models import Component, Fault

ANSWER_SECONDS = 5
# How long something may be owed before people notice: a code, any other mail, a look at a document.
CODE_WAITS, MAIL_WAITS, FILE_WAITS = timedelta(minutes=2), timedelta(minutes=10), timedelta(minutes=10)
# Of so many mails owed last, one that was taken shows that the mail server takes them.
LATELY = 100


class Finding(NamedTuple):
    """What a check found, "" when all is well, and how long it took."""

    fault: Fault | str
    took_ms: int = 0


def findings() -> dict[Component, Finding]:
    """What was found of every component now; each waits some seconds at most."""
    return {component: _timed(check) for component, check in CHECKS.items()}


def pages() -> Fault | str:
    """Ask the portal at its own address whether it is ready, and make the search that its first page makes."""
    status = status_of(settings.PORTAL_URL + reverse("ready"), within=ANSWER_SECONDS)
    if status is None:
        return Fault.SILENT
    if status != HTTPStatus.OK:
        return Fault.REFUSED
    return "" if _searches() else Fault.SEARCH


def sign_in() -> Fault | str:
    """Look for codes that should have gone."""
    return _owed([Lane.URGENT], CODE_WAITS)


def mail() -> Fault | str:
    """Look for other mails that should have gone."""
    return _owed([Lane.NORMAL, Lane.BULK], MAIL_WAITS)


def files() -> Fault | str:
    """Store, read and delete a few bytes, and look for documents that nobody has looked at."""
    try:
        vault.probe()
    except vault.AwayError:
        return Fault.STORAGE
    before = Now() - FILE_WAITS
    unseen = Q(next_try_at__lt=before) | Q(waits_for_scanner=True, received_at__lt=before)
    return Fault.CHECKS if StoredFile.objects.quarantined().filter(unseen).exists() else ""


CHECKS: dict[Component, Callable[[], Fault | str]] = {
    Component.PAGES: pages,
    Component.SIGN_IN: sign_in,
    Component.MAIL: mail,
    Component.FILES: files,
}


def status_of(url: str, *, within: float) -> int | None:
    """The status that an address answers with; None without a whole answer within so many seconds, even if it drips."""
    parts, until = urlsplit(url), monotonic() + within
    make = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    line = make(parts.hostname or "", parts.port, timeout=within)
    try:
        line.connect()
        ending = Timer(until - monotonic(), _hang_up, [line.sock])
        ending.daemon = True
        ending.start()
        try:
            line.request("GET", parts.path, headers={"User-Agent": "portal-watch", "Connection": "close"})
            status = line.getresponse().status
        finally:
            ending.cancel()
    except (OSError, HTTPException):
        return None
    finally:
        line.close()
    return status if monotonic() < until else None  # headers that were cut off look whole


def _hang_up(line: socket.socket) -> None:
    try:
        line.shutdown(socket.SHUT_RDWR)
    except OSError:  # it ended by itself meanwhile
        return


def _searches() -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL statement_timeout = '{ANSWER_SECONDS}s'")
            find(Search(), at=timezone.now(), size=1, facets=())
    except DatabaseError:
        return False
    return True


def _owed(lanes: Sequence[Lane], patience: timedelta) -> Fault | str:
    """Whether mails of these lanes stand still: nobody took them, or the mail server takes none of anybody's."""
    before = Now() - patience
    owed = Message.objects.open().filter(lane__in=lanes)
    if owed.filter(next_attempt_at__lt=before).exists():
        return Fault.QUEUE
    # Attempts that ended because the server was away are not counted (groundwork.messaging.services.relaying).
    if owed.filter(attempts=0, last_attempt_at__isnull=False, queued_at__lt=before).exists():
        lately = Message.objects.order_by("-pk").values("pk")[:LATELY]
        if not Message.objects.filter(pk__in=lately, accepted_at__gt=before).exists():
            return Fault.SERVER
    return ""


def _timed(check: Callable[[], Fault | str]) -> Finding:
    began = monotonic()
    fault = check()
    return Finding(fault, round((monotonic() - began) * 1000))
