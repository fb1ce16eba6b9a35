"""What the log of outages says of the last ninety days: day by day, and by month in per cent of what was measured."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import ROUND_FLOOR, Decimal

from groundwork.web.formats import BOGOTA
from support.models import Component, Outage, Pulse

DAYS = 90
CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Span:
    """From a moment to a later one."""

    begins: datetime
    ends: datetime

    @property
    def lasts(self) -> timedelta:
        return max(timedelta(), self.ends - self.begins)

    def part_of(self, outage: Outage) -> timedelta:
        """How much of an outage lies in it; one that lasts goes on to its end."""
        ended = self.ends if outage.ended_at is None else outage.ended_at
        return Span(max(self.begins, outage.began_at), min(self.ends, ended)).lasts


@dataclass(frozen=True, slots=True)
class Day:
    """One day of one component: whether most of it was measured, for how long it failed, for how long nobody looked."""

    date: date
    measured: bool
    failed: timedelta
    unseen: timedelta


@dataclass(frozen=True, slots=True)
class Month:
    """One month of all: what was measured of it, and for what share of that each component worked, in per cent."""

    first: date
    measured: Decimal
    worked: dict[Component, Decimal | None]


def since(at: datetime) -> datetime:
    """From when outages are needed: the first day of the month of ninety days ago, in Bogotá."""
    return _midnight((at.astimezone(BOGOTA).date() - timedelta(days=DAYS - 1)).replace(day=1))


def days(component: Component, pulse: Pulse | None, outages: Sequence[Outage], *, at: datetime) -> list[Day]:
    """The last ninety, today's the last, in Colombia's days."""
    today = at.astimezone(BOGOTA).date()
    touching = [outage for outage in outages if outage.unseen or outage.component == component]
    return [_day(today - timedelta(days=ago), pulse, touching, at) for ago in range(DAYS - 1, -1, -1)]


def months(pulses: Sequence[Pulse], outages: Sequence[Outage], *, at: datetime) -> list[Month]:
    """The months of the last ninety days in which something was measured, the newest first."""
    if not pulses:
        return []
    first, today = since(at).astimezone(BOGOTA).date(), at.astimezone(BOGOTA).date()
    told = []
    while first <= today:
        following = (first + timedelta(days=31)).replace(day=1)
        month = _month(Span(_midnight(first), _midnight(following)), pulses, outages, at)
        if month is not None:
            told.append(month)
        first = following
    return told[::-1]


def _day(day: date, pulse: Pulse | None, outages: Iterable[Outage], at: datetime) -> Day:
    span = Span(_midnight(day), min(at, _midnight(day + timedelta(days=1))))
    failed = unseen = timedelta()
    for outage in outages:
        if outage.unseen:
            unseen += span.part_of(outage)
        else:
            failed += span.part_of(outage)
    measured = pulse is not None and pulse.watched_since < span.ends and 2 * unseen < span.lasts
    return Day(day, measured, failed, unseen)


def _month(month: Span, pulses: Sequence[Pulse], outages: Sequence[Outage], at: datetime) -> Month | None:
    """None for a month in which nothing was looked at."""
    watched = Span(max(month.begins, min(pulse.watched_since for pulse in pulses)), min(month.ends, at))
    if not watched.lasts:
        return None
    unseen = sum((watched.part_of(outage) for outage in outages if outage.unseen), timedelta())
    by_component = {Component(pulse.component): pulse for pulse in pulses}
    worked: dict[Component, Decimal | None] = {}
    for component in Component:
        pulse = by_component.get(component)
        theirs = Span(max(watched.begins, pulse.watched_since), watched.ends) if pulse else None
        worked[component] = _worked(component, theirs, outages) if theirs else None
    whole = Span(month.begins, min(month.ends, at)).lasts
    return Month(month.begins.astimezone(BOGOTA).date(), _share(watched.lasts - unseen, whole), worked)


def _worked(component: Component, span: Span, outages: Sequence[Outage]) -> Decimal | None:
    failed = sum((span.part_of(one) for one in outages if one.component == component), timedelta())
    seen = span.lasts - sum((span.part_of(one) for one in outages if one.unseen), timedelta())
    return _share(seen - failed, seen) if seen > timedelta() else None


def _share(part: timedelta, whole: timedelta) -> Decimal:
    """In per cent, never rounded up: one failure of a second is not a hundred."""
    share = Decimal(part // timedelta(milliseconds=1)) * 100 / Decimal(max(1, whole // timedelta(milliseconds=1)))
    return share.quantize(CENT, ROUND_FLOOR)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), BOGOTA)
