"""The pulses of the service, and the outages that follow from them: begun and ended here, and nowhere else."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import connection, transaction

from groundwork.ledger import services as ledger
from support.models import Component, Outage, Pulse
from support.services.status import probing
from support.services.status.probing import Finding

# Twice within so little time is the same check delivered twice.
TWICE = timedelta(seconds=10)
# Checks come every 30 s: after so long without one, nothing was watched.
GAP = timedelta(minutes=3)
_LOCK = "support.status"


def watch() -> int:
    """Check every component and note what was found; returns how many do not work."""
    found = probing.findings()
    note(found)
    return sum(bool(finding.fault) for finding in found.values())


@transaction.atomic
def note(found: Mapping[Component, Finding]) -> None:
    """Write the pulses; begin the outages that failed twice in a row, end those that work again.

    An outage lasts from the first failure to the first success. Where nothing was checked for more than GAP, what
    lasted ends with the last check, and the time since is an outage of its own, unseen. Times never go back: while
    the clock is behind the last check, that check's time is taken.
    """
    clock = _held_clock()
    pulses = {pulse.component: pulse for pulse in Pulse.objects.all()}
    last = max((pulse.checked_at for pulse in pulses.values()), default=clock)
    if pulses and timedelta() <= clock - last < TWICE:
        return
    at = max(clock, last)
    lasting = {outage.component: outage for outage in Outage.objects.lasting()}
    acts: list[tuple[str, Outage]] = []
    if at - last > GAP:
        acts += [("outage.ended", _end(outage, last)) for outage in lasting.values()]
        acts.append(("outage.unseen", Outage(unseen=True, began_at=last, ended_at=at)))
        lasting.clear()
        for pulse in pulses.values():
            pulse.failing_since = None
    for component, finding in found.items():
        pulse = pulses.get(component) or Pulse(component=component, watched_since=at)
        acts += _acts(pulse, finding, lasting.get(component), at)
        pulse.checked_at = at
        pulse.took_ms = finding.took_ms
        pulse.save()
    for _verb, outage in acts:
        outage.save()
    for verb, outage in acts:
        ledger.record(verb, str(outage.code), _content(outage))


def _acts(pulse: Pulse, finding: Finding, lasting: Outage | None, at: datetime) -> list[tuple[str, Outage]]:
    """Note one finding in its pulse; what it begins or ends."""
    if not finding.fault:
        pulse.worked_at, pulse.failing_since = at, None
        return [("outage.ended", _end(lasting, at))] if lasting else []
    if pulse.failing_since is None:
        pulse.failing_since = at
        return []
    if lasting:
        return []
    began = Outage(
        component=pulse.component, began_at=pulse.failing_since, worked_at=pulse.worked_at, fault=finding.fault
    )
    return [("outage.began", began)]


def _end(outage: Outage, at: datetime) -> Outage:
    outage.ended_at = max(outage.began_at, at)
    return outage


def _content(outage: Outage) -> dict[str, object]:
    return {
        "component": outage.component,
        "fault": outage.fault,
        "began_at": outage.began_at,
        "ended_at": outage.ended_at,
    }


def _held_clock() -> datetime:
    """The database's clock, read once nobody else is noting: two at once stand in line."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [_LOCK])
        cursor.execute("SELECT clock_timestamp()")
        clock: datetime = cursor.fetchone()[0]
    return clock
