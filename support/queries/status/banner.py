"""What every page says of the service when it matters, at no cost to the page: each process reads it now and then."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from time import monotonic
from typing import NamedTuple

from django.db import DatabaseError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from groundwork.web import formats
from support.models import Incident, Outage

KEPT_SECONDS = 15
# A failure of some seconds is over before anybody has read of it.
WORTH_SAYING = timedelta(minutes=2)
AHEAD = timedelta(hours=24)
MOST = 3
# The cookie with the announcements that this browser has put away.
HIDDEN, HIDDEN_DAYS = "anuncios", 60


class Known(NamedTuple):
    """What there was to say when it was last read."""

    incidents: tuple[Incident, ...] = ()
    outages: tuple[Outage, ...] = ()


@dataclass(slots=True)
class _Memory:
    known: Known
    until: float


_memory = _Memory(Known(), 0)
_reading = Lock()


class Banner(NamedTuple):
    """One notice: its look, its words, where it leads, and the address that puts it away, if it may be."""

    kind: str
    text: str
    url: str
    hide_url: str = ""


def forget() -> None:
    """Read again at the next page of this process; the others follow within KEPT_SECONDS."""
    _memory.until = 0


def remember_nothing(seconds: float) -> None:
    """Take it that there is nothing to say for so long."""
    _memory.known, _memory.until = Known(), monotonic() + seconds


def shown(path: str, cookies: Mapping[str, str], *, at: datetime | None = None) -> list[Banner]:
    """The notices for a page, the gravest first; none on the page that tells all of it."""
    known = _known()
    if not any(known) or path == reverse("support:status"):
        return []
    now = at or timezone.now()
    hidden = cookies.get(HIDDEN, "").split(".")
    said = [one for one in known.incidents if str(one.code) not in hidden and _matters(one, now)]
    failing = {component for one in said if one.kind == Incident.Kind.FAILURE for component in one.touched}
    lasting = [one for one in known.outages if now - one.began_at >= WORTH_SAYING and one.component not in failing]
    banners = [_of_incident(one, now) for one in said if one.kind == Incident.Kind.FAILURE]
    if lasting:
        banners.append(_of_outages(lasting))
    for kind in (Incident.Kind.MAINTENANCE, Incident.Kind.ANNOUNCEMENT):
        banners += [_of_incident(one, now) for one in said if one.kind == kind]
    return banners[:MOST]


def _known() -> Known:
    """What was read lately; one thread reads for all, and a database that does not answer changes nothing."""
    if monotonic() >= _memory.until and _reading.acquire(blocking=False):
        try:
            _memory.until = monotonic() + KEPT_SECONDS
            _memory.known = _read()
        except DatabaseError:
            return _memory.known
        finally:
            _reading.release()
    return _memory.known


def _read() -> Known:
    now = timezone.now()
    incidents = Incident.objects.not_over(now).filter(begins_at__lte=now + AHEAD).order_by("begins_at", "pk")
    return Known(tuple(incidents[:20]), tuple(Outage.objects.lasting().order_by("began_at", "pk")))


def _matters(incident: Incident, now: datetime) -> bool:
    if incident.is_over(now):
        return False
    ahead = AHEAD if incident.kind == Incident.Kind.MAINTENANCE else timedelta()
    return incident.begins_at <= now + ahead


def _of_incident(incident: Incident, now: datetime) -> Banner:
    url, title = reverse("support:status"), f"{incident.title.rstrip('.')}."
    if incident.kind == Incident.Kind.FAILURE:
        return Banner("danger", title, url)
    if incident.kind == Incident.Kind.ANNOUNCEMENT:
        url = reverse("support:incident", args=[incident.code])
        return Banner("info", title, url, reverse("support:announcement_hide", args=[incident.code]))
    if incident.begins_at > now:
        words = _("Mantenimiento programado: %(title)s. Empieza el %(when)s.")
        when = formats.deadline(incident.begins_at)
    else:
        words = _("Mantenimiento en curso: %(title)s. Termina el %(when)s.")
        when = formats.deadline(incident.ends_at)
    return Banner("warning", words % {"title": incident.title, "when": when}, url)


def _of_outages(outages: list[Outage]) -> Banner:
    words = _("Ahora no funciona bien: %(what)s. Ya lo vimos.")
    what = ", ".join(outage.what for outage in outages)
    return Banner("danger", words % {"what": what}, reverse("support:status"))
